//! Rules for the documentation of public items.
//!
//! - rustdoc shows the features of an item only with an unstable setting. So the documentation of each item that needs one says
//!   "Needs the feature `name`." The items of a public module that says so need not repeat it.
//! - The documentation of a type has an example, or a link to an item that returns the type, takes it or contains it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};
use syn::{Attribute, ImplItem, Item, ItemImpl, Meta, Token, Type, Visibility};

use crate::modules::{ModuleNode, ModuleTree, is_hidden, is_test, text_value};

/// The words before the name of a feature in documentation.
const NEEDS: &str = "Needs the feature `";

/// Returns the public items of a crate that need a feature without saying so, each with its place and the features.
///
/// # Errors
///
/// A file that cannot be read or parsed.
pub fn unsaid_features(folder: &Path, tree: &ModuleTree) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    check(folder, tree, |module, item| module.item(item, &mut found))?;
    Ok(found)
}

/// Returns the public types of a crate whose documentation has neither an example nor a link, each with its place.
///
/// # Errors
///
/// A file that cannot be read or parsed.
pub fn dead_ends(folder: &Path, tree: &ModuleTree) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    check(folder, tree, |module, item| found.extend(module.dead_end(item)))?;
    Ok(found)
}

/// Visits the items of all modules that are not hidden.
fn check(folder: &Path, tree: &ModuleTree, mut visit: impl FnMut(&ModuleCheck<'_>, &Item)) -> Result<(), String> {
    let files = tree.parse_files(folder)?;
    let mut modules = Modules::default();
    if let Some(root) = tree.modules.first() {
        let of_root = FeatureNeeds { is_public: true, ..FeatureNeeds::default() };
        modules.add(tree, &files, root, of_root);
    }
    let public = public_names(&modules);
    for (path, items) in &modules.items {
        let module = ModuleCheck { tree, modules: &modules, public: &public, path };
        items.iter().for_each(|item| visit(&module, item));
    }
    Ok(())
}

type Files = BTreeMap<PathBuf, syn::File>;

/// The needs of an item: one feature of each group. `any(feature = "a", feature = "b")` is one group of two.
type Needs = BTreeSet<BTreeSet<String>>;

/// The features that a module needs.
#[derive(Clone, Debug, Default)]
struct FeatureNeeds {
    /// The needs of the items in it.
    all: Needs,
    /// The needs that a public module around the items says already.
    said: Needs,
    /// True if the module and all modules around it are public.
    is_public: bool,
}

/// The modules of a crate, by their paths.
#[derive(Default)]
struct Modules<'a> {
    needs: BTreeMap<Vec<String>, FeatureNeeds>,
    items: BTreeMap<Vec<String>, &'a [Item]>,
    /// The attributes at the start of a file, for modules that have one of their own.
    attributes: BTreeMap<Vec<String>, &'a [Attribute]>,
}

impl<'a> Modules<'a> {
    fn add(&mut self, tree: &ModuleTree, files: &'a Files, module: &ModuleNode, needs: FeatureNeeds) {
        if let Some(file) = files.get(&module.file) {
            self.attributes.insert(module.path.clone(), &file.attrs);
            self.add_items(tree, files, &module.path, &file.items, needs);
        }
    }

    fn add_items(
        &mut self,
        tree: &ModuleTree,
        files: &'a Files,
        path: &[String],
        items: &'a [Item],
        needs: FeatureNeeds,
    ) {
        for item in items {
            let Item::Mod(inner) = item else { continue };
            let inner_path: Vec<String> = path.iter().cloned().chain([inner.ident.to_string()]).collect();
            // Modules of tests are not in the tree.
            let Some(node) = tree.find(&inner_path).filter(|_| !is_left_out(&inner.attrs)) else { continue };
            let own = features(&inner.attrs);
            let is_public = needs.is_public && matches!(inner.vis, Visibility::Public(_));
            let mut inner_needs = FeatureNeeds { is_public, ..needs.clone() };
            inner_needs.all.extend(own.iter().cloned());
            if is_public {
                inner_needs.said.extend(own);
            }
            match &inner.content {
                Some((_, items)) => self.add_items(tree, files, &inner_path, items, inner_needs),
                None => self.add(tree, files, node, inner_needs),
            }
        }
        self.items.insert(path.to_vec(), items);
        self.needs.insert(path.to_vec(), needs);
    }

    fn needs(&self, path: &[String]) -> FeatureNeeds {
        self.needs.get(path).cloned().unwrap_or_default()
    }
}

/// Checks the items of one module.
struct ModuleCheck<'a> {
    tree: &'a ModuleTree,
    modules: &'a Modules<'a>,
    /// The names of public types, wherever they are defined.
    public: &'a BTreeSet<String>,
    path: &'a [String],
}

