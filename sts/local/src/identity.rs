//! Who somebody is, by the names that policies use.

use serde::{Deserialize, Serialize};

use crate::unique_id::unique_id;

/// Somebody who calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Identity {
    /// The root user of an account.
    Root { account: String },
    /// A user, with its path.
    User { account: String, name: String },
    /// A session of a role.
    Role { account: String, role: String, session: String },
    /// A session of `GetFederationToken`, and the user who asked for it; the root user if nobody else.
    Federated { account: String, name: String, by: Option<String> },
}

impl Identity {
    pub(super) fn account(&self) -> &str {
        match self {
            Self::Root { account }
            | Self::User { account, .. }
            | Self::Role { account, .. }
            | Self::Federated { account, .. } => account,
        }
    }

    /// The ARN that logs name.
    pub(super) fn arn(&self) -> String {
        match self {
            Self::Root { account } => account_arn(account),
            Self::User { account, name } => format!("arn:aws:iam::{account}:user/{name}"),
            Self::Role { account, role, session } => {
                let role = role.rsplit('/').next().unwrap_or_default();
                format!("arn:aws:sts::{account}:assumed-role/{role}/{session}")
            }
            Self::Federated { account, name, .. } => format!("arn:aws:sts::{account}:federated-user/{name}"),
        }
    }

    /// The unique id.
    pub(super) fn user_id(&self) -> String {
        match self {
            Self::Root { account } => account.clone(),
            Self::User { .. } => unique_id("AIDA", &self.arn()),
            Self::Role { session, .. } => format!("{}:{session}", unique_id("AROA", &self.principal_arn())),
            Self::Federated { account, name, .. } => format!("{account}:{name}"),
        }
    }

    /// `aws:PrincipalArn`: for a session of a role, that of the role.
    pub(super) fn principal_arn(&self) -> String {
        match self {
            Self::Role { account, role, .. } => format!("arn:aws:iam::{account}:role/{role}"),
            other => other.arn(),
        }
    }

    /// `aws:PrincipalType`
    pub(super) fn principal_type(&self) -> &'static str {
        match self {
            Self::Root { .. } => "Account",
            Self::User { .. } => "User",
            Self::Role { .. } => "AssumedRole",
            Self::Federated { .. } => "FederatedUser",
        }
    }

    pub(super) fn is_root(&self) -> bool {
        matches!(self, Self::Root { .. })
    }
}

/// The account itself as a principal; also the ARN of its root user.
pub(super) fn account_arn(account: &str) -> String {
    format!("arn:aws:iam::{account}:root")
}
