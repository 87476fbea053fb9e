//! Paragraphs, lists and blocks of code.

use super::html::Token;
use super::inline;

/// How long a line gets, where its words allow.
const WIDTH: usize = 100;

/// A document in the making.
#[derive(Default)]
pub(super) struct Blocks {
    out: String,
    /// The paragraph so far.
    paragraph: String,
    /// The lists that are open; a number for those that count.
    lists: Vec<Option<usize>>,
    /// What the next paragraph begins with: the mark of a list's item.
    mark: Option<String>,
    /// The word of a note that the next paragraph opens.
    note: Option<&'static str>,
    /// Code so far, if it is inside.
    code: Option<String>,
    /// Lines of code as they stand, if it is inside.
    pre: Option<String>,
    /// Where the text of a link begins in the paragraph, and its address.
    link: Option<(usize, String)>,
    /// Where text that is marked begins in the paragraph.
    marked: Vec<usize>,
    /// The rows of a table so far, if it is inside.
    table: Option<Vec<Vec<String>>>,
}

impl Blocks {
    pub(super) fn take(&mut self, token: Token<'_>) {
        match token {
            Token::Text(text) => self.text(&text),
            Token::Open("code", _) if self.pre.is_none() => self.code = Some(String::new()),
            Token::Close("code") if self.pre.is_none() => {
                let code = self.code.take().unwrap_or_default();
                self.paragraph.push_str(&inline::code(&code));
            }
            Token::Open("a", Some(address)) => self.link = Some((self.paragraph.len(), address.to_owned())),
            Token::Close("a") => self.close_link(),
            Token::Open("pre", _) => {
                self.flush();
                self.pre = Some(String::new());
            }
            Token::Close("pre") => self.close_pre(),
            Token::Open("ul" | "dl", _) => self.open_list(None),
            Token::Open("ol", _) => self.open_list(Some(0)),
            Token::Close("ul" | "ol" | "dl") => {
                self.flush();
                self.lists.pop();
                self.mark = None;
            }
            Token::Open("li" | "dt", _) => self.open_item(),
            Token::Open("note", _) => self.open_note("Note"),
            Token::Open("important", _) => self.open_note("Important"),
            // The full name is the title that stands above.
            Token::Close("fullname") => self.paragraph.clear(),
            Token::Open("b" | "strong" | "i" | "em", _) => self.marked.push(self.paragraph.len()),
            Token::Close("b" | "strong") => self.close_marked("**"),
            Token::Close("i" | "em") => self.close_marked("*"),
            Token::Open("table", _) => {
                self.flush();
                self.table = Some(Vec::new());
            }
            Token::Open("tr", _) => self.table.iter_mut().for_each(|rows| rows.push(Vec::new())),
            Token::Close("td" | "th") => self.close_cell(),
            Token::Close("table") => self.close_table(),
            Token::Open("a" | "span" | "sup" | "fullname" | "code", _) | Token::Close("span" | "sup" | "code") => {}
            Token::Open(..) | Token::Close(_) => self.flush(),
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

    /// Marks what was written since the tag opened. A mark counts only beside letters and digits; code, links and what is
    /// marked already stand out without it.
    fn close_marked(&mut self, mark: &str) {
        let Some(start) = self.marked.pop() else { return };
        let Some(whole) = self.paragraph.get(start..) else { return };
        let text = whole.trim().trim_end_matches([':', '.', ',', ';', '!', '?']);
        let is_word = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
        if is_word(text.chars().next()) && is_word(text.chars().next_back()) {
            let written = whole.replacen(text, &format!("{mark}{text}{mark}"), 1);
            self.paragraph.truncate(start);
            self.paragraph.push_str(&written);
        }
    }

    /// Ends a cell of a table.
    fn close_cell(&mut self) {
        let words: Vec<String> = self.paragraph.split_whitespace().map(|word| word.replace('|', "\\|")).collect();
        if let Some(row) = self.table.as_mut().and_then(|rows| rows.last_mut()) {
            row.push(words.join(" "));
            self.paragraph.clear();
        }
    }

    /// Ends a table. Its first row is the head, which Markdown's tables must have.
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
        self.lists.push(count);
    }

    fn open_item(&mut self) {
        self.flush();
        self.mark = Some(match self.lists.last_mut() {
            Some(Some(count)) => {
                *count += 1;
                format!("{count}. ")
            }
            _ => "- ".to_owned(),
        });
    }

    fn open_note(&mut self, word: &'static str) {
        self.flush();
        self.note = Some(word);
    }

    /// Ends the paragraph.
    fn flush(&mut self) {
        self.code = None;
        self.link = None;
        self.marked.clear();
        if self.table.is_some() {
            // A cell is one line.
            self.paragraph.push(' ');
            return;
        }
        let paragraph = std::mem::take(&mut self.paragraph);
        let words: Vec<&str> = paragraph.split_whitespace().collect();
        if words.is_empty() {
            return;
        }
        let note = self.note.take().map(|word| format!("**{word}:** ")).unwrap_or_default();
        let width = WIDTH.saturating_sub(self.indent());
        self.block(&(note + &wrapped(&words, width)));
    }

    /// How far the text of the innermost list stands in; three columns hold the mark of a list that counts to nine.
    fn indent(&self) -> usize {
        self.lists.iter().map(|list| list.map_or(2, |count| count.to_string().len() + 2)).sum()
    }

    fn block(&mut self, text: &str) {
        let indent = self.indent();
        let mark = self.mark.take();
        // Items follow each other without a blank line.
        if !self.out.is_empty() {
            self.out.push_str(if mark.is_some() && self.lists_go_on() { "\n" } else { "\n\n" });
        }
        for (number, line) in text.lines().enumerate() {
            match &mark {
                Some(mark) if number == 0 => {
                    self.out.push_str(&" ".repeat(indent.saturating_sub(mark.len())));
                    self.out.push_str(mark);
                }
                _ => {
                    self.out.push_str(if number == 0 { "" } else { "\n" });
                    self.out.push_str(&" ".repeat(if line.is_empty() { 0 } else { indent }));
                }
            }
            self.out.push_str(line);
        }
    }

    /// True if the last line that was written belongs to an item.
    fn lists_go_on(&self) -> bool {
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

/// Words on lines. No line begins with what would make it a list, a title or a quotation.
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
