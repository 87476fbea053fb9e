//! Reads what AWS states only in the messages of its errors.

/// The label of the encoded part of a denial. See
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html>.
const ENCODED_PART: &str = "Encoded authorization failure message:";

/// Returns the encoded part of a denial's message.
pub(crate) fn encoded_part(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once(ENCODED_PART)?;
    rest.split_whitespace().next()
}

/// Returns whether a message says that the MFA code is wrong, rather than that the device is unknown or a parameter is
/// missing: the error code `AccessDenied` stands for all of these.
pub(crate) fn refuses_mfa_code(message: &str) -> bool {
    message.contains("invalid MFA one time pass code")
}

/// Returns whether a message refuses the duration of a session: the role allows only a shorter one, or the caller is a
/// role.
pub(crate) fn refuses_duration(message: &str) -> bool {
    message.contains("MaxSessionDuration") || message.contains("role chaining")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoded_part_ends_at_white_space() {
        let message =
            "You are not authorized. Encoded authorization failure message:  abc_-123= (Service: Ec2, Status: 403)";
        assert_eq!(encoded_part(message), Some("abc_-123="));
        assert_eq!(encoded_part("Encoded authorization failure message: "), None);
        assert_eq!(encoded_part("abc"), None);
    }
}
