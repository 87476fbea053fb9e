//! Escaping of text in policies.

/// Escapes text so that it stands for itself in a resource or in a value of a condition: `*`, `?` and `$` become `${*}`,
/// `${?}` and `${$}`.
///
/// Escape each text that comes from outside before it becomes part of a resource or of a pattern. Otherwise a tenant called
/// `*` is every tenant, and one called `${aws:username}` is the user who calls. The escapes are policy variables, so the policy
/// must be of version `2012-10-17`, as [`Policy::new`](crate::Policy::new) makes it. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars>.
///
/// Use it in `Resource`, `NotResource` and the values of text and ARN operators. In actions, principals and values of other
/// operators there are no variables.
///
/// ```
/// use sts::Policy;
/// use sts::policy::{AccessRequest, escape};
///
/// let tenant = "*";
/// let policy = Policy::new().allow(["s3:GetObject"], [format!("arn:aws:s3:::team-data/{}/plan.txt", escape(tenant))]);
/// let get = |object: &str| AccessRequest::new("s3:GetObject", format!("arn:aws:s3:::team-data/{object}"));
/// assert!(policy.evaluate(&get("*/plan.txt")).is_allowed());
/// assert!(!policy.evaluate(&get("red/plan.txt")).is_allowed());
/// ```
#[inline]
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '*' => escaped.push_str("${*}"),
            '?' => escaped.push_str("${?}"),
            '$' => escaped.push_str("${$}"),
            other => escaped.push(other),
        }
    }
    escaped
}
