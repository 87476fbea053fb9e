//! Reads and checks an assertion after its signature has been verified.

use std::collections::BTreeMap;

use awsquery::TimestampFormat;
use uppsala::{Document, NodeId};

use super::provider::SamlProvider;
use super::signature_profile::{self, AssertionError};
use super::{ASSERTION, attribute, child, parse, text};
use sts::Timestamp;

/// The longest time that the clock of an identity provider may be ahead, in seconds.
const MAX_CLOCK_SKEW: i64 = 5 * 60;
/// The time for which AWS accepts an assertion after it was issued, in seconds.
const MAX_AGE: i64 = 5 * 60;
const TOO_OLD: &str = "Token must be redeemed within 5 minutes of issuance";
const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
const FORMAT_PREFIX: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:";
const UNSPECIFIED: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";
/// The audience that stands for AWS. Sign-in endpoints are accepted too.
const AUDIENCE: &str = "urn:amazon:webservices";
/// The hosts of sign-in endpoints, which a region may precede.
const SIGN_IN_HOSTS: [&str; 3] = ["signin.aws.amazon.com", "signin.amazonaws.cn", "signin.amazonaws-us-gov.com"];

/// An assertion that a provider signed for AWS and that is valid at this time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Assertion {
    pub(crate) id: String,
    pub(crate) issuer: String,
    pub(crate) subject: String,
    /// The format of the subject, without the prefix that SAML 2.0 defines.
    pub(crate) subject_type: String,
    /// The endpoint that the assertion is for.
    pub(crate) recipient: String,
    /// The time at which a session that starts with the assertion has to end, in seconds since 1970.
    pub(crate) session_not_on_or_after: Option<i64>,
    attributes: BTreeMap<String, Vec<String>>,
}

impl Assertion {
    /// Verifies the assertion of a response and reads it. Nothing in it is used before its signature has been verified.
    pub(crate) fn verify(xml: &str, provider: &SamlProvider, now: i64) -> Result<Self, AssertionError> {
        let document = parse(xml).ok_or(AssertionError::Response("the response is not XML, or has a document type"))?;
        let [response, assertion] = signature_profile::assertion(&document)?;
        signature_profile::verify(&document, xml, [response, assertion], &provider.keys)?;
        let reader = AssertionReader { document: &document, assertion };
        let issuer = reader.issuer(assertion).ok_or(AssertionError::Issuer)?;
        // The response may name its issuer as well.
        let response_issuers = document.child_elements_by_name_ns(response, ASSERTION, "Issuer");
        let is_consistent = response_issuers.is_empty() || reader.issuer(response).as_ref() == Some(&issuer);
        if issuer != provider.issuer || !is_consistent {
            return Err(AssertionError::Issuer);
        }
        if attribute(&document, response, "Destination").is_some_and(|destination| !is_sign_in_endpoint(destination)) {
            return Err(AssertionError::Content("the Destination is not a sign-in endpoint of AWS"));
        }
        reader.check_times(now)?;
        reader.check_audience()?;
        reader.read(issuer, now)
    }

    /// Returns the values of an attribute. A missing attribute has none.
    pub(crate) fn values(&self, name: &str) -> &[String] {
        self.attributes.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns all attributes, sorted by name.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.attributes.iter().map(|(name, values)| (name.as_str(), values.as_slice()))
    }
}

/// Reads elements of an assertion.
struct AssertionReader<'a> {
    document: &'a Document<'a>,
    assertion: NodeId,
}

