//! Types of the workspace have names of their own.

use std::path::PathBuf;

use source::modules::ModuleTree;
use source::types::TypeNames;
use source::workspace::{packages, root};

/// The largest share of names that may be defined more than once, in percent.
const LIMIT: f64 = 5.0;

/// Names that may be defined more than once, and why.
const REASONS: &[(&str, &str)] = &[
    ("Call", "private to the runtime's state machine, and the harness's record of one call to a generated client"),
    ("Canned", "the transport with fixed responses; the fuzz targets do not depend on the test kit, to stay small"),
    ("Case", "a conformance case, and a case from a public report; no program reads both"),
    ("Client", "the async client, and the blocking one in the module `blocking`, as in reqwest"),
    ("Element", "an XML element, and the element of a policy that AWS's grammar calls by this name"),
    ("Error", "the Rust convention: each library has one"),
    ("Found", "what a violation found, and what a fuzz target found"),
    ("Items", "an async stream, and a blocking iterator in the module `blocking`"),
    ("Layout", "that of a plan, and that of the runtime's tables; neither package depends on the other"),
    ("Limits", "AWS's term for a rule's limits, and private to `sanitize`"),
    ("Member", "a row of the runtime's tables for generated code alone, and private to policies"),
    ("Never", "a timer that never fires, private to two packages of tests that do not depend on each other"),
    ("Outcome", "private to the runtime's traces, and the public outcome of a policy decision"),
    ("Pages", "an async stream, and a blocking iterator in the module `blocking`"),
    ("Place", "that of a value, for generated code alone, and private to reading policies"),
    ("Protocol", "that of a model, and that of the runtime's service; neither package depends on the other"),
    ("ProviderState", "private to the async refreshing credentials, and private to the blocking ones"),
    ("RefreshingCredentials", "async ones, and blocking ones in the module `blocking`"),
    ("Report", "the full text of an error, and the report of the harness about cases"),
    ("SessionPool", "the pool of async sessions, and of blocking ones in the module `blocking`"),
    ("Sent", "private to pagination, and private to the harness"),
    ("Shape", "that of a model, and its table in the runtime; neither package depends on the other"),
    (
        "Structure",
        "that of a plan, and the trait of generated ones in the runtime; neither package depends on the other",
    ),
    ("Sts", "the async client, and the blocking one in the module `blocking`"),
    ("Target", "the endpoint and signing scope of a call, and a fuzz target"),
    ("Text", "private to the XML reader, and private to serialization as text"),
    ("Value", "that of a member, for generated code alone, and private to policies"),
    ("View", "that of a waiter in a plan, and that of a value in the runtime; neither package depends on the other"),
    ("WebIdentityToken", "the source of a token for async calls, and for blocking ones in the module `blocking`"),
];

fn is_generated(file: &PathBuf) -> bool {
    let text = std::fs::read_to_string(root().join(file)).unwrap();
    text.lines().take(100).any(|line| line.contains("@generated"))
}

#[test]
fn names_of_types_are_unique() {
    let mut names = TypeNames::default();
    for package in packages().unwrap() {
        for file in &package.crates {
            names.add(&ModuleTree::read(&root(), file).unwrap(), is_generated);
        }
    }
    println!("{names}");
    assert!(names.percentage() <= LIMIT, "more than {LIMIT} %\n{names}");
    for duplicate in names.duplicates() {
        assert!(REASONS.iter().any(|(name, _)| *name == duplicate), "{duplicate} needs a name of its own, or a reason");
    }
    for (name, reason) in REASONS {
        assert!(names.duplicates().any(|duplicate| duplicate == *name), "{name} is unique: take it off the list");
        assert!(!reason.is_empty(), "{name} needs a reason");
    }
}
