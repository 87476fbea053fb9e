//! Recognizes documentation that only restates a name.

use std::collections::BTreeSet;

use heck::ToSnakeCase;

/// Number of words of its own that an entry needs.
const MIN_OWN_WORDS: usize = 3;

/// Words without information: English function words, and words that fit any part of any API.
const EMPTY_WORDS: &str = "
    a an and are as at be been by can for from has have if in is it its of on or so that the their then these this
    those to was were which will with you your

    any contains data element elements field fields get gets given holds input item items list member members name
    names object operation optional output parameter parameters property represents request requests required response
    responses result results return returned returns set sets shape specified specifies string structure type types
    used value values
";

/// Returns `true` if a text has fewer than three words that carry information and are not part of the names.
pub(super) fn restates(text: &str, names: &[&str]) -> bool {
    let mut ignored: BTreeSet<String> = EMPTY_WORDS.split_whitespace().map(str::to_owned).collect();
    for name in names {
        ignored.insert(name.to_lowercase());
        ignored.extend(name.to_snake_case().split('_').map(str::to_owned));
    }
    let own: BTreeSet<String> = text
        .split(|letter: char| !letter.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| !word.is_empty() && !ignored.contains(word))
        .collect();
    own.len() < MIN_OWN_WORDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_names_and_function_words_restates_the_name() {
        assert!(restates("", &["Tag"]));
        assert!(restates("The packed policy size.", &["GetSessionTokenResponse", "PackedPolicySize"]));
        assert!(restates("This is the value of the `SAMLAssertion` parameter.", &["Request", "SAMLAssertion"]));
        assert!(restates("Size size SIZE, in percent.", &["PackedPolicySize"]));
    }

    #[test]
    fn a_text_with_three_words_of_its_own_is_documentation() {
        assert!(!restates("The share of the limit used up, in percent.", &["Foo", "PackedPolicySize"]));
        assert!(!restates("How many seconds the session lasts.", &["Request", "DurationSeconds"]));
    }
}