impl ModuleCheck<'_> {
    fn item(&self, item: &Item, found: &mut Vec<String>) {
        let (visibility, attributes, name) = match item {
            Item::Const(item) => (&item.vis, &item.attrs, &item.ident),
            Item::Enum(item) => (&item.vis, &item.attrs, &item.ident),
            Item::Fn(item) => (&item.vis, &item.attrs, &item.sig.ident),
            Item::Static(item) => (&item.vis, &item.attrs, &item.ident),
            Item::Struct(item) => (&item.vis, &item.attrs, &item.ident),
            Item::Trait(item) => (&item.vis, &item.attrs, &item.ident),
            Item::Type(item) => (&item.vis, &item.attrs, &item.ident),
            Item::Mod(item) => return self.module(item, found),
            Item::Impl(item) => return self.implementation(item, found),
            _ => return,
        };
        let is_public = self.is_public(&name.to_string()) && matches!(visibility, Visibility::Public(_));
        if is_public && !is_left_out(attributes) {
            let missing = self.missing(&features(attributes), &documentation(attributes));
            self.report(&name.to_string(), name.span(), &missing, found);
        }
    }

    /// Returns the place of a public type whose documentation leads nowhere.
    fn dead_end(&self, item: &Item) -> Option<String> {
        let (visibility, attributes, name) = match item {
            Item::Enum(item) => (&item.vis, &item.attrs, &item.ident),
            Item::Struct(item) => (&item.vis, &item.attrs, &item.ident),
            Item::Trait(item) => (&item.vis, &item.attrs, &item.ident),
            Item::Type(item) => (&item.vis, &item.attrs, &item.ident),
            _ => return None,
        };
        let is_public = self.is_public(&name.to_string()) && matches!(visibility, Visibility::Public(_));
        let text = documentation(attributes);
        let leads_on = text.contains("```") || text.contains("[`");
        let is_dead_end = is_public && !is_left_out(attributes) && !leads_on;
        is_dead_end.then(|| format!("{}: {name}", self.place(name.span())))
    }

    /// The documentation of a module is in its file or at its declaration.
    fn module(&self, item: &syn::ItemMod, found: &mut Vec<String>) {
        let inner: Vec<String> = self.path.iter().cloned().chain([item.ident.to_string()]).collect();
        if !self.modules.needs(&inner).is_public || is_left_out(&item.attrs) {
            return;
        }
        let in_file = self.modules.attributes.get(&inner).copied().unwrap_or_default();
        let said = documentation(&item.attrs) + &documentation(in_file);
        self.report(&item.ident.to_string(), item.ident.span(), &self.missing(&features(&item.attrs), &said), found);
    }

    /// The documentation of a public method, or that of its `impl` block, names the feature, unless the type itself needs it.
    fn implementation(&self, item: &ItemImpl, found: &mut Vec<String>) {
        let Type::Path(of) = &*item.self_ty else { return };
        let Some(name) = of.path.segments.last().map(|segment| segment.ident.to_string()) else { return };
        if item.trait_.is_some() || !self.is_public(&name) || is_left_out(&item.attrs) {
            return;
        }
        let of_type = self.needs_of_type(&of.path);
        for method in &item.items {
            let ImplItem::Fn(method) = method else { continue };
            if !matches!(method.vis, Visibility::Public(_)) || is_left_out(&method.attrs) {
                continue;
            }
            let own = features(&item.attrs).into_iter().chain(features(&method.attrs));
            let said = documentation(&item.attrs) + &documentation(&method.attrs);
            let mut missing = self.missing(&own.collect(), &said);
            missing.retain(|group| !of_type.contains(group));
            self.report(&format!("{name}::{}", method.sig.ident), method.sig.ident.span(), &missing, found);
        }
    }

    /// The needs of an item that neither its documentation nor that of a public module around it names.
    fn missing(&self, own: &Needs, said: &str) -> Needs {
        let needs = self.modules.needs(self.path);
        let all: Needs = needs.all.difference(&needs.said).chain(own).cloned().collect();
        let is_said = |feature: &String| said.contains(NEEDS) && said.contains(&format!("`{feature}`"));
        // `any(a, b)` follows from `a`.
        let follows =
            |group: &BTreeSet<String>| all.iter().any(|other| other.len() < group.len() && other.is_subset(group));
        all.iter().filter(|group| !group.iter().all(is_said) && !follows(group)).cloned().collect()
    }

    fn is_public(&self, name: &str) -> bool {
        self.modules.needs(self.path).is_public || self.public.contains(name)
    }

    /// The features of the module that defines a type, and of the type itself.
    fn needs_of_type(&self, path: &syn::Path) -> Needs {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let Some((first, rest)) = names.split_first() else { return Needs::new() };
        let imports = self.tree.find(self.path).map(|node| node.imports.as_slice()).unwrap_or_default();
        let import = imports.iter().find(|import| import.name.as_ref() == Some(first));
        let full: Vec<String> = match import {
            Some(import) => absolute(&import.path, self.path).into_iter().chain(rest.iter().cloned()).collect(),
            None => self.path.iter().chain(&names).cloned().collect(),
        };
        let Some((name, module)) = full.split_last() else { return Needs::new() };
        let mut needs = self.modules.needs(module).all;
        for item in self.modules.items.get(module).copied().unwrap_or_default() {
            if let Item::Struct(item) = item
                && item.ident == name
            {
                needs.extend(features(&item.attrs));
            }
        }
        needs
    }

    fn report(&self, name: &str, place: proc_macro2::Span, missing: &Needs, found: &mut Vec<String>) {
        if missing.is_empty() {
            return;
        }
        let group =
            |group: &BTreeSet<String>| group.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ");
        let features: Vec<String> = missing.iter().map(group).collect();
        found.push(format!("{}: {name} needs {}", self.place(place), features.join(", ")));
    }

    fn place(&self, span: proc_macro2::Span) -> String {
        let file = self.tree.find(self.path).map(|node| node.file.display().to_string()).unwrap_or_default();
        format!("{file}:{}", span.start().line)
    }
}

