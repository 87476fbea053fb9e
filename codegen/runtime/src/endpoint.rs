//! Endpoints: the functions of AWS's endpoint rules, URLs and partitions.

pub mod functions;
pub mod partition;
pub(crate) mod url;
