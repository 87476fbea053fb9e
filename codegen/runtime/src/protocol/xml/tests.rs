mod cursor;
mod hostile;
mod namespaces;
mod plain;
mod values;
mod well_formed;

use super::{Document, XmlError};

const STS: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

/// A valid response that uses every construct that the parser accepts. Nothing follows its last end tag.
const GOOD: &str = "\u{FEFF}<?xml version=\"1.0\" encoding='utf-8' standalone=\"yes\"?>\r\n\
    <!-- before --><?note before?>\n\
    <GetSessionTokenResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\" \
    xmlns:x = 'urn:x'  x:type=\"a &gt; b\">\r\n\
    \t<GetSessionTokenResult>\n\
    <Credentials><AccessKeyId>ASIA<!-- in between -->&amp;<![CDATA[<B>]]>&#x43;<?pi?>D</AccessKeyId>\
    <SecretAccessKey> s </SecretAccessKey ><SessionToken/><Expiration>2030-01-01T00:00:00Z</Expiration>\
    </Credentials>\n</GetSessionTokenResult>\n\
    <ResponseMetadata><RequestId>5dd1</RequestId></ResponseMetadata></GetSessionTokenResponse>";

fn parse(body: &str) -> Result<Document<'_>, XmlError> {
    Document::parse(body.as_bytes(), None)
}

/// The text of the root of this document.
fn text(body: &str) -> String {
    parse(body).unwrap().root().string().unwrap()
}

/// Returns the error for this body.
fn fault(body: &str) -> String {
    parse(body).expect_err(body).to_string()
}
