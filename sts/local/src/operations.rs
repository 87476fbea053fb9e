//! The operations of STS, one file each, and what several of them share.

pub(crate) mod assume_role;
#[cfg(feature = "saml")]
pub(crate) mod assume_role_with_saml;
pub(crate) mod assume_role_with_web_identity;
pub(crate) mod assume_root;
pub(crate) mod decode_authorization_message;
pub(crate) mod get_access_key_info;
pub(crate) mod get_caller_identity;
pub(crate) mod get_delegated_access_token;
pub(crate) mod get_federation_token;
pub(crate) mod get_scoped_credentials;
pub(crate) mod get_session_token;
pub(crate) mod get_web_identity_token;
mod mfa;
mod role_session;
mod session_policies;
mod session_tags;
mod token_subject;
