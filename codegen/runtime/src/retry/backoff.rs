//! How long to wait before an attempt.

use std::time::Duration;

use http::HeaderMap;
use http::header::RETRY_AFTER;

use super::RetryKind;
use crate::value::timestamp::{Timestamp, TimestampFormat};

/// No wait is longer, whatever the number of attempts.
const LONGEST: Duration = Duration::from_secs(20);
/// How much longer than its own choice a client waits because the service says so.
const COURTESY: Duration = Duration::from_secs(5);

/// The wait before retry number `retry`, which counts from 0: a share (`jitter`, 0 to 1) of a wait that doubles each time.
/// The share keeps clients that failed together from coming back together.
pub(super) fn backoff(kind: RetryKind, retry: u32, jitter: f64) -> Duration {
    let base = match kind {
        RetryKind::Throttling => Duration::from_secs(1),
        RetryKind::Transient => Duration::from_millis(50),
    };
    let doubled = 2_u32.checked_pow(retry).and_then(|factor| base.checked_mul(factor));
    doubled.unwrap_or(LONGEST).min(LONGEST).mul_f64(jitter.clamp(0.0, 1.0))
}

/// The client's own `wait`, or what the service asks for if that is longer, by at most 5 s.
pub(super) fn courteous(wait: Duration, headers: &HeaderMap, now: Timestamp) -> Duration {
    asked_for(headers, now).map_or(wait, |asked| asked.clamp(wait, wait.saturating_add(COURTESY)))
}

/// What the service asks for: `x-amz-retry-after` in milliseconds, else the `Retry-After` of RFC 9110 in seconds or as a
/// date. What is neither is ignored.
fn asked_for(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = |value: &http::HeaderValue| value.to_str().ok().map(|text| text.trim().to_owned());
    let own = headers.get("x-amz-retry-after").and_then(text);
    if let Some(milliseconds) = own.and_then(|text| whole(&text)) {
        return Some(Duration::from_millis(milliseconds));
    }
    let standard = headers.get(RETRY_AFTER).and_then(text)?;
    let until = |date: Timestamp| date.duration_since(now).unwrap_or_default();
    whole(&standard)
        .map(Duration::from_secs)
        .or_else(|| Timestamp::parse(&standard, TimestampFormat::HttpDate).ok().map(until))
}

fn whole(text: &str) -> Option<u64> {
    // `parse` takes a plus sign, which no header has.
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}
