//! The error of a token verification.

use std::error::Error as StdError;
use std::fmt;

use crate::api::Error;

/// The error of [`EksVerifier::verify`](crate::token::EksVerifier::verify). Neither `Display` nor `Debug` shows a part of the
/// token.
///
/// ```no_run
/// # async fn example(verifier: sts::token::EksVerifier, token: &str) {
/// match verifier.verify(token).await {
///     Ok(identity) => println!("{}", identity.arn),
///     Err(error) if error.is_refused() => println!("401: {error}"),
///     // STS could not be reached: the token may be valid.
///     Err(error) => println!("503: {error}"),
/// }
/// # }
/// ```
#[derive(Debug)]
pub struct TokenError {
    problem: TokenProblem,
    call: Option<Error>,
}

/// The problem of a token. The variants are in the order of the checks. Returned by [`TokenError::problem`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenProblem {
    /// The token is longer than 4096 bytes.
    TooLong,
    /// The token does not start with `k8s-aws-v1.`, so it is of another kind.
    Prefix,
    /// The text after the prefix is not base64url without padding.
    Base64,
    /// The decoded text is not a URL.
    Url,
    /// The URL does not use `https`. Tokens of a client of the embedded STS have this problem: its endpoint is plain http.
    Scheme,
    /// The host is not an STS endpoint in the verifier's partition.
    Host,
    /// The path is not `/`.
    Path,
    /// The query cannot be parsed.
    Query,
    /// A query parameter is repeated, in any letter case.
    ParameterTwice,
    /// A query parameter does not belong to a signed `GetCallerIdentity` request.
    UnknownParameter,
    /// A query parameter has no value.
    ParameterValue,
    /// The action is not `GetCallerIdentity`.
    Action,
    /// `x-k8s-aws-id` is not among the signed headers, so the token is not bound to a cluster.
    ClusterNotSigned,
    /// `X-Amz-Expires` is not a whole number from 0 to 900.
    Expires,
    /// `X-Amz-Date` is missing.
    DateMissing,
    /// `X-Amz-Date` is not a date in the format `20150830T123600Z`.
    Date,
    /// The signature is more than 15 minutes old, or is dated more than 15 minutes in the future.
    OutsideValidity,
    /// STS did not confirm the token: it refused the signature, or the call failed. See [`TokenError::call`].
    NotConfirmed,
    /// STS accepted the signature, but its response does not contain the whole identity.
    NoIdentity,
}

impl TokenError {
    #[inline]
    pub(super) fn not_confirmed(call: Error) -> Self {
        Self { problem: TokenProblem::NotConfirmed, call: Some(call) }
    }

    /// Returns what is wrong with the token.
    #[inline]
    pub fn problem(&self) -> TokenProblem {
        self.problem
    }

    /// Returns the error of the call to STS, if the token was sent and STS did not confirm it.
    #[inline]
    pub fn call(&self) -> Option<&Error> {
        self.call.as_ref()
    }

    /// Returns whether the token itself is wrong. If not, STS could not be asked, and trying again may help.
    #[inline]
    pub fn is_refused(&self) -> bool {
        match &self.call {
            Some(error) => error.status().is_some_and(|status| (400..500).contains(&status)) && !error.is_retryable(),
            None => self.problem != TokenProblem::NoIdentity,
        }
    }
}

impl From<TokenProblem> for TokenError {
    #[inline]
    fn from(problem: TokenProblem) -> Self {
        Self { problem, call: None }
    }
}

impl fmt::Display for TokenError {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problem = match self.problem {
            TokenProblem::TooLong => "it is longer than 4096 bytes",
            TokenProblem::Prefix => "it does not start with k8s-aws-v1.",
            TokenProblem::Base64 => "the text after the prefix is not base64url without padding",
            TokenProblem::Url => "the decoded text is not a URL",
            TokenProblem::Scheme => "its URL does not use https; only the STS endpoints of AWS are asked, with https",
            TokenProblem::Host => "the host of its URL is not an STS endpoint in the verifier's partition",
            TokenProblem::Path => "the path of its URL is not /",
            TokenProblem::Query => "the query of its URL cannot be parsed",
            TokenProblem::ParameterTwice => "its URL repeats a query parameter",
            TokenProblem::UnknownParameter => {
                "its URL has a query parameter that does not belong to a signed GetCallerIdentity request"
            }
            TokenProblem::ParameterValue => "its URL has a query parameter without a value",
            TokenProblem::Action => "its URL does not call GetCallerIdentity",
            TokenProblem::ClusterNotSigned => {
                "it is not bound to a cluster: x-k8s-aws-id is not among the signed headers"
            }
            TokenProblem::Expires => "X-Amz-Expires is not a whole number from 0 to 900",
            TokenProblem::DateMissing => "X-Amz-Date is missing",
            TokenProblem::Date => "X-Amz-Date is not a date in the format 20150830T123600Z",
            TokenProblem::OutsideValidity => {
                "its signature is more than 15 minutes old, or is dated more than 15 minutes in the future"
            }
            TokenProblem::NotConfirmed => {
                f.write_str("token not confirmed by STS")?;
                return self.call.as_ref().map_or(Ok(()), |error| write!(f, ": {error}"));
            }
            TokenProblem::NoIdentity => {
                return f.write_str("token not confirmed by STS: the response has no account, ARN or user id");
            }
        };
        write!(f, "token rejected: {problem}")
    }
}

impl StdError for TokenError {
    /// Returns the source of the call's error, whose own message is already part of this one's.
    #[inline]
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.call.as_ref()?.source()
    }
}
