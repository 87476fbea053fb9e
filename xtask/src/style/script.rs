//! Prose in everything that is not Rust: comments and string literals of scripts, manifests and other programs.

use crate::style::literal::{end_of_string, unescaped};
use crate::style::passage::{Blanked, Passage, PassageKind};

/// The syntax of comments and strings in a language.
#[derive(Clone, Copy)]
pub struct Syntax {
    line_comment: &'static str,
    /// The delimiters of comments that may span lines.
    block_comment: Option<(&'static str, &'static str)>,
    /// The quotes around strings, longest first.
    quotes: &'static [&'static str],
}

pub const PYTHON: Syntax = Syntax { line_comment: "#", block_comment: None, quotes: &["\"\"\"", "'''", "\"", "'"] };
pub const TOML: Syntax = PYTHON;
pub const SHELL: Syntax = Syntax { line_comment: "#", block_comment: None, quotes: &["\"", "'"] };
pub const JAVA: Syntax = Syntax { line_comment: "//", block_comment: Some(("/*", "*/")), quotes: &["\"", "'", "`"] };

/// The comments and strings of a text.
pub fn passages(text: &str, syntax: Syntax) -> Vec<Passage> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut before = '\n';
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(first) = rest.chars().next() else { break };
        let starts_word = before.is_whitespace() || !syntax.line_comment.starts_with('#');
        let mut end = first.len_utf8();
        if rest.starts_with(syntax.line_comment) && starts_word {
            end = line_comments(at, rest, syntax.line_comment, &mut found);
        } else if let Some((open, close)) = syntax.block_comment.filter(|(open, _)| rest.starts_with(open)) {
            end = rest.find(close).map_or(rest.len(), |end| end + close.len());
            let comment = rest.get(open.len()..end).unwrap_or_default().replace(['*', '/'], " ");
            found.push(Passage { kind: PassageKind::Comment, start: at + open.len(), text: comment });
        } else if let Some(quote) = syntax.quotes.iter().find(|quote| rest.starts_with(**quote)) {
            end = string(at, rest, quote, &mut found);
        }
        before = rest.get(..end).and_then(|read| read.chars().next_back()).unwrap_or(first);
        at += end;
    }
    found
}

/// Reads comments on consecutive lines as one passage, and returns its length.
fn line_comments(at: usize, rest: &str, marker: &str, found: &mut Vec<Passage>) -> usize {
    let mut text = Blanked::new(rest);
    let mut end = 0;
    loop {
        let line = rest.get(end..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let markers = line.len() - line.trim_start_matches(marker).len();
        text.blank(end..end + markers);
        end += line.len();
        let after = rest.get(end..).unwrap_or_default();
        let Some(next) = after.strip_prefix('\n') else { break };
        let indented = next.trim_start_matches([' ', '\t']);
        if !indented.starts_with(marker) {
            break;
        }
        end += after.len() - indented.len();
    }
    let mut text = text.into_text();
    text.truncate(end);
    found.push(Passage { kind: PassageKind::Comment, start: at, text });
    end
}

/// Reads a string, and returns its length with both quotes.
fn string(at: usize, rest: &str, quote: &str, found: &mut Vec<Passage>) -> usize {
    let inner = rest.get(quote.len()..).unwrap_or_default();
    let end = match quote.chars().next() {
        Some(character) if quote.len() == 1 => end_of_string(inner, character),
        _ => inner.find(quote).unwrap_or(inner.len()),
    };
    let text = unescaped(inner.get(..end).unwrap_or(inner));
    found.push(Passage { kind: PassageKind::Literal, start: at + quote.len(), text });
    (quote.len() + end + quote.len()).min(rest.len())
}

/// The reasons in a list of corrections, the only prose of such a file.
pub fn reasons(text: &str) -> Vec<Passage> {
    const KEY: &str = "\"why\":";
    let mut found = Vec::new();
    for (at, _) in text.match_indices(KEY) {
        let rest = text.get(at + KEY.len()..).unwrap_or_default();
        if let Some(value) = rest.trim_start().strip_prefix('"') {
            let start = text.len() - value.len();
            let value = value.get(..end_of_string(value, '"')).unwrap_or(value);
            found.push(Passage { kind: PassageKind::Literal, start, text: unescaped(value) });
        }
    }
    found
}
