//! The protocols of the Query family: operations as data, requests as forms, responses as XML.

pub(crate) mod conventions;
mod decode;
pub(crate) mod error_document;
pub(crate) mod form;
pub(crate) mod frame;
pub(crate) mod one_line;
pub(crate) mod operation;
pub(crate) mod outgoing;
pub(crate) mod redactor;
pub mod xml;

pub use conventions::Protocol;
pub use form::{Encode, Form};
pub use operation::{
    Auth, Decode, ErrorShape, FlagVariable, ModelledError, Operation, Request, ResultElement, Retry, Service,
    ServiceLimits, Signature, TransientError,
};
