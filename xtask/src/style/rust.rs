//! Prose in Rust: comments, documentation, string literals and the names of tests.
//!
//! A lexer of a few lines rather than `syn`, which drops comments. It also reads fragments, such as examples in
//! documentation.

use crate::style::literal::{end_of_string, unescaped};
use crate::style::markdown::{self, CodeBlock};
use crate::style::passage::{Blanked, Passage, PassageKind};
use crate::style::script;

/// The prose of a source file or of a part of one.
pub fn passages(text: &str) -> Vec<Passage> {
    let mut lexer = Lexer { text, at: 0, passages: Vec::new(), is_test: false, last_word: "" };
    while lexer.at < text.len() {
        lexer.step();
    }
    lexer.passages
}

/// Adds the prose of Markdown that starts at this offset of its file, and that of the code blocks in it.
///
/// It is here because the two contain each other: documentation is Markdown, and its examples are Rust.
pub fn markdown(kind: PassageKind, start: usize, text: &str, found: &mut Vec<Passage>) {
    let (prose, blocks) = markdown::split(text);
    for block in blocks {
        let passages = code_block(kind, &block).into_iter();
        found.extend(passages.map(|passage| Passage { start: start + block.start + passage.start, ..passage }));
    }
    found.push(Passage { kind, start, text: prose });
}

fn code_block(kind: PassageKind, block: &CodeBlock<'_>) -> Vec<Passage> {
    let code = block.code;
    match block.language {
        "" if kind == PassageKind::Documentation => passages(code),
        "rust" | "no_run" | "ignore" | "should_panic" | "compile_fail" => passages(code),
        "toml" => script::passages(code, script::TOML),
        "sh" | "bash" | "shell" => script::passages(code, script::SHELL),
        "python" | "py" => script::passages(code, script::PYTHON),
        "" | "text" | "console" => vec![Passage { kind: PassageKind::Page, start: 0, text: code.to_owned() }],
        _ => Vec::new(),
    }
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    passages: Vec<Passage>,
    /// True after an attribute such as `#[test]`, until the next function.
    is_test: bool,
    /// The identifier or keyword before this place.
    last_word: &'a str,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn step(&mut self) {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else {
            self.at = self.text.len();
            return;
        };
        match first {
            '/' if rest.starts_with("//") => self.line_comments(),
            '/' if rest.starts_with("/*") => self.block_comment(),
            '"' => self.string(0),
            '\'' => self.character(),
            '#' => self.attribute(),
            _ if first.is_alphanumeric() || first == '_' => self.word(),
            _ => self.at += first.len_utf8(),
        }
    }

    /// Reads comments on consecutive lines with the same marker, as one passage.
    fn line_comments(&mut self) {
        let marker = line_marker(self.rest());
        let start = self.at;
        let mut text = Blanked::new(self.rest());
        let mut end = start;
        loop {
            let line = self.text.get(end..).and_then(|rest| rest.lines().next()).unwrap_or_default();
            text.blank(end - start..end - start + marker.len());
            end += line.len();
            let rest = self.text.get(end..).unwrap_or_default();
            let Some(next) = rest.strip_prefix('\n') else { break };
            let indented = next.trim_start_matches([' ', '\t']);
            if !indented.starts_with("//") || line_marker(indented) != marker {
                break;
            }
            end += rest.len() - indented.len();
        }
        self.at = end;
        let mut text = text.into_text();
        text.truncate(end - start);
        let kind = if marker == "//" { PassageKind::Comment } else { PassageKind::Documentation };
        markdown(kind, start, &text, &mut self.passages);
    }

    fn block_comment(&mut self) {
        let rest = self.rest();
        let mut depth = 0_usize;
        let mut end = 0;
        while let Some(here) = rest.get(end..).filter(|here| !here.is_empty()) {
            if here.starts_with("/*") {
                depth += 1;
                end += 2;
            } else if here.starts_with("*/") {
                depth -= 1;
                end += 2;
            } else {
                end += here.chars().next().map_or(1, char::len_utf8);
            }
            if depth == 0 {
                break;
            }
        }
        let comment = rest.get(..end).unwrap_or(rest);
        let is_documentation = comment.starts_with("/**") || comment.starts_with("/*!");
        let kind = if is_documentation { PassageKind::Documentation } else { PassageKind::Comment };
        markdown(kind, self.at, &comment.replace(['*', '/'], " "), &mut self.passages);
        self.at += end;
    }

    /// Reads a string literal; the quotes of a raw one follow this many hashes.
    fn string(&mut self, hashes: usize) {
        let is_raw = self.last_word.ends_with('r') && self.rest().starts_with(['#', '"']) && self.is_prefixed();
        let start = self.at + hashes + 1;
        let rest = self.text.get(start..).unwrap_or_default();
        let end = if is_raw {
            let closing = format!("\"{}", "#".repeat(hashes));
            rest.find(&closing).unwrap_or(rest.len())
        } else {
            end_of_string(rest, '"')
        };
        let text = rest.get(..end).unwrap_or(rest);
        let text = if is_raw { text.to_owned() } else { unescaped(text) };
        self.passages.push(Passage { kind: PassageKind::Literal, start, text });
        self.at = start + end + 1 + if is_raw { hashes } else { 0 };
        self.last_word = "";
    }

    /// Returns true if no blank separates this place from the word before, as in `br"…"`.
    fn is_prefixed(&self) -> bool {
        self.text.get(..self.at).is_some_and(|before| !self.last_word.is_empty() && before.ends_with(self.last_word))
    }

    /// Skips a character literal, or the quote of a lifetime.
    fn character(&mut self) {
        let rest = self.rest().get(1..).unwrap_or_default();
        if rest.starts_with('\\') {
            self.at += 2 + end_of_string(rest, '\'');
            return;
        }
        let length = rest.chars().next().map_or(0, char::len_utf8);
        let closes = rest.get(length..).is_some_and(|after| after.starts_with('\''));
        self.at += if closes { length + 2 } else { 1 };
    }

    /// Notes `#[test]` and `#[tokio::test(…)]`. The strings inside an attribute are read as usual.
    fn attribute(&mut self) {
        let path = self.rest().strip_prefix("#[").unwrap_or_default();
        let end = path.find(|c: char| !c.is_alphanumeric() && c != ':' && c != '_').unwrap_or(path.len());
        let path = path.get(..end).unwrap_or_default();
        if path == "test" || path.ends_with("::test") {
            self.is_test = true;
        }
        self.at += 1;
    }

    fn word(&mut self) {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let word = rest.get(..end).unwrap_or(rest);
        if self.is_test && self.last_word == "fn" {
            self.is_test = false;
            let text = word.replace('_', " ");
            self.passages.push(Passage { kind: PassageKind::TestName, start: self.at, text });
        }
        self.at += end;
        self.last_word = word;
        if matches!(word, "r" | "br" | "cr") {
            let hashes = self.rest().len() - self.rest().trim_start_matches('#').len();
            if self.rest().trim_start_matches('#').starts_with('"') {
                self.string(hashes);
            }
        }
    }
}

fn line_marker(comment: &str) -> &'static str {
    if comment.starts_with("//!") {
        "//!"
    } else if comment.starts_with("///") && !comment.starts_with("////") {
        "///"
    } else {
        "//"
    }
}
