//! Verification of signatures, in the order and with the messages of AWS.

use std::time::Duration;

use http::HeaderMap;
use subtle::ConstantTimeEq;

use super::{Parameters, Refusal};
use crate::sign::{ALGORITHM, Canonical, Hash, Scope, SigningTime, TERMINATOR};
use crate::value::percent;
use crate::value::secret::Secret;
use crate::value::timestamp::Timestamp;

/// The largest difference between the time of a signature and that of the server.
const MAX_SKEW: Duration = Duration::from_secs(15 * 60);

/// The signature of a request and its parameters, from the `Authorization` header or from the query of a presigned URL.
///
/// Nothing in it is trustworthy before [`verify`](Self::verify) succeeds.
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
    session_token: Option<Secret>,
    location: Location,
}

/// The place of a signature in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Location {
    Header,
    /// The query, with the lifetime of the URL in seconds (`X-Amz-Expires`).
    Query(Option<u64>),
}

/// The service and the region that a request must be signed for. Taken by [`Authorization::verify`].
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The service's signing name.
    pub service: &'a str,
    /// The region. `None` accepts any region.
    pub region: Option<&'a str>,
}

impl Authorization {
    /// Reads the `Authorization` header, or the query if it contains a signature.
    ///
    /// # Errors
    ///
    /// Returns `MissingAuthenticationToken` for a request without a signature. Returns `IncompleteSignature` if a part of
    /// the signature is missing, malformed or repeated: the server must not choose between two signatures. Unlike AWS's
    /// messages, these do not quote the header, because it contains a signature.
    pub fn read(request: &http::request::Parts) -> Result<Self, Refusal> {
        let query = request.uri.query().unwrap_or_default();
        let is_in_query =
            query.split('&').any(|parameter| is_named(parameter, &["X-Amz-Algorithm", "X-Amz-Signature"]));
        let mut headers = request.headers.get_all(http::header::AUTHORIZATION).iter();
        match (headers.next(), headers.next(), is_in_query) {
            (Some(header), None, false) => Self::from_header(header, &request.headers),
            (None, _, true) => Self::from_query(&Parameters::parse(query.as_bytes(), usize::MAX)?),
            (None, _, false) => {
                Err(Refusal::new(403, "MissingAuthenticationToken", "Request is missing Authentication Token"))
            }
            (Some(_), Some(_), _) => Err(incomplete("the request has several Authorization headers; send one")),
            (Some(_), None, true) => Err(incomplete(
                "the request has a signature in the Authorization header and another one in the query; send one",
            )),
        }
    }

    fn from_header(header: &http::HeaderValue, headers: &HeaderMap) -> Result<Self, Refusal> {
        let header = header.to_str().map_err(|_| incomplete("Authorization header is not ASCII."))?;
        let parts = header.strip_prefix(ALGORITHM).filter(|parts| parts.starts_with([' ', '\t']));
        let Some(parts) = parts else {
            return Err(incomplete("Authorization header does not begin with AWS4-HMAC-SHA256 and a space."));
        };
        let pairs: Option<Vec<_>> = parts.split(',').map(|part| part.trim().split_once('=')).collect();
        let pairs = pairs.ok_or_else(|| {
            incomplete("Authorization header has a part that is not a key=value pair (missing equal-sign).")
        })?;
        let credential = header_part(&pairs, "Credential")?;
        let signed_headers = header_part(&pairs, "SignedHeaders")?;
        let signature = header_part(&pairs, "Signature")?.to_owned();
        let token = headers.get("x-amz-security-token").map(|token| Secret::new(token.to_str().unwrap_or_default()));
        Self::new(credential, || header_time(headers), signed_headers, signature, token, Location::Header)
    }

    fn from_query(query: &Parameters) -> Result<Self, Refusal> {
        let part = |name: &str| {
            let found = query.get(name).map(str::to_owned);
            found.ok_or_else(|| incomplete(&format!("AWS query-string parameters must include '{name}'.")))
        };
        if part("X-Amz-Algorithm")? != ALGORITHM {
            return Err(incomplete("X-Amz-Algorithm must be AWS4-HMAC-SHA256."));
        }
        let date = part("X-Amz-Date")?;
        let date =
            || SigningTime::parse(&date).ok_or_else(|| incomplete("X-Amz-Date must be in ISO-8601 'basic format'."));
        let token = query.get("X-Amz-Security-Token").map(Secret::<String>::new);
        let expires = query.get("X-Amz-Expires").map(|seconds| seconds.parse().map_err(|_| seconds));
        let expires = expires.transpose().map_err(|_| incomplete("X-Amz-Expires must be a number of seconds."))?;
        let credential = part("X-Amz-Credential")?;
        let signed_headers = part("X-Amz-SignedHeaders")?;
        let signature = part("X-Amz-Signature")?;
        Self::new(&credential, date, &signed_headers, signature, token, Location::Query(expires))
    }

