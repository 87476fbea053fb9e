//! Answers: what a server, or whoever sits in between, may send.

use std::error::Error as _;

use sts::{AssumedRole, ErrorKind, Timestamp};

use crate::Found;
use crate::canned::{Canned, NOW, now};

/// A success is a whole session, or an error.
pub(crate) fn answer(bytes: &[u8]) -> Found {
    match call(200, bytes)? {
        Ok(role) => whole(&role, bytes),
        Err(error) => speaks(&error),
    }
}

/// An error status is an error that keeps the status, whatever the body says.
pub(crate) fn error(bytes: &[u8]) -> Found {
    for status in [400, 403, 503] {
        let Err(error) = call(status, bytes)? else { return Err(format!("status {status} gave credentials")) };
        if error.kind() != ErrorKind::Service || error.status() != Some(status) {
            return Err(format!("status {status} became {error:?}"));
        }
        speaks(&error)?;
    }
    Ok(())
}

fn call(status: u16, bytes: &[u8]) -> Result<Result<AssumedRole, sts::Error>, String> {
    now(Canned::new(status, bytes).sts()?.assume_role("arn:aws:iam::123456789012:role/demo", "fuzz").send())
}

/// The key is a text of the answer, no part is empty, and the session has not expired.
fn whole(role: &AssumedRole, bytes: &[u8]) -> Found {
    let credentials = role.credentials();
    let key = credentials.access_key_id();
    if std::str::from_utf8(bytes).is_err() {
        return Err("an answer that is not UTF-8 gave credentials".to_owned());
    }
    if key.is_empty() || role.expires_at() <= Timestamp::from_secs(NOW) {
        return Err(format!("half a session: key {key:?}, until {:?}", role.expires_at()));
    }
    Ok(())
}

/// Every text of an error can be made, and it says something.
pub(crate) fn speaks(error: &sts::Error) -> Found {
    let texts =
        [error.to_string(), format!("{error:?}"), format!("{:?}", error.source()), format!("{:?}", error.code())];
    if texts.iter().any(String::is_empty) { Err("an error says nothing".to_owned()) } else { Ok(()) }
}
