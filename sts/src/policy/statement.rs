//! Statements.

use std::collections::BTreeSet;
use std::fmt;
use std::hash::{Hash, Hasher};

use super::condition::Condition;
use super::conditions::{Blocks, Conditions};
use super::operator::Operator;
use super::principal::Principal;
use super::string_list::{StringList, same_set};
use crate::json::Json;

/// The effect of a statement. Returned by [`Statement::effect`]. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_effect.html>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// The statement allows.
    Allow,
    /// The statement denies, which overrides every Allow.
    Deny,
}

impl Effect {
    /// Returns the effect as policies write it.
    #[inline]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "Allow",
            Self::Deny => "Deny",
        }
    }
}

impl fmt::Display for Effect {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A statement of a policy: which actions it allows or denies, on which resources, to which principals and under which
/// conditions. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html>.
///
/// ```
/// use sts::policy::{Condition, Statement};
///
/// let statement = Statement::deny()
///     .sid("OnlyHere")
///     .not_actions(["iam:*"])
///     .resources(["*"])
///     .condition(Condition::key("aws:RequestedRegion").not(["eu-west-1", "eu-central-1"]))
///     .build();
/// assert_eq!(statement.effect().as_str(), "Deny");
/// ```
///
/// Two statements are equal if they have the same meaning: `Sid` is ignored, and so are the order of actions,
/// resources, conditions and values, the case of condition keys, and whether a single value is in an array.
#[derive(Clone, Debug)]
pub struct Statement {
    pub(super) effect: Effect,
    /// The elements in the order of the document.
    pub(super) elements: Vec<Element>,
}

#[derive(Clone, Debug)]
pub(super) enum Element {
    Sid(String),
    Effect,
    Principal(Principal),
    NotPrincipal(Principal),
    Action(StringList),
    NotAction(StringList),
    Resource(StringList),
    NotResource(StringList),
    Condition(Blocks),
    Unknown(String, Json),
}

impl Element {
    pub(super) const KEYS: [&str; 9] =
        ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];

    /// Returns the position of the element in a statement that is built in code.
    #[inline]
    pub(super) fn rank(&self) -> usize {
        Self::KEYS.iter().position(|key| *key == self.key()).unwrap_or(Self::KEYS.len())
    }

    #[inline]
    pub(super) fn key(&self) -> &str {
        match self {
            Self::Sid(_) => "Sid",
            Self::Effect => "Effect",
            Self::Principal(_) => "Principal",
            Self::NotPrincipal(_) => "NotPrincipal",
            Self::Action(_) => "Action",
            Self::NotAction(_) => "NotAction",
            Self::Resource(_) => "Resource",
            Self::NotResource(_) => "NotResource",
            Self::Condition(_) => "Condition",
            Self::Unknown(key, _) => key,
        }
    }

    /// Returns the strings of an element that consists of strings.
    #[inline]
    fn strings(&self) -> Option<&StringList> {
        match self {
            Self::Action(strings) | Self::NotAction(strings) | Self::Resource(strings) | Self::NotResource(strings) => {
                Some(strings)
            }
            _ => None,
        }
    }

    #[inline]
    fn to_json(&self, effect: Effect) -> Json {
        match self {
            Self::Sid(sid) => Json::Text(sid.clone()),
            Self::Effect => Json::Text(effect.as_str().to_owned()),
            Self::Principal(principal) | Self::NotPrincipal(principal) => principal.to_json(),
            Self::Action(strings) | Self::NotAction(strings) | Self::Resource(strings) | Self::NotResource(strings) => {
                strings.to_json()
            }
            Self::Condition(blocks) => blocks.to_json(),
            Self::Unknown(_, value) => value.clone(),
        }
    }

    /// Adds the strings or conditions of another element of the same kind. An element that is not a list is replaced.
    #[inline]
    pub(super) fn merge(&mut self, new: Self) {
        match (self, new) {
            (Self::Action(existing), Self::Action(more))
            | (Self::NotAction(existing), Self::NotAction(more))
            | (Self::Resource(existing), Self::Resource(more))
            | (Self::NotResource(existing), Self::NotResource(more)) => existing.extend(more),
            (Self::Condition(existing), Self::Condition(more)) => {
                more.0.into_iter().flat_map(|block| block.conditions).for_each(|condition| existing.add(condition));
            }
            (existing, new) => *existing = new,
        }
    }
}

impl Statement {
    #[inline]
    fn find(&self, key: &str) -> Option<&Element> {
        self.elements.iter().find(|element| element.key() == key)
    }

    #[inline]
    pub(super) fn strings(&self, key: &str) -> Option<&StringList> {
        self.find(key)?.strings()
    }

