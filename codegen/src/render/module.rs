//! A rendered module, as a tree of files or as one file.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A generated file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneratedFile {
    /// The path, relative to the folder that it is generated for.
    pub path: String,
    /// The text.
    pub text: String,
}

/// A module with the modules inside it, which has no name yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedModule {
    /// The text of the module itself.
    pub(super) root: String,
    /// The modules inside, by their paths below its folder.
    pub(super) parts: Vec<GeneratedFile>,
}

impl RenderedModule {
    /// Adds a file that the root declares as a module.
    pub(crate) fn add(&mut self, path: &str, text: String) {
        self.parts.push(GeneratedFile { path: path.to_owned(), text });
    }

    /// Returns `NAME.rs` and the files in `NAME/`, sorted by path.
    pub fn files(&self, name: &str) -> Vec<GeneratedFile> {
        let below = |part: &GeneratedFile| GeneratedFile { path: format!("{name}/{}", part.path), ..part.clone() };
        let mut files: Vec<GeneratedFile> = self.parts.iter().map(below).collect();
        files.push(GeneratedFile { path: format!("{name}.rs"), text: self.root.clone() });
        files.sort_by(|one, other| one.path.cmp(&other.path));
        files
    }

    /// Returns the module as one item, `pub mod NAME { … }`, for `include!`.
    pub fn in_one_file(&self, name: &str) -> String {
        let mut text = format!("pub mod {name} {{\n");
        let parts = self.parts.iter().map(|part| (part.path.as_str(), part.text.as_str())).collect();
        inline(&mut text, &parts, &self.root, "");
        text.push_str("}\n");
        text
    }
}

/// Appends the text of a module whose own modules are in `folder`, with their text instead of their declarations. `parts`
/// are the texts of all modules by their paths.
fn inline(out: &mut String, parts: &BTreeMap<&str, &str>, text: &str, folder: &str) {
    for line in text.lines() {
        let part =
            declared_module(line).and_then(|name| Some((name, *parts.get(format!("{folder}{name}.rs").as_str())?)));
        match part {
            Some((name, text)) => {
                // Writing to a String cannot fail.
                let _ = writeln!(out, "{} {{", line.trim_end_matches(';'));
                inline(out, parts, text, &format!("{folder}{name}/"));
                out.push_str("}\n");
            }
            None => {
                let _ = writeln!(out, "{line}");
            }
        }
    }
}

/// Returns `name` for a line that is `mod name;` or `pub mod name;`. A raw name, `r#move`, has a file without the mark.
fn declared_module(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("pub ").unwrap_or(line);
    let name = rest.strip_prefix("mod ")?.strip_suffix(';')?;
    Some(name.strip_prefix("r#").unwrap_or(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module() -> RenderedModule {
        let part = |path: &str, text: &str| GeneratedFile { path: path.to_owned(), text: text.to_owned() };
        RenderedModule {
            root: "//! Root.\n\nmod operations;\n\n/// mod types;\npub mod types;\n".to_owned(),
            parts: vec![
                part("types.rs", "//! Types.\n"),
                part("operations.rs", "mod r#move;\n"),
                part("operations/move.rs", "pub struct Move;\n"),
            ],
        }
    }

    #[test]
    fn a_tree_has_its_root_beside_its_folder() {
        let paths: Vec<String> = module().files("api").into_iter().map(|file| file.path).collect();
        assert_eq!(paths, ["api.rs", "api/operations.rs", "api/operations/move.rs", "api/types.rs"]);
    }

    #[test]
    fn one_file_has_every_module_where_it_is_declared() {
        assert_eq!(
            module().in_one_file("api"),
            "pub mod api {\n//! Root.\n\nmod operations {\nmod r#move {\npub struct Move;\n}\n}\n\n/// mod types;\n\
             pub mod types {\n//! Types.\n}\n}\n"
        );
    }
}
