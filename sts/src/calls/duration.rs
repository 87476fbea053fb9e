//! Sessions of roles that may be shorter than asked for.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use awsquery::layer::resend;
use awsquery::retry::Resend;

use crate::api::{Error, ErrorCode};
use crate::client::Sts;
use crate::message::refuses_duration;
use crate::session::caller::Caller;
use crate::session::request::SessionRequest;
use crate::session::rules::CHAINED_SECONDS;
use crate::session::validate::Issued;

/// Whether the duration of a call is the most that is wanted, so that less will do, and what is known of it: that AWS
/// has refused it. The clones of a call share that, so a session that is refreshed is refused once and not each time.
#[derive(Clone, Debug, Default)]
pub(crate) struct UpTo(Option<Arc<AtomicBool>>);

impl UpTo {
    /// Less will do.
    pub(crate) fn less() -> Self {
        Self(Some(Arc::default()))
    }

    pub(crate) fn will_less_do(&self) -> bool {
        self.0.is_some()
    }

    /// Whether this error refuses the duration of a call for which less will do. If so, its clones ask for none.
    ///
    /// AWS does not say how long a role's sessions may be, so what it gives to those who ask for nothing is what is
    /// left: an hour, which every role allows. See
    /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>, `DurationSeconds`.
    pub(crate) fn learns(&self, error: &Error) -> bool {
        match &self.0 {
            Some(refused)
                if error.code() == Some(ErrorCode::ValidationError)
                    && error.message().is_some_and(refuses_duration) =>
            {
                refused.store(true, Ordering::Relaxed);
                true
            }
            _ => false,
        }
    }

    fn is_too_much(&self, seconds: Option<i32>, caller: &Caller) -> bool {
        let is_chained = caller.is_role() && seconds > Some(CHAINED_SECONDS);
        self.0.as_ref().is_some_and(|refused| is_chained || refused.load(Ordering::Relaxed))
    }

    /// Sends a request; without its duration if that is known to be too much, and once more without if AWS says so.
    ///
    /// A request with an MFA code is not sent twice: AWS does not document whether it looks at the code before it
    /// looks at the duration, and a code works once.
    pub(crate) async fn issue<R: SessionRequest>(
        &self,
        sts: &Sts,
        request: &mut R,
    ) -> Result<(Issued, R::Response), Error> {
        let asked = request.parameters().duration_seconds;
        if self.is_too_much(asked, sts.caller()) {
            *request.duration_seconds() = None;
        }
        let answer = match sts.issue(request).await {
            Err(error) if self.learns(&error) && request.parameters().serial_number.is_none() => {
                *request.duration_seconds() = None;
                resend(Resend::ShorterDuration, error.as_runtime(), sts.issue(request)).await
            }
            answer => answer,
        };
        answer.map(|(issued, response)| (issued.asked_for::<R>(asked), response))
    }
}
