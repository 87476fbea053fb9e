//! From an answer to credentials that can be used, or to an error: nothing in between.

use std::time::{Duration, SystemTime};

use awsquery::layer::Attempted;
use awsquery::protocol::Operation;
use awsquery::retry::Attempt;
use awsquery::{Credentials, Timestamp};

use crate::api;
use crate::session::request::{Answered, SessionRequest};
use crate::session::warning::{self, Shown, Warning};

/// Credentials that STS issued, and what else its answers tell of sessions.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Issued {
    pub(crate) credentials: Credentials,
    pub(crate) expires_at: SystemTime,
    /// How long they were asked to work.
    pub(crate) asked: Duration,
    /// How long they work, from the answer on.
    pub(crate) granted: Duration,
    /// They work no longer than this, unless the clock is off: what the request asked for that was answered.
    pub(crate) longest: Duration,
    pub(crate) packed_policy_size: Option<u32>,
    /// In bytes.
    pub(crate) session_token_size: Option<u32>,
    /// In percent of the largest size allowed.
    pub(crate) session_token_utilization: Option<u32>,
    pub(crate) warnings: Vec<Warning>,
    /// The attempts that failed before the one that was answered.
    pub(crate) attempts: Vec<Attempt>,
}

impl Attempted for Issued {
    fn after(mut self, mut earlier: Vec<Attempt>) -> Self {
        earlier.append(&mut self.attempts);
        self.attempts = earlier;
        self
    }
}

impl Issued {
    /// Judges what a request for a session of the duration `longest` was answered with at the time `now`, and tells the
    /// log what is worth knowing about it.
    ///
    /// # Errors
    ///
    /// If the credentials are missing, a part of them is empty, or they have expired already; or if a size is negative.
    pub(crate) fn judge(
        operation: &Operation,
        longest: Duration,
        answered: &Answered<'_>,
        now: Timestamp,
    ) -> Result<Self, String> {
        let (credentials, expires_at) = usable(answered.credentials, now)?;
        let asked = longest;
        let granted = Timestamp::from(expires_at).duration_since(now).unwrap_or_default();
        let packed_policy_size = not_negative("PackedPolicySize", answered.packed_policy_size)?;
        let session_token_size = not_negative("SessionTokenSize", answered.session_token_size)?;
        let session_token_utilization = not_negative("SessionTokenUtilization", answered.session_token_utilization)?;
        let shown = Shown { asked, granted, packed_policy_size, session_token_utilization };
        let warnings = warning::after(operation, &shown);
        warning::log(operation.name, &warnings);
        Ok(Self {
            credentials,
            expires_at,
            asked,
            granted,
            longest,
            packed_policy_size,
            session_token_size,
            session_token_utilization,
            warnings,
            attempts: Vec::new(),
        })
    }

    #[cfg(test)]
    pub(crate) fn of_test(credentials: Credentials, expires_at: SystemTime, longest: Duration) -> Self {
        let (asked, granted) = (longest, longest);
        let (packed_policy_size, session_token_size, session_token_utilization) = (None, None, None);
        Self {
            credentials,
            expires_at,
            asked,
            granted,
            longest,
            packed_policy_size,
            session_token_size,
            session_token_utilization,
            warnings: Vec::new(),
            attempts: Vec::new(),
        }
    }

    /// More had been asked for before.
    pub(crate) fn asked_for<R: SessionRequest>(self, seconds: Option<i32>) -> Self {
        Self { asked: asked::<R>(seconds), ..self }
    }
}

/// What the results of all calls say, each of which holds what was `issued`.
macro_rules! issued_accessors {
    ($result:ident) => {
        impl $result {
            /// The credentials: a cheap handle that every AWS SDK crate takes as a credentials provider.
            pub fn credentials(&self) -> awsquery::Credentials {
                self.issued.credentials.clone()
            }

            /// When they stop working.
            pub fn expires_at(&self) -> std::time::SystemTime {
                self.issued.expires_at
            }

            /// How long they were asked to work; what AWS grants by default, if nothing was said.
            pub fn asked_duration(&self) -> std::time::Duration {
                self.issued.asked
            }

            /// How long they work, from the answer on, by the clock of the client.
            pub fn granted_duration(&self) -> std::time::Duration {
                self.issued.granted
            }

            /// How many bytes the session token has, if the answer said so.
            pub fn session_token_size(&self) -> Option<u32> {
                self.issued.session_token_size
            }

            /// How much of the largest size allowed the session token has, in percent, if the answer said so. From
            /// 80 % on there is a [warning](Self::warnings).
            pub fn session_token_utilization(&self) -> Option<u32> {
                self.issued.session_token_utilization
            }

            /// Returns the attempts that failed before the one that brought these credentials, in order, each with the
            /// reason why the request was sent again.
            pub fn attempts(&self) -> &[awsquery::retry::Attempt] {
                &self.issued.attempts
            }

            /// What is worth knowing about what was issued. `tracing` has been told the same.
            pub fn warnings(&self) -> &[$crate::session::warning::Warning] {
                &self.issued.warnings
            }
        }
    };
}
pub(crate) use issued_accessors;

fn usable(credentials: Option<&api::Credentials>, now: Timestamp) -> Result<(Credentials, SystemTime), String> {
    let credentials = credentials.ok_or("Credentials: is missing")?;
    let (secret, token) = (credentials.secret_access_key.expose(), credentials.session_token.expose());
    let parts = [("AccessKeyId", &credentials.access_key_id), ("SecretAccessKey", secret), ("SessionToken", token)];
    if let Some((name, _)) = parts.iter().find(|(_, value)| value.is_empty()) {
        return Err(format!("Credentials/{name}: is empty"));
    }
    if credentials.expiration <= now {
        return Err(format!("Credentials/Expiration: {} is in the past", credentials.expiration));
    }
    let expires_at = SystemTime::try_from(credentials.expiration)
        .map_err(|_| "Credentials/Expiration: is no time that this system can hold")?;
    Ok((Credentials::temporary(&credentials.access_key_id, secret, token, Some(expires_at)), expires_at))
}

fn not_negative(name: &str, number: Option<i32>) -> Result<Option<u32>, String> {
    number.map(u32::try_from).transpose().map_err(|_| format!("{name}: is negative"))
}

/// Whole seconds, rounded up: a session is never shorter than asked for. What is too long for the wire is too long for
/// the model too, which says so.
pub(crate) fn seconds(duration: Duration) -> i32 {
    let whole = duration.as_secs().saturating_add(u64::from(duration.subsec_nanos() > 0));
    i32::try_from(whole).unwrap_or(i32::MAX)
}

/// A number of bytes for the wire. What is too large for it is too large for the model too, which says so.
pub(crate) fn bytes(bytes: u32) -> i32 {
    i32::try_from(bytes).unwrap_or(i32::MAX)
}

/// The duration that is asked for by so many seconds; AWS's default by none.
pub(crate) fn asked<R: SessionRequest>(seconds: Option<i32>) -> Duration {
    let seconds = seconds.and_then(|seconds| u64::try_from(seconds).ok());
    seconds.map_or(R::DEFAULT_DURATION, Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_rounded_up_and_never_wrap() {
        assert_eq!(seconds(Duration::from_secs(900)), 900);
        assert_eq!(seconds(Duration::from_millis(900_001)), 901);
        assert_eq!(seconds(Duration::MAX), i32::MAX);
    }
}
