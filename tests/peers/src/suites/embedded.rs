//! Clients of the embedded STS, held against our client.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};
use sts::Credentials;
use sts::local::LocalSts;

use crate::bench::Bench;
use crate::call::{Call, Caller, Target};
use crate::callers::cli::Cli;
use crate::callers::ours;
use crate::callers::script::ScriptedClient;
use crate::callers::sdk::Sdk;
use crate::cases::{self, Case, DEMO, Given, Wrong};
use crate::compare::{equal, same};
use crate::report::Checks;
use crate::{Outcome, server, skips};

/// botocore.
pub async fn botocore(bench: &Bench, checks: &mut Checks<'_>) -> Outcome<()> {
    hold(&mut ScriptedClient::botocore(bench)?, checks).await
}

/// `@aws-sdk/client-sts`.
pub async fn javascript(bench: &Bench, checks: &mut Checks<'_>) -> Outcome<()> {
    hold(&mut ScriptedClient::javascript(bench)?, checks).await
}

/// The AWS CLI.
pub async fn cli(bench: &Bench, checks: &mut Checks<'_>) -> Outcome<()> {
    hold(&mut Cli::new(bench)?, checks).await
}

/// `aws-sdk-sts`, which also takes the credentials of our sessions as they are.
pub async fn sdk(checks: &mut Checks<'_>) -> Outcome<()> {
    hold(&mut Sdk, checks).await?;
    let (local, target) = server::start(LocalSts::default_account()).await?;
    let sts = local.sts();
    let session = sts.new_session().await?;
    let alice = Some("arn:aws:iam::123456789012:user/Alice");
    checks.add("provided by a Session", is(&target, session.credentials(), alice).await);
    let bob = sts.new_federated_session("Bob").await?;
    checks.add("provided by a FederatedSession", is(&target, bob.credentials(), bob.user_arn()).await);
    let role = sts.assume_role(DEMO, "nightly").await?;
    checks.add("provided by an AssumedRole", is(&target, role.credentials(), role.arn()).await);
    Ok(())
}

/// Asks through `aws-sdk-sts` whose credentials these are.
async fn is(target: &Target, credentials: Credentials, arn: Option<&str>) -> Outcome {
    let who = Call { operation: "GetCallerIdentity", input: json!({}) };
    let identity = Sdk.call(&target.with(credentials), &who).await?;
    let identity = identity.map_err(|refused| format!("refused: {refused:?}"))?;
    equal("Arn", &arn.into(), identity.get("Arn"))?;
    Ok(format!("GetCallerIdentity says {}", arn.unwrap_or_default()))
}

/// Holds a client against ours: the same answers, and the same errors.
async fn hold<C: Caller>(caller: &mut C, checks: &mut Checks<'_>) -> Outcome<()> {
    // Two clients present the same assertion.
    let server = LocalSts::default_account().encode_denials().allow_replayed_assertions();
    let (local, target) = server::start(server).await?;
    let mut answered = BTreeSet::new();
    for case in cases::right(&given(&local).await?) {
        let outcome = same_answer(caller, &target, &case).await;
        answered.extend(outcome.is_ok().then_some(case.call.operation));
        checks.add(case.what, outcome);
    }
    checks.add("em20_all_operations_by_this_client", all(&answered));
    // Encoded details of denials are new in each answer.
    let (_local, target) = server::start(LocalSts::default_account()).await?;
    let session = session(&target).await?;
    for wrong in cases::wrong() {
        let sender = target.with(wrong.sender.credentials(&target.credentials, &session));
        checks.add(wrong.what, same_refusal(caller, &sender, &wrong).await);
    }
    Ok(())
}

/// Every operation of the model was answered.
fn all(answered: &BTreeSet<&str>) -> Outcome {
    let missing: Vec<&str> =
        sts::api::server::OPERATIONS.iter().map(|known| known.name).filter(|name| !answered.contains(name)).collect();
    match missing.as_slice() {
        [] => Ok(format!("{} operations", answered.len())),
        missing => Err(format!("not answered: {}", missing.join(", ")).into()),
    }
}

/// What the server gives to those who call it.
async fn given(local: &LocalSts) -> Outcome<Given> {
    let stranger = local.sts().assume_role("arn:aws:iam::123456789012:role/nobody", "nobody").await;
    let denied = stranger.err().and_then(|error| error.message().map(str::to_owned)).unwrap_or_default();
    let (_, encoded) = denied.rsplit_once(' ').ok_or("a denial without an encoded message")?;
    let trade_in = local.trade_in_token(DEMO, "partner", Duration::from_secs(600)).ok_or("no trade-in token")?;
    Ok(Given {
        saml_provider: local.saml_issuer().provider_arn(),
        saml_response: local.saml_issuer().response("ann", DEMO).sign().expose().to_owned(),
        web_identity_token: local.issuer().token("app").sign().expose().to_owned(),
        trade_in_token: trade_in.expose().to_owned(),
        encoded_message: encoded.to_owned(),
    })
}

async fn same_answer<C: Caller>(caller: &mut C, target: &Target, case: &Case) -> Outcome {
    let call = Call { operation: case.call.operation, input: skips::known(C::CLIENT, case.call.input.clone()) };
    let ours = ours::call(&ours::client(target), &call).await?.map(|output| skips::known(C::CLIENT, output));
    let theirs = caller.call(target, &call).await?;
    let mut found = same(&ours, &theirs)?;
    if let (Ok(ours), Ok(theirs)) = (&ours, &theirs) {
        if theirs.get("Credentials").is_some() {
            same_caller(caller, target, ours, theirs).await?;
            found.push_str("; GetCallerIdentity with them");
        }
        return Ok(found);
    }
    Err(format!("both were refused: {ours:?}").into())
}

/// Uses the credentials that each client read: both have to be somebody, and the same one.
async fn same_caller(caller: &mut impl Caller, target: &Target, ours: &Value, theirs: &Value) -> Outcome<()> {
    let who = Call { operation: "GetCallerIdentity", input: json!({}) };
    let theirs = caller.call(&target.with(read(theirs)?), &who).await?;
    let ours = ours::call(&ours::client(&target.with(read(ours)?)), &who).await?;
    same(&ours, &theirs)?;
    ours.map(|_| ()).map_err(|refused| format!("credentials that were issued are refused: {refused:?}").into())
}

async fn same_refusal(caller: &mut impl Caller, target: &Target, wrong: &Wrong) -> Outcome {
    let ours = ours::call(&ours::client(target).unchecked(), &wrong.call).await?;
    let theirs = caller.call(target, &wrong.call).await?;
    let found = same(&ours, &theirs)?;
    let code = theirs.err().map(|refused| Value::from(refused.code));
    equal("code", &Value::from(wrong.code), code.as_ref())?;
    Ok(found)
}

/// The credentials of a session of the user.
async fn session(target: &Target) -> Outcome<Credentials> {
    let call = Call { operation: "GetSessionToken", input: json!({}) };
    let answer = ours::call(&ours::client(target), &call).await?;
    read(&answer.map_err(|refused| format!("no session: {refused:?}"))?)
}

/// The credentials in an answer.
pub fn read(answer: &Value) -> Outcome<Credentials> {
    let part = |name: &str| answer["Credentials"][name].as_str().ok_or_else(|| format!("Credentials has no {name}"));
    Ok(Credentials::temporary(part("AccessKeyId")?, part("SecretAccessKey")?, part("SessionToken")?, None))
}
