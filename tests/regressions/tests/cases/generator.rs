//! Cases about the generator.

use crate::{Subjects, run};

pub const SUBJECTS: Subjects = &[];

/// Subjects whose runner is not written yet.
pub const WAITING: &[&str] = &["generator-input", "generator-pattern", "generator-range", "number-text"];

#[test]
fn generator() {
    run(SUBJECTS);
}
