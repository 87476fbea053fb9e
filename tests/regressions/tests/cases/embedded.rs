//! Cases about the embedded STS.

use crate::{Subjects, run};

pub const SUBJECTS: Subjects = &[];

/// Subjects whose runner is not written yet.
pub const WAITING: &[&str] =
    &["local-config", "local-partition", "local-request", "local-session-policy", "local-tags", "local-web-identity"];

#[test]
fn embedded() {
    run(SUBJECTS);
}
