//! The steps between a form and the body of its response that are the same for all operations.

use std::future::Future;
use std::pin::Pin;

use super::{Envelope, Parameters, Refusal, receive, reply};
use crate::protocol::operation::{Operation, Request};
use crate::value::dynamic::Structure;

/// A response to come: its body, or an error. Returned by [`ServedRequest::respond`].
pub type Responding<'a> = Pin<Box<dyn Future<Output = Result<String, Refusal>> + Send + 'a>>;

/// A request that has arrived, and what its response needs. Generated code creates it and calls [`respond`](Self::respond).
pub struct ServedRequest<'a> {
    /// The operation.
    pub operation: &'static Operation,
    /// The parameters of the request.
    pub parameters: &'a Parameters,
    /// The id and the format of the response.
    pub envelope: Envelope<'a>,
}

impl<'a> ServedRequest<'a> {
    /// Decodes and checks the request, passes it to `handle` and encodes the output.
    pub fn respond<Q, R, F>(self, handle: impl FnOnce(Q) -> F + Send + 'a) -> Responding<'a>
    where
        Q: Structure + Request,
        R: Structure,
        F: Future<Output = Result<R, Refusal>> + Send,
    {
        Box::pin(async move {
            let handling = handle(receive(self.parameters)?);
            let output = handling.await?;
            Ok(reply(self.operation, &output, self.envelope))
        })
    }

    /// Responds that the server does not implement the operation.
    pub fn not_implemented(self) -> Responding<'a> {
        Box::pin(std::future::ready(Err(Refusal::not_implemented(self.operation.name))))
    }
}
