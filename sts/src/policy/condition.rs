//! Conditions of statements.

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};

use super::operator::{Comparison, Operator, Quantifier, ValueType};
use super::string_list::same_set;
use super::value::{Ordered, Scalar, Scalars, Value};

/// A condition of a statement: an operator, a condition key of the request, and values of which one has to match.
///
/// The type of the value selects the operator. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html>.
///
/// ```
/// use sts::policy::Condition;
///
/// let condition = Condition::key("aws:PrincipalTag/team").is(["red", "blue"]).if_exists();
/// assert_eq!(condition.operator().to_string(), "StringEqualsIfExists");
/// assert_eq!(Condition::key("s3:max-keys").lte(10).operator().to_string(), "NumericLessThanEquals");
/// ```
///
/// Two conditions are equal if they have the same operator, key and values. The case of the key and the order of the
/// values are ignored.
#[derive(Clone, Debug)]
pub struct Condition {
    pub(super) operator: Operator,
    pub(super) key: String,
    pub(super) values: Vec<Value>,
    /// True if the document has its only value without an array.
    pub(super) single: bool,
}

/// A condition key that is waiting for an operator and values. Created by [`Condition::key`].
#[derive(Clone, Debug)]
#[must_use = "a key is not a condition until it is compared with a value"]
pub struct ConditionKey(String);

impl Condition {
    /// Starts a condition on a key, such as `aws:SourceIp`. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>.
    pub fn key(key: impl Into<String>) -> ConditionKey {
        ConditionKey(key.into())
    }

    /// Creates a condition with any operator. [`lint`](super::Policy::lint) reports values that do not fit it.
    pub fn new(operator: impl Into<Operator>, key: impl Into<String>, values: impl Scalars) -> Self {
        Self::of(operator.into(), key.into(), values.into_values())
    }

    #[inline]
    fn of(operator: Operator, key: String, values: Vec<Value>) -> Self {
        let single = values.len() == 1;
        Self { operator, key, values, single }
    }

    /// Makes the condition hold as well if the request does not have the key.
    #[must_use]
    #[inline]
    pub fn if_exists(self) -> Self {
        Self { operator: self.operator.if_exists(), ..self }
    }

    /// Makes the condition hold if every value of the key in the request matches.
    #[must_use]
    #[inline]
    pub fn for_all_values(self) -> Self {
        Self { operator: self.operator.quantified(Quantifier::ForAllValues), ..self }
    }

    /// Makes the condition hold if at least one value of the key in the request matches.
    #[must_use]
    #[inline]
    pub fn for_any_value(self) -> Self {
        Self { operator: self.operator.quantified(Quantifier::ForAnyValue), ..self }
    }

    /// Returns the operator.
    #[inline]
    pub fn operator(&self) -> &Operator {
        &self.operator
    }

    /// Returns the name of the condition key, as it was written.
    #[inline]
    pub fn name(&self) -> &str {
        &self.key
    }

    /// Returns the values that the key is compared with.
    #[inline]
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// Returns whether the condition has this key, ignoring case.
    #[inline]
    pub(super) fn has_key(&self, key: &str) -> bool {
        self.key.to_lowercase() == key.to_lowercase()
    }
}

impl PartialEq for Condition {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.operator == other.operator && self.has_key(&other.key) && same_set(&self.values, &other.values)
    }
}

impl Eq for Condition {}

impl Condition {
    /// Returns the operator, the key and the values in the only form that equal conditions share.
    #[inline]
    pub(super) fn canonical(&self) -> (&Operator, String, BTreeSet<&str>) {
        (&self.operator, self.key.to_lowercase(), self.values.iter().map(Value::as_str).collect())
    }
}

/// Equal conditions have the same hash.
impl Hash for Condition {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.canonical().hash(state);
    }
}

impl ConditionKey {
    fn with<V: Scalars>(self, comparison: Comparison, values: V) -> Condition {
        Condition::of(comparison.into(), self.0, values.into_values())
    }

    fn ordered<V: Ordered>(self, number: Comparison, date: Comparison, value: V) -> Condition {
        let comparison = if V::TYPE == ValueType::Date { date } else { number };
        Condition::of(comparison.into(), self.0, vec![value.into_value()])
    }

    /// Requires one of these values: `StringEquals`, `NumericEquals`, `DateEquals` or `Bool`, depending on their type.
    pub fn is<V: Scalars>(self, values: V) -> Condition {
        let comparison = match V::Scalar::TYPE {
            ValueType::Number => Comparison::NumericEquals,
            ValueType::Date => Comparison::DateEquals,
            ValueType::Bool => Comparison::Bool,
            _ => Comparison::StringEquals,
        };
        self.with(comparison, values)
    }

