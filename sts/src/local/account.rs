//! Who is known: the users of an account with their keys, and its roles.

use std::collections::BTreeMap;

use crate::Credentials;

/// An account.
#[derive(Debug)]
pub(super) struct Account {
    id: String,
    users: Vec<User>,
    roles: BTreeMap<String, Role>,
}

#[derive(Debug)]
struct User {
    principal: Principal,
    credentials: Credentials,
}

/// A role of the account.
#[derive(Debug)]
pub(super) struct Role {
    /// Its name.
    pub(super) name: String,
    /// Its unique id, `AROA…`.
    pub(super) id: String,
}

/// Somebody who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Principal {
    /// The ARN that policies and logs name.
    pub(super) arn: String,
    /// The unique id.
    pub(super) user_id: String,
}

impl Principal {
    /// True for a user of `GetFederationToken`.
    pub(super) fn is_federated(&self) -> bool {
        self.arn.contains(":federated-user/")
    }
}

impl Account {
    pub(super) fn new(id: &str) -> Self {
        Self { id: id.to_owned(), users: Vec::new(), roles: BTreeMap::new() }
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn add_user(&mut self, name: String, credentials: Credentials) {
        let arn = format!("arn:aws:iam::{}:user/{name}", self.id);
        let user_id = unique_id("AIDA", &arn);
        self.users.push(User { principal: Principal { arn, user_id }, credentials });
    }

    pub(super) fn add_role(&mut self, name: String) {
        let arn = format!("arn:aws:iam::{}:role/{name}", self.id);
        let id = unique_id("AROA", &arn);
        self.roles.insert(arn, Role { name, id });
    }

    pub(super) fn first_credentials(&self) -> Option<Credentials> {
        self.users.first().map(|user| user.credentials.clone())
    }

    /// The user whose long-term key this is, and its secret.
    pub(super) fn key(&self, access_key_id: &str) -> Option<(&Principal, &Credentials)> {
        let user = self.users.iter().find(|user| user.credentials.access_key_id() == access_key_id)?;
        Some((&user.principal, &user.credentials))
    }

    pub(super) fn role(&self, arn: &str) -> Option<&Role> {
        self.roles.get(arn)
    }
}

/// An id in AWS's form, the same for the same ARN, so that tests can rely on it.
fn unique_id(prefix: &str, arn: &str) -> String {
    use sha2::{Digest, Sha256};

    let hash = Sha256::digest(arn.as_bytes());
    let bytes = hash.first_chunk::<10>().copied().unwrap_or_default();
    format!("{prefix}{}", super::key_id::base32(&bytes))
}
