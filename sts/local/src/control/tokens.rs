//! Tokens for tests.

#[cfg(feature = "saml")]
mod saml;

use std::time::Duration;

use serde_json::json;

use crate::control::error::ControlError;
use crate::control::request::ControlRequest;
use crate::control::response::{ControlReply, ReplyResult};
use crate::settings::field::{SettingField, SettingObject};
use crate::test_issuer::{TestIssuer, TestToken};
use sts::Secret;

/// The longest time for which a token is valid, in seconds: about 317 years.
const MAX_SECONDS: i64 = 10_000_000_000;
/// The default, in seconds.
const DEFAULT_SECONDS: u64 = 3_600;

pub(super) fn web_identity(request: &ControlRequest) -> ReplyResult {
    let issuer = TestIssuer { keys: request.server.keys.clone(), clock: request.server.clock.clone() };
    let token = request.body(|body| web_identity_token(&issuer, body))?;
    reply(&token.sign())
}

fn web_identity_token(issuer: &TestIssuer, body: &SettingField<'_>) -> Option<TestToken> {
    const KEYS: [&str; 9] = [
        "subject",
        "audience",
        "valid_for_seconds",
        "tags",
        "transitive_tag_keys",
        "source_identity",
        "claims",
        "without_claims",
        "algorithm",
    ];
    let object = body.object(&KEYS)?;
    let mut token = issuer.token(object.required_text("subject").unwrap_or_default());
    if let Some(audience) = object.text("audience") {
        token = token.audience(audience);
    }
    if let Some(duration) = duration(&object, "valid_for_seconds") {
        token = token.valid_for(duration);
    }
    token = object.text_members("tags").into_iter().fold(token, |token, (key, value)| token.tag(key, value));
    token = object.texts("transitive_tag_keys").into_iter().fold(token, TestToken::transitive_tag_key);
    if let Some(name) = object.text("source_identity") {
        token = token.source_identity(name);
    }
    for (name, value) in object.members("claims") {
        token = token.claim(name, value.json()?);
    }
    token = object.texts("without_claims").iter().fold(token, |token, name| token.without_claim(name));
    let algorithm = object.get("algorithm").and_then(|field| field.choice(&["ES256", "RS256"]));
    Some(if algorithm == Some("RS256") { token.rs256() } else { token })
}

#[cfg(feature = "saml")]
pub(super) fn saml(request: &ControlRequest) -> ReplyResult {
    saml::response(request)
}

#[cfg(not(feature = "saml"))]
pub(super) fn saml(_: &ControlRequest) -> ReplyResult {
    Err(ControlError::not_supported())
}

pub(super) fn trade_in(request: &ControlRequest) -> ReplyResult {
    let (role, session, valid_for) = request.body(|body| {
        let object = body.object(&["role", "session_name", "valid_for_seconds"])?;
        let (role, session) = (object.required_text("role"), object.required_text("session_name"));
        let valid_for = duration(&object, "valid_for_seconds").unwrap_or(Duration::from_secs(DEFAULT_SECONDS));
        Some((role?.to_owned(), session?.to_owned(), valid_for))
    })?;
    let token = request.server.trade_in_token(&role, &session, valid_for);
    reply(&token.ok_or_else(|| ControlError::not_found(&format!("role {role:?}")))?)
}

fn duration(object: &SettingObject<'_>, name: &str) -> Option<Duration> {
    let seconds = object.get(name)?.integer("the number of seconds", 0..=MAX_SECONDS)?;
    Some(Duration::from_secs(seconds.unsigned_abs()))
}

fn reply(token: &Secret) -> ReplyResult {
    ControlReply::ok(&json!({"token": token.expose().as_str()}))
}
