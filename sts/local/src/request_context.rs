//! Information about a request in addition to its parameters: the caller, the region and the user agent.

use std::sync::Arc;

use awsquery::server::Refusal;

use crate::decision::DecisionTrail;
use crate::directory::Directory;
use crate::error_responses;
use crate::identity::Identity;
use crate::session_record::{SessionKind, SessionRecord};

/// A caller whose signature is valid.
#[derive(Clone, Debug)]
pub(crate) struct AuthenticatedCaller {
    pub(crate) identity: Identity,
    /// The session, for temporary credentials.
    pub(crate) session: Option<SessionRecord>,
}

impl AuthenticatedCaller {
    /// Returns the ARNs by which a policy can name exactly this caller.
    pub(crate) fn names(&self) -> Vec<String> {
        match &self.identity {
            Identity::Role { .. } => vec![self.identity.arn(), self.identity.principal_arn()],
            other => vec![other.arn()],
        }
    }

    /// Returns the ARN of the caller's account, which stands for all callers of the account.
    pub(crate) fn account_arn(&self) -> String {
        self.identity.account_id().root_arn()
    }

    pub(crate) fn session_kind(&self) -> Option<SessionKind> {
        self.session.as_ref().map(|session| session.kind)
    }

    /// Refuses callers with a session of one of these kinds, which AWS does not let call the operation. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html>.
    pub(crate) fn refuse_sessions(&self, kinds: &[SessionKind], operation: &str) -> Result<(), Refusal> {
        if self.session_kind().is_some_and(|kind| kinds.contains(&kind)) {
            let message = format!("Cannot call {operation} with session credentials");
            return Err(error_responses::access_denied(message));
        }
        Ok(())
    }
}

/// Information about a request in addition to its parameters.
#[derive(Clone, Debug)]
pub(crate) struct RequestContext {
    /// `None` for operations that are not signed.
    pub(crate) caller: Option<AuthenticatedCaller>,
    /// The accounts at the time of the request.
    pub(crate) directory: Arc<Directory>,
    /// The decisions of policies about the request.
    pub(crate) trail: DecisionTrail,
    /// The region that the request was signed for.
    pub(crate) region: String,
    pub(crate) user_agent: String,
    /// True if the request was sent to AWS's global endpoint.
    pub(crate) is_global: bool,
}

impl RequestContext {
    /// Returns the caller of a signed operation.
    pub(crate) fn caller(&self) -> Result<&AuthenticatedCaller, Refusal> {
        self.caller.as_ref().ok_or_else(error_responses::invalid_client_token)
    }

    /// Refuses requests to the global endpoint, where AWS does not offer the operation. What AWS responds there is not
    /// recorded.
    pub(crate) fn refuse_global_endpoint(&self, operation: &str) -> Result<(), Refusal> {
        if self.is_global {
            let message = format!("{operation} is not available on the global endpoint; use a regional endpoint");
            return Err(Refusal::new(400, "InvalidAction", message));
        }
        Ok(())
    }
}
