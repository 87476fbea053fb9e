//! Users, their access keys and their MFA devices.

use serde_json::json;

use super::{removed, shown, stored};
use crate::control::request::ControlRequest;
use crate::control::response::{ControlReply, ReplyResult};
use crate::settings::account::{access_key, mfa_device, user};
use sts::Credentials;

pub(crate) fn list(request: &ControlRequest) -> ReplyResult {
    let account = request.accounts().get(request.path("account"))?;
    ControlReply::list("users", &account.users)
}

pub(crate) fn get(request: &ControlRequest) -> ReplyResult {
    shown(request.accounts().user(request.path("account"), request.path("user")))
}

pub(crate) fn put(request: &ControlRequest) -> ReplyResult {
    let (account, name) = (request.path("account"), request.path("user"));
    let user = request.body(|body| user(body, Some(name)))?;
    let accounts = request.accounts();
    stored(accounts.put_user(account, user)?, accounts.user(account, name))
}

pub(crate) fn delete(request: &ControlRequest) -> ReplyResult {
    removed(request.accounts().remove_user(request.path("account"), request.path("user")))
}

pub(crate) fn list_keys(request: &ControlRequest) -> ReplyResult {
    let user = request.accounts().user(request.path("account"), request.path("user"))?;
    ControlReply::list("keys", &user.keys)
}

pub(crate) fn create_key(request: &ControlRequest) -> ReplyResult {
    let (account, user) = (request.path("account"), request.path("user"));
    let key = match request.body {
        None => request.accounts().create_access_key(account, user)?,
        Some(_) => {
            let key = request.body(access_key)?;
            request.accounts().add_access_key(account, user, key.clone())?;
            key
        }
    };
    with_secret(201, &key)
}

pub(crate) fn get_key(request: &ControlRequest) -> ReplyResult {
    let (account, user, id) = (request.path("account"), request.path("user"), request.path("access_key_id"));
    with_secret(200, &request.accounts().access_key(account, user, id)?)
}

pub(crate) fn delete_key(request: &ControlRequest) -> ReplyResult {
    let (account, user, id) = (request.path("account"), request.path("user"), request.path("access_key_id"));
    removed(request.accounts().remove_access_key(account, user, id))
}

/// Responds with a key and its secret, which gives access to this server only.
fn with_secret(status: u16, key: &Credentials) -> ReplyResult {
    ControlReply::json(
        status,
        &json!({"access_key_id": key.access_key_id(), "secret_access_key": key.secret_access_key()}),
    )
}

pub(crate) fn list_devices(request: &ControlRequest) -> ReplyResult {
    let devices = request.accounts().mfa_devices(request.path("account"), request.path("user"))?;
    ControlReply::list("devices", &devices)
}

pub(crate) fn get_device(request: &ControlRequest) -> ReplyResult {
    let (account, user, device) = (request.path("account"), request.path("user"), request.path("device"));
    shown(request.accounts().mfa_device(account, user, device))
}

pub(crate) fn put_device(request: &ControlRequest) -> ReplyResult {
    let (account, user, name) = (request.path("account"), request.path("user"), request.path("device"));
    let device = request.body(|body| mfa_device(name, &body.object(&["seed"])?.required("seed")?))?;
    let accounts = request.accounts();
    stored(accounts.put_mfa_device(account, user, device)?, accounts.mfa_device(account, user, name))
}

pub(crate) fn delete_device(request: &ControlRequest) -> ReplyResult {
    let (account, user, device) = (request.path("account"), request.path("user"), request.path("device"));
    removed(request.accounts().remove_mfa_device(account, user, device))
}
