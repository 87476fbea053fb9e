//! What generated code says about a service and its operations, as constants.

use crate::protocol::form::Encode;
use crate::protocol::xml::{DecodeError, Element};
use crate::rule::check::Validate;

/// Facts about a service that every call needs.
#[derive(Debug)]
#[non_exhaustive]
pub struct Service {
    /// AWS's short name: `STS`.
    pub name: &'static str,
    /// The version of the API, sent as `Version`.
    pub version: &'static str,
    /// The service's name in the scope of a signature.
    pub signing_name: &'static str,
    /// The namespace of its answers.
    pub xml_namespace: Option<&'static str>,
    /// How its requests are signed.
    pub signature: Signature,
    /// The errors of any of its operations that pass by themselves, beside those that the model marks.
    pub transient_errors: &'static [TransientError],
    /// The environment variables that set flags of its endpoint rules.
    pub flag_variables: &'static [FlagVariable],
}

/// An error that passes by itself, whatever the operation and the status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TransientError {
    /// The code on the wire.
    pub code: &'static str,
    /// What the message begins with, where the code alone does not tell.
    pub message: Option<&'static str>,
}

impl TransientError {
    /// Called by generated code.
    #[doc(hidden)]
    pub const fn new(code: &'static str, message: Option<&'static str>) -> Self {
        Self { code, message }
    }
}

/// An environment variable that sets a flag of endpoint rules.
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

/// How a service wants its requests signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Signature {
    /// Signature version 4.
    V4,
    /// Signature version 2, which this crate does not make: sending is refused.
    V2,
}

impl Service {
    /// Called by generated code.
    #[doc(hidden)]
    pub const fn new(
        name: &'static str,
        version: &'static str,
        signing_name: &'static str,
        xml_namespace: Option<&'static str>,
        signature: Signature,
    ) -> Self {
        let (transient_errors, flag_variables): (&[TransientError], &[FlagVariable]) = (&[], &[]);
        Self { name, version, signing_name, xml_namespace, signature, transient_errors, flag_variables }
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

/// Facts about an operation.
#[derive(Debug)]
#[non_exhaustive]
pub struct Operation {
    /// The service it belongs to.
    pub service: &'static Service,
    /// Its name, sent as `Action`.
    pub name: &'static str,
    /// Whether its requests are signed.
    pub auth: Auth,
    /// Whether a successful answer holds a result element.
    pub result: ResultElement,
    /// The errors that the model lists for it.
    pub errors: &'static [ErrorShape],
    /// Whether the body may be compressed with gzip.
    pub takes_gzip: bool,
    /// What stands before the host, with `{Member}` in the place of labels.
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

/// Whether requests are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Auth {
    /// Signed with the caller's credentials.
    Signed,
    /// Sent without a signature and without looking for credentials.
    Unsigned,
}

/// Whether a successful answer holds `<OperationResult>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResultElement {
    /// The output has members: an answer without its result is no answer.
    Expected,
    /// The operation has no output, or one without members.
    Empty,
}

/// An error as the model lists it.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorShape {
    /// The shape's name, which is often not the code: `MalformedPolicyDocumentException`.
    pub name: &'static str,
    /// The code on the wire: `MalformedPolicyDocument`.
    pub code: &'static str,
    /// The HTTP status that the model names, or 400.
    pub status: u16,
    /// Whether the same request may succeed later.
    pub retry: Retry,
}

impl ErrorShape {
    /// Called by generated code.
    #[doc(hidden)]
    pub const fn new(name: &'static str, code: &'static str, status: u16, retry: Retry) -> Self {
        Self { name, code, status, retry }
    }
}

/// What the model says about trying again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Retry {
    /// Nothing.
    Unsaid,
    /// The same request may succeed later.
    Retryable,
    /// It may succeed later, and the caller sends too much.
    Throttling,
}

/// A structure that can be read from an answer.
pub trait Decode: Sized {
    /// Reads the members below `element`.
    fn decode(element: Element<'_>) -> Result<Self, DecodeError>;
}

impl<T: Decode> Decode for Box<T> {
    fn decode(element: Element<'_>) -> Result<Self, DecodeError> {
        T::decode(element).map(Box::new)
    }
}

/// The input of an operation.
pub trait Request: Encode + Validate + Sync {
    /// The operation.
    const OPERATION: &'static Operation;
    /// Its output.
    type Response: Decode;

    /// The value of a member that is a label of the host, by its name in the model.
    #[doc(hidden)]
    fn host_label(&self, _: &str) -> Option<&str> {
        None
    }
}

/// An error that a model describes.
pub trait ModelledError: Decode {
    /// The code on the wire.
    const CODE: &'static str;
}
