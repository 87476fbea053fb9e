//! Words of a passage, and what separates them.

use crate::style::passage::{Passage, PassageKind};

/// A word, or a piece of code that stands for one.
#[derive(Debug)]
pub struct Word {
    /// The offset in the file, in bytes.
    pub start: usize,
    /// The word as written; empty for code, placeholders and addresses.
    pub text: String,
    /// The word in lower case.
    pub lower: String,
    /// The separator before the word.
    pub gap: Gap,
}

/// The separator of two words. Of several in a row, the greatest counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Blanks and quotes: the words belong together.
    Blank,
    /// A comma, a parenthesis, a dash and the like.
    Mark,
    /// The end of a sentence, a paragraph, a cell of a table or an item of a list.
    Stop,
    /// The start of the passage.
    Start,
}

/// The words of a passage, in order.
pub fn words(passage: &Passage) -> Vec<Word> {
    let mut scanner = Scanner { passage, at: 0, gap: Gap::Start, words: Vec::new() };
    while scanner.at < passage.text.len() {
        scanner.step();
    }
    scanner.words
}

struct Scanner<'a> {
    passage: &'a Passage,
    at: usize,
    gap: Gap,
    words: Vec<Word>,
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> &'a str {
        self.passage.text.get(self.at..).unwrap_or_default()
    }

    fn step(&mut self) {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else {
            self.at = self.passage.text.len();
            return;
        };
        match first {
            '`' => self.code_span(),
            '{' if self.passage.kind == PassageKind::Literal => self.placeholder(),
            ']' if rest.starts_with("](") => {
                let length = rest.find(')').map_or(1, |end| end + 1);
                self.at += length;
            }
            '\n' => self.line_end(),
            '.' | '!' | '?' => {
                let next = rest.get(1..).and_then(|rest| rest.chars().next());
                let ends = next.is_none_or(|c| c.is_whitespace() || matches!(c, ')' | '"' | '*' | '_' | '\''));
                self.mark(if ends { Gap::Stop } else { Gap::Mark }, 1);
            }
            '|' => self.mark(Gap::Stop, 1),
            ' ' | '\t' | '\r' | '"' | '\'' | '*' | '_' | '[' | ']' | '“' | '”' => {
                self.mark(Gap::Blank, first.len_utf8());
            }
            _ if first.is_alphanumeric() => self.word(),
            _ => self.mark(Gap::Mark, first.len_utf8()),
        }
    }

    fn mark(&mut self, gap: Gap, length: usize) {
        self.gap = self.gap.max(gap);
        self.at += length;
    }

    fn push(&mut self, length: usize, text: &str) {
        let start = self.passage.start + self.at;
        let word = Word { start, text: text.to_owned(), lower: text.to_lowercase(), gap: self.gap };
        self.words.push(word);
        self.gap = Gap::Blank;
        self.at += length;
    }

    /// `` `code` ``, which counts as one word.
    fn code_span(&mut self) {
        let rest = self.rest();
        let after = rest.trim_start_matches('`');
        let fence = rest.get(..rest.len() - after.len()).unwrap_or_default();
        match after.find(fence) {
            Some(end) => self.push(fence.len() * 2 + end, ""),
            None => self.mark(Gap::Mark, fence.len()),
        }
    }

    /// `{name:?}`, which counts as one word.
    fn placeholder(&mut self) {
        let inner = self.rest().get(1..).unwrap_or_default();
        match inner.find(|c: char| c == '}' || c == '{' || c == '"' || c.is_whitespace()) {
            Some(end) if inner.get(end..).is_some_and(|rest| rest.starts_with('}')) => self.push(end + 2, ""),
            _ => self.mark(Gap::Mark, 1),
        }
    }

    /// The end of a line ends a sentence if a blank line, a heading, a row of a table or an item of a list follows.
    fn line_end(&mut self) {
        let next = self.rest().get(1..).unwrap_or_default().lines().next().unwrap_or_default().trim_start();
        let is_item = next.starts_with("- ") || next.starts_with("* ");
        let is_numbered = next.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(". ");
        let is_block = next.is_empty() || next.starts_with(['#', '|']) || is_item || is_numbered;
        self.mark(if is_block && !self.is_wrapped_literal() { Gap::Stop } else { Gap::Blank }, 1);
    }

    /// Lines of a literal that goes on with a backslash are one line.
    fn is_wrapped_literal(&self) -> bool {
        self.passage.kind == PassageKind::Literal && !self.rest().trim_start().is_empty()
    }

    fn word(&mut self) {
        let rest = self.rest();
        if rest.starts_with("http://") || rest.starts_with("https://") {
            let end =
                rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | ')' | '"' | '`')).unwrap_or(rest.len());
            self.push(end, "");
            return;
        }
        let mut end = 0;
        for (at, character) in rest.char_indices() {
            let next = rest.get(at + character.len_utf8()..).unwrap_or_default();
            let is_inside = matches!(character, '\'' | '’' | '-') && next.starts_with(char::is_alphanumeric);
            let is_genitive = matches!(character, '\'' | '’') && rest.get(..at).is_some_and(|word| word.ends_with('s'));
            if !character.is_alphanumeric() && character != '_' && !is_inside && !is_genitive {
                break;
            }
            end = at + character.len_utf8();
            if is_genitive && !is_inside {
                break;
            }
        }
        let word = rest.get(..end).unwrap_or(rest);
        let is_path = self.passage.text.get(..self.at).is_some_and(|before| before.ends_with("::"))
            || rest.get(end..).is_some_and(|after| after.starts_with("::"));
        let is_code = is_path || word.contains(|c: char| c == '_' || c.is_ascii_digit());
        self.push(end, if is_code { "" } else { word });
    }
}
