//! The page for people.

use crate::control::request::ControlRequest;
use crate::control::response::{ControlReply, ReplyResult};

const PAGE: &str = include_str!("page.html");

/// Forbids everything that the page does not need: the page may talk to this server, and nothing else.
pub(super) const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; \
                                                  frame-ancestors 'none'";

pub(super) fn get(_: &ControlRequest) -> ReplyResult {
    Ok(ControlReply::html(PAGE))
}
