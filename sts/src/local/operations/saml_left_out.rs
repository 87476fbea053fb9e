//! `AssumeRoleWithSAML` in a build that verifies no XML signatures: refused by name.

use awsquery::rt::Refusal;

use crate::api::{AssumeRoleWithSAMLRequest, AssumeRoleWithSAMLResponse};
use crate::local::context::Context;
use crate::local::handler::Server;

/// # Errors
///
/// Always: an assertion that nobody has verified gives no credentials.
pub(in crate::local) fn answer(
    _: &Server,
    _: &Context,
    _: AssumeRoleWithSAMLRequest,
) -> Result<AssumeRoleWithSAMLResponse, Refusal> {
    let refusal = Refusal::not_implemented("AssumeRoleWithSAML");
    let message = format!("{}; build the embedded STS with the feature `local-saml`", refusal.message);
    Err(Refusal { message, ..refusal })
}
