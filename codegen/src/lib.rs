//! Generates Rust clients for AWS services with the protocol AWS Query or EC2 Query from their service models.
//!
//! [`Generator`] is the front door, for `build.rs` and for commands. Behind it are stages that take and return data, each
//! in a module of its own; only [`disk`] reads and writes files, and nothing reads a clock or the environment:
//!
//! ```text
//! text ─ read ▶ Model ─ correct, select ▶ Model ─ plan ▶ Crate ─ render ▶ files ─ package ▶ files ─ disk ▶
//! ```

mod comment;
pub mod correct;
pub mod diff;
pub mod disk;
mod dispatch;
pub mod error;
pub mod facts;
pub mod generator;
mod graph;
pub mod json;
pub mod model;
mod package;
pub mod packed;
pub mod plan;
pub mod prose;
pub mod read;
pub mod render;
mod seal;
pub mod select;
pub mod similar;
pub mod tables;
pub mod unprintable;
pub mod write;

pub use disk::{Companion, CompanionKind, CrateReport};
pub use dispatch::dispatch;
pub use error::{Error, Stage};
pub use generator::{Documentation, Generated, Generator, Input, LoadedModel};
pub use package::{CrateWorkspace, Runtime};
pub use plan::ir::Extra;
pub use render::{FORMAT, GeneratedFile};