    #[inline]
    fn list(&self, key: &str) -> &[String] {
        self.strings(key).map_or(&[], |strings| &strings.values)
    }

    /// Returns whether the statement has this element, even if it is empty.
    #[inline]
    pub(super) fn has(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// Returns whether the statement allows or denies.
    #[inline]
    pub fn effect(&self) -> Effect {
        self.effect
    }

    /// Returns the `Sid` of the statement.
    #[inline]
    pub fn sid(&self) -> Option<&str> {
        self.elements.iter().find_map(|element| match element {
            Element::Sid(sid) => Some(sid.as_str()),
            _ => None,
        })
    }

    /// Returns the actions that the statement applies to: `Action`.
    #[inline]
    pub fn actions(&self) -> &[String] {
        self.list("Action")
    }

    /// Returns the actions that the statement does not apply to: `NotAction`.
    #[inline]
    pub fn not_actions(&self) -> &[String] {
        self.list("NotAction")
    }

    /// Returns the resources that the statement applies to: `Resource`.
    #[inline]
    pub fn resources(&self) -> &[String] {
        self.list("Resource")
    }

    /// Returns the resources that the statement does not apply to: `NotResource`.
    #[inline]
    pub fn not_resources(&self) -> &[String] {
        self.list("NotResource")
    }

    /// Returns the principals that the statement applies to: `Principal`.
    #[inline]
    pub fn principal(&self) -> Option<&Principal> {
        self.elements.iter().find_map(|element| match element {
            Element::Principal(principal) => Some(principal),
            _ => None,
        })
    }

    /// Returns the principals that the statement does not apply to: `NotPrincipal`.
    #[inline]
    pub fn not_principal(&self) -> Option<&Principal> {
        self.elements.iter().find_map(|element| match element {
            Element::NotPrincipal(principal) => Some(principal),
            _ => None,
        })
    }

    /// Returns `Principal` and `NotPrincipal`, each with its name.
    #[inline]
    pub(super) fn principals(&self) -> impl Iterator<Item = (&'static str, &Principal)> {
        self.elements.iter().filter_map(|element| match element {
            Element::Principal(principal) => Some(("Principal", principal)),
            Element::NotPrincipal(principal) => Some(("NotPrincipal", principal)),
            _ => None,
        })
    }

    /// Returns the conditions under which the statement applies.
    #[inline]
    pub fn conditions(&self) -> Conditions<'_> {
        Conditions::of(self.elements.iter().flat_map(|element| match element {
            Element::Condition(blocks) => blocks.iter().collect(),
            _ => Vec::new(),
        }))
    }

    /// Returns the operators of the condition that no key follows.
    #[inline]
    pub(super) fn empty_blocks(&self) -> impl Iterator<Item = &Operator> {
        self.elements.iter().flat_map(|element| match element {
            Element::Condition(blocks) => blocks.empty().collect(),
            _ => Vec::new(),
        })
    }

    /// Returns the unknown elements that the lenient reader kept, in the order of the document.
    #[inline]
    pub(super) fn unknown(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.elements.iter().filter_map(|element| match element {
            Element::Unknown(key, value) => Some((key.as_str(), value)),
            _ => None,
        })
    }

    #[inline]
    pub(crate) fn to_json(&self) -> Json {
        let member = |element: &Element| (element.key().to_owned(), element.to_json(self.effect));
        Json::Object(self.elements.iter().map(member).collect())
    }
}

impl PartialEq for Statement {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        let has_same_strings = |key: &&str| self.strings(key) == other.strings(key);
        let conditions = |statement: &Self| -> Vec<Condition> { statement.conditions().iter().cloned().collect() };
        let empty_blocks = |statement: &Self| -> BTreeSet<Operator> { statement.empty_blocks().cloned().collect() };
        self.effect == other.effect
            && self.principal() == other.principal()
            && self.not_principal() == other.not_principal()
            && ["Action", "NotAction", "Resource", "NotResource"].iter().all(has_same_strings)
            // A repeated key, in another letter case, has another meaning than one key.
            && self.conditions().len() == other.conditions().len()
            && same_set(&conditions(self), &conditions(other))
            && empty_blocks(self) == empty_blocks(other)
            && same_set(&self.unknown().collect::<Vec<_>>(), &other.unknown().collect::<Vec<_>>())
    }
}

impl Eq for Statement {}

/// Equal statements have the same hash. Unknown elements do not count.
impl Hash for Statement {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.effect.hash(state);
        self.principal().hash(state);
        self.not_principal().hash(state);
        for key in ["Action", "NotAction", "Resource", "NotResource"] {
            self.strings(key).map(StringList::set).hash(state);
        }
        let conditions: BTreeSet<_> = self.conditions().iter().map(Condition::canonical).collect();
        conditions.hash(state);
    }
}
