//! The list of phrases, as it is kept in the project.

use std::collections::BTreeMap;

/// Phrases that the project does not use, and where one of them may stay.
#[derive(Debug, Default)]
pub struct PhraseList {
    phrases: Vec<Phrase>,
    /// Positions of phrases by the words that they can begin with, in lower case.
    by_first_word: BTreeMap<String, Vec<usize>>,
    pub exceptions: Vec<Exception>,
}

/// A pattern of words, and what to write instead.
#[derive(Debug)]
pub struct Phrase {
    pub pattern: Vec<PatternPart>,
    pub advice: String,
}

/// An element of a pattern. Only the first three stand for words.
#[derive(Debug)]
pub enum PatternPart {
    /// One of these words. One with a capital letter has to be written so.
    Word(Vec<String>),
    /// Any word, or code.
    AnyWord,
    /// Up to eight words of the same sentence.
    AnyWords,
    /// Allows a comma or another mark before the next word.
    AnyMark,
    /// Excludes these as the next word or, at the start of a pattern, as the word before.
    Not(Vec<String>),
    /// Excludes these from the whole sentence.
    Without(Vec<String>),
    /// Requires that the documentation of an item starts here.
    DocumentationStart,
    /// Requires that a sentence starts here.
    SentenceStart,
    /// Requires that a sentence ends here.
    SentenceEnd,
    /// Requires the end of a sentence or of a part of one: a comma, a parenthesis, a dash.
    PartEnd,
}

/// A place where a phrase may stay.
#[derive(Debug)]
pub struct Exception {
    /// A file or a folder.
    pub path: String,
    /// The words of the phrase and, if wanted, more around them, in lower case.
    pub words: Vec<String>,
    /// The line of the list.
    pub line: usize,
}

impl PhraseList {
    /// Reads a list: on each line a phrase, an exception or a comment.
    ///
    /// # Errors
    ///
    /// The first line that cannot be read.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut list = Self::default();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            let number = index + 1;
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let problem = |problem: String| format!("line {number}: {problem}");
            if let Some(exception) = line.strip_prefix("except ") {
                list.exceptions.push(parse_exception(exception, number).map_err(problem)?);
            } else {
                list.add(parse_phrase(line).map_err(problem)?).map_err(problem)?;
            }
        }
        Ok(list)
    }

    /// The phrases that can begin with this word, in the order of the list.
    pub fn starting_with(&self, word: &str) -> impl Iterator<Item = &Phrase> {
        let positions = self.by_first_word.get(word).map(Vec::as_slice).unwrap_or_default();
        positions.iter().filter_map(|position| self.phrases.get(*position))
    }

    fn add(&mut self, phrase: Phrase) -> Result<(), String> {
        let first = phrase
            .pattern
            .iter()
            .find(|element| matches!(element, PatternPart::Word(_) | PatternPart::AnyWord | PatternPart::AnyWords));
        let Some(PatternPart::Word(words)) = first else {
            return Err("a phrase must start with a word".to_owned());
        };
        for word in words {
            self.by_first_word.entry(word.to_lowercase()).or_default().push(self.phrases.len());
        }
        self.phrases.push(phrase);
        Ok(())
    }
}

fn parse_phrase(line: &str) -> Result<Phrase, String> {
    let (pattern, advice) = line.split_once(" = ").ok_or("a phrase needs ` = ` and what to write instead")?;
    let pattern = pattern.split_whitespace().map(parse_element).collect();
    Ok(Phrase { pattern, advice: advice.trim().to_owned() })
}

fn parse_element(text: &str) -> PatternPart {
    let words = |text: &str| text.split('|').map(str::to_owned).collect();
    match text {
        "*" => PatternPart::AnyWord,
        "..." => PatternPart::AnyWords,
        "," => PatternPart::AnyMark,
        "<doc>" => PatternPart::DocumentationStart,
        "<start>" => PatternPart::SentenceStart,
        "<end>" => PatternPart::SentenceEnd,
        "<part>" => PatternPart::PartEnd,
        _ => match (text.strip_prefix('!'), text.strip_prefix('~')) {
            (Some(text), _) => PatternPart::Not(words(text)),
            (None, Some(text)) => PatternPart::Without(words(text)),
            (None, None) => PatternPart::Word(words(text)),
        },
    }
}

/// `PATH "phrase": reason`.
fn parse_exception(text: &str, line: usize) -> Result<Exception, String> {
    let parts = text.split_once(" \"").and_then(|(path, rest)| Some((path, rest.split_once("\": ")?)));
    let Some((path, (phrase, reason))) = parts else {
        return Err("an exception is written `except PATH \"phrase\": reason`".to_owned());
    };
    if reason.trim().is_empty() {
        return Err("an exception needs a reason".to_owned());
    }
    let words = phrase.split_whitespace().map(str::to_lowercase).collect();
    Ok(Exception { path: path.trim().to_owned(), words, line })
}
