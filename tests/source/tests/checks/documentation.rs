//! Checks of the documentation of public items.

use source::documentation::{dead_ends, unsaid_features};
use source::workspace::root;

use crate::tree;

#[test]
fn the_documentation_of_an_item_says_which_feature_it_needs() {
    let mut problems = Vec::new();
    for file in ["sts/src/lib.rs", "sts/local/src/lib.rs", "codegen/runtime/src/lib.rs", "codegen/src/lib.rs"] {
        problems.extend(unsaid_features(&root(), &tree(file)).unwrap());
    }
    assert!(
        problems.is_empty(),
        "{} items need a feature and do not say so; add the line \"Needs the feature `name`.\" to their documentation, \
         or to that of the `impl`:\n{}",
        problems.len(),
        problems.join("\n")
    );
}

#[test]
fn the_documentation_of_a_type_has_an_example_or_says_where_the_type_comes_from() {
    let mut problems = Vec::new();
    for file in ["sts/src/lib.rs", "sts/local/src/lib.rs", "codegen/runtime/src/lib.rs"] {
        problems.extend(dead_ends(&root(), &tree(file)).unwrap());
    }
    // Types of the service model: their requests and responses name them.
    problems.retain(|problem| !problem.starts_with("sts/src/api"));
    assert!(
        problems.is_empty(),
        "{} types are dead ends; add an example, or a link to the item that returns the type:\n{}",
        problems.len(),
        problems.join("\n")
    );
}
