//! The conditions of a statement, as they are written and as they are asked for.

use super::condition::Condition;
use super::operator::Operator;
use super::string_list::one_or_many;
use super::value::Value;
use crate::json::Json;

/// Conditions by operator, as documents group them.
#[derive(Clone, Debug, Default)]
pub(super) struct Blocks(pub(super) Vec<Block>);

#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) operator: Operator,
    pub(super) conditions: Vec<Condition>,
}

impl Blocks {
    /// A document has each operator once, and each key once below it: what is about the same joins.
    pub(super) fn add(&mut self, condition: Condition) {
        let Some(block) = self.0.iter_mut().find(|block| block.operator == condition.operator) else {
            self.0.push(Block { operator: condition.operator.clone(), conditions: vec![condition] });
            return;
        };
        match block.conditions.iter_mut().find(|there| there.is_about(&condition.key)) {
            Some(there) => {
                there.values.extend(condition.values);
                there.single = there.values.len() == 1;
            }
            None => block.conditions.push(condition),
        }
    }

    pub(super) fn to_json(&self) -> Json {
        let member = |condition: &Condition| {
            let values = condition.values.iter().map(Value::to_json).collect();
            (condition.key.clone(), one_or_many(condition.single, values))
        };
        let block =
            |block: &Block| (block.operator.to_string(), Json::Object(block.conditions.iter().map(member).collect()));
        Json::Object(self.0.iter().map(block).collect())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Condition> {
        self.0.iter().flat_map(|block| &block.conditions)
    }
}

/// Some conditions of a policy, to be asked about and to be narrowed.
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

    /// One by one.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &'a Condition> {
        self.0.iter().copied()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Their operators, each once, in the order in which they are written.
    pub fn operators(&self) -> Vec<&'a Operator> {
        let mut operators = Vec::new();
        for condition in &self.0 {
            if !operators.contains(&condition.operator()) {
                operators.push(condition.operator());
            }
        }
        operators
    }

    /// Their keys, each once whatever the case, in the order in which they are written.
    pub fn keys(&self) -> Vec<&'a str> {
        let mut keys: Vec<&str> = Vec::new();
        for condition in &self.0 {
            if !keys.iter().any(|key| condition.is_about(key)) {
                keys.push(condition.name());
            }
        }
        keys
    }

    /// All their values, in the order in which they are written.
    pub fn values(&self) -> Vec<&'a Value> {
        self.0.iter().flat_map(|condition| condition.values()).collect()
    }

    /// Those with this operator, exactly: `StringLike` is not `StringLikeIfExists`.
    #[must_use]
    pub fn with_operator(&self, operator: impl Into<Operator>) -> Self {
        let operator = operator.into();
        Self(self.iter().filter(|condition| condition.operator == operator).collect())
    }

    /// Those about this key, whatever the case.
    #[must_use]
    pub fn with_key(&self, key: &str) -> Self {
        Self(self.iter().filter(|condition| condition.is_about(key)).collect())
    }
}
