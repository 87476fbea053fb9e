//! Managed policies.

use super::{removed, shown, stored};
use crate::control::request::ControlRequest;
use crate::control::response::{ControlReply, ReplyResult};
use crate::settings::account::managed_policy;

pub(crate) fn list(request: &ControlRequest) -> ReplyResult {
    let account = request.accounts().get(request.path("account"))?;
    ControlReply::list("policies", &account.policies)
}

pub(crate) fn get(request: &ControlRequest) -> ReplyResult {
    shown(request.accounts().managed_policy(request.path("account"), request.path("policy")))
}

pub(crate) fn put(request: &ControlRequest) -> ReplyResult {
    let (account, name) = (request.path("account"), request.path("policy"));
    let policy = request.body(managed_policy)?;
    let accounts = request.accounts();
    stored(accounts.put_managed_policy(account, name, policy)?, accounts.managed_policy(account, name))
}

pub(crate) fn delete(request: &ControlRequest) -> ReplyResult {
    removed(request.accounts().remove_managed_policy(request.path("account"), request.path("policy")))
}
