//! Turns a response into credentials that can be used, or an error.

use std::time::Duration;

use awsquery::layer::Attempted;
use awsquery::protocol::Operation;
use awsquery::retry::Attempt;
use awsquery::{Credentials, Timestamp};

use crate::api;
use crate::session::request::{ResponseView, SessionRequest};
use crate::session::warning::{self, Shown, Warning};

/// The credentials of a session, and what the response says about them.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionInfo {
    pub(crate) credentials: Credentials,
    pub(crate) expires_at: Timestamp,
    /// The duration that the caller requested.
    pub(crate) requested: Duration,
    /// The time from the response to the expiration.
    pub(crate) granted: Duration,
    /// The duration of the request that succeeded. If the credentials live longer, the clock is wrong.
    pub(crate) longest: Duration,
    /// In bytes.
    pub(crate) session_token_size: Option<u32>,
    /// In percent of the largest size allowed.
    pub(crate) session_token_utilization: Option<u32>,
    pub(crate) warnings: Vec<Warning>,
    /// The attempts that failed before the one that succeeded.
    pub(crate) attempts: Vec<Attempt>,
}

impl Attempted for SessionInfo {
    fn with_earlier_attempts(mut self, mut earlier: Vec<Attempt>) -> Self {
        earlier.append(&mut self.attempts);
        self.attempts = earlier;
        self
    }
}

impl SessionInfo {
    /// Validates a response that arrived at `now`, and logs the warnings about it. `longest` is the duration that the
    /// request asked for.
    ///
    /// # Errors
    ///
    /// Fails if the credentials are missing, incomplete, malformed or expired, or if a size is negative. The error is the
    /// part of the response and its problem.
    pub(crate) fn validate(
        operation: &Operation,
        longest: Duration,
        response: &ResponseView<'_>,
        now: Timestamp,
    ) -> Result<Self, String> {
        let (credentials, expires_at) = usable(response.credentials, now)?;
        let granted = expires_at.duration_since(now).unwrap_or_default();
        let session_token_size = not_negative("SessionTokenSize", response.session_token_size)?;
        let session_token_utilization = not_negative("SessionTokenUtilization", response.session_token_utilization)?;
        let former = not_negative("PackedPolicySize", response.packed_policy_size)?;
        let session_token_utilization = session_token_utilization.or(former);
        let shown = Shown { requested: longest, granted, session_token_utilization };
        let warnings = warning::of_response(operation, &shown);
        warning::log(operation.name, &warnings);
        Ok(Self {
            credentials,
            expires_at,
            requested: longest,
            granted,
            longest,
            session_token_size,
            session_token_utilization,
            warnings,
            attempts: Vec::new(),
        })
    }

    #[cfg(test)]
    pub(crate) fn of_test(credentials: Credentials, expires_at: Timestamp, longest: Duration) -> Self {
        Self {
            credentials,
            expires_at,
            requested: longest,
            granted: longest,
            longest,
            session_token_size: None,
            session_token_utilization: None,
            warnings: Vec::new(),
            attempts: Vec::new(),
        }
    }

    /// Records the duration that the caller requested, if the request that succeeded asked for less.
    ///
    /// This happens after validation, so that the warnings compare the granted duration with what was sent.
    pub(crate) fn with_requested<R: SessionRequest>(self, seconds: Option<i32>) -> Self {
        // A scoped session without a duration lasts as long as the calling one.
        let requested = if R::SCOPES_DOWN && seconds.is_none() { self.granted } else { requested::<R>(seconds) };
        Self { requested, ..self }
    }
}

fn usable(credentials: Option<&api::Credentials>, now: Timestamp) -> Result<(Credentials, Timestamp), String> {
    let credentials = credentials.ok_or("`Credentials` is missing")?;
    let (secret, token) = (credentials.secret_access_key.expose(), credentials.session_token.expose());
    part("AccessKeyId", &credentials.access_key_id, "letters, digits and `_`", is_of_key_id)?;
    part("SecretAccessKey", secret, "visible ASCII characters", is_visible)?;
    part("SessionToken", token, "visible ASCII characters", is_visible)?;
    if credentials.expiration <= now {
        return Err(format!("`Credentials/Expiration` is in the past: {}", credentials.expiration));
    }
    let expiration = credentials.expiration;
    Ok((Credentials::temporary(&credentials.access_key_id, secret, token, Some(expiration)), expiration))
}

