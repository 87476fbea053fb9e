//! Names and paths that a page of Markdown mentions, compared with the tree.

use std::collections::{BTreeMap, BTreeSet};

use crate::modules::ModuleTree;

/// The names that a page may mention.
#[derive(Debug, Default)]
pub struct KnownNames {
    /// Files and folders, by their paths below the root, with `/` between folders.
    files: BTreeSet<String>,
    /// The names in each module and crate, by its name. Modules of the same name are one.
    modules: BTreeMap<String, BTreeSet<String>>,
    /// Names of items, functions, packages and anything else.
    words: BTreeSet<String>,
}

impl KnownNames {
    /// Adds files and folders.
    pub fn add_files(&mut self, files: impl IntoIterator<Item = String>) {
        self.files.extend(files);
    }

    /// Adds names that are neither a module's nor an item's.
    pub fn add_words(&mut self, words: impl IntoIterator<Item = String>) {
        self.words.extend(words);
    }

    /// Adds the modules of a crate and what they define or import.
    pub fn add_crate(&mut self, name: &str, tree: &ModuleTree) {
        for module in &tree.modules {
            let imported = module.imports.iter().filter_map(|import| import.name.as_ref());
            let names = module.children.keys().chain(&module.defined).chain(&module.functions).chain(imported);
            let names: Vec<String> = names.cloned().collect();
            let own = module.path.last().map_or(name, String::as_str);
            self.words.insert(own.to_owned());
            self.words.extend(names.iter().cloned());
            self.modules.entry(own.to_owned()).or_default().extend(names);
        }
    }

    /// The code spans of a page that look like a file, a path in Rust or a name, and are not known.
    pub fn unknown<'a>(&self, page: &'a str) -> Vec<&'a str> {
        code_spans(page).filter(|span| !self.is_known(span)).collect()
    }

    fn is_known(&self, span: &str) -> bool {
        if is_file(span) {
            let file = span.trim_end_matches('/');
            let inner = format!("/{file}");
            return self.files.iter().any(|known| known == file || known.ends_with(&inner));
        }
        // A variable of the environment.
        if span.starts_with("AWS_") {
            return true;
        }
        let name = span.trim_end_matches("()").trim_end_matches('!');
        let segments: Vec<&str> = name.split("::").collect();
        if !segments.iter().all(|segment| is_name(segment)) {
            return true;
        }
        let pairs = segments.iter().zip(segments.iter().skip(1));
        segments.iter().all(|segment| self.words.contains(*segment))
            && pairs
                .into_iter()
                .all(|(outer, inner)| self.modules.get(*outer).is_none_or(|names| names.contains(*inner)))
    }
}

/// Texts between backquotes, outside of code blocks.
fn code_spans(page: &str) -> impl Iterator<Item = &str> {
    let mut is_block = false;
    let lines = page.lines().filter(move |line| {
        let is_fence = line.trim_start().starts_with("```");
        is_block ^= is_fence;
        !is_block && !is_fence
    });
    lines.flat_map(|line| line.split('`').skip(1).step_by(2))
}

fn is_file(span: &str) -> bool {
    let ends = [".rs", ".md", ".json", ".toml", ".txt"].iter().any(|ending| span.ends_with(ending));
    (ends || span.contains('/')) && span.chars().all(|c| c.is_alphanumeric() || "/._-".contains(c))
}

fn is_name(segment: &str) -> bool {
    let starts = segment.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
    starts && segment.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}
