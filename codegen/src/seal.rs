//! A checksum in the line with the generator's mark, which tells whether a file was edited since it was generated.

use flate2::Crc;

use crate::render::GENERATED_BY;

/// The checksum in a text before it is sealed.
pub(crate) const UNSEALED: &str = "(checksum 00000000)";

const START: &str = "(checksum ";
const END: &str = ")";

/// Fills in the checksum of a text whose mark contains [`UNSEALED`].
pub(crate) fn sealed(text: &str) -> String {
    text.replacen(UNSEALED, &format!("{START}{:08x}{END}", checksum(text)), 1)
}

/// Returns `true` if a text has changed since it was sealed, or was never sealed.
pub(crate) fn is_edited(text: &str) -> bool {
    let stated = text.lines().find_map(stated);
    stated.is_none_or(|stated| stated != checksum(text))
}

/// Returns the checksum that a line with the mark states.
fn stated(line: &str) -> Option<u32> {
    let (_, after) = line.split_once(GENERATED_BY)?;
    let (_, after) = after.rsplit_once(START)?;
    u32::from_str_radix(after.split_once(END)?.0, 16).ok()
}

/// Returns the checksum of all lines but the one that states it.
fn checksum(text: &str) -> u32 {
    let mut crc = Crc::new();
    for line in text.lines().filter(|line| stated(line).is_none()) {
        crc.update(line.as_bytes());
        crc.update(b"\n");
    }
    crc.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_any_other_line_is_seen() {
        let text = sealed(&format!("one\n# {GENERATED_BY} --model`; do not edit. {UNSEALED}\ntwo\n"));
        assert!(!text.contains(UNSEALED) && !is_edited(&text), "{text}");
        assert!(!is_edited(&text.replace('\n', "\r\n")), "line ends of another system are not an edit");
        assert!(is_edited(&text.replace("two", "2")) && is_edited(&format!("{text}three\n")));
        assert!(is_edited("one\ntwo\n"), "a file of the user");
    }
}
