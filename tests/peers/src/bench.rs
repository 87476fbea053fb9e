//! What all suites work with.

use std::path::PathBuf;

/// Where things are.
pub struct Bench {
    /// A Python that has the peers' packages.
    pub python: PathBuf,
    /// A folder for logs and exchanged files.
    pub work: PathBuf,
    /// What random requests are made from.
    pub seed: u64,
}

impl Bench {
    /// A script of this project.
    pub fn script(&self, name: &str) -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("python").join(name)
    }
}
