//! `cargo xtask style`: finds phrases that the project does not use, and says what to write instead.
//!
//! `xtask/style.txt` lists the phrases, and the few places where one of them may stay. Only prose is read: comments,
//! documentation, string literals, names of tests, Markdown, and the reasons of the model's corrections. Identifiers and
//! code are not prose.

mod list;
mod literal;
pub(crate) mod markdown;
pub(crate) mod passage;
mod rust;
mod script;
mod search;
mod word;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::CommandResult;
use crate::style::list::PhraseList;
use crate::style::passage::{Passage, PassageKind};

/// The list of phrases, below the root of the workspace. It names every phrase, so it is not read itself.
const LIST: &str = "xtask/style.txt";

/// Folders that hold no prose of this project.
const SKIPPED_FOLDERS: [&str; 3] = ["target", "node_modules", "seeds"];

/// The scope and the report of [`run`].
#[derive(Clone, Debug)]
pub struct StyleOptions {
    /// The root of the workspace.
    pub root: PathBuf,
    /// Files and folders to look at, below the root. Everything if empty.
    pub paths: Vec<PathBuf>,
    /// Reports the number of findings in each file instead of the findings.
    pub summary: bool,
}

impl StyleOptions {
    /// Looks at everything below `root`, and reports each finding.
    pub fn new(root: PathBuf) -> Self {
        Self { root, paths: Vec::new(), summary: false }
    }
}

/// A phrase on the list, found in a file.
struct StyleFinding {
    /// Relative to the root, with `/` between folders.
    path: String,
    line: usize,
    column: usize,
    phrase: String,
    advice: String,
}

/// Looks for phrases of the list in the prose of the workspace.
///
/// # Errors
///
/// The findings, if there are any; exceptions of the list that match nothing; files that cannot be read.
pub fn run(options: &StyleOptions) -> CommandResult {
    let list = fs::read_to_string(options.root.join(LIST)).map_err(|error| format!("cannot read {LIST}: {error}"))?;
    let list = PhraseList::parse(&list).map_err(|problem| format!("{LIST}: {problem}"))?;
    let files = files(options)?;
    let mut used = vec![false; list.exceptions.len()];
    let mut findings = Vec::new();
    for path in &files {
        let text =
            fs::read_to_string(options.root.join(path)).map_err(|error| format!("cannot read {path}: {error}"))?;
        findings.extend(check(path, &text, &list, &mut used));
    }
    let unused =
        list.exceptions.iter().zip(&used).filter(|(exception, used)| !**used && options.covers(&exception.path));
    let unused: Vec<String> = unused
        .map(|(exception, _)| {
            format!("{LIST}:{}:1: the exception for {} matches nothing: remove it", exception.line, exception.path)
        })
        .collect();
    if findings.is_empty() && unused.is_empty() {
        return Ok(format!("{} without a phrase of {LIST}\n", counted(files.len(), "file")));
    }
    Err(report(&findings, &unused, options.summary).into())
}

fn check(path: &str, text: &str, list: &PhraseList, used: &mut [bool]) -> Vec<StyleFinding> {
    let mut findings = Vec::new();
    for passage in passages(path, text) {
        let words = word::words(&passage);
        for found in search::search(&words, passage.kind, list) {
            let exceptions = search::exceptions(&words, &found, list, path);
            if exceptions.is_empty() {
                let phrase = search::quote(&words, &found);
                let start = words.get(found.words.start).map_or(passage.start, |word| word.start);
                let (line, column) = position(text, start);
                findings.push(StyleFinding {
                    path: path.to_owned(),
                    line,
                    column,
                    phrase,
                    advice: found.advice.to_owned(),
                });
            }
            for index in exceptions {
                if let Some(used) = used.get_mut(index) {
                    *used = true;
                }
            }
        }
    }
    findings.sort_by_key(|finding| (finding.line, finding.column));
    findings
}

/// The prose of a file, by the ending of its name.
fn passages(path: &str, text: &str) -> Vec<Passage> {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.').map_or(name, |(_, ending)| ending) {
        "rs" => rust::passages(text),
        "md" | "txt" => page(text),
        "toml" => script::passages(text, script::TOML),
        "py" => script::passages(text, script::PYTHON),
        "mjs" | "js" | "ts" | "java" => script::passages(text, script::JAVA),
        "json" => script::reasons(text),
        _ => script::passages(text, script::SHELL),
    }
}

fn page(text: &str) -> Vec<Passage> {
    let mut found = Vec::new();
    rust::markdown(PassageKind::Page, 0, text, &mut found);
    found
}

/// The files that hold prose, sorted.
fn files(options: &StyleOptions) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(folder) = open.pop() {
        let cannot = |error: std::io::Error| format!("cannot read the folder {}: {error}", folder.display());
        for entry in fs::read_dir(options.root.join(&folder)).map_err(cannot)? {
            let entry = entry.map_err(cannot)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = folder.join(&name);
            let text = path.to_string_lossy().replace('\\', "/");
            if entry.file_type().map_err(cannot)?.is_dir() {
                let is_hidden = name.starts_with('.') && ![".ci", ".cargo"].contains(&name.as_str());
                if !is_hidden && !SKIPPED_FOLDERS.contains(&name.as_str()) {
                    open.push(path);
                }
            } else if has_prose(&text) && options.covers(&text) {
                found.push(text);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn has_prose(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    match name.rsplit_once('.') {
        Some((_, "rs" | "md" | "toml" | "py" | "mjs" | "js" | "ts" | "java")) => true,
        // Tables that a command writes for readers; lists of packages are not.
        Some((_, "txt")) => path != LIST && name != "requirements.txt" && !folder.contains("proptest-regressions"),
        Some((stem, "json")) => stem.ends_with("corrections"),
        Some((_, "sh")) => true,
        _ => folder == ".ci",
    }
}

impl StyleOptions {
    fn covers(&self, path: &str) -> bool {
        self.paths.is_empty() || self.paths.iter().any(|covered| Path::new(path).starts_with(covered))
    }
}

/// Line and column of an offset, both from one on; columns count characters.
fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or(before);
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

fn report(findings: &[StyleFinding], unused: &[String], summary: bool) -> String {
    let mut by_file: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in findings {
        *by_file.entry(&finding.path).or_default() += 1;
    }
    let phrases = counted(findings.len(), "phrase");
    let files = counted(by_file.len(), "file");
    let mut text = format!("{phrases} in {files} that {LIST} does not allow\n");
    if summary {
        for (path, count) in by_file {
            let _ = writeln!(text, "{count:6}  {path}");
        }
    } else {
        for StyleFinding { path, line, column, phrase, advice } in findings {
            let _ = writeln!(text, "{path}:{line}:{column}: \"{phrase}\": write {advice}");
        }
    }
    for line in unused {
        let _ = writeln!(text, "{line}");
    }
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests;
