//! How much room session policies and tags take.
//!
//! AWS packs them into a binary form that it does not publish, and tells how full that is, in percent. Here they are
//! compressed by DEFLATE, and measured against as many bytes as a policy may have characters. That is an estimate: it
//! grows as AWS's does, with what is said and not with how often, and refuses what is far too large. What stands near the
//! limit here may be on the other side of it at AWS.

use awsquery::server::Refusal;

use crate::deflate::compress;
use crate::session_record::SessionPolicies;
use sts::api::rules::SESSION_POLICY_DOCUMENT_TYPE;

/// The characters that inline and managed policies have together, and the bytes that all is packed into.
fn allotted() -> i64 {
    SESSION_POLICY_DOCUMENT_TYPE.length.max.unwrap_or(i64::MAX)
}

/// How full it is, in percent: an estimate.
///
/// # Errors
///
/// `PackedPolicyTooLarge` if it is more than full, or if inline and managed policies together have more than the 2,048
/// characters that AWS documents.
pub(super) fn size<'a>(
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
    let percent = |used: usize| {
        let hundredfold = i64::try_from(used).unwrap_or(i64::MAX).saturating_mul(100);
        // What is begun counts: one character too many is more than 100 %.
        hundredfold.saturating_add(allotted() - 1).div_euclid(allotted())
    };
    let plain = Some(percent(characters)).filter(|percent| *percent > 100);
    let fullest = percent(packed.len()).max(plain.unwrap_or_default());
    match i32::try_from(fullest) {
        Ok(percent) if percent <= 100 => Ok(percent),
        _ => Err(too_large(policies, fullest)),
    }
}

fn too_large(policies: &SessionPolicies, percent: i64) -> Refusal {
    let message = match policies.is_empty() {
        true => format!("Packed size of session tags consumes {percent}% of allotted space."),
        false => format!("Packed policy consumes {percent}% of allotted space, please use smaller policy."),
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
    fn nothing_takes_no_room_and_much_is_refused_with_the_percentage() {
        assert_eq!(size(&SessionPolicies::default(), std::iter::empty()), Ok(0));
        let refusal = size(&inline(&"x".repeat(2_049)), std::iter::empty()).unwrap_err();
        assert_eq!(refusal.code, "PackedPolicyTooLarge");
        assert_eq!(refusal.message, "Packed policy consumes 101% of allotted space, please use smaller policy.");
        assert!(size(&inline(&"x".repeat(2_048)), std::iter::empty()).is_ok());
    }

    proptest! {
        #[test]
        fn more_tags_never_take_less_room(values in proptest::collection::vec("[a-zA-Z0-9]{8}", 1..12)) {
            let tags: Vec<(&str, &str)> = values.iter().map(|value| ("key", value.as_str())).collect();
            let few = size(&SessionPolicies::default(), tags[1..].iter().copied()).unwrap();
            let many = size(&SessionPolicies::default(), tags.iter().copied()).unwrap();
            prop_assert!(few <= many + 1, "{few} {many}");
        }
    }
}
