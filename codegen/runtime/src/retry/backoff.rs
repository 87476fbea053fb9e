//! Waits before retries.

use std::time::Duration;

use http::HeaderMap;
use http::header::RETRY_AFTER;

use super::RetryKind;
use crate::value::timestamp::{Timestamp, TimestampFormat};

/// The maximum wait that a client chooses.
const MAX_WAIT: Duration = Duration::from_secs(20);

/// The maximum time by which a service can extend the wait that a client chose.
const MAX_EXTENSION: Duration = Duration::from_secs(5);

/// Returns the wait before a retry, counted from 0: the fraction `jitter` (0 to 1) of a time that doubles with each retry.
///
/// The random fraction keeps clients that failed at the same time from retrying at the same time.
pub(super) fn backoff(kind: RetryKind, retry: u32, jitter: f64) -> Duration {
    let base = match kind {
        RetryKind::Throttling => Duration::from_secs(1),
        RetryKind::Transient => Duration::from_millis(50),
    };
    let doubled = 2_u32.checked_pow(retry).and_then(|factor| base.checked_mul(factor));
    doubled.unwrap_or(MAX_WAIT).min(MAX_WAIT).mul_f64(jitter)
}

/// Returns the client's own `wait`, or the longer one that the service requests, limited to 5 s more than the own one.
pub(super) fn with_retry_after(wait: Duration, headers: &HeaderMap, now: Timestamp) -> Duration {
    requested(headers, now).map_or(wait, |requested| requested.clamp(wait, wait.saturating_add(MAX_EXTENSION)))
}

/// Returns the wait that the service requests: `x-amz-retry-after` in milliseconds, otherwise `Retry-After` (RFC 9110) in
/// seconds or as a date. Other values are ignored.
fn requested(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = |value: &http::HeaderValue| value.to_str().ok().map(|text| text.trim().to_owned());
    let of_aws = headers.get("x-amz-retry-after").and_then(text);
    if let Some(milliseconds) = of_aws.and_then(|text| parse_digits(&text)) {
        return Some(Duration::from_millis(milliseconds));
    }
    let standard = headers.get(RETRY_AFTER).and_then(text)?;
    let until = |date: Timestamp| date.duration_since(now).unwrap_or_default();
    parse_digits(&standard)
        .map(Duration::from_secs)
        .or_else(|| Timestamp::parse(&standard, TimestampFormat::HttpDate).ok().map(until))
}

fn parse_digits(text: &str) -> Option<u64> {
    // `parse` alone would accept a plus sign.
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}
