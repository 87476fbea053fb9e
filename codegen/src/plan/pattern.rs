//! Translates Java's regular expressions to character sets, or to the dialect of the crates `regex`, `regex-lite` and
//! `fancy-regex`.

mod java;
mod satisfiable;

use regex_syntax::ast::{self, Ast, ClassSet, ClassSetItem, ClassUnicode, RepetitionKind, Visitor};
use regex_syntax::hir::{self, Hir};

use crate::error::{Error, Stage};
use crate::model;

use satisfiable::is_satisfiable;

/// A pattern that generated code can check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternPlan {
    /// Text of the pattern in the model, without anchors that have no effect.
    pub text: String,
    /// Check of a value.
    pub test: PatternTest,
}

/// The check of a value against a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatternTest {
    /// Checks that each character is in a set, because the pattern is one repeated class of characters.
    Each {
        /// The allowed characters.
        set: Set,
        /// True for `+`, false for `*`.
        at_least_one: bool,
    },
    /// Checks that the value consists of words with one separator between them, because the pattern is a repeated class,
    /// followed by any number of repetitions of the separator and the same class.
    Words {
        /// The characters of words, without the separator.
        set: Set,
        /// The separator.
        separator: char,
    },
    /// Searches for an expression, which is found in exactly the values that match the pattern.
    Regex {
        /// The expression, in the dialect of `regex`.
        source: String,
        /// The smallest engine that supports the expression.
        engine: Engine,
    },
    /// Searches for an expression with look-around, which is found in exactly the values that match the pattern.
    LookAround {
        /// The expression, in the dialect of `fancy-regex`.
        source: String,
        /// The smallest engine that supports the rest of the expression.
        engine: Engine,
    },
    /// Checks nothing, because no engine supports the pattern, or no text matches it. Contains the reason.
    Unchecked(&'static str),
}

/// A regex engine of the runtime. Both engines give the same results for expressions that both support.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Engine {
    /// `regex-lite`, which is small.
    Lite,
    /// `regex`, which has tables of Unicode's general categories.
    Unicode,
}

/// A set of characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Set {
    /// Characters below 128, one bit per character.
    pub ascii: u128,
    /// Inclusive ranges of other characters, sorted, neither overlapping nor adjacent.
    pub ranges: Vec<(u32, u32)>,
    /// General categories of Unicode, each by its letter.
    pub categories: Vec<char>,
}

/// Unicode's general categories. The regex engine of the runtime has no other tables of Unicode.
const GENERAL_CATEGORIES: &[&str] = &[
    "C", "Cc", "Cf", "Cn", "Co", "L", "Ll", "Lm", "Lo", "Lt", "Lu", "M", "Mc", "Me", "Mn", "N", "Nd", "Nl", "No", "P",
    "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "S", "Sc", "Sk", "Sm", "So", "Z", "Zl", "Zp", "Zs",
];
/// The categories that character sets of the runtime have tables for.
const CATEGORIES: [char; 3] = ['L', 'N', 'Z'];

/// Translates the pattern of a shape.
pub fn resolve(shape: &str, pattern: &model::PatternTrait) -> Result<PatternPlan, Error> {
    let text = pattern.text.clone();
    let translation = java::translate(&text);
    let checked = parse(&translation.linear);
    let test = match (checked, translation.look_around) {
        (Ok((_, expression)), None) if !is_satisfiable(&expression) => UNSATISFIABLE,
        (Ok((ast, _)), None) => {
            let simple = if pattern.whole { each(&ast).or_else(|| words(&ast)) } else { None };
            simple.unwrap_or_else(|| {
                let source = anchored(translation.linear, pattern.whole);
                PatternTest::Regex { engine: engine(&source), source }
            })
        }
        (Ok(_), Some(look_around)) => {
            look_around_test(anchored(look_around, pattern.whole), engine(&translation.linear))
        }
        // The service alone checks what no engine here supports.
        (Err(_), Some(_)) => UNSUPPORTED,
        (Err(why), None) => {
            return Err(Error::new(Stage::Plan, shape, format!("the pattern {text} cannot be translated: {why}"))
                .with_remedy(
                    "correct the pattern in the corrections of the model, or support it in codegen/src/plan/pattern.rs",
                ));
        }
    };
    Ok(PatternPlan { text, test })
}

