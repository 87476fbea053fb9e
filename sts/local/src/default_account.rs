//! The account that a server has if no other is configured.

use crate::account::Account;
use crate::account::role::{Role, trust_account};
use crate::account::user::User;
use crate::account_id::AccountId;
#[cfg(feature = "saml")]
use crate::saml::test_issuer::TestSamlIssuer;
use crate::test_issuer::TestIssuer;
use sts::Policy;

/// The account ID, access key ID and secret access key that AWS uses in its documentation. They give access to nothing.
pub(crate) const ID: &str = "123456789012";
const KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
/// Another account ID from AWS's documentation.
const MEMBER_ID: &str = "111122223333";

/// Returns the account with the user `Alice` and the role `demo`. The partition is in the role's trust policy.
pub(crate) fn account(partition: &str, id: &str) -> Account {
    let demo = Role::new("demo")
        .trust(trust_account(&AccountId::new(partition, id)))
        .trust(TestIssuer::trust_statement_in(partition, id));
    #[cfg(feature = "saml")]
    let demo = demo.trust(TestSamlIssuer::trust_statement_in(partition, id));
    let alice = User::new("Alice").access_key(KEY_ID, SECRET).policy(Policy::new().allow(["sts:*"], ["*"]));
    Account::new(id).issue_web_identity_tokens().user(alice).role(demo)
}

/// Returns the account that it manages, which is empty.
pub(crate) fn member() -> Account {
    Account::new(MEMBER_ID)
}
