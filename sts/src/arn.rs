//! Amazon Resource Names: `arn:partition:service:region:account:resource`. See
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>.

/// The parts of an ARN behind `arn:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arn<'a> {
    pub(crate) partition: &'a str,
    pub(crate) service: &'a str,
    pub(crate) region: &'a str,
    pub(crate) account: &'a str,
    pub(crate) resource: &'a str,
}

impl<'a> Arn<'a> {
    /// Takes an ARN apart; `None` if it has fewer than six parts.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.strip_prefix("arn:")?.splitn(5, ':');
        let (partition, service) = (parts.next()?, parts.next()?);
        let (region, account, resource) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self { partition, service, region, account, resource })
    }

    /// The name below `arn:PARTITION:iam::ACCOUNT:KIND/`, if it is such an ARN; the account is left to the caller.
    pub(crate) fn iam_resource(&self, kind: &str) -> Option<&'a str> {
        let is_iam = self.partition.starts_with("aws") && self.service == "iam" && self.region.is_empty();
        let name = self.resource.strip_prefix(kind)?.strip_prefix('/')?;
        (is_iam && !name.is_empty() && !name.ends_with('/')).then_some(name)
    }

    /// Whether the account is one: twelve digits.
    pub(crate) fn has_account(&self) -> bool {
        self.account.len() == 12 && self.account.bytes().all(|digit| digit.is_ascii_digit())
    }
}
