//! The analysis of modules, on small crates.

use source::cycles::cycles;
use source::modules::ModuleTree;
use source::pages::KnownNames;
use source::types::TypeNames;

/// The cycles of a crate, each as its first line.
fn found(texts: &[(&str, &str)]) -> Vec<String> {
    let cycles = cycles(&ModuleTree::from_texts(texts).unwrap());
    cycles.iter().map(|cycle| cycle.to_string().lines().next().unwrap().to_owned()).collect()
}

const A_B: [&str; 1] = ["a → b → a"];
const NONE: [&str; 0] = [];

#[test]
fn a_cycle_is_reported_with_one_place_for_each_step() {
    let texts = [
        ("lib.rs", "mod a;\nmod b;\nmod c;"),
        ("a.rs", "\nuse crate::b::B;\npub struct A(B);"),
        ("b.rs", "pub struct B;\n\nfn f() { crate::c::g(); }"),
        ("c.rs", "pub fn g() -> Option<crate::a::A> { None }"),
    ];
    let cycles = cycles(&ModuleTree::from_texts(&texts).unwrap());
    let report: Vec<String> = cycles.iter().map(ToString::to_string).collect();
    let expected = "a → b → c → a\n    a.rs:2: a uses b\n    b.rs:3: b uses c\n    c.rs:1: c uses a";
    assert_eq!(report, [expected]);
}

#[test]
fn modules_that_use_each_other_in_one_direction_form_no_cycle() {
    let b = "use crate::c::C; pub struct B(C);";
    let texts = [("lib.rs", "mod a; mod b; mod c;"), ("a.rs", "use crate::b::B; struct A(B);"), ("b.rs", b)];
    assert_eq!(found(&[&texts[..], &[("c.rs", "pub struct C; fn f(c: crate::c::C) {}")]].concat()), NONE);
}

#[test]
fn a_name_of_the_root_counts_for_the_module_that_defines_it() {
    let lib = "mod a; mod b; pub use a::A; pub use crate::b::{B, g as h};";
    let a = "pub struct A; fn f() { crate::h(); }";
    for b in ["use crate::A; pub struct B(A); pub fn g() {}", "pub struct B(crate::A); pub fn g() {}"] {
        assert_eq!(found(&[("lib.rs", lib), ("a.rs", a), ("b.rs", b)]), A_B, "{b}");
    }
}

#[test]
fn a_name_of_the_root_is_followed_through_the_modules_on_its_way() {
    let lib = "mod a; mod b; mod face; pub use face::*; pub use a::A;";
    let texts = [("lib.rs", lib), ("face.rs", "pub use crate::b::B;"), ("a.rs", "pub struct A(crate::B);")];
    assert_eq!(found(&[&texts[..], &[("b.rs", "pub struct B; fn f(_: crate::A) {}")]].concat()), A_B);
}

#[test]
fn a_name_of_another_module_counts_for_that_module() {
    let texts = [
        ("lib.rs", "mod a; mod b; mod face;"),
        ("face.rs", "pub use crate::b::B;"),
        ("a.rs", "use crate::face::B; pub struct A(B);"),
        ("b.rs", "pub struct B; fn f(_: crate::a::A) {}"),
    ];
    assert_eq!(found(&texts), ["a → face → b → a"]);
}

#[test]
fn paths_through_super_and_in_bodies_count() {
    let lib = "mod a; mod b;";
    let a = "pub fn f() { let g = super::b::g; g(); }";
    for b in [
        "pub fn g() { crate::a::f() }",
        "pub fn g() { fn inner() { use super::a; a::f() } }",
        "pub fn g() { let _ = vec![super::a::f()]; }",
        "pub fn g() { assert!(x, \"{}\", crate::a::f()); }",
        "pub fn g<T: Into<crate::a::T>>() {}",
        "pub fn g() {} #[derive(S)] struct B { #[serde(with = \"crate::a\")] x: u8 }",
        "pub fn g() {} impl crate::a::T for u8 {}",
        "pub fn g() {} macro_rules! m { () => { $crate::a::f() } }",
        "pub fn g() {} macro_rules! m { () => { use $crate::{a::f, x}; } }",
        "use super::*; pub fn g() { a::f() }",
        "pub fn g() {} mod inner { fn h() { crate::a::f() } }",
        "pub fn g() {} mod inner { fn h() { super::super::a::f() } }",
    ] {
        assert_eq!(found(&[("lib.rs", lib), ("a.rs", a), ("b.rs", b)]), A_B, "{b}");
    }
}

