//! OpenID Connect providers.

use super::{removed, shown, stored};
use crate::control::request::ControlRequest;
use crate::control::response::{ControlReply, ReplyResult};
use crate::settings::provider::oidc_provider;

pub(crate) fn list(request: &ControlRequest) -> ReplyResult {
    let account = request.accounts().get(request.path("account"))?;
    ControlReply::list("oidc_providers", &account.oidc_providers)
}

pub(crate) fn get(request: &ControlRequest) -> ReplyResult {
    shown(request.accounts().oidc_provider(request.path("account"), request.path("oidc_provider")))
}

pub(crate) fn put(request: &ControlRequest) -> ReplyResult {
    let (account, name) = (request.path("account"), request.path("oidc_provider"));
    let provider = request.body(|body| oidc_provider(body, Some(name)))?;
    let accounts = request.accounts();
    stored(accounts.put_oidc_provider(account, provider)?, accounts.oidc_provider(account, name))
}

pub(crate) fn delete(request: &ControlRequest) -> ReplyResult {
    removed(request.accounts().remove_oidc_provider(request.path("account"), request.path("oidc_provider")))
}
