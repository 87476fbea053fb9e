//! Names that are nearly those of global condition keys.

use super::global_keys::{GLOBAL_KEYS, type_of};
use crate::policy::variable::variables;

/// The longest name that is compared with the known ones, in bytes.
const MAX_LENGTH: usize = 64;

/// Returns the policy variables of a text that are nearly global condition keys, each with the key that is meant.
#[inline]
pub(super) fn misspelt_variable(text: &str) -> impl Iterator<Item = (&str, &'static str)> {
    variables(text).filter_map(|variable| {
        let name = variable?.split(',').next()?.trim();
        Some((name, near_global_key(name)?))
    })
}

/// Returns the global condition key that a name in the namespace `aws:` is nearly spelled like. `None` if it is one, or
/// resembles none.
#[inline]
pub(super) fn near_global_key(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    if !name.starts_with("aws:") || name.len() > MAX_LENGTH || type_of(&name).is_some() {
        return None;
    }
    // The tag is part of the name of a key such as `aws:PrincipalTag/team`.
    let stem = name.split_inclusive('/').next()?;
    let nearest = GLOBAL_KEYS.into_iter().map(|(key, _)| (distance(stem, &key.to_lowercase()), key)).min()?;
    let (distance, key) = nearest;
    (distance <= 2).then_some(key)
}

/// Returns the number of characters to insert, delete, replace or swap with their neighbor that turns one text into the
/// other (the optimal string alignment distance).
#[inline]
fn distance(one: &str, other: &str) -> usize {
    let one: Vec<char> = one.chars().collect();
    let other: Vec<char> = other.chars().collect();
    let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX / 2);
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let replaced = at(&last, j) + usize::from(a != b);
            let mut least = replaced.min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let are_swapped = i > 0 && j > 0 && one.get(i - 1) == Some(b) && other.get(j - 1) == Some(a);
            if are_swapped {
                least = least.min(at(&before_last, j - 1) + 1);
            }
            row.push(least);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    at(&last, other.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_reported_only_if_it_is_close_to_a_global_key() {
        for (name, meant) in [
            ("aws:usernam", "aws:username"),
            ("aws:user-name", "aws:username"),
            ("aws:usrename", "aws:username"),
            ("AWS:SourceIpp", "aws:SourceIp"),
            ("aws:PrincipalTags/team", "aws:PrincipalTag/"),
            ("aws:PrincipleTag/team", "aws:PrincipalTag/"),
            ("aws:PrincipalTag", "aws:PrincipalTag/"),
            ("aws:MultifactorAuthPresnet", "aws:MultiFactorAuthPresent"),
        ] {
            assert_eq!(near_global_key(name), Some(meant), "{name}");
        }
        for name in [
            "aws:username",
            "AWS:USERID",
            "aws:PrincipalTag/teem",
            "aws:SomethingNew",
            "s3:prefx",
            "sts:ExternalID2",
            "username",
            "aws:",
            "",
        ] {
            assert_eq!(near_global_key(name), None, "{name}");
        }
    }

    #[test]
    fn the_distance_counts_insertions_deletions_replacements_and_swaps() {
        for (one, other, expected) in [
            ("", "", 0),
            ("abc", "abc", 0),
            ("abc", "ab", 1),
            ("ab", "abc", 1),
            ("abc", "axc", 1),
            ("abc", "bac", 1),
            ("", "abc", 3),
        ] {
            assert_eq!(distance(one, other), expected, "{one} {other}");
        }
    }
}
