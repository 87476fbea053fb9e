//! Functions for JavaScript, which also provides everything that the calls need.

use std::time::Duration;

use sts::{Config, Sts};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{caller, config, shown};

fn client(config: Config) -> Result<Sts, String> {
    Sts::builder().config(config).build().map_err(|error| shown(&error))
}

/// Calls `GetCallerIdentity`.
#[wasm_bindgen]
pub async fn identify(endpoint: String, access_key_id: String, secret: String) -> Result<String, String> {
    caller(&client(config(&endpoint, &access_key_id, &secret))?).await
}

/// Calls `AssumeRole`, and then `GetCallerIdentity` with the credentials of the session.
#[wasm_bindgen]
pub async fn assume(
    endpoint: String,
    access_key_id: String,
    secret: String,
    role_arn: String,
) -> Result<String, String> {
    let sts = client(config(&endpoint, &access_key_id, &secret))?;
    let role = sts.assume_role(&role_arn, "wasm").duration(Duration::from_secs(900)).await;
    let role = role.map_err(|error| shown(&error))?;
    caller(&sts.with_role(&role)).await
}

/// Calls `GetCallerIdentity` with little time.
#[wasm_bindgen]
pub async fn identify_within(
    endpoint: String,
    access_key_id: String,
    secret: String,
    milliseconds: u32,
) -> Result<String, String> {
    let limit = Duration::from_millis(milliseconds.into());
    caller(&client(config(&endpoint, &access_key_id, &secret).with_attempt_timeout(limit))?).await
}

/// Creates two external IDs.
#[wasm_bindgen]
pub fn external_ids() -> Result<String, String> {
    let id = || sts::calls::new_external_id().map_err(|error| shown(&error));
    Ok(format!("{} {}", id()?.expose(), id()?.expose()))
}
