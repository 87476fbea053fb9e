//! Conditions: under what circumstances a statement applies.

use super::operator::{Comparison, Operator, Quantifier, ValueType};
use super::string_list::same_set;
use super::value::{Ordered, Scalar, Scalars, Value};

/// One condition of a statement: an operator, a key of the request, and values of which one has to match.
///
/// The operator follows from the type of the value. See
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
/// Equality is that of the operator, the key without regard to case, and the values without regard to order.
#[derive(Clone, Debug)]
pub struct Condition {
    pub(super) operator: Operator,
    pub(super) key: String,
    pub(super) values: Vec<Value>,
    /// Written without an array.
    pub(super) single: bool,
}

/// The key of a condition that is to be compared with something.
#[derive(Clone, Debug)]
#[must_use = "a key alone is no condition"]
pub struct ConditionKey(String);

impl Condition {
    /// Begins a condition about a key, such as `aws:SourceIp`. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>.
    pub fn key(key: impl Into<String>) -> ConditionKey {
        ConditionKey(key.into())
    }

    /// A condition with any operator, fitting or not; [`lint`](super::Policy::lint) tells.
    pub fn new(operator: impl Into<Operator>, key: impl Into<String>, values: impl Scalars) -> Self {
        Self::of(operator.into(), key.into(), values.into_values())
    }

    fn of(operator: Operator, key: String, values: Vec<Value>) -> Self {
        let single = values.len() == 1;
        Self { operator, key, values, single }
    }

    /// Holds, too, if the request does not have the key.
    #[must_use]
    pub fn if_exists(self) -> Self {
        Self { operator: self.operator.if_exists(), ..self }
    }

    /// Every value that the request has for the key has to match.
    #[must_use]
    pub fn for_all_values(self) -> Self {
        Self { operator: self.operator.quantified(Quantifier::ForAllValues), ..self }
    }

    /// One value that the request has for the key has to match.
    #[must_use]
    pub fn for_any_value(self) -> Self {
        Self { operator: self.operator.quantified(Quantifier::ForAnyValue), ..self }
    }

    /// How it compares.
    pub fn operator(&self) -> &Operator {
        &self.operator
    }

    /// What it compares, as it was written.
    pub fn name(&self) -> &str {
        &self.key
    }

    /// What it compares with.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// Whether it is about this key, whatever the case.
    pub(super) fn is_about(&self, key: &str) -> bool {
        self.key.eq_ignore_ascii_case(key)
    }
}

impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        self.operator == other.operator && self.is_about(&other.key) && same_set(&self.values, &other.values)
    }
}

impl Eq for Condition {}

impl ConditionKey {
    fn with<V: Scalars>(self, comparison: Comparison, values: V) -> Condition {
        Condition::of(comparison.into(), self.0, values.into_values())
    }

    fn ordered<V: Ordered>(self, number: Comparison, date: Comparison, value: V) -> Condition {
        let comparison = if V::TYPE == ValueType::Date { date } else { number };
        Condition::of(comparison.into(), self.0, vec![value.into_value()])
    }

    /// Is one of these: `StringEquals`, `NumericEquals`, `DateEquals` or `Bool`, by the type of the value.
    pub fn is<V: Scalars>(self, values: V) -> Condition {
        let comparison = match V::Scalar::TYPE {
            ValueType::Number => Comparison::NumericEquals,
            ValueType::Date => Comparison::DateEquals,
            ValueType::Bool => Comparison::Bool,
            _ => Comparison::StringEquals,
        };
        self.with(comparison, values)
    }

    /// Is none of these: `StringNotEquals`, `NumericNotEquals` or `DateNotEquals`, by the type of the value.
    ///
    /// The language cannot negate `Bool`; `not(true)` becomes `Bool` with `false`, which asks for a key that is there.
    pub fn not<V: Scalars>(self, values: V) -> Condition {
        match V::Scalar::TYPE {
            ValueType::Number => self.with(Comparison::NumericNotEquals, values),
            ValueType::Date => self.with(Comparison::DateNotEquals, values),
            ValueType::Bool => {
                let negated: Vec<bool> = values.into_values().iter().map(|value| value.as_str() != "true").collect();
                self.with(Comparison::Bool, negated)
            }
            _ => self.with(Comparison::StringNotEquals, values),
        }
    }

