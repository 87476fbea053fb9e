//! Markdown: prose, and the code blocks in it.

use crate::style::passage::Blanked;

/// A block of code between fences.
pub struct CodeBlock<'a> {
    /// The language, which is empty if the fence does not name one.
    pub language: &'a str,
    /// The offset of the first line in the block.
    pub start: usize,
    /// The lines in the block.
    pub code: &'a str,
}

/// Splits a text into its prose, with blanks for code blocks, and the code blocks.
pub fn split(text: &str) -> (String, Vec<CodeBlock<'_>>) {
    let mut prose = Blanked::new(text);
    let mut blocks = Vec::new();
    let mut open: Option<CodeBlock<'_>> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        let end = at + line.len();
        match open.take() {
            None => {
                if let Some(info) = trimmed.strip_prefix("```") {
                    prose.blank(at..end);
                    let language = info.split([',', ' ']).next().unwrap_or_default();
                    open = Some(CodeBlock { language, start: end, code: "" });
                }
            }
            Some(block) => {
                prose.blank(at..end);
                if trimmed == "```" {
                    blocks.push(CodeBlock { code: text.get(block.start..at).unwrap_or_default(), ..block });
                } else {
                    open = Some(block);
                }
            }
        }
        at = end;
    }
    (prose.into_text(), blocks)
}
