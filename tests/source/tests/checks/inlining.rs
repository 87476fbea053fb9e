//! Functions that many programs do without are compiled only in programs that call them.

use std::fs;
use std::path::PathBuf;

use source::modules::is_test;
use source::workspace::{library_files, root};
use syn::visit::{self, Visit};
use syn::{Attribute, FnArg, GenericParam, Signature, Type};

/// The parts of the runtime and of `sts` that many programs do without, as files and as folders with the same name.
const OPTIONAL: [&str; 27] = [
    "codegen/runtime/src/call/presign",
    "codegen/runtime/src/endpoint/functions",
    "codegen/runtime/src/error/report",
    "codegen/runtime/src/protocol/xml/scalars",
    "codegen/runtime/src/sign/presign",
    "codegen/runtime/src/value/blob",
    "codegen/runtime/src/value/number",
    "sts/src/calls/external_id",
    "sts/src/calls/mfa",
    "sts/src/calls/role",
    "sts/src/calls/scoped_session",
    "sts/src/calls/web_identity",
    "sts/src/claims",
    "sts/src/denial",
    "sts/src/environment",
    "sts/src/export",
    "sts/src/global_endpoint",
    "sts/src/help",
    "sts/src/json",
    "sts/src/message",
    "sts/src/policy",
    "sts/src/refresh",
    "sts/src/sanitize",
    "sts/src/session/scope_down",
    "sts/src/session/size_report",
    "sts/src/token",
    "sts/src/web_identity",
];

/// Finds functions that are compiled with the library, by their names.
#[derive(Default)]
struct Compiled {
    /// True inside of an implementation with a type as parameter.
    is_generic: bool,
    found: Vec<String>,
}

impl Compiled {
    fn judge(&mut self, attributes: &[Attribute], signature: &Signature) {
        let is_marked = attributes.iter().any(|attribute| attribute.path().is_ident("inline"));
        let takes_any = signature.inputs.iter().any(|input| match input {
            FnArg::Typed(input) => contains_impl(&input.ty),
            FnArg::Receiver(_) => false,
        });
        let is_generic = self.is_generic || has_types(&signature.generics) || takes_any;
        if !is_marked && !is_generic && !is_test(attributes) {
            self.found.push(signature.ident.to_string());
        }
    }
}

/// Returns whether a type contains `impl Trait`.
fn contains_impl(r#type: &Type) -> bool {
    struct Finds(bool);
    impl<'ast> Visit<'ast> for Finds {
        fn visit_type_impl_trait(&mut self, _: &'ast syn::TypeImplTrait) {
            self.0 = true;
        }
    }
    let mut finds = Finds(false);
    finds.visit_type(r#type);
    finds.0
}

fn has_types(generics: &syn::Generics) -> bool {
    generics.params.iter().any(|parameter| !matches!(parameter, GenericParam::Lifetime(_)))
}

impl<'ast> Visit<'ast> for Compiled {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.judge(&function.attrs, &function.sig);
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.judge(&function.attrs, &function.sig);
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_item_impl(&mut self, implementation: &'ast syn::ItemImpl) {
        let outer = std::mem::replace(&mut self.is_generic, has_types(&implementation.generics));
        visit::visit_item_impl(self, implementation);
        self.is_generic = outer;
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !is_test(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }
}

fn compiled(source: &str) -> Vec<String> {
    let mut compiled = Compiled::default();
    compiled.visit_file(&syn::parse_file(source).unwrap());
    compiled.found
}

/// The files of a part, without tests.
fn files(part: &str) -> Vec<PathBuf> {
    let folder = root().join(part);
    let mut files = vec![folder.with_extension("rs")];
    if folder.is_dir() {
        files.extend(library_files(&folder).unwrap());
    }
    // A model of threads, which only tests compile.
    files.retain(|file| !file.ends_with("interleavings.rs"));
    files
}

#[test]
fn functions_that_many_programs_do_without_are_not_compiled_with_the_library() {
    for part in OPTIONAL {
        for file in files(part) {
            let found = compiled(&fs::read_to_string(&file).unwrap());
            assert_eq!(found, [""; 0], "mark these functions of {} with #[inline]", file.display());
        }
    }
}

#[test]
fn a_function_is_compiled_with_the_library_unless_it_is_inlined_or_generic() {
    let source = "fn one() {} #[inline] fn two() {} fn three<T>(t: T) {} fn four(t: impl Into<String>) {}
                  fn five<'a>(t: &'a str) -> impl Iterator<Item = char> { t.chars() }
                  impl<T> S<T> { fn six() {} } impl<'a> S<'a> { fn seven() {} } impl fmt::Debug for S { fn fmt() {} }
                  #[cfg(test)] mod tests { fn eight() {} }";
    assert_eq!(compiled(source), ["one", "five", "seven", "fmt"]);
}
