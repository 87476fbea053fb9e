//! Roles of an account.

use std::time::Duration;

use crate::account::principal::PrincipalSettings;
use crate::account_id::AccountId;
use sts::Policy;
use sts::policy::{Principal, Statement};

/// AWS's default for the longest session of a role.
const DEFAULT_MAX_SESSION: Duration = Duration::from_secs(60 * 60);

/// A role of an account, with a trust policy, policies and tags.
///
/// A new role trusts its own account, so callers of that account may assume it if their own policies allow
/// `sts:AssumeRole`. Its sessions have no permissions and last at most one hour.
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
    pub(crate) settings: PrincipalSettings,
    pub(crate) trust: Option<Policy>,
    /// The file and line of the trust policy, for errors that are found when the server starts.
    pub(crate) trust_position: Option<String>,
    pub(crate) max_session: Duration,
}

impl Role {
    /// Creates a role. A path may precede the name: `service/release`.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            settings: PrincipalSettings::new(name),
            trust: None,
            trust_position: None,
            max_session: DEFAULT_MAX_SESSION,
        }
    }

    /// Adds a statement to the trust policy. The first one replaces the trust in the role's own account.
    #[must_use]
    pub fn trust(mut self, statement: impl Into<Statement>) -> Self {
        self.trust = Some(self.trust.unwrap_or_default().statement(statement));
        self
    }

    /// Sets the trust policy, which replaces the trust in the role's own account.
    #[must_use]
    pub fn trust_policy(self, policy: Policy) -> Self {
        Self { trust: Some(policy), ..self }
    }

    /// Adds an identity policy, which says what sessions of the role may do.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.settings.add_policy(policy);
        self
    }

    /// Adds a tag. Policies see it as `aws:PrincipalTag/KEY` in requests of the role's sessions, and as
    /// `aws:ResourceTag/KEY` in requests to assume the role. Keys have to differ in more than case, as in IAM.
    #[must_use]
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.add_tag(key, value);
        self
    }

    /// Sets the longest session that a caller may request (`MaxSessionDuration`). At AWS that is one to twelve hours.
    #[must_use]
    pub fn max_session(self, max_session: Duration) -> Self {
        Self { max_session, ..self }
    }

    /// Returns the trust policy of the role in this account.
    pub(crate) fn trust_in(&self, account: &AccountId) -> Policy {
        self.trust.clone().unwrap_or_else(|| Policy::new().statement(trust_account(account)))
    }
}

/// Returns the statement that lets callers of an account assume a role, with session tags and a source identity.
pub(crate) fn trust_account(account: &AccountId) -> Statement {
    let principal = Principal::new("AWS", [account.root_arn()]);
    Statement::allow()
        .principal(principal)
        .actions(["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"])
        .build()
}

/// Creates a role that trusts its own account.
impl From<&str> for Role {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

/// Creates a role that trusts its own account.
impl From<String> for Role {
    fn from(name: String) -> Self {
        Self::new(name)
    }
}
