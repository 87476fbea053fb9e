//! The server itself: health, settings, and its end.

use serde_json::json;

use crate::control::request::ControlRequest;
use crate::control::response::{ControlReply, ReplyResult};
use crate::test_issuer;

/// The description of the API.
pub(super) const DOCUMENT: &str = include_str!("../../openapi.json");

pub(super) fn document(_: &ControlRequest) -> ReplyResult {
    Ok(ControlReply::json_text(DOCUMENT))
}

pub(super) fn health(_: &ControlRequest) -> ReplyResult {
    ControlReply::ok(&json!({"status": "ok"}))
}

pub(super) fn info(request: &ControlRequest) -> ReplyResult {
    let server = &request.server;
    let directory = server.directory.current();
    ControlReply::ok(&json!({
        "version": env!("CARGO_PKG_VERSION"),
        "endpoint": server.url,
        "control_url": request.access.url(),
        "region": server.region,
        "partition": directory.partition(),
        "management_account": directory.management().as_str(),
        "access_key_id": server.first_key.access_key_id(),
        "issuer": test_issuer::URL,
        "saml": cfg!(feature = "saml"),
        "max_calls": server.calls.capacity(),
    }))
}

pub(super) fn credentials(request: &ControlRequest) -> ReplyResult {
    let key = &request.server.first_key;
    ControlReply::ok(&json!({"access_key_id": key.access_key_id(), "secret_access_key": key.secret_access_key()}))
}

pub(super) fn reset(request: &ControlRequest) -> ReplyResult {
    request.server.reset();
    Ok(ControlReply::empty())
}

pub(super) fn shutdown(_: &ControlRequest) -> ReplyResult {
    Ok(ControlReply::last())
}
