//! The identity of a caller, and the names that policies use for it.

use serde::{Deserialize, Serialize};

use crate::account::principal::base_name;
use crate::unique_id::unique_id;

/// The identity of a caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Identity {
    /// The root user of an account.
    Root { account: String },
    /// A user. The name includes the path.
    User { account: String, name: String },
    /// A session of a role. The name of the role includes the path.
    Role { account: String, role: String, session: String },
    /// A session of `GetFederationToken`, and the user who requested it; `None` stands for the root user.
    Federated { account: String, name: String, requested_by: Option<String> },
}

impl Identity {
    /// Returns the account ID.
    pub(crate) fn account(&self) -> &str {
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
            Self::Root { account } => account_arn(account),
            Self::User { account, name } => format!("arn:aws:iam::{account}:user/{name}"),
            Self::Role { account, role, session } => {
                format!("arn:aws:sts::{account}:assumed-role/{}/{session}", base_name(role))
            }
            Self::Federated { account, name, .. } => format!("arn:aws:sts::{account}:federated-user/{name}"),
        }
    }

    /// Returns the unique ID (`aws:userid`).
    pub(crate) fn user_id(&self) -> String {
        match self {
            Self::Root { account } => account.clone(),
            Self::User { .. } => unique_id("AIDA", &self.arn()),
            Self::Role { session, .. } => format!("{}:{session}", unique_id("AROA", &self.principal_arn())),
            Self::Federated { account, name, .. } => format!("{account}:{name}"),
        }
    }

    /// Returns `aws:PrincipalArn`. For a session of a role that is the ARN of the role.
    pub(crate) fn principal_arn(&self) -> String {
        match self {
            Self::Role { account, role, .. } => format!("arn:aws:iam::{account}:role/{role}"),
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

/// Returns the ARN of an account as a principal, which is also the ARN of its root user.
pub(crate) fn account_arn(account: &str) -> String {
    format!("arn:aws:iam::{account}:root")
}
