//! Skipped operations and members, with the reasons.

use serde_json::Value;

use crate::Outcome;
use crate::call::{Caller, Refused, Response, Target};
use crate::cases::Case;

/// An operation that a server does not support.
pub struct Skip {
    /// The server. Only `moto` lacks operations.
    pub server: &'static str,
    pub operation: &'static str,
    pub reason: &'static str,
}

const NOT_IN_MOTO: &str = "moto 5.2.5 does not support it";

/// All skipped operations. If the server does support one, the check fails: then the entry must go.
pub const SKIPS: &[Skip] = &[
    Skip { server: "moto", operation: "AssumeRoot", reason: NOT_IN_MOTO },
    Skip { server: "moto", operation: "DecodeAuthorizationMessage", reason: NOT_IN_MOTO },
    Skip { server: "moto", operation: "GetDelegatedAccessToken", reason: NOT_IN_MOTO },
    Skip { server: "moto", operation: "GetScopedCredentials", reason: NOT_IN_MOTO },
    Skip { server: "moto", operation: "GetWebIdentityToken", reason: NOT_IN_MOTO },
];

/// An operation that a client does not know, because its model is older.
pub struct UnknownOperation {
    /// The name of the client's peer.
    pub client: &'static str,
    pub operation: &'static str,
    pub reason: &'static str,
}

/// All operations that a client does not know. If the client can call one, the check fails: then the entry must go.
pub const UNKNOWN_OPERATIONS: &[UnknownOperation] = &[
    UnknownOperation { client: "aws-cli", operation: "GetScopedCredentials", reason: OLDER_MODEL },
    UnknownOperation { client: "aws-sdk-sts", operation: "GetScopedCredentials", reason: OLDER_SDK },
];

/// Returns the entry for an operation of a client.
pub fn unknown(client: &str, operation: &str) -> Option<&'static UnknownOperation> {
    UNKNOWN_OPERATIONS.iter().find(|skip| skip.client == client && skip.operation == operation)
}

impl UnknownOperation {
    /// Fails if the client can call the operation now: it gets a response, whatever that is.
    pub async fn holds<C: Caller>(&self, caller: &mut C, target: &Target, case: &Case) -> Outcome<()> {
        match caller.call(target, &case.call).await {
            Err(_) => Ok(()),
            Ok(_) => Err("skipped, but the client knows it: remove it from skips.rs".into()),
        }
    }
}

/// A member that a client does not know, and therefore neither sends nor returns.
pub struct Member {
    /// The name of the client's peer.
    pub client: &'static str,
    pub member: &'static str,
    pub reason: &'static str,
}

const OLDER_MODEL: &str = "the newest AWS CLI (1.46.3) has an older model";
const OLDER_SDK: &str = "the newest aws-sdk-sts (1.124.0) has an older model";

/// Members that are ignored when a client is compared.
pub const MEMBERS: &[Member] = &[
    Member { client: "aws-cli", member: "MinimumSessionTokenSize", reason: OLDER_MODEL },
    Member { client: "aws-cli", member: "SessionTokenSize", reason: OLDER_MODEL },
    Member { client: "aws-cli", member: "SessionTokenUtilization", reason: OLDER_MODEL },
];

/// Removes the members that a client does not know from a request or from our response. The client's own response stays
/// complete, so that a member which a new version returns is noticed.
pub fn known(client: &str, mut members: Value) -> Value {
    let unknown = |name: &str| MEMBERS.iter().any(|skip| skip.client == client && skip.member == name);
    if let Value::Object(members) = &mut members {
        members.retain(|name, _| !unknown(name));
    }
    members
}

/// Returns the entry for an operation of a server.
pub fn of(server: &str, operation: &str) -> Option<&'static Skip> {
    SKIPS.iter().find(|skip| skip.server == server && skip.operation == operation)
}

impl Skip {
    /// Fails if the server now supports the operation: it succeeds, or returns an error about the request.
    pub fn holds(&self, response: &Response) -> Outcome<()> {
        match response {
            Err(Refused { status: Some(404 | 500..), .. }) => Ok(()),
            Err(refused) => {
                Err(format!("skipped, but the server responds with {refused:?}: remove it from skips.rs").into())
            }
            Ok(_) => Err("skipped, but the server supports it: remove it from skips.rs".into()),
        }
    }
}
