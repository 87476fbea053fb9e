//! The builder of statements.

use super::condition::Condition;
use super::conditions::Blocks;
use super::principal::Principal;
use super::statement::{Effect, Element, Statement};
use super::string_list::StringList;

/// Builds a statement. Created by [`Statement::allow`] and [`Statement::deny`].
///
/// Repeated calls of a method add to its list: `actions(["s3:Get*"]).actions(["s3:List*"])` names both actions.
///
/// ```
/// use sts::policy::{Condition, Statement};
///
/// let statement = Statement::allow()
///     .sid("Read")
///     .actions(["s3:GetObject"])
///     .resources(["arn:aws:s3:::team-red/*"])
///     .condition(Condition::key("aws:SecureTransport").is(true))
///     .build();
/// assert_eq!(statement.actions(), ["s3:GetObject"]);
/// ```
#[derive(Clone, Debug)]
#[must_use = "a statement has no effect until it is added to a policy"]
pub struct StatementBuilder(Statement);

impl Statement {
    /// Starts a statement that allows.
    #[inline]
    pub fn allow() -> StatementBuilder {
        StatementBuilder::new(Effect::Allow)
    }

    /// Starts a statement that denies.
    #[inline]
    pub fn deny() -> StatementBuilder {
        StatementBuilder::new(Effect::Deny)
    }
}

impl StatementBuilder {
    #[inline]
    fn new(effect: Effect) -> Self {
        Self(Statement { effect, elements: vec![Element::Effect] })
    }

    /// Returns the statement. Functions that take a statement also accept the builder.
    #[inline]
    pub fn build(self) -> Statement {
        self.0
    }

    #[inline]
    fn with(mut self, new: Element) -> Self {
        let elements = &mut self.0.elements;
        match elements.iter_mut().find(|element| element.key() == new.key()) {
            Some(element) => element.merge(new),
            None => {
                let after = elements.iter().position(|element| element.rank() > new.rank());
                elements.insert(after.unwrap_or(elements.len()), new);
            }
        }
        self
    }

    /// Sets the `Sid` of the statement, which may contain ASCII letters and digits. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html>.
    pub fn sid(self, sid: impl Into<String>) -> Self {
        self.with(Element::Sid(sid.into()))
    }

    /// Adds actions that the statement applies to, such as `s3:Get*`. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>.
    pub fn actions(self, actions: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.with(Element::Action(StringList::new(actions)))
    }

    /// Adds actions to exclude: the statement applies to all others. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html>.
    pub fn not_actions(self, actions: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.with(Element::NotAction(StringList::new(actions)))
    }

    /// Adds resources that the statement applies to: ARNs or `*`. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>.
    pub fn resources(self, resources: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.with(Element::Resource(StringList::new(resources)))
    }

    /// Adds resources to exclude: the statement applies to all others. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html>.
    pub fn not_resources(self, resources: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.with(Element::NotResource(StringList::new(resources)))
    }

    /// Sets the principals that the statement applies to. Session policies must not have any. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>.
    #[inline]
    pub fn principal(self, principal: Principal) -> Self {
        self.with(Element::Principal(principal))
    }

    /// Sets the principals to exclude: the statement applies to everyone else. Session policies must not have any. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html>.
    #[inline]
    pub fn not_principal(self, principal: Principal) -> Self {
        self.with(Element::NotPrincipal(principal))
    }

    /// Adds a condition. The statement applies only if all its conditions hold.
    ///
    /// Conditions with the same operator and key are merged: then one of their values has to match.
    #[inline]
    pub fn condition(self, condition: Condition) -> Self {
        let mut blocks = Blocks::default();
        blocks.add(condition);
        self.with(Element::Condition(blocks))
    }
}

impl From<StatementBuilder> for Statement {
    #[inline]
    fn from(builder: StatementBuilder) -> Self {
        builder.build()
    }
}
