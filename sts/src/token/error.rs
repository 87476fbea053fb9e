//! Why a token does not say who presents it.

use std::error::Error as StdError;
use std::fmt;

use crate::Error;

/// A token that is not taken. No text of it holds a part of the token.
#[derive(Debug)]
pub struct TokenError {
    problem: TokenProblem,
    source: Option<Error>,
}

/// What is wrong with a token, in the order in which it is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenProblem {
    /// More than 4096 bytes.
    TooLong,
    /// Not a token of this kind: it does not begin with `k8s-aws-v1.`.
    Prefix,
    /// What follows is not base64url without padding.
    Base64,
    /// What is encoded is no URL.
    Url,
    /// The URL is not one of https.
    Scheme,
    /// The host is no STS of the partition.
    Host,
    /// The path is not `/`.
    Path,
    /// The query does not parse.
    Query,
    /// A parameter is there twice, in whatever letter case.
    ParameterTwice,
    /// A parameter that does not belong there.
    UnknownParameter,
    /// A parameter without exactly one value.
    ParameterValue,
    /// The action is not `GetCallerIdentity`.
    Action,
    /// `x-k8s-aws-id` is not among the signed headers.
    ClusterNotSigned,
    /// `X-Amz-Expires` is no number from 0 to 900.
    Expires,
    /// `X-Amz-Date` is missing.
    DateMissing,
    /// `X-Amz-Date` is no date.
    Date,
    /// The signature is older than 15 minutes, or as much from the future.
    TooOld,
    /// STS does not confirm it: it refuses the signature, or could not be asked. See [`source`](StdError::source).
    NotConfirmed,
    /// STS answered without saying who it is.
    NoIdentity,
}

impl TokenError {
    pub(super) fn not_confirmed(source: Error) -> Self {
        Self { problem: TokenProblem::NotConfirmed, source: Some(source) }
    }

    /// What is wrong with the token.
    pub fn problem(&self) -> TokenProblem {
        self.problem
    }

    /// True if it is the token that is wrong; false if STS could not be asked, so that trying again may help.
    pub fn is_refused(&self) -> bool {
        match &self.source {
            Some(error) => error.status().is_some_and(|status| (400..500).contains(&status)) && !error.is_retryable(),
            None => self.problem != TokenProblem::NoIdentity,
        }
    }
}

impl From<TokenProblem> for TokenError {
    fn from(problem: TokenProblem) -> Self {
        Self { problem, source: None }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use TokenProblem as Is;
        let problem = match self.problem {
            Is::TooLong => "it has more than 4096 bytes",
            Is::Prefix => "it does not begin with k8s-aws-v1.",
            Is::Base64 => "what follows the prefix is not base64url without padding",
            Is::Url => "what it holds is no URL",
            Is::Scheme => "its URL is not one of https",
            Is::Host => "the host of its URL is no STS of the partition that this verifier asks",
            Is::Path => "the path of its URL is not /",
            Is::Query => "the query of its URL does not parse",
            Is::ParameterTwice => "a parameter of its URL is there twice",
            Is::UnknownParameter => "its URL has a parameter that is not one of a signed GetCallerIdentity",
            Is::ParameterValue => "a parameter of its URL has no value",
            Is::Action => "its URL asks for something else than GetCallerIdentity",
            Is::ClusterNotSigned => "it is tied to no cluster: x-k8s-aws-id is not among its signed headers",
            Is::Expires => "X-Amz-Expires is no number from 0 to 900",
            Is::DateMissing => "it has no X-Amz-Date",
            Is::Date => "its X-Amz-Date is no date like 20150830T123600Z",
            Is::TooOld => "its signature is not from the last 15 minutes",
            Is::NotConfirmed => "STS did not confirm it",
            Is::NoIdentity => "STS confirmed it and did not say whose it is",
        };
        write!(f, "the token is not taken: {problem}")
    }
}

impl StdError for TokenError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|error| error as _)
    }
}
