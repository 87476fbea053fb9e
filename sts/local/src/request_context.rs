//! One request: who calls, and from where.

use crate::error_responses;
use crate::identity::{Identity, account_arn};
use crate::session_record::{SessionKind, SessionRecord};
use awsquery::server::Refusal;

/// Somebody whose signature was good.
#[derive(Clone, Debug)]
pub(super) struct AuthenticatedCaller {
    pub(super) identity: Identity,
    /// The session, for temporary credentials.
    pub(super) grant: Option<SessionRecord>,
}

impl AuthenticatedCaller {
    /// The names under which policies may mean this caller and nobody else.
    pub(super) fn names(&self) -> Vec<String> {
        match &self.identity {
            Identity::Role { .. } => vec![self.identity.arn(), self.identity.principal_arn()],
            other => vec![other.arn()],
        }
    }

    /// The account, which stands for everybody in it.
    pub(super) fn account_arn(&self) -> String {
        account_arn(self.identity.account())
    }

    pub(super) fn kind(&self) -> Option<SessionKind> {
        self.grant.as_ref().map(|grant| grant.kind)
    }

    /// Refuses sessions of kinds that AWS lets not call an operation. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html>.
    pub(super) fn must_not_be(&self, kinds: &[SessionKind], operation: &str) -> Result<(), Refusal> {
        match self.kind().filter(|kind| kinds.contains(kind)) {
            Some(_) => Err(error_responses::access_denied(format!("Cannot call {operation} with session credentials"))),
            None => Ok(()),
        }
    }
}

/// What is known of a request besides its parameters.
#[derive(Clone, Debug)]
pub(super) struct RequestContext {
    /// Nobody, where no signature is asked for.
    pub(super) caller: Option<AuthenticatedCaller>,
    /// The region that was signed for.
    pub(super) region: String,
    pub(super) user_agent: String,
}

impl RequestContext {
    /// The caller of an operation that has to be signed.
    pub(super) fn caller(&self) -> Result<&AuthenticatedCaller, Refusal> {
        self.caller.as_ref().ok_or_else(error_responses::invalid_client_token)
    }
}