    fn new(
        credential: &str,
        time: impl FnOnce() -> Result<SigningTime, Refusal>,
        signed_headers: &str,
        signature: String,
        session_token: Option<Secret>,
        location: Location,
    ) -> Result<Self, Refusal> {
        let mut scope = credential.rsplitn(5, '/').map(str::to_owned);
        let (Some(terminator), Some(service), Some(region), Some(day), Some(access_key_id)) =
            (scope.next(), scope.next(), scope.next(), scope.next(), scope.next())
        else {
            return Err(mismatch(
                "Credential should be scoped with exactly 5 slash-delimited elements: keyid/date/region/service/term.",
            ));
        };
        let signed_headers = signed_headers.split(';').map(str::to_owned).collect();
        let time = time()?;
        Ok(Self {
            access_key_id,
            day,
            region,
            service,
            terminator,
            signed_headers,
            signature,
            time,
            session_token,
            location,
        })
    }

    /// Returns the access key id of the signer, which is not proved before [`verify`](Self::verify) succeeds.
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// Returns the region that the request is signed for.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// Returns the session token, which requests signed with temporary credentials have.
    pub fn session_token(&self) -> Option<&Secret> {
        self.session_token.as_ref()
    }

    /// Refuses a presigned URL whose lifetime (`X-Amz-Expires`) is over. STS itself ignores the lifetime, and accepts
    /// every presigned URL for 15 minutes.
    ///
    /// # Errors
    ///
    /// Returns `SignatureDoesNotMatch` if the lifetime is over.
    pub fn check_expiry(&self, now: Timestamp) -> Result<(), Refusal> {
        let Location::Query(Some(seconds)) = self.location else { return Ok(()) };
        let expires_at = self.time.timestamp().checked_add(Duration::from_secs(seconds));
        if expires_at.is_some_and(|expires_at| now > expires_at) {
            return Err(mismatch(&format!("The presigned URL has expired: it was valid for {seconds} s.")));
        }
        Ok(())
    }

    /// Verifies the signature: calculates it with `secret_access_key` and compares the two.
    ///
    /// # Errors
    ///
    /// Returns `SignatureDoesNotMatch` with AWS's message for a wrong scope, a wrong time, a header that must be signed
    /// and is not, or a wrong signature.
    pub fn verify(
        &self,
        secret_access_key: &str,
        expected: Expected<'_>,
        now: Timestamp,
        request: &http::request::Parts,
        body: &[u8],
    ) -> Result<(), Refusal> {
        self.check_scope(expected)?;
        self.check_time(now)?;
        let headers = self.headers(&request.headers)?;
        let borrowed: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let query = request.uri.query().unwrap_or_default();
        let unsigned: Vec<&str> =
            query.split('&').filter(|parameter| !is_named(parameter, &["X-Amz-Signature"])).collect();
        let unsigned = unsigned.join("&");
        let canonical = Canonical {
            method: request.method.as_str(),
            path: request.uri.path(),
            query: if self.location == Location::Header { query } else { &unsigned },
            headers: &borrowed,
            payload_hash: &Hash::of(body),
        };
        let scope = Scope { time: self.time, region: &self.region, service: &self.service };
        let calculated = canonical.signature(secret_access_key, scope);
        if bool::from(calculated.as_bytes().ct_eq(self.signature.as_bytes())) {
            return Ok(());
        }
        Err(mismatch(
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret \
             Access Key and signing method. Consult the service documentation for details.",
        ))
    }

    fn check_scope(&self, expected: Expected<'_>) -> Result<(), Refusal> {
        if self.day != self.time.date() {
            return Err(mismatch(&format!(
                "Credential should be scoped to a valid day. Date in Credential scope does not match YYYYMMDD from ISO-8601 \
                 version of date from HTTP: '{}' != '{}', from '{}'.",
                self.day,
                self.time.date(),
                self.time.as_str()
            )));
        }
        let is_expected = expected.region.is_none_or(|region| region == self.region);
        if !is_expected || !crate::endpoint::functions::is_valid_host_label(&self.region, false) {
            return Err(mismatch("Credential should be scoped to a valid region."));
        }
        if self.service != expected.service {
            let message = format!("Credential should be scoped to correct service: '{}'.", expected.service);
            return Err(mismatch(&message));
        }
        if self.terminator != TERMINATOR {
            return Err(mismatch("Credential should be scoped with a valid terminator: 'aws4_request'."));
        }
        Ok(())
    }

