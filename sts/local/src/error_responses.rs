//! What the server says no with: AWS's codes and words, in one place.
//!
//! Where AWS's answer is not known, the nearest code stands here, marked as "not recorded".

use awsquery::server::Refusal;

pub(super) fn access_denied(message: impl Into<String>) -> Refusal {
    Refusal::new(403, "AccessDenied", message)
}

/// A signed call that policies do not allow.
pub(super) fn not_authorized(caller: &str, action: &str, resource: &str) -> Refusal {
    access_denied(format!("User: {caller} is not authorized to perform: {action} on resource: {resource}"))
}

pub(super) fn invalid_client_token() -> Refusal {
    Refusal::new(403, "InvalidClientTokenId", "The security token included in the request is invalid")
}

pub(super) fn expired_token() -> Refusal {
    Refusal::new(403, "ExpiredToken", "The security token included in the request is expired")
}

pub(super) fn validation(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "ValidationError", message)
}

pub(super) fn invalid_parameter(message: &str) -> Refusal {
    Refusal::new(400, "InvalidParameterValue", message)
}

pub(super) fn malformed_policy(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "MalformedPolicyDocument", message)
}

pub(super) fn invalid_identity_token(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "InvalidIdentityToken", message)
}

/// Limits that AWS states in prose. The code is not recorded; the words are those of limits in the model.
pub(super) fn too_long(member: &str, most: i64) -> Refusal {
    validation(format!(
        "1 validation error detected: Value at '{member}' failed to satisfy constraint: Member must have length less than \
         or equal to {most}"
    ))
}

/// A managed policy that is not there. Not recorded.
pub(super) fn unknown_policy(arn: &str) -> Refusal {
    validation(format!("Policy {arn} does not exist or is not attachable."))
}

/// The message for `DecodeAuthorizationMessage` is none of this server. The code is the model's, the words are not
/// recorded.
pub(super) fn invalid_message() -> Refusal {
    Refusal::new(400, "InvalidAuthorizationMessageException", "Message is not valid")
}

/// `AssumeRoleWithSAML` in a build that verifies no XML signatures.
#[cfg(not(feature = "saml"))]
pub(super) fn built_without_saml() -> Refusal {
    let refusal = Refusal::not_implemented("AssumeRoleWithSAML");
    let message = format!("{}; build `sts-local` with the feature `saml`", refusal.message);
    Refusal { message, ..refusal }
}

/// Something went wrong here, and is no fault of the caller.
pub(super) fn internal(error: impl std::fmt::Display) -> Refusal {
    Refusal::new(500, "InternalFailure", error.to_string())
}
