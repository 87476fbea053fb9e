//! Modules of the same parent do not depend on each other in a circle.

use std::collections::BTreeSet;

use source::cycles::cycles;

use crate::tree;

/// The crates, and the steps of cycles that are still to be removed.
const CRATES: &[(&str, &[&str])] = &[
    (
        "sts/src/lib.rs",
        &[
            "assume_role → call",
            "assume_role → caller",
            "assume_role → issued",
            "assume_role → refresh",
            "assume_role → start",
            "assume_role → up_to",
            "call → issued",
            "call → refresh",
            "call → up_to",
            "call → warning",
            "caller → refresh",
            "denial → help",
            "denial → start",
            "documented → caller",
            "federated_session → call",
            "federated_session → caller",
            "federated_session → issued",
            "federated_session → refresh",
            "federated_session → start",
            "help → caller",
            "help → denial",
            "help → web_identity",
            "issued → warning",
            "refresh → assume_role",
            "refresh → caller",
            "refresh → federated_session",
            "refresh → issued",
            "refresh → session",
            "refresh → start",
            "session → call",
            "session → caller",
            "session → issued",
            "session → refresh",
            "session → start",
            "start → assume_role",
            "start → caller",
            "start → documented",
            "start → federated_session",
            "start → help",
            "start → issued",
            "start → refresh",
            "start → session",
            "start → warning",
            "up_to → caller",
            "up_to → documented",
            "up_to → issued",
            "up_to → start",
            "warning → caller",
            "warning → documented",
            "web_identity → call",
            "web_identity → caller",
            "web_identity → issued",
            "web_identity → refresh",
            "web_identity → start",
            "web_identity → up_to",
        ],
    ),
    ("codegen/runtime/src/lib.rs", &[]),
    ("codegen/src/lib.rs", &[]),
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
