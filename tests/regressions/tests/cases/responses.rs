//! Cases about responses and errors.

use crate::{Subjects, run};

pub const SUBJECTS: Subjects = &[];

/// Subjects whose runner is not written yet.
pub const WAITING: &[&str] = &["response", "response-size", "scalar", "error-response", "role-chain"];

#[test]
fn responses() {
    run(SUBJECTS);
}
