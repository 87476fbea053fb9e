//! What is not checked, and why.

use serde_json::Value;

use crate::Outcome;
use crate::call::{Answer, Refused};

/// An operation that a server does not have.
pub struct Skip {
    /// `moto`, the only server that lacks some.
    pub server: &'static str,
    pub operation: &'static str,
    pub reason: &'static str,
}

const NOT_IN_MOTO: &str = "moto 5.2.5 does not have it";

/// Everything that is skipped. An operation that is answered all the same is a failure: then it has to be checked.
pub const SKIPS: &[Skip] = &[
    Skip { server: "moto", operation: "AssumeRoot", reason: NOT_IN_MOTO },
    Skip { server: "moto", operation: "DecodeAuthorizationMessage", reason: NOT_IN_MOTO },
    Skip { server: "moto", operation: "GetDelegatedAccessToken", reason: NOT_IN_MOTO },
    Skip { server: "moto", operation: "GetWebIdentityToken", reason: NOT_IN_MOTO },
];

/// A member that a client does not know: it neither sends nor shows it.
pub struct Member {
    /// The client's peer.
    pub client: &'static str,
    pub member: &'static str,
    pub reason: &'static str,
}

const OLDER_MODEL: &str = "the newest AWS CLI (1.46.3) has an older model";

/// Left out where a client is compared.
pub const MEMBERS: &[Member] = &[
    Member { client: "aws-cli", member: "MinimumSessionTokenSize", reason: OLDER_MODEL },
    Member { client: "aws-cli", member: "SessionTokenSize", reason: OLDER_MODEL },
    Member { client: "aws-cli", member: "SessionTokenUtilization", reason: OLDER_MODEL },
];

/// The members that a client knows, of a request or of our answer. Of the client's own answer nothing is left out, so
/// that a member which it learns is noticed.
pub fn known(client: &str, mut members: Value) -> Value {
    let unknown = |name: &str| MEMBERS.iter().any(|skip| skip.client == client && skip.member == name);
    if let Value::Object(members) = &mut members {
        members.retain(|name, _| !unknown(name));
    }
    members
}

/// The entry for an operation of a server.
pub fn of(server: &str, operation: &str) -> Option<&'static Skip> {
    SKIPS.iter().find(|skip| skip.server == server && skip.operation == operation)
}

impl Skip {
    /// Fails if the server has the operation by now: success, or an error that is about the request.
    pub fn holds(&self, answer: &Answer) -> Outcome<()> {
        match answer {
            Err(Refused { status: Some(404 | 500..), .. }) => Ok(()),
            Err(refused) => Err(format!("it is skipped, but answered by {refused:?}: take it off the list").into()),
            Ok(_) => Err("it is skipped, but answered: take it off the list in skips.rs".into()),
        }
    }
}
