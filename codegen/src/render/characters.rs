//! Describes a set of characters in words.

use crate::plan::pattern::Set;

/// The last code point before those that only UTF-16 uses, and the first after them.
const SURROGATES: (u32, u32) = (0xD7FF, 0xE000);

/// Describes the characters of a set, for example "ASCII letters and digits, and `+-_`".
pub(super) fn describe(set: &Set) -> String {
    let (ascii, blocks) = runs(set);
    list(&[unicode(set), controls(ascii), blocks, visible(set, ascii)].concat())
}

/// Splits a set into its ASCII characters, as bits, and the descriptions of larger blocks, for example "U+00A0 to
/// U+D7FF". A block that contains all printable ASCII characters takes them along.
fn runs(set: &Set) -> (u128, Vec<String>) {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    let single = (0..128_u32).filter(|code| set.ascii >> code & 1 == 1).map(|code| (code, code));
    for (start, end) in single.chain(set.ranges.iter().copied()) {
        match runs.last_mut() {
            Some(last) if start <= last.1 + 1 || (last.1, start) == SURROGATES => last.1 = end,
            _ => runs.push((start, end)),
        }
    }
    let mut ascii = 0;
    let mut blocks = Vec::new();
    for (start, end) in runs {
        match (start, end) {
            (..=0x20, 0x7E) => blocks.push("printable ASCII characters".to_owned()),
            (..=0x20, 0x7E..) | (0x80.., _) => blocks.push(block(start, end)),
            (_, 0x80..) => {
                ascii |= bits(start, 0x7F);
                blocks.push(block(0x80, end));
            }
            _ => ascii |= bits(start, end),
        }
    }
    (ascii, blocks)
}

fn block(start: u32, end: u32) -> String {
    if start == end { format!("U+{start:04X}") } else { format!("U+{start:04X} to U+{end:04X}") }
}

fn bits(start: u32, end: u32) -> u128 {
    (start..=end.min(127)).fold(0, |bits, code| bits | 1 << code)
}

/// The categories that contain characters of every script.
fn unicode(set: &Set) -> Vec<String> {
    let names: Vec<String> = [('L', "letters"), ('N', "numbers"), ('Z', "spaces")]
        .iter()
        .filter(|(category, _)| set.categories.contains(category))
        .map(|(_, name)| (*name).to_owned())
        .collect();
    if names.is_empty() { names } else { vec![format!("Unicode {}", list(&names))] }
}

fn controls(ascii: u128) -> Vec<String> {
    let name = |code: u32| match code {
        0x09 => "tab".to_owned(),
        0x0A => "line feed".to_owned(),
        0x0D => "carriage return".to_owned(),
        _ => format!("U+{code:04X}"),
    };
    (0..0x20).chain([0x7F]).filter(|code| ascii >> code & 1 == 1).map(name).collect()
}

/// Letters and digits, the space, and the other printable characters in a span of code.
fn visible(set: &Set, ascii: u128) -> Vec<String> {
    let has = |category: char| set.categories.contains(&category);
    let mut rest = ascii & bits(0x20, 0x7E);
    let mut take = |characters: u128, named: bool| {
        let all = rest & characters == characters;
        if all {
            rest &= !characters;
        }
        all && !named
    };
    let letters = take(bits(0x41, 0x5A) | bits(0x61, 0x7A), has('L'));
    let digits = take(bits(0x30, 0x39), has('N'));
    let space = take(bits(0x20, 0x20), has('Z'));
    let mut parts = match (letters, digits) {
        (true, true) => vec!["ASCII letters and digits".to_owned()],
        (true, false) => vec!["ASCII letters".to_owned()],
        (false, true) => vec!["digits".to_owned()],
        (false, false) => Vec::new(),
    };
    parts.extend(space.then(|| "space".to_owned()));
    let others: String = (0x20..0x7F_u8).filter(|code| rest >> code & 1 == 1).map(char::from).collect();
    if others.contains('`') {
        parts.push(format!("`` {others} ``"));
    } else if !others.is_empty() {
        parts.push(format!("`{others}`"));
    }
    parts
}

/// Joins parts with commas and "and". A part that contains "and" itself is set apart by one more comma.
fn list(parts: &[String]) -> String {
    match parts {
        [] => "none".to_owned(),
        [only] => only.clone(),
        [rest @ .., last] => {
            let comma = if rest.iter().any(|part| part.contains(" and ")) { "," } else { "" };
            format!("{}{comma} and {last}", rest.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(ranges: &[(u32, u32)], categories: &[char]) -> String {
        describe(&Set::new(ranges.to_vec(), categories.to_vec()))
    }

    fn each(characters: &str) -> Vec<(u32, u32)> {
        characters.chars().map(|character| (character.into(), character.into())).collect()
    }

    #[test]
    fn letters_and_digits_have_names_and_other_characters_are_listed() {
        let word: Vec<_> = [(0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A)].into_iter().chain(each("_=+")).collect();
        assert_eq!(described(&word, &[]), "ASCII letters and digits, and `+=_`");
        assert_eq!(described(&[(0x30, 0x39)], &[]), "digits");
        assert_eq!(described(&each("abc "), &[]), "space and `abc`");
        assert_eq!(described(&each("`|"), &[]), "`` `| ``");
    }

    #[test]
    fn categories_name_letters_and_digits_of_every_script() {
        assert_eq!(described(&each("_.:"), &['L', 'N', 'Z']), "Unicode letters, numbers and spaces, and `.:_`");
        assert_eq!(described(&[], &['L']), "Unicode letters");
    }

    #[test]
    fn large_blocks_are_described_by_their_ends() {
        let text = [(9, 10), (13, 13), (0x20, 0xFF)];
        assert_eq!(described(&text, &[]), "tab, line feed, carriage return and U+0020 to U+00FF");
        let most = [(0x20, 0xD7FF), (0xE000, 0xFFFD)];
        assert_eq!(described(&most, &[]), "U+0020 to U+FFFD");
        assert_eq!(described(&[(0x20, 0x7E), (0xA0, 0xA0)], &[]), "printable ASCII characters and U+00A0");
        assert_eq!(described(&[(0x7B, 0x81)], &[]), "U+007F, U+0080 to U+0081 and `{|}~`");
    }
}
