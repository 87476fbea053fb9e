//! Reads what AWS states only in the messages of its errors.

/// The label of the encoded part of a denial. See
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html>.
const ENCODED_PART: &str = "Encoded authorization failure message:";

/// Returns the encoded part of a denial's message.
#[inline]
pub(crate) fn encoded_part(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once(ENCODED_PART)?;
    rest.split_whitespace().next()
}

/// Returns whether a message says that the MFA code is wrong, rather than that the device is unknown or a parameter is
/// missing: the error code `AccessDenied` stands for all of these.
#[inline]
pub(crate) fn refuses_mfa_code(message: &str) -> bool {
    message.contains("invalid MFA one time pass code")
}

/// Returns whether a message refuses the duration of a session: the role allows only a shorter one, or the caller is a
/// role.
#[inline]
pub(crate) fn refuses_duration(message: &str) -> bool {
    message.contains("MaxSessionDuration") || message.contains("role chaining")
}

/// Returns the ARN of the caller that a denial names.
#[inline]
pub(crate) fn caller_arn(message: &str) -> Option<&str> {
    between(message, "User: ", " is not authorized")
}

/// Returns the action that a denial names: `sts:AssumeRole`.
#[inline]
pub(crate) fn action(message: &str) -> Option<&str> {
    let action = between(message, "perform: ", " ").or(between(message, "perform ", " "));
    action.filter(|action| action.contains(':'))
}

/// Returns the resource that a denial names.
#[inline]
pub(crate) fn resource(message: &str) -> Option<&str> {
    between(message, "on resource: ", " ")
}

/// Returns whether a denial says that no policy of the caller allows the action.
#[inline]
pub(crate) fn blames_identity_policy(message: &str) -> bool {
    message.contains("no identity-based policy allows")
}

/// Returns whether a denial says that the trust policy of the role does not allow the action.
#[inline]
pub(crate) fn blames_trust_policy(message: &str) -> bool {
    message.contains("no resource-based policy allows") || message.contains("no trust policy allows")
}

/// Returns whether a denial says that a policy denies the action explicitly.
#[inline]
pub(crate) fn blames_explicit_deny(message: &str) -> bool {
    message.contains("explicit deny")
}

/// Returns the share of the limit for packed policies and tags that they use, in percent. AWS's messages had it until it
/// replaced that limit by one for the session token.
#[inline]
pub(crate) fn packed_size(message: &str) -> Option<&str> {
    between(message, "consumes ", "%")
}

/// Returns the size of a session token that is too large, and the largest size allowed, both in bytes.
///
/// AWS documents that a message has the two numbers, but not its wording. The size is the larger one: otherwise the token
/// would not be too large. See
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>, `PackedPolicyTooLarge`.
#[inline]
pub(crate) fn token_sizes(message: &str) -> Option<(u64, u64)> {
    let words = message.split(|c: char| !c.is_ascii_alphanumeric() && c != ',');
    let numbers = words.filter_map(|word| word.trim_matches(',').replace(',', "").parse().ok());
    match *numbers.collect::<Vec<u64>>() {
        [one, other] if one != other && message.contains("byte") => Some((one.max(other), one.min(other))),
        _ => None,
    }
}

/// Returns the time at which a request was signed, if the message refuses the request because of it.
#[inline]
pub(crate) fn signing_time(message: &str) -> Option<&str> {
    between(message, "Signature expired: ", " ").or(between(message, "Signature not yet current: ", " "))
}

/// Returns the time of the server, if the message refuses a request because of its signing time.
#[inline]
pub(crate) fn server_time(message: &str) -> Option<&str> {
    between(message, "(", " ")
}

/// Returns the member that a validation error names, in lower camel case: `roleSessionName`.
#[inline]
pub(crate) fn member(message: &str) -> Option<&str> {
    between(message, "' at '", "'").or(between(message, "Value null at '", "'"))
}

/// Returns the value that a validation error quotes.
#[inline]
pub(crate) fn quoted_value(message: &str) -> Option<&str> {
    between(message, "Value '", "' at '")
}

/// Returns the text between the first `start` and the next `end`, or the end of the text.
#[inline]
fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(start)?;
    let found = rest.split_once(end).map_or(rest, |(found, _)| found);
    (!found.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_denial_names_the_caller_the_action_and_the_resource() {
        let message = "User: arn:aws:iam::123456789012:user/Alice is not authorized to perform: sts:AssumeRole on \
                       resource: arn:aws:iam::123456789012:role/demo because no identity-based policy allows it";
        assert_eq!(caller_arn(message), Some("arn:aws:iam::123456789012:user/Alice"));
        assert_eq!(action(message), Some("sts:AssumeRole"));
        assert_eq!(resource(message), Some("arn:aws:iam::123456789012:role/demo"));
        assert!(blames_identity_policy(message) && !blames_trust_policy(message) && !blames_explicit_deny(message));
        assert_eq!(action("You may not perform this."), None);
        assert_eq!(caller_arn("User:  is not authorized"), None);
    }

    #[test]
    fn a_validation_error_names_the_member_and_quotes_the_value() {
        let message = "1 validation error detected: Value 'a:b' at 'roleSessionName' failed to satisfy constraint";
        assert_eq!((member(message), quoted_value(message)), (Some("roleSessionName"), Some("a:b")));
        let message = "1 validation error detected: Value null at 'roleArn' failed to satisfy constraint";
        assert_eq!((member(message), quoted_value(message)), (Some("roleArn"), None));
    }

    #[test]
    fn the_sizes_of_a_token_are_read_in_any_order_and_never_guessed() {
        for message in [
            "The session token size of 4312 bytes exceeds the maximum allowed size of 4096 bytes.",
            "At most 4,096 bytes are allowed; the session token has 4,312.",
            "session token too large (max=4096, actual=4312, in bytes)",
        ] {
            assert_eq!(token_sizes(message), Some((4312, 4096)), "{message}");
        }
        for message in [
            "Packed size of session tags consumes 142% of allotted space.",
            "4096 bytes are allowed",
            "4096 bytes and 4096 bytes",
            "1, 2 and 3 bytes",
            "99999999999999999999 bytes, 4096 bytes",
            "",
        ] {
            assert_eq!(token_sizes(message), None, "{message}");
        }
    }

    #[test]
    fn the_encoded_part_ends_at_white_space() {
        let message =
            "You are not authorized. Encoded authorization failure message:  abc_-123= (Service: Ec2, Status: 403)";
        assert_eq!(encoded_part(message), Some("abc_-123="));
        assert_eq!(encoded_part("Encoded authorization failure message: "), None);
        assert_eq!(encoded_part("abc"), None);
    }
}
