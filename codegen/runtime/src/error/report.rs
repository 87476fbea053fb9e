//! Everything that is known about an error, in lines.

use std::fmt;

use super::Error;
use super::display::causes;
use crate::protocol::one_line::{MAX_NAME, MAX_NESTED, one_line};
use crate::retry::{Attempt, Resend};

/// A function that says what an error means and what to do about it, in lines.
type Advise = fn(&Error) -> Option<String>;

/// An error with everything that explains it. Returned by [`Error::report`].
pub(super) struct Report<'a> {
    pub(super) error: &'a Error,
    pub(super) advise: Advise,
}

impl fmt::Display for Report<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { error, advise } = *self;
        write!(f, "{error}")?;
        // The message itself has the first violation, the only attempt, and the causes that it can name.
        section(f, "violations", error.violations(), 2, |f, violation| write!(f, "{violation}"))?;
        section(f, "attempts", error.attempts(), 2, write_attempt)?;
        let message = error.to_string();
        let causes: Vec<String> =
            causes(error, MAX_NESTED).into_iter().filter(|cause| !message.contains(cause)).collect();
        section(f, "causes", &causes, 1, |f, cause| f.write_str(cause))?;
        match advise(error) {
            Some(advice) => write!(f, "\n{}", advice.trim_end()),
            None => Ok(()),
        }
    }
}

/// Writes a list with a title if it has at least `least` items.
fn section<T>(
    f: &mut fmt::Formatter<'_>,
    title: &str,
    items: &[T],
    least: usize,
    write: impl Fn(&mut fmt::Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    if items.len() < least {
        return Ok(());
    }
    write!(f, "\n{title}:")?;
    for (index, item) in items.iter().enumerate() {
        write!(f, "\n  {}. ", index + 1)?;
        write(f, item)?;
    }
    Ok(())
}

#[inline]
fn write_attempt(f: &mut fmt::Formatter<'_>, attempt: &Attempt) -> fmt::Result {
    match (&attempt.code, attempt.status, attempt.transport_error) {
        (Some(code), Some(status), _) => write!(f, "{} (status {status})", one_line(code, MAX_NAME))?,
        (_, Some(status), _) => write!(f, "status {status}")?,
        (_, None, Some(kind)) => write!(f, "{}", kind.describe())?,
        (_, None, None) => f.write_str("no response")?,
    }
    if let Some(id) = &attempt.request_id {
        write!(f, ", request id {}", one_line(id, MAX_NAME))?;
    }
    if let Some(delay) = attempt.delay {
        write!(f, "; waited {delay:?}")?;
    }
    match attempt.resend {
        Some(Resend::Retry) | None => Ok(()),
        Some(Resend::ExpiredCredentials) => f.write_str("; sent again with other credentials"),
        Some(Resend::ShorterDuration) => f.write_str("; sent again with a shorter duration"),
        Some(Resend::NewToken) => f.write_str("; sent again with another token"),
        Some(Resend::NewCode) => f.write_str("; sent again with another code"),
    }
}
