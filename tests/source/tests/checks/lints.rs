//! Unsafe code is forbidden, and so is what panics on input.

use std::fs;
use std::path::{Path, PathBuf};

use source::modules::is_test;
use source::workspace::{self, library_files, root};
use syn::visit::{self, Visit};

/// An allocator is unsafe by its nature; this one is in a test program.
const UNSAFE: &str = "tests/memory";
/// Lints of Clippy against what panics.
const PANICS: [&str; 5] = ["unwrap_used", "expect_used", "panic", "indexing_slicing", "todo"];

/// The folders of all packages, below the root.
fn packages() -> Vec<PathBuf> {
    workspace::packages().unwrap().into_iter().map(|package| package.folder).collect()
}

/// The tables of a manifest that set lints: `unsafe_code = "forbid"` as `("unsafe_code", "forbid")`.
fn settings(manifest: &str) -> Vec<(&str, &str)> {
    let settings = manifest.lines().filter_map(|line| line.split_once(" = "));
    settings.map(|(name, value)| (name, value.trim_matches('"'))).collect()
}

#[test]
fn pr01_every_package_forbids_unsafe_code_and_denies_what_panics() {
    let workspace = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(settings(&workspace).contains(&("unsafe_code", "forbid")));
    for lint in PANICS {
        assert!(settings(&workspace).contains(&(lint, "deny")), "{lint}");
    }
    let packages = packages();
    assert!(packages.contains(&PathBuf::from("sts")), "{packages:?}");
    for package in packages {
        let manifest = fs::read_to_string(root().join(&package).join("Cargo.toml")).unwrap();
        if package == Path::new(UNSAFE) {
            assert!(PANICS.iter().all(|lint| settings(&manifest).contains(&(lint, "deny"))));
            assert!(settings(&manifest).contains(&("unsafe_code", "deny")));
        } else {
            assert!(manifest.contains("[lints]\nworkspace = true\n"), "{} has lints of its own", package.display());
        }
    }
}

/// Finds where lints against what panics or is unsafe are set aside, outside of tests.
#[derive(Default)]
struct SetAside {
    found: Vec<String>,
}

impl SetAside {
    fn judge(&mut self, attribute: &syn::Attribute) {
        let syn::Meta::List(list) = &attribute.meta else { return };
        let text = list.tokens.to_string();
        let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        let sets_aside = list.path.is_ident("allow") || list.path.is_ident("expect") || words.contains(&"allow");
        let lint = PANICS.iter().chain(&["unsafe_code"]).find(|lint| words.contains(lint));
        if let Some(lint) = lint.filter(|_| sets_aside) {
            let reason = if words.contains(&"reason") { "with" } else { "without" };
            self.found.push(format!("{lint} {reason} a reason"));
        }
    }
}

impl<'ast> Visit<'ast> for SetAside {
    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        self.judge(attribute);
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !is_test(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }
}

fn set_aside(source: &str) -> Vec<String> {
    let mut found = SetAside::default();
    found.visit_file(&syn::parse_file(source).unwrap());
    found.found
}

#[test]
fn pr01_library_code_sets_no_such_lint_aside() {
    for package in packages().iter().filter(|package| !package.starts_with("tests")) {
        let sources = library_files(&root().join(package).join("src")).unwrap();
        assert!(!sources.is_empty(), "{}", package.display());
        for path in sources.iter().filter(|path| !path.ends_with("testing.rs")) {
            let found = set_aside(&fs::read_to_string(path).unwrap());
            assert_eq!(found, [""; 0], "{}", path.display());
        }
    }
    // The others are tests; one of them may hold unsafe code, in one place.
    let found = set_aside(&fs::read_to_string(root().join(UNSAFE).join("src/lib.rs")).unwrap());
    assert_eq!(found, ["unsafe_code with a reason"]);
}

#[test]
fn pr01_what_sets_a_lint_aside_is_found_wherever_it_stands() {
    let source = "#![allow(clippy::panic)]\nfn f() { #[expect(clippy::unwrap_used, reason = \"…\")] g() }\n\
                  #[cfg_attr(x, allow(unsafe_code))] struct S;\n#[deny(clippy::todo)] struct T;\n\
                  #[cfg(test)] mod tests { #![allow(clippy::panic)] }";
    let expected = ["panic without a reason", "unwrap_used with a reason", "unsafe_code without a reason"];
    assert_eq!(set_aside(source), expected);
}
