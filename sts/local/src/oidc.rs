//! Web identity tokens of OpenID Connect providers: the claims that the server reads, and what AWS knows of providers.

pub(crate) mod claims;
mod condition_keys;

/// The providers that AWS knows by itself, which policies name as `Federated` principals without an ARN. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>.
const WELL_KNOWN: [&str; 4] =
    ["accounts.google.com", "cognito-identity.amazonaws.com", "graph.facebook.com", "www.amazon.com"];

/// Returns the name of a provider that AWS knows by itself, by the URL that is the `iss` of its tokens.
pub(crate) fn well_known_name(url: &str) -> Option<&'static str> {
    let host = url.strip_prefix("https://").unwrap_or(url);
    WELL_KNOWN.into_iter().find(|known| host.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_well_known_name_stands_for_its_own_issuer_only() {
        for url in ["https://accounts.google.com", "accounts.google.com", "https://Accounts.Google.com"] {
            assert_eq!(well_known_name(url), Some("accounts.google.com"), "{url}");
        }
        for url in [
            "http://accounts.google.com",
            "https://accounts.google.com/",
            "https://accounts.google.com:443",
            "https://accounts.google.com/o/saml2",
            "https://evil.accounts.google.com",
            "https://accounts.google.com.evil.example",
            "https://token.actions.githubusercontent.com",
            "",
        ] {
            assert_eq!(well_known_name(url), None, "{url}");
        }
    }
}
