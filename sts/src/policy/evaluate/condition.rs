//! Evaluation of conditions.

use super::language::Language;
use super::request::AccessRequest;
use super::truth::{Judgement, Truth};
use super::value_test::ValueTest;
use crate::json::shown;
use crate::policy::condition::Condition;
use crate::policy::conditions::NULL_WITH_QUANTIFIER;
use crate::policy::form::key_fault;
use crate::policy::operator::{Comparison, Quantifier, ValueType};
use crate::policy::typed_value;
use crate::policy::value::Value;

/// Checks whether a condition holds for a request. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>.
#[inline]
pub(super) fn check(condition: &Condition, request: &AccessRequest, language: Language) -> Judgement {
    if let Some(problem) = problem(condition) {
        return Judgement::Unjudged(problem);
    }
    let found = request.values(condition.name());
    if *condition.operator().comparison() == Comparison::Null {
        return check_null(condition, found);
    }
    match found {
        None => without_value(condition, Truth::True, "the request does not have this key"),
        Some([]) => without_value(condition, Truth::Unknown, "the request has no value of this key"),
        Some(found) if condition.operator().quantifier().is_some() && is_null(found) => {
            without_value(condition, Truth::Unknown, "the request has only empty values of this key")
        }
        Some(found) => compare(condition, found, request, language),
    }
}

/// Returns why a condition has no meaning: IAM refuses it, so AWS never evaluates it.
#[inline]
fn problem(condition: &Condition) -> Option<String> {
    let operator = condition.operator();
    if !operator.is_known() {
        return Some(format!("{operator} is not an operator of the policy language"));
    }
    if *operator.comparison() == Comparison::Null && operator.quantifier().is_some() {
        return Some(NULL_WITH_QUANTIFIER.to_owned());
    }
    if let Some(fault) = key_fault(condition.name()) {
        return Some(fault.to_owned());
    }
    if condition.values().is_empty() {
        return Some("the policy has no value to compare with".to_owned());
    }
    let expected = operator.comparison().value_type()?;
    let unread = condition.values().iter().find(|value| !typed_value::fits(expected, value.as_str()))?;
    let doubt = typed_value::doubt(expected, unread.as_str());
    let problem = doubt.map_or_else(|| format!("is not {}", typed_value::describe(expected)), str::to_owned);
    // External ids are treated as secrets.
    if condition.has_key("sts:ExternalId") {
        return Some(format!("a value in the policy {problem}"));
    }
    Some(format!("\"{}\" in the policy {problem}", shown(unread.as_str())))
}

/// Returns whether a key counts as null: it has no value, or only empty ones. AWS calls an empty string a null data set. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>.
#[inline]
fn is_null(found: &[Value]) -> bool {
    found.iter().all(|value| value.as_str().is_empty())
}

#[inline]
fn check_null(condition: &Condition, found: Option<&[Value]>) -> Judgement {
    let missing = found.is_none_or(is_null);
    let wanted = condition.values().iter().filter_map(|value| typed_value::boolean(value.as_str()));
    if wanted.into_iter().any(|wanted| wanted == missing) {
        return Judgement::Matches;
    }
    let message = match (missing, found) {
        (false, _) => "the request must not have this key, and does",
        (true, None) => "the request must have this key, and does not",
        (true, Some(_)) => "the request must have a value of this key, and has an empty one",
    };
    Judgement::Mismatch(message.to_owned())
}

/// Checks a condition on a key that has no value. `missing` says whether that is what `IfExists` asks for: a key without a
/// value neither exists nor is missing.
#[inline]
fn without_value(condition: &Condition, missing: Truth, message: &str) -> Judgement {
    let operator = condition.operator();
    let plain = match operator.quantifier() {
        Some(Quantifier::ForAllValues) => true,
        Some(Quantifier::ForAnyValue) => false,
        None => ValueTest::of(operator.comparison()).is_negated,
    };
    if plain || (operator.is_if_exists() && missing == Truth::True) {
        return Judgement::Matches;
    }
    if operator.is_if_exists() {
        return Judgement::Unjudged(format!("{message}, and whether it exists is open"));
    }
    Judgement::Mismatch(message.to_owned())
}

#[inline]
fn compare(condition: &Condition, found: &[Value], request: &AccessRequest, language: Language) -> Judgement {
    let test = ValueTest::of(condition.operator().comparison());
    let wanted = condition.values();
    let results = found.iter().map(|value| {
        let one = |want: &Value| test.compare(value.as_str(), want.as_str(), request, language);
        Truth::any(wanted.iter().map(one)).negated(test.is_negated)
    });
    let results: Vec<Truth> = results.collect();
    let truth = match condition.operator().quantifier() {
        Some(Quantifier::ForAllValues) => Truth::all(results.iter().copied()),
        Some(Quantifier::ForAnyValue) => Truth::any(results.iter().copied()),
        // AWS says that a key with several values needs a quantifier, and not what happens without one.
        None => Truth::unanimous(results.iter().copied()),
    };
    match truth {
        Truth::True => Judgement::Matches,
        Truth::False if condition.has_key("sts:ExternalId") => {
            Judgement::Mismatch("the request has another value".to_owned())
        }
        Truth::False => {
            Judgement::Mismatch(format!("the request has {}, and the policy has {}", listed(found), listed(wanted)))
        }
        Truth::Unknown if results.contains(&Truth::Unknown) => Judgement::Unjudged(doubt(condition).to_owned()),
        Truth::Unknown => Judgement::Unjudged(
            "the request has several values of this key, which only ForAllValues and ForAnyValue compare".to_owned(),
        ),
    }
}

/// Returns why the comparison of a value is open.
#[inline]
fn doubt(condition: &Condition) -> &'static str {
    match condition.operator().comparison().value_type() {
        Some(ValueType::IpAddress) => {
            "a range of IPv6 addresses may or may not contain an IPv4 address in its IPv6 form"
        }
        _ => "the request has no single value for a policy variable",
    }
}

/// Lists some values for a message.
#[inline]
fn listed(values: &[Value]) -> String {
    const LISTED: usize = 5;
    let mut listed: Vec<String> =
        values.iter().take(LISTED).map(|value| format!("\"{}\"", shown(value.as_str()))).collect();
    if values.len() > LISTED {
        listed.push("…".to_owned());
    }
    listed.join(", ")
}
