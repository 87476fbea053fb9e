//! Commands of this project, run as a whole.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by failing what it expected"
)]

mod conformance;
mod fetching;
mod generated_files;
mod help;
mod model_update;
mod package;
mod services;
mod workspace;
