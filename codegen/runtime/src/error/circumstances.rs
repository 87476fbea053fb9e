//! The circumstances of an error: the route of the request, and the contributions of a layer above the client.

use std::any::Any;
use std::sync::Arc;

use super::Error;

/// A function of a layer above a client: returns a summary of a request that helps to explain an error, or `None` for a request
/// of an unknown type.
///
/// It is called once for each call that failed. The error keeps the summary as its [attachment](Error::attachment). `Debug`
/// of the summary must not show secrets. See [`Client::with_summaries`](crate::Client::with_summaries).
pub type Summarize = fn(&dyn Any) -> Option<Arc<dyn Any + Send + Sync>>;

/// The route of a request: its target, and the key that signed it. It contains no secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) host: Option<String>,
    /// The region that the request was signed for.
    pub(crate) region: Option<String>,
    /// The id of the access key that signed the request.
    pub(crate) access_key_id: Option<String>,
    /// The endpoint, if the text of the error shows it.
    pub(crate) endpoint: Option<String>,
}

/// The circumstances of a call. They contain no secrets.
#[derive(Clone, Default)]
pub(super) struct Circumstances {
    pub(super) route: Route,
    /// A clause that a layer adds to the message.
    pub(super) note: Option<String>,
    same_calls: usize,
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

    /// Adds the summary of the request that a layer above the client makes.
    pub(crate) fn with_summary(mut self, summarize: Option<Summarize>, request: &dyn Any) -> Self {
        self.0.circumstances.attachment = summarize.and_then(|summarize| summarize(request));
        self
    }

    /// Adds a clause to the message, such as `the token expired at 2027-01-15T08:05:00Z`. For a layer above the client that
    /// knows more about the request. It must not contain secrets. Replaces an earlier note.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.0.circumstances.note = Some(note.into());
        self
    }

    /// Attaches a value for a layer above the client, which retrieves it by its type. It must not contain secrets.
    /// Replaces an earlier attachment.
    #[must_use]
    pub fn with_attachment<T: Any + Send + Sync>(mut self, attachment: T) -> Self {
        self.0.circumstances.attachment = Some(Arc::new(attachment));
        self
    }

    /// Returns the attachment of a layer above the client, if it has this type.
    pub fn attachment<T: Any>(&self) -> Option<&T> {
        self.0.circumstances.attachment.as_deref()?.downcast_ref()
    }

    /// Returns the id of the access key that signed the request, if it was signed. It is not a secret.
    pub fn access_key_id(&self) -> Option<&str> {
        self.0.circumstances.route.access_key_id.as_deref()
    }

    /// Returns the host of the request, if the call failed after the endpoint was resolved.
    pub fn host(&self) -> Option<&str> {
        self.0.circumstances.route.host.as_deref()
    }

    /// Returns the region of the request, if the call failed after the endpoint was resolved.
    pub fn region(&self) -> Option<&str> {
        self.0.circumstances.route.region.as_deref()
    }

    /// Returns how many equal calls the client and its clones made within the last minute, including this one. Returns 0
    /// if the request was not sent.
    ///
    /// Secrets are not compared, and only the last 1,024 calls are counted. Use it to find out why a caller is throttled:
    /// often because it gets new credentials for every request.
    pub fn same_calls(&self) -> usize {
        self.0.circumstances.same_calls
    }
}
