//! IAM policies: building, reading, writing, checking and evaluating them.
//!
//! A [`Policy`] is built in code, or read from JSON and written back as the same document. [`Policy::lint`] reports
//! what AWS would refuse in a session policy, and [`Policy::lint_as`] in one of another [kind](PolicyKind). [`Policy::size`]
//! says how many characters are left, and [`Policy::evaluate`] what the policy allows and why. [`PolicySet`] combines the
//! policies of a caller, its session and a resource. [`escape`] makes text from outside safe in a resource or a condition.
//!
//! ```
//! use std::time::{Duration, UNIX_EPOCH};
//! use sts::Policy;
//! use sts::policy::{Condition, Statement};
//!
//! let policy = Policy::new().allow(["s3:*", "ec2:*"], ["*"]).statement(
//!     Statement::deny()
//!         .actions(["s3:DeleteObject"])
//!         .resources(["arn:aws:s3:::logs/*"])
//!         .condition(Condition::key("aws:CurrentTime").lt(UNIX_EPOCH + Duration::from_secs(1_900_000_000))),
//! );
//! assert!(policy.lint().is_empty());
//! assert_eq!(Policy::from_json(&policy.to_json())?, policy);
//! # Ok::<(), sts::policy::PolicyError>(())
//! ```

mod collect;
mod condition;
mod conditions;
mod error;
mod escape;
mod evaluate;
mod form;
mod glob;
mod kind;
mod lint;
mod operator;
mod policy_set;
mod principal;
mod read;
#[cfg(feature = "serde")]
mod serde_impls;
mod size;
mod statement;
mod statement_builder;
mod string_list;
mod typed_value;
mod value;
mod variable;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use crate::json::Json;
pub use condition::{Condition, ConditionKey};
pub use conditions::Conditions;
pub use error::{PolicyError, PolicyErrorKind};
pub use escape::escape;
pub use evaluate::{AccessRequest, Decision, Mismatch, Outcome, Verdict};
pub use kind::PolicyKind;
pub use lint::{Finding, FindingKind, Severity};
pub use operator::{Comparison, Operator, Quantifier, ValueType};
pub use policy_set::{CombinedDecision, LayerDecision, PolicyLayer, PolicySet};
pub use principal::Principal;
use read::Unknown;
pub use size::Size;
pub use statement::{Effect, Statement};
pub use statement_builder::StatementBuilder;
pub use value::{Ordered, Scalar, Scalars, Value};

/// The current version of the policy language, the only one with policy variables.
const VERSION: &str = "2012-10-17";

/// The version of a policy without the element `Version`.
const FIRST_VERSION: &str = "2008-10-17";

/// An IAM policy. See <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>.
///
/// ```
/// use sts::Policy;
///
/// let policy = Policy::new().allow(["s3:GetObject"], ["*"]).deny(["s3:*"], ["arn:aws:s3:::secrets/*"]);
/// assert_eq!(policy.statements().len(), 2);
/// assert_eq!(policy.to_json().parse::<Policy>()?, policy);
/// # Ok::<(), sts::policy::PolicyError>(())
/// ```
///
/// Two policies are equal if they have the same meaning: `Id` and `Sid` are ignored, and so are the order of actions,
/// resources, conditions and values, and whether a single value is in an array. The order of statements counts, because
/// paths and messages refer to statements by number.
///
/// With the feature `serde`, a policy is serialized as the object that [`to_json`](Self::to_json) writes, in any
/// format, and deserialized as strictly as [`from_json`](Self::from_json) reads. Numbers become numbers of the format,
/// so the digits of `1.50` are not preserved.
#[derive(Clone, Debug)]
pub struct Policy {
    statements: Vec<Statement>,
    /// True if the document has its only statement without an array.
    single: bool,
    /// The elements in the order of the document.
    members: Vec<Member>,
}

#[derive(Clone, Debug)]
enum Member {
    Version(String),
    Id(String),
    Statement,
    Unknown(String, Json),
}

impl Member {
    const KEYS: [&str; 3] = ["Version", "Id", "Statement"];
}

impl Policy {
    /// Creates a policy of version `2012-10-17` without statements, which allows nothing.
    #[inline]
    pub fn new() -> Self {
        let members = vec![Member::Version(VERSION.to_owned()), Member::Statement];
        Self { statements: Vec::new(), single: false, members }
    }

    /// Adds a statement that allows these actions on these resources.
    #[must_use]
    pub fn allow(
        self,
        actions: impl IntoIterator<Item = impl Into<String>>,
        resources: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.statement(Statement::allow().actions(actions).resources(resources))
    }

    /// Adds a statement that denies these actions on these resources, which overrides every Allow.
    #[must_use]
    pub fn deny(
        self,
        actions: impl IntoIterator<Item = impl Into<String>>,
        resources: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.statement(Statement::deny().actions(actions).resources(resources))
    }

    /// Adds a statement.
    #[must_use]
    pub fn statement(mut self, statement: impl Into<Statement>) -> Self {
        self.statements.push(statement.into());
        self.single = false;
        self
    }

