//! The identity of a caller, and the names that policies use for it.

use serde::{Deserialize, Serialize};

use crate::account::principal::base_name;
use crate::account_id::AccountId;
use crate::unique_id::unique_id;

/// The identity of a caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Identity {
    /// The root user of an account.
    Root { account: AccountId },
    /// A user. The name includes the path.
    User { account: AccountId, name: String },
    /// A session of a role. The name of the role includes the path.
    Role { account: AccountId, role: String, session: String },
    /// A session of `GetFederationToken`, and the user who requested it; `None` stands for the root user.
    Federated { account: AccountId, name: String, requested_by: Option<String> },
}

impl Identity {
    /// Returns the account ID.
    pub(crate) fn account(&self) -> &str {
        self.account_id().as_str()
    }

    /// Returns the account ID with its partition.
    pub(crate) fn account_id(&self) -> &AccountId {
        match self {
            Self::Root { account }
            | Self::User { account, .. }
            | Self::Role { account, .. }
            | Self::Federated { account, .. } => account,
        }
    }

    /// Returns the ARN of the caller itself. For a role that is the ARN of the session.
    pub(crate) fn arn(&self) -> String {
        match self {
            Self::Root { account } => account.root_arn(),
            Self::User { account, name } => account.iam_arn(&format!("user/{name}")),
            Self::Role { account, role, session } => {
                account.sts_arn(&format!("assumed-role/{}/{session}", base_name(role)))
            }
            Self::Federated { account, name, .. } => account.sts_arn(&format!("federated-user/{name}")),
        }
    }

    /// Returns the unique ID (`aws:userid`).
    pub(crate) fn user_id(&self) -> String {
        match self {
            Self::Root { account } => account.as_str().to_owned(),
            Self::User { .. } => unique_id("AIDA", &self.arn()),
            Self::Role { session, .. } => format!("{}:{session}", unique_id("AROA", &self.principal_arn())),
            Self::Federated { account, name, .. } => format!("{}:{name}", account.as_str()),
        }
    }

    /// Returns `aws:PrincipalArn`. For a session of a role that is the ARN of the role.
    pub(crate) fn principal_arn(&self) -> String {
        match self {
            Self::Role { account, role, .. } => account.iam_arn(&format!("role/{role}")),
            other => other.arn(),
        }
    }

    /// Returns `aws:PrincipalType`.
    pub(crate) fn principal_type(&self) -> &'static str {
        match self {
            Self::Root { .. } => "Account",
            Self::User { .. } => "User",
            Self::Role { .. } => "AssumedRole",
            Self::Federated { .. } => "FederatedUser",
        }
    }

    pub(crate) fn is_root(&self) -> bool {
        matches!(self, Self::Root { .. })
    }
}