/// Returns the test for `[…]*` or `[…]+`.
fn each(ast: &Ast) -> Option<PatternTest> {
    let (set, at_least_one) = repeated_class(ast)?;
    Some(PatternTest::Each { set, at_least_one })
}

/// Returns the test for `[…]+(s[…]+)*`, where both classes are the same and do not contain the character `s`.
fn words(ast: &Ast) -> Option<PatternTest> {
    let Ast::Concat(whole) = ast else { return None };
    let [first, Ast::Repetition(rest)] = whole.asts.as_slice() else { return None };
    let Ast::Group(group) = &*rest.ast else { return None };
    let Ast::Concat(part) = &*group.ast else { return None };
    let [Ast::Literal(separator), next] = part.asts.as_slice() else { return None };
    let (set, true) = repeated_class(first)? else { return None };
    let is_list = rest.op.kind == RepetitionKind::ZeroOrMore && repeated_class(next)? == (set.clone(), true);
    let separator = separator.c;
    (is_list && set.categories.is_empty() && !set.contains(separator)).then_some(PatternTest::Words { set, separator })
}

/// The test of a pattern with look-around that `fancy-regex` does not support either.
const UNSUPPORTED: PatternTest = PatternTest::Unchecked("look-around");

/// The test of a pattern that would refuse every text.
const UNSATISFIABLE: PatternTest = PatternTest::Unchecked(NO_MATCH);
const NO_MATCH: &str = "no text matches it";

impl PatternPlan {
    /// Returns `true` if no text matches the pattern.
    pub fn is_unsatisfiable(&self) -> bool {
        self.test == UNSATISFIABLE
    }
}

/// Parses an expression, and checks that it needs nothing that the engines of the runtime lack.
fn parse(source: &str) -> Result<(Ast, Hir), String> {
    let ast = ast::parse::Parser::new().parse(source).map_err(|error| error.kind().to_string())?;
    ast::visit(&ast, Tables)?;
    let expression =
        hir::translate::Translator::new().translate(source, &ast).map_err(|error| error.kind().to_string())?;
    Ok((ast, expression))
}

fn anchored(source: String, whole: bool) -> String {
    if whole { format!(r"\A(?:{source})\z") } else { source }
}

fn engine(source: &str) -> Engine {
    if regex_lite::Regex::new(source).is_ok() { Engine::Lite } else { Engine::Unicode }
}

fn look_around_test(source: String, engine: Engine) -> PatternTest {
    match fancy_regex::Regex::new(&source) {
        Ok(_) => PatternTest::LookAround { source, engine },
        Err(_) => UNSUPPORTED,
    }
}

/// Refuses expressions that need Unicode tables which the engine of the runtime does not have.
///
/// The generator's own engine may have more tables, because Cargo unites features. An expression that compiles here but
/// not in the runtime would check nothing there.
struct Tables;

impl Tables {
    fn check_class(class: &ClassUnicode) -> Result<(), String> {
        let name = match &class.kind {
            ast::ClassUnicodeKind::OneLetter(letter) => letter.to_string(),
            ast::ClassUnicodeKind::Named(name) => name.clone(),
            ast::ClassUnicodeKind::NamedValue { name, value, .. } => format!("{name}={value}"),
        };
        let known = GENERAL_CATEGORIES.contains(&name.as_str());
        if known { Ok(()) } else { Err(format!("\\p{{{name}}} is not a general category of Unicode")) }
    }

    fn check_flags(flags: &ast::Flags) -> Result<(), String> {
        match flags.flag_state(ast::Flag::CaseInsensitive) {
            Some(true) => Err("case-insensitive matching is not supported".to_owned()),
            _ => Ok(()),
        }
    }
}

impl Visitor for Tables {
    type Output = ();
    type Err = String;

