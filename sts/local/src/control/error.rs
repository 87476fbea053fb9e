//! Refusals of the control API.

use serde::Serialize;

use crate::accounts::ChangeError;
use crate::settings::violation::InvalidSetting;

/// A refusal. Serializes in the one form that all of them have.
#[derive(Debug, Serialize)]
pub(super) struct ControlError {
    #[serde(skip)]
    pub(super) status: u16,
    code: &'static str,
    message: String,
    violations: Vec<InvalidSetting>,
    /// The methods of the path, if the method is not one of them.
    #[serde(skip)]
    pub(super) allowed_methods: Option<String>,
}

impl ControlError {
    fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), violations: Vec::new(), allowed_methods: None }
    }

    pub(super) fn invalid(violations: Vec<InvalidSetting>) -> Self {
        let message = match violations.as_slice() {
            [] => "the request is not valid".to_owned(),
            [one] => one.to_string(),
            [first, others @ ..] => format!("{first}; and {} more", others.len()),
        };
        Self { violations, ..Self::new(400, "invalid_request", message) }
    }

    /// A value of the path or query, or the body as a whole, which has no name.
    pub(super) fn invalid_value(name: &str, message: impl Into<String>) -> Self {
        Self::invalid(vec![InvalidSetting::new(name, None, message)])
    }

    pub(super) fn unauthorized() -> Self {
        let message = "the token is missing or wrong; send the header Authorization: Bearer TOKEN with the token that \
                       the program prints and writes to --ready-file";
        Self::new(401, "unauthorized", message)
    }

    pub(super) fn forbidden() -> Self {
        let message = "requests of web pages of other origins are refused, and so are hosts other than IP addresses, \
                       localhost, and names that the server was told to allow";
        Self::new(403, "forbidden", message)
    }

    pub(super) fn not_found(item: &str) -> Self {
        Self::new(404, "not_found", format!("{item} does not exist"))
    }

    pub(super) fn method_not_allowed(allowed: &[&str]) -> Self {
        let message = format!("the method is not allowed; use {}", allowed.join(" or "));
        Self { allowed_methods: Some(allowed.join(", ")), ..Self::new(405, "method_not_allowed", message) }
    }

    pub(super) fn request_timeout() -> Self {
        Self::new(408, "request_timeout", "the request took too long to arrive; send it within 10 seconds")
    }

    pub(super) fn conflict(message: impl Into<String>) -> Self {
        Self::new(409, "conflict", message)
    }

    pub(super) fn too_large(max: usize) -> Self {
        Self::new(413, "payload_too_large", format!("the body of the request has more than {max} bytes"))
    }

    #[cfg(not(feature = "saml"))]
    pub(super) fn not_supported() -> Self {
        let message = "SAML is not supported by this build; build sts-local with the feature saml";
        Self::new(501, "not_supported", message)
    }

    pub(super) fn internal() -> Self {
        Self::new(500, "internal", "the response cannot be written as JSON")
    }
}

impl From<ChangeError> for ControlError {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::NotFound(item) => Self::not_found(&item),
            conflict @ ChangeError::Conflict(_) => Self::conflict(conflict.to_string()),
        }
    }
}