/// A path from the root of the crate, for one that is written in a module.
fn absolute(path: &[String], module: &[String]) -> Vec<String> {
    let mut base = module.to_vec();
    let mut rest = path;
    while let Some((first, others)) = rest.split_first() {
        match first.as_str() {
            "crate" => base.clear(),
            "self" => {}
            "super" => drop(base.pop()),
            _ => break,
        }
        rest = others;
    }
    base.into_iter().chain(rest.iter().cloned()).collect()
}

/// The features that attributes name in `#[cfg(…)]`, outside of `not(…)`.
fn features(attributes: &[Attribute]) -> Needs {
    let mut found = Needs::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")) {
        if let Ok(condition) = attribute.parse_args::<Meta>() {
            found.extend(groups(&condition));
        }
    }
    found
}

/// The groups of features of a condition.
fn groups(condition: &Meta) -> Needs {
    match condition {
        Meta::NameValue(pair) if pair.path.is_ident("feature") => {
            text_value(pair).into_iter().map(|name| BTreeSet::from([name])).collect()
        }
        Meta::List(list) if !list.path.is_ident("not") => {
            let parts = list.parse_args_with(syn::punctuated::Punctuated::<Meta, Token![,]>::parse_terminated);
            let parts: Vec<Needs> = parts.iter().flatten().map(groups).collect();
            if list.path.is_ident("all") {
                return parts.into_iter().flatten().collect();
            }
            // A condition that does not name a feature is enough by itself.
            let is_enough = parts.iter().any(Needs::is_empty);
            let group: BTreeSet<String> = parts.into_iter().flatten().flatten().collect();
            if is_enough || group.is_empty() { Needs::new() } else { Needs::from([group]) }
        }
        _ => Needs::new(),
    }
}

/// True for items of tests, and for those that the documentation leaves out.
fn is_left_out(attributes: &[Attribute]) -> bool {
    is_test(attributes) || is_hidden(attributes)
}

fn documentation(attributes: &[Attribute]) -> String {
    let mut text = String::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("doc")) {
        if let Meta::NameValue(pair) = &attribute.meta
            && let Some(line) = text_value(pair)
        {
            text.push_str(&line);
            text.push('\n');
        }
    }
    text
}

/// The names of types in public modules, and those that `pub use` declarations mention.
fn public_names(modules: &Modules<'_>) -> BTreeSet<String> {
    #[derive(Default)]
    struct Reexports(BTreeSet<String>);

    impl<'ast> Visit<'ast> for Reexports {
        fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
            if matches!(item.vis, Visibility::Public(_)) && !is_left_out(&item.attrs) {
                visit::visit_item_use(self, item);
            }
        }

        fn visit_use_name(&mut self, name: &'ast syn::UseName) {
            self.0.insert(name.ident.to_string());
        }

        fn visit_use_rename(&mut self, renamed: &'ast syn::UseRename) {
            self.0.insert(renamed.ident.to_string());
        }
    }

    let mut reexports = Reexports::default();
    let public = modules.items.iter().filter(|(path, _)| modules.needs(path).is_public);
    for item in public.flat_map(|(_, items)| items.iter()) {
        let (visibility, name) = match item {
            Item::Enum(item) => (&item.vis, &item.ident),
            Item::Struct(item) => (&item.vis, &item.ident),
            _ => continue,
        };
        if matches!(visibility, Visibility::Public(_)) {
            reexports.0.insert(name.to_string());
        }
    }
    modules.items.values().copied().flatten().for_each(|item| reexports.visit_item(item));
    reexports.0
}
