//! Error codes: those of the errors in the model, those that waiters expect, and those that any operation may return.

use std::collections::BTreeMap;

use super::ir::{CodePlan, ErrorType, MatcherPlan, Name, OperationPlan};
use super::names;
use crate::model::ErrorCodeTrait;

/// Codes that most services can return and that no model lists, with their meaning.
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

/// Returns the codes of a service, sorted by their Rust names. `own` are its codes of any operation; without them, those of
/// most services count. A code of the model takes precedence, and one that only a waiter names has no meaning.
pub(super) fn codes(own: &[ErrorCodeTrait], operations: &[OperationPlan], errors: &[ErrorType]) -> Vec<CodePlan> {
    let mut codes: BTreeMap<String, CodePlan> = BTreeMap::new();
    for error in errors {
        let name = name(&error.code);
        codes.entry(name.rust.clone()).or_insert_with(|| CodePlan {
            name,
            error: Some(error.structure.name.rust.clone()),
            docs: error.structure.docs.clone(),
        });
    }
    let own: Vec<(&str, &str)> = own.iter().map(|known| (known.code.as_str(), known.meaning.as_str())).collect();
    let common = if own.is_empty() { COMMON } else { &own };
    let common = common.iter().map(|(code, meaning)| (*code, Some((*meaning).to_owned())));
    let awaited = awaited(operations).filter(|code| errors.iter().all(|error| error.structure.name.wire != *code));
    for (code, docs) in common.chain(awaited.map(|code| (code, None))) {
        let name = name(code);
        codes.entry(name.rust.clone()).or_insert(CodePlan { name, error: None, docs });
    }
    codes.into_values().collect()
}

/// Returns the codes, or names of error shapes, that waiters expect.
fn awaited(operations: &[OperationPlan]) -> impl Iterator<Item = &str> {
    let waiters = operations.iter().flat_map(|operation| &operation.waiters);
    waiters.flat_map(|waiter| &waiter.acceptors).filter_map(|acceptor| match &acceptor.matcher {
        MatcherPlan::Error(code) => Some(code.as_str()),
        _ => None,
    })
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
