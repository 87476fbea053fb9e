//! Runs conformance cases against a generated crate: one harness, whatever the service.
//!
//! A crate is generated from a model; [`bridges!`], whose words `codegen::dispatch` writes, hides its types behind
//! [`Bridge`]s, which are called by the name of their operation. The judges hold what goes over the wire against cases,
//! which know nothing of this code. What the cases mean stands in `tests/README.md`.

mod bridge;
mod case;
pub mod compare;
pub mod form;
mod judge;
mod replay;
mod report;
pub mod shapes;

pub use bridge::{Answered, Api, Bridge, Call, Typed, json};
pub use case::{Case, cases};
pub use judge::Context;
pub use replay::{Replay, now};
pub use report::{Report, run};

/// What [`bridges!`] writes down.
#[doc(hidden)]
pub mod reexports {
    pub use awsquery;
    pub use serde_json;
}
