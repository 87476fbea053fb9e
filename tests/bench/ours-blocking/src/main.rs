//! The call with the blocking client of `sts`, written as in its README.

use std::time::Duration;

use sts::Credentials;
use sts::blocking::Sts;
use work::{ACCESS_KEY_ID, BlockingContestant, Failure, Input, Issued, REGION, SECRET_ACCESS_KEY};

struct Ours(Sts);

impl BlockingContestant for Ours {
    fn call(&self, input: &Input) -> Result<Issued, Failure> {
        let mut session = self.0.new_federated_session(&input.name);
        if let Some(policy) = &input.policy {
            session = session.policy(policy);
        }
        for arn in &input.policy_arns {
            session = session.policy_arn(arn);
        }
        for (key, value) in &input.tags {
            session = session.tag(key, value);
        }
        let session = session.duration(Duration::from_secs(u64::try_from(input.seconds)?)).send()?;
        let credentials = session.credentials();
        Ok(Issued {
            access_key_id: credentials.access_key_id().to_owned(),
            secret_access_key: credentials.secret_access_key().to_owned(),
            session_token: credentials.session_token().unwrap_or_default().to_owned(),
            expiration: session.expires_at().secs(),
        })
    }
}

fn main() -> Result<(), Failure> {
    work::run_blocking(|url| {
        let credentials = Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY);
        Ok(Ours(Sts::builder().credentials(credentials).region(REGION).endpoint(url).build()?))
    })
}
