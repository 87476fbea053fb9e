//! Tables of facts that are not part of a service model: AWS's partitions, and categories of Unicode.

pub mod partitions;
pub mod unicode;
