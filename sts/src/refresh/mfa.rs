//! MFA codes, each of which is sent once.

use std::error::Error as StdError;
use std::sync::Mutex;

use awsquery::platform::BoxFuture;
use awsquery::{ErrorKind, Secret};

use awsquery::layer::{Attempted as _, attempts_before_resend, lock};
use awsquery::retry::Resend;

use super::error::Cause;
use crate::api::Error;
use crate::message::refuses_mfa_code;
use crate::session::validate::SessionInfo;

/// The largest number of codes that a person is asked for in one refresh.
const MAX_PROMPTS: u32 = 3;

/// Returns whether AWS says that the code is wrong, and not one of another call that should have returned credentials.
#[inline]
fn is_wrong_code(error: &Error) -> bool {
    error.kind() == ErrorKind::Service && error.is_access_denied() && error.message().is_some_and(refuses_mfa_code)
}

/// A source of codes for one MFA device. It never returns the same code twice in a row, because AWS accepts each code
/// only once. `P` asks a person for a code.
pub(crate) struct MfaCodes<P: ?Sized> {
    source: CodeSource<P>,
    /// The last code that was used.
    used: Mutex<Option<Secret>>,
}

enum CodeSource<P: ?Sized> {
    /// The code that was set on the call, if any.
    Code(Option<Secret>),
    /// Asks a person each time.
    Prompt(Box<P>),
}

/// Asks a person without blocking the thread.
pub(crate) type Prompt = dyn Fn() -> BoxFuture<'static, Result<Secret, Cause>> + Send + Sync;

/// Asks a person, and blocks the thread meanwhile.
#[cfg(feature = "blocking")]
pub(crate) type BlockingPrompt = dyn Fn() -> Result<Secret, Cause> + Send + Sync;

impl<P: ?Sized> MfaCodes<P> {
    pub(crate) fn from_code(code: Option<Secret>) -> Self {
        Self { source: CodeSource::Code(code), used: Mutex::default() }
    }

    fn prompting(prompt: Box<P>) -> Self {
        Self { source: CodeSource::Prompt(prompt), used: Mutex::default() }
    }

    /// Returns why the call is repeated with another code, if there is a prompt: AWS rejects the code, or
    /// `needs_another_code` says that the call has to be sent again. `calls` is the number of calls so far.
    fn repeats_after(
        &self,
        result: &Result<SessionInfo, Error>,
        calls: u32,
        needs_another_code: impl Fn(&Error) -> bool,
    ) -> Option<Resend> {
        let error = result.as_ref().err()?;
        if calls >= MAX_PROMPTS || matches!(self.source, CodeSource::Code(_)) {
            return None;
        }
        if is_wrong_code(error) {
            return Some(Resend::NewCode);
        }
        needs_another_code(error).then_some(Resend::ShorterDuration)
    }

    /// Returns a code, unless it is the one of the call before.
    fn unused(&self, code: Secret) -> Result<Option<Secret>, Cause> {
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

impl MfaCodes<Prompt> {
    pub(crate) fn from_prompt<F, E>(prompt: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        Self::prompting(Box::new(move || {
            let code = prompt();
            Box::pin(async move { code.await.map(Secret::from).map_err(|error| Cause::Input(error.into())) })
        }))
    }

    /// Makes a call with a code, and repeats it with another one if that is necessary and possible.
    pub(crate) async fn send<F>(
        &self,
        call: impl Fn(Option<Secret>) -> F,
        needs_another_code: impl Fn(&Error) -> bool,
    ) -> Result<SessionInfo, Cause>
    where
        F: Future<Output = Result<SessionInfo, Error>>,
    {
        let (mut earlier, mut calls) = (Vec::new(), 0);
        loop {
            let result = call(self.next().await?).await.with_earlier_attempts(earlier);
            calls += 1;
            match (self.repeats_after(&result, calls, &needs_another_code), &result) {
                (Some(reason), Err(error)) => earlier = attempts_before_resend(reason, error.as_runtime()),
                _ => return Ok(result?),
            }
        }
    }

    /// Returns a code that was not used by the call before, or `None` if the call is sent without a code.
    #[inline]
    async fn next(&self) -> Result<Option<Secret>, Cause> {
        match &self.source {
            CodeSource::Code(None) => Ok(None),
            CodeSource::Code(Some(code)) => self.unused(code.clone()),
            CodeSource::Prompt(prompt) => self.unused(prompt().await?),
        }
    }
}

#[cfg(feature = "blocking")]
impl MfaCodes<BlockingPrompt> {
    pub(crate) fn from_blocking_prompt<E>(prompt: impl Fn() -> Result<String, E> + Send + Sync + 'static) -> Self
    where
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        Self::prompting(Box::new(move || prompt().map(Secret::from).map_err(|error| Cause::Input(error.into()))))
    }

    /// Makes a call with a code, and repeats it with another one if that is necessary and possible.
    pub(crate) fn send_blocking(
        &self,
        call: impl Fn(Option<Secret>) -> Result<SessionInfo, Error>,
        needs_another_code: impl Fn(&Error) -> bool,
    ) -> Result<SessionInfo, Cause> {
        let (mut earlier, mut calls) = (Vec::new(), 0);
        loop {
            let code = match &self.source {
                CodeSource::Code(None) => None,
                CodeSource::Code(Some(code)) => self.unused(code.clone())?,
                CodeSource::Prompt(prompt) => self.unused(prompt()?)?,
            };
            let result = call(code).with_earlier_attempts(earlier);
            calls += 1;
            match (self.repeats_after(&result, calls, &needs_another_code), &result) {
                (Some(reason), Err(error)) => earlier = attempts_before_resend(reason, error.as_runtime()),
                _ => return Ok(result?),
            }
        }
    }
}
