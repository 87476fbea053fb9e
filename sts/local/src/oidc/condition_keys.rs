//! The condition keys that trust policies use for claims of a token.
//!
//! The tables hold what AWS documents in its [Service Authorization
//! Reference](https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html), for
//! `AssumeRoleWithWebIdentity`, and in the [IAM User
//! Guide](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif).
//! Other claims and other providers give no keys. Left out are keys that are documented without the claim that they are
//! read from: `accounts.google.com:google/organization_number`, and the keys of OAuth 2.0 access tokens, which this server
//! cannot verify (`app_id`, `id` and `user_id` of `www.amazon.com` and `graph.facebook.com`).

/// A condition key, and the claims that it is read from: the first one that the token has.
pub(super) type KeySource = (&'static str, &'static [&'static str]);

/// The keys of every provider that does not have others.
const COMMON: &[KeySource] =
    &[("amr", &["amr"]), ("aud", &["azp", "aud"]), ("email", &["email"]), ("oaud", &["aud"]), ("sub", &["sub"])];

const COGNITO: &[KeySource] = &[("amr", &["amr"]), ("aud", &["aud"]), ("oaud", &["aud"]), ("sub", &["sub"])];

/// Providers whose tokens have keys of their own.
struct Provider {
    /// The URLs of the providers without `https://`. `*` stands for a name of letters, digits, `-` and `_`.
    urls: &'static [&'static str],
    common: &'static [KeySource],
    /// Claims that are condition keys of the same name.
    claims: &'static [&'static str],
}

/// All other providers.
const OTHER: Provider = Provider { urls: &[], common: COMMON, claims: &[] };

const PROVIDERS: [Provider; 6] = [
    Provider { urls: &["cognito-identity.amazonaws.com"], common: COGNITO, claims: &[] },
    Provider {
        urls: &[
            "token.actions.githubusercontent.com",
            "token.actions.githubusercontent.com/*",
            "token.actions.*.ghe.com",
            "github.com/enterprises/*",
        ],
        common: COMMON,
        claims: &[
            "actor",
            "actor_id",
            "enterprise_id",
            "environment",
            "job_workflow_ref",
            "ref",
            "repository",
            "repository_id",
            "repository_owner_id",
            "workflow",
        ],
    },
    Provider {
        urls: &["gitlab.com"],
        common: COMMON,
        claims: &[
            "namespace_id",
            "pipeline_source",
            "project_id",
            "ref_protected",
            "runner_environment",
            "user_access_level",
            "user_email",
            "user_id",
            "user_login",
        ],
    },
    Provider {
        urls: &["agent.buildkite.com", "agent.*.buildkite.dev", "agent.*.buildkite.site"],
        common: COMMON,
        claims: &[
            "build_branch",
            "cluster_id",
            "cluster_name",
            "organization_id",
            "organization_slug",
            "pipeline_id",
            "pipeline_slug",
        ],
    },
    Provider { urls: &["oidc.circleci.com/org/*"], common: COMMON, claims: &["oidc.circleci.com/project-id"] },
    Provider { urls: &["idcs-*.identity.oraclecloud.com"], common: COMMON, claims: &["rpst_id"] },
];

/// Returns the sources of a provider's condition keys. `host` is its URL without the scheme, with which the keys start.
pub(super) fn sources(host: &str) -> impl Iterator<Item = (&'static str, Vec<&'static str>)> + use<> {
    let host = host.to_ascii_lowercase();
    let provider = PROVIDERS.iter().find(|provider| provider.urls.iter().any(|url| matches(url, &host)));
    let provider = provider.unwrap_or(&OTHER);
    let common = provider.common.iter().map(|(key, claims)| (*key, claims.to_vec()));
    common.chain(provider.claims.iter().map(|claim| (*claim, vec![*claim])))
}

/// Returns true if the whole host matches a pattern with at most one `*`.
fn matches(pattern: &str, host: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else { return pattern == host };
    let name = host.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    name.is_some_and(|name| !name.is_empty() && name.bytes().all(is_allowed))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(host: &str, key: &str) -> bool {
        sources(host).any(|(known, _)| known == key)
    }

    #[test]
    fn every_listed_provider_has_its_keys() {
        let listed = [
            ("token.actions.githubusercontent.com", "actor"),
            ("TOKEN.actions.githubusercontent.com", "actor"),
            ("token.actions.githubusercontent.com/octo-corp", "repository_owner_id"),
            ("token.actions.octocorp.ghe.com", "job_workflow_ref"),
            ("github.com/enterprises/octo_corp", "enterprise_id"),
            ("gitlab.com", "project_id"),
            ("agent.buildkite.com", "pipeline_slug"),
            ("agent.example.buildkite.dev", "cluster_id"),
            ("agent.example.buildkite.site", "build_branch"),
            ("oidc.circleci.com/org/3f2504e0-4f89-11d3-9a0c-0305e82c3301", "oidc.circleci.com/project-id"),
            ("idcs-0123456789abcdef.identity.oraclecloud.com", "rpst_id"),
            ("accounts.google.com", "email"),
            ("idp.example.com", "oaud"),
        ];
        for (host, key) in listed {
            assert!(has(host, key) && has(host, "sub"), "{host}");
        }
    }

    #[test]
    fn a_host_matches_as_a_whole() {
        let others = [
            "token.actions.githubusercontent.com.evil.example",
            "evil.token.actions.githubusercontent.com",
            "xtoken.actions.githubusercontent.com",
            "token.actions.githubusercontent.com/",
            "token.actions.githubusercontent.com/a/b",
            "token.actions.githubusercontent.com/a.b",
            "token.actions.githubusercontent.com:443",
            "token.actions..ghe.com",
            "token.actions.ghe.com",
            "token.actions.a.b.ghe.com",
            "token.actions.a/b.ghe.com",
            "token.actions.octocorp.ghe.com/x",
            "github.com/enterprises/",
            "github.com",
        ];
        for host in others {
            assert!(!has(host, "actor") && has(host, "sub"), "{host}");
        }
        assert!(!has("gitlab.example.com", "project_id"));
        assert!(!has("oidc.circleci.com/org/", "oidc.circleci.com/project-id"));
        assert!(!has("oidc.circleci.com", "oidc.circleci.com/project-id"));
        assert!(!has("idcs-.identity.oraclecloud.com", "rpst_id"));
        assert!(!has("identity.oraclecloud.com", "rpst_id"));
        assert!(!has("cognito-identity.amazonaws.com", "email"));
    }

    #[test]
    fn no_host_is_listed_twice() {
        let urls: Vec<&str> = PROVIDERS.iter().flat_map(|provider| provider.urls).copied().collect();
        for url in &urls {
            let host = url.replace('*', "x");
            assert_eq!(urls.iter().filter(|other| matches(other, &host)).count(), 1, "{url}");
        }
    }
}
