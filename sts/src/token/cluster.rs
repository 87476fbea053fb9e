//! Names of EKS clusters.

use http::HeaderName;

/// The signed header that binds a token to a cluster.
pub(super) const HEADER: HeaderName = HeaderName::from_static("x-k8s-aws-id");

/// A valid name of an EKS cluster: 1 to 100 ASCII letters, digits, hyphens and underscores, starting with a letter or
/// digit. See
/// <https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html>.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ClusterName(String);

impl ClusterName {
    /// Checks a name. The error says what is wrong and does not quote the name.
    pub(super) fn new(name: impl Into<String>) -> Result<Self, String> {
        let name = name.into();
        let length = name.chars().count();
        if !(1..=100).contains(&length) {
            return Err(format!("the cluster name must have 1 to 100 characters; got {length}"));
        }
        let is_allowed = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
        if let Some(index) = name.chars().position(|character| !is_allowed(character)) {
            return Err(format!(
                "the cluster name may contain only ASCII letters, digits, hyphens and underscores; character {} is not \
                 allowed",
                index + 1
            ));
        }
        if name.starts_with(['-', '_']) {
            return Err("the cluster name must start with a letter or digit".to_owned());
        }
        Ok(Self(name))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sg09_invalid_cluster_names_are_refused() {
        let long = "a".repeat(101);
        for bad in ["", &long, "a\rb", "a\nb", "a\r\nX: y", "clüster", "a b", "a/b", "-a", "_a", "a.b", "a\0"] {
            assert!(ClusterName::new(bad).is_err(), "{bad:?}");
        }
        for good in ["c", "prod_cluster-1", "0-", &long[..100]] {
            assert_eq!(ClusterName::new(good).unwrap().as_str(), good);
        }
    }
}
