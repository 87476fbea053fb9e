//! Descriptions of a service and its operations, which generated code holds as constants.

use std::error::Error as StdError;
use std::time::Duration;

use crate::protocol::conventions::Protocol;
use crate::protocol::form::Encode;
use crate::protocol::xml::{DecodeError, Element};
use crate::rule::check::Validate;

/// The description of a service, which every call needs. Generated crates have one, and their [`Client`](crate::Client)
/// is created with it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Service {
    /// AWS's short name: `STS`.
    pub name: &'static str,
    /// The protocol of its requests and responses.
    pub protocol: Protocol,
    /// The version of the API, sent as `Version`.
    pub version: &'static str,
    /// The service's name in the credential scope of a signature: `sts`.
    pub signing_name: &'static str,
    /// The XML namespace of its responses, if the model states one. Responses in another one are read too.
    pub xml_namespace: Option<&'static str>,
    /// The signature version of its requests.
    pub signature: Signature,
    /// Errors of all operations that are worth a retry, in addition to those that the model marks as retryable.
    pub transient_errors: &'static [TransientError],
    /// The environment variables that set flags of its endpoint rules.
    pub flag_variables: &'static [FlagVariable],
    /// The limits of its calls, unless the client or the call sets others.
    pub limits: ServiceLimits,
    /// The code of the error with which the service says that it would have performed the request of a dry run.
    pub dry_run_code: Option<&'static str>,
    /// Returns the error of the runtime that an error of the generated crate contains.
    pub(crate) contained_error: Option<ContainedError>,
}

/// A function that returns the error inside another one, if it has the type that it looks for.
pub(crate) type ContainedError = for<'a> fn(&'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)>;

/// The default limits of a service's calls. Services with larger responses than most have others than
/// [`DEFAULT`](Self::DEFAULT).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServiceLimits {
    /// The time limit of an attempt, from connecting to the last byte of the response.
    pub attempt_timeout: Duration,
    /// The time limit of a whole operation, including credentials, all attempts and the waits between them.
    pub deadline: Duration,
    /// The maximum size of the body of a response, in bytes.
    pub max_response_bytes: usize,
}

impl ServiceLimits {
    /// The limits of services that state no others: 10 s for an attempt, 30 s for an operation, 1 MiB for a response.
    pub const DEFAULT: Self = Self {
        attempt_timeout: Duration::from_secs(10),
        deadline: Duration::from_secs(30),
        max_response_bytes: 1024 * 1024,
    };

    /// Called by generated code.
    #[doc(hidden)]
    pub const fn with_attempt_timeout(mut self, seconds: u64) -> Self {
        self.attempt_timeout = Duration::from_secs(seconds);
        self
    }

    /// Called by generated code.
    #[doc(hidden)]
    pub const fn with_deadline(mut self, seconds: u64) -> Self {
        self.deadline = Duration::from_secs(seconds);
        self
    }

    /// Called by generated code.
    #[doc(hidden)]
    pub const fn with_max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = bytes;
        self
    }
}

/// An error that is worth a retry, for every operation of the service and every HTTP status. Part of a [`Service`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TransientError {
    /// The code of the error document.
    pub code: &'static str,
    /// The start of the message, where the code alone also stands for errors that a retry does not fix.
    pub message: Option<&'static str>,
}

impl TransientError {
    /// Called by generated code.
    #[doc(hidden)]
    pub const fn new(code: &'static str, message: Option<&'static str>) -> Self {
        Self { code, message }
    }
}

/// An environment variable that sets a flag of endpoint rules. Part of a [`Service`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FlagVariable {
    /// The name of the variable: `AWS_STS_REGIONAL_ENDPOINTS`.
    pub variable: &'static str,
    /// The flag: `AWS::STS::UseGlobalEndpoint`.
    pub built_in: &'static str,
    /// The value that turns the flag on.
    pub on: &'static str,
    /// The value that turns the flag off.
    pub off: &'static str,
}

impl FlagVariable {
    /// Called by generated code.
    #[doc(hidden)]
    pub const fn new(variable: &'static str, built_in: &'static str, on: &'static str, off: &'static str) -> Self {
        Self { variable, built_in, on, off }
    }
}

/// The signature version that a service expects. Part of a [`Service`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Signature {
    /// Signature version 4.
    V4,
    /// Signature version 2. This crate does not implement it, so calls fail before anything is sent.
    V2,
}

impl Service {
    /// Called by generated code.
    #[doc(hidden)]
    pub const fn new(
        name: &'static str,
        protocol: Protocol,
        version: &'static str,
        signing_name: &'static str,
        xml_namespace: Option<&'static str>,
        signature: Signature,
    ) -> Self {
        Self {
            name,
            protocol,
            version,
            signing_name,
            xml_namespace,
            signature,
            transient_errors: &[],
            flag_variables: &[],
            limits: ServiceLimits::DEFAULT,
            dry_run_code: None,
            contained_error: None,
        }
    }

    /// Returns `true` if a code says that the service would have performed the request of a dry run.
    pub(crate) fn is_permission(&self, code: Option<&str>) -> bool {
        self.dry_run_code.is_some() && self.dry_run_code == code
    }

