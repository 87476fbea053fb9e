//! MFA codes, each of which is sent once.

use std::error::Error as StdError;
use std::sync::Mutex;

use awsquery::platform::BoxFuture;
use awsquery::{ErrorKind, Secret};

use awsquery::layer::{lock, resend};
use awsquery::retry::Resend;

use super::error::Cause;
use crate::api::Error;
use crate::message::refuses_mfa_code;
use crate::session::validate::SessionInfo;

/// The largest number of codes that a person is asked for in one refresh.
const MAX_PROMPTS: u32 = 3;

/// Returns whether AWS says that the code is wrong, and not one of another call that should have returned credentials.
fn is_wrong_code(error: &Error) -> bool {
    error.kind() == ErrorKind::Service && error.is_access_denied() && error.message().is_some_and(refuses_mfa_code)
}

/// A source of codes for one MFA device. It never returns the same code twice in a row, because AWS accepts each code
/// only once.
pub(crate) struct MfaCodes {
    source: CodeSource,
    /// The last code that was used.
    used: Mutex<Option<Secret>>,
}

enum CodeSource {
    /// The code that was set on the call, if any.
    Code(Option<Secret>),
    /// Asks a person each time.
    Prompt(Prompt),
}

type Prompt = Box<dyn Fn() -> BoxFuture<'static, Result<Secret, Cause>> + Send + Sync>;

impl MfaCodes {
    pub(crate) fn from_code(code: Option<Secret>) -> Self {
        Self { source: CodeSource::Code(code), used: Mutex::default() }
    }

    pub(crate) fn from_prompt<F, E>(prompt: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        let prompt: Prompt = Box::new(move || {
            let code = prompt();
            Box::pin(async move { code.await.map(Secret::from).map_err(|error| Cause::Input(error.into())) })
        });
        Self { source: CodeSource::Prompt(prompt), used: Mutex::default() }
    }

    /// Makes a call with a code.
    ///
    /// If there is a prompt, repeats the call with another code, up to [`MAX_PROMPTS`] codes in all, when AWS rejects
    /// the code or `needs_another_code` says that the call has to be sent again.
    pub(crate) async fn send<F>(
        &self,
        call: impl Fn(Option<Secret>) -> F,
        needs_another_code: impl Fn(&Error) -> bool,
    ) -> Result<SessionInfo, Cause>
    where
        F: Future<Output = Result<SessionInfo, Error>>,
    {
        let mut result = call(self.next().await?).await;
        for _ in 1..MAX_PROMPTS {
            let reason = match &result {
                Err(error) if self.has_prompt() && is_wrong_code(error) => Resend::NewCode,
                Err(error) if self.has_prompt() && needs_another_code(error) => Resend::ShorterDuration,
                _ => break,
            };
            let code = self.next().await?;
            result = match &result {
                Err(error) => resend(reason, error.as_runtime(), call(code)).await,
                Ok(_) => break,
            };
        }
        Ok(result?)
    }

    fn has_prompt(&self) -> bool {
        matches!(self.source, CodeSource::Prompt(_))
    }

    /// Returns a code that was not used by the call before, or `None` if the call is sent without a code.
    async fn next(&self) -> Result<Option<Secret>, Cause> {
        let code = match &self.source {
            CodeSource::Code(None) => return Ok(None),
            CodeSource::Code(Some(code)) => code.clone(),
            CodeSource::Prompt(prompt) => prompt().await?,
        };
        let mut used = lock(&self.used);
        if used.as_ref() == Some(&code) {
            return Err(Cause::Input(self.used_code_message().into()));
        }
        *used = Some(code.clone());
        Ok(Some(code))
    }

    fn used_code_message(&self) -> &'static str {
        match self.source {
            CodeSource::Code(_) => {
                "the MFA code was already used for the first credentials, and a code works once; use \
                 `refreshing_with_mfa`, which asks for a new code each time"
            }
            CodeSource::Prompt(_) => "the MFA prompt returned the code that was used last, and a code works once",
        }
    }
}
