//! The documentation of a public item says which feature it needs.

use source::features::unsaid;
use source::workspace::root;

use crate::tree;

#[test]
fn the_documentation_of_an_item_says_which_feature_it_needs() {
    let mut problems = Vec::new();
    for file in ["sts/src/lib.rs", "sts/local/src/lib.rs", "codegen/runtime/src/lib.rs", "codegen/src/lib.rs"] {
        problems.extend(unsaid(&root(), &tree(file)).unwrap());
    }
    assert!(
        problems.is_empty(),
        "{} items need a feature and do not say so; add the line \"Needs the feature `name`.\" to their documentation, \
         or to that of the `impl`:\n{}",
        problems.len(),
        problems.join("\n")
    );
}
