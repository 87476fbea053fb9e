//! Reads the project's own source text: which modules use which, which types share a name, and what pages mention.
//!
//! - [`modules`] reads a crate into a tree of modules, each with its items, imports and paths.
//! - [`references`] finds the module that each path leads to, through re-exports of the modules around it.
//! - [`cycles`] finds modules that depend on each other.
//! - [`types`] finds types that share a name.
//! - [`methods`] finds public methods that only async or only blocking types have.
//! - [`documentation`] finds public items whose documentation lacks something.
//! - [`pages`] finds names and paths on a page that are not in the tree.
//! - [`workspace`] lists packages and files.

pub mod cycles;
pub mod documentation;
pub mod methods;
pub mod modules;
pub mod pages;
pub mod references;
pub mod types;
pub mod workspace;
