//! What a verified assertion says.

use std::collections::BTreeMap;

use awsquery::TimestampFormat;
use uppsala::{Document, NodeId};

use super::provider::SamlProvider;
use super::signature_profile::{self, AssertionError};
use super::{ASSERTION, attribute, child, parse, text};
use sts::Timestamp;

/// How far the clock of an identity provider may be ahead, in seconds.
const SKEW: i64 = 5 * 60;
/// How long after it was issued AWS takes an assertion, in seconds.
const REDEEM: i64 = 5 * 60;
const TOO_OLD: &str = "Token must be redeemed within 5 minutes of issuance";
const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
const FORMATS: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:";
const UNSPECIFIED: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";
/// The audience that stands for AWS, besides its endpoints for assertions.
const AUDIENCE: &str = "urn:amazon:webservices";
/// The hosts of those endpoints, also with a region before them.
const SIGN_IN: [&str; 3] = ["signin.aws.amazon.com", "signin.amazonaws.cn", "signin.amazonaws-us-gov.com"];

/// An assertion that one of a provider's keys has signed, that is meant for AWS, and that is good now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Assertion {
    pub(crate) id: String,
    pub(crate) issuer: String,
    pub(crate) subject: String,
    /// The format of the subject, without the prefix of SAML 2.0.
    pub(crate) subject_type: String,
    /// Where it was to be presented.
    pub(crate) recipient: String,
    /// When sessions have to end that begin with it: seconds since 1970.
    pub(crate) session_ends: Option<i64>,
    attributes: BTreeMap<String, Vec<String>>,
}

impl Assertion {
    /// Reads the assertion of a response. Whatever it holds is looked at only after its signature was verified.
    pub(crate) fn verify(xml: &str, provider: &SamlProvider, now: i64) -> Result<Self, AssertionError> {
        let document = parse(xml).ok_or(AssertionError::Response("it is no XML without a document type"))?;
        let [response, assertion] = signature_profile::assertion(&document)?;
        signature_profile::verify(&document, xml, [response, assertion], &provider.keys)?;
        let reader = AssertionReader { document: &document, assertion };
        let issuer = reader.issuer(assertion).ok_or(AssertionError::Issuer)?;
        let named = document.child_elements_by_name_ns(response, ASSERTION, "Issuer");
        let of_response = named.is_empty() || reader.issuer(response).as_ref() == Some(&issuer);
        if issuer != provider.issuer || !of_response {
            return Err(AssertionError::Issuer);
        }
        if attribute(&document, response, "Destination").is_some_and(|destination| !is_sign_in(destination)) {
            return Err(AssertionError::Content("its Destination is no endpoint of AWS"));
        }
        reader.check_times(now)?;
        reader.check_audience()?;
        reader.read(issuer, now)
    }

