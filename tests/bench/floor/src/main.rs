//! The call written by hand: a form, a signature from `aws-sigv4`, HTTP with reqwest, XML with serde and quick-xml.
//!
//! It checks no limits, does not distinguish errors and does not retry.

use std::str::FromStr as _;
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4::SigningParams;
use aws_smithy_types::date_time::{DateTime, Format};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use work::{ACCESS_KEY_ID, Contestant, Failure, Input, Issued, REGION, SECRET_ACCESS_KEY};

const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

struct Floor {
    http: reqwest::Client,
    url: http::Uri,
    credentials: Credentials,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Response {
    get_federation_token_result: Output,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Output {
    credentials: OutputCredentials,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct OutputCredentials {
    access_key_id: String,
    secret_access_key: String,
    session_token: String,
    expiration: String,
}

impl Contestant for Floor {
    async fn call(&self, input: &Input) -> Result<Issued, Failure> {
        let request = self.signed(form(input))?;
        let body = self.http.execute(request.try_into()?).await?.error_for_status()?.bytes().await?;
        let response: Response = quick_xml::de::from_str(str::from_utf8(&body)?)?;
        let credentials = response.get_federation_token_result.credentials;
        Ok(Issued {
            access_key_id: credentials.access_key_id,
            secret_access_key: credentials.secret_access_key,
            session_token: credentials.session_token,
            expiration: DateTime::from_str(&credentials.expiration, Format::DateTime)?.secs(),
        })
    }
}

impl Floor {
    fn signed(&self, body: String) -> Result<http::Request<String>, Failure> {
        let identity = self.credentials.clone().into();
        let params = SigningParams::builder()
            .identity(&identity)
            .region(REGION)
            .name("sts")
            .time(SystemTime::now())
            .settings(SigningSettings::default())
            .build()?
            .into();
        let mut request = http::Request::post(&self.url).header("content-type", FORM).body(body)?;
        let url = self.url.to_string();
        let headers = [("content-type", FORM)].into_iter();
        let signable = SignableRequest::new("POST", url, headers, SignableBody::Bytes(request.body().as_bytes()))?;
        let (instructions, _) = sign(signable, &params)?.into_parts();
        instructions.apply_to_request_http1x(&mut request);
        Ok(request)
    }
}

fn form(input: &Input) -> String {
    let mut form = "Action=GetFederationToken&Version=2011-06-15".to_owned();
    let mut pair = |name: &str, value: &str| {
        form.extend(["&", name, "="]);
        form.extend(utf8_percent_encode(value, RESERVED));
    };
    pair("Name", &input.name);
    if let Some(policy) = &input.policy {
        pair("Policy", policy);
    }
    for (index, arn) in (1..).zip(&input.policy_arns) {
        pair(&format!("PolicyArns.member.{index}.arn"), arn);
    }
    pair("DurationSeconds", &input.seconds.to_string());
    for (index, (key, value)) in (1..).zip(&input.tags) {
        pair(&format!("Tags.member.{index}.Key"), key);
        pair(&format!("Tags.member.{index}.Value"), value);
    }
    form
}

fn main() -> Result<(), Failure> {
    rustls::crypto::ring::default_provider().install_default().map_err(|_| "a TLS provider is already installed")?;
    work::run(|url| {
        let credentials = Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY, None, None, "static");
        Ok(Floor { http: reqwest::Client::builder().build()?, url: http::Uri::from_str(url)?, credentials })
    })
}
