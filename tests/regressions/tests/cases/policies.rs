//! Cases about policy evaluation, lint, reading and escaping.

use crate::{Subjects, run};

pub const SUBJECTS: Subjects = &[];

/// Subjects whose runner is not written yet.
pub const WAITING: &[&str] =
    &["policy-evaluation", "principal-equality", "policy-lint", "policy-escape", "policy-reading"];

#[test]
fn policies() {
    run(SUBJECTS);
}
