//! The character classes of XML 1.0: which characters a document and a name may contain, and what references resolve to.

/// Returns `true` for white space (production `S` of the specification).
pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// Returns the byte offset of the first character that no document may contain, not even in a comment.
pub(super) fn first_forbidden(source: &str) -> Option<usize> {
    let control = |b: u8| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r');
    // Nearly every response is plain ASCII. The fold visits every byte even after a match, which is faster than stopping
    // early: without an exit from the loop, the compiler compares many bytes at once.
    if !source.bytes().fold(false, |found, b| found | control(b) | !b.is_ascii()) {
        return None;
    }
    // A `str` cannot contain surrogates. Two searches for one character each are faster than one for a set.
    [source.bytes().position(control), source.find('\u{FFFE}'), source.find('\u{FFFF}')].into_iter().flatten().min()
}

/// Returns `true` for characters that a document may contain (production `Char` of the specification).
pub(crate) fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

/// Resolves the reference `&name;`. Only the five entities that XML predefines are known: others would have to be
/// declared in a DOCTYPE, which the parser refuses.
pub(super) fn resolve(name: &str) -> Option<char> {
    let code = match name {
        "amp" => return Some('&'),
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        _ => name.strip_prefix('#')?,
    };
    let (digits, radix) = match code.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (code, 10),
    };
    // `from_str_radix` alone would accept a sign.
    if !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    let number = u32::from_str_radix(digits, radix).ok()?;
    char::from_u32(number).filter(|&c| is_allowed(c))
}

/// Splits `prefix:local` or `local`. Returns `None` if the text is not a name.
pub(super) fn split_name(name: &str) -> Option<(Option<&str>, &str)> {
    // The names of AWS's elements are ASCII letters, which are checked faster as bytes.
    if !name.is_empty() && name.bytes().fold(true, |all, b| all & b.is_ascii_alphabetic()) {
        return Some((None, name));
    }
    let (prefix, local) = match name.split_once(':') {
        Some((prefix, local)) => (Some(prefix), local),
        None => (None, name),
    };
    (is_name(local) && prefix.is_none_or(is_name)).then_some((prefix, local))
}

/// Returns `true` if the text is a name without a colon (production `NCName` of "Namespaces in XML 1.0").
pub(super) fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(is_name_start) && chars.all(is_name_char)
}

fn is_name_start(c: char) -> bool {
    matches!(c,
        'A'..='Z' | '_' | 'a'..='z'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}'
        | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}'
        | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

fn is_name_char(c: char) -> bool {
    is_name_start(c)
        || matches!(c,
            '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}
