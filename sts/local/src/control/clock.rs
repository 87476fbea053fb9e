//! The clock.

use std::time::Duration;

use awsquery::TimestampFormat;

use crate::control::request::ControlRequest;
use crate::control::response::{ControlReply, ReplyResult};
use crate::settings::field::SettingField;
use sts::Timestamp;

/// The longest duration by which the clock can be moved in one step, in seconds: about 317 years.
const MAX_SECONDS: f64 = 1e10;

pub(super) fn get(request: &ControlRequest) -> ReplyResult {
    ControlReply::ok(&request.server.clock.reading())
}

pub(super) fn set(request: &ControlRequest) -> ReplyResult {
    let time = request.body(|body| time(&body.object(&["time"])?.required("time")?))?;
    request.server.clock.set(time);
    get(request)
}

pub(super) fn advance(request: &ControlRequest) -> ReplyResult {
    let seconds =
        request.body(|body| body.object(&["seconds"])?.required("seconds")?.seconds(-MAX_SECONDS..=MAX_SECONDS))?;
    let distance = duration(seconds.abs());
    if seconds < 0.0 {
        request.server.clock.set_back(distance);
    } else {
        request.server.clock.advance(distance);
    }
    get(request)
}

pub(super) fn freeze(request: &ControlRequest) -> ReplyResult {
    let clock = &request.server.clock;
    let at = match request.body {
        None => None,
        Some(_) => request.body(|body| {
            let field = body.object(&["time"])?.get("time");
            Some(field.as_ref().and_then(time))
        })?,
    };
    match at {
        Some(time) => clock.freeze_at(time),
        None => clock.freeze(),
    }
    get(request)
}

pub(super) fn resume(request: &ControlRequest) -> ReplyResult {
    request.server.clock.resume();
    get(request)
}

fn time(field: &SettingField<'_>) -> Option<Timestamp> {
    let time = Timestamp::parse(field.text()?, TimestampFormat::DateTime).ok().filter(|time| time.secs() >= 0);
    if time.is_none() {
        field.refuse("is not a time from 1970 to 9999; write RFC 3339, such as 2026-08-07T12:00:00Z");
    }
    time
}

/// Returns the duration of a number of seconds, which has been checked, with a precision of one millisecond.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the number is small and positive")]
pub(super) fn duration(seconds: f64) -> Duration {
    Duration::from_millis((seconds * 1000.0).round() as u64)
}
