//! Words: documentation from our prose, limits from the model.

use proc_macro2::TokenStream;
use quote::quote;

use crate::plan::ir::{Check, Crate, Docs, Field, Presence, Rule, Unit};
use crate::plan::pattern::Test;

/// `#[doc = "…"]` for every line.
pub(super) fn attributes(text: &str) -> TokenStream {
    let lines = text.lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// The given prose, or a sentence made from facts.
pub(super) fn or_fact(docs: &Docs, fact: &str) -> String {
    docs.clone().unwrap_or_else(|| fact.to_owned())
}

/// The first paragraph.
pub(super) fn summary(text: &str) -> String {
    text.split("\n\n").next().unwrap_or_default().replace('\n', " ")
}

/// What a member is for, followed by its limits.
pub(super) fn field(plan: &Crate, field: &Field, in_request: bool) -> String {
    let mut text = or_fact(&field.docs, &format!("The member `{}`.", field.name.wire));
    if in_request {
        let limits = limits(plan, &field.check);
        let demanded = field.presence == Presence::Demanded;
        match (demanded, limits) {
            (true, Some(limits)) => text.push_str(&format!("\n\nRequired; {limits}.")),
            (true, None) => text.push_str("\n\nRequired."),
            (false, Some(limits)) => text.push_str(&format!("\n\nLimits: {limits}.")),
            (false, None) => {}
        }
    }
    text
}

fn limits(plan: &Crate, check: &Check) -> Option<String> {
    let own = |rule: &String| plan.rules.get(rule).and_then(rule_in_words);
    match check {
        Check::Rule(rule) => own(rule),
        Check::List(rule, item) => {
            let item = limits(plan, item).map(|words| format!("each element {words}"));
            join([rule.as_ref().and_then(own), item])
        }
        Check::Map(rule, key, value) => {
            let key = limits(plan, key).map(|words| format!("each key {words}"));
            let value = limits(plan, value).map(|words| format!("each value {words}"));
            join([rule.as_ref().and_then(own), join([key, value])])
        }
        Check::Nothing | Check::Structure => None,
    }
}

fn join(parts: [Option<String>; 2]) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// `2 to 64 characters, matching `[\w+=,.@-]*``
pub(crate) fn rule_in_words(rule: &Rule) -> Option<String> {
    let unit = |count: i64| match (rule.unit, count) {
        (Unit::Characters, 1) => "character",
        (Unit::Characters, _) => "characters",
        (Unit::Bytes, 1) => "byte",
        (Unit::Bytes, _) => "bytes",
        (Unit::Elements, 1) => "element",
        (Unit::Elements, _) => "elements",
    };
    let length = match (rule.length.min, rule.length.max) {
        (Some(min), Some(max)) if min == max => Some(format!("exactly {min} {}", unit(min))),
        (Some(min), Some(max)) => Some(format!("{min} to {max} {}", unit(max))),
        (Some(min), None) => Some(format!("at least {min} {}", unit(min))),
        (None, Some(max)) => Some(format!("at most {max} {}", unit(max))),
        (None, None) => None,
    };
    let range = match (rule.range.min, rule.range.max) {
        (Some(min), Some(max)) => Some(format!("{min} to {max}")),
        (Some(min), None) => Some(format!("at least {min}")),
        (None, Some(max)) => Some(format!("at most {max}")),
        (None, None) => None,
    };
    let pattern = rule.pattern.as_ref().map(|pattern| match &pattern.test {
        Test::Unchecked(reason) => {
            format!("matching `{}` (checked by the service alone: {reason})", pattern.text.replace('`', "\\u0060"))
        }
        _ => format!("matching `{}`", pattern.text.replace('`', "\\u0060")),
    });
    let parts: Vec<String> = [length, range, pattern].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