#[test]
fn globs_give_the_names_that_they_bring_in() {
    let lib = "mod a; mod b; use a::A;";
    for a in ["use crate::b::*; pub struct A; fn f(_: B) {}", "use crate::*; pub struct A; fn f(_: b::B) {}"] {
        let texts = [("lib.rs", lib), ("a.rs", a), ("b.rs", "use super::*; pub struct B(A);")];
        assert_eq!(found(&texts), A_B, "{a}");
    }
    let unused = [("lib.rs", lib), ("a.rs", "use crate::b::B; pub struct A;"), ("b.rs", "use super::*; pub struct B;")];
    assert_eq!(found(&unused), NONE);
}

#[test]
fn macros_count_for_the_module_that_defines_them() {
    let a = "macro_rules! m { () => {} } pub(crate) use m; pub fn f() { crate::b::g() }";
    for b in ["pub fn g() { crate::a::m!() }", "use crate::a::m; pub fn g() { m!() }", "pub fn g() { m!() }"] {
        assert_eq!(found(&[("lib.rs", "#[macro_use] mod a; mod b;"), ("a.rs", a), ("b.rs", b)]), A_B, "{b}");
    }
    let a = "#[macro_export] macro_rules! m { () => {} } pub fn f() { crate::b::g() }";
    let texts = [("lib.rs", "mod a; mod b;"), ("a.rs", a), ("b.rs", "pub fn g() { crate::m!() }")];
    assert_eq!(found(&texts), A_B);
}

#[test]
fn tests_and_documentation_are_left_out() {
    let lib = "mod a; mod b;";
    let a = "pub fn f() { crate::b::g() }";
    for b in [
        "pub fn g() {} #[cfg(test)] mod tests { use crate::a::f; }",
        "pub fn g() {} #[cfg(all(test, unix))] mod tests { use crate::a::f; }",
        "pub fn g() {} #[cfg(test)] use crate::a::f;",
        "pub fn g() {} #[cfg(test)] fn h() { crate::a::f() }",
        "pub fn g() {} #[test] fn h() { crate::a::f() }",
        "pub fn g() {} struct B; impl B { #[cfg(test)] fn h() { crate::a::f() } }",
        "/// [`f`](crate::a::f)\npub fn g() {} // crate::a::f()",
        "pub(in crate::a) fn g() {}",
    ] {
        assert_eq!(found(&[("lib.rs", lib), ("a.rs", a), ("b.rs", b)]), NONE, "{b}");
    }
    let b = "pub fn g() {} #[cfg(not(test))] fn h() { crate::a::f() }";
    assert_eq!(found(&[("lib.rs", lib), ("a.rs", a), ("b.rs", b)]), A_B);
}

#[test]
fn a_module_and_its_parent_may_use_each_other() {
    let m = "mod a; mod b; pub struct M(a::A); pub fn f() { b::g() }";
    let texts = [("lib.rs", "mod m;"), ("m.rs", m), ("m/a.rs", "pub struct A; fn f(_: super::M) {}")];
    assert_eq!(found(&[&texts[..], &[("m/b.rs", "use super::a::A; pub fn g() { super::f() }")]].concat()), NONE);
}

#[test]
fn siblings_below_a_module_form_no_cycle_either() {
    let m = "mod a; mod b; pub use a::A; use b::B;";
    let a = "pub struct A; fn f(_: super::B) {}";
    for b in ["use super::A; pub struct B(A);", "use crate::m::a; pub struct B(a::A);", "pub struct B(super::a::A);"] {
        let texts = [("lib.rs", "mod m;"), ("m/mod.rs", m), ("m/a.rs", a), ("m/b.rs", b)];
        assert_eq!(found(&texts), ["m::a → m::b → m::a"], "{b}");
    }
}

#[test]
fn a_cycle_between_modules_counts_for_all_that_is_below_them() {
    let texts = [
        ("lib.rs", "mod a; mod b { pub mod deep { pub fn g() { crate::a::f() } } }"),
        ("a.rs", "mod inner; pub fn f() {}"),
        ("a/inner.rs", "fn h() { crate::b::deep::g() }"),
    ];
    assert_eq!(found(&texts), A_B);
}

