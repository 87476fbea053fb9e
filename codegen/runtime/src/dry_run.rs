//! Requests that a service checks without performing them.

use crate::call::client::Client;
use crate::call::response::{Response, unusable_response};
use crate::error::{Error, ErrorKind};
use crate::protocol::operation::Request;

/// A request with a member that asks the service to check it without performing it, according to the model's corrections.
/// Generated request types implement it. Sent by [`Client::dry_run`].
pub trait DryRun: Request + Clone {
    /// Sets the member that asks for a check.
    fn set_dry_run(&mut self);
}

/// The result of a dry run: the caller may make the request, and the service would have performed it. Returned by
/// [`Client::dry_run`].
///
/// It holds at that moment: quotas, capacity and policies may be different when the request is made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Permitted {
    /// The id of the request, if the service gave one.
    pub request_id: Option<String>,
}

impl Permitted {
    /// Interprets the result of a dry run. A service reports that it would have performed the request as an error.
    pub(crate) fn from_result<R: Request>(result: Result<Response<R::Output>, Error>) -> Result<Self, Error> {
        match result {
            Err(error) if error.kind() == ErrorKind::Service && R::OPERATION.service.is_permission(error.code()) => {
                Ok(Self { request_id: error.request_id().map(str::to_owned) })
            }
            Err(error) => Err(error),
            // An imitation of the service that ignores the member has performed the request.
            Ok(response) => {
                let problem = "the service may have performed the request, although this was a dry run";
                Err(unusable_response(R::OPERATION, &response, problem))
            }
        }
    }
}

impl Client {
    /// Asks the service whether it would perform the request, without performing it.
    ///
    /// The request is checked, signed and retried as in [`call`](Self::call). It is sent with the member that asks for a
    /// dry run, whatever the request says.
    ///
    /// ```
    /// use awsquery::{Client, DryRun, Error};
    ///
    /// async fn may_call<R: DryRun>(client: &Client, request: &R) -> Result<bool, Error> {
    ///     match client.dry_run(request).await {
    ///         Ok(_) => Ok(true),
    ///         Err(error) if error.is_access_denied() => Ok(false),
    ///         Err(error) => Err(error),
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if the service would refuse the request, and for the same reasons as [`call`](Self::call). A response that
    /// reports success is an error too, because it means that the request may have been performed.
    pub async fn dry_run<R: DryRun>(&self, request: &R) -> Result<Permitted, Error> {
        let mut request = request.clone();
        request.set_dry_run();
        Permitted::from_result::<R>(self.send(&request).await)
    }
}

#[cfg(test)]
mod tests;
