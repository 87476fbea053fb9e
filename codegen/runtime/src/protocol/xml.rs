//! Responses as XML: a well-formed document, and a cursor that reads values from it.
//!
//! [`Document::parse`] accepts only a body that is exactly one well-formed document. [`Element`] reads values, and
//! refuses those that do not have the form that the model requires. Errors of both name the place, but never quote the
//! text of a response, which may be a secret.
//!
//! ```
//! use awsquery::protocol::xml::{Document, Element};
//!
//! let body = b"<GetResponse><GetResult><Name>a &amp; b</Name></GetResult></GetResponse>";
//! let document = Document::parse(body, None)?;
//! let name = document.root().required("GetResult", |result| result.required("Name", Element::string))?;
//! assert_eq!(name, "a & b");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod attributes;
mod characters;
mod collections;
mod document;
mod element;
mod error;
mod namespaces;
mod parse;
mod scalars;
#[cfg(test)]
mod tests;

#[cfg(feature = "server")]
pub(crate) use characters::is_allowed;
pub use document::Document;
pub use element::{Children, Element};
pub use error::{DecodeError, Problem, XmlError};