#[test]
fn names_of_other_crates_and_of_variables_are_not_modules() {
    let a = "use std::fmt; pub fn f(b: u8) -> u8 { let http = b; http + b + crate::b::g() }";
    let texts = [("lib.rs", "mod a; mod b;"), ("a.rs", a), ("b.rs", "use super::*; pub fn g() -> u8 { let a = 1; a }")];
    assert_eq!(found(&texts), NONE);
}

#[test]
fn imports_that_go_in_circles_lead_nowhere() {
    let texts = [("lib.rs", "mod a; mod b; pub use a::X; pub use b::*;"), ("a.rs", "pub use crate::X;")];
    assert_eq!(found(&[&texts[..], &[("b.rs", "pub use crate::*; fn f(_: Y) {}")]].concat()), NONE);
}

#[test]
fn files_are_found_where_the_compiler_finds_them() {
    let texts = [
        ("lib.rs", "mod a; mod b; #[path = \"generated/mod.rs\"] mod api; mod c { mod d; }"),
        ("a.rs", "mod inner;"),
        ("a/inner.rs", ""),
        ("b/mod.rs", "mod inner;"),
        ("b/inner.rs", ""),
        ("generated/mod.rs", "mod types;"),
        ("generated/types.rs", ""),
        ("c/d.rs", ""),
    ];
    let tree = ModuleTree::from_texts(&texts).unwrap();
    for path in [&["a", "inner"][..], &["b", "inner"], &["api", "types"], &["c", "d"]] {
        assert!(tree.find(path).is_some(), "{path:?}");
    }
    assert_eq!(ModuleTree::from_texts(&texts[..2]).unwrap_err(), "cannot read a/inner.rs");
    assert_eq!(
        ModuleTree::from_texts(&[("lib.rs", "mod")]).unwrap_err(),
        "cannot parse lib.rs: unexpected end of input, expected identifier"
    );
}

#[test]
fn types_that_share_a_name_are_counted_with_their_places() {
    let one =
        "pub struct A;\nenum B {}\nfn f() { struct C; }\n#[cfg(test)] mod tests { struct D; }\nmod m { type E = (); }";
    let two = "trait A {}\nunion F { x: u8 }\nstruct C;\nstruct D;\nimpl I for D { type E = (); }";
    let mut names = TypeNames::default();
    names.add(&ModuleTree::from_texts(&[("lib.rs", one)]).unwrap(), |_| false);
    names.add(&ModuleTree::from_texts(&[("lib.rs", two)]).unwrap(), |_| false);
    names.add(&ModuleTree::from_texts(&[("lib.rs", two)]).unwrap(), |_| true);
    assert_eq!((names.len(), names.duplicates().collect::<Vec<_>>()), (6, vec!["A"]));
    let report = names.to_string();
    assert!(
        report.starts_with("1 of 6 names of types are defined more than once: 16.7 %\nA\n    lib.rs:1\n"),
        "{report}"
    );
}

#[test]
fn names_on_a_page_are_looked_up() {
    let mut names = KnownNames::default();
    let lib = "pub mod sign; pub struct Client; impl Client { pub fn send(&self) {} }";
    names.add_crate("sts", &ModuleTree::from_texts(&[("lib.rs", lib), ("sign.rs", "pub fn hash() {}")]).unwrap());
    names.add_files(["sts/src/sign.rs", "sts/src", "model"].map(str::to_owned));
    names.add_words(["aws-sigv4".to_owned()]);
    for known in [
        "`sts/src/sign.rs` `sign.rs` `src/sign.rs` `model/` `sts/src/`",
        "`sts::sign::hash` `sign::hash` `Client::send` `Client` `send()` `hash` `aws-sigv4`",
        "`cargo xtask gone` `Accept: application/json` `--strict` `a#b`",
        "gone\n```text\n`gone`\n```\n",
    ] {
        assert_eq!(names.unknown(known), NONE, "{known}");
    }
    for unknown in [
        "gone.rs",
        "gn.rs",
        "sts/src/gone.rs",
        "src/gone/",
        "sts::gone",
        "sign::Client",
        "sign::gone",
        "gone",
        "gone()",
    ] {
        assert_eq!(names.unknown(&format!("See `{unknown}`.")), [unknown]);
    }
}
