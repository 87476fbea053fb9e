//! Checks on the project's own source text, and tests of what makes them.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by failing what it expected"
)]

mod analysis;
mod cycles;
mod documentation;
mod inlining;
mod kinds;
mod lints;
mod names;
mod pages;
mod protocols;
mod published_keys;
mod tour;

use std::path::PathBuf;

use source::modules::ModuleTree;
use source::workspace::root;

/// The modules of a crate of this project, by its root file.
fn tree(file: &str) -> ModuleTree {
    ModuleTree::read(&root(), &PathBuf::from(file)).unwrap()
}
