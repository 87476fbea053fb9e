//! An estimate of AWS's packed size of session policies and tags.
//!
//! AWS packs them into an unpublished binary format and reports how much of the allotted space that takes, in percent.
//! This server compresses them with DEFLATE instead, and allots as many bytes as a policy may have characters. The result
//! is an estimate. It grows with content and not with repetition, as AWS's does, and it refuses what is far too large. A
//! request near the limit may be accepted here and refused by AWS, or the other way around.

use awsquery::server::Refusal;

use crate::deflate::compress;
use crate::session_record::SessionPolicies;
use sts::api::rules::SESSION_POLICY_DOCUMENT_TYPE;

/// Returns the characters that inline and managed policies may have together, which is also the number of bytes that the
/// packed form may have.
fn allotted() -> i64 {
    SESSION_POLICY_DOCUMENT_TYPE.length.max.unwrap_or(i64::MAX)
}

/// Estimates the packed size of session policies and tags, in percent of the allotted space.
///
/// # Errors
///
/// `PackedPolicyTooLarge` if the size is above 100 %, or if inline and managed policies together have more than the 2,048
/// characters that AWS documents.
pub(crate) fn packed_policy_size<'a>(
    policies: &SessionPolicies,
    tags: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<i32, Refusal> {
    let mut content = String::new();
    let mut characters = 0;
    for policy in policies.inline.iter().chain(&policies.managed) {
        characters += policy.chars().count();
        content.push_str(policy);
        content.push('\0');
    }
    for (key, value) in tags {
        content.extend([key, "\0", value, "\0"]);
    }
    if content.is_empty() {
        return Ok(0);
    }
    let packed = compress(content.as_bytes()).map_err(|_| too_large(policies, i64::MAX))?;
    let mut percent = percent_of_allotted(packed.len());
    let percent_of_characters = percent_of_allotted(characters);
    if percent_of_characters > 100 {
        percent = percent.max(percent_of_characters);
    }
    match i32::try_from(percent) {
        Ok(percent) if percent <= 100 => Ok(percent),
        _ => Err(too_large(policies, percent)),
    }
}

/// Rounds up, so that one character too many is more than 100 %.
fn percent_of_allotted(used: usize) -> i64 {
    let hundredfold = i64::try_from(used).unwrap_or(i64::MAX).saturating_mul(100);
    hundredfold.saturating_add(allotted() - 1).div_euclid(allotted())
}

fn too_large(policies: &SessionPolicies, percent: i64) -> Refusal {
    let message = if policies.is_empty() {
        format!("Packed size of session tags consumes {percent}% of allotted space.")
    } else {
        format!("Packed policy consumes {percent}% of allotted space, please use smaller policy.")
    };
    Refusal::new(400, "PackedPolicyTooLarge", message)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn inline(policy: &str) -> SessionPolicies {
        SessionPolicies { inline: Some(policy.to_owned()), managed: Vec::new() }
    }

    #[test]
    fn no_content_has_size_zero_and_too_much_is_refused_with_the_percentage() {
        assert_eq!(packed_policy_size(&SessionPolicies::default(), std::iter::empty()), Ok(0));
        let refusal = packed_policy_size(&inline(&"x".repeat(2_049)), std::iter::empty()).unwrap_err();
        assert_eq!(refusal.code, "PackedPolicyTooLarge");
        assert_eq!(refusal.message, "Packed policy consumes 101% of allotted space, please use smaller policy.");
        assert!(packed_policy_size(&inline(&"x".repeat(2_048)), std::iter::empty()).is_ok());
    }

    proptest! {
        #[test]
        fn more_tags_do_not_have_a_smaller_size(values in proptest::collection::vec("[a-zA-Z0-9]{8}", 1..12)) {
            let tags: Vec<(&str, &str)> = values.iter().map(|value| ("key", value.as_str())).collect();
            let few = packed_policy_size(&SessionPolicies::default(), tags[1..].iter().copied()).unwrap();
            let many = packed_policy_size(&SessionPolicies::default(), tags.iter().copied()).unwrap();
            prop_assert!(few <= many + 1, "{few} {many}");
        }
    }
}
