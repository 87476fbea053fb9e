//! Identity providers.

use crate::account::context_provider::ContextProvider;
use crate::account::oidc_provider::{OidcProvider, host};
use crate::jwk::Jwks;
#[cfg(feature = "saml")]
use crate::saml::provider::SamlProvider;
use crate::settings::field::SettingField;

/// Reads an OpenID Connect provider. In a path it is named by its URL without the scheme.
pub(crate) fn oidc_provider(field: &SettingField<'_>, host_in_path: Option<&str>) -> Option<OidcProvider> {
    let object = field.object(&["url", "audiences", "jwks", "context"])?;
    let url = object.required("url");
    let keys = object.required("jwks").and_then(|field| {
        let keys = Jwks::from_json(&field.json_text()?);
        keys.map_err(|error| field.refuse(format!("{error}; write the document at the provider's jwks_uri"))).ok()
    });
    let context = object.get("context").map(|field| context_provider(&field));
    let url = url?;
    let text = url.text()?;
    if host(text).is_empty() {
        url.refuse("is not a URL; write the `iss` of the provider's tokens, such as https://idp.example.com");
    }
    if let Some(expected) = host_in_path
        && host(text) != expected
    {
        url.refuse(format!("must be https://{expected}, as in the path"));
    }
    let provider = OidcProvider::new(text, keys?);
    let provider = object.texts("audiences").into_iter().fold(provider, OidcProvider::audience);
    Some(match context {
        Some(context) => provider.context_provider(context?),
        None => provider,
    })
}

fn context_provider(field: &SettingField<'_>) -> Option<ContextProvider> {
    let object = field.object(&["subject", "subject_type", "subject_type_claim", "keys"])?;
    let context = ContextProvider::new(object.required_text("subject")?);
    let context = match (object.text("subject_type"), object.text("subject_type_claim")) {
        (None, None) => context,
        (Some(value), None) => context.subject_type(value),
        (None, Some(claim)) => context.subject_type_claim(claim),
        (Some(_), Some(_)) => {
            field.refuse("two sources of the subject type; write either subject_type or subject_type_claim");
            return None;
        }
    };
    let keys = object.text_members("keys");
    let context = keys.into_iter().fold(context, |context, (claim, name)| context.key(claim, name));
    context.validate().map_err(|problem| field.refuse(problem)).ok()?;
    Some(context)
}

/// Reads a SAML provider.
#[cfg(feature = "saml")]
pub(crate) fn saml_provider(field: &SettingField<'_>, name_in_path: Option<&str>) -> Option<SamlProvider> {
    let object = field.object(&["name", "metadata", "issuer", "certificate"])?;
    let name = object.name("name", name_in_path)?;
    let provider = match (object.text("metadata"), object.text("issuer"), object.text("certificate")) {
        (Some(metadata), None, None) => SamlProvider::from_metadata(name, metadata),
        (None, Some(issuer), Some(certificate)) => SamlProvider::new(name, issuer, certificate),
        _ => {
            field.refuse("incomplete SAML provider; write either metadata, or both issuer and certificate");
            return None;
        }
    };
    provider.map_err(|error| field.refuse(error.to_string())).ok()
}

/// Refuses a SAML provider, which this build does not support.
#[cfg(not(feature = "saml"))]
pub(crate) fn refuse_saml_provider(field: &SettingField<'_>) {
    field.refuse("SAML is not supported by this build; build with the feature saml, or remove saml_provider");
}
