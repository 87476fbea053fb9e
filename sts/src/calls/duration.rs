//! Sessions of roles that may be shorter than requested.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use awsquery::ErrorKind;
use awsquery::protocol::Operation;

use crate::api::{Error, ErrorCode};
use crate::calls::{SessionCall, SessionOperation};
use crate::kind::Kind;
use crate::message::refuses_duration;
use crate::session::caller::Caller;
use crate::session::rules::{CHAINED_SECONDS, is_chained};
use crate::session::validate::seconds;

/// An operation that assumes a role: `AssumeRole` and `AssumeRoleWithWebIdentity`. It has the setting
/// [`duration_up_to`](SessionCall::duration_up_to). This trait is sealed.
pub trait AssumesRole: SessionOperation {}

/// The reaction of a call to an error that refuses its duration. The default is to fail.
///
/// Clones of a call share what AWS has refused, so refreshing credentials are refused once and not at every refresh.
#[derive(Clone, Debug, Default)]
pub(crate) struct DurationFallback(Option<Arc<AtomicBool>>);

impl DurationFallback {
    /// Sends the call once more without a duration.
    fn enabled() -> Self {
        Self(Some(Arc::default()))
    }

    pub(crate) fn is_enabled(&self) -> bool {
        self.0.is_some()
    }

    /// Returns whether the call can be sent again without a duration after this error, and remembers it for all clones.
    ///
    /// AWS does not say which duration the role allows, so the default is all that is left: one hour, which every role
    /// allows. See <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>, `DurationSeconds`.
    pub(crate) fn record_refusal(&self, error: &Error) -> bool {
        let Some(refused) = &self.0 else { return false };
        // Without credentials, the code and the message are those of another call.
        let is_refusal = error.kind() == ErrorKind::Service
            && error.code() == Some(ErrorCode::ValidationError)
            && error.message().is_some_and(refuses_duration);
        if is_refusal {
            // `Relaxed` is enough: no other data depends on the flag, and a clone that misses it is refused once more.
            refused.store(true, Ordering::Relaxed);
        }
        is_refusal
    }

    /// Returns whether AWS would refuse this duration of the operation.
    pub(crate) fn is_needed(&self, seconds: Option<i32>, operation: &Operation, caller: &Caller) -> bool {
        let Some(refused) = &self.0 else { return false };
        let is_too_long = seconds > Some(CHAINED_SECONDS) && is_chained(operation, caller);
        is_too_long || refused.load(Ordering::Relaxed)
    }
}

impl<R: AssumesRole, K: Kind> SessionCall<R, K> {
    /// Sets how long the credentials are valid at most, and accepts a shorter session. 12 hours, AWS's maximum, means as
    /// long as possible.
    ///
    /// If AWS refuses the duration, because of the role's `MaxSessionDuration` or because a role assumes a role, the call
    /// is sent once more without a duration, which gives one hour. AWS does not say which duration the role allows. The
    /// result has the [requested](crate::AssumedRole::requested_duration) and the
    /// [granted](crate::AssumedRole::granted_duration) duration. Clones of the call share what they learn, so
    /// [`refreshing`](Self::refreshing) credentials are refused only once.
    ///
    /// A call with a code given with [`mfa`](Self::mfa) is not sent again, because AWS does not document whether it checks
    /// the code before the duration, and a code works only once. It fails, and a clone with another code then sends no
    /// duration. [`refreshing_with_mfa`](Self::refreshing_with_mfa) does that by itself: it prompts for another code.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # async fn example(sts: sts::Sts) -> Result<(), sts::Error> {
    /// let call = sts.assume_role("arn:aws:iam::123456789012:role/demo", "nightly-build");
    /// let role = call.duration_up_to(Duration::from_secs(12 * 3600)).await?;
    /// println!("{} s of {} s", role.granted_duration().as_secs(), role.requested_duration().as_secs());
    /// # Ok(())
    /// # }
    /// ```
    pub fn duration_up_to(mut self, duration: Duration) -> Self {
        *self.request.duration_seconds_mut() = Some(seconds(duration));
        self.fallback = DurationFallback::enabled();
        self
    }
}