    /// Requires none of these values: `StringNotEquals`, `NumericNotEquals` or `DateNotEquals`, depending on their
    /// type.
    ///
    /// The policy language has no negation of `Bool`: `not(true)` becomes `Bool` with `false`, which does not hold if
    /// the request does not have the key. `not([true, false])` leaves no value, so it never holds.
    pub fn not<V: Scalars>(self, values: V) -> Condition {
        match V::Scalar::TYPE {
            ValueType::Number => self.with(Comparison::NumericNotEquals, values),
            ValueType::Date => self.with(Comparison::DateNotEquals, values),
            ValueType::Bool => {
                let refused = values.into_values();
                let is_left = |value: &bool| !refused.is_empty() && !refused.contains(&value.into_value());
                let left: Vec<bool> = [true, false].into_iter().filter(is_left).collect();
                self.with(Comparison::Bool, left)
            }
            _ => self.with(Comparison::StringNotEquals, values),
        }
    }

    /// Requires one of these texts, ignoring case: `StringEqualsIgnoreCase`.
    pub fn is_ignoring_case(self, values: impl Scalars) -> Condition {
        self.with(Comparison::StringEqualsIgnoreCase, values)
    }

    /// Requires none of these texts, ignoring case: `StringNotEqualsIgnoreCase`.
    pub fn not_ignoring_case(self, values: impl Scalars) -> Condition {
        self.with(Comparison::StringNotEqualsIgnoreCase, values)
    }

    /// Requires text that matches one of these patterns with `*` and `?`: `StringLike`.
    pub fn like(self, patterns: impl Scalars) -> Condition {
        self.with(Comparison::StringLike, patterns)
    }

    /// Requires text that matches none of these patterns with `*` and `?`: `StringNotLike`.
    pub fn not_like(self, patterns: impl Scalars) -> Condition {
        self.with(Comparison::StringNotLike, patterns)
    }

    /// Requires a smaller number or an earlier date: `NumericLessThan` or `DateLessThan`.
    pub fn lt(self, value: impl Ordered) -> Condition {
        self.ordered(Comparison::NumericLessThan, Comparison::DateLessThan, value)
    }

    /// Requires a number that is not greater, or a date that is not later: `NumericLessThanEquals` or
    /// `DateLessThanEquals`.
    pub fn lte(self, value: impl Ordered) -> Condition {
        self.ordered(Comparison::NumericLessThanEquals, Comparison::DateLessThanEquals, value)
    }

    /// Requires a greater number or a later date: `NumericGreaterThan` or `DateGreaterThan`.
    pub fn gt(self, value: impl Ordered) -> Condition {
        self.ordered(Comparison::NumericGreaterThan, Comparison::DateGreaterThan, value)
    }

    /// Requires a number that is not smaller, or a date that is not earlier: `NumericGreaterThanEquals` or
    /// `DateGreaterThanEquals`.
    pub fn gte(self, value: impl Ordered) -> Condition {
        self.ordered(Comparison::NumericGreaterThanEquals, Comparison::DateGreaterThanEquals, value)
    }

    /// Requires an IP address in one of these ranges, such as `203.0.113.0/24`: `IpAddress`.
    pub fn is_ip_address(self, ranges: impl Scalars) -> Condition {
        self.with(Comparison::IpAddress, ranges)
    }

    /// Requires an IP address in none of these ranges: `NotIpAddress`.
    pub fn not_ip_address(self, ranges: impl Scalars) -> Condition {
        self.with(Comparison::NotIpAddress, ranges)
    }

    /// Requires one of these ARNs: `ArnEquals`.
    pub fn is_arn(self, arns: impl Scalars) -> Condition {
        self.with(Comparison::ArnEquals, arns)
    }

    /// Requires none of these ARNs: `ArnNotEquals`.
    pub fn not_arn(self, arns: impl Scalars) -> Condition {
        self.with(Comparison::ArnNotEquals, arns)
    }

    /// Requires an ARN that matches one of these patterns with `*` and `?`: `ArnLike`.
    pub fn is_arn_like(self, patterns: impl Scalars) -> Condition {
        self.with(Comparison::ArnLike, patterns)
    }

    /// Requires an ARN that matches none of these patterns with `*` and `?`: `ArnNotLike`.
    pub fn not_arn_like(self, patterns: impl Scalars) -> Condition {
        self.with(Comparison::ArnNotLike, patterns)
    }

    /// Requires the key to be missing from the request (`true`) or to be present (`false`): `Null`.
    #[inline]
    pub fn is_null(self, missing: bool) -> Condition {
        self.with(Comparison::Null, missing)
    }

    /// Requires these bytes: `BinaryEquals`.
    pub fn is_binary(self, bytes: impl AsRef<[u8]>) -> Condition {
        let base64 = awsquery::Blob::from(bytes.as_ref()).to_base64();
        self.with(Comparison::BinaryEquals, base64)
    }
}
