//! Roles: who may assume them, and what their sessions may do.

use std::time::Duration;

use sts::Policy;
use sts::policy::{Principal, Statement};

/// What a role lets a session be asked for, unless it says otherwise: AWS's default.
const DEFAULT_MAX_SESSION: Duration = Duration::from_secs(60 * 60);

/// A role of an account. A new one is trusted to its own account, so that callers of it need a policy that allows
/// `sts:AssumeRole`; its sessions may do nothing, and last at most one hour.
///
/// ```
/// use std::time::Duration;
/// use sts::Policy;
/// use sts_local::Role;
/// use sts::policy::{Condition, Principal, Statement};
///
/// let audit = Role::new("audit")
///     .trust(
///         Statement::allow()
///             .principal(Principal::new("AWS", ["arn:aws:iam::111122223333:root"]))
///             .actions(["sts:AssumeRole"])
///             .condition(Condition::key("sts:ExternalId").is("unicorn")),
///     )
///     .policy(Policy::new().allow(["sts:AssumeRole"], ["*"]))
///     .max_session(Duration::from_secs(4 * 60 * 60));
/// # let _ = audit;
/// ```
#[derive(Clone, Debug)]
pub struct Role {
    pub(crate) name: String,
    pub(crate) trust: Option<Policy>,
    pub(crate) policies: Vec<Policy>,
    pub(crate) tags: Vec<(String, String)>,
    pub(crate) max_session: Duration,
}

impl Role {
    /// A role with this name. A path may stand before it: `service/release`.
    pub fn new(name: impl Into<String>) -> Self {
        let name = name.into();
        Self { name, trust: None, policies: Vec::new(), tags: Vec::new(), max_session: DEFAULT_MAX_SESSION }
    }

    /// One more statement of the trust policy. The first takes the place of the trust in the own account.
    #[must_use]
    pub fn trust(mut self, statement: impl Into<Statement>) -> Self {
        self.trust = Some(self.trust.unwrap_or_default().statement(statement));
        self
    }

    /// Another trust policy, in the place of the trust in the own account.
    #[must_use]
    pub fn trust_policy(self, policy: Policy) -> Self {
        Self { trust: Some(policy), ..self }
    }

    /// An identity policy, besides others: what sessions of the role may do.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policies.push(policy);
        self
    }

    /// A tag: policies see it as `aws:PrincipalTag/KEY` where the role asks, as `aws:ResourceTag/KEY` where it is asked
    /// for.
    #[must_use]
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.tags.push((key.into(), value.into()));
        self
    }

    /// How long a session may be asked for: `MaxSessionDuration`, one hour to twelve at AWS.
    #[must_use]
    pub fn max_session(self, max_session: Duration) -> Self {
        Self { max_session, ..self }
    }

    /// The trust policy of a role in this account.
    pub(crate) fn trust_in(&self, account: &str) -> Policy {
        self.trust.clone().unwrap_or_else(|| Policy::new().statement(trust_in_account(account)))
    }
}

/// Callers of the account may assume the role, with tags and a source identity.
pub(crate) fn trust_in_account(account: &str) -> Statement {
    let principal = Principal::new("AWS", [format!("arn:aws:iam::{account}:root")]);
    Statement::allow()
        .principal(principal)
        .actions(["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"])
        .build()
}

/// A role that its own account trusts.
impl From<&str> for Role {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

/// A role that its own account trusts.
impl From<String> for Role {
    fn from(name: String) -> Self {
        Self::new(name)
    }
}
