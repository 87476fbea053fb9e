//! Targets for responses: bytes that a server or a proxy may send.

use std::error::Error as _;

use sts::{AssumedRole, ErrorKind, Timestamp};

use crate::Found;
use crate::canned::{Canned, NOW, now};

/// Checks that a response with a success status gives usable credentials or an error.
pub(crate) fn response(bytes: &[u8]) -> Found {
    match call(200, bytes)? {
        Ok(role) => is_usable(&role, bytes),
        Err(error) => has_text(&error),
    }
}

/// Checks that a response with an error status gives an error with that status, for any body.
pub(crate) fn error(bytes: &[u8]) -> Found {
    for status in [400, 403, 503] {
        let Err(error) = call(status, bytes)? else { return Err(format!("status {status} gave credentials")) };
        if error.kind() != ErrorKind::Service || error.status() != Some(status) {
            return Err(format!("status {status} became {error:?}"));
        }
        has_text(&error)?;
    }
    Ok(())
}

fn call(status: u16, bytes: &[u8]) -> Result<Result<AssumedRole, sts::Error>, String> {
    now(Canned::new(status, bytes).sts()?.assume_role("arn:aws:iam::123456789012:role/demo", "fuzz").send())
}

/// Checks that credentials come from valid UTF-8, have characters that every program can pass on, and have not expired.
fn is_usable(role: &AssumedRole, bytes: &[u8]) -> Found {
    let credentials = role.credentials();
    let key = credentials.access_key_id();
    if std::str::from_utf8(bytes).is_err() {
        return Err("a response that is not UTF-8 gave credentials".to_owned());
    }
    let token = credentials.session_token().unwrap_or_default();
    let is_passed_on = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    if [key, token, credentials.secret_access_key()].into_iter().any(|text| !is_passed_on(text)) {
        return Err("credentials have characters that are not visible".to_owned());
    }
    if role.expires_at() <= Timestamp::from_secs(NOW) {
        return Err(format!("unusable credentials: key ID {key:?}, expiration {:?}", role.expires_at()));
    }
    Ok(())
}

/// Checks that every text of an error can be written and is not empty, and that what is logged is a short line, whatever
/// the response contains.
pub(crate) fn has_text(error: &sts::Error) -> Found {
    let logged = [error.to_string(), format!("{error:?}")];
    let others = [format!("{:?}", error.source()), format!("{:?}", error.code())];
    if logged.iter().chain(&others).any(String::is_empty) {
        return Err("an error has an empty text".to_owned());
    }
    match logged.iter().find(|text| text.contains(char::is_control) || text.len() > 8192) {
        Some(text) => Err(format!("an error has a text of {} bytes: {text:?}", text.len())),
        None => Ok(()),
    }
}
