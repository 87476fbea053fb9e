//! Amazon Resource Names: `arn:partition:service:region:account:resource`. See
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>.

/// An ARN in its parts, which borrow from the text that was parsed.
///
/// Parsing checks the number of parts and the prefix `arn:`, and nothing else: services disagree about what a part may
/// contain.
///
/// ```
/// use sts::arn::Arn;
///
/// let arn = Arn::parse("arn:aws:iam::123456789012:role/team/demo").ok_or("not an ARN")?;
/// assert_eq!((arn.service, arn.account), ("iam", "123456789012"));
/// assert_eq!(arn.iam_resource("role"), Some("team/demo"));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Arn<'a> {
    /// The partition: `aws`, `aws-cn`, `aws-us-gov` and others.
    pub partition: &'a str,
    /// The service: `iam`.
    pub service: &'a str,
    /// The region; empty for global services such as IAM.
    pub region: &'a str,
    /// The number of the account, `aws` for what AWS itself owns, or empty.
    pub account: &'a str,
    /// Everything after the account: `role/demo`.
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// Parses an ARN. Returns `None` if the text has fewer than six parts or does not start with `arn:`.
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut rest = text.strip_prefix("arn:")?;
        // The parts before the resource are so short that `splitn` would take three times as long.
        let mut part = || {
            let (part, after) = rest.split_at_checked(rest.bytes().position(|byte| byte == b':')?)?;
            rest = after.strip_prefix(':')?;
            Some(part)
        };
        let (partition, service, region, account) = (part()?, part()?, part()?, part()?);
        Some(Self { partition, service, region, account, resource: rest })
    }

    /// Returns the path and name of an IAM resource of this kind: `demo` for `arn:aws:iam::123456789012:role/demo` and
    /// the kind `role`. Returns `None` for any other ARN. Does not check the account.
    pub fn iam_resource(&self, kind: &str) -> Option<&'a str> {
        let is_iam = self.partition.starts_with("aws") && self.service == "iam" && self.region.is_empty();
        let name = self.resource.strip_prefix(kind)?.strip_prefix('/')?;
        (is_iam && !name.is_empty() && !name.ends_with('/')).then_some(name)
    }

    /// Returns the ARN of the role behind a session: `arn:aws:iam::123456789012:role/demo` for
    /// `arn:aws:sts::123456789012:assumed-role/demo/session-name`. Returns `None` for any other ARN.
    ///
    /// The ARN of a session lacks the path of the role, so the result does too.
    #[inline]
    pub fn role_of_session(&self) -> Option<String> {
        let (role, _) = self.resource.strip_prefix("assumed-role/")?.rsplit_once('/')?;
        let Self { partition, account, .. } = self;
        (self.service == "sts").then(|| format!("arn:{partition}:iam::{account}:role/{role}"))
    }

    /// Returns whether the account is a number of twelve digits.
    pub fn has_account(&self) -> bool {
        is_account(self.account)
    }
}

/// Returns whether a text is the number of an account: twelve digits.
pub(crate) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|digit| digit.is_ascii_digit())
}

/// Returns `true` for the characters of names in IAM: `[\w+=,.@-]`. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>.
pub(crate) fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_+=,.@-".contains(c)
}

/// Returns the number of an account from its number, or from the ARN of its root user in any partition. Policies name an
/// account in either way.
#[inline]
pub(crate) fn account_of_root(name: &str) -> Option<&str> {
    if is_account(name) {
        return Some(name);
    }
    let arn = Arn::parse(name)?;
    (arn.service == "iam" && arn.region.is_empty() && arn.resource == "root").then_some(arn.account)
}
