//! Runs conformance cases against a generated crate of any service.
//!
//! [`bridges!`], whose arguments `codegen::dispatch` writes, hides the types of a generated crate behind [`Bridge`]s, which
//! are called by the name of their operation. Judges compare the bytes on the wire with cases, which were made without
//! this code. `tests/README.md` describes the cases.

mod bridge;
mod case;
pub mod compare;
pub mod form;
mod judge;
mod replay;
mod report;
pub mod shapes;

pub use bridge::{Api, Bridge, Call, Decoded, Typed, json};
pub use case::{Case, cases};
pub use judge::Context;
pub use replay::{Replay, now};
pub use report::{Report, run};

/// Crates that the code of [`bridges!`] names.
#[doc(hidden)]
pub mod reexports {
    pub use awsquery;
    pub use serde_json;
}
