//! `AssumeRoleWithSAML` in a build that verifies no XML signatures: refused by name.

use awsquery::server::Refusal;

use crate::handler::Server;
use crate::request_context::Context;
use sts::api::{AssumeRoleWithSAMLRequest, AssumeRoleWithSAMLResponse};

/// # Errors
///
/// Always: an assertion that nobody has verified gives no credentials.
pub(crate) fn answer(
    _: &Server,
    _: &Context,
    _: AssumeRoleWithSAMLRequest,
) -> Result<AssumeRoleWithSAMLResponse, Refusal> {
    let refusal = Refusal::not_implemented("AssumeRoleWithSAML");
    let message = format!("{}; build `sts-local` with the feature `saml`", refusal.message);
    Err(Refusal { message, ..refusal })
}
