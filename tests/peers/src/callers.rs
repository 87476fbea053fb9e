//! Clients of STS.

pub mod botocore;
pub mod ours;
pub mod sdk;
