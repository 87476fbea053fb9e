//! Calls, in a form that all clients share.

use serde_json::Value;
use sts::Credentials;

use crate::Outcome;

/// The region that everybody signs for.
pub const REGION: &str = "us-east-1";

/// Where a call goes, and as whom.
#[derive(Clone)]
pub struct Target {
    pub endpoint: String,
    pub credentials: Credentials,
}

impl Target {
    /// The same server, as somebody else.
    pub fn with(&self, credentials: Credentials) -> Self {
        Self { endpoint: self.endpoint.clone(), credentials }
    }
}

/// A request.
pub struct Call {
    /// Its operation.
    pub operation: &'static str,
    /// Its members, by AWS's names.
    pub input: Value,
}

/// An answer of the service: the members of the output by AWS's names, or an error.
pub type Answer = Result<Value, Refused>;

/// An error of the service.
#[derive(Debug)]
pub struct Refused {
    /// The HTTP status, if the client tells it.
    pub status: Option<u16>,
    pub code: String,
    pub message: String,
}

/// A client of STS.
pub trait Caller {
    /// Which entries of [`skips::MEMBERS`](crate::skips::MEMBERS) are about this client.
    const CLIENT: &'static str = "";

    /// What the service answers. No answer at all is an error.
    async fn call(&mut self, target: &Target, call: &Call) -> Outcome<Answer>;
}
