//! Responses of the control API.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::control::error::ControlError;

/// A response.
#[derive(Debug)]
pub(super) struct ControlReply {
    pub(super) status: u16,
    pub(super) content_type: Option<&'static str>,
    pub(super) body: Vec<u8>,
    /// True if the server stops after the response.
    pub(super) is_last: bool,
    /// The value of the header `Allow`.
    pub(super) allowed_methods: Option<String>,
}

pub(super) type ReplyResult = Result<ControlReply, ControlError>;

const JSON: &str = "application/json";

impl ControlReply {
    fn new(status: u16, content_type: Option<&'static str>, body: Vec<u8>) -> Self {
        Self { status, content_type, body, is_last: false, allowed_methods: None }
    }

    pub(super) fn json(status: u16, value: &impl Serialize) -> ReplyResult {
        let body = serde_json::to_vec(value).map_err(|_| ControlError::internal())?;
        Ok(Self::new(status, Some(JSON), body))
    }

    pub(super) fn ok(value: &impl Serialize) -> ReplyResult {
        Self::json(200, value)
    }

    /// Returns an object whose only member is a list.
    pub(super) fn list<T: Serialize>(name: &'static str, items: &[T]) -> ReplyResult {
        Self::ok(&BTreeMap::from([(name, items)]))
    }

    /// Returns a response without a body.
    pub(super) fn empty() -> Self {
        Self::new(204, None, Vec::new())
    }

    /// Returns the response after which the server stops.
    pub(super) fn last() -> Self {
        Self { is_last: true, ..Self::new(202, None, Vec::new()) }
    }

    pub(super) fn json_text(text: &str) -> Self {
        Self::new(200, Some(JSON), text.as_bytes().to_vec())
    }

    pub(super) fn html(text: &str) -> Self {
        Self::new(200, Some("text/html; charset=utf-8"), text.as_bytes().to_vec())
    }

    pub(super) fn refusal(error: &ControlError) -> Self {
        // A refusal consists of text, which can always be written.
        let reply = Self::new(error.status, Some(JSON), serde_json::to_vec(error).unwrap_or_default());
        Self { allowed_methods: error.allowed_methods.clone(), ..reply }
    }
}
