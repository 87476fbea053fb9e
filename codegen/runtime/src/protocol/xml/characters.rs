//! What XML 1.0 says about single characters: which may stand in a document, which in a name, what a reference means.

/// White space of XML: `S` in the recommendation.
pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// Where the first character is that no document may hold, not even in a comment.
pub(super) fn first_forbidden(source: &str) -> Option<usize> {
    let control = |b: u8| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r');
    // Nearly every answer is plain. To look at all of it takes less time than to stop at the first find: without a way
    // out, many bytes are compared at once.
    if source.is_ascii() && !source.bytes().fold(false, |found, b| found | control(b)) {
        return None;
    }
    // Surrogates cannot be in a `str`; two finds of one character each are faster than one of a set.
    [source.bytes().position(control), source.find('\u{FFFE}'), source.find('\u{FFFF}')].into_iter().flatten().min()
}

pub(crate) fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

/// The character that `&name;` stands for. Entities other than the five of XML need a DOCTYPE, so there are none.
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
    // `from_str_radix` alone would take a sign.
    if !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    let number = u32::from_str_radix(digits, radix).ok()?;
    char::from_u32(number).filter(|&c| is_allowed(c))
}

/// Splits `prefix:local` or `local`; `None` if it is no name.
pub(super) fn split_name(name: &str) -> Option<(Option<&str>, &str)> {
    let (prefix, local) = match name.split_once(':') {
        Some((prefix, local)) => (Some(prefix), local),
        None => (None, name),
    };
    (is_name(local) && prefix.is_none_or(is_name)).then_some((prefix, local))
}

/// Whether this is a name without a colon (`NCName`).
pub(super) fn is_name(name: &str) -> bool {
    let letters = name.bytes().all(|b| b.is_ascii_alphabetic());
    let mut chars = name.chars();
    (letters && !name.is_empty()) || (chars.next().is_some_and(starts_name) && chars.all(continues_name))
}

fn starts_name(c: char) -> bool {
    matches!(c,
        'A'..='Z' | '_' | 'a'..='z'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}'
        | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}'
        | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

fn continues_name(c: char) -> bool {
    starts_name(c)
        || matches!(c,
            '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}
