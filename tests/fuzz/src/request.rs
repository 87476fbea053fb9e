//! Target for requests to the embedded STS.

use awsquery::server::receive;
use awsquery::server::{Authorization, Parameters, Refusal};
use http::header::{AUTHORIZATION, HeaderValue};
use sts::api;

use crate::Found;

/// Largest number of parameters, about that of the server. The property holds for any number.
const MAX_PARAMETERS: usize = 2_000;

/// Checks that a request is accepted, or refused with a client error, never with a server error. The first line is the
/// header `Authorization`, and the rest is the body.
pub(crate) fn request(bytes: &[u8]) -> Found {
    let (line, body) = match bytes.iter().position(|byte| *byte == b'\n') {
        Some(end) => bytes.split_at(end),
        None => (bytes, &[][..]),
    };
    authorization(line)?;
    match Parameters::parse(body.get(1..).unwrap_or_default(), MAX_PARAMETERS) {
        Ok(parameters) => all_operations(&parameters),
        Err(refusal) => blames_the_client(&refusal),
    }
}

fn authorization(line: &[u8]) -> Found {
    let mut request = http::Request::new(());
    request.headers_mut().insert("x-amz-date", HeaderValue::from_static("20150830T123600Z"));
    if let Ok(value) = HeaderValue::from_bytes(line) {
        request.headers_mut().insert(AUTHORIZATION, value);
    }
    let (parts, ()) = request.into_parts();
    Authorization::read(&parts).map_or_else(|refusal| blames_the_client(&refusal), |_| Ok(()))
}

fn all_operations(parameters: &Parameters) -> Found {
    macro_rules! each {
        ($($request:ident),*) => {
            $(if let Err(refusal) = receive::<api::$request>(parameters) {
                blames_the_client(&refusal)?;
            })*
        };
    }
    each!(
        AssumeRoleRequest,
        AssumeRoleWithSAMLRequest,
        AssumeRoleWithWebIdentityRequest,
        AssumeRootRequest,
        DecodeAuthorizationMessageRequest,
        GetAccessKeyInfoRequest,
        GetCallerIdentityRequest,
        GetDelegatedAccessTokenRequest,
        GetFederationTokenRequest,
        GetScopedCredentialsRequest,
        GetSessionTokenRequest,
        GetWebIdentityTokenRequest
    );
    Ok(())
}

fn blames_the_client(refusal: &Refusal) -> Found {
    let has_text = !refusal.code.is_empty() && !refusal.to_string().is_empty();
    if (400..500).contains(&refusal.status) && has_text { Ok(()) } else { Err(format!("refused with {refusal:?}")) }
}
