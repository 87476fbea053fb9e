//! `AssumeRoleWithSAML`: refused, as no signature of XML is checked here.

use awsquery::Blob;
use awsquery::rt::Refusal;

use crate::api::{AssumeRoleWithSAMLRequest, AssumeRoleWithSAMLResponse};
use crate::local::refuse::invalid_identity_token;

/// # Errors
///
/// Always: an assertion that nobody has verified gives no credentials. What is no assertion is told so, in AWS's code.
pub(in crate::local) fn answer(request: &AssumeRoleWithSAMLRequest) -> Result<AssumeRoleWithSAMLResponse, Refusal> {
    let invalid = || invalid_identity_token("Invalid base64 SAMLResponse");
    let bytes = Blob::from_base64(request.saml_assertion.expose()).map_err(|_| invalid())?.into_vec();
    let is_response =
        std::str::from_utf8(&bytes).is_ok_and(|text| text.contains("Response") && text.contains("Assertion"));
    match is_response {
        true => Err(Refusal::not_implemented("AssumeRoleWithSAML")),
        false => Err(invalid_identity_token("Invalid SAML response")),
    }
}