    /// Called by generated code.
    #[doc(hidden)]
    pub const fn with_dry_run(mut self, code: &'static str) -> Self {
        self.dry_run_code = Some(code);
        self
    }

    /// Called by generated code.
    #[doc(hidden)]
    pub const fn with_error(
        mut self,
        contained: for<'a> fn(&'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)>,
    ) -> Self {
        self.contained_error = Some(contained);
        self
    }

    /// Called by generated code.
    #[doc(hidden)]
    pub const fn with_limits(mut self, limits: ServiceLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Called by generated code.
    #[doc(hidden)]
    pub const fn with_transient_errors(mut self, errors: &'static [TransientError]) -> Self {
        self.transient_errors = errors;
        self
    }

    /// Called by generated code.
    #[doc(hidden)]
    pub const fn with_flag_variables(mut self, variables: &'static [FlagVariable]) -> Self {
        self.flag_variables = variables;
        self
    }
}

/// The description of an operation. The constant [`Request::OPERATION`] of each request.
#[derive(Debug)]
#[non_exhaustive]
pub struct Operation {
    /// The service that the operation belongs to.
    pub service: &'static Service,
    /// The name of the operation, sent as `Action`.
    pub name: &'static str,
    /// Tells whether requests are signed.
    pub auth: Auth,
    /// Tells whether a successful response contains a result element.
    pub result: ResultElement,
    /// The errors that the model lists for the operation.
    pub errors: &'static [ErrorShape],
    /// `true` if the service accepts a request body compressed with gzip.
    pub takes_gzip: bool,
    /// The prefix of the host name, in which `{Member}` stands for the value of a member.
    pub host_prefix: Option<&'static str>,
}

impl Operation {
    /// Called by generated code.
    #[doc(hidden)]
    pub const fn new(
        service: &'static Service,
        name: &'static str,
        auth: Auth,
        result: ResultElement,
        errors: &'static [ErrorShape],
    ) -> Self {
        Self { service, name, auth, result, errors, takes_gzip: false, host_prefix: None }
    }

    /// Called by generated code.
    #[doc(hidden)]
    pub const fn with_gzip(mut self) -> Self {
        self.takes_gzip = true;
        self
    }

    /// Called by generated code.
    #[doc(hidden)]
    pub const fn with_host_prefix(mut self, prefix: &'static str) -> Self {
        self.host_prefix = Some(prefix);
        self
    }
}

/// The authentication of an operation's requests. Part of an [`Operation`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Auth {
    /// Requests are signed with the caller's credentials.
    Signed,
    /// Requests are sent without a signature. No credentials are requested from the provider.
    Unsigned,
}

/// The presence of an output in a successful response. In AWS Query, it is the element `<OperationResult>`. Part of an
/// [`Operation`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResultElement {
    /// The output has members. A response without the element is an error.
    Expected,
    /// The operation has no output, or an output without members. The element may be missing.
    Empty,
}

/// An error that the model lists for an operation. Returned by [`Error::shape`](crate::Error::shape).
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorShape {
    /// The name of the shape, which often differs from the code: `MalformedPolicyDocumentException`.
    pub name: &'static str,
    /// The code of the error document: `MalformedPolicyDocument`.
    pub code: &'static str,
    /// The HTTP status, or 400 if the model names none.
    pub status: u16,
    /// Tells whether the same request may succeed later, according to the model.
    pub retry: Retry,
}

impl ErrorShape {
    /// Called by generated code.
    #[doc(hidden)]
    pub const fn new(name: &'static str, code: &'static str, status: u16, retry: Retry) -> Self {
        Self { name, code, status, retry }
    }
}

/// The model's statement about retries after an error. Part of an [`ErrorShape`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Retry {
    /// The model makes no statement.
    Unspecified,
    /// The same request may succeed later.
    Retryable,
    /// The same request may succeed later, and the caller sends too many requests.
    Throttling,
}

/// A structure that can be read from a response. The output of each [`Request`] is one.
pub trait Decode: Sized {
    /// Reads the members from the children of `element`.
    fn decode(element: Element<'_>) -> Result<Self, DecodeError>;
}

impl<T: Decode> Decode for Box<T> {
    fn decode(element: Element<'_>) -> Result<Self, DecodeError> {
        T::decode(element).map(Box::new)
    }
}

/// The input of an operation. Generated request types implement it. Sent by [`Client::send`](crate::Client::send).
pub trait Request: Encode + Validate + Sync + 'static {
    /// The operation that the request is for.
    const OPERATION: &'static Operation;
    /// The output of the operation.
    type Output: Decode;

    /// Returns the value of a member that is part of the host name, by the member's name in the model.
    #[doc(hidden)]
    fn host_label(&self, _: &str) -> Option<&str> {
        None
    }
}

/// An error whose members the model describes. Generated error types implement it. Returned by
/// [`Error::modelled`](crate::Error::modelled).
pub trait ModelledError: Decode {
    /// The code of the error document.
    const CODE: &'static str;
}
