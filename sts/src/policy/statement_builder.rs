//! Statements, written step by step.

use super::condition::Condition;
use super::conditions::Blocks;
use super::principal::Principal;
use super::statement::{Effect, Element, Statement};
use super::string_list::Texts;

/// A statement that is being written; begun by [`Statement::allow`] and [`Statement::deny`].
#[derive(Clone, Debug)]
#[must_use = "it does nothing unless a policy has it"]
pub struct StatementBuilder(Statement);

impl Statement {
    /// Begins a statement that allows.
    pub fn allow() -> StatementBuilder {
        StatementBuilder::new(Effect::Allow)
    }

    /// Begins a statement that denies.
    pub fn deny() -> StatementBuilder {
        StatementBuilder::new(Effect::Deny)
    }
}

impl StatementBuilder {
    fn new(effect: Effect) -> Self {
        Self(Statement { effect, elements: vec![Element::Effect] })
    }

    /// The statement. What takes a statement takes a builder, too.
    pub fn build(self) -> Statement {
        self.0
    }

    fn with(mut self, new: Element) -> Self {
        let elements = &mut self.0.elements;
        match elements.iter_mut().find(|element| element.key() == new.key()) {
            Some(element) => element.join(new),
            None => {
                let after = elements.iter().position(|element| element.rank() > new.rank());
                elements.insert(after.unwrap_or(elements.len()), new);
            }
        }
        self
    }

    /// A name for the statement: letters and digits. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html>.
    pub fn sid(self, sid: impl Into<String>) -> Self {
        self.with(Element::Sid(sid.into()))
    }

    /// What it is about, such as `s3:Get*`, besides others. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>.
    pub fn actions(self, actions: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.with(Element::Action(Texts::new(actions)))
    }

    /// It is about everything but this, besides others. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html>.
    pub fn not_actions(self, actions: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.with(Element::NotAction(Texts::new(actions)))
    }

    /// The ARNs that it is about, or `*`, besides others. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>.
    pub fn resources(self, resources: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.with(Element::Resource(Texts::new(resources)))
    }

    /// It is about all resources but these, besides others. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html>.
    pub fn not_resources(self, resources: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.with(Element::NotResource(Texts::new(resources)))
    }

    /// Whom it is about; not for session policies. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>.
    pub fn principal(self, principal: Principal) -> Self {
        self.with(Element::Principal(principal))
    }

    /// It is about everyone but these; not for session policies. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html>.
    pub fn not_principal(self, principal: Principal) -> Self {
        self.with(Element::NotPrincipal(principal))
    }

    /// When it applies: all conditions have to hold. The values of conditions with the same operator and key join, and
    /// then one of them has to match.
    pub fn condition(self, condition: Condition) -> Self {
        let mut blocks = Blocks::default();
        blocks.add(condition);
        self.with(Element::Condition(blocks))
    }
}

impl From<StatementBuilder> for Statement {
    fn from(builder: StatementBuilder) -> Self {
        builder.build()
    }
}
