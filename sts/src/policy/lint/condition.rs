//! Checks of conditions.

use awsquery::rule::INVISIBLE;

use super::global_keys::type_of;
use super::spelling::near_global_key;
use super::{FindingKind, Lint};
use crate::json::{JsonPath, shown};
use crate::policy::condition::Condition;
use crate::policy::conditions::{NO_KEY, NULL_WITH_QUANTIFIER, REPEATED_KEY};
use crate::policy::form::key_fault;
use crate::policy::operator::{Comparison, Operator, ValueType};
use crate::policy::statement::Statement;
use crate::policy::typed_value;
use crate::policy::variable::variables;

impl Lint {
    #[inline]
    pub(super) fn conditions(&mut self, statement: &Statement, path: &JsonPath<'_>) {
        let path = path.key("Condition");
        for operator in statement.empty_blocks() {
            // IAM accepts this even for an operator that it does not know.
            self.advise(FindingKind::Missing, &path.key(&operator.to_string()), NO_KEY);
        }
        let conditions = statement.conditions();
        for condition in conditions.iter() {
            let name = condition.operator().to_string();
            let block = path.key(&name);
            let path = block.key(condition.name());
            self.operator(condition.operator(), &block, &path);
            self.key(condition.name(), condition.operator(), &path);
            if conditions.repeat_key(condition) {
                self.advise(FindingKind::KeyName, &path, REPEATED_KEY);
            }
            self.values(condition, &path);
        }
    }

    #[inline]
    fn operator(&mut self, operator: &Operator, block: &JsonPath<'_>, path: &JsonPath<'_>) {
        if !operator.is_known() {
            self.refuse(FindingKind::Operator, block, "is not an operator of the policy language");
        } else if *operator.comparison() == Comparison::Null && operator.quantifier().is_some() {
            self.advise(FindingKind::Operator, path, NULL_WITH_QUANTIFIER);
        }
    }

    #[inline]
    fn values(&mut self, condition: &Condition, path: &JsonPath<'_>) {
        if condition.values().is_empty() {
            self.advise(FindingKind::Missing, path, "must have at least one value, or it cannot be judged; found none");
        }
        let Some(expected) = condition.operator().comparison().value_type() else { return };
        for (index, value) in condition.values().iter().enumerate() {
            let path = path.item(index, condition.single);
            if let Some(doubt) = typed_value::doubt(expected, value.as_str()) {
                self.advise(FindingKind::Value, &path, format!("{doubt}; found \"{}\"", shown(value.as_str())));
            } else if !typed_value::fits(expected, value.as_str()) {
                let expected = typed_value::describe(expected);
                let message = format!("must be {expected}; found \"{}\"", shown(value.as_str()));
                self.refuse(FindingKind::Value, &path, message);
            }
            if matches!(expected, ValueType::Text | ValueType::Arn) {
                self.variables(value.as_str(), &path);
                if variables(value.as_str()).any(|variable| variable.is_none()) {
                    self.advise(FindingKind::Variable, &path, "must close the policy variable that ${ opens");
                }
            }
        }
    }

    #[inline]
    fn key(&mut self, name: &str, operator: &Operator, path: &JsonPath<'_>) {
        let trimmed = name.trim_matches(|c: char| c.is_whitespace() || INVISIBLE.contains(c));
        if trimmed != name {
            let message =
                format!("must not begin or end with white space, or it cannot be judged; write \"{}\"", shown(trimmed));
            self.advise(FindingKind::KeyName, path, message);
        } else if let Some(fault) = key_fault(name) {
            self.advise(FindingKind::KeyName, path, fault);
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
#[inline]
fn may_compare(operator: ValueType, key: ValueType) -> bool {
    operator == key
        || matches!((operator, key), (ValueType::Text, ValueType::Arn) | (ValueType::Number, ValueType::Date))
}

#[inline]
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
#[inline]
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
