//! Roles.

use super::{removed, shown, stored};
use crate::control::request::ControlRequest;
use crate::control::response::{ControlReply, ReplyResult};
use crate::settings::account::role;

pub(crate) fn list(request: &ControlRequest) -> ReplyResult {
    let account = request.accounts().get(request.path("account"))?;
    ControlReply::list("roles", &account.roles)
}

pub(crate) fn get(request: &ControlRequest) -> ReplyResult {
    shown(request.accounts().role(request.path("account"), request.path("role")))
}

pub(crate) fn put(request: &ControlRequest) -> ReplyResult {
    let (account, name) = (request.path("account"), request.path("role"));
    let role = request.body(|body| role(body, Some(name)))?;
    let accounts = request.accounts();
    stored(accounts.put_role(account, role)?, accounts.role(account, name))
}

pub(crate) fn delete(request: &ControlRequest) -> ReplyResult {
    removed(request.accounts().remove_role(request.path("account"), request.path("role")))
}
