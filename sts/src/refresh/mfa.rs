//! MFA codes: each is sent once.

use std::error::Error as StdError;
use std::sync::{Mutex, PoisonError};

use super::error::Cause;
use crate::issued::Issued;
use crate::{BoxFuture, Error, Secret};

/// How often somebody is asked for a code before that is given up.
const MOST_PROMPTS: u32 = 3;

/// Whether AWS says that the code is wrong, and not that the device is unknown or a part is missing.
fn is_refused(error: &Error) -> bool {
    error.is_access_denied()
        && error.message().is_some_and(|message| message.contains("invalid MFA one time pass code"))
}

/// Where the codes of one MFA device come from. No code is given twice: AWS takes each once only.
pub(crate) struct MfaCodes {
    source: Source,
    /// The code that was used last.
    used: Mutex<Option<Secret>>,
}

enum Source {
    /// The one that was given with the call, if the call has one.
    Given(Option<Secret>),
    /// A person is asked each time.
    Prompt(Prompt),
}

type Prompt = Box<dyn Fn() -> BoxFuture<'static, Result<Secret, Cause>> + Send + Sync>;

impl MfaCodes {
    pub(crate) fn given(code: Option<Secret>) -> Self {
        Self { source: Source::Given(code), used: Mutex::default() }
    }

    pub(crate) fn asked<F, E>(prompt: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        let prompt: Prompt = Box::new(move || {
            let code = prompt();
            Box::pin(async move { code.await.map(Secret::from).map_err(|error| Cause::Input(error.into())) })
        });
        Self { source: Source::Prompt(prompt), used: Mutex::default() }
    }

    /// Makes a call with a code, and with others as long as AWS refuses the code, or the call itself says that it is
    /// worth `another`: where somebody can be asked for one, and only so often.
    pub(crate) async fn send<F>(
        &self,
        call: impl Fn(Option<Secret>) -> F,
        another: impl Fn(&Error) -> bool,
    ) -> Result<Issued, Cause>
    where
        F: Future<Output = Result<Issued, Error>>,
    {
        let mut prompts = 1;
        loop {
            match call(self.next().await?).await {
                Err(error)
                    if self.are_asked_for() && prompts < MOST_PROMPTS && (is_refused(&error) || another(&error)) =>
                {
                    prompts += 1;
                }
                result => return Ok(result?),
            }
        }
    }

    fn are_asked_for(&self) -> bool {
        matches!(self.source, Source::Prompt(_))
    }

    /// A code that was not used yet; `None` if the call goes without.
    async fn next(&self) -> Result<Option<Secret>, Cause> {
        let code = match &self.source {
            Source::Given(None) => return Ok(None),
            Source::Given(Some(code)) => code.clone(),
            Source::Prompt(prompt) => prompt().await?,
        };
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if used.as_ref() == Some(&code) {
            return Err(Cause::Input(self.advice().into()));
        }
        *used = Some(code.clone());
        Ok(Some(code))
    }

    fn advice(&self) -> &'static str {
        match self.source {
            Source::Given(_) => {
                "the MFA code was used for the first credentials, and a code works once; `refreshing_with_mfa` asks for \
                 a new one each time"
            }
            Source::Prompt(_) => "the MFA prompt gave the code that was used last, and a code works once",
        }
    }
}
