//! Evaluation of conditions.

use std::cmp::Ordering;

use awsquery::Blob;

use super::pattern::Pattern;
use super::request::AccessRequest;
use crate::json::shown;
use crate::policy::condition::Condition;
use crate::policy::lint::values::{Range, date};
use crate::policy::operator::{Comparison, Quantifier};
use crate::policy::value::Value;

/// Checks whether a condition holds for a request. The error says what the request has instead. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>.
pub(super) fn judge(condition: &Condition, request: &AccessRequest, variables: bool) -> Result<(), String> {
    let operator = condition.operator();
    if !operator.is_known() {
        return Err("is not an operator of the policy language, so the condition never holds".to_owned());
    }
    let found = request.values(condition.name());
    if *operator.comparison() == Comparison::Null {
        return null(condition, found.is_none());
    }
    let (test, negated) = Test::of(operator.comparison());
    let Some(found) = found else {
        let without = match operator.quantifier() {
            Some(Quantifier::ForAllValues) => true,
            Some(Quantifier::ForAnyValue) => false,
            None => negated,
        };
        return match without || operator.is_if_exists() {
            true => Ok(()),
            false => Err("the request does not have this key".to_owned()),
        };
    };
    let wanted = condition.values();
    let holds = |value: &Value| {
        wanted.iter().any(|want| test.compare(value.as_str(), want.as_str(), request, variables)) != negated
    };
    let all = match operator.quantifier() {
        Some(Quantifier::ForAllValues) => true,
        Some(Quantifier::ForAnyValue) => false,
        None => negated,
    };
    match if all { found.iter().all(holds) } else { found.iter().any(holds) } {
        true => Ok(()),
        // External ids are treated as secrets.
        false if condition.has_key("sts:ExternalId") => Err("the request has another value".to_owned()),
        false => Err(format!("the request has {}, and the policy has {}", listed(found), listed(wanted))),
    }
}

fn null(condition: &Condition, missing: bool) -> Result<(), String> {
    let wanted = |value: &Value| value.as_str().eq_ignore_ascii_case(if missing { "true" } else { "false" });
    match condition.values().iter().any(wanted) {
        true => Ok(()),
        false if missing => Err("the request must have this key, and does not".to_owned()),
        false => Err("the request must not have this key, and does".to_owned()),
    }
}

/// Some values, as a sentence has them.
fn listed(values: &[Value]) -> String {
    const LISTED: usize = 5;
    let mut listed: Vec<String> =
        values.iter().take(LISTED).map(|value| format!("\"{}\"", shown(value.as_str()))).collect();
    if values.len() > LISTED {
        listed.push("…".to_owned());
    }
    match listed.is_empty() {
        true => "no value".to_owned(),
        false => listed.join(", "),
    }
}

/// The test of a comparison for one value.
#[derive(Clone, Copy)]
enum Test {
    Text,
    TextIgnoringCase,
    Like,
    Arn,
    Number(fn(Ordering) -> bool),
    Date(fn(Ordering) -> bool),
    Bool,
    Binary,
    Address,
    Never,
}

impl Test {
    /// The test, and whether it has to fail.
    fn of(comparison: &Comparison) -> (Self, bool) {
        use Comparison as C;
        match comparison {
            C::StringEquals => (Self::Text, false),
            C::StringNotEquals => (Self::Text, true),
            C::StringEqualsIgnoreCase => (Self::TextIgnoringCase, false),
            C::StringNotEqualsIgnoreCase => (Self::TextIgnoringCase, true),
            C::StringLike => (Self::Like, false),
            C::StringNotLike => (Self::Like, true),
            C::ArnEquals | C::ArnLike => (Self::Arn, false),
            C::ArnNotEquals | C::ArnNotLike => (Self::Arn, true),
            C::NumericEquals => (Self::Number(Ordering::is_eq), false),
            C::NumericNotEquals => (Self::Number(Ordering::is_eq), true),
            C::NumericLessThan => (Self::Number(Ordering::is_lt), false),
            C::NumericLessThanEquals => (Self::Number(Ordering::is_le), false),
            C::NumericGreaterThan => (Self::Number(Ordering::is_gt), false),
            C::NumericGreaterThanEquals => (Self::Number(Ordering::is_ge), false),
            C::DateEquals => (Self::Date(Ordering::is_eq), false),
            C::DateNotEquals => (Self::Date(Ordering::is_eq), true),
            C::DateLessThan => (Self::Date(Ordering::is_lt), false),
            C::DateLessThanEquals => (Self::Date(Ordering::is_le), false),
            C::DateGreaterThan => (Self::Date(Ordering::is_gt), false),
            C::DateGreaterThanEquals => (Self::Date(Ordering::is_ge), false),
            C::Bool => (Self::Bool, false),
            C::BinaryEquals => (Self::Binary, false),
            C::IpAddress => (Self::Address, false),
            C::NotIpAddress => (Self::Address, true),
            // `Null` is judged before, and what is unknown never holds.
            C::Null | C::Other(_) => (Self::Never, false),
        }
    }

    /// Returns whether the value of a request matches the value in the policy.
    fn compare(self, found: &str, wanted: &str, request: &AccessRequest, variables: bool) -> bool {
        let text = || Pattern::expand_text(wanted, request, variables);
        let pattern = || Pattern::expand(wanted, request, variables);
        match self {
            Self::Text => text().is_some_and(|text| text.matches(found)),
            Self::TextIgnoringCase => text().is_some_and(|text| text.to_lowercase().matches(&found.to_lowercase())),
            Self::Like => pattern().is_some_and(|pattern| pattern.matches(found)),
            Self::Arn => pattern().is_some_and(|pattern| pattern.matches_arn(found)),
            Self::Number(fits) => number(found, wanted).is_some_and(fits),
            Self::Date(fits) => date(found).zip(date(wanted)).is_some_and(|(found, wanted)| fits(found.cmp(&wanted))),
            Self::Bool => found.eq_ignore_ascii_case(wanted),
            Self::Binary => {
                let bytes = |text| Blob::from_base64(text).ok().map(Blob::into_vec);
                bytes(found).is_some_and(|found| Some(found) == bytes(wanted))
            }
            Self::Address => {
                Range::parse(wanted).zip(found.parse().ok()).is_some_and(|(range, address)| range.contains(address))
            }
            Self::Never => false,
        }
    }
}

/// Whole numbers of any size are compared exactly.
fn number(found: &str, wanted: &str) -> Option<Ordering> {
    if let (Ok(found), Ok(wanted)) = (found.parse::<i128>(), wanted.parse::<i128>()) {
        return Some(found.cmp(&wanted));
    }
    found.parse::<f64>().ok()?.partial_cmp(&wanted.parse::<f64>().ok()?)
}
