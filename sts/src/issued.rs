//! From an answer to credentials that can be used, or to an error: nothing in between.

use std::time::{Duration, SystemTime};

use awsquery::Answer;
use awsquery::rt::{Operation, unusable_answer};

use crate::{Credentials, Error, Timestamp, Warning, api, warning};

/// Credentials that STS issued, with the moment at which they expire.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Issued {
    pub(crate) operation: &'static str,
    pub(crate) credentials: Credentials,
    pub(crate) expires_at: SystemTime,
    pub(crate) warnings: Vec<Warning>,
}

impl Issued {
    /// Warns if the session of a user ends long before the time that was asked for.
    pub(crate) fn warned_of_shorter_session(self, asked: Option<i32>, now: Timestamp) -> Self {
        let expires_at = self.expires_at;
        let now = SystemTime::try_from(now).ok();
        self.warned(now.and_then(|now| warning::shorter_session(asked, now, expires_at)))
    }

    /// Warns if the space for policies and tags is nearly full.
    pub(crate) fn warned_of_packed_policy_size(self, percent: Option<u32>) -> Self {
        self.warned(warning::packed_policy_size(percent))
    }

    fn warned(mut self, warning: Option<Warning>) -> Self {
        warning::log(self.operation, warning.as_slice());
        self.warnings.extend(warning);
        self
    }
}

/// How large a session token is, as far as the answer says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TokenSize {
    /// In bytes.
    pub(crate) bytes: Option<u32>,
    /// In percent of the largest size allowed.
    pub(crate) utilization: Option<u32>,
}

/// An answer under judgement.
pub(crate) struct Judged<'a, T> {
    pub(crate) operation: &'static Operation,
    pub(crate) answer: &'a Answer<T>,
}

impl<T> Judged<'_, T> {
    /// The credentials of the answer.
    ///
    /// # Errors
    ///
    /// If they are missing, a part of them is empty, or they have expired already.
    pub(crate) fn issued(&self, credentials: Option<&api::Credentials>, now: Timestamp) -> Result<Issued, Error> {
        let Some(credentials) = credentials else { return Err(self.refuse("Credentials: is missing")) };
        let (secret, token) = (credentials.secret_access_key.expose(), credentials.session_token.expose());
        let parts = [("AccessKeyId", &credentials.access_key_id), ("SecretAccessKey", secret), ("SessionToken", token)];
        if let Some((name, _)) = parts.iter().find(|(_, value)| value.is_empty()) {
            return Err(self.refuse(&format!("Credentials/{name}: is empty")));
        }
        if credentials.expiration <= now {
            let expired = format!("Credentials/Expiration: {} is in the past", credentials.expiration);
            return Err(self.refuse(&expired));
        }
        let expires_at = SystemTime::try_from(credentials.expiration)
            .map_err(|_| self.refuse("Credentials/Expiration: is no time that this system can hold"))?;
        let credentials = Credentials::temporary(&credentials.access_key_id, secret, token, Some(expires_at));
        Ok(Issued { operation: self.operation.name, credentials, expires_at, warnings: Vec::new() })
    }

    /// How much of the space for policies and tags is used, in percent.
    ///
    /// # Errors
    ///
    /// If it is negative.
    pub(crate) fn packed_policy_size(&self, percent: Option<i32>) -> Result<Option<u32>, Error> {
        self.not_negative("PackedPolicySize", percent)
    }

    /// How large the session token is.
    ///
    /// # Errors
    ///
    /// If a number is negative.
    pub(crate) fn token_size(&self, bytes: Option<i32>, utilization: Option<i32>) -> Result<TokenSize, Error> {
        Ok(TokenSize {
            bytes: self.not_negative("SessionTokenSize", bytes)?,
            utilization: self.not_negative("SessionTokenUtilization", utilization)?,
        })
    }

    fn not_negative(&self, name: &str, number: Option<i32>) -> Result<Option<u32>, Error> {
        let number = number.map(u32::try_from).transpose();
        number.map_err(|_| self.refuse(&format!("{name}: is negative")))
    }

    fn refuse(&self, problem: &str) -> Error {
        Error::from(unusable_answer(self.operation, self.answer, problem))
    }
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

/// How long credentials are asked to live, where AWS says `default` if the caller says nothing.
pub(crate) fn asked(duration_seconds: Option<i32>, default: Duration) -> Duration {
    let seconds = duration_seconds.and_then(|seconds| u64::try_from(seconds).ok());
    seconds.map_or(default, Duration::from_secs)
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
