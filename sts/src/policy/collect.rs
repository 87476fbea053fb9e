//! Policies from statements and from text.

use super::{Policy, PolicyError, Statement};

/// Creates a policy of the current version with these statements.
///
/// ```
/// use sts::Policy;
/// use sts::policy::Statement;
///
/// let buckets = ["red", "blue"];
/// let policy: Policy = buckets
///     .iter()
///     .map(|bucket| Statement::allow().actions(["s3:GetObject"]).resources([format!("arn:aws:s3:::{bucket}/*")]))
///     .collect();
/// assert_eq!(policy.statements().len(), 2);
/// ```
impl<S: Into<Statement>> FromIterator<S> for Policy {
    fn from_iter<I: IntoIterator<Item = S>>(statements: I) -> Self {
        statements.into_iter().fold(Self::new(), Self::statement)
    }
}

/// Adds statements at the end.
impl<S: Into<Statement>> Extend<S> for Policy {
    fn extend<I: IntoIterator<Item = S>>(&mut self, statements: I) {
        let policy = std::mem::take(self);
        *self = statements.into_iter().fold(policy, Self::statement);
    }
}

/// Reads a policy as [`Policy::from_json`] does.
impl TryFrom<&str> for Policy {
    type Error = PolicyError;

    #[inline]
    fn try_from(json: &str) -> Result<Self, PolicyError> {
        Self::from_json(json)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_collected_and_added_in_order() {
        let statement = |action: &str| Statement::allow().actions([action]).resources(["*"]);
        let collected: Policy = ["s3:Get*", "s3:List*"].map(statement).into_iter().collect();
        let added = Policy::new().allow(["s3:Get*"], ["*"]).allow(["s3:List*"], ["*"]);
        assert_eq!(collected, added);
        let mut extended = Policy::new().allow(["s3:Get*"], ["*"]);
        extended.extend([statement("s3:List*")]);
        assert_eq!(extended, added);
        assert_eq!(extended.to_json(), added.to_json());
        assert_eq!(Policy::try_from(added.to_json().as_str()), Ok(added));
        assert!(Policy::try_from("{").is_err());
    }
}
