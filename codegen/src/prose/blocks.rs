//! Builds paragraphs, lists, tables and code blocks.

use super::html::HtmlToken;
use super::inline;

/// Target length of a line. A line with a longer word is longer.
const WIDTH: usize = 100;

/// Most lists that indent their items. Deeper ones would take more and more white space.
const MAX_INDENT: usize = 16;

/// A document that is being built.
#[derive(Default)]
pub(super) struct MarkdownBlocks {
    out: String,
    /// The current paragraph.
    paragraph: String,
    /// The open lists, from the outside in.
    lists: Vec<MarkdownList>,
    /// The list marker that the next paragraph begins with.
    marker: Option<String>,
    /// The label of the note that the next paragraph begins.
    note: Option<&'static str>,
    /// The text of the open code span.
    code: Option<String>,
    /// The text of the open code block.
    pre: Option<String>,
    /// The position in the paragraph where the text of the open link begins, and the address.
    link: Option<(usize, String)>,
    /// The positions in the paragraph where open emphasis begins.
    emphasis: Vec<usize>,
    /// The rows of the open table.
    table: Option<Vec<Vec<String>>>,
}

/// An open list.
#[derive(Default)]
struct MarkdownList {
    /// The number of the last item, in a numbered list.
    count: Option<usize>,
    /// The width of the marker of the current item. Zero before the first item: text there belongs to what encloses the
    /// list. Four more columns than the enclosing item would make it a block of code, which rustdoc compiles.
    width: usize,
}

impl MarkdownBlocks {
    pub(super) fn take(&mut self, token: HtmlToken<'_>) {
        match token {
            HtmlToken::Text(text) => self.text(&text),
            HtmlToken::Open("code", _) if self.pre.is_none() => self.code = Some(String::new()),
            HtmlToken::Close("code") if self.pre.is_none() => {
                let code = self.code.take().unwrap_or_default();
                self.paragraph.push_str(&inline::code(&code));
            }
            HtmlToken::Open("a", Some(address)) => self.link = Some((self.paragraph.len(), address.to_owned())),
            HtmlToken::Close("a") => self.close_link(),
            HtmlToken::Open("pre", _) => {
                self.flush();
                self.pre = Some(String::new());
            }
            HtmlToken::Close("pre") => self.close_pre(),
            HtmlToken::Open("ul" | "dl", _) => self.open_list(None),
            HtmlToken::Open("ol", _) => self.open_list(Some(0)),
            HtmlToken::Close("ul" | "ol" | "dl") => {
                self.flush();
                self.lists.pop();
                self.marker = None;
            }
            HtmlToken::Open("li" | "dt", _) => self.open_item(),
            HtmlToken::Open("note", _) => self.open_note("Note"),
            HtmlToken::Open("important", _) => self.open_note("Important"),
            // The full name is already the title of the documentation.
            HtmlToken::Close("fullname") => self.paragraph.clear(),
            HtmlToken::Open("b" | "strong" | "i" | "em", _) => self.emphasis.push(self.paragraph.len()),
            HtmlToken::Close("b" | "strong") => self.close_emphasis("**"),
            HtmlToken::Close("i" | "em") => self.close_emphasis("*"),
            HtmlToken::Open("table", _) => {
                self.flush();
                self.table = Some(Vec::new());
            }
            HtmlToken::Open("tr", _) => self.table.iter_mut().for_each(|rows| rows.push(Vec::new())),
            HtmlToken::Close("td" | "th") => self.close_cell(),
            HtmlToken::Close("table") => self.close_table(),
            HtmlToken::Open("a" | "span" | "sup" | "fullname" | "code", _)
            | HtmlToken::Close("span" | "sup" | "code") => {}
            HtmlToken::Open(..) | HtmlToken::Close(_) => self.flush(),
        }
    }

    fn text(&mut self, text: &str) {
        match (&mut self.pre, &mut self.code) {
            (Some(pre), _) => pre.push_str(text),
            (None, Some(code)) => code.push_str(text),
            (None, None) => self.paragraph.push_str(&inline::escaped(text)),
        }
    }

    fn close_link(&mut self) {
        let Some((start, address)) = self.link.take() else { return };
        let text = self.paragraph.get(start..).unwrap_or_default().to_owned();
        self.paragraph.truncate(start);
        self.paragraph.push_str(&inline::link(&text, &address));
    }

    /// Puts delimiters around the text since the opening tag, if it begins and ends with a letter or digit.
    ///
    /// Markdown does not recognize delimiters in other places, and code, links and nested emphasis need none.
    fn close_emphasis(&mut self, delimiter: &str) {
        let Some(start) = self.emphasis.pop() else { return };
        let Some(whole) = self.paragraph.get(start..) else { return };
        let text = whole.trim().trim_end_matches([':', '.', ',', ';', '!', '?']);
        let is_word = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
        if is_word(text.chars().next()) && is_word(text.chars().next_back()) {
            let written = whole.replacen(text, &format!("{delimiter}{text}{delimiter}"), 1);
            self.paragraph.truncate(start);
            self.paragraph.push_str(&written);
        }
    }

