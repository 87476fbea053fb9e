//! Blocking clients have the methods of async ones.

use source::methods::MethodNames;

use crate::tree;

/// Methods that only one of the kinds has, or types that have such methods, and why.
const REASONS: &[(&str, &str)] = &[
    ("Config::", "its settings serve both kinds"),
    ("Items::collect (async)", "a blocking one is an iterator"),
    ("Items::next (async)", "a blocking one is an iterator"),
    ("Pages::next (async)", "a blocking one is an iterator"),
];

#[test]
fn async_and_blocking_types_have_the_same_methods() {
    for (file, types) in [
        ("codegen/runtime/src/lib.rs", &["Client", "Pages"][..]),
        (
            "sts/src/lib.rs",
            &["IssuedSession", "RefreshingCredentials", "SessionCall", "SessionPool", "Sts", "StsBuilder"],
        ),
    ] {
        let names = MethodNames::of(&tree(file)).unwrap();
        for name in types {
            assert!(names.types().any(|found| found == *name), "{file}: {name} exists in one kind only");
        }
        let different = names.of_one_kind();
        let unexplained = different.iter().filter(|method| !REASONS.iter().any(|(known, _)| method.starts_with(known)));
        assert_eq!(unexplained.collect::<Vec<_>>(), Vec::<&String>::new(), "{file}");
    }
}
