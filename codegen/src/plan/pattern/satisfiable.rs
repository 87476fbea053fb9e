//! Finds patterns that no text matches, because an anchor can never hold: `a^b`, `a$b`.
//!
//! AWS's model of EC2 has one. A check of it would refuse every request with the member.

use std::collections::BTreeSet;

use regex_syntax::hir::{Hir, HirKind, Look};

/// The facts about one way in which an expression matches a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct MatchKind {
    /// The match contains at least one character.
    consumes: bool,
    /// Nothing may be before the match.
    at_start: bool,
    /// Nothing may be after the match.
    at_end: bool,
}

/// The way in which the empty expression matches.
const EMPTY: MatchKind = MatchKind { consumes: false, at_start: false, at_end: false };

type MatchKinds = BTreeSet<MatchKind>;

/// Returns `true` if a text may match the expression. Word boundaries are assumed to hold.
pub(super) fn is_satisfiable(expression: &Hir) -> bool {
    !ways(expression).is_empty()
}

/// Returns all ways in which an expression matches. There are at most eight different ones.
fn ways(expression: &Hir) -> MatchKinds {
    match expression.kind() {
        HirKind::Empty => [EMPTY].into(),
        HirKind::Literal(_) => [MatchKind { consumes: true, ..EMPTY }].into(),
        HirKind::Class(class) if class.is_empty() => MatchKinds::new(),
        HirKind::Class(_) => [MatchKind { consumes: true, ..EMPTY }].into(),
        HirKind::Look(Look::Start) => [MatchKind { at_start: true, ..EMPTY }].into(),
        HirKind::Look(Look::End) => [MatchKind { at_end: true, ..EMPTY }].into(),
        HirKind::Look(_) => [EMPTY].into(),
        HirKind::Capture(capture) => ways(&capture.sub),
        HirKind::Concat(parts) => parts.iter().fold([EMPTY].into(), |before, part| sequences(&before, &ways(part))),
        HirKind::Alternation(choices) => choices.iter().flat_map(ways).collect(),
        HirKind::Repetition(repetition) => repetitions(&ways(&repetition.sub), repetition.min, repetition.max),
    }
}

/// Returns the ways of `min` to `max` repetitions.
fn repetitions(once: &MatchKinds, min: u32, max: Option<u32>) -> MatchKinds {
    let mut reached: MatchKinds = [EMPTY].into();
    // More repetitions than there are ways lead to nothing new.
    for _ in 0..min.min(8) {
        reached = sequences(&reached, once);
    }
    let mut all = reached.clone();
    for _ in min..max.unwrap_or(u32::MAX).min(min.saturating_add(8)) {
        reached = sequences(&reached, once);
        all.extend(&reached);
    }
    all
}

/// Returns the ways in which one match is followed by another.
fn sequences(before: &MatchKinds, after: &MatchKinds) -> MatchKinds {
    let pairs = before.iter().flat_map(|one| after.iter().map(move |other| (one, other)));
    pairs.filter_map(|(one, other)| sequence(*one, *other)).collect()
}

fn sequence(one: MatchKind, other: MatchKind) -> Option<MatchKind> {
    let contradicts = (one.at_end && other.consumes) || (one.consumes && other.at_start);
    (!contradicts).then_some(MatchKind {
        consumes: one.consumes || other.consumes,
        at_start: one.at_start || other.at_start,
        at_end: one.at_end || other.at_end,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn satisfiable(pattern: &str) -> bool {
        is_satisfiable(&regex_syntax::parse(pattern).unwrap())
    }

    #[test]
    fn an_anchor_in_the_middle_can_hold_only_where_nothing_must_be_before_or_after_it() {
        for pattern in
            ["a^b", "a$b", "(?:a|b)^", "$.", "x+^y*", "^a^", "(?:a^|b$)c", "(?:^a){2}", "[^\\s\\S]", "a(?:$b)+"]
        {
            assert!(!satisfiable(pattern), "{pattern}");
        }
        for pattern in [
            "", "^", "$", "^$", "$^", "a*^b", "a$b*", "^a$", "(?:a^)?b", "^a|b^c", "(?:a|^)b", "^{3}a", "a\\b b",
            "(?:^a)*b",
        ] {
            assert!(satisfiable(pattern), "{pattern}");
        }
    }

    proptest! {
        /// A pattern that is taken for unsatisfiable matches no text.
        #[test]
        fn a_pattern_that_matches_a_text_is_satisfiable(
            pattern in "([ab]|\\^|\\$|\\(a\\^\\)|\\(\\$b\\)|\\(a\\|\\^\\)|\\(b\\?\\$\\)\\*|[ab]\\*){0,6}",
            text in "[ab]{0,4}",
        ) {
            if let Ok(regex) = regex::Regex::new(&format!(r"\A(?:{pattern})\z")) {
                prop_assert!(!regex.is_match(&text) || satisfiable(&pattern), "{pattern} {text}");
            }
        }
    }
}
