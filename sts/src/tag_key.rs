//! Comparison of tag keys, which have to differ in more than upper and lower case. See
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_know>.
//!
//! AWS keeps the case of a key and ignores it when it compares keys, but does not say how it treats letters beyond ASCII.
//! Here each character is compared in lower case as Unicode defines it, without regard to its neighbours. Condition keys are
//! compared in the same way, so two keys are the same tag exactly if they are the same key of a condition.

/// Returns a key in the form in which equal keys have the same text.
///
/// ```
/// assert_eq!(sts::tag_key::fold("Département"), "département");
/// ```
#[inline]
pub fn fold(key: &str) -> String {
    folded(key).collect()
}

/// Returns `true` if two keys differ at most in case, so that AWS accepts only one of them.
///
/// ```
/// assert!(sts::tag_key::is_same("Größe", "GRÖßE"));
/// assert!(!sts::tag_key::is_same("team", "teams"));
/// ```
pub fn is_same(one: &str, other: &str) -> bool {
    folded(one).eq(folded(other))
}

/// Returns the characters of [`fold`].
pub(crate) fn folded(key: &str) -> impl Iterator<Item = char> {
    key.chars().flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::policy::AccessRequest;

    #[test]
    fn the_place_of_a_letter_does_not_change_its_lower_case() {
        assert!(is_same("ΟΔΟΣ", "οδοσ"));
        assert!(is_same("ΣΑΣ", "σασ"));
    }

    proptest! {
        #[test]
        fn two_keys_are_the_same_tag_exactly_if_they_are_the_same_condition_key(
            one in "[aAäÄσςΣİıß]{1,4}", other in "[aAäÄσςΣİıß]{1,4}"
        ) {
            let name = |key: &str| format!("aws:RequestTag/{key}");
            let request = AccessRequest::new("sts:AssumeRole", "*").key(name(&one), "red");
            prop_assert_eq!(is_same(&one, &other), request.values(&name(&other)).is_some());
            prop_assert_eq!(is_same(&one, &other), fold(&one) == fold(&other));
        }
    }
}
