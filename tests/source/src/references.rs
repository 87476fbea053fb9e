//! References from one module to another, with re-exports resolved.
//!
//! A path leads to the module that defines what it names. A name that a module re-exports counts for the module that
//! defines it if the path goes through a module around the one with the path, the root above all: those are shortcuts for
//! their own insides. In any other module a re-export is part of that module's interface, and a path ends there.

use crate::modules::{ImportedName, ModuleTree};

/// A path in one module that leads to another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ModuleReference {
    /// The position of the module with the path.
    pub from: usize,
    /// The position of the module that defines what the path names.
    pub to: usize,
    /// The line of the path, from 1 on.
    pub line: usize,
}

/// All references of a crate between different modules, sorted.
pub fn references(tree: &ModuleTree) -> Vec<ModuleReference> {
    let mut found = Vec::new();
    for (from, module) in tree.modules.iter().enumerate() {
        let resolver = Resolver { tree, from };
        for import in &module.imports {
            found.extend(resolver.import(from, import).map(|to| ModuleReference { from, to, line: import.line }));
        }
        for mention in &module.mentions {
            let to = resolver.mention(&mention.path);
            found.extend(to.map(|to| ModuleReference { from, to, line: mention.line }));
        }
    }
    found.retain(|reference| reference.from != reference.to);
    found.sort();
    found.dedup();
    found
}

/// The largest number of imports that are followed for one path; more go in circles.
const LONGEST_CHAIN: usize = 32;

/// Resolves the paths of one module.
struct Resolver<'a> {
    tree: &'a ModuleTree,
    from: usize,
}

/// The state of one path: how far it may go.
#[derive(Clone, Copy)]
struct Reach {
    /// The number of imports that may still be followed.
    imports: usize,
    /// True after a re-export: the rest leads to the definition, whatever modules are on the way.
    everywhere: bool,
}

impl Resolver<'_> {
    fn import(&self, module: usize, import: &ImportedName) -> Option<usize> {
        self.start(module, &import.path, Reach { imports: LONGEST_CHAIN, everywhere: false }, Some(import))
    }

    fn mention(&self, path: &[String]) -> Option<usize> {
        let reach = Reach { imports: LONGEST_CHAIN, everywhere: false };
        match path {
            // A single name in code is not a module: `error` is a variable, whatever modules there are.
            [name] if name != "self" && name != "super" && name != "crate" => {
                let module = self.tree.module(self.from);
                if module.defined.contains(name) {
                    return None;
                }
                self.name(self.from, name, reach).or_else(|| self.tree.macros.get(name).copied())
            }
            path => self.start(self.from, path, reach, None),
        }
    }

    /// Follows a path from its first name on; `importing` is the import that it belongs to.
    fn start(&self, module: usize, path: &[String], reach: Reach, importing: Option<&ImportedName>) -> Option<usize> {
        let (first, rest) = path.split_first()?;
        let node = self.tree.module(module);
        match first.as_str() {
            "crate" => self.follow(0, rest, reach),
            "self" => self.follow(module, rest, reach),
            "super" => self.follow(node.parent, rest, reach),
            name => {
                if let Some(child) = node.children.get(name) {
                    return self.follow(*child, rest, reach);
                }
                if node.defined.contains(name) {
                    return Some(module);
                }
                let imports = node.imports.iter().filter(|import| !importing.is_some_and(|own| is_same(own, import)));
                let mut named = imports.clone().filter(|import| import.name.as_deref() == Some(name));
                if let Some(import) = named.next() {
                    return self.through(module, import, rest, reach);
                }
                let mut globs = imports.filter(|import| import.name.is_none());
                globs.find_map(|glob| self.glob(module, glob, path, reach))
            }
        }
    }

    /// Follows the rest of a path from a module on, downwards.
    fn follow(&self, module: usize, path: &[String], reach: Reach) -> Option<usize> {
        let Some((first, rest)) = path.split_first() else { return Some(module) };
        let node = self.tree.module(module);
        if first == "super" {
            return self.follow(node.parent, rest, reach);
        }
        if let Some(child) = node.children.get(first) {
            return self.follow(*child, rest, reach);
        }
        if node.defined.contains(first) {
            return Some(module);
        }
        if reach.everywhere || self.is_around(module) {
            if let Some(found) = self.name_with_rest(module, first, rest, reach) {
                return Some(found);
            }
            // `#[macro_export]` puts a macro at the root, wherever it is defined.
            if module == 0
                && let Some(defining) = self.tree.macros.get(first)
            {
                return Some(*defining);
            }
        }
        Some(module)
    }

    /// The module that defines a name which a module imports.
    fn name(&self, module: usize, name: &str, reach: Reach) -> Option<usize> {
        self.name_with_rest(module, name, &[], reach)
    }

    fn name_with_rest(&self, module: usize, name: &str, rest: &[String], reach: Reach) -> Option<usize> {
        let imports = &self.tree.module(module).imports;
        if let Some(import) = imports.iter().find(|import| import.name.as_deref() == Some(name)) {
            return self.through(module, import, rest, reach);
        }
        let path: Vec<String> = std::iter::once(name.to_owned()).chain(rest.iter().cloned()).collect();
        imports.iter().filter(|import| import.name.is_none()).find_map(|glob| self.glob(module, glob, &path, reach))
    }

    /// Follows the path of an import, and then the rest.
    fn through(&self, module: usize, import: &ImportedName, rest: &[String], reach: Reach) -> Option<usize> {
        let imports = reach.imports.checked_sub(1)?;
        let path: Vec<String> = import.path.iter().chain(rest).cloned().collect();
        // What the module itself imports may be a name of another module's interface; what a module around it imports
        // is a shortcut.
        let everywhere = reach.everywhere || module != self.from;
        self.start(module, &path, Reach { imports, everywhere }, Some(import))
    }

    /// Follows a path into the module of a glob import, if that module has the first name.
    fn glob(&self, module: usize, glob: &ImportedName, path: &[String], reach: Reach) -> Option<usize> {
        let imports = reach.imports.checked_sub(1)?;
        let everywhere = reach.everywhere || module != self.from;
        let reach = Reach { imports, everywhere };
        let source = self.start(module, &glob.path, reach, Some(glob))?;
        let (first, rest) = path.split_first()?;
        let node = self.tree.module(source);
        if rest.is_empty() && node.defined.contains(first) {
            return Some(source);
        }
        if let Some(child) = node.children.get(first).filter(|_| !rest.is_empty()) {
            return self.follow(*child, rest, reach);
        }
        let is_imported = node.imports.iter().any(|import| import.name.as_deref() == Some(first));
        let has_globs = node.imports.iter().any(|import| import.name.is_none());
        if is_imported || has_globs {
            let found = self.name_with_rest(source, first, rest, Reach { imports, everywhere: true })?;
            return Some(if everywhere || self.is_around(source) { found } else { source });
        }
        node.defined.contains(first).then_some(source)
    }

    /// Returns true for the module with the path itself, and for every module around it.
    fn is_around(&self, module: usize) -> bool {
        let from = &self.tree.module(self.from).path;
        from.starts_with(&self.tree.module(module).path)
    }
}

fn is_same(one: &ImportedName, other: &ImportedName) -> bool {
    std::ptr::eq(one, other)
}
