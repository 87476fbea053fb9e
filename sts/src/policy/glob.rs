//! Patterns with `*` and `?`.
//!
//! A pattern is a list of chunks between stars. Matching finds the first chunk at the start, the last chunk at the end,
//! and each other chunk at the first place after the one before it: no later place could help. So the work grows with the
//! length of the text plus that of the pattern, however many stars there are. Only a chunk with `?` between two stars costs
//! more: its length divided by 64 for each character of the text.

use std::collections::HashMap;

/// One element of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// The character itself.
    Char(char),
    /// The character itself, from the value of a policy variable.
    Value(char),
    /// `?`: any single character.
    One,
    /// `*`: any text.
    Any,
}

impl Token {
    #[inline]
    pub(super) fn of(c: char) -> Self {
        match c {
            '*' => Self::Any,
            '?' => Self::One,
            other => Self::Char(other),
        }
    }
}

/// A pattern that is compared with whole texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Glob {
    /// The chunks between the stars: one more than there are stars.
    chunks: Vec<Chunk>,
}

/// A part of a pattern without `*`.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Chunk {
    Literal(String),
    /// `None` stands for `?`.
    Mixed(Vec<Option<char>>),
}

/// The result of matching, with the work that it took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Search {
    found: bool,
    /// Bytes of text that were passed over, each as often as the search for a chunk looks at it.
    steps: usize,
}

impl Glob {
    #[inline]
    pub(super) fn new(pattern: &str) -> Self {
        Self::of(pattern.chars().map(Token::of))
    }

    pub(super) fn of(tokens: impl IntoIterator<Item = Token>) -> Self {
        let mut chunks = vec![Vec::new()];
        for token in tokens {
            let position = match token {
                Token::Any => {
                    chunks.push(Vec::new());
                    continue;
                }
                Token::One => None,
                Token::Char(c) | Token::Value(c) => Some(c),
            };
            if let Some(chunk) = chunks.last_mut() {
                chunk.push(position);
            }
        }
        Self { chunks: chunks.into_iter().map(Chunk::of).collect() }
    }

    /// Returns whether the pattern has a `*`.
    #[inline]
    pub(super) fn has_star(&self) -> bool {
        self.chunks.len() > 1
    }

    /// Returns whether the text begins with everything before the first `*`.
    #[inline]
    pub(super) fn begins(&self, text: &str) -> bool {
        self.chunks.first().is_some_and(|chunk| chunk.strip_prefix(text).is_some())
    }

    /// Returns whether the whole text matches.
    #[inline]
    pub(super) fn matches(&self, text: &str) -> bool {
        self.search(text).found
    }

    #[inline]
    fn search(&self, text: &str) -> Search {
        let mut steps = 0;
        let found = self.walk(text, &mut steps).is_some();
        Search { found, steps }
    }

    /// Returns `None` if the text does not match.
    #[inline]
    fn walk(&self, text: &str, steps: &mut usize) -> Option<()> {
        *steps += text.len();
        let (first, others) = self.chunks.split_first()?;
        let rest = first.strip_prefix(text)?;
        let Some((last, middle)) = others.split_last() else { return rest.is_empty().then_some(()) };
        let mut rest = last.strip_suffix(rest)?;
        for chunk in middle.iter().filter(|chunk| !chunk.is_empty()) {
            let after = chunk.skip_to(rest);
            *steps += (rest.len() - after.map_or(0, str::len)) * chunk.cost();
            rest = after?;
        }
        Some(())
    }
}

impl Chunk {
    #[inline]
    fn of(positions: Vec<Option<char>>) -> Self {
        let literal: Option<String> = positions.iter().copied().collect();
        literal.map_or(Self::Mixed(positions), Self::Literal)
    }

    #[inline]
    fn is_empty(&self) -> bool {
        matches!(self, Self::Literal(text) if text.is_empty())
    }

    /// Returns how often a search for this chunk looks at each character.
    #[inline]
    fn cost(&self) -> usize {
        match self {
            Self::Literal(_) => 1,
            Self::Mixed(positions) => positions.len().div_ceil(WORD),
        }
    }

    #[inline]
    fn strip_prefix<'t>(&self, text: &'t str) -> Option<&'t str> {
        match self {
            Self::Literal(literal) => text.strip_prefix(literal.as_str()),
            Self::Mixed(positions) => {
                let mut rest = text.chars();
                let fits = positions.iter().all(|wanted| rest.next().is_some_and(|c| wanted.is_none_or(|w| w == c)));
                fits.then_some(rest.as_str())
            }
        }
    }

    #[inline]
    fn strip_suffix<'t>(&self, text: &'t str) -> Option<&'t str> {
        match self {
            Self::Literal(literal) => text.strip_suffix(literal.as_str()),
            Self::Mixed(positions) => {
                let mut rest = text.chars();
                let mut wanted = positions.iter().rev();
                let fits = wanted.all(|wanted| rest.next_back().is_some_and(|c| wanted.is_none_or(|w| w == c)));
                fits.then_some(rest.as_str())
            }
        }
    }

    /// Returns the text after the first place where this chunk is.
    #[inline]
    fn skip_to<'t>(&self, text: &'t str) -> Option<&'t str> {
        match self {
            Self::Literal(literal) => text.split_once(literal.as_str()).map(|(_, rest)| rest),
            Self::Mixed(positions) => skip_to_mixed(positions, text),
        }
    }
}

