//! Translates expressions from Java's dialect.
//!
//! AWS's patterns are written for Java: `\w`, `\d` and `\s` are ASCII, `.` excludes five line terminators, and `\u` takes
//! exactly four digits.

use std::iter::Peekable;
use std::str::Chars;

/// An expression in the dialects of the runtime's engines.
pub(super) struct Translation {
    /// In the dialect of `regex`. If the pattern has look-around, plain groups are in its place: this then shows that the
    /// rest of the pattern is supported.
    pub(super) linear: String,
    /// In the dialect of `fancy-regex`, if the pattern has look-around.
    pub(super) look_around: Option<String>,
}

/// The engines that an expression is translated for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dialect {
    /// `regex` and `regex-lite`.
    Linear,
    /// `fancy-regex`.
    Backtracking,
}

/// Java's `.`: any character but a line terminator.
const ANY: &str = r"[^\n\r\u{85}\u{2028}\u{2029}]";
/// Java's `$`: the end, or before a line terminator at the end.
const END: &str = r"(?=(?:\r\n|[\n\r\u{85}\u{2028}\u{2029}])?\z)";
/// A word boundary between the characters of Java's `\w`, which are ASCII, and its opposite.
const BOUNDARY: &str = "(?:(?<=[0-9A-Za-z_])(?![0-9A-Za-z_])|(?<![0-9A-Za-z_])(?=[0-9A-Za-z_]))";
const NO_BOUNDARY: &str = "(?:(?<=[0-9A-Za-z_])(?=[0-9A-Za-z_])|(?<![0-9A-Za-z_])(?![0-9A-Za-z_]))";

/// The beginnings of groups that look around. A longer one comes before its prefix.
const LOOK_AROUND: [&str; 4] = ["(?<=", "(?<!", "(?=", "(?!"];

pub(super) fn translate(java: &str) -> Translation {
    let (linear, has_look_around) = expression(java, Dialect::Linear);
    Translation { linear, look_around: has_look_around.then(|| expression(java, Dialect::Backtracking).0) }
}

/// Translates an expression. Returns `true` if it has look-around.
fn expression(java: &str, dialect: Dialect) -> (String, bool) {
    let mut rust = String::with_capacity(java.len() * 2);
    let mut has_look_around = false;
    let mut characters = java.chars().peekable();
    let mut depth = 0_usize;
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some(escaped) => escape(escaped, depth > 0, dialect, &mut characters, &mut rust),
                None => rust.push('\\'),
            },
            '.' if depth == 0 => rust.push_str(ANY),
            '$' if depth == 0 && dialect == Dialect::Backtracking => rust.push_str(END),
            '(' if depth == 0 => {
                let rest: String = std::iter::once('(').chain(characters.clone().take(3)).collect();
                let opened = LOOK_AROUND.into_iter().find(|opening| rest.starts_with(opening));
                has_look_around |= opened.is_some();
                match opened {
                    Some(opening) => {
                        characters.by_ref().take(opening.len() - 1).for_each(drop);
                        rust.push_str(if dialect == Dialect::Linear { "(?:" } else { opening });
                    }
                    None => rust.push('('),
                }
            }
            other => {
                match other {
                    '[' => depth += 1,
                    ']' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                rust.push(other);
            }
        }
    }
    (rust, has_look_around)
}

/// Translates what follows a backslash.
fn escape(escaped: char, in_class: bool, dialect: Dialect, characters: &mut Peekable<Chars<'_>>, rust: &mut String) {
    let members = match escaped.to_ascii_lowercase() {
        'w' => Some("0-9A-Za-z_"),
        'd' => Some("0-9"),
        's' => Some(r"\t\n\x0B\f\r "),
        _ => None,
    };
    match (escaped, members) {
        ('w' | 'd' | 's', Some(members)) if in_class => rust.push_str(members),
        ('w' | 'd' | 's', Some(members)) => rust.extend(["[", members, "]"]),
        (_, Some(members)) => rust.extend(["[^", members, "]"]),
        ('u', None) => rust.push_str(&unicode_escape(characters)),
        ('b', None) if !in_class && dialect == Dialect::Backtracking => rust.push_str(BOUNDARY),
        ('B', None) if !in_class && dialect == Dialect::Backtracking => rust.push_str(NO_BOUNDARY),
        // Java's word boundaries depend on the characters of `\w`, which are ASCII.
        ('b' | 'B', None) if !in_class => rust.extend(["(?-u:\\", escaped.encode_utf8(&mut [0; 4]), ")"]),
        // Escaped, these are literals in Java, and the ends of words in Rust.
        ('<' | '>', None) => rust.push(escaped),
        (escaped, None) => rust.extend(['\\', escaped]),
    }
}

/// Translates the four hex digits after `\u`. A pair of surrogates becomes one character.
fn unicode_escape(characters: &mut Peekable<Chars<'_>>) -> String {
    let mut four = || -> Option<u32> {
        let digits: String = characters.by_ref().take(4).collect();
        u32::from_str_radix(&digits, 16).ok()
    };
    let Some(first) = four() else { return r"\u".to_owned() };
    if !(0xD800..0xDC00).contains(&first) {
        return format!("\\u{{{first:X}}}");
    }
    let pair = (characters.next(), characters.next());
    let mut four = || -> Option<u32> {
        let digits: String = characters.by_ref().take(4).collect();
        u32::from_str_radix(&digits, 16).ok()
    };
    match (pair, four()) {
        ((Some('\\'), Some('u')), Some(second)) if (0xDC00..0xE000).contains(&second) => {
            let code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            format!("\\u{{{code:X}}}")
        }
        _ => format!("\\u{{{first:X}}}"),
    }
}
