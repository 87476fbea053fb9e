//! Ids of Kubernetes clusters, and names of those of EKS.

use awsquery::layer::stray_character;
use http::HeaderName;

/// The signed header that binds a token to a cluster.
pub(super) const HEADER: HeaderName = HeaderName::from_static("x-k8s-aws-id");

/// The id of a cluster, which a token is bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ClusterId(String);

impl ClusterId {
    /// Checks the name of an EKS cluster, which is its id: 1 to 100 ASCII letters, digits, hyphens and underscores,
    /// starting with a letter or digit. See
    /// <https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html>.
    ///
    /// The error says what is wrong and does not quote the name.
    pub(super) fn of_name(name: impl Into<String>) -> Result<Self, String> {
        let name = name.into();
        let length = name.chars().count();
        if !(1..=100).contains(&length) {
            return Err(format!("the cluster name must have 1 to 100 characters; got {length}"));
        }
        let is_allowed = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
        if let Some(index) = name.chars().position(|character| !is_allowed(character)) {
            return Err(format!(
                "the cluster name may contain only ASCII letters, digits, hyphens and underscores; character {} is not \
                 allowed; for a cluster that is not one of EKS, use the method that takes an id",
                index + 1
            ));
        }
        if name.starts_with(['-', '_']) {
            return Err("the cluster name must start with a letter or digit".to_owned());
        }
        Ok(Self(name))
    }

    /// Checks any id of a cluster: visible ASCII characters, at least one. It is the value of a header, and
    /// `aws-iam-authenticator` accepts any.
    ///
    /// The error says what is wrong and does not quote the id.
    pub(super) fn new(id: impl Into<String>) -> Result<Self, String> {
        let id = id.into();
        if id.is_empty() {
            return Err("the cluster id is empty; it must have at least one character".to_owned());
        }
        match stray_character(&id, &|character| !character.is_ascii_graphic()) {
            Some(found) => Err(format!("the cluster id {found}; it may contain only visible ASCII characters")),
            None => Ok(Self(id)),
        }
    }

    #[inline]
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sg09_invalid_names_of_eks_clusters_are_refused() {
        let long = "a".repeat(101);
        for bad in ["", &long, "a\rb", "a\nb", "a\r\nX: y", "clüster", "a b", "a/b", "-a", "_a", "a.b", "a\0"] {
            assert!(ClusterId::of_name(bad).is_err(), "{bad:?}");
        }
        for good in ["c", "prod_cluster-1", "0-", &long[..100]] {
            assert_eq!(ClusterId::of_name(good).unwrap().as_str(), good);
        }
    }

    #[test]
    fn an_id_of_a_cluster_is_any_value_of_visible_ascii_characters() {
        let long = "a".repeat(1000);
        let arn = "arn:aws:eks:eu-west-1:123456789012:cluster/prod";
        for good in ["api.mycluster.example.com", "https://10.0.0.1:6443/", arn, "_", "~!\"'", &long] {
            assert_eq!(ClusterId::new(good).unwrap().as_str(), good);
        }
        for bad in ["", " ", "a b", " a", "a\t", "a\r\nX-Evil: y", "a\n", "a\0", "a\u{7f}", "clüster", "\u{feff}a"] {
            let problem = ClusterId::new(bad).unwrap_err();
            assert!(problem.starts_with("the cluster id "), "{problem}");
        }
    }
}
