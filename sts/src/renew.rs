//! Replacement of credentials that have expired or would not last.

use std::fmt;
use std::time::Duration;

use awsquery::platform::BoxFuture;

/// Gets new credentials when AWS reports that the current ones have expired.
///
/// A client that knows how to renew its credentials sends a call that creates a session once more if AWS responds
/// with `ExpiredToken`. [`RefreshingCredentials`](crate::RefreshingCredentials) implements this trait, and
/// [`StsBuilder::refreshing_credentials`](crate::StsBuilder::refreshing_credentials) and
/// [`RefreshingCredentials::sts`](crate::RefreshingCredentials::sts) set it up. Implement it for a provider of your own that
/// caches credentials or wraps `RefreshingCredentials`, and pass it to
/// [`StsBuilder::renew_with`](crate::StsBuilder::renew_with).
///
/// ```
/// use sts::refresh::Renew;
/// use sts::{ProvideCredentials, RefreshingCredentials};
///
/// /// Logs each use.
/// #[derive(Clone, Debug)]
/// struct Audited(RefreshingCredentials);
///
/// impl ProvideCredentials for Audited {
///     fn provide_credentials<'a>(&'a self) -> aws_credential_types::provider::future::ProvideCredentials<'a>
///     where
///         Self: 'a,
///     {
///         println!("credentials are used");
///         self.0.provide_credentials()
///     }
/// }
///
/// impl Renew for Audited {
///     fn invalidate(&self, access_key_id: &str) {
///         self.0.invalidate(access_key_id);
///     }
/// }
///
/// # fn example(role: RefreshingCredentials) -> Result<(), sts::error::ConfigError> {
/// let audited = Audited(role);
/// let sts = sts::Sts::builder().credentials(audited.clone()).renew_with(audited).build()?;
/// # Ok(())
/// # }
/// ```
pub trait Renew: fmt::Debug + Send + Sync {
    /// Drops the credentials with this access key id, so that the next use gets new ones. Does nothing if they have been
    /// replaced by now.
    fn invalidate(&self, access_key_id: &str);

    /// Replaces the credentials before a call that derives a session from theirs
    /// ([`Sts::new_scoped_session`](crate::Sts::new_scoped_session)), if they would not last. Such a session ends with the
    /// credentials at the latest.
    ///
    /// `lifetime` is the requested duration of the new session. `None` asks for a session that ends with the credentials,
    /// and new ones are worthwhile if the current ones are due for replacement anyway. A failure is not reported: the call is
    /// then made with the current credentials, or fails for lack of any.
    ///
    /// The default does nothing.
    fn renew_for<'a>(&'a self, lifetime: Option<Duration>) -> BoxFuture<'a, ()> {
        let _ = lifetime;
        Box::pin(std::future::ready(()))
    }
}

/// Gets new credentials when AWS reports that the current ones have expired: the form of [`Renew`] for blocking clients.
///
/// Needs the feature `blocking`.
///
/// [`blocking::RefreshingCredentials`](crate::blocking::RefreshingCredentials) implement this trait. Implement it for a
/// provider of your own that caches credentials or wraps them, and pass it to
/// [`StsBuilder::renew_with`](crate::StsBuilder::renew_with).
///
/// ```
/// use sts::blocking::RefreshingCredentials;
/// use sts::refresh::BlockingRenew;
///
/// /// Logs when credentials are rejected.
/// #[derive(Clone, Debug)]
/// struct Audited(RefreshingCredentials);
///
/// impl BlockingRenew for Audited {
///     fn invalidate(&self, access_key_id: &str) {
///         println!("{access_key_id} was rejected");
///         self.0.invalidate(access_key_id);
///     }
/// }
/// ```
#[cfg(feature = "blocking")]
pub trait BlockingRenew: fmt::Debug + Send + Sync {
    /// Drops the credentials with this access key id, so that the next use gets new ones. Does nothing if they have been
    /// replaced by now.
    fn invalidate(&self, access_key_id: &str);

    /// Replaces the credentials before a call that derives a session from theirs, if they would not last; see
    /// [`Renew::renew_for`]. The default does nothing.
    fn renew_for(&self, lifetime: Option<Duration>) {
        let _ = lifetime;
    }
}
