//! Renames shapes whose names differ only in case, which API-2 allows and Smithy forbids.
//!
//! AWS's converter sorts such names by code point. The first one is kept, and each further one becomes the first one with
//! a number. The same rule here gives both forms of a model the same names.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Error;

use super::fields::error;

/// Returns the new names of the shapes that need one. Operations keep their names, because they are sent on the wire.
pub(super) fn renamed<'a>(
    operations: impl Iterator<Item = &'a str>,
    shapes: impl Iterator<Item = &'a str>,
) -> Result<BTreeMap<&'a str, String>, Error> {
    let mut groups: BTreeMap<String, Vec<&'a str>> = BTreeMap::new();
    for name in operations {
        groups.entry(name.to_lowercase()).or_default().push(name);
    }
    let shapes: BTreeSet<&str> = shapes.collect();
    for name in &shapes {
        groups.entry(name.to_lowercase()).or_default().push(name);
    }
    let mut renamed = BTreeMap::new();
    for names in groups.values() {
        let mut names = names.iter();
        let Some(first) = names.next() else { continue };
        for (name, number) in names.zip(2..) {
            let new = format!("{first}{number}");
            if let Some(taken) = groups.get(&new.to_lowercase()).and_then(|group| group.first()) {
                return Err(error(
                    *name,
                    format!("differs from {first} only in case, and its new name {new} collides with {taken}"),
                ));
            }
            renamed.insert(*name, new);
        }
    }
    Ok(renamed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rename(operations: &[&'static str], shapes: &[&'static str]) -> Vec<(String, String)> {
        let renamed = renamed(operations.iter().copied(), shapes.iter().copied()).unwrap();
        renamed.into_iter().map(|(old, new)| (old.to_owned(), new)).collect()
    }

    fn pair(old: &str, new: &str) -> (String, String) {
        (old.to_owned(), new.to_owned())
    }

    #[test]
    fn the_first_name_by_code_point_is_kept() {
        assert_eq!(rename(&[], &["string", "String", "Other"]), [pair("string", "String2")]);
        assert_eq!(rename(&[], &["aB", "AB", "ab"]), [pair("aB", "AB2"), pair("ab", "AB3")]);
    }

    #[test]
    fn operations_keep_their_names() {
        assert_eq!(rename(&["getFoo"], &["GetFoo"]), [pair("GetFoo", "getFoo2")]);
        assert_eq!(rename(&["GetFoo"], &["GetFoo"]), [pair("GetFoo", "GetFoo2")]);
    }

    #[test]
    fn a_collision_of_a_new_name_is_an_error_that_names_all_three() {
        let error = renamed([].into_iter(), ["Foo", "foo", "fOO2"].into_iter()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "read: foo: differs from Foo only in case, and its new name Foo2 collides with fOO2"
        );
    }
}