    fn finish(self) -> Result<(), String> {
        Ok(())
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), String> {
        match ast {
            Ast::Flags(set) => Self::check_flags(&set.flags),
            Ast::Group(group) => group.flags().map_or(Ok(()), Self::check_flags),
            Ast::ClassUnicode(class) => Self::check_class(class),
            _ => Ok(()),
        }
    }

    fn visit_class_set_item_pre(&mut self, item: &ClassSetItem) -> Result<(), String> {
        if let ClassSetItem::Unicode(class) = item { Self::check_class(class) } else { Ok(()) }
    }
}

/// Returns the set of characters of `[…]*` or `[…]+`, and true for `+`. `None` if the pattern has another form or the
/// class cannot be written as a set.
fn repeated_class(ast: &Ast) -> Option<(Set, bool)> {
    let Ast::Repetition(repetition) = ast else { return None };
    let at_least_one = match repetition.op.kind {
        RepetitionKind::ZeroOrMore => false,
        RepetitionKind::OneOrMore => true,
        _ => return None,
    };
    let Ast::ClassBracketed(class) = &*repetition.ast else { return None };
    let ClassSet::Item(item) = &class.kind else { return None };
    if class.negated {
        return None;
    }
    let mut ranges = Vec::new();
    let mut categories = Vec::new();
    collect(item, &mut ranges, &mut categories)?;
    categories.sort_unstable();
    categories.dedup();
    Some((Set::new(ranges, categories), at_least_one))
}

fn collect(item: &ClassSetItem, ranges: &mut Vec<(u32, u32)>, categories: &mut Vec<char>) -> Option<()> {
    match item {
        ClassSetItem::Empty(_) => {}
        ClassSetItem::Literal(literal) => ranges.push((literal.c.into(), literal.c.into())),
        ClassSetItem::Range(range) => ranges.push((range.start.c.into(), range.end.c.into())),
        ClassSetItem::Unicode(class) => match class.kind {
            ast::ClassUnicodeKind::OneLetter(letter) if !class.negated && CATEGORIES.contains(&letter) => {
                categories.push(letter);
            }
            ast::ClassUnicodeKind::Named(ref name) if !class.negated && name.chars().count() == 1 => {
                let letter = name.chars().next().filter(|letter| CATEGORIES.contains(letter))?;
                categories.push(letter);
            }
            _ => return None,
        },
        ClassSetItem::Union(union) => {
            for item in &union.items {
                collect(item, ranges, categories)?;
            }
        }
        ClassSetItem::Ascii(_) | ClassSetItem::Perl(_) | ClassSetItem::Bracketed(_) => return None,
    }
    Some(())
}

impl Set {
    /// Returns true if the character is in the ASCII part or the ranges.
    fn contains(&self, character: char) -> bool {
        let code = u32::from(character);
        if character.is_ascii() {
            return self.ascii >> code & 1 == 1;
        }
        self.ranges.iter().any(|(start, end)| (*start..=*end).contains(&code))
    }

    pub(crate) fn new(mut ranges: Vec<(u32, u32)>, categories: Vec<char>) -> Self {
        ranges.sort_unstable();
        let mut set = Self { categories, ..Self::default() };
        for (start, end) in ranges {
            for code in start..=end.min(127) {
                set.ascii |= 1 << code;
            }
            let start = start.max(128);
            match set.ranges.last_mut() {
                _ if start > end => {}
                Some(last) if start <= last.1 + 1 => last.1 = last.1.max(end),
                _ => set.ranges.push((start, end)),
            }
        }
        // The runtime decides about characters below 128 by the bits alone, so the bits include those of the categories.
        for category in &set.categories {
            let ascii = (0..128u8).filter(|byte| match category {
                'L' => byte.is_ascii_alphabetic(),
                'N' => byte.is_ascii_digit(),
                _ => *byte == b' ',
            });
            set.ascii |= ascii.fold(0, |bits, byte| bits | 1 << byte);
        }
        set
    }
}

#[cfg(test)]
mod tests;
