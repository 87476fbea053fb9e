//! Accounts, while the server runs.

pub(super) mod oidc;
pub(super) mod policies;
pub(super) mod roles;
pub(super) mod saml;
pub(super) mod users;

use crate::accounts::{ChangeError, PutEffect};
use crate::control::request::ControlRequest;
use crate::control::response::{ControlReply, ReplyResult};
use crate::settings::account::account;
use serde::Serialize;

pub(super) fn list(request: &ControlRequest) -> ReplyResult {
    ControlReply::list("accounts", &request.accounts().list())
}

pub(super) fn get(request: &ControlRequest) -> ReplyResult {
    shown(request.accounts().get(request.path("account")))
}

pub(super) fn put(request: &ControlRequest) -> ReplyResult {
    let id = request.path("account");
    let account = request.body(|body| account(body, Some(id)))?;
    let accounts = request.accounts();
    stored(accounts.put(account)?, accounts.get(id))
}

pub(super) fn delete(request: &ControlRequest) -> ReplyResult {
    removed(request.accounts().remove(request.path("account")))
}

/// Responds with an item.
fn shown(item: Result<impl Serialize, ChangeError>) -> ReplyResult {
    ControlReply::ok(&item?)
}

/// Responds with an item that was put.
fn stored(effect: PutEffect, item: Result<impl Serialize, ChangeError>) -> ReplyResult {
    let status = match effect {
        PutEffect::Added => 201,
        PutEffect::Replaced => 200,
    };
    ControlReply::json(status, &item?)
}

fn removed(result: Result<(), ChangeError>) -> ReplyResult {
    result?;
    Ok(ControlReply::empty())
}
