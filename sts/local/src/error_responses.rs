//! Error responses with AWS's codes and messages, in one place.
//!
//! A code or message of AWS that is unknown is marked "not recorded", and the most similar known one is used.

use awsquery::server::Refusal;

pub(crate) fn access_denied(message: impl Into<String>) -> Refusal {
    Refusal::new(403, "AccessDenied", message)
}

/// A signed call that policies do not allow.
pub(crate) fn not_authorized(caller: &str, action: &str, resource: &str) -> Refusal {
    access_denied(format!("User: {caller} is not authorized to perform: {action} on resource: {resource}"))
}

pub(crate) fn invalid_client_token() -> Refusal {
    Refusal::new(403, "InvalidClientTokenId", "The security token included in the request is invalid")
}

pub(crate) fn expired_token() -> Refusal {
    Refusal::new(403, "ExpiredToken", "The security token included in the request is expired")
}

pub(crate) fn validation_error(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "ValidationError", message)
}

pub(crate) fn invalid_parameter_value(message: &str) -> Refusal {
    Refusal::new(400, "InvalidParameterValue", message)
}

pub(crate) fn malformed_policy(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "MalformedPolicyDocument", message)
}

pub(crate) fn invalid_identity_token(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "InvalidIdentityToken", message)
}

/// A value longer than a limit that only AWS's prose states. The code is not recorded; the message is that of limits in
/// the service model.
pub(crate) fn too_long(member: &str, max: i64) -> Refusal {
    validation_error(format!(
        "1 validation error detected: Value at '{member}' failed to satisfy constraint: Member must have length less than \
         or equal to {max}"
    ))
}

/// An inline policy and ARNs of managed policies that together exceed the limit for their plain text. AWS documents the limit;
/// code and message are not recorded.
pub(crate) fn policies_too_long(characters: usize, max: i64) -> Refusal {
    validation_error(format!(
        "The inline policy and the ARNs of managed policies have {characters} characters in all; at most {max} are allowed."
    ))
}

/// A session token that is too large. AWS documents that the message has both sizes in bytes; its wording is not recorded.
pub(crate) fn packed_policy_too_large(size: i64, max: i64) -> Refusal {
    let message = format!("The session token size of {size} bytes exceeds the maximum allowed size of {max} bytes.");
    Refusal::new(400, "PackedPolicyTooLarge", message)
}

/// A managed policy that does not exist. Not recorded.
pub(crate) fn unknown_policy(arn: &str) -> Refusal {
    validation_error(format!("Policy {arn} does not exist or is not attachable."))
}

/// A message for `DecodeAuthorizationMessage` that this server did not encode. The code is from the service model; the
/// message is not recorded.
pub(crate) fn invalid_message() -> Refusal {
    Refusal::new(400, "InvalidAuthorizationMessageException", "Message is not valid")
}

/// A call of `AssumeRoleWithSAML` to a server that was built without the feature `saml`.
#[cfg(not(feature = "saml"))]
pub(crate) fn built_without_saml() -> Refusal {
    let refusal = Refusal::not_implemented("AssumeRoleWithSAML");
    let message = format!("{}; build `sts-local` with the feature `saml`", refusal.message);
    Refusal { message, ..refusal }
}

/// A failure of the server itself.
pub(crate) fn internal(error: impl std::fmt::Display) -> Refusal {
    Refusal::new(500, "InternalFailure", error.to_string())
}
