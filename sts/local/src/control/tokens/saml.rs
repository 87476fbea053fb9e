//! SAML responses for tests.

use std::time::Duration;

use super::{duration, reply};
use crate::control::request::ControlRequest;
use crate::control::response::ReplyResult;
use crate::saml::test_issuer::{TestSamlIssuer, TestSamlResponse};
use crate::settings::field::{SettingField, SettingObject};
use sts::Secret;

/// A setting that is a text, and the method that takes it.
type TextSetting = (&'static str, fn(TestSamlResponse, String) -> TestSamlResponse);
/// A setting in seconds, and the method that takes it.
type DurationSetting = (&'static str, fn(TestSamlResponse, Duration) -> TestSamlResponse);

const KEYS: [&str; 16] = [
    "subject",
    "role",
    "session_name",
    "audience",
    "recipient",
    "issuer",
    "valid_for_seconds",
    "starts_in_seconds",
    "session_ends_in_seconds",
    "session_duration_seconds",
    "tags",
    "transitive_tag_keys",
    "source_identity",
    "attributes",
    "without_attributes",
    "sign",
];
const TEXTS: [TextSetting; 5] = [
    ("session_name", TestSamlResponse::session_name),
    ("audience", TestSamlResponse::audience),
    ("recipient", TestSamlResponse::recipient),
    ("issuer", TestSamlResponse::issuer),
    ("source_identity", TestSamlResponse::source_identity),
];
const DURATIONS: [DurationSetting; 4] = [
    ("valid_for_seconds", TestSamlResponse::valid_for),
    ("starts_in_seconds", TestSamlResponse::starts_in),
    ("session_ends_in_seconds", TestSamlResponse::session_ends_in),
    ("session_duration_seconds", TestSamlResponse::session_duration),
];

pub(super) fn response(request: &ControlRequest) -> ReplyResult {
    let issuer = TestSamlIssuer {
        key: request.server.saml.key.clone(),
        clock: request.server.clock.clone(),
        account: request.server.directory.current().management().clone(),
    };
    reply(&request.body(|body| signed_response(&issuer, body))?)
}

fn signed_response(issuer: &TestSamlIssuer, body: &SettingField<'_>) -> Option<Secret> {
    let object = body.object(&KEYS)?;
    let subject = object.required_text("subject").unwrap_or_default();
    let mut response = issuer.response(subject, object.required_text("role").unwrap_or_default());
    for (name, set) in TEXTS {
        if let Some(text) = object.text(name) {
            response = set(response, text.to_owned());
        }
    }
    for (name, set) in DURATIONS {
        if let Some(duration) = duration(&object, name) {
            response = set(response, duration);
        }
    }
    response = with_attributes(response, &object);
    let signed = object.get("sign").and_then(|field| field.choice(&["assertion", "response"]));
    Some(if signed == Some("response") { response.sign_response() } else { response.sign() })
}

/// Adds session tags and other attributes, and removes some.
fn with_attributes(mut response: TestSamlResponse, object: &SettingObject<'_>) -> TestSamlResponse {
    for (key, value) in object.text_members("tags") {
        response = response.tag(key, value);
    }
    let transitive = object.texts("transitive_tag_keys");
    if !transitive.is_empty() {
        response = response.transitive_tag_keys(transitive);
    }
    for (name, values) in object.members("attributes") {
        response = response.attribute(name, values.texts());
    }
    for name in object.texts("without_attributes") {
        response = response.without_attribute(&name);
    }
    response
}