/// Bits in a word of the search for a chunk with `?`.
const WORD: usize = 64;

/// Searches for a chunk with `?` by the method called Shift-And: bit `i` of the state is set if the first `i + 1` positions
/// match the text that ends here.
#[inline]
fn skip_to_mixed<'t>(positions: &[Option<char>], text: &'t str) -> Option<&'t str> {
    let words = positions.len().div_ceil(WORD);
    let mut anything = vec![0_u64; words];
    let mut by_char: HashMap<char, Vec<u64>> = HashMap::new();
    for (index, position) in positions.iter().enumerate() {
        let bits = match position {
            Some(c) => by_char.entry(*c).or_insert_with(|| vec![0; words]),
            None => &mut anything,
        };
        if let Some(word) = bits.get_mut(index / WORD) {
            *word |= 1 << (index % WORD);
        }
    }
    let last = 1_u64 << ((positions.len().checked_sub(1)?) % WORD);
    let mut state = vec![0_u64; words];
    let nothing = vec![0_u64; words];
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let mut carry = 1;
        let literal = by_char.get(&c).unwrap_or(&nothing);
        for ((word, literal), anything) in state.iter_mut().zip(literal).zip(&anything) {
            let next_carry = *word >> (WORD - 1);
            *word = ((*word << 1) | carry) & (literal | anything);
            carry = next_carry;
        }
        if state.last().is_some_and(|word| word & last != 0) {
            return Some(rest.as_str());
        }
    }
    None
}

/// Returns a text in a form that ignores case, character by character, so that it does not matter where a text is cut.
#[inline]
pub(super) fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The definition of wildcards, word by word.
    fn fits(pattern: &[char], text: &[char]) -> bool {
        match (pattern.split_first(), text.split_first()) {
            (None, None) => true,
            (Some(('*', rest)), None) => fits(rest, text),
            (Some(('*', rest)), Some((_, shorter))) => fits(rest, text) || fits(pattern, shorter),
            (Some(('?', rest)), Some((_, shorter))) => fits(rest, shorter),
            (Some((wanted, rest)), Some((found, shorter))) => wanted == found && fits(rest, shorter),
            _ => false,
        }
    }

    proptest! {
        #[test]
        fn a_pattern_matches_what_its_definition_says(pattern in "[abé*?]{0,8}", text in "[abé]{0,10}") {
            let (p, t): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
            prop_assert_eq!(Glob::new(&pattern).matches(&text), fits(&p, &t));
        }

        #[test]
        fn a_long_chunk_with_question_marks_is_found(before in "[ab]{0,90}", chunk in "[ab]{60,140}", after in "[ab]{0,90}") {
            let pattern: String = chunk.chars().enumerate().map(|(i, c)| if i % 7 == 3 { '?' } else { c }).collect();
            let text = [before, chunk, after].concat();
            let glob = Glob::new(&format!("*{pattern}*"));
            prop_assert!(glob.matches(&text));
            let missing = Glob::new(&format!("*{pattern}c*"));
            prop_assert!(!missing.matches(&text));
        }

        #[test]
        fn text_without_wildcards_matches_itself_alone(text in "[^*?]{0,12}", other in "[^*?]{0,12}") {
            prop_assert!(Glob::new(&text).matches(&text));
            prop_assert_eq!(Glob::new(&text).matches(&other), text == other);
        }

        #[test]
        fn folding_does_not_depend_on_where_a_text_is_cut(one in "\\PC{0,8}", other in "\\PC{0,8}") {
            prop_assert_eq!(fold(&(one.clone() + &other)), fold(&one) + &fold(&other));
        }
    }

    #[test]
    fn the_work_grows_with_the_text_and_not_with_the_number_of_stars() {
        let text = "a".repeat(60_000);
        for pattern in ["*a".repeat(950) + "b", "*a".repeat(950) + "*b*", "*".repeat(1_900) + "b", "*aab".repeat(475)] {
            let search = Glob::new(&pattern).search(&text);
            assert!(!search.found);
            assert!(search.steps <= 3 * text.len(), "{} steps", search.steps);
        }
        // Question marks between two stars cost one word for 64 positions.
        let pattern = format!("*{}b*", "a?".repeat(900));
        let search = Glob::new(&pattern).search(&text);
        assert!(!search.found);
        assert!(search.steps <= text.len() * (1 + pattern.len().div_ceil(64)), "{} steps", search.steps);
    }
}
