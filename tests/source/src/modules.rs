//! The modules of a crate, as its source text declares them.
//!
//! Items under `#[cfg(test)]` and `#[test]` are left out, and so is documentation.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Spacing, TokenStream, TokenTree};
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};

/// The modules of a crate.
#[derive(Debug)]
pub struct ModuleTree {
    /// The root, then its descendants, each after its parent.
    pub modules: Vec<ModuleNode>,
    /// Names of `macro_rules!` macros, and the modules that define them.
    pub macros: BTreeMap<String, usize>,
}

/// A module of a crate.
#[derive(Debug)]
pub struct ModuleNode {
    /// The names of the modules from below the root to this one; empty for the root.
    pub path: Vec<String>,
    /// The file that holds the module.
    pub file: PathBuf,
    /// The position of the parent; the root is its own parent.
    pub parent: usize,
    /// Positions of the modules below this one, by name.
    pub children: BTreeMap<String, usize>,
    /// Names of the items that the module defines, modules aside.
    pub defined: BTreeSet<String>,
    /// Names of functions and methods.
    pub functions: BTreeSet<String>,
    /// Types that the module defines outside of functions.
    pub types: Vec<DefinedType>,
    /// Names that the module imports or re-exports.
    pub imports: Vec<ImportedName>,
    /// Paths in signatures, bodies, attributes and arguments of macros.
    pub mentions: Vec<PathMention>,
}

/// A struct, enum, union, trait or type alias.
#[derive(Clone, Debug)]
pub struct DefinedType {
    /// The name.
    pub name: String,
    /// The line of the name, from 1 on.
    pub line: usize,
}

/// A name that a `use` declaration brings into a module.
#[derive(Clone, Debug)]
pub struct ImportedName {
    /// The name in the module; `None` for a glob.
    pub name: Option<String>,
    /// The path as written, without the `*` of a glob.
    pub path: Vec<String>,
    /// The line of the declaration, from 1 on.
    pub line: usize,
}

/// A path in code.
#[derive(Clone, Debug)]
pub struct PathMention {
    /// The names of the path; `$crate` is `crate`.
    pub path: Vec<String>,
    /// The line of its first name, from 1 on.
    pub line: usize,
}

impl ModuleTree {
    /// Reads the crate whose root file has this path below a folder, and the files that its modules are in.
    ///
    /// # Errors
    ///
    /// The file that cannot be found, read or parsed.
    pub fn read(folder: &Path, root: &Path) -> Result<Self, String> {
        Self::build(root, &|path| fs::read_to_string(folder.join(path)).ok())
    }

    /// Reads a crate from texts in memory, by the paths of the files; the root is `lib.rs`.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    pub fn from_texts(texts: &[(&str, &str)]) -> Result<Self, String> {
        let texts: BTreeMap<PathBuf, &str> = texts.iter().map(|(path, text)| (PathBuf::from(path), *text)).collect();
        Self::build(Path::new("lib.rs"), &|path| texts.get(path).map(|text| (*text).to_owned()))
    }

    fn build(root: &Path, load: &dyn Fn(&Path) -> Option<String>) -> Result<Self, String> {
        let tree = Self { modules: Vec::new(), macros: BTreeMap::new() };
        let mut builder = TreeBuilder { tree, load, current: 0, folder: PathBuf::new(), depth: 0, error: None };
        builder.add_module(Vec::new(), root.to_owned(), 0);
        builder.folder = root.parent().unwrap_or(Path::new("")).to_owned();
        builder.read_file(root);
        builder.error.map_or(Ok(builder.tree), Err)
    }

    /// The module at a position.
    ///
    /// # Panics
    ///
    /// Never for a position that this tree gave.
    #[expect(clippy::indexing_slicing, reason = "positions come from this tree alone")]
    pub fn module(&self, position: usize) -> &ModuleNode {
        &self.modules[position]
    }

    /// The module with this path, such as `["retry", "quota"]`.
    pub fn find<S>(&self, path: &[S]) -> Option<&ModuleNode>
    where
        String: PartialEq<S>,
    {
        self.modules.iter().find(|module| module.path == path)
    }

    /// Parses each file of the crate, below the folder that the tree was read from. Modules in one file share it.
    ///
    /// # Errors
    ///
    /// The file that cannot be read or parsed.
    pub fn parse_files(&self, folder: &Path) -> Result<BTreeMap<PathBuf, syn::File>, String> {
        let files: BTreeSet<&PathBuf> = self.modules.iter().map(|module| &module.file).collect();
        let parse = |file: &PathBuf| {
            let problem = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
            let text = fs::read_to_string(folder.join(file)).map_err(|error| problem(&error))?;
            let parsed = syn::parse_file(&text).map_err(|error| problem(&error))?;
            Ok((file.clone(), parsed))
        };
        files.into_iter().map(parse).collect()
    }
}

