//! Checks that no text of a model is outside of comments and literals.

use std::collections::BTreeSet;
use std::str::FromStr;

use codegen::GeneratedFile;
use codegen::json::JsonValue;
use codegen::plan::names;
use proc_macro2::{TokenStream, TokenTree};

use super::change::WORD;
use crate::Found;

/// Checks the files of a crate that was generated from a model.
pub(super) fn check(files: &[GeneratedFile], model: &str) -> Found {
    let known = ModelNames::of(model);
    files.iter().try_for_each(|file| {
        let checked = match file.path.rsplit('.').next() {
            Some("rs") => check_rust(&file.text, &known),
            Some("toml") => check_manifest(&file.text),
            _ => check_markdown(file.text.lines(), &known),
        };
        checked.map_err(|problem| format!("{}: {problem}", file.path))
    })
}

/// The identifiers that names of a model give.
struct ModelNames(BTreeSet<String>);

impl ModelNames {
    fn of(model: &str) -> Self {
        let mut names = BTreeSet::new();
        if let Ok(root) = JsonValue::parse(model) {
            collect(&root, &mut names);
        }
        Self(names)
    }

    /// Returns `true` for a word without text of the model, and for one that a name gives.
    fn allow(&self, word: &str) -> bool {
        let word = word.trim_start_matches("r#").to_ascii_lowercase();
        let stem = ["set_", ""].into_iter().find_map(|prefix| word.strip_prefix(prefix)).unwrap_or(&word);
        let endings = ["", "builder", "request", "requestbuilder", "response"];
        let mut stems = endings.iter().filter_map(|ending| stem.strip_suffix(ending)).chain([word.as_str()]);
        !word.contains(WORD)
            || stems.any(|stem| {
                self.0.contains(stem)
                    || self.0.contains(stem.trim_end_matches(|c: char| c == '_' || c.is_ascii_digit()))
            })
    }
}

fn collect(value: &JsonValue, names: &mut BTreeSet<String>) {
    match value {
        JsonValue::String(text) => add(text, names),
        JsonValue::Array(elements) => elements.iter().for_each(|element| collect(element, names)),
        JsonValue::Object(entries) => entries.iter().for_each(|(key, value)| {
            add(key, names);
            collect(value, names);
        }),
        _ => {}
    }
}

fn add(text: &str, names: &mut BTreeSet<String>) {
    let text = text.rsplit('#').next().unwrap_or(text);
    let forms = [names::member, names::type_name, names::variant, names::constant, names::code];
    names.extend(forms.into_iter().map(|form| form(text).trim_start_matches("r#").to_ascii_lowercase()));
}

/// Checks that a source file can be parsed, that its identifiers are the generator's or come from names, and that its
/// documentation is not code either.
fn check_rust(text: &str, known: &ModelNames) -> Found {
    let tokens = TokenStream::from_str(text).map_err(|error| format!("cannot be split into tokens: {error}"))?;
    syn::parse2::<syn::File>(tokens.clone()).map_err(|error| format!("cannot be parsed: {error}"))?;
    check_tokens(tokens, known)?;
    let mut block: Vec<&str> = Vec::new();
    for line in text.lines().chain([""]) {
        let line = line.trim_start();
        match line.strip_prefix("//!").or_else(|| line.strip_prefix("///")) {
            Some(documentation) => block.push(documentation.strip_prefix(' ').unwrap_or(documentation)),
            None => check_markdown(block.drain(..), known)?,
        }
    }
    Ok(())
}

fn check_tokens(tokens: TokenStream, known: &ModelNames) -> Found {
    tokens.into_iter().try_for_each(|token| match token {
        TokenTree::Ident(ident) if !known.allow(&ident.to_string()) => {
            Err(format!("text of the model is code: the identifier {ident}"))
        }
        TokenTree::Group(group) => check_tokens(group.stream(), known),
        _ => Ok(()),
    })
}

