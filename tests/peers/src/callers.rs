//! Clients of STS.

pub mod cli;
pub mod ours;
pub mod script;
pub mod sdk;
