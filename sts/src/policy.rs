//! Policies: what a session may do, as a type.
//!
//! A [`Policy`] is built, or read from JSON and written back as the same document. [`Policy::lint`] says what is wrong
//! with it as the policy of a session, [`Policy::size`] how much room is left, and [`Policy::evaluate`] what it allows and
//! why.
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

mod condition;
mod conditions;
mod error;
mod evaluate;
mod lint;
mod operator;
mod principal;
mod read;
#[cfg(feature = "serde")]
mod serde_impls;
mod size;
mod statement;
mod statement_builder;
mod string_list;
mod value;

use std::fmt;
use std::str::FromStr;

use crate::json::Json;
pub use condition::{Condition, ConditionKey};
pub use conditions::Conditions;
pub use error::{PolicyError, PolicyErrorKind};
pub use evaluate::{AccessRequest, Decision, Mismatch, Outcome, Verdict};
pub use lint::{Finding, FindingKind};
pub use operator::{Comparison, Operator, Quantifier, ValueType};
pub use principal::Principal;
use read::Unknown;
pub use size::Size;
pub use statement::{Effect, Statement};
pub use statement_builder::StatementBuilder;
pub use value::{Ordered, Scalar, Scalars, Value};

/// The version of the policy language that knows everything, policy variables included.
const VERSION: &str = "2012-10-17";

/// The version of policies that do not say one.
const FIRST_VERSION: &str = "2008-10-17";

/// A policy of AWS. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>.
///
/// Equality leaves out `Id` and every `Sid`. The order of statements counts, as paths and messages number them; the
/// order of actions, resources, conditions and values does not, and neither does it whether one value stands in an
/// array.
/// With the feature `serde`, a policy is an object of JSON, or of another format: it is written as
/// [`to_json`](Self::to_json) would, and read as [`from_json`](Self::from_json) does, strictly. Numbers then are numbers
/// of the format, so the digits of `1.50` are not kept.
#[derive(Clone, Debug)]
pub struct Policy {
    statements: Vec<Statement>,
    /// The one statement stands without an array.
    single: bool,
    /// In the order of the document.
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
    /// A policy of version `2012-10-17` without statements, which allows nothing.
    pub fn new() -> Self {
        let members = vec![Member::Version(VERSION.to_owned()), Member::Statement];
        Self { statements: Vec::new(), single: false, members }
    }

    /// Allows actions with resources.
    #[must_use]
    pub fn allow(
        self,
        actions: impl IntoIterator<Item = impl Into<String>>,
        resources: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.statement(Statement::allow().actions(actions).resources(resources))
    }

    /// Denies actions with resources, whatever else allows them.
    #[must_use]
    pub fn deny(
        self,
        actions: impl IntoIterator<Item = impl Into<String>>,
        resources: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.statement(Statement::deny().actions(actions).resources(resources))
    }

    /// One more statement.
    #[must_use]
    pub fn statement(mut self, statement: impl Into<Statement>) -> Self {
        self.statements.push(statement.into());
        self.single = false;
        self
    }

    /// A name for the policy; not for session policies. See
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

    /// Another version of the policy language. See
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

    /// The version of the policy language, if the policy says one.
    pub fn version(&self) -> Option<&str> {
        self.members.iter().find_map(|member| match member {
            Member::Version(version) => Some(version.as_str()),
            _ => None,
        })
    }

    /// Its name.
    pub fn id(&self) -> Option<&str> {
        self.members.iter().find_map(|member| match member {
            Member::Id(id) => Some(id.as_str()),
            _ => None,
        })
    }

    /// Its statements.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// The conditions of all statements.
    pub fn conditions(&self) -> Conditions<'_> {
        Conditions::of(self.statements.iter().flat_map(|statement| statement.conditions().0))
    }

    /// What a lenient reader kept, in the order of the document.
    fn unknown(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.members.iter().filter_map(|member| match member {
            Member::Unknown(key, value) => Some((key.as_str(), value)),
            _ => None,
        })
    }
}

/// As JSON.
impl Policy {
    /// Reads a document.
    ///
    /// What is written back is the same document: the order of keys, single strings and arrays, digits of numbers.
    ///
    /// # Errors
    ///
    /// If it is not JSON, is far larger than any policy, or is not in the grammar of policies: keys that are unknown,
    /// missing or there twice, values of another type. Whether it makes sense is for [`lint`](Self::lint) to say.
    pub fn from_json(json: &str) -> Result<Self, PolicyError> {
        Unknown::Refused.policy(Json::read(json)?)
    }

    /// Reads a document and keeps keys of policies, statements and principals that are unknown.
    ///
    /// # Errors
    ///
    /// As those of [`from_json`](Self::from_json), but for unknown keys.
    pub fn from_json_lenient(json: &str) -> Result<Self, PolicyError> {
        Unknown::Kept.policy(Json::read(json)?)
    }

    /// Writes the document without white space, as it is sent.
    pub fn to_json(&self) -> String {
        self.json().to_minified()
    }

    /// Writes the document for people to read.
    pub fn to_json_pretty(&self) -> String {
        self.json().to_pretty()
    }

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
    fn default() -> Self {
        Self::new()
    }
}

impl PartialEq for Policy {
    fn eq(&self, other: &Self) -> bool {
        self.version().unwrap_or(FIRST_VERSION) == other.version().unwrap_or(FIRST_VERSION)
            && self.statements == other.statements
            && string_list::same_set(&self.unknown().collect::<Vec<_>>(), &other.unknown().collect::<Vec<_>>())
    }
}

impl Eq for Policy {}

/// Without white space.
impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_json())
    }
}

impl FromStr for Policy {
    type Err = PolicyError;

    fn from_str(json: &str) -> Result<Self, PolicyError> {
        Self::from_json(json)
    }
}

/// As it is sent: without white space.
impl From<Policy> for String {
    fn from(policy: Policy) -> Self {
        policy.to_json()
    }
}

/// As it is sent: without white space.
impl From<&Policy> for String {
    fn from(policy: &Policy) -> Self {
        policy.to_json()
    }
}