struct TreeBuilder<'a> {
    tree: ModuleTree,
    load: &'a dyn Fn(&Path) -> Option<String>,
    /// The module that is being read.
    current: usize,
    /// The folder with the files of the current module's children.
    folder: PathBuf,
    /// The number of blocks around the current place.
    depth: usize,
    /// The first file that cannot be read.
    error: Option<String>,
}

impl TreeBuilder<'_> {
    fn add_module(&mut self, path: Vec<String>, file: PathBuf, parent: usize) -> usize {
        let position = self.tree.modules.len();
        if let (Some(name), Some(parent)) = (path.last(), self.tree.modules.get_mut(parent)) {
            parent.children.insert(name.clone(), position);
        }
        self.tree.modules.push(ModuleNode {
            path,
            file,
            parent,
            children: BTreeMap::new(),
            defined: BTreeSet::new(),
            functions: BTreeSet::new(),
            types: Vec::new(),
            imports: Vec::new(),
            mentions: Vec::new(),
        });
        position
    }

    fn read_file(&mut self, file: &Path) {
        let Some(text) = (self.load)(file) else {
            return self.fail(format!("cannot read {}", file.display()));
        };
        match syn::parse_file(&text) {
            Ok(parsed) if is_test(&parsed.attrs) => {}
            Ok(parsed) => self.visit_file(&parsed),
            Err(error) => self.fail(format!("cannot parse {}: {error}", file.display())),
        }
    }

    fn fail(&mut self, problem: String) {
        self.error.get_or_insert(problem);
    }

    fn node(&mut self) -> Option<&mut ModuleNode> {
        self.tree.modules.get_mut(self.current)
    }

    fn define(&mut self, name: &syn::Ident) {
        if let Some(node) = self.node() {
            node.defined.insert(plain(name));
        }
    }

    fn define_type(&mut self, name: &syn::Ident) {
        self.define(name);
        let is_outside = self.depth == 0;
        if let Some(node) = self.node().filter(|_| is_outside) {
            node.types.push(DefinedType { name: plain(name), line: name.span().start().line });
        }
    }

    fn mention(&mut self, path: Vec<String>, line: usize) {
        if let Some(node) = self.node() {
            node.mentions.push(PathMention { path, line });
        }
    }

    /// Reads a module below the current one, inline or from its file.
    fn read_module(&mut self, item: &syn::ItemMod) {
        let name = plain(&item.ident);
        let (parent, folder) = (self.current, self.folder.clone());
        let path = self.tree.module(parent).path.iter().cloned().chain([name.clone()]).collect();
        let inner = folder.join(&name);
        if let Some((_, items)) = &item.content {
            let file = self.tree.module(parent).file.clone();
            self.current = self.add_module(path, file, parent);
            self.folder = inner;
            for item in items {
                self.visit_item(item);
            }
        } else {
            let beside = folder.join(format!("{name}.rs"));
            let given = path_attribute(&item.attrs);
            let file = match &given {
                Some(file) => self.tree.module(parent).file.parent().unwrap_or(Path::new("")).join(file),
                None if (self.load)(&inner.join("mod.rs")).is_some() => inner.join("mod.rs"),
                None => beside,
            };
            self.folder = match file.file_name() {
                Some(name) if name == "mod.rs" || given.is_some() => file.parent().unwrap_or(Path::new("")).to_owned(),
                _ => file.with_extension(""),
            };
            self.current = self.add_module(path, file.clone(), parent);
            self.read_file(&file);
        }
        self.current = parent;
        self.folder = folder;
    }

    fn import(&mut self, tree: &syn::UseTree, path: &[String], line: usize) {
        let with = |name: &syn::Ident| path.iter().cloned().chain([plain(name)]).collect::<Vec<_>>();
        let (name, path) = match tree {
            syn::UseTree::Path(inner) => return self.import(&inner.tree, &with(&inner.ident), line),
            syn::UseTree::Group(group) => {
                return group.items.iter().for_each(|tree| self.import(tree, path, tree.span().start().line));
            }
            syn::UseTree::Glob(_) => (None, path.to_vec()),
            syn::UseTree::Name(name) if name.ident == "self" => (path.last().cloned(), path.to_vec()),
            syn::UseTree::Name(name) => (Some(plain(&name.ident)), with(&name.ident)),
            syn::UseTree::Rename(renamed) if renamed.ident == "self" => (Some(plain(&renamed.rename)), path.to_vec()),
            syn::UseTree::Rename(renamed) => (Some(plain(&renamed.rename)), with(&renamed.ident)),
        };
        if let Some(node) = self.node() {
            node.imports.push(ImportedName { name, path, line });
        }
    }

    /// Adds every path in the tokens of a macro. Names in a group after `prefix::` continue that path.
    fn read_tokens(&mut self, tokens: &TokenStream, prefix: &[String]) {
        let mut path: Vec<String> = Vec::new();
        let mut line = 0;
        let mut colons = 0;
        for token in tokens.clone() {
            let continues = colons == 2 && !path.is_empty();
            match &token {
                TokenTree::Ident(ident) => {
                    if !continues {
                        self.end_path(&mut path, line);
                        line = ident.span().start().line;
                        path = prefix.to_vec();
                    }
                    path.push(plain(ident));
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => {
                    colons += 1;
                    if colons == 1 && punct.spacing() == Spacing::Alone {
                        self.end_path(&mut path, line);
                        colons = 0;
                    }
                }
                TokenTree::Group(group) => {
                    let prefix = if continues { path.clone() } else { Vec::new() };
                    self.end_path(&mut path, line);
                    self.read_tokens(&group.stream(), &prefix);
                    colons = 0;
                }
                TokenTree::Literal(literal) => {
                    self.end_path(&mut path, line);
                    self.read_string(&literal.to_string(), literal.span());
                    colons = 0;
                }
                TokenTree::Punct(_) => {
                    self.end_path(&mut path, line);
                    colons = 0;
                }
            }
        }
        self.end_path(&mut path, line);
    }

    fn end_path(&mut self, path: &mut Vec<String>, line: usize) {
        if !path.is_empty() {
            self.mention(std::mem::take(path), line);
        }
    }

    /// Adds a path that an attribute holds as a string: `#[serde(with = "crate::text")]`.
    fn read_string(&mut self, literal: &str, span: proc_macro2::Span) {
        let text = literal.trim_matches('"');
        let names: Vec<String> = text.split("::").map(str::to_owned).collect();
        let is_name = |name: &String| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
        let starts = names.first().is_some_and(|first| matches!(first.as_str(), "crate" | "self" | "super"));
        if starts && names.len() > 1 && names.iter().all(is_name) {
            self.mention(names, span.start().line);
        }
    }
}

