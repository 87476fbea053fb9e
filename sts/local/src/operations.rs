//! What the operations do, one file for each kind.

pub(super) mod assume_role;
pub(super) mod assume_root;
pub(super) mod delegated;
pub(super) mod federation;
pub(super) mod identity;
pub(super) mod messages;
pub(super) mod outbound;
pub(super) mod role_session;
#[cfg_attr(not(feature = "saml"), path = "operations/saml_left_out.rs")]
pub(super) mod saml;
pub(super) mod session;
pub(super) mod session_policies;
pub(super) mod tags;
pub(super) mod web_identity;
