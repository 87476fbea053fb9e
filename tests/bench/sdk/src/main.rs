//! The call with `aws-sdk-sts`.

use aws_sdk_sts::Client;
use aws_sdk_sts::config::{BehaviorVersion, Builder, Credentials, Region};
use aws_sdk_sts::types::{PolicyDescriptorType, Tag};
use work::{ACCESS_KEY_ID, Contestant, Failure, Input, Issued, REGION, SECRET_ACCESS_KEY};

struct Sdk(Client);

impl Contestant for Sdk {
    async fn call(&self, input: &Input) -> Result<Issued, Failure> {
        let mut call = self.0.get_federation_token().name(&input.name).set_policy(input.policy.clone());
        for arn in &input.policy_arns {
            call = call.policy_arns(PolicyDescriptorType::builder().arn(arn).build());
        }
        for (key, value) in &input.tags {
            call = call.tags(Tag::builder().key(key).value(value).build()?);
        }
        let output = call.duration_seconds(input.seconds).send().await?;
        let credentials = output.credentials.ok_or("no credentials")?;
        Ok(Issued {
            access_key_id: credentials.access_key_id,
            secret_access_key: credentials.secret_access_key,
            session_token: credentials.session_token,
            expiration: credentials.expiration.secs(),
        })
    }
}

#[cfg(not(feature = "lean"))]
fn settings() -> Builder {
    Builder::new()
}

#[cfg(feature = "lean")]
fn settings() -> Builder {
    use aws_smithy_http_client::tls::Provider;
    use aws_smithy_http_client::tls::rustls_provider::CryptoMode;

    let provider = Provider::Rustls(CryptoMode::Ring);
    Builder::new().http_client(aws_smithy_http_client::Builder::new().tls_provider(provider).build_https())
}

fn main() -> Result<(), Failure> {
    work::run(|url| {
        let settings = settings()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .credentials_provider(Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY, None, None, "static"))
            .region(Region::new(REGION))
            .endpoint_url(url);
        Ok(Sdk(Client::from_conf(settings.build())))
    })
}
