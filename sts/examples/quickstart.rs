//! Temporary credentials issued, used and refused, without an AWS account:
//!
//! ```text
//! cargo run -p sts --example quickstart
//! ```
//!
//! With `-- --aws` the same program calls AWS with the credentials and the region of the environment.

use std::error::Error;
use std::fmt::Display;
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use sts::api::{GetCallerIdentityRequest, GetFederationTokenRequest, Tag};
use sts::{Config, Credentials, Policy, Sts, Timestamp};
use sts_local::LocalSts;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Err(error) = run().await else { return ExitCode::SUCCESS };
    eprintln!("\nerror: {error}");
    for cause in std::iter::successors(error.source(), |&error| error.source()) {
        eprintln!("  because: {cause}");
    }
    ExitCode::FAILURE
}

async fn run() -> Result<(), Box<dyn Error>> {
    // Kept until the end: the embedded STS stops when it is dropped.
    let local = match std::env::args().nth(1).as_deref() {
        Some("--aws") => None,
        Some(other) => return Err(format!("unknown option: {other:?}; the only option is --aws").into()),
        None => Some(LocalSts::start().await?),
    };
    let config = match &local {
        Some(local) => {
            println!("The embedded STS listens at {}. Nothing leaves this machine.\n", local.endpoint());
            local.config()
        }
        None => Config::new(),
    };
    let sts = Sts::builder().config(config.clone()).build()?;

    println!("1. Who am I?");
    show_caller(&sts).await?;

    println!("\n2. A session: temporary credentials for myself, for one hour");
    let session = sts.new_session().duration(Duration::from_secs(3600)).await?;
    show_credentials(&session.credentials(), session.expires_at());
    show_caller(&with_credentials(&config, session.credentials())?).await?;

    println!("\n3. A federated session: temporary credentials for Bob, who may read one bucket");
    let policy = Policy::new().allow(["s3:GetObject"], ["arn:aws:s3:::team-red/*"]);
    let federated = sts.new_federated_session("Bob").policy(policy).tag("team", "red").await?;
    show_credentials(&federated.credentials(), federated.expires_at());
    println!("   user id       {}", federated.user_id().unwrap_or("not told"));
    println!("   token size    {} % of what is allowed", federated.session_token_utilization().unwrap_or_default());
    show_caller(&with_credentials(&config, federated.credentials())?).await?;

    println!("\n4. A scoped session: my own session, but for one bucket, one minute and one plugin");
    let policy = Policy::new().allow(["s3:GetObject"], ["arn:aws:s3:::team-red/*"]);
    let call = session.scope_down(policy).duration(Duration::from_secs(60)).description("thumbnails");
    let scoped = call.await?;
    show_credentials(&scoped.credentials(), scoped.expires_at());
    println!("   policies      {} of at most 3", scoped.scope_down_policies().unwrap_or_default());
    show_caller(&scoped.sts()).await?;

    println!(
        "\n5. A request that breaks the service model is refused before it is sent, with everything that is wrong"
    );
    let wrong = GetFederationTokenRequest::builder("B")
        .duration_seconds(60)
        .tags([Tag::new("team", "red"), Tag::new("cost*center", "1234")])
        .build_unchecked();
    match sts.client().get_federation_token(&wrong).await {
        Ok(_) => return Err("the wrong request was sent".into()),
        // `Display` is the first line, and the report has the rest.
        Err(error) => show_refusal(&error.report()),
    }

    println!("\n6. A signature made with a wrong secret is refused by the service");
    // The key and the token are valid; only the signature is wrong.
    let issued = session.credentials();
    let token = issued.session_token().unwrap_or_default();
    let forged = Credentials::temporary(issued.access_key_id(), "not-the-secret", token, None);
    match with_credentials(&config, forged)?.client().get_caller_identity(&GetCallerIdentityRequest::default()).await {
        Ok(_) => return Err("the forged signature was accepted".into()),
        Err(error) => show_refusal(&error),
    }
    Ok(())
}

fn with_credentials(config: &Config, credentials: Credentials) -> Result<Sts, sts::error::ConfigError> {
    Sts::builder().config(config.clone().with_credentials(credentials)).build()
}

async fn show_caller(sts: &Sts) -> Result<(), sts::Error> {
    let caller = sts.client().get_caller_identity(&GetCallerIdentityRequest::default()).await?;
    println!("   GetCallerIdentity says: {}", caller.arn.as_deref().unwrap_or("nothing"));
    Ok(())
}

fn show_credentials(credentials: &Credentials, expires_at: Timestamp) {
    let left = expires_at.duration_since(SystemTime::now().into()).unwrap_or_default();
    println!("   access key id {}", credentials.access_key_id());
    println!("   expires in    {} min", left.as_secs().div_ceil(60));
}

fn show_refusal(error: &impl Display) {
    for line in error.to_string().lines() {
        println!("   {line}");
    }
}
