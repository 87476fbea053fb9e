//! The ID of an account together with its partition, which every ARN starts with.

use awsquery::endpoint::partition::{PARTITIONS, partition};
use serde::{Deserialize, Serialize};

/// The partition of AWS's commercial regions.
pub(crate) const DEFAULT_PARTITION: &str = "aws";

/// The ID of an account in a partition. All ARNs that the server makes or compares come from here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AccountId {
    partition: String,
    digits: String,
}

impl AccountId {
    pub(crate) fn new(partition: impl Into<String>, digits: impl Into<String>) -> Self {
        Self { partition: partition.into(), digits: digits.into() }
    }

    /// Returns another account of the same partition.
    pub(crate) fn sibling(&self, digits: impl Into<String>) -> Self {
        Self::new(self.partition.clone(), digits)
    }

    /// Returns the twelve digits.
    pub(crate) fn as_str(&self) -> &str {
        &self.digits
    }

    /// Returns the ARN of a resource of IAM in this account, such as `role/demo`.
    pub(crate) fn iam_arn(&self, resource: &str) -> String {
        self.arn("iam", resource)
    }

    /// Returns the ARN of a session in this account, such as `assumed-role/demo/x`.
    pub(crate) fn sts_arn(&self, resource: &str) -> String {
        self.arn("sts", resource)
    }

    /// Returns the ARN of the account as a principal, which is also the ARN of its root user.
    pub(crate) fn root_arn(&self) -> String {
        self.iam_arn("root")
    }

    /// Returns the resource in the ARN of a resource of IAM in this account.
    pub(crate) fn iam_resource<'a>(&self, arn: &'a str) -> Option<&'a str> {
        arn.strip_prefix(self.iam_arn("").as_str())
    }

    fn arn(&self, service: &str, resource: &str) -> String {
        format!("arn:{}:{service}::{}:{resource}", self.partition, self.digits)
    }

    /// Checks that the ID has 12 digits.
    pub(crate) fn check(&self) -> Result<(), String> {
        if self.digits.len() == 12 && self.digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(());
        }
        Err(format!("\"{}\" is not an account ID; write 12 digits, such as 123456789012", self.digits))
    }
}

/// Returns the name of the partition that a region belongs to.
pub(crate) fn partition_of(region: &str) -> &'static str {
    partition(PARTITIONS, region).map_or(DEFAULT_PARTITION, |partition| partition.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_start_with_the_partition_of_the_region() {
        assert_eq!(PARTITIONS.len(), 8);
        for partition in PARTITIONS {
            let account = AccountId::new(partition_of(partition.implicit_global_region), "123456789012");
            let (arn, name) = (account.iam_arn("role/demo"), partition.name);
            assert_eq!(arn, format!("arn:{name}:iam::123456789012:role/demo"));
            assert_eq!(
                account.sts_arn("federated-user/Bob"),
                format!("arn:{name}:sts::123456789012:federated-user/Bob")
            );
            assert_eq!(account.iam_resource(&arn), Some("role/demo"));
            let others = PARTITIONS.iter().filter(|other| other.name != name);
            for other in others {
                assert_eq!(AccountId::new(other.name, "123456789012").iam_resource(&arn), None, "{arn}");
            }
        }
    }
}
