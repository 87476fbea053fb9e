//! Cases about credentials, web identity, tokens and clocks.

use crate::{Subjects, run};

pub const SUBJECTS: Subjects = &[];

/// Subjects whose runner is not written yet.
pub const WAITING: &[&str] = &[
    "cluster-id",
    "credentials-environment",
    "help",
    "token-source",
    "web-identity-clock",
    "web-identity-environment",
];

#[test]
fn credentials() {
    run(SUBJECTS);
}