/// Checks a part of the credentials, which is sent in a header, signed in a scope, and often exported in a shell. Its length
/// is not checked, because other servers than AWS issue short ones. The error does not quote it.
fn part(name: &str, value: &str, allowed: &str, is_allowed: impl Fn(u8) -> bool) -> Result<(), String> {
    if value.is_empty() {
        return Err(format!("`Credentials/{name}` is empty"));
    }
    // Without a branch for each byte, the check of a long token costs next to nothing.
    if value.bytes().fold(true, |all, byte| all & is_allowed(byte)) {
        return Ok(());
    }
    let is_other = |character: char| !u8::try_from(character).is_ok_and(|byte| byte.is_ascii() && is_allowed(byte));
    let position = value.chars().position(is_other).map_or(0, |index| index + 1);
    Err(format!("`Credentials/{name}` may contain only {allowed}; character {position} is not allowed"))
}

/// The model's pattern for an access key id is `[\w]*`, and `\w` means ASCII in AWS's models.
fn is_of_key_id(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn is_visible(byte: u8) -> bool {
    byte.is_ascii_graphic()
}

fn not_negative(name: &str, number: Option<i32>) -> Result<Option<u32>, String> {
    number.map(u32::try_from).transpose().map_err(|_| format!("`{name}` is negative"))
}

/// Converts a duration to whole seconds. Rounds up, so that a session is never shorter than requested. A duration that
/// does not fit becomes the largest number, which violates the service model.
pub(crate) fn seconds(duration: Duration) -> i32 {
    let whole = duration.as_secs().saturating_add(u64::from(duration.subsec_nanos() > 0));
    i32::try_from(whole).unwrap_or(i32::MAX)
}

/// Converts a size to the type of the wire. A size that does not fit becomes the largest number, which violates the
/// service model.
pub(crate) fn bytes(bytes: u32) -> i32 {
    i32::try_from(bytes).unwrap_or(i32::MAX)
}

/// Returns the duration of a request with this `DurationSeconds`, or AWS's default if there is none.
pub(crate) fn requested<R: SessionRequest>(seconds: Option<i32>) -> Duration {
    let seconds = seconds.and_then(|seconds| u64::try_from(seconds).ok());
    seconds.map_or(R::DEFAULT_DURATION, Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_that_break_a_header_or_a_line_are_refused_without_quoting_them() {
        let (key, text) = ("letters, digits and `_`", "visible ASCII characters");
        for good in ["test", "ASIAIOSFODNN7EXAMPLE", "a_1"] {
            assert_eq!(part("AccessKeyId", good, key, is_of_key_id), Ok(()));
        }
        assert_eq!(part("SessionToken", "a/+=:;~!\"$`<>&", text, is_visible), Ok(()));
        for bad in [" ", "a b", "A\nB", "A\rB", "\tA", "A\u{0}", "A\u{7f}", "é", "A\u{202e}", "A\u{200b}", "A\u{a0}"] {
            for allowed in [is_of_key_id, is_visible] {
                let error = part("SessionToken", bad, text, allowed).unwrap_err();
                assert!(error.starts_with("`Credentials/SessionToken` may contain only visible ASCII"), "{error}");
                assert!(!error.contains(bad) || bad == " ", "{error}");
            }
        }
        for bad in ["a-b", "a/b", "a.b", "<a>"] {
            let error = part("AccessKeyId", bad, key, is_of_key_id).unwrap_err();
            assert!(error.starts_with("`Credentials/AccessKeyId` may contain only letters, digits"), "{error}");
        }
        assert_eq!(part("AccessKeyId", "", key, is_of_key_id).unwrap_err(), "`Credentials/AccessKeyId` is empty");
    }

    #[test]
    fn durations_are_rounded_up_and_never_wrap() {
        assert_eq!(seconds(Duration::from_secs(900)), 900);
        assert_eq!(seconds(Duration::from_millis(900_001)), 901);
        assert_eq!(seconds(Duration::MAX), i32::MAX);
    }
}
