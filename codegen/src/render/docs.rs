//! Documentation: prose from the model or the overlay, limits in words.

use proc_macro2::TokenStream;
use quote::quote;

use super::characters;
use crate::comment;
use crate::model::{Bounds, RangeBound};
use crate::plan::ir::{CheckPlan, Crate, Docs, Extra, Extras, Field, LengthUnit, Presence, RulePlan};
use crate::plan::pattern::PatternTest;
use crate::prose;
use crate::unprintable::is_unprintable;

/// Returns `#[doc = "…"]` for every line.
pub(super) fn attributes(text: &str) -> TokenStream {
    let lines = comment::lines(text).map(|line| if line.is_empty() { line } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// Returns the name of the service for documentation, with everything escaped that Markdown would take for markup.
pub(crate) fn title(plan: &Crate) -> String {
    prose::escaped(&comment::one_line(&plan.service.title))
}

/// Returns the sentence that describes a client of the service, unless the model or the overlay describes it.
pub(crate) fn about_client(plan: &Crate) -> String {
    let version = prose::escaped(&comment::one_line(&plan.service.version));
    format!("Client for {}, API version {version}.", title(plan))
}

/// Returns the description of an optional part, with the feature that it needs.
pub(super) fn optional(plan: &Crate, extra: Extra, about: &str) -> String {
    match plan.extras {
        Extras::Features => format!("{about}\n\nNeeds the feature `{}`.", extra.feature()),
        Extras::Selected(_) => about.to_owned(),
    }
}

/// Returns the prose if there is any, else a sentence made from facts.
pub(super) fn or_fact(docs: &Docs, fact: &str) -> String {
    docs.clone().unwrap_or_else(|| fact.to_owned())
}

/// Returns the first paragraph, in one line.
pub(super) fn summary(text: &str) -> String {
    text.split("\n\n").next().unwrap_or_default().replace('\n', " ")
}

/// Returns the documentation of a member, followed by its limits.
pub(super) fn field(plan: &Crate, field: &Field, in_request: bool) -> String {
    let mut text = or_fact(&field.docs, &format!("The member `{}`.", field.name.wire));
    if in_request {
        let required = (field.presence == Presence::Demanded).then(|| "Required.".to_owned());
        let token = field.token.map(|_| "A client fills in a random token if it is not set.".to_owned());
        let notes: Vec<String> = required.into_iter().chain(token).chain(limits(plan, &field.check, "")).collect();
        if !notes.is_empty() {
            text.push_str(&format!("\n\n{}", wrapped(&notes.join(" "))));
        }
    }
    text
}

/// Sentences about the limits of a value and of what it contains. `of` says which part of a member the value is.
fn limits(plan: &Crate, check: &CheckPlan, of: &str) -> Vec<String> {
    let own = |rule: Option<&String>| {
        let limits = rule.and_then(|rule| plan.rules.get(rule)).and_then(limits_of);
        limits.map(|limits| format!("Limits{of}: {limits}.")).into_iter()
    };
    let part = |name: &str, check: &CheckPlan| limits(plan, check, &format!(" of each {name}{of}"));
    match check {
        CheckPlan::Rule(rule) => own(Some(rule)).collect(),
        CheckPlan::List(rule, item) => own(rule.as_ref()).chain(part("element", item)).collect(),
        CheckPlan::Map(rule, key, value) => {
            own(rule.as_ref()).chain(part("key", key)).chain(part("value", value)).collect()
        }
        CheckPlan::Nothing | CheckPlan::Structure => Vec::new(),
    }
}

/// Describes a rule for people, for example "2 to 64 characters; allowed characters: digits".
pub(super) fn limits_of(rule: &RulePlan) -> Option<String> {
    let mut length = rule.length;
    let pattern = rule.pattern.as_ref().map(|pattern| match &pattern.test {
        PatternTest::Each { set, at_least_one } => {
            if *at_least_one {
                length.min = Some(length.min.unwrap_or(0).max(1));
            }
            format!("allowed characters: {}", characters::describe(set))
        }
        PatternTest::Words { set, separator } => {
            let separator = if *separator == ' ' { "space".to_owned() } else { pattern_code(&separator.to_string()) };
            format!("words with one {separator} between them; characters of words: {}", characters::describe(set))
        }
        PatternTest::Regex { .. } => format!("must match {}", pattern_code(&pattern.text)),
        PatternTest::LookAround { .. } => {
            format!(
                "must match {}, which is not checked without the feature `fancy-regex` of `awsquery`",
                pattern_code(&pattern.text)
            )
        }
        PatternTest::Unchecked(reason) => {
            format!("must match {}, which only the service checks ({reason})", pattern_code(&pattern.text))
        }
    });
    let parts = [self::length(length, rule.unit), range(&rule.range), pattern];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// Describes a rule in one phrase with its pattern, for example "2 to 64 characters, matching `[a-z]*`".
pub(crate) fn rule_in_words(rule: &RulePlan) -> Option<String> {
    let pattern = rule.pattern.as_ref().map(|pattern| match &pattern.test {
        PatternTest::Unchecked(reason) => {
            format!("matching {} (checked only by the service: {reason})", pattern_code(&pattern.text))
        }
        _ => format!("matching {}", pattern_code(&pattern.text)),
    });
    let parts: Vec<String> =
        [length(rule.length, rule.unit), range(&rule.range), pattern].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn length(bounds: Bounds, unit: LengthUnit) -> Option<String> {
    let unit = |count: i64| match (unit, count) {
        (LengthUnit::Characters, 1) => "character",
        (LengthUnit::Characters, _) => "characters",
        (LengthUnit::Bytes, 1) => "byte",
        (LengthUnit::Bytes, _) => "bytes",
        (LengthUnit::Elements, 1) => "element",
        (LengthUnit::Elements, _) => "elements",
    };
    match (bounds.min, bounds.max) {
        (min, Some(max)) => Some(format!("{} {}", range(&whole(min, Some(max)))?, unit(max))),
        (min, None) => Some(format!("{} {}", range(&whole(min, None))?, unit(min?))),
    }
}

fn whole(min: Option<i64>, max: Option<i64>) -> Bounds<RangeBound> {
    Bounds { min: min.map(RangeBound::Whole), max: max.map(RangeBound::Whole) }
}

fn range(bounds: &Bounds<RangeBound>) -> Option<String> {
    match (&bounds.min, &bounds.max) {
        (Some(min), Some(max)) if min == max => Some(format!("exactly {}", number(min))),
        (Some(min), Some(max)) => Some(format!("{} to {}", number(min), number(max))),
        (Some(min), None) => Some(format!("at least {}", number(min))),
        (None, Some(max)) => Some(format!("at most {}", number(max))),
        (None, None) => None,
    }
}

/// Formats a number with commas between groups of three digits before the decimal point.
fn number(number: &RangeBound) -> String {
    let text = number.to_string();
    let (sign, digits) = text.split_at(usize::from(text.starts_with('-')));
    let (whole, fraction) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let groups: Vec<String> =
        whole.as_bytes().rchunks(3).rev().map(|group| group.iter().map(|digit| char::from(*digit)).collect()).collect();
    format!("{sign}{}{fraction}", groups.join(","))
}

/// Puts a pattern into a span of code. Characters that cannot be shown are written as escapes of the pattern.
fn pattern_code(text: &str) -> String {
    let mut out = String::from("`");
    for character in text.chars() {
        if character == '`' || is_unprintable(character) {
            out.push_str(&format!("\\u{:04X}", u32::from(character)));
        } else {
            out.push(character);
        }
    }
    out + "`"
}

/// Returns "a" or "an", depending on how a name is pronounced.
pub(super) fn article(name: &str) -> &'static str {
    let mut letters = name.chars();
    let first = letters.next().unwrap_or_default();
    let second = letters.next().unwrap_or_default();
    let spelled_out = second.is_ascii_uppercase() && first.is_ascii_uppercase() && !name.starts_with("SAML");
    let is_an = match first.to_ascii_uppercase() {
        'A' | 'E' | 'I' | 'O' => true,
        'U' => !spelled_out && !["Us", "Uni", "Url", "Uri", "Uui"].iter().any(|start| name.starts_with(start)),
        'F' | 'H' | 'L' | 'M' | 'N' | 'R' | 'S' | 'X' => spelled_out,
        _ => false,
    };
    if is_an { "an" } else { "a" }
}

/// The length limit for lines of documentation: 120 columns, less indentation and comment markers.
const WIDTH: usize = 112;

/// Breaks a paragraph into lines, but not within spans of code.
pub(super) fn wrapped(paragraph: &str) -> String {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut in_code = false;
    for word in paragraph.split(' ') {
        let fits = line.chars().count() + 1 + word.chars().count() <= WIDTH;
        if !line.is_empty() && !fits && !in_code {
            lines.push(std::mem::take(&mut line));
        } else if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        in_code ^= word.matches('`').count() % 2 == 1;
    }
    lines.push(line);
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_ranges_read_naturally() {
        let bounds = |min, max| Bounds { min, max };
        let decimal = |text: &str| Some(RangeBound::Decimal(text.to_owned()));
        assert_eq!(length(bounds(Some(1), Some(64)), LengthUnit::Characters).unwrap(), "1 to 64 characters");
        assert_eq!(length(bounds(None, Some(1)), LengthUnit::Elements).unwrap(), "at most 1 element");
        assert_eq!(length(bounds(Some(1), None), LengthUnit::Bytes).unwrap(), "at least 1 byte");
        assert_eq!(length(bounds(Some(6), Some(6)), LengthUnit::Characters).unwrap(), "exactly 6 characters");
        assert_eq!(range(&whole(Some(-5), Some(1_234_567))).unwrap(), "-5 to 1,234,567");
        let fractions = Bounds { min: decimal("-0.001"), max: decimal("1234567.0625") };
        assert_eq!(range(&fractions).unwrap(), "-0.001 to 1,234,567.0625");
        assert_eq!(length(Bounds::default(), LengthUnit::Bytes), None);
    }

    #[test]
    fn articles_follow_the_sound() {
        for name in ["AssumeRoleRequest", "UpdateThing", "MFADevice", "SSHKey", "IDPError", "ADirectory"] {
            assert_eq!(article(name), "an", "{name}");
        }
        for name in ["GetThing", "User", "URLType", "UnitOfWork", "SAMLProvider", "Secret", "ListRequest"] {
            assert_eq!(article(name), "a", "{name}");
        }
    }

    #[test]
    fn lines_break_between_words_but_not_in_code() {
        let text = format!("{} `{} {}` end", "word ".repeat(20).trim_end(), "x".repeat(10), "y".repeat(90));
        let wrapped = wrapped(&text);
        assert!(wrapped.lines().any(|line| line.contains("` end") || line.ends_with('`')), "{wrapped}");
        assert!(wrapped.lines().all(|line| line.matches('`').count() % 2 == 0), "{wrapped}");
    }
}
