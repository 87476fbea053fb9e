//! Clients of the embedded STS, compared with our client.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};
use sts::Credentials;
use sts_local::LocalSts;

use crate::bench::Bench;
use crate::call::{Call, Caller, Target};
use crate::callers::cli::Cli;
use crate::callers::ours;
use crate::callers::script::ScriptedClient;
use crate::callers::sdk::Sdk;
use crate::cases::{self, Case, DEMO, Given, Wrong};
use crate::compare::{equal, same};
use crate::report::Checks;
use crate::suites::origin_identity;
use crate::{Outcome, server, skips};

/// Tests botocore.
pub async fn botocore(bench: &Bench, checks: &mut Checks<'_>) -> Outcome<()> {
    let mut client = ScriptedClient::botocore(bench)?;
    hold(&mut client, checks).await?;
    origin_identity::hold(&mut client, checks).await
}

/// Tests `@aws-sdk/client-sts`.
pub async fn javascript(bench: &Bench, checks: &mut Checks<'_>) -> Outcome<()> {
    hold(&mut ScriptedClient::javascript(bench)?, checks).await
}

/// Tests the AWS CLI.
pub async fn cli(bench: &Bench, checks: &mut Checks<'_>) -> Outcome<()> {
    hold(&mut Cli::new(bench)?, checks).await
}

/// Tests `aws-sdk-sts`, which also takes the credentials of our sessions directly.
pub async fn sdk(checks: &mut Checks<'_>) -> Outcome<()> {
    hold(&mut Sdk, checks).await?;
    let (local, target) = server::start(LocalSts::default_account()).await?;
    let sts = local.sts();
    let session = sts.new_session().await?;
    let alice = Some("arn:aws:iam::123456789012:user/Alice");
    checks.add("credentials of a Session", is(&target, session.credentials(), alice).await);
    let bob = sts.new_federated_session("Bob").await?;
    checks.add("credentials of a FederatedSession", is(&target, bob.credentials(), bob.user_arn()).await);
    let role = sts.assume_role(DEMO, "nightly").await?;
    checks.add("credentials of an AssumedRole", is(&target, role.credentials(), role.arn()).await);
    Ok(())
}

/// Checks through `aws-sdk-sts` that the credentials belong to this principal.
async fn is(target: &Target, credentials: Credentials, arn: Option<&str>) -> Outcome {
    let who = Call { operation: "GetCallerIdentity", input: json!({}) };
    let identity = Sdk.call(&target.with(credentials), &who).await?;
    let identity = identity.map_err(|refused| format!("refused: {refused:?}"))?;
    equal("Arn", &arn.into(), identity.get("Arn"))?;
    Ok(format!("GetCallerIdentity returns {}", arn.unwrap_or_default()))
}

/// Checks that a client gets the same responses and errors as ours.
async fn hold<C: Caller>(caller: &mut C, checks: &mut Checks<'_>) -> Outcome<()> {
    // Both clients present the same assertion.
    let server = LocalSts::default_account().encode_denials().allow_replayed_assertions();
    let (local, target) = server::start(server).await?;
    let user_session = session(&target).await?;
    let mut succeeded = BTreeSet::new();
    for case in cases::right(&given(&local).await?) {
        let sender = target.with(case.sender.credentials(&target.credentials, &user_session));
        if let Some(skip) = skips::unknown(C::CLIENT, case.call.operation) {
            match skip.holds(caller, &sender, &case).await {
                Ok(()) => checks.skip(case.what, skip.reason),
                Err(error) => checks.add(case.what, Err(error)),
            }
            continue;
        }
        let outcome = same_response(caller, &sender, &case).await;
        succeeded.extend(outcome.is_ok().then_some(case.call.operation));
        checks.add(case.what, outcome);
    }
    checks.add("em20_all_operations_by_this_client", all(C::CLIENT, &succeeded));
    // Without encoded denials, because their encoded details are new in each response.
    let (_local, target) = server::start(LocalSts::default_account()).await?;
    let session = session(&target).await?;
    for wrong in cases::wrong() {
        let sender = target.with(wrong.sender.credentials(&target.credentials, &session));
        checks.add(wrong.what, same_refusal(caller, &sender, &wrong).await);
    }
    Ok(())
}

