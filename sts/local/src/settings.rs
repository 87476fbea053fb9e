//! Reads accounts from a configuration file or from JSON. Both have the same keys and the same rules, and all violations
//! are reported at once.

pub(crate) mod account;
pub(crate) mod field;
pub(crate) mod node;
pub(crate) mod provider;
pub(crate) mod violation;
