//! The checks of a token before it is sent to STS: the seventeen rules of `aws-iam-authenticator` (`pkg/token`), in its
//! order.
//!
//! A token is a URL that the presenter chooses. Without these checks, a stranger could make the verifier send requests
//! to any host.

use std::time::Duration;

use awsquery::endpoint::partition::Partition;
use awsquery::layer::decode_form;
use awsquery::sign::SigningTime;
use awsquery::{Secret, Timestamp};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::Uri;

use super::eks::PREFIX;
use super::error::TokenProblem as Problem;
use super::{MAX_TOKEN_BYTES, SIGNATURE_LIFETIME, cluster};

/// The largest lead of the signer's clock. The clock may be behind by as much, because a signature may be that old.
const MAX_AHEAD: Duration = SIGNATURE_LIFETIME;

/// The allowed query parameters, in lower case.
const PARAMETERS: [&str; 9] = [
    "action",
    "version",
    "x-amz-algorithm",
    "x-amz-credential",
    "x-amz-date",
    "x-amz-expires",
    "x-amz-security-token",
    "x-amz-signature",
    "x-amz-signedheaders",
];

/// Checks a token and returns its URL, which then leads to STS and asks for nothing but the identity of the signer.
#[inline]
pub(super) fn check(token: &str, partition: &Partition, now: Timestamp) -> Result<Secret, Problem> {
    if token.len() > MAX_TOKEN_BYTES {
        return Err(Problem::TooLong);
    }
    let encoded = token.strip_prefix(PREFIX).ok_or(Problem::Prefix)?;
    let decoded = URL_SAFE_NO_PAD.decode(encoded).map_err(|_| Problem::Base64)?;
    let url = Secret::from(String::from_utf8(decoded).map_err(|_| Problem::Url)?);
    let uri = url.expose().parse::<Uri>().map_err(|_| Problem::Url)?;
    check_endpoint(&uri, url.expose(), partition)?;
    check_parameters(&parameters(uri.query().unwrap_or_default())?, now)?;
    Ok(url)
}

#[inline]
fn check_endpoint(uri: &Uri, url: &str, partition: &Partition) -> Result<(), Problem> {
    // `Uri` drops the fragment, so the text that is checked would not be the text in the token.
    if url.contains('#') {
        return Err(Problem::Url);
    }
    let authority = uri.authority().ok_or(Problem::Url)?;
    if uri.scheme_str() != Some("https") {
        return Err(Problem::Scheme);
    }
    // The whole authority is compared, so a port or a user name is refused too.
    if !is_sts_host(authority.as_str(), partition) {
        return Err(Problem::Host);
    }
    if uri.path() == "/" { Ok(()) } else { Err(Problem::Path) }
}

/// Returns whether this is `sts.REGION.SUFFIX` or `sts-fips.REGION.SUFFIX` with a region and a suffix of the partition,
/// or the global `sts.amazonaws.com` in the partition `aws`.
#[inline]
fn is_sts_host(host: &str, partition: &Partition) -> bool {
    if partition.name == "aws" && host == "sts.amazonaws.com" {
        return true;
    }
    let Some((service, rest)) = host.split_once('.') else { return false };
    let Some((region, suffix)) = rest.split_once('.') else { return false };
    matches!(service, "sts" | "sts-fips")
        && partition.regions.contains(&region)
        && partition.region_pattern.matches(region)
        && [partition.dns_suffix, partition.dual_stack_dns_suffix].contains(&suffix)
}

/// Returns the query parameters, with their names in lower case.
#[inline]
fn parameters(query: &str) -> Result<Vec<(String, String)>, Problem> {
    let decode = |text: &str| decode(text).ok_or(Problem::Query);
    let mut parameters: Vec<(String, String)> = Vec::new();
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let name = decode(name)?.to_ascii_lowercase();
        let value = decode(value)?;
        if parameters.iter().any(|(known, _)| *known == name) {
            return Err(Problem::ParameterTwice);
        }
        parameters.push((name, value));
    }
    if parameters.iter().any(|(name, _)| !PARAMETERS.contains(&name.as_str())) {
        return Err(Problem::UnknownParameter);
    }
    if parameters.iter().any(|(_, value)| value.is_empty()) {
        return Err(Problem::ParameterValue);
    }
    Ok(parameters)
}

/// Percent-decodes a part of the query. Returns `None` for a malformed escape, for text that is not UTF-8, and for a
/// semicolon, which some parsers take for a separator.
#[inline]
fn decode(text: &str) -> Option<String> {
    if text.contains(';') {
        return None;
    }
    decode_form(text.as_bytes()).ok()
}

#[inline]
fn check_parameters(parameters: &[(String, String)], now: Timestamp) -> Result<(), Problem> {
    let parameter = |name: &str| parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    if parameter("action") != Some("GetCallerIdentity") {
        return Err(Problem::Action);
    }
    let signed = parameter("x-amz-signedheaders").unwrap_or_default();
    if !signed.split(';').any(|header| header.eq_ignore_ascii_case(cluster::HEADER.as_str())) {
        return Err(Problem::ClusterNotSigned);
    }
    let expires = parameter("x-amz-expires").filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    if expires.and_then(|text| text.parse().ok()).is_none_or(|seconds: u32| seconds > 900) {
        return Err(Problem::Expires);
    }
    let date = parameter("x-amz-date").ok_or(Problem::DateMissing)?;
    let signed_at = SigningTime::parse(date).ok_or(Problem::Date)?.timestamp();
    let end = signed_at.checked_add(SIGNATURE_LIFETIME).unwrap_or(Timestamp::MAX);
    let latest = now.checked_add(MAX_AHEAD).unwrap_or(Timestamp::MAX);
    if now > end || signed_at > latest { Err(Problem::OutsideValidity) } else { Ok(()) }
}
