//! Calls that prove possession of an MFA device.

use std::error::Error as StdError;

use awsquery::Secret;

use crate::calls::{SessionCall, SessionOperation};
use crate::kind::Kind;
use crate::refresh::RefreshingCredentials;
use crate::refresh::mfa::MfaCodes;

/// An operation that takes an MFA code: `AssumeRole` and `GetSessionToken`. It has the setting [`mfa`](SessionCall::mfa). This
/// trait is sealed.
pub trait TakesMfa: SessionOperation {
    /// Sets the members `SerialNumber` and `TokenCode`.
    #[doc(hidden)]
    fn set_mfa(&mut self, serial_number: String, code: Option<Secret>);
}

impl<R: TakesMfa, K: Kind> SessionCall<R, K> {
    /// Proves possession of an MFA device, with its ARN or serial number and the six digits that it shows now.
    ///
    /// A code works only once. Security keys and passkeys do not show codes, so they cannot be used here.
    ///
    /// ```no_run
    /// # async fn example(sts: sts::Sts, code: &str) -> Result<(), sts::Error> {
    /// let session = sts.new_session().mfa("arn:aws:iam::123456789012:mfa/Alice", code).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn mfa(mut self, serial_number: impl Into<String>, code: impl Into<Secret>) -> Self {
        self.request.set_mfa(serial_number.into(), Some(code.into()));
        self
    }
}

impl<R: TakesMfa> SessionCall<R> {
    /// Returns credentials that are refreshed before they expire, with an MFA code for each refresh. `prompt` asks for the
    /// code.
    ///
    /// All callers that wait for the same refresh share one prompt. No code is sent again once AWS may have used it. If AWS
    /// rejects a code, `prompt` is called again, up to three times for a refresh.
    pub fn refreshing_with_mfa<F, E>(
        mut self,
        serial_number: impl Into<String>,
        prompt: impl Fn() -> F + Send + Sync + 'static,
    ) -> RefreshingCredentials
    where
        F: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        self.request.set_mfa(serial_number.into(), None);
        self.refreshing_with(MfaCodes::from_prompt(prompt))
    }
}
