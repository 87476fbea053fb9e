//! Telling documentation from a repetition of the name.

use std::collections::BTreeSet;

use heck::ToSnakeCase;

/// The fewest words of its own that an entry needs.
const FEWEST: usize = 3;

/// Words that say nothing about a thing: English glue, and words that fit any part of any interface.
const EMPTY_WORDS: &str = "
    a an and are as at be been by can for from has have if in is it its of on or so that the their then these this
    those to was were which will with you your

    any contains data element elements field fields get gets given holds input item items list member members name
    names object operation optional output parameter parameters property represents request requests required response
    responses result results return returned returns set sets shape specified specifies string structure type types
    used value values
";

/// True if a text has fewer than three words that are neither empty nor part of the names.
pub(super) fn restates(text: &str, names: &[&str]) -> bool {
    let mut told: BTreeSet<String> = EMPTY_WORDS.split_whitespace().map(str::to_owned).collect();
    for name in names {
        told.insert(name.to_lowercase());
        told.extend(name.to_snake_case().split('_').map(str::to_owned));
    }
    let own: BTreeSet<String> = text
        .split(|letter: char| !letter.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| !word.is_empty() && !told.contains(word))
        .collect();
    own.len() < FEWEST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_glue_are_no_documentation() {
        assert!(restates("", &["Tag"]));
        assert!(restates("The packed policy size.", &["GetSessionTokenResponse", "PackedPolicySize"]));
        assert!(restates("This is the value of the `SAMLAssertion` parameter.", &["Request", "SAMLAssertion"]));
        assert!(restates("Size size SIZE, in percent.", &["PackedPolicySize"]));
    }

    #[test]
    fn three_words_of_its_own_are_enough() {
        assert!(!restates("The share of the limit used up, in percent.", &["Foo", "PackedPolicySize"]));
        assert!(!restates("How many seconds the session lasts.", &["Request", "DurationSeconds"]));
    }
}