    /// Sets the `Id` of the policy. Session policies must not have one. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_id.html>.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        let id = Member::Id(id.into());
        match self.members.iter_mut().find(|member| matches!(member, Member::Id(_))) {
            Some(member) => *member = id,
            None => {
                let first = matches!(self.members.first(), Some(Member::Version(_)));
                self.members.insert(usize::from(first), id);
            }
        }
        self
    }

    /// Sets the version of the policy language. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html>.
    #[must_use]
    pub fn with_version(mut self, version: impl Into<String>) -> Self {
        let version = Member::Version(version.into());
        match self.members.iter_mut().find(|member| matches!(member, Member::Version(_))) {
            Some(member) => *member = version,
            None => self.members.insert(0, version),
        }
        self
    }

    /// Returns the version of the policy language, if the policy states it.
    #[inline]
    pub fn version(&self) -> Option<&str> {
        self.members.iter().find_map(|member| match member {
            Member::Version(version) => Some(version.as_str()),
            _ => None,
        })
    }

    /// Returns the `Id` of the policy.
    #[inline]
    pub fn id(&self) -> Option<&str> {
        self.members.iter().find_map(|member| match member {
            Member::Id(id) => Some(id.as_str()),
            _ => None,
        })
    }

    /// Returns the statements.
    #[inline]
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// Returns the conditions of all statements.
    #[inline]
    pub fn conditions(&self) -> Conditions<'_> {
        Conditions::of(self.statements.iter().flat_map(|statement| statement.conditions().0))
    }

    /// Returns the unknown elements of the policy itself that the lenient reader kept, in the order of the document.
    #[inline]
    fn unknown(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.members.iter().filter_map(|member| match member {
            Member::Unknown(key, value) => Some((key.as_str(), value)),
            _ => None,
        })
    }
}

/// Reading and writing JSON.
impl Policy {
    /// Reads a policy from JSON.
    ///
    /// [`to_json`](Self::to_json) writes the same document back: the order of keys, the difference between a single
    /// string and an array, and the digits of numbers are preserved. A byte order mark at the start is skipped.
    ///
    /// # Errors
    ///
    /// Fails if the text is not JSON, is larger than 256 KiB, is nested more than 16 levels deep, or does not follow
    /// [the grammar of policies](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html): if
    /// a key is unknown, missing or repeated, or a value has another type. [`lint`](Self::lint) reports what is
    /// grammatical and still wrong.
    #[inline]
    pub fn from_json(json: &str) -> Result<Self, PolicyError> {
        Unknown::Refused.read(json)
    }

    /// Reads a policy from JSON and keeps unknown keys of the policy, of statements and of principals.
    ///
    /// Such a policy can be shown, changed and written back. It allows nothing: [`evaluate`](Self::evaluate) cannot judge what
    /// the unknown element would mean.
    ///
    /// # Errors
    ///
    /// Fails as [`from_json`](Self::from_json) does, except for unknown keys.
    #[inline]
    pub fn from_json_lenient(json: &str) -> Result<Self, PolicyError> {
        Unknown::Kept.read(json)
    }

    /// Reads a policy from the percent-encoded JSON (RFC 3986) in which IAM returns documents, for example from `GetRole` and
    /// `GetPolicyVersion`. A `+` stands for itself.
    ///
    /// ```
    /// let policy = sts::Policy::from_percent_encoded(
    ///     "%7B%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22%2A%22%2C%22Resource%22%3A%22%2A%22%7D%5D%7D",
    /// )?;
    /// assert_eq!(policy.statements().len(), 1);
    /// # Ok::<(), sts::policy::PolicyError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if the text is JSON that is not encoded, if an escape is malformed, if the decoded bytes are not UTF-8, and as
    /// [`from_json`](Self::from_json) does.
    #[inline]
    pub fn from_percent_encoded(text: &str) -> Result<Self, PolicyError> {
        Self::from_json(&read::percent_decoded(text)?)
    }

    /// Writes the policy as JSON without white space, as calls send it.
    #[inline]
    pub fn to_json(&self) -> String {
        self.json().to_minified()
    }

    /// Writes the policy as indented JSON.
    #[inline]
    pub fn to_json_pretty(&self) -> String {
        self.json().to_pretty()
    }

    #[inline]
    fn json(&self) -> Json {
        let member = |member: &Member| match member {
            Member::Version(version) => ("Version".to_owned(), Json::Text(version.clone())),
            Member::Id(id) => ("Id".to_owned(), Json::Text(id.clone())),
            Member::Statement => {
                let statements = self.statements.iter().map(Statement::to_json).collect();
                ("Statement".to_owned(), string_list::one_or_many(self.single, statements))
            }
            Member::Unknown(key, value) => (key.clone(), value.clone()),
        };
        Json::Object(self.members.iter().map(member).collect())
    }
}

impl Default for Policy {
    #[inline]
    fn default() -> Self {
        Self::new()
    }
}

impl PartialEq for Policy {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.version().unwrap_or(FIRST_VERSION) == other.version().unwrap_or(FIRST_VERSION)
            && self.statements == other.statements
            && string_list::same_set(&self.unknown().collect::<Vec<_>>(), &other.unknown().collect::<Vec<_>>())
    }
}

impl Eq for Policy {}

/// Equal policies have the same hash, however they are spelled.
impl Hash for Policy {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.version().unwrap_or(FIRST_VERSION).hash(state);
        self.statements.hash(state);
    }
}

/// Prints JSON without white space.
impl fmt::Display for Policy {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_json())
    }
}

impl FromStr for Policy {
    type Err = PolicyError;

    #[inline]
    fn from_str(json: &str) -> Result<Self, PolicyError> {
        Self::from_json(json)
    }
}

/// Converts to JSON without white space.
impl From<Policy> for String {
    #[inline]
    fn from(policy: Policy) -> Self {
        policy.to_json()
    }
}

/// Converts to JSON without white space.
impl From<&Policy> for String {
    #[inline]
    fn from(policy: &Policy) -> Self {
        policy.to_json()
    }
}
