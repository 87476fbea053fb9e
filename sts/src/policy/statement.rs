//! Statements.

use std::fmt;

use super::condition::Condition;
use super::conditions::{Blocks, Conditions};
use super::principal::Principal;
use super::string_list::{Texts, same_set};
use crate::json::Json;

/// Whether a statement allows or denies. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_effect.html>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// It allows.
    Allow,
    /// It denies, whatever else allows.
    Deny,
}

impl Effect {
    /// As policies write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "Allow",
            Self::Deny => "Deny",
        }
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One statement of a policy: who may or may not do what with what, and when. See
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
/// Equality leaves out `Sid`, and depends neither on the order of actions, resources, conditions and values nor on
/// whether one value stands in an array. The case of a condition's key does not count.
#[derive(Clone, Debug)]
pub struct Statement {
    pub(super) effect: Effect,
    /// In the order of the document.
    pub(super) elements: Vec<Element>,
}

#[derive(Clone, Debug)]
pub(super) enum Element {
    Sid(String),
    Effect,
    Principal(Principal),
    NotPrincipal(Principal),
    Action(Texts),
    NotAction(Texts),
    Resource(Texts),
    NotResource(Texts),
    Condition(Blocks),
    Unknown(String, Json),
}

impl Element {
    pub(super) const KEYS: [&str; 9] =
        ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];

    /// The place among those that are built.
    pub(super) fn rank(&self) -> usize {
        Self::KEYS.iter().position(|key| *key == self.key()).unwrap_or(Self::KEYS.len())
    }

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

    /// The texts, if these are what it has.
    fn texts(&self) -> Option<&Texts> {
        match self {
            Self::Action(texts) | Self::NotAction(texts) | Self::Resource(texts) | Self::NotResource(texts) => {
                Some(texts)
            }
            _ => None,
        }
    }

    fn to_json(&self, effect: Effect) -> Json {
        match self {
            Self::Sid(sid) => Json::Text(sid.clone()),
            Self::Effect => Json::Text(effect.as_str().to_owned()),
            Self::Principal(principal) | Self::NotPrincipal(principal) => principal.to_json(),
            Self::Action(texts) | Self::NotAction(texts) | Self::Resource(texts) | Self::NotResource(texts) => {
                texts.to_json()
            }
            Self::Condition(blocks) => blocks.to_json(),
            Self::Unknown(_, value) => value.clone(),
        }
    }

    /// What comes in addition joins what is there; everything else takes its place.
    pub(super) fn join(&mut self, new: Self) {
        match (self, new) {
            (Self::Action(there), Self::Action(more))
            | (Self::NotAction(there), Self::NotAction(more))
            | (Self::Resource(there), Self::Resource(more))
            | (Self::NotResource(there), Self::NotResource(more)) => there.extend(more),
            (Self::Condition(there), Self::Condition(more)) => {
                more.0.into_iter().flat_map(|block| block.conditions).for_each(|condition| there.add(condition));
            }
            (there, new) => *there = new,
        }
    }
}

impl Statement {
    fn find(&self, key: &str) -> Option<&Element> {
        self.elements.iter().find(|element| element.key() == key)
    }

    pub(super) fn texts(&self, key: &str) -> Option<&Texts> {
        self.find(key)?.texts()
    }

    fn list(&self, key: &str) -> &[String] {
        self.texts(key).map_or(&[], |texts| &texts.values)
    }

    /// Whether it has this element, empty or not.
    pub(super) fn has(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// Whether it allows or denies.
    pub fn effect(&self) -> Effect {
        self.effect
    }

    /// Its name.
    pub fn sid(&self) -> Option<&str> {
        self.elements.iter().find_map(|element| match element {
            Element::Sid(sid) => Some(sid.as_str()),
            _ => None,
        })
    }

    /// What it is about.
    pub fn actions(&self) -> &[String] {
        self.list("Action")
    }

    /// What it is not about.
    pub fn not_actions(&self) -> &[String] {
        self.list("NotAction")
    }

    /// The resources that it is about.
    pub fn resources(&self) -> &[String] {
        self.list("Resource")
    }

    /// The resources that it is not about.
    pub fn not_resources(&self) -> &[String] {
        self.list("NotResource")
    }

    /// Whom it is about.
    pub fn principal(&self) -> Option<&Principal> {
        self.elements.iter().find_map(|element| match element {
            Element::Principal(principal) => Some(principal),
            _ => None,
        })
    }

    /// Whom it is not about.
    pub fn not_principal(&self) -> Option<&Principal> {
        self.elements.iter().find_map(|element| match element {
            Element::NotPrincipal(principal) => Some(principal),
            _ => None,
        })
    }

    /// When it applies.
    pub fn conditions(&self) -> Conditions<'_> {
        Conditions::of(self.elements.iter().flat_map(|element| match element {
            Element::Condition(blocks) => blocks.iter().collect(),
            _ => Vec::new(),
        }))
    }

    /// What a lenient reader kept, in the order of the document.
    pub(super) fn unknown(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.elements.iter().filter_map(|element| match element {
            Element::Unknown(key, value) => Some((key.as_str(), value)),
            _ => None,
        })
    }

    pub(crate) fn to_json(&self) -> Json {
        let member = |element: &Element| (element.key().to_owned(), element.to_json(self.effect));
        Json::Object(self.elements.iter().map(member).collect())
    }
}

impl PartialEq for Statement {
    fn eq(&self, other: &Self) -> bool {
        let texts = |key: &&str| self.texts(key) == other.texts(key);
        let conditions = |statement: &Self| -> Vec<Condition> { statement.conditions().iter().cloned().collect() };
        self.effect == other.effect
            && self.principal() == other.principal()
            && self.not_principal() == other.not_principal()
            && ["Action", "NotAction", "Resource", "NotResource"].iter().all(texts)
            && same_set(&conditions(self), &conditions(other))
            && same_set(&self.unknown().collect::<Vec<_>>(), &other.unknown().collect::<Vec<_>>())
    }
}

impl Eq for Statement {}
