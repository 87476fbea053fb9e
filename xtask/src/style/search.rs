//! Looks for phrases among words.

use std::ops::Range;
use std::path::Path;

use crate::style::list::{Exception, PatternPart, PhraseList};
use crate::style::passage::PassageKind;
use crate::style::word::{Gap, Word};

/// The largest number of words that `...` stands for.
const LONGEST_GAP: usize = 8;

/// A phrase among the words of a passage.
pub struct Match<'a> {
    /// The positions of its words.
    pub words: Range<usize>,
    pub advice: &'a str,
}

/// Every phrase of the list in these words. Of phrases that begin with the same word the first of the list counts.
pub fn search<'a>(words: &[Word], kind: PassageKind, list: &'a PhraseList) -> Vec<Match<'a>> {
    let mut found = Vec::new();
    for (start, word) in words.iter().enumerate() {
        let matcher = PhraseMatcher { words, kind, start };
        for phrase in list.starting_with(&word.lower) {
            if let Some(end) = matcher.end(&phrase.pattern, start, Gap::Start) {
                found.push(Match { words: start..end, advice: &phrase.advice });
                break;
            }
        }
    }
    found
}

/// The phrase for a report: its words, joined by single blanks, and `…` for code.
pub fn quote(words: &[Word], found: &Match<'_>) -> String {
    let words = words.get(found.words.clone()).unwrap_or_default();
    let words: Vec<&str> = words.iter().map(|word| if word.text.is_empty() { "…" } else { &word.text }).collect();
    words.join(" ")
}

/// The positions of the exceptions that allow a match.
pub fn exceptions(words: &[Word], found: &Match<'_>, list: &PhraseList, path: &str) -> Vec<usize> {
    let indexed = list.exceptions.iter().enumerate();
    let matching = indexed.filter(|(_, exception)| {
        Path::new(path).starts_with(&exception.path) && covers(exception, words, &found.words)
    });
    matching.map(|(index, _)| index).collect()
}

/// Returns true if the exception's words include the match, and are written around it.
fn covers(exception: &Exception, words: &[Word], found: &Range<usize>) -> bool {
    let length = exception.words.len();
    let earliest = found.end.saturating_sub(length);
    (earliest..=found.start).any(|start| {
        let end = start + length;
        let here = words.get(start..end).unwrap_or_default();
        end >= found.end && here.len() == length && here.iter().map(|word| &word.lower).eq(&exception.words)
    })
}

/// Matches patterns at one place.
struct PhraseMatcher<'a> {
    words: &'a [Word],
    kind: PassageKind,
    /// The first word that a pattern takes.
    start: usize,
}

impl PhraseMatcher<'_> {
    /// Returns the position after the last word of the pattern if it matches from `at` on. `reach` is the greatest gap
    /// that is allowed before the next word.
    fn end(&self, pattern: &[PatternPart], at: usize, reach: Gap) -> Option<usize> {
        let Some((element, rest)) = pattern.split_first() else { return Some(at) };
        let word = self.words.get(at).filter(|word| word.gap <= reach);
        match element {
            PatternPart::Word(wanted) => word.filter(|word| is_one_of(word, wanted)).and_then(|_| self.next(rest, at)),
            PatternPart::AnyWord => word.and_then(|_| self.next(rest, at)),
            PatternPart::AnyWords => (at..=at + LONGEST_GAP)
                .take_while(|&end| end == at || self.words.get(end - 1).is_some_and(|word| word.gap <= Gap::Mark))
                .find_map(|end| self.end(rest, end, Gap::Mark)),
            PatternPart::AnyMark => self.end(rest, at, reach.max(Gap::Mark)),
            PatternPart::Not(words) => {
                let other = if at == self.start { self.before(at) } else { word };
                if other.is_some_and(|word| is_one_of(word, words)) { None } else { self.end(rest, at, reach) }
            }
            PatternPart::Without(words) => {
                let has_one = self.sentence(at).iter().any(|word| is_one_of(word, words));
                if has_one { None } else { self.end(rest, at, reach) }
            }
            PatternPart::DocumentationStart => {
                let is_first = self.kind == PassageKind::Documentation && at == 0;
                if is_first { self.end(rest, at, reach) } else { None }
            }
            PatternPart::SentenceStart => {
                let is_first = self.words.get(at).is_some_and(|word| word.gap >= Gap::Stop);
                if is_first { self.end(rest, at, reach) } else { None }
            }
            PatternPart::SentenceEnd => {
                let is_last = self.words.get(at).is_none_or(|word| word.gap >= Gap::Stop);
                if is_last { self.end(rest, at, reach) } else { None }
            }
            PatternPart::PartEnd => {
                let is_last = self.words.get(at).is_none_or(|word| word.gap >= Gap::Mark);
                if is_last { self.end(rest, at, reach) } else { None }
            }
        }
    }

    fn next(&self, rest: &[PatternPart], at: usize) -> Option<usize> {
        self.end(rest, at + 1, Gap::Blank)
    }

    /// The word before this one, if it belongs to the same part of the sentence.
    fn before(&self, at: usize) -> Option<&Word> {
        if self.words.get(at)?.gap != Gap::Blank {
            return None;
        }
        self.words.get(at.checked_sub(1)?)
    }

    /// The sentence that the word at this place is in.
    fn sentence(&self, at: usize) -> &[Word] {
        let is_stop = |word: &Word| word.gap >= Gap::Stop;
        let before = self.words.get(..=at).unwrap_or_default();
        let start = before.iter().rposition(is_stop).unwrap_or_default();
        let after = self.words.get(at + 1..).unwrap_or_default();
        let end = after.iter().position(is_stop).map_or(self.words.len(), |end| at + 1 + end);
        self.words.get(start..end).unwrap_or_default()
    }
}

fn is_one_of(word: &Word, wanted: &[String]) -> bool {
    wanted
        .iter()
        .any(|wanted| if wanted.starts_with(char::is_uppercase) { *wanted == word.text } else { *wanted == word.lower })
}
