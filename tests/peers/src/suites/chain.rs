//! `aws-config`: our client takes credentials from its provider chain, and its configuration takes our credentials.

use std::io::Write as _;
use std::path::PathBuf;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_sdk_sts::config::{IdentityCache, SharedIdentityCache};
use sts::api::GetCallerIdentityRequest;
use sts::{Credentials, Sts};
use sts_local::LocalSts;
use tokio::process::Command;

use crate::bench::Bench;
use crate::call::{REGION, Target};
use crate::report::Checks;
use crate::{Outcome, server};

const DEMO: &str = "arn:aws:iam::123456789012:role/demo";
const ALICE: &str = "arn:aws:iam::123456789012:user/Alice";

/// Tests the chain with the environment and with a profile, then our credentials in a configuration.
pub async fn run(bench: &Bench, checks: &mut Checks<'_>) -> Outcome<()> {
    let (local, target) = server::start(LocalSts::default_account()).await?;
    checks.add("credentials from the environment", from_environment(bench, &target).await);
    checks.add("credentials from a profile", from_profile(bench, &target).await);
    let session = local.sts().new_session().await?.credentials();
    checks.add("a session in SdkConfig", feeds_sdk_config(&target, session).await);
    checks.add("invalidated credentials in an SDK client", renews_in_sdk_client(&local, &target).await);
    Ok(())
}

/// Returns a command that runs this program again with its own environment: setting variables here would be unsafe.
fn again(bench: &Bench, target: &Target) -> Outcome<Command> {
    let mut command = bench.command(&std::env::current_exe()?);
    command.args(["--chain", &target.endpoint]).env("AWS_REGION", REGION);
    Ok(command)
}

async fn from_environment(bench: &Bench, target: &Target) -> Outcome {
    let mut command = again(bench, target)?;
    command.env("AWS_ACCESS_KEY_ID", target.credentials.access_key_id());
    command.env("AWS_SECRET_ACCESS_KEY", target.credentials.secret_access_key());
    caller_of(command).await
}

async fn from_profile(bench: &Bench, target: &Target) -> Outcome {
    let path = bench.work.join("profiles");
    let (key, secret) = (target.credentials.access_key_id(), target.credentials.secret_access_key());
    let mut file = std::fs::File::create(&path)?;
    write!(file, "[default]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n")?;
    let mut command = again(bench, target)?;
    command.arg(&path);
    caller_of(command).await
}

async fn caller_of(mut command: Command) -> Outcome {
    let output = command.output().await?;
    let (found, problem) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if !output.status.success() || found.trim() != ALICE {
        return Err(format!("expected {ALICE}, found {found} {problem}").into());
    }
    Ok(format!("GetCallerIdentity returns {ALICE}"))
}

/// Calls STS with credentials from AWS's provider chain and prints the ARN of the caller.
pub async fn print_caller(endpoint: &str, profiles: &[&str]) -> Outcome<()> {
    let mut loader = aws_config::defaults(BehaviorVersion::latest()).http_client(plain_http());
    for path in profiles {
        let files = EnvConfigFiles::builder().with_file(EnvConfigFileKind::Credentials, PathBuf::from(path)).build();
        loader = loader.profile_files(files);
    }
    let config = loader.load().await;
    let chain = config.credentials_provider().ok_or("the chain has no credentials")?;
    let region = config.region().ok_or("the chain has no region")?.to_string();
    let sts = Sts::builder().credentials(chain).region(region).endpoint(endpoint).build()?;
    let caller = sts.client().get_caller_identity(&GetCallerIdentityRequest::default()).await?;
    println!("{}", caller.arn.unwrap_or_default());
    Ok(())
}

async fn feeds_sdk_config(target: &Target, credentials: Credentials) -> Outcome {
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(plain_http())
        .region(Region::new(REGION))
        .endpoint_url(&target.endpoint)
        .credentials_provider(aws_sdk_sts::config::SharedCredentialsProvider::new(credentials))
        .build();
    let caller = aws_sdk_sts::Client::new(&config).get_caller_identity().send().await?;
    match caller.arn() {
        Some(ALICE) => Ok(format!("GetCallerIdentity of aws-sdk-sts returns {ALICE}")),
        other => Err(format!("expected {ALICE}, found {other:?}").into()),
    }
}

/// Shows why the documentation asks for `IdentityCache::no_cache()`: the default cache of an SDK client does not ask a
/// provider again before its credentials have nearly expired, so it uses invalidated ones.
async fn renews_in_sdk_client(local: &LocalSts, target: &Target) -> Outcome {
    let with_default_cache = roles_assumed(local, target, None).await?;
    let without_cache = roles_assumed(local, target, Some(IdentityCache::no_cache())).await?;
    match (with_default_cache, without_cache) {
        (1, 2) => Ok("two AssumeRole with no_cache, and one with the default cache".to_owned()),
        found => Err(format!("expected one AssumeRole with the default cache and two without, found {found:?}").into()),
    }
}

/// Returns how many AssumeRole an SDK client causes that makes a call, before and after its credentials are invalidated.
async fn roles_assumed(local: &LocalSts, target: &Target, cache: Option<SharedIdentityCache>) -> Outcome<usize> {
    let role = local.sts().assume_role(DEMO, "peer").refreshing();
    let mut config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(plain_http())
        .region(Region::new(REGION))
        .endpoint_url(&target.endpoint)
        .credentials_provider(aws_sdk_sts::config::SharedCredentialsProvider::new(role.clone()));
    config.set_identity_cache(cache);
    let client = aws_sdk_sts::Client::new(&config.build());
    let before = assumed(local);
    client.get_caller_identity().send().await?;
    role.invalidate(role.credentials().await?.access_key_id());
    client.get_caller_identity().send().await?;
    Ok(assumed(local) - before)
}

fn assumed(local: &LocalSts) -> usize {
    local.calls().iter().filter(|call| call.operation.as_deref() == Some("AssumeRole")).count()
}

fn plain_http() -> aws_sdk_sts::config::SharedHttpClient {
    aws_smithy_http_client::Builder::new().build_http()
}
