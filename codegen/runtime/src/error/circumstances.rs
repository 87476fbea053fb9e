//! What surrounds an error: how the request was addressed and signed, and what a layer above the client has to say.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use super::{Error, Failure};
use crate::config::resolve::Target;
use crate::protocol::sent::Sent;

/// What a layer above the client says about an error: one thing to do. `Display` of the error ends with it.
pub type Advice = fn(&Error) -> Option<String>;

/// Around a call. Nothing of it is secret.
#[derive(Clone, Default)]
pub(crate) struct Circumstances {
    pub(crate) access_key_id: Option<String>,
    pub(crate) host: Option<String>,
    pub(crate) region: Option<String>,
    same_calls: usize,
    advice: Option<Advice>,
    attachment: Option<Arc<dyn Any + Send + Sync>>,
}

impl Error {
    /// Where the request went, and with whose key. A call that a variable may have sent elsewhere says so, and one that
    /// did not get through says where to.
    pub(crate) fn with_route(mut self, target: &Target, sent: &Sent) -> Self {
        let given = target.given.as_ref().filter(|given| given.variable.is_some());
        self.0.endpoint = match &self.0.failure {
            _ if given.is_some() => given.map(ToString::to_string),
            Failure::Transport(_) => Some(target.uri.to_string()),
            _ => None,
        };
        let circumstances = &mut self.0.circumstances;
        circumstances.access_key_id =
            sent.credentials.as_ref().map(|credentials| credentials.access_key_id().to_owned());
        circumstances.host = target.uri.host().map(str::to_owned);
        circumstances.region.clone_from(&target.region);
        self
    }

    pub(crate) fn with_same_calls(mut self, same_calls: usize) -> Self {
        self.0.circumstances.same_calls = same_calls;
        self
    }

    pub(crate) fn with_advice(mut self, advice: Option<Advice>) -> Self {
        self.0.circumstances.advice = advice;
        self
    }

    /// Keeps something for a layer above the client, which finds it by its type. It must hold no secret.
    #[must_use]
    pub fn with_attachment<T: Any + Send + Sync>(mut self, attachment: T) -> Self {
        self.0.circumstances.attachment = Some(Arc::new(attachment));
        self
    }

    /// What a layer above the client attached, if it is of this type.
    pub fn attachment<T: Any>(&self) -> Option<&T> {
        self.0.circumstances.attachment.as_deref()?.downcast_ref()
    }

    /// The id of the access key that the request was signed with, if it was signed. Not a secret.
    pub fn access_key_id(&self) -> Option<&str> {
        self.0.circumstances.access_key_id.as_deref()
    }

    /// The host that the request was for, once the endpoint was known.
    pub fn host(&self) -> Option<&str> {
        self.0.circumstances.host.as_deref()
    }

    /// The region that the request was signed for, once the endpoint was known.
    pub fn region(&self) -> Option<&str> {
        self.0.circumstances.region.as_deref()
    }

    /// How many calls of the client and its clones sent the same within the last minute, this one included; 0 if it was
    /// not sent. What is secret is not compared, and of more than 1,024 calls only the last are. One session for each
    /// request is what services throttle most.
    pub fn same_calls(&self) -> usize {
        self.0.circumstances.same_calls
    }

    /// The end of the error's text.
    pub(super) fn write_advice(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.circumstances.advice.and_then(|advice| advice(self)) {
            Some(advice) => write!(f, "\n  help: {advice}"),
            None => Ok(()),
        }
    }
}