    /// The values of an attribute; none if it is not there.
    pub(crate) fn values(&self, name: &str) -> &[String] {
        self.attributes.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// All attributes by name.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.attributes.iter().map(|(name, values)| (name.as_str(), values.as_slice()))
    }
}

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

    /// Nothing if the element has no such attribute.
    fn time(&self, element: NodeId, name: &'static str) -> Result<Option<i64>, AssertionError> {
        let Some(value) = attribute(self.document, element, name) else { return Ok(None) };
        let time = Timestamp::parse(value, TimestampFormat::DateTime);
        time.map(|time| Some(time.secs())).map_err(|_| AssertionError::Content("a time in it is no time in UTC"))
    }

    fn check_times(&self, now: i64) -> Result<(), AssertionError> {
        let issued = self.time(self.assertion, "IssueInstant")?;
        let issued = issued.ok_or(AssertionError::Content("it does not say when it was issued"))?;
        if now.saturating_sub(issued) > REDEEM {
            return Err(AssertionError::Expired(TOO_OLD));
        }
        let conditions =
            self.only(self.assertion, "Conditions").ok_or(AssertionError::Content("it has no Conditions"))?;
        if self.time(conditions, "NotOnOrAfter")?.is_some_and(|end| end <= now) {
            return Err(AssertionError::Expired("the Conditions of the assertion have expired"));
        }
        let begins = self.time(conditions, "NotBefore")?.unwrap_or(issued).max(issued);
        if begins > now.saturating_add(SKEW) { Err(AssertionError::NotYetValid) } else { Ok(()) }
    }

    /// Each restriction has to name AWS.
    fn check_audience(&self) -> Result<(), AssertionError> {
        let restrictions = self
            .only(self.assertion, "Conditions")
            .map(|conditions| self.document.child_elements_by_name_ns(conditions, ASSERTION, "AudienceRestriction"));
        let names_aws = |restriction: &NodeId| {
            let audiences = self.document.child_elements_by_name_ns(*restriction, ASSERTION, "Audience");
            audiences.into_iter().filter_map(|audience| text(self.document, audience)).any(|name| is_aws(&name))
        };
        match restrictions.unwrap_or_default() {
            all if !all.is_empty() && all.iter().all(names_aws) => Ok(()),
            _ => Err(AssertionError::Content("its audience is not AWS")),
        }
    }

    /// The subject, and how it is confirmed, as
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html> asks for.
    fn read(&self, issuer: String, now: i64) -> Result<Assertion, AssertionError> {
        const SUBJECT: AssertionError = AssertionError::Content("its subject is not one NameID of plain text");
        const CONFIRMED: AssertionError =
            AssertionError::Content("it has no bearer confirmation with Recipient and NotOnOrAfter");
        let subject = self.only(self.assertion, "Subject").ok_or(SUBJECT)?;
        let name = self.only(subject, "NameID").ok_or(SUBJECT)?;
        let format = attribute(self.document, name, "Format").unwrap_or(UNSPECIFIED);
        let confirmation = self.only(subject, "SubjectConfirmation").ok_or(CONFIRMED)?;
        if attribute(self.document, confirmation, "Method") != Some(BEARER) {
            return Err(CONFIRMED);
        }
        let data = self.only(confirmation, "SubjectConfirmationData").ok_or(CONFIRMED)?;
        if self.time(data, "NotOnOrAfter")?.ok_or(CONFIRMED)? <= now {
            return Err(AssertionError::Expired("the confirmation of the subject has expired"));
        }
        let recipient = attribute(self.document, data, "Recipient").ok_or(CONFIRMED)?;
        if !is_sign_in(recipient) {
            return Err(AssertionError::Content("its Recipient is no endpoint of AWS"));
        }
        Ok(Assertion {
            id: attribute(self.document, self.assertion, "ID").unwrap_or_default().to_owned(),
            issuer,
            subject: text(self.document, name).filter(|name| !name.is_empty()).ok_or(SUBJECT)?,
            subject_type: format.strip_prefix(FORMATS).unwrap_or(format).to_owned(),
            recipient: recipient.to_owned(),
            session_ends: self.session_ends()?,
            attributes: self.attributes().ok_or(AssertionError::Content("an attribute in it is not plain text"))?,
        })
    }

    /// The first `SessionNotOnOrAfter`.
    fn session_ends(&self) -> Result<Option<i64>, AssertionError> {
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
    audience == AUDIENCE || is_sign_in(audience)
}

/// Whether AWS takes assertions at this URL: `https://signin.aws.amazon.com/saml`, also with a region before the host,
/// and `/saml/acs/ID`.
fn is_sign_in(url: &str) -> bool {
    let Some((host, path)) = url.strip_prefix("https://").and_then(|rest| rest.split_once('/')) else { return false };
    let of_region = |known: &str| match host.strip_suffix(known) {
        Some("") => true,
        Some(before) => before.strip_suffix('.').is_some_and(|region| !region.is_empty() && !region.contains('.')),
        None => false,
    };
    let known =
        path == "saml" || path == "static/saml" || path.strip_prefix("saml/acs/").is_some_and(|id| !id.is_empty());
    known && SIGN_IN.into_iter().any(of_region)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assertions_are_presented_at_endpoints_of_aws() {
        for url in [
            "https://signin.aws.amazon.com/saml",
            "https://eu-west-1.signin.aws.amazon.com/saml",
            "https://signin.aws.amazon.com/saml/acs/SAMLSPEXAMPLE",
            "https://signin.amazonaws.cn/saml",
            "https://signin.amazonaws-us-gov.com/saml",
        ] {
            assert!(is_sign_in(url), "{url}");
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
            assert!(!is_sign_in(url), "{url}");
        }
    }
}
