//! Prose in Markdown, of pages and of documentation: code blocks are taken out, and read by their language.

use crate::style::passage::{Blanked, Passage, PassageKind};
use crate::style::{rust, script};

/// The prose of a page.
pub fn page(text: &str) -> Vec<Passage> {
    let mut found = Vec::new();
    passages(PassageKind::Page, 0, text, &mut found);
    found
}

/// Adds the prose of a text that starts at this offset of its file, and that of the code blocks in it.
pub fn passages(kind: PassageKind, start: usize, text: &str, found: &mut Vec<Passage>) {
    let mut prose = Blanked::new(text);
    let mut at = 0;
    let mut open: Option<CodeBlock> = None;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        let end = at + line.len();
        match open.take() {
            None => {
                if let Some(language) = trimmed.strip_prefix("```") {
                    prose.blank(at..end);
                    open = Some(CodeBlock { language: language.to_owned(), start: end });
                }
            }
            Some(block) => {
                prose.blank(at..end);
                if trimmed == "```" {
                    block.read(kind, start, text.get(block.start..at).unwrap_or_default(), found);
                } else {
                    open = Some(block);
                }
            }
        }
        at = end;
    }
    found.push(Passage { kind, start, text: prose.into_text() });
}

struct CodeBlock {
    /// The rest of the line with the opening fence.
    language: String,
    /// The offset of the first line in the block.
    start: usize,
}

impl CodeBlock {
    fn read(&self, kind: PassageKind, offset: usize, code: &str, found: &mut Vec<Passage>) {
        let start = offset + self.start;
        let language = self.language.split([',', ' ']).next().unwrap_or_default();
        let passages = match language {
            "" if kind == PassageKind::Documentation => rust::passages(code),
            "rust" | "no_run" | "ignore" | "should_panic" | "compile_fail" => rust::passages(code),
            "toml" => script::passages(code, script::TOML),
            "sh" | "bash" | "shell" => script::passages(code, script::SHELL),
            "python" | "py" => script::passages(code, script::PYTHON),
            "" | "text" | "console" => vec![Passage { kind: PassageKind::Page, start: 0, text: code.to_owned() }],
            _ => Vec::new(),
        };
        found.extend(passages.into_iter().map(|passage| Passage { start: start + passage.start, ..passage }));
    }
}
