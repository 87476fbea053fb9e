//! Names of EKS clusters.

use http::HeaderName;

/// The header that ties a token to a cluster.
pub(super) const HEADER: HeaderName = HeaderName::from_static("x-k8s-aws-id");

/// A name that EKS takes: 1 to 100 letters, digits, hyphens and underscores, a letter or digit first. See
/// <https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html>.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ClusterName(String);

impl ClusterName {
    /// `Err` says what is wrong; the name itself is not quoted.
    pub(super) fn new(name: impl Into<String>) -> Result<Self, String> {
        let name = name.into();
        if !(1..=100).contains(&name.len()) {
            return Err(format!("the name of a cluster has 1 to 100 characters, not {}", name.chars().count()));
        }
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        match name.bytes().position(|byte| !allowed(byte)) {
            Some(position) => Err(format!(
                "the name of a cluster holds letters, digits, hyphens and underscores; byte {} is none of them",
                position + 1
            )),
            None if name.starts_with(['-', '_']) => {
                Err("the name of a cluster begins with a letter or a digit".to_owned())
            }
            None => Ok(Self(name)),
        }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sg09_names_that_eks_does_not_take_are_refused() {
        let long = "a".repeat(101);
        for bad in ["", &long, "a\rb", "a\nb", "a\r\nX: y", "clüster", "a b", "a/b", "-a", "_a", "a.b", "a\0"] {
            assert!(ClusterName::new(bad).is_err(), "{bad:?}");
        }
        for good in ["c", "prod_cluster-1", "0-", &long[..100]] {
            assert_eq!(ClusterName::new(good).unwrap().as_str(), good);
        }
    }
}