impl AssertionReader<'_> {
    fn only(&self, parent: NodeId, name: &'static str) -> Option<NodeId> {
        child(self.document, parent, ASSERTION, name)
    }

    fn issuer(&self, of: NodeId) -> Option<String> {
        text(self.document, self.only(of, "Issuer")?)
    }

    /// Returns an attribute that is a time, and `None` if the element does not have it.
    fn time(&self, element: NodeId, name: &'static str) -> Result<Option<i64>, AssertionError> {
        let Some(value) = attribute(self.document, element, name) else { return Ok(None) };
        let time = Timestamp::parse(value, TimestampFormat::DateTime);
        time.map(|time| Some(time.secs())).map_err(|_| AssertionError::Content("a time is not a UTC time"))
    }

    fn check_times(&self, now: i64) -> Result<(), AssertionError> {
        let issued = self.time(self.assertion, "IssueInstant")?;
        let issued = issued.ok_or(AssertionError::Content("the assertion has no IssueInstant"))?;
        if now.saturating_sub(issued) > MAX_AGE {
            return Err(AssertionError::Expired(TOO_OLD));
        }
        let conditions = self
            .only(self.assertion, "Conditions")
            .ok_or(AssertionError::Content("the assertion has no Conditions"))?;
        if self.time(conditions, "NotOnOrAfter")?.is_some_and(|end| end <= now) {
            return Err(AssertionError::Expired("the Conditions of the assertion have expired"));
        }
        let begins = self.time(conditions, "NotBefore")?.unwrap_or(issued).max(issued);
        if begins > now.saturating_add(MAX_CLOCK_SKEW) { Err(AssertionError::NotYetValid) } else { Ok(()) }
    }

    /// Checks that each audience restriction includes AWS.
    fn check_audience(&self) -> Result<(), AssertionError> {
        let restrictions = self
            .only(self.assertion, "Conditions")
            .map(|conditions| self.document.child_elements_by_name_ns(conditions, ASSERTION, "AudienceRestriction"))
            .unwrap_or_default();
        let includes_aws = |restriction: &NodeId| {
            let audiences = self.document.child_elements_by_name_ns(*restriction, ASSERTION, "Audience");
            audiences.into_iter().filter_map(|audience| text(self.document, audience)).any(|name| is_aws(&name))
        };
        if !restrictions.is_empty() && restrictions.iter().all(includes_aws) {
            Ok(())
        } else {
            Err(AssertionError::Content("the audience is not AWS"))
        }
    }

    /// Reads the assertion, and checks the subject and its confirmation. The requirements are in
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html>.
    fn read(&self, issuer: String, now: i64) -> Result<Assertion, AssertionError> {
        const NO_SUBJECT: AssertionError = AssertionError::Content("the subject is not a single NameID of plain text");
        const NOT_CONFIRMED: AssertionError =
            AssertionError::Content("the subject has no bearer confirmation with Recipient and NotOnOrAfter");
        let subject = self.only(self.assertion, "Subject").ok_or(NO_SUBJECT)?;
        let name = self.only(subject, "NameID").ok_or(NO_SUBJECT)?;
        let format = attribute(self.document, name, "Format").unwrap_or(UNSPECIFIED);
        let confirmation = self.only(subject, "SubjectConfirmation").ok_or(NOT_CONFIRMED)?;
        if attribute(self.document, confirmation, "Method") != Some(BEARER) {
            return Err(NOT_CONFIRMED);
        }
        let data = self.only(confirmation, "SubjectConfirmationData").ok_or(NOT_CONFIRMED)?;
        if self.time(data, "NotOnOrAfter")?.ok_or(NOT_CONFIRMED)? <= now {
            return Err(AssertionError::Expired("the confirmation of the subject has expired"));
        }
        let recipient = attribute(self.document, data, "Recipient").ok_or(NOT_CONFIRMED)?;
        if !is_sign_in_endpoint(recipient) {
            return Err(AssertionError::Content("the Recipient is not a sign-in endpoint of AWS"));
        }
        Ok(Assertion {
            id: attribute(self.document, self.assertion, "ID").unwrap_or_default().to_owned(),
            issuer,
            subject: text(self.document, name).filter(|name| !name.is_empty()).ok_or(NO_SUBJECT)?,
            subject_type: format.strip_prefix(FORMAT_PREFIX).unwrap_or(format).to_owned(),
            recipient: recipient.to_owned(),
            session_not_on_or_after: self.session_not_on_or_after()?,
            attributes: self.attributes().ok_or(AssertionError::Content("an attribute is not plain text"))?,
        })
    }

    /// Returns the earliest `SessionNotOnOrAfter`.
    fn session_not_on_or_after(&self) -> Result<Option<i64>, AssertionError> {
        let statements = self.document.child_elements_by_name_ns(self.assertion, ASSERTION, "AuthnStatement");
        let ends: Result<Vec<_>, _> = statements.into_iter().map(|it| self.time(it, "SessionNotOnOrAfter")).collect();
        Ok(ends?.into_iter().flatten().min())
    }

    fn attributes(&self) -> Option<BTreeMap<String, Vec<String>>> {
        let mut attributes: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for statement in self.document.child_elements_by_name_ns(self.assertion, ASSERTION, "AttributeStatement") {
            for element in self.document.child_elements_by_name_ns(statement, ASSERTION, "Attribute") {
                let values = self.document.child_elements_by_name_ns(element, ASSERTION, "AttributeValue");
                let values: Vec<String> =
                    values.into_iter().map(|it| text(self.document, it)).collect::<Option<_>>()?;
                let name = attribute(self.document, element, "Name")?;
                attributes.entry(name.to_owned()).or_default().extend(values);
            }
        }
        Some(attributes)
    }
}

fn is_aws(audience: &str) -> bool {
    audience == AUDIENCE || is_sign_in_endpoint(audience)
}

/// Returns true if the URL is a sign-in endpoint of AWS: `https://signin.aws.amazon.com/saml`, with an optional region
/// before the host, or with the path `/saml/acs/ID`.
fn is_sign_in_endpoint(url: &str) -> bool {
    let Some((host, path)) = url.strip_prefix("https://").and_then(|rest| rest.split_once('/')) else { return false };
    let is_host_of = |known: &str| match host.strip_suffix(known) {
        Some("") => true,
        Some(before) => before.strip_suffix('.').is_some_and(|region| !region.is_empty() && !region.contains('.')),
        None => false,
    };
    let is_known_path =
        path == "saml" || path == "static/saml" || path.strip_prefix("saml/acs/").is_some_and(|id| !id.is_empty());
    is_known_path && SIGN_IN_HOSTS.into_iter().any(is_host_of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sign_in_endpoints_of_aws_are_recognized() {
        for url in [
            "https://signin.aws.amazon.com/saml",
            "https://eu-west-1.signin.aws.amazon.com/saml",
            "https://signin.aws.amazon.com/saml/acs/SAMLSPEXAMPLE",
            "https://signin.amazonaws.cn/saml",
            "https://signin.amazonaws-us-gov.com/saml",
        ] {
            assert!(is_sign_in_endpoint(url), "{url}");
        }
        for url in [
            "http://signin.aws.amazon.com/saml",
            "https://signin.aws.amazon.com/",
            "https://signin.aws.amazon.com/saml/acs/",
            "https://evil.example/saml",
            "https://evilsignin.aws.amazon.com/saml",
            "https://signin.aws.amazon.com.evil.example/saml",
            "https://a.b.signin.aws.amazon.com/saml",
            "https://signin.aws.amazon.com:443@evil.example/saml",
            "urn:amazon:webservices",
            "",
        ] {
            assert!(!is_sign_in_endpoint(url), "{url}");
        }
    }
}
