//! Checks of conditions.

use super::global_keys::type_of;
use super::spelling::near_global_key;
use super::{FindingKind, Lint};
use crate::json::{JsonPath, is_invisible, shown};
use crate::policy::condition::Condition;
use crate::policy::operator::{Comparison, Operator, ValueType};
use crate::policy::typed_value;

impl Lint {
    pub(super) fn condition(&mut self, condition: &Condition, path: &JsonPath<'_>) {
        let operator = condition.operator();
        let name = operator.to_string();
        let conditions = path.key("Condition");
        let block = conditions.key(&name);
        if !operator.is_known() {
            self.refuse(FindingKind::Operator, &block, "is not an operator of the policy language");
        }
        let path = block.key(condition.name());
        self.key(condition.name(), operator, &path);
        if condition.values().is_empty() {
            self.refuse(FindingKind::Missing, &path, "must have at least one value; found none");
        }
        let Some(expected) = operator.comparison().value_type() else { return };
        for (index, value) in condition.values().iter().enumerate() {
            let path = path.item(index, condition.single);
            if !typed_value::fits(expected, value.as_str()) {
                let expected = typed_value::describe(expected);
                let message = format!("must be {expected}; found \"{}\"", shown(value.as_str()));
                self.refuse(FindingKind::Value, &path, message);
            }
            if matches!(expected, ValueType::Text | ValueType::Arn) {
                self.variables(value.as_str(), &path);
            }
        }
    }

    fn key(&mut self, name: &str, operator: &Operator, path: &JsonPath<'_>) {
        let trimmed = name.trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
        if trimmed != name {
            let message = format!(
                "must not begin or end with white space, or no request has this key; write \"{}\"",
                shown(trimmed)
            );
            self.advise(FindingKind::KeyName, path, message);
        } else if let Some(meant) = near_global_key(name) {
            self.advise(FindingKind::KeyName, path, format!("is not a global condition key; did you mean {meant}?"));
        }
        let compared = operator.comparison().value_type();
        let Some((actual, compared)) = type_of(trimmed).zip(compared) else { return };
        if *operator.comparison() != Comparison::Null && !may_compare(compared, actual) {
            let message =
                format!("is {}, which {operator} does not compare; use {}", described(actual), operators(actual));
            self.advise(FindingKind::KeyType, path, message);
        }
    }
}

/// Returns whether an operator for values of one type may be used on a key of another type. ARNs may be compared as text,
/// and AWS has `aws:EpochTime` as a date and as a number.
fn may_compare(operator: ValueType, key: ValueType) -> bool {
    operator == key
        || matches!((operator, key), (ValueType::Text, ValueType::Arn) | (ValueType::Number, ValueType::Date))
}

fn described(key: ValueType) -> &'static str {
    match key {
        ValueType::Text => "text",
        ValueType::Number => "a number",
        ValueType::Date => "a date",
        ValueType::Bool => "true or false",
        ValueType::Binary => "binary",
        ValueType::IpAddress => "an IP address",
        ValueType::Arn => "an ARN",
    }
}

/// Names operators for keys of this type.
fn operators(key: ValueType) -> &'static str {
    match key {
        ValueType::Text => "StringEquals or StringLike",
        ValueType::Number => "NumericEquals or NumericLessThan",
        ValueType::Date => "DateLessThan or DateGreaterThan",
        ValueType::Bool => "Bool",
        ValueType::Binary => "BinaryEquals",
        ValueType::IpAddress => "IpAddress or NotIpAddress",
        ValueType::Arn => "ArnLike or ArnNotLike",
    }
}