    /// Is one of these texts, whatever the case: `StringEqualsIgnoreCase`.
    pub fn is_ignoring_case(self, values: impl Scalars) -> Condition {
        self.with(Comparison::StringEqualsIgnoreCase, values)
    }

    /// Is none of these texts, whatever the case: `StringNotEqualsIgnoreCase`.
    pub fn not_ignoring_case(self, values: impl Scalars) -> Condition {
        self.with(Comparison::StringNotEqualsIgnoreCase, values)
    }

    /// Fits one of these patterns with `*` and `?`: `StringLike`.
    pub fn like(self, patterns: impl Scalars) -> Condition {
        self.with(Comparison::StringLike, patterns)
    }

    /// Fits none of these patterns with `*` and `?`: `StringNotLike`.
    pub fn not_like(self, patterns: impl Scalars) -> Condition {
        self.with(Comparison::StringNotLike, patterns)
    }

    /// Is smaller or earlier: `NumericLessThan` or `DateLessThan`.
    pub fn lt(self, value: impl Ordered) -> Condition {
        self.ordered(Comparison::NumericLessThan, Comparison::DateLessThan, value)
    }

    /// Is not larger or later: `NumericLessThanEquals` or `DateLessThanEquals`.
    pub fn lte(self, value: impl Ordered) -> Condition {
        self.ordered(Comparison::NumericLessThanEquals, Comparison::DateLessThanEquals, value)
    }

    /// Is larger or later: `NumericGreaterThan` or `DateGreaterThan`.
    pub fn gt(self, value: impl Ordered) -> Condition {
        self.ordered(Comparison::NumericGreaterThan, Comparison::DateGreaterThan, value)
    }

    /// Is not smaller or earlier: `NumericGreaterThanEquals` or `DateGreaterThanEquals`.
    pub fn gte(self, value: impl Ordered) -> Condition {
        self.ordered(Comparison::NumericGreaterThanEquals, Comparison::DateGreaterThanEquals, value)
    }

    /// Is in one of these ranges, such as `203.0.113.0/24`: `IpAddress`.
    pub fn is_ip_address(self, ranges: impl Scalars) -> Condition {
        self.with(Comparison::IpAddress, ranges)
    }

    /// Is in none of these ranges: `NotIpAddress`.
    pub fn not_ip_address(self, ranges: impl Scalars) -> Condition {
        self.with(Comparison::NotIpAddress, ranges)
    }

    /// Is one of these ARNs: `ArnEquals`.
    pub fn is_arn(self, arns: impl Scalars) -> Condition {
        self.with(Comparison::ArnEquals, arns)
    }

    /// Is none of these ARNs: `ArnNotEquals`.
    pub fn not_arn(self, arns: impl Scalars) -> Condition {
        self.with(Comparison::ArnNotEquals, arns)
    }

    /// Fits one of these ARNs with `*` and `?`: `ArnLike`.
    pub fn is_arn_like(self, patterns: impl Scalars) -> Condition {
        self.with(Comparison::ArnLike, patterns)
    }

    /// Fits none of these ARNs with `*` and `?`: `ArnNotLike`.
    pub fn not_arn_like(self, patterns: impl Scalars) -> Condition {
        self.with(Comparison::ArnNotLike, patterns)
    }

    /// Is missing from the request, or is not: `Null`.
    pub fn is_null(self, missing: bool) -> Condition {
        self.with(Comparison::Null, missing)
    }

    /// Is these bytes: `BinaryEquals`.
    pub fn is_binary(self, bytes: impl AsRef<[u8]>) -> Condition {
        let base64 = awsquery::Blob::from(bytes.as_ref()).to_base64();
        self.with(Comparison::BinaryEquals, base64)
    }
}
