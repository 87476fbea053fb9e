//! Tests that the debug output of no public type shows a secret.
//!
//! The types are found in the sources. Each type is shown here with secrets in it, cannot contain text, or is on a list
//! with the reason why it contains no secret. A new type fails this test until one of these is true.

mod types;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use types::Type;

/// Reasons why types contain no secret, each with the beginnings of their names.
const HOLD_NONE: &[(&str, &[&str])] = &[
    (
        "policies, and findings about them, are not secret",
        &["sts::policy::", "sts::denial::", "sts::session::size_report::", "sts_local::account::role::Role"],
    ),
    (
        "names and numbers of accounts, roles, users and sessions, warnings about them, and public keys",
        &[
            "sts::api::types::PolicyDescriptorType",
            "sts::api::types::ProvidedContext",
            "sts::api::types::Tag",
            "sts::api::types::AssumedRoleUser",
            "sts::api::types::FederatedUser",
            "sts::api::types::ScopedSessionInfo",
            "sts::api::types::WebIdentityTokenSubjectModeType",
            "sts::api::operations::get_caller_identity::GetCallerIdentityResponse",
            "sts::api::operations::get_access_key_info::GetAccessKeyInfoResponse",
            "sts::token::verifier::TokenIdentity",
            "sts::arn::Arn",
            "sts::sanitize::",
            "sts::session::caller::",
            "sts::session::issued_session::RolePrincipal",
            "sts::session::issued_session::ScopedPrincipal",
            "sts::session::issued_session::WebIdentityPrincipal",
            "sts::session::warning::Warning",
            "sts_local::jwk::",
            "sts_local::account::context_provider::ContextProvider",
            "sts_local::account::oidc_provider::OidcProvider",
            "sts_local::account::context_provider::ContextProvider",
            "sts_local::accounts::info::",
            "sts_local::accounts::ChangeError",
            "sts_local::call_log::CallPage",
            "sts_local::call_log::filter::",
            "sts_local::call_log::summary::",
            "sts_local::decision::",
            "sts_local::saml::provider::SamlProvider",
        ],
    ),
    ("masked messages of a service", &["sts::api::errors::ErrorCode", "sts::api::errors::", "sts::help::Help"]),
    (
        "data of a service's model, and places in it",
        &[
            "sts::api::endpoint::Parameters",
            "awsquery::rule::",
            "awsquery::protocol::operation::",
            "awsquery::value::shape::",
            "awsquery::wait::",
        ],
    ),
    (
        "an endpoint, which has neither a user nor a query, and parts of names",
        &["awsquery::endpoint::", "awsquery::sign::Scope", "awsquery::server::verify::Expected"],
    ),
    (
        "names of environment variables, without their values",
        &["awsquery::platform::credentials::environment::UnreadVariables"],
    ),
    ("a part of every session, which is shown", &["sts::session::validate::SessionInfo"]),
    ("a part of every client, which is shown", &["sts::client_state::ClientState"]),
    ("counts and limits", &["awsquery::transport::TransportLimits", "awsquery::retry::quota::RetryQuota"]),
    ("a hash that is not shown", &["awsquery::sign::Hash"]),
    (
        "the name of an operation, and the ID of a request",
        &[
            "awsquery::paginate::",
            "awsquery::blocking::pages::",
            "awsquery::server::envelope::",
            "awsquery::dry_run::Permitted",
        ],
    ),
    (
        "descriptions of errors, by this project or by a transport; the default transport leaves out URLs",
        &[
            "awsquery::platform::config_error::",
            "awsquery::transport::error::",
            "sts_local::saml::provider::InvalidSamlProvider",
        ],
    ),
    (
        "times",
        &[
            "awsquery::platform::clock::",
            "awsquery::value::timestamp::",
            "awsquery::sign::SigningTime",
            "sts_local::clock::",
        ],
    ),
    (
        "the position of a problem in a document",
        &["awsquery::protocol::xml::error::", "awsquery::value::blob::InvalidBase64"],
    ),
];

fn reason(name: &str) -> Option<&'static str> {
    let listed = HOLD_NONE.iter().find(|(_, names)| names.iter().any(|listed| name.starts_with(listed)));
    listed.map(|(reason, _)| *reason)
}

#[tokio::test]
async fn se01_debug_output_of_every_public_type_shows_no_secret() {
    let types = types::all();
    let mut shown: BTreeMap<&str, String> = BTreeMap::new();
    for (name, text) in values::all().await {
        let (name, _) = name.split_once('<').unwrap_or((name, ""));
        shown.entry(name).or_default().push_str(&text);
    }
    for (name, text) in &shown {
        // The debug output of bytes is a list of numbers.
        let numbers = values::SENTINEL.bytes().map(|byte| byte.to_string()).collect::<Vec<_>>().join(", ");
        if let Some(at) = text.find(values::SENTINEL).or_else(|| text.find(&numbers)) {
            panic!("{name} shows a secret: …{}", &text[at.saturating_sub(100)..(at + 20).min(text.len())]);
        }
    }
    let covered = |kind: &&Type| {
        shown.contains_key(kind.name.as_str()) || !kind.has_room_for_text || reason(&kind.name).is_some()
    };
    let missing: Vec<&str> = types.iter().filter(|kind| !covered(kind)).map(|kind| kind.name.as_str()).collect();
    assert!(
        missing.is_empty(),
        "show these types with secrets in them, or list why they contain none:\n{}",
        missing.join("\n")
    );
}

#[test]
fn every_listed_name_is_that_of_a_type() {
    let names: BTreeSet<String> = types::all().into_iter().map(|kind| kind.name).collect();
    assert!(names.len() > 180, "{} types", names.len());
    for (_, listed) in HOLD_NONE {
        for name in *listed {
            assert!(names.iter().any(|there| there.starts_with(name)), "{name} is no longer a type");
        }
    }
}