    fn check_time(&self, now: Timestamp) -> Result<(), Refusal> {
        let signed = self.time.timestamp();
        let text = |time: Option<Timestamp>| {
            time.and_then(SigningTime::new).map_or_else(String::new, |time| time.as_str().to_owned())
        };
        let earliest = now.checked_sub(MAX_SKEW);
        if earliest.is_some_and(|earliest| signed < earliest) {
            return Err(mismatch(&format!(
                "Signature expired: {} is now earlier than {} ({} - 15 min.)",
                self.time.as_str(),
                text(earliest),
                text(Some(now))
            )));
        }
        let latest = now.checked_add(MAX_SKEW);
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

    /// Returns the signed headers with their values. Fails if `Host` or an `X-Amz-` header is not signed or sent more than
    /// once, because these change the meaning of a request.
    fn headers(&self, headers: &HeaderMap) -> Result<Vec<(String, String)>, Refusal> {
        for name in headers.keys().map(http::HeaderName::as_str) {
            if changes_meaning(name) && !self.signed_headers.iter().any(|signed| signed == name) {
                return Err(mismatch(&format!("'{name}' must be a 'SignedHeader' in the AWS Authorization.")));
            }
        }
        let mut pairs = Vec::with_capacity(self.signed_headers.len());
        for name in &self.signed_headers {
            pairs.push((name.clone(), signed_value(headers, name)?));
        }
        let is_sorted = pairs.is_sorted_by(|(one, _), (next, _)| one < next);
        if !pairs.iter().any(|(name, _)| name == "host") || !is_sorted {
            return Err(mismatch(
                "'Host' must be a 'SignedHeader' in the AWS Authorization, and the names must be sorted and differ.",
            ));
        }
        Ok(pairs)
    }
}

/// Returns true for a header that decides where a request goes, who sends it or when.
fn changes_meaning(name: &str) -> bool {
    name == "host" || name.starts_with("x-amz-")
}

/// Returns the value of a signed header. If it is sent several times, its values are joined with commas in the order in
/// which they are sent, as signers do. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>.
///
/// # Errors
///
/// Returns `SignatureDoesNotMatch` if the header is missing or not text in UTF-8, which signers read values as, or if it
/// changes the meaning of the request and is sent more than once.
fn signed_value(headers: &HeaderMap, name: &str) -> Result<String, Refusal> {
    let values: Vec<&[u8]> = headers.get_all(name).iter().map(http::HeaderValue::as_bytes).collect();
    if values.is_empty() {
        return Err(mismatch(&format!("The signed header '{name}' is missing.")));
    }
    if values.len() > 1 && changes_meaning(name) {
        return Err(mismatch(&format!("The signed header '{name}' is sent more than once; send it once.")));
    }
    let texts: Result<Vec<&str>, _> = values.into_iter().map(str::from_utf8).collect();
    let texts = texts.map_err(|_| mismatch(&format!("The signed header '{name}' is not text in UTF-8.")))?;
    let texts: Vec<&str> = texts.into_iter().map(str::trim_ascii).collect();
    Ok(texts.join(","))
}

/// Returns true if a parameter of a query has one of these names, in whatever encoding.
fn is_named(parameter: &str, names: &[&str]) -> bool {
    let (name, _) = parameter.split_once('=').unwrap_or((parameter, ""));
    names.contains(&&*percent::canonical(name))
}

/// Returns the value of a part of the `Authorization` header that is there exactly once.
fn header_part<'a>(pairs: &[(&str, &'a str)], name: &str) -> Result<&'a str, Refusal> {
    let mut values = pairs.iter().filter(|(key, _)| *key == name).map(|(_, value)| *value);
    let value = values.next().ok_or_else(|| incomplete(&format!("Authorization header requires '{name}' parameter.")));
    match values.next() {
        None => value,
        Some(_) => Err(incomplete(&format!("Authorization header has the parameter '{name}' more than once."))),
    }
}

/// Returns the time of a signature in the `Authorization` header: `X-Amz-Date`, otherwise `Date`, which may also have the
/// form of HTTP.
fn header_time(headers: &HeaderMap) -> Result<SigningTime, Refusal> {
    let time = match headers.get("x-amz-date") {
        // If there are several, `verify` refuses them, because they have to be signed.
        Some(date) => date.to_str().ok().and_then(SigningTime::parse),
        None => {
            single(headers, "date").and_then(|date| SigningTime::parse(date).or_else(|| SigningTime::parse_http(date)))
        }
    };
    time.ok_or_else(|| {
        incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
    })
}

/// Returns the value of a header that is sent exactly once.
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