    /// Ends a table cell.
    fn close_cell(&mut self) {
        let words: Vec<String> = self.paragraph.split_whitespace().map(|word| word.replace('|', "\\|")).collect();
        if let Some(row) = self.table.as_mut().and_then(|rows| rows.last_mut()) {
            row.push(words.join(" "));
            self.paragraph.clear();
        }
    }

    /// Ends a table. Its first row becomes the header, which every Markdown table must have.
    fn close_table(&mut self) {
        let Some(mut rows) = self.table.take() else { return };
        rows.retain(|row| !row.is_empty());
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
        let mut lines: Vec<String> = Vec::new();
        for mut row in rows {
            row.resize(columns, String::new());
            lines.push(format!("| {} |", row.join(" | ")));
            if lines.len() == 1 {
                lines.push(format!("|{}", "---|".repeat(columns)));
            }
        }
        if !lines.is_empty() {
            self.block(&lines.join("\n"));
        }
    }

    fn close_pre(&mut self) {
        let Some(code) = self.pre.take() else { return };
        let code = code.replace("```", "` ` `");
        if !code.trim().is_empty() {
            self.block(&format!("```text\n{}\n```", code.trim_matches('\n')));
        }
    }

    fn open_list(&mut self, count: Option<usize>) {
        self.flush();
        self.lists.push(MarkdownList { count, width: 0 });
    }

    fn open_item(&mut self) {
        self.flush();
        self.marker = Some(match self.lists.last_mut() {
            Some(MarkdownList { count: Some(count), .. }) => {
                *count += 1;
                format!("{count}. ")
            }
            _ => "- ".to_owned(),
        });
    }

    fn open_note(&mut self, label: &'static str) {
        self.flush();
        self.note = Some(label);
    }

    /// Ends the paragraph.
    fn flush(&mut self) {
        self.code = None;
        self.link = None;
        self.emphasis.clear();
        if self.table.is_some() {
            // A Markdown table cell is a single line, so paragraphs in it are joined.
            self.paragraph.push(' ');
            return;
        }
        let paragraph = std::mem::take(&mut self.paragraph);
        let words: Vec<&str> = paragraph.split_whitespace().collect();
        if words.is_empty() {
            return;
        }
        let note = self.note.take().map(|label| format!("**{label}:** ")).unwrap_or_default();
        let width = WIDTH.saturating_sub(self.indent());
        self.block(&(note + &wrapped(&words, width)));
    }

    /// Returns the indentation of text in the innermost list: the widths of the markers of all items that enclose it.
    fn indent(&self) -> usize {
        self.lists.iter().take(MAX_INDENT).map(|list| list.width).sum()
    }

    fn block(&mut self, text: &str) {
        let marker = self.marker.take();
        if let (Some(marker), Some(list)) = (&marker, self.lists.last_mut()) {
            list.width = marker.len();
        }
        let indent = self.indent();
        // No blank line between list items, so that the list stays tight.
        if !self.out.is_empty() {
            self.out.push_str(if marker.is_some() && self.ends_with_item() { "\n" } else { "\n\n" });
        }
        for (number, line) in text.lines().enumerate() {
            match &marker {
                Some(marker) if number == 0 => {
                    self.out.push_str(&" ".repeat(indent.saturating_sub(marker.len())));
                    self.out.push_str(marker);
                }
                _ => {
                    self.out.push_str(if number == 0 { "" } else { "\n" });
                    self.out.push_str(&" ".repeat(if line.is_empty() { 0 } else { indent }));
                }
            }
            self.out.push_str(line);
        }
    }

    /// Returns `true` if the last block is a list item.
    fn ends_with_item(&self) -> bool {
        let block = self.out.rsplit("\n\n").next().unwrap_or_default().trim_start();
        block.starts_with("- ") || block.starts_with(|first: char| first.is_ascii_digit())
    }

    pub(super) fn finish(mut self) -> String {
        self.close_pre();
        self.close_table();
        self.flush();
        self.out
    }
}

/// Wraps words to lines. No line begins with a word that Markdown takes for a list marker, a heading or a quotation.
fn wrapped(words: &[&str], width: usize) -> String {
    let mut out = String::new();
    let mut length = 0;
    for word in words {
        let columns = word.chars().count();
        if !out.is_empty() && length + 1 + columns > width && !opens_block(word) {
            out.push('\n');
            length = 0;
        } else if !out.is_empty() {
            out.push(' ');
            length += 1;
        } else if opens_block(word) {
            out.push('\\');
        }
        out.push_str(word);
        length += columns;
    }
    out
}

fn opens_block(word: &str) -> bool {
    let digits = word.trim_start_matches(|c: char| c.is_ascii_digit());
    word.starts_with(['-', '+', '#', '>', '=', '|', ':'])
        || (digits.len() < word.len() && digits.starts_with(['.', ')']))
}
