//! Tests that the rule, the documentation, the client's message and the server's refusal follow a limit of the model.
//! One more member is marked as sensitive: a server that logs requests hides it.

use awsquery::server::{Parameters, receive};
use conformance::services::{narrow, sts};

const PUBLISHED: &str = include_str!("../../../../sts/src/api/operations/get_federation_token.rs");
const CHANGED: &str = include_str!(concat!(env!("OUT_DIR"), "/narrow.rs"));

/// A name that is one character too long for the changed model, and short enough for the published one.
const NAME: &str = "seventeen-letters";

#[test]
fn the_rule_follows_the_model() {
    assert_eq!(sts::rules::USER_NAME_TYPE.length.max, Some(32));
    assert_eq!(narrow::rules::USER_NAME_TYPE.length.max, Some(16));
}

#[test]
fn the_documentation_follows_the_model() {
    assert!(
        PUBLISHED
            .contains("/// Limits: 2 to 32 characters; allowed characters: ASCII letters and digits, and `+,-.=@_`.")
    );
    assert!(
        CHANGED
            .contains("/// Limits: 2 to 16 characters; allowed characters: ASCII letters and digits, and `+,-.=@_`.")
    );
}

#[test]
fn the_clients_message_follows_the_model() {
    assert!(sts::GetFederationTokenRequest::builder(NAME).build().is_ok());
    let error = narrow::GetFederationTokenRequest::builder(NAME).build().unwrap_err();
    let text = "GetFederationTokenRequest is invalid: Name: has 17 characters, must have 2 to 16";
    assert_eq!(error.to_string(), text);
}

#[test]
fn the_servers_refusal_follows_the_model() {
    let form = format!("Action=GetFederationToken&Version=2011-06-15&Name={NAME}");
    let parameters = Parameters::parse(form.as_bytes(), 10).unwrap();
    assert!(receive::<sts::GetFederationTokenRequest>(&parameters).is_ok());
    let refusal = receive::<narrow::GetFederationTokenRequest>(&parameters).unwrap_err();
    let text = "1 validation error detected: Value 'seventeen-letters' at 'name' failed to satisfy constraint: Member must \
                have length less than or equal to 16";
    assert_eq!(refusal.message, text);
}

#[test]
fn a_member_that_becomes_sensitive_in_the_model_is_hidden_in_logs() {
    let form = "Action=AssumeRole&Version=2011-06-15&RoleSessionName=secret&DurationSeconds=900";
    let parameters = Parameters::parse(form.as_bytes(), 10).unwrap();
    let operation = sts::server::OPERATIONS.iter().find(|operation| operation.name == "AssumeRole").unwrap();
    assert!(sts::server::sensitive_parameters(operation, &parameters).is_empty());
    let changed = narrow::server::sensitive_parameters(operation, &parameters);
    assert_eq!(Vec::from_iter(changed), ["RoleSessionName"]);
}