impl<'ast> Visit<'ast> for TreeBuilder<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        if is_test(attributes(item)) {
            return;
        }
        match item {
            syn::Item::Const(item) => self.define(&item.ident),
            syn::Item::Enum(item) => self.define_type(&item.ident),
            syn::Item::Fn(item) => self.define(&item.sig.ident),
            syn::Item::Static(item) => self.define(&item.ident),
            syn::Item::Struct(item) => self.define_type(&item.ident),
            syn::Item::Trait(item) => self.define_type(&item.ident),
            syn::Item::TraitAlias(item) => self.define_type(&item.ident),
            syn::Item::Type(item) => self.define_type(&item.ident),
            syn::Item::Union(item) => self.define_type(&item.ident),
            syn::Item::Macro(item) => {
                if let Some(name) = &item.ident {
                    self.define(name);
                    self.tree.macros.insert(plain(name), self.current);
                }
            }
            _ => {}
        }
        visit::visit_item(self, item);
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        if let Some(node) = self.node() {
            node.functions.insert(plain(&signature.ident));
        }
        visit::visit_signature(self, signature);
    }

    fn visit_block(&mut self, block: &'ast syn::Block) {
        self.depth += 1;
        visit::visit_block(self, block);
        self.depth -= 1;
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.read_module(item);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let line = item.span().start().line;
        if item.leading_colon.is_none() {
            self.import(&item.tree, &[], line);
        }
    }

    fn visit_impl_item(&mut self, item: &'ast syn::ImplItem) {
        let attributes = match item {
            syn::ImplItem::Const(item) => &item.attrs,
            syn::ImplItem::Fn(item) => &item.attrs,
            syn::ImplItem::Type(item) => &item.attrs,
            syn::ImplItem::Macro(item) => &item.attrs,
            _ => return visit::visit_impl_item(self, item),
        };
        if !is_test(attributes) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if !is_test(&item.attrs) {
            visit::visit_trait_item_fn(self, item);
        }
    }

    fn visit_field(&mut self, field: &'ast syn::Field) {
        if !is_test(&field.attrs) {
            visit::visit_field(self, field);
        }
    }

    fn visit_variant(&mut self, variant: &'ast syn::Variant) {
        if !is_test(&variant.attrs) {
            visit::visit_variant(self, variant);
        }
    }

    fn visit_local(&mut self, local: &'ast syn::Local) {
        if !is_test(&local.attrs) {
            visit::visit_local(self, local);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() {
            let names = path.segments.iter().map(|segment| plain(&segment.ident)).collect();
            self.mention(names, path.span().start().line);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        // The path of `macro_rules!` names nothing; the rest of its definition is read as any other tokens.
        self.visit_path(&call.path);
        self.read_tokens(&call.tokens, &[]);
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if let syn::Meta::List(list) = &attribute.meta {
            for token in list.tokens.clone() {
                if let TokenTree::Literal(literal) = token {
                    self.read_string(&literal.to_string(), literal.span());
                }
            }
        }
    }

    /// `pub(in path)` depends on nothing.
    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {}
}

/// A name without `r#`.
fn plain(ident: &syn::Ident) -> String {
    let name = ident.to_string();
    name.strip_prefix("r#").map_or(name.clone(), str::to_owned)
}

fn path_attribute(attributes: &[syn::Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| match &attribute.meta {
        syn::Meta::NameValue(pair) if pair.path.is_ident("path") => text_value(pair),
        _ => None,
    })
}

/// The text in `name = "text"`.
pub fn text_value(pair: &syn::MetaNameValue) -> Option<String> {
    match &pair.value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}

/// Returns true for `#[doc(hidden)]`.
pub fn is_hidden(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("doc") && attribute.parse_args::<syn::Ident>().is_ok_and(|hidden| hidden == "hidden")
    })
}

