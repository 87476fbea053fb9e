//! What a token has to be before STS is asked about it: the seventeen rules of `aws-iam-authenticator` (`pkg/token`), in
//! its order.

use std::time::Duration;

use awsquery::endpoint::partition::Partition;
use awsquery::sign::SigningTime;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::Uri;
use percent_encoding::percent_decode_str;

use super::eks::PREFIX;
use super::error::TokenProblem as Problem;
use super::{SIGNATURE_LIFE, cluster};
use crate::{Secret, Timestamp};

const LONGEST: usize = 4096;

/// How far the signer's clock may be ahead; it may be behind by as much as the signature may be old.
const AHEAD: Duration = SIGNATURE_LIFE;

/// The parameters that may be there, in lower case.
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

/// The URL in a token that keeps all rules: it leads to STS and asks for nothing but who signed it.
pub(super) fn url_of(token: &str, partition: &Partition, now: Timestamp) -> Result<Secret, Problem> {
    if token.len() > LONGEST {
        return Err(Problem::TooLong);
    }
    let encoded = token.strip_prefix(PREFIX).ok_or(Problem::Prefix)?;
    let decoded = URL_SAFE_NO_PAD.decode(encoded).map_err(|_| Problem::Base64)?;
    let url = Secret::from(String::from_utf8(decoded).map_err(|_| Problem::Url)?);
    let uri = url.expose().parse::<Uri>().map_err(|_| Problem::Url)?;
    check_place(&uri, url.expose(), partition)?;
    check_parameters(&parameters(uri.query().unwrap_or_default())?, now)?;
    Ok(url)
}

fn check_place(uri: &Uri, url: &str, partition: &Partition) -> Result<(), Problem> {
    // What comes after a # is cut off before it is sent: a URL that has one is not what it looks like.
    let authority = uri.authority().filter(|_| !url.contains('#')).ok_or(Problem::Url)?;
    if uri.scheme_str() != Some("https") {
        return Err(Problem::Scheme);
    }
    // Neither port nor user: the authority is the host, byte for byte.
    if !is_sts(authority.as_str(), partition) {
        return Err(Problem::Host);
    }
    if uri.path() == "/" { Ok(()) } else { Err(Problem::Path) }
}

/// `sts.REGION.SUFFIX` or `sts-fips.REGION.SUFFIX` with a region and a suffix of the partition; in the partition `aws`
/// also the global `sts.amazonaws.com`.
fn is_sts(host: &str, partition: &Partition) -> bool {
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

/// The parameters, by name in lower case.
fn parameters(query: &str) -> Result<Vec<(String, String)>, Problem> {
    let decode = |text: &str| decode(text).ok_or(Problem::Query);
    let mut parameters: Vec<(String, String)> = Vec::new();
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let (name, value) = (decode(name)?.to_ascii_lowercase(), decode(value)?);
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

/// Percent-decodes; `None` for an escape that is none, a semicolon, which some take for a separator, and what is not
/// UTF-8.
fn decode(text: &str) -> Option<String> {
    let mut escapes = text.split('%').skip(1).map(|rest| rest.as_bytes().get(..2));
    let right = escapes.all(|two| two.is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit)));
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8().ok()?;
    (right && !text.contains(';')).then(|| decoded.into_owned())
}

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
    let end = signed_at.checked_add(SIGNATURE_LIFE).unwrap_or(Timestamp::MAX);
    let latest = now.checked_add(AHEAD).unwrap_or(Timestamp::MAX);
    if now > end || signed_at > latest { Err(Problem::TooOld) } else { Ok(()) }
}
