//! Calls and responses in a common form for all clients.

use serde_json::Value;
use sts::Credentials;

use crate::Outcome;

/// The region that all requests are signed for.
pub const REGION: &str = "us-east-1";

/// The endpoint and the credentials of a call.
#[derive(Clone)]
pub struct Target {
    pub endpoint: String,
    pub credentials: Credentials,
}

impl Target {
    /// Returns the same endpoint with other credentials.
    pub fn with(&self, credentials: Credentials) -> Self {
        Self { endpoint: self.endpoint.clone(), credentials }
    }
}

/// A request in the common form.
pub struct Call {
    /// The name of the operation.
    pub operation: &'static str,
    /// The members of the request, by AWS's names.
    pub input: Value,
}

/// A response of the service: the members of the output by AWS's names, or an error.
pub type Response = Result<Value, Refused>;

/// An error of the service.
#[derive(Debug)]
pub struct Refused {
    /// The HTTP status, if the client reports it.
    pub status: Option<u16>,
    pub code: String,
    pub message: String,
}

/// A client of STS.
pub trait Caller {
    /// Selects the entries of [`skips`](crate::skips) that apply to this client.
    const CLIENT: &'static str = "";

    /// Returns the response of the service. Fails if there is none.
    async fn call(&mut self, target: &Target, call: &Call) -> Outcome<Response>;
}