/// Returns true for `#[test]`, `#[cfg(test)]` and `#[cfg(all(test, …))]`; not for `#[cfg(not(test))]`.
pub fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        syn::Meta::Path(path) => path.segments.last().is_some_and(|segment| segment.ident == "test"),
        syn::Meta::List(list) if list.path.is_ident("cfg") => requires_test(list.tokens.clone()),
        syn::Meta::List(list) => list.path.segments.last().is_some_and(|segment| segment.ident == "test"),
        syn::Meta::NameValue(_) => false,
    })
}

fn requires_test(condition: TokenStream) -> bool {
    let Ok(condition) = syn::parse2::<syn::Meta>(condition) else { return false };
    match condition {
        syn::Meta::Path(path) => path.is_ident("test"),
        syn::Meta::List(list) if list.path.is_ident("all") => {
            let conditions = syn::punctuated::Punctuated::<syn::Meta, syn::Token![,]>::parse_terminated;
            let conditions = list.parse_args_with(conditions).into_iter().flatten();
            conditions.into_iter().any(|condition| matches!(condition, syn::Meta::Path(path) if path.is_ident("test")))
        }
        _ => false,
    }
}

/// The attributes of an item.
pub fn attributes(item: &syn::Item) -> &[syn::Attribute] {
    match item {
        syn::Item::Const(item) => &item.attrs,
        syn::Item::Enum(item) => &item.attrs,
        syn::Item::ExternCrate(item) => &item.attrs,
        syn::Item::Fn(item) => &item.attrs,
        syn::Item::ForeignMod(item) => &item.attrs,
        syn::Item::Impl(item) => &item.attrs,
        syn::Item::Macro(item) => &item.attrs,
        syn::Item::Mod(item) => &item.attrs,
        syn::Item::Static(item) => &item.attrs,
        syn::Item::Struct(item) => &item.attrs,
        syn::Item::Trait(item) => &item.attrs,
        syn::Item::TraitAlias(item) => &item.attrs,
        syn::Item::Type(item) => &item.attrs,
        syn::Item::Union(item) => &item.attrs,
        syn::Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