/// Checks that Markdown has no code of the model that a documentation test would run, and no HTML of it.
fn check_markdown<'t>(lines: impl Iterator<Item = &'t str>, known: &ModelNames) -> Found {
    let mut fence: Option<&str> = None;
    let mut in_list = false;
    for line in lines {
        let trimmed = line.trim_start();
        let is_fence = fence_mark(trimmed);
        match (fence, is_fence) {
            (Some(open), Some(mark)) if trimmed.trim_end() == mark && (open.starts_with(mark)) => fence = None,
            (Some(open), _) => {
                let is_text = open.trim_start_matches(['`', '~']) == "text";
                if !is_text && !words(line).all(|word| known.allow(word)) {
                    return Err(format!("text of the model is an example: {line}"));
                }
            }
            (None, Some(_)) => fence = Some(trimmed.trim_end()),
            (None, None) => {
                in_list |= trimmed.starts_with("- ") || trimmed.starts_with(|first: char| first.is_ascii_digit());
                let is_indented = line.len() - trimmed.len() >= 4 && !in_list;
                if line.to_ascii_lowercase().contains(WORD) && (is_indented || has_tag(line)) {
                    return Err(format!("text of the model is markup: {line}"));
                }
            }
        }
    }
    if fence.is_some() { Err("a block of code does not end".to_owned()) } else { Ok(()) }
}

/// Returns the mark of a line that can start or end a block of code. With another backtick in the line, it is code within text:
/// CommonMark, 4.5.
fn fence_mark(line: &str) -> Option<&'static str> {
    let mark = ["```", "~~~"].into_iter().find(|mark| line.starts_with(mark))?;
    let is_inline = mark == "```" && line.trim_start_matches('`').contains('`');
    (!is_inline).then_some(mark)
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '#')
}

/// Returns `true` if a line has a tag of HTML outside of code. Web addresses in angle brackets are links.
fn has_tag(line: &str) -> bool {
    let mut rest = line;
    while let Some(at) = rest.find(['\\', '`', '<']) {
        let (_, special) = rest.split_at(at);
        rest = match special.chars().next() {
            Some('\\') => special.get(2..).unwrap_or_default(),
            Some('`') => {
                let fence = special.len() - special.trim_start_matches('`').len();
                let (fence, inner) = special.split_at(fence);
                inner.split_once(fence).map_or("", |(_, after)| after)
            }
            _ => {
                let tag = special.get(1..).unwrap_or_default();
                if tag.starts_with(|first: char| first.is_ascii_alphabetic() || "/!?".contains(first))
                    && !tag.starts_with("http")
                    && !tag.starts_with("!-- @generated")
                {
                    return true;
                }
                tag
            }
        };
    }
    false
}

/// Checks that a manifest can be parsed and has the generator's keys only.
fn check_manifest(text: &str) -> Found {
    let manifest = text.parse::<toml::Table>().map_err(|error| format!("cannot be parsed: {error}"))?;
    let tables: Vec<&str> = manifest.keys().map(String::as_str).collect();
    let dependencies = manifest.get("dependencies").and_then(toml::Value::as_table);
    let dependencies: Vec<&str> = dependencies.into_iter().flat_map(toml::Table::keys).map(String::as_str).collect();
    if tables == ["dependencies", "features", "package", "workspace"] && dependencies == ["awsquery"] {
        Ok(())
    } else {
        Err(format!("has the tables {tables:?} and the dependencies {dependencies:?}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODEL: &str = r#"{"GetZqx": "zqx is\ntext"}"#;

    fn rust(text: &str) -> Found {
        check_rust(text, &ModelNames::of(MODEL))
    }

    #[test]
    fn names_comments_and_literals_are_allowed() {
        rust("//! zqx\n/// `<zqx>` and \\<zqx>\npub struct GetZqxRequest { get_zqx: u8 }\nconst GET_ZQX: &str = \"zqx!()\";\n")
            .unwrap();
        rust("//! ```text\n//! zqx\n//! ```\n\n//! - a\n//!\n//!     zqx\n").unwrap();
        // Code within text, although its line starts like a block.
        rust("/// ```` ``` zqx() {} ````\npub struct GetZqxRequest;\n").unwrap();
    }

    #[test]
    fn code_and_markup_are_found() {
        for text in [
            "pub fn zqx() {}\n",
            "/// a\npub struct ZqxIs;\nfn zqx_is_() { zqx::f() }\n",
            "//! ```\n//! zqx()\n//! ```\n",
            "//!     zqx()\n",
            "//! ~~~rust\n//! other()\n",
            "//! <script>zqx()\n",
            "pub fn unclosed() {\n",
        ] {
            assert!(rust(text).is_err(), "{text}");
        }
        assert!(
            check_manifest("[package]\n[features]\n[workspace]\n[dependencies]\nawsquery = \"1\"\nzqx = \"1\"\n")
                .is_err()
        );
    }
}
