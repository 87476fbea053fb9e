//! Assumes a role in a job of GitHub Actions, without a key among the secrets of the repository.

use std::env;
use std::error::Error;

use serde_json::Value;
use sts::{AssumeRoleWithWebIdentity, Secret, Sts, WebIdentityToken};

/// The source of a job's tokens. GitHub sets both variables in jobs with the permission `id-token: write`.
#[derive(Clone)]
pub struct JobTokens {
    pub url: String,
    pub bearer: Secret,
    pub http: reqwest::Client,
}

impl JobTokens {
    pub fn from_environment() -> Result<Self, Box<dyn Error>> {
        let url = env::var("ACTIONS_ID_TOKEN_REQUEST_URL")
            .map_err(|_| "ACTIONS_ID_TOKEN_REQUEST_URL is not set; give the job `permissions: id-token: write`")?;
        let bearer = Secret::from(env::var("ACTIONS_ID_TOKEN_REQUEST_TOKEN")?);
        Ok(Self { url, bearer, http: reqwest::Client::new() })
    }

    /// Asks for a token for AWS. It is valid for minutes, so each refresh asks for a new one.
    pub async fn token(self) -> Result<Secret, Box<dyn Error + Send + Sync>> {
        // The URL has a query already.
        let url = format!("{}&audience=sts.amazonaws.com", self.url);
        let response = self.http.get(url).bearer_auth(self.bearer.expose()).send().await?.error_for_status()?;
        match response.json::<Value>().await?.get_mut("value").map(Value::take) {
            Some(Value::String(token)) => Ok(Secret::from(token)),
            _ => Err("the response has no token".into()),
        }
    }
}

/// Returns the call that exchanges the job's token for a session of the role.
pub fn role_of_job(sts: &Sts, role: &str, session_name: &str, tokens: JobTokens) -> AssumeRoleWithWebIdentity {
    let token = WebIdentityToken::from_fn(move || tokens.clone().token());
    sts.assume_role_with_web_identity(role, session_name, token)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // No credentials are needed: the token proves who the job is.
    let sts = Sts::builder().region("eu-west-1").build()?;
    let run = env::var("GITHUB_RUN_ID")?;
    let tokens = JobTokens::from_environment()?;
    let role = role_of_job(&sts, "arn:aws:iam::123456789012:role/deploy", &format!("run-{run}"), tokens).refreshing();
    println!("{}", role.sts().caller_identity().await?.arn);
    Ok(())
}