/// Checks that every operation of the model succeeded that the client knows.
fn all(client: &str, succeeded: &BTreeSet<&str>) -> Outcome {
    let known = sts::api::server::OPERATIONS.iter().map(|operation| operation.name);
    let known = known.filter(|name| skips::unknown(client, name).is_none());
    let missing: Vec<&str> = known.filter(|name| !succeeded.contains(name)).collect();
    match missing.as_slice() {
        [] => Ok(format!("{} operations", succeeded.len())),
        missing => Err(format!("not successful: {}", missing.join(", ")).into()),
    }
}

/// Obtains the values that only the server can issue.
async fn given(local: &LocalSts) -> Outcome<Given> {
    let stranger = local.sts().assume_role("arn:aws:iam::123456789012:role/missing", "denied").await;
    let denied = stranger.err().and_then(|error| error.message().map(str::to_owned)).unwrap_or_default();
    let (_, encoded) = denied.rsplit_once(' ').ok_or("the denial contains no encoded message")?;
    let trade_in = local.trade_in_token(DEMO, "partner", Duration::from_secs(600)).ok_or("no trade-in token")?;
    Ok(Given {
        saml_provider: local.saml_issuer().provider_arn(),
        saml_response: local.saml_issuer().response("ann", DEMO).sign().expose().to_owned(),
        web_identity_token: local.issuer().token("app").sign().expose().to_owned(),
        trade_in_token: trade_in.expose().to_owned(),
        encoded_message: encoded.to_owned(),
    })
}

async fn same_response<C: Caller>(caller: &mut C, target: &Target, case: &Case) -> Outcome {
    let call = Call { operation: case.call.operation, input: skips::known(C::CLIENT, case.call.input.clone()) };
    let ours = ours::call(&ours::client(target), &call).await?.map(|output| skips::known(C::CLIENT, output));
    let theirs = caller.call(target, &call).await?;
    let mut found = same(&ours, &theirs)?;
    if let (Ok(ours), Ok(theirs)) = (&ours, &theirs) {
        if theirs.get("Credentials").is_some() {
            same_caller(caller, target, ours, theirs).await?;
            found.push_str("; GetCallerIdentity with the credentials");
        }
        return Ok(found);
    }
    Err(format!("both clients got an error: {ours:?}").into())
}

/// Uses the credentials that each client received. Both must be valid and belong to the same principal.
async fn same_caller(caller: &mut impl Caller, target: &Target, ours: &Value, theirs: &Value) -> Outcome<()> {
    let who = Call { operation: "GetCallerIdentity", input: json!({}) };
    let theirs = caller.call(&target.with(read(theirs)?), &who).await?;
    let ours = ours::call(&ours::client(&target.with(read(ours)?)), &who).await?;
    same(&ours, &theirs)?;
    ours.map(|_| ()).map_err(|refused| format!("the issued credentials are refused: {refused:?}").into())
}

async fn same_refusal(caller: &mut impl Caller, target: &Target, wrong: &Wrong) -> Outcome {
    let ours = ours::call(&ours::client(target).unchecked(), &wrong.call).await?;
    let theirs = caller.call(target, &wrong.call).await?;
    let found = same(&ours, &theirs)?;
    let code = theirs.err().map(|refused| Value::from(refused.code));
    equal("code", &Value::from(wrong.code), code.as_ref())?;
    Ok(found)
}

/// Creates a session of the user and returns its credentials.
async fn session(target: &Target) -> Outcome<Credentials> {
    let call = Call { operation: "GetSessionToken", input: json!({}) };
    let response = ours::call(&ours::client(target), &call).await?;
    read(&response.map_err(|refused| format!("no session: {refused:?}"))?)
}

/// Reads the credentials in a response.
pub fn read(response: &Value) -> Outcome<Credentials> {
    let part = |name: &str| response["Credentials"][name].as_str().ok_or_else(|| format!("Credentials has no {name}"));
    Ok(Credentials::temporary(part("AccessKeyId")?, part("SecretAccessKey")?, part("SessionToken")?, None))
}
