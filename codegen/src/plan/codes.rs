//! Error codes: those of the errors in the model, and those that every service may return.

use std::collections::BTreeMap;

use super::ir::{CodePlan, ErrorType, Name};
use super::names;

/// Codes that every service of the Query protocol can return and that no model lists, with their meaning.
const COMMON: &[(&str, &str)] = &[
    ("AccessDenied", "The caller is not allowed to perform the operation."),
    (
        "AccessDeniedException",
        "The caller is not allowed to perform the operation. Some services use this code instead of `AccessDenied`.",
    ),
    ("ExpiredToken", "The credentials that signed the request have expired."),
    ("IncompleteSignature", "The signature of the request is malformed or incomplete."),
    ("InternalError", "The service failed while it processed the request. A retry can help."),
    ("InternalFailure", "The service failed while it processed the request. A retry can help."),
    ("InvalidAction", "The service has no operation of the requested name."),
    ("InvalidClientTokenId", "The access key ID is unknown, or its session token is missing or wrong."),
    ("InvalidParameterCombination", "The request combines parameters that exclude each other."),
    ("InvalidParameterValue", "The value of a parameter is not valid."),
    ("MalformedInput", "The service could not parse the request."),
    ("MalformedQueryString", "The query string has a syntax error."),
    ("MissingAction", "The request does not name an operation."),
    ("MissingAuthenticationToken", "The request is not signed."),
    ("MissingParameter", "A required parameter is missing."),
    ("OptInRequired", "The account has not subscribed to the service."),
    ("RequestExpired", "The request is too old: its date or its expiration has passed."),
    ("RequestTimeout", "The request did not arrive completely in time. A retry can help."),
    ("ServiceUnavailable", "The service is temporarily unavailable. A retry can help."),
    (
        "SignatureDoesNotMatch",
        "The signature is wrong because of a wrong secret key, a wrong clock or a request that was changed on its way.",
    ),
    ("Throttling", "The service received too many requests. A retry after a pause can help."),
    ("ThrottlingException", "The service received too many requests. A retry after a pause can help."),
    ("UnrecognizedClientException", "The access key ID or the session token is unknown to the service."),
    ("ValidationError", "The request violates a constraint of the service."),
];

/// Returns the codes of a service, sorted by their Rust names. A code of the model takes precedence over a common one.
pub(super) fn codes(errors: &[ErrorType]) -> Vec<CodePlan> {
    let mut codes: BTreeMap<String, CodePlan> = BTreeMap::new();
    for error in errors {
        let name = name(&error.code);
        codes.entry(name.rust.clone()).or_insert_with(|| CodePlan {
            name,
            error: Some(error.structure.name.rust.clone()),
            docs: error.structure.docs.clone(),
        });
    }
    for (code, meaning) in COMMON {
        let name = name(code);
        codes.entry(name.rust.clone()).or_insert_with(|| CodePlan {
            name,
            error: None,
            docs: Some((*meaning).to_owned()),
        });
    }
    codes.into_values().collect()
}

fn name(code: &str) -> Name {
    Name { wire: code.to_owned(), rust: names::code(code) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::plan;
    use crate::read::tests::{api2, strict};

    #[test]
    fn a_code_of_the_model_replaces_the_common_one() {
        let model = strict(&api2(
            r#""Act": {"errors": [{"shape": "Slow"}]}"#,
            r#""Slow": {"type": "structure", "members": {}, "exception": true, "error": {"code": "Throttling"}}"#,
        ));
        let codes = plan(&model).unwrap().codes;
        assert_eq!(codes.len(), COMMON.len());
        let throttling = codes.iter().find(|code| code.name.wire == "Throttling").unwrap();
        assert_eq!(throttling.error.as_deref(), Some("Slow"));
        assert!(codes.iter().any(|code| code.name.rust == "AccessDenied" && code.error.is_none()));
        assert!(codes.is_sorted_by(|one, other| one.name.rust < other.name.rust));
    }
}
