//! What surrounds an error: how the request was addressed and signed, and what a layer above the client has to say.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use super::Error;

/// Explains the errors of a client, for a layer above it.
#[derive(Clone, Copy, Debug)]
pub struct Advice {
    /// Returns what of a request matters for explaining an error, or `None` for requests that it does not know. Called
    /// for each call that failed; the error keeps the summary as its [attachment](Error::attachment). It must not hold
    /// secrets.
    pub summarize: fn(&dyn Any) -> Option<Arc<dyn Any + Send + Sync>>,
    /// Returns one thing to do about an error. `Display` of the error ends with it.
    pub advise: fn(&Error) -> Option<String>,
}

/// Where a request went, and with whose key. None of it is secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) host: Option<String>,
    /// The region that the request was signed for.
    pub(crate) region: Option<String>,
    /// The access key that signed the request.
    pub(crate) access_key_id: Option<String>,
    /// The endpoint, where the text of the error names it.
    pub(crate) endpoint: Option<String>,
}

/// What surrounds a call. None of it is secret.
#[derive(Clone, Default)]
pub(super) struct Circumstances {
    pub(super) route: Route,
    same_calls: usize,
    advice: Option<Advice>,
    attachment: Option<Arc<dyn Any + Send + Sync>>,
}

impl Error {
    pub(crate) fn with_route(mut self, route: Route) -> Self {
        self.0.circumstances.route = route;
        self
    }

    pub(crate) fn with_same_calls(mut self, same_calls: usize) -> Self {
        self.0.circumstances.same_calls = same_calls;
        self
    }

    /// Adds what a layer above the client knows about the error of this request.
    pub(crate) fn with_advice(mut self, advice: Option<Advice>, request: &dyn Any) -> Self {
        self.0.circumstances.advice = advice;
        self.0.circumstances.attachment = advice.and_then(|advice| (advice.summarize)(request));
        self
    }

    /// Keeps something for a layer above the client, which finds it by its type. It must not hold secrets. Replaces what
    /// was attached before.
    #[must_use]
    pub fn with_attachment<T: Any + Send + Sync>(mut self, attachment: T) -> Self {
        self.0.circumstances.attachment = Some(Arc::new(attachment));
        self
    }

    /// Returns what a layer above the client attached, if it is of this type.
    pub fn attachment<T: Any>(&self) -> Option<&T> {
        self.0.circumstances.attachment.as_deref()?.downcast_ref()
    }

    /// The id of the access key that the request was signed with, if it was signed. Not a secret.
    pub fn access_key_id(&self) -> Option<&str> {
        self.0.circumstances.route.access_key_id.as_deref()
    }

    /// The host that the request was for, once the endpoint was known.
    pub fn host(&self) -> Option<&str> {
        self.0.circumstances.route.host.as_deref()
    }

    /// The region that the request was signed for, once the endpoint was known.
    pub fn region(&self) -> Option<&str> {
        self.0.circumstances.route.region.as_deref()
    }

    /// How many calls of the client and its clones sent the same within the last minute, this one included; 0 if it was
    /// not sent. What is secret is not compared, and of more than 1,024 calls only the last are. One session for each
    /// request is what services throttle most.
    pub fn same_calls(&self) -> usize {
        self.0.circumstances.same_calls
    }

    /// The end of the error's text.
    pub(super) fn write_advice(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.circumstances.advice.and_then(|advice| (advice.advise)(self)) {
            Some(advice) => write!(f, "\n  help: {advice}"),
            None => Ok(()),
        }
    }
}
