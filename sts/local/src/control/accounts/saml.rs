//! SAML providers.

#[cfg(feature = "saml")]
use super::{removed, shown, stored};
#[cfg(not(feature = "saml"))]
use crate::control::error::ControlError;
use crate::control::request::ControlRequest;
use crate::control::response::{ControlReply, ReplyResult};
#[cfg(feature = "saml")]
use crate::settings::provider::saml_provider;

pub(crate) fn list(request: &ControlRequest) -> ReplyResult {
    let account = request.accounts().get(request.path("account"))?;
    ControlReply::list("saml_providers", &account.saml_providers)
}

#[cfg(feature = "saml")]
pub(crate) fn get(request: &ControlRequest) -> ReplyResult {
    shown(request.accounts().saml_provider(request.path("account"), request.path("saml_provider")))
}

#[cfg(feature = "saml")]
pub(crate) fn put(request: &ControlRequest) -> ReplyResult {
    let (account, name) = (request.path("account"), request.path("saml_provider"));
    let provider = request.body(|body| saml_provider(body, Some(name)))?;
    let accounts = request.accounts();
    stored(accounts.put_saml_provider(account, provider)?, accounts.saml_provider(account, name))
}

#[cfg(feature = "saml")]
pub(crate) fn delete(request: &ControlRequest) -> ReplyResult {
    removed(request.accounts().remove_saml_provider(request.path("account"), request.path("saml_provider")))
}

#[cfg(not(feature = "saml"))]
pub(crate) fn get(request: &ControlRequest) -> ReplyResult {
    request.accounts().get(request.path("account"))?;
    Err(ControlError::not_found(&format!("SAML provider {:?}", request.path("saml_provider"))))
}

#[cfg(not(feature = "saml"))]
pub(crate) fn put(_: &ControlRequest) -> ReplyResult {
    Err(ControlError::not_supported())
}

#[cfg(not(feature = "saml"))]
pub(crate) fn delete(request: &ControlRequest) -> ReplyResult {
    get(request)
}
