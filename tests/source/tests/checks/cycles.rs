//! Modules of the same parent do not depend on each other in a circle.

use std::collections::BTreeSet;

use source::cycles::cycles;

use crate::tree;

/// The crates, and the steps of cycles that are still to be removed.
const CRATES: &[(&str, &[&str])] = &[
    ("sts/src/lib.rs", &[]),
    ("sts/local/src/lib.rs", &[]),
    ("codegen/runtime/src/lib.rs", &[]),
    ("codegen/src/lib.rs", &[]),
    ("xtask/src/lib.rs", &[]),
];

#[test]
fn modules_form_no_cycle() {
    let mut problems = String::new();
    for (file, known) in CRATES {
        let cycles = cycles(&tree(file));
        let steps = |step: &source::cycles::ModuleStep| format!("{} → {}", step.from, step.to);
        let found: BTreeSet<String> = cycles.iter().flat_map(|cycle| cycle.steps.iter().map(steps)).collect();
        for cycle in cycles.iter().filter(|cycle| cycle.steps.iter().any(|step| !known.contains(&steps(step).as_str())))
        {
            problems.push_str(&format!("{file}: {cycle}\n"));
        }
        for gone in known.iter().filter(|step| !found.contains(**step)) {
            problems.push_str(&format!("{file}: {gone} is part of no cycle any more: take it off the list\n"));
        }
    }
    assert!(problems.is_empty(), "cycles of modules:\n{problems}");
}
