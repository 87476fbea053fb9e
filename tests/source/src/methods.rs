//! The public methods of the types of async and of blocking clients.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};
use syn::{GenericArgument, GenericParam, ImplItem, ItemImpl, PathArguments, Type, Visibility};

use crate::modules::{ModuleTree, is_hidden};
use crate::workspace::root;

/// The public methods of the types that exist in both kinds, by the name of the type.
///
/// An `impl` is for blocking clients if its type is in a module `blocking`, or has `Blocking` as an argument. It is for both
/// kinds if the kind is a parameter, `K`.
#[derive(Debug, Default)]
pub struct MethodNames {
    asynchronous: BTreeMap<String, BTreeSet<String>>,
    blocking: BTreeMap<String, BTreeSet<String>>,
}

impl MethodNames {
    /// Reads the files of a crate.
    ///
    /// # Errors
    ///
    /// The file that cannot be read or parsed.
    pub fn of(tree: &ModuleTree) -> Result<Self, String> {
        let mut names = Self::default();
        for (file, parsed) in tree.parse_files(&root())? {
            let is_blocking = file.iter().any(|part| part == "blocking" || part == "blocking.rs");
            Implementations { is_blocking, names: &mut names }.visit_file(&parsed);
        }
        Ok(names)
    }

    /// Methods that only one of the kinds has, such as `Sts::identify (async)`, of types that both kinds have.
    pub fn of_one_kind(&self) -> Vec<String> {
        let both =
            self.asynchronous.iter().filter_map(|(name, methods)| Some((name, methods, self.blocking.get(name)?)));
        let differences = both.flat_map(|(name, methods, others)| {
            let only = |kind: &'static str, these: &BTreeSet<String>, those: &BTreeSet<String>| {
                these.difference(those).map(|method| format!("{name}::{method} ({kind})")).collect::<Vec<_>>()
            };
            [only("async", methods, others), only("blocking", others, methods)].concat()
        });
        differences.collect()
    }

    /// The types that both kinds have.
    pub fn types(&self) -> impl Iterator<Item = &str> {
        self.asynchronous.keys().filter(|name| self.blocking.contains_key(*name)).map(String::as_str)
    }
}

struct Implementations<'a> {
    is_blocking: bool,
    names: &'a mut MethodNames,
}

impl<'ast> Visit<'ast> for Implementations<'_> {
    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        visit::visit_item_impl(self, item);
        let Type::Path(path) = &*item.self_ty else { return };
        let Some(last) = path.path.segments.last().filter(|_| item.trait_.is_none()) else { return };
        let mentions = |argument: &GenericArgument| matches!(argument, GenericArgument::Type(Type::Path(of)) if of.path.is_ident("Blocking"));
        let has_argument = match &last.arguments {
            PathArguments::AngleBracketed(arguments) => arguments.args.iter().any(mentions),
            _ => false,
        };
        let is_in_module = path.path.segments.iter().any(|segment| segment.ident == "blocking");
        let is_blocking = self.is_blocking || is_in_module || has_argument;
        let is_kind = |param: &GenericParam| matches!(param, GenericParam::Type(kind) if kind.ident == "K");
        let is_for_both = item.generics.params.iter().any(is_kind);
        let name = last.ident.to_string();
        for method in item.items.iter().filter_map(public_method) {
            let of = [
                (!is_blocking || is_for_both, &mut self.names.asynchronous),
                (is_blocking || is_for_both, &mut self.names.blocking),
            ];
            for (_, types) in of.into_iter().filter(|(is_of_kind, _)| *is_of_kind) {
                types.entry(name.clone()).or_default().insert(method.clone());
            }
        }
    }
}

fn public_method(item: &ImplItem) -> Option<String> {
    let ImplItem::Fn(method) = item else { return None };
    let is_public = matches!(method.vis, Visibility::Public(_)) && !is_hidden(&method.attrs);
    is_public.then(|| method.sig.ident.to_string())
}
