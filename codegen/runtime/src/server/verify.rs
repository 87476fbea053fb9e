//! Checks the signature of a request, in the order and the words of AWS.

use std::time::Duration;

use http::HeaderMap;
use subtle::ConstantTimeEq;

use super::{Parameters, Refusal};
use crate::Timestamp;
use crate::sign::{ALGORITHM, Canonical, Scope, SigningTime};

/// How far a signature's time may be from the server's.
const SKEW: Duration = Duration::from_secs(15 * 60);

/// Where a presigned URL has its signature.
const SIGNATURE: &str = "X-Amz-Signature";

/// What a request says about its signature: in the header `Authorization`, or in the query of a presigned URL.
#[derive(Clone, Debug)]
pub struct Authorization {
    access_key_id: String,
    day: String,
    region: String,
    service: String,
    terminator: String,
    signed_headers: Vec<String>,
    signature: String,
    time: SigningTime,
}

impl Authorization {
    /// Reads the header and the date that goes with it.
    ///
    /// # Errors
    ///
    /// `MissingAuthenticationToken` if there is none, `IncompleteSignature` if a part is missing. Neither quotes the
    /// header, although AWS does: it holds a signature.
    pub fn read(headers: &HeaderMap) -> Result<Self, Refusal> {
        let Some(header) = headers.get(http::header::AUTHORIZATION) else {
            let message = "Request is missing Authentication Token";
            return Err(Refusal::new(403, "MissingAuthenticationToken", message));
        };
        let header = header.to_str().map_err(|_| incomplete("Authorization header is not ASCII."))?;
        let Some(parts) = header.strip_prefix(ALGORITHM) else {
            return Err(incomplete("Authorization header does not begin with AWS4-HMAC-SHA256."));
        };
        let part = |name: &str| {
            let mut values = parts.split(',').filter_map(|part| part.trim().split_once('='));
            let found = values.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned());
            found.ok_or_else(|| incomplete(&format!("Authorization header requires '{name}' parameter.")))
        };
        let (credential, signed_headers, signature) = (part("Credential")?, part("SignedHeaders")?, part("Signature")?);
        let time = single(headers, "x-amz-date").and_then(SigningTime::parse).ok_or_else(|| {
            incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
        })?;
        Self::from_parts(&credential, &signed_headers, signature, time)
    }

    /// Reads the parameters of a presigned URL.
    ///
    /// How long the URL was meant to be used is not looked at: STS takes it as long as any other signature.
    ///
    /// # Errors
    ///
    /// `IncompleteSignature` if a parameter is missing.
    pub fn read_presigned(query: &Parameters) -> Result<Self, Refusal> {
        let part = |name: &str| {
            let message = || {
                format!("AWS query-string parameters must include '{name}'. Re-examine the query-string parameters.")
            };
            query.get(name).filter(|value| !value.is_empty()).ok_or_else(|| incomplete(&message()))
        };
        if part("X-Amz-Algorithm")? != ALGORITHM {
            return Err(incomplete("Unsupported AWS 'algorithm' in the query string: AWS4-HMAC-SHA256 is supported."));
        }
        let (credential, signed_headers) = (part("X-Amz-Credential")?, part("X-Amz-SignedHeaders")?);
        let time = SigningTime::parse(part("X-Amz-Date")?).ok_or_else(|| {
            incomplete("Date must be in ISO-8601 'basic format'. See http://en.wikipedia.org/wiki/ISO_8601")
        })?;
        Self::from_parts(credential, signed_headers, part(SIGNATURE)?.to_owned(), time)
    }

    fn from_parts(
        credential: &str,
        signed_headers: &str,
        signature: String,
        time: SigningTime,
    ) -> Result<Self, Refusal> {
        let mut scope = credential.rsplitn(5, '/').map(str::to_owned);
        let (Some(terminator), Some(service), Some(region), Some(day), Some(access_key_id)) =
            (scope.next(), scope.next(), scope.next(), scope.next(), scope.next())
        else {
            return Err(mismatch(
                "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.",
            ));
        };
        let signed_headers = signed_headers.split(';').map(str::to_owned).collect();
        Ok(Self { access_key_id, day, region, service, terminator, signed_headers, signature, time })
    }

    /// Whose key made the signature. Not proved until [`verify`](Self::verify) has said so.
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// The region that the request is signed for.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// Holds the signature against the one that `secret_access_key` makes of the request.
    ///
    /// # Errors
    ///
    /// `SignatureDoesNotMatch`, with AWS's reason: scope, time, headers that had to be signed, or the signature itself.
    pub fn verify(
        &self,
        secret_access_key: &str,
        service: &str,
        now: Timestamp,
        request: &http::request::Parts,
        body: &[u8],
    ) -> Result<(), Refusal> {
        self.check_scope(service)?;
        self.check_time(now)?;
        let headers = self.headers(&request.headers)?;
        let borrowed: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let query = without_signature(request.uri.query().unwrap_or_default());
        let canonical = Canonical {
            method: request.method.as_str(),
            path: request.uri.path(),
            query: &query,
            headers: &borrowed,
            body,
        };
        let scope = Scope { time: self.time, region: &self.region, service: &self.service };
        let expected = canonical.signature(secret_access_key, scope);
        if bool::from(expected.as_bytes().ct_eq(self.signature.as_bytes())) {
            return Ok(());
        }
        Err(mismatch(
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret \
             Access Key and signing method. Consult the service documentation for details.",
        ))
    }

    fn check_scope(&self, service: &str) -> Result<(), Refusal> {
        if self.day != self.time.date() {
            return Err(mismatch(&format!(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{}' != '{}', \
                 from '{}'.",
                self.day,
                self.time.date(),
                self.time.as_str()
            )));
        }
        if !crate::endpoint::is_valid_host_label(&self.region, false) {
            return Err(mismatch("Credential should be scoped to a valid region."));
        }
        if self.service != service {
            return Err(mismatch(&format!("Credential should be scoped to correct service: '{service}'.")));
        }
        if self.terminator != "aws4_request" {
            return Err(mismatch("Credential should be scoped with a valid terminator: 'aws4_request'."));
        }
        Ok(())
    }

    fn check_time(&self, now: Timestamp) -> Result<(), Refusal> {
        let signed = self.time.timestamp();
        let text = |time: Option<Timestamp>| {
            time.and_then(SigningTime::new).map_or_else(String::new, |time| time.as_str().to_owned())
        };
        let (earliest, latest) = (now.checked_sub(SKEW), now.checked_add(SKEW));
        if earliest.is_some_and(|earliest| signed < earliest) {
            return Err(mismatch(&format!(
                "Signature expired: {} is now earlier than {} ({} - 15 min.)",
                self.time.as_str(),
                text(earliest),
                text(Some(now))
            )));
        }
        if latest.is_some_and(|latest| signed > latest) {
            return Err(mismatch(&format!(
                "Signature not yet current: {} is still later than {} ({} + 15 min.)",
                self.time.as_str(),
                text(latest),
                text(Some(now))
            )));
        }
        Ok(())
    }

    /// The signed headers with their values; those that decide what a request means have to be among them.
    fn headers(&self, headers: &HeaderMap) -> Result<Vec<(String, String)>, Refusal> {
        let must_sign = |name: &str| name == "host" || name.starts_with("x-amz-");
        for name in headers.keys().map(http::HeaderName::as_str) {
            if must_sign(name) && !self.signed_headers.iter().any(|signed| signed == name) {
                return Err(mismatch(&format!("'{name}' must be a 'SignedHeader' in the AWS Authorization.")));
            }
        }
        let mut pairs = Vec::with_capacity(self.signed_headers.len());
        for name in &self.signed_headers {
            let value = single(headers, name)
                .ok_or_else(|| mismatch(&format!("the signed header '{name}' is missing or sent more than once.")))?;
            pairs.push((name.clone(), value.to_owned()));
        }
        if !pairs.iter().any(|(name, _)| name == "host") || !pairs.is_sorted() {
            return Err(mismatch("'Host' must be a 'SignedHeader' in the AWS Authorization, and the names sorted."));
        }
        Ok(pairs)
    }
}

/// What is signed of a query: a presigned URL cannot sign its own signature.
fn without_signature(query: &str) -> String {
    let signed = query.split('&').filter(|parameter| parameter.split('=').next() != Some(SIGNATURE));
    signed.collect::<Vec<_>>().join("&")
}

/// The value of a header that is there exactly once.
fn single<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

fn incomplete(message: &str) -> Refusal {
    Refusal::new(400, "IncompleteSignature", message)
}

fn mismatch(message: &str) -> Refusal {
    Refusal::new(403, "SignatureDoesNotMatch", message)
}
