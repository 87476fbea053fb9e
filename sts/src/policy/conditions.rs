//! The conditions of a statement: as documents group them, and as a list.

use super::condition::Condition;
use super::operator::Operator;
use super::string_list::one_or_many;
use super::value::Value;
use crate::json::Json;

/// The problem of a block that has no key. The grammar of policies has no such block, and IAM accepts it.
pub(super) const NO_KEY: &str = "must have a condition key, or it cannot be judged; found none";

/// The problem of a key that is repeated in another letter case. Keys are compared without regard to case, and AWS does not
/// say what such a block means. IAM Access Analyzer reports it as an error.
pub(super) const REPEATED_KEY: &str = "must be once under its operator, in any letter case, or it cannot be judged";

/// The problem of `ForAnyValue:Null`, whose meaning AWS does not document.
pub(super) const NULL_WITH_QUANTIFIER: &str =
    "asks for the key with Null, and not for values, so a quantifier cannot be judged; write Null alone";

/// Conditions grouped by operator, as in documents.
#[derive(Clone, Debug, Default)]
pub(super) struct Blocks(pub(super) Vec<Block>);

#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) operator: Operator,
    pub(super) conditions: Vec<Condition>,
}

impl Blocks {
    /// Adds a condition. A document has each operator once, and each key once under an operator, so the values of a
    /// condition with the same operator and key are merged.
    #[inline]
    pub(super) fn add(&mut self, condition: Condition) {
        let Some(block) = self.0.iter_mut().find(|block| block.operator == condition.operator) else {
            self.0.push(Block { operator: condition.operator.clone(), conditions: vec![condition] });
            return;
        };
        match block.conditions.iter_mut().find(|existing| existing.has_key(&condition.key)) {
            Some(existing) => {
                existing.values.extend(condition.values);
                existing.single = existing.values.len() == 1;
            }
            None => block.conditions.push(condition),
        }
    }

    #[inline]
    pub(super) fn to_json(&self) -> Json {
        let member = |condition: &Condition| {
            let values = condition.values.iter().map(Value::to_json).collect();
            (condition.key.clone(), one_or_many(condition.single, values))
        };
        let block =
            |block: &Block| (block.operator.to_string(), Json::Object(block.conditions.iter().map(member).collect()));
        Json::Object(self.0.iter().map(block).collect())
    }

    /// Returns the operators of the blocks without a key.
    #[inline]
    pub(super) fn empty(&self) -> impl Iterator<Item = &Operator> {
        self.0.iter().filter(|block| block.conditions.is_empty()).map(|block| &block.operator)
    }

    #[inline]
    pub(super) fn iter(&self) -> impl Iterator<Item = &Condition> {
        self.0.iter().flat_map(|block| &block.conditions)
    }
}

/// Conditions of a policy or a statement, which can be filtered by key and operator.
///
/// ```
/// use sts::policy::{Comparison, Condition, Statement};
///
/// let statement = Statement::allow()
///     .condition(Condition::key("aws:SourceIp").is_ip_address("203.0.113.0/24"))
///     .condition(Condition::key("s3:prefix").like(["home/*", "public/*"]))
///     .build();
/// let conditions = statement.conditions();
/// assert_eq!(conditions.keys(), ["aws:SourceIp", "s3:prefix"]);
/// assert_eq!(conditions.with_key("S3:Prefix").values(), ["home/*", "public/*"]);
/// assert_eq!(conditions.with_operator(Comparison::IpAddress).len(), 1);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conditions<'a>(pub(super) Vec<&'a Condition>);

impl<'a> Conditions<'a> {
    pub(super) fn of(conditions: impl Iterator<Item = &'a Condition>) -> Self {
        Self(conditions.collect())
    }

    /// Returns whether another condition has the operator and the key of this one, in another letter case.
    #[inline]
    pub(super) fn repeat_key(&self, condition: &Condition) -> bool {
        let is_same = |other: &&Condition| other.operator == condition.operator && other.has_key(&condition.key);
        self.iter().filter(is_same).count() > 1
    }

    /// Returns an iterator over the conditions.
    #[inline]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &'a Condition> {
        self.0.iter().copied()
    }

    /// Returns the number of conditions.
    #[inline]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there are no conditions.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the operators, each once, in the order of the document.
    #[inline]
    pub fn operators(&self) -> Vec<&'a Operator> {
        let mut operators = Vec::new();
        for condition in &self.0 {
            if !operators.contains(&condition.operator()) {
                operators.push(condition.operator());
            }
        }
        operators
    }

    /// Returns the keys, each once ignoring case, in the order of the document.
    #[inline]
    pub fn keys(&self) -> Vec<&'a str> {
        let mut keys: Vec<&str> = Vec::new();
        for condition in &self.0 {
            if !keys.iter().any(|key| condition.has_key(key)) {
                keys.push(condition.name());
            }
        }
        keys
    }

    /// Returns all values, in the order of the document.
    #[inline]
    pub fn values(&self) -> Vec<&'a Value> {
        self.0.iter().flat_map(|condition| condition.values()).collect()
    }

    /// Returns the conditions with exactly this operator: `StringLike` does not include `StringLikeIfExists`.
    #[must_use]
    pub fn with_operator(&self, operator: impl Into<Operator>) -> Self {
        let operator = operator.into();
        Self(self.iter().filter(|condition| condition.operator == operator).collect())
    }

    /// Returns the conditions with this key, ignoring case.
    #[must_use]
    #[inline]
    pub fn with_key(&self, key: &str) -> Self {
        Self(self.iter().filter(|condition| condition.has_key(key)).collect())
    }
}
