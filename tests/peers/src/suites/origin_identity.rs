//! Web identity tokens for the end user on whose behalf a session acts, requested by a client of the embedded STS.

use serde_json::{Value, json};
use sts::Policy;
use sts_local::{Account, ContextProvider, LocalSts, Role, TestIssuer, User};

use crate::call::{Call, Caller, Target};
use crate::callers::ours;
use crate::cases::DEMO;
use crate::compare::equal;
use crate::report::Checks;
use crate::{Outcome, server};

const ACCOUNT: &str = "123456789012";
const END_USER: &str = "ann@example.com";
const SCOPE: &str = "read READ data:write";

/// Tests `Scope` and `SubjectMode` of `GetWebIdentityToken`: what a client sends, and what the token says.
pub async fn hold<C: Caller>(caller: &mut C, checks: &mut Checks<'_>) -> Outcome<()> {
    let everything = || Policy::new().allow(["*"], ["*"]);
    let role = Role::new("demo").policy(everything()).trust(TestIssuer::trust_statement(ACCOUNT));
    let user = User::new("Alice").access_key("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    let account = Account::new(ACCOUNT).issue_web_identity_tokens().user(user.policy(everything())).role(role);
    let builder = LocalSts::builder().first_account(account).issuer_context(ContextProvider::new("email"));
    let (local, target) = server::start(builder).await?;
    let token = local.issuer().token("app").claim("email", END_USER).sign();
    let session = local.sts().assume_role_with_web_identity(DEMO, "app", token).await?.credentials();
    let target = target.with(session);
    let what = "GetWebIdentityToken, OriginIdentity with scopes";
    checks.add(what, on_behalf(caller, &local, &target).await);
    let what = "GetWebIdentityToken, scopes without OriginIdentity";
    checks.add(what, without_mode(caller, &target).await);
    Ok(())
}

async fn on_behalf<C: Caller>(caller: &mut C, local: &LocalSts, target: &Target) -> Outcome {
    let call = request(json!({"SubjectMode": "OriginIdentity", "Scope": SCOPE}));
    let ours = ours::call(&ours::client(target), &call).await?.map_err(|refused| format!("ours: {refused:?}"))?;
    let theirs = caller.call(target, &call).await?.map_err(|refused| format!("theirs: {refused:?}"))?;
    equal("Expiration", &ours["Expiration"], theirs.get("Expiration"))?;
    let sent = local.calls().pop().ok_or("the call was not recorded")?;
    for (name, value) in [("SubjectMode", "OriginIdentity"), ("Scope", SCOPE)] {
        equal(name, &value.into(), sent.parameter(name).map(Value::from).as_ref())?;
    }
    let [ours, theirs] = [claims(&ours)?, claims(&theirs)?];
    for (name, value) in [("sub", END_USER), ("scope", SCOPE), ("subject_mode", "OriginIdentity")] {
        equal(name, &value.into(), theirs.get(name))?;
    }
    for name in ["iss", "aud", "iat", "exp", "https://sts.amazonaws.com/"] {
        equal(name, &ours[name], theirs.get(name))?;
    }
    Ok(format!("the token names {END_USER} and has the scopes {SCOPE:?}"))
}

/// Sends scopes that AWS accepts only together with `OriginIdentity`.
async fn without_mode<C: Caller>(caller: &mut C, target: &Target) -> Outcome {
    match caller.call(target, &request(json!({"Scope": SCOPE}))).await? {
        Err(refused) if refused.code == "ValidationError" => Ok("refused with ValidationError".to_owned()),
        other => Err(format!("expected ValidationError, found {other:?}").into()),
    }
}

fn request(more: Value) -> Call {
    let mut input = json!({"Audience": ["https://example.com"], "SigningAlgorithm": "ES384", "DurationSeconds": 60});
    input.as_object_mut().into_iter().for_each(|all| all.extend(more.as_object().cloned().unwrap_or_default()));
    Call { operation: "GetWebIdentityToken", input }
}

/// Reads the claims of the token in a response, without checking its signature.
fn claims(response: &Value) -> Outcome<Value> {
    let token = response["WebIdentityToken"].as_str().ok_or("the response has no WebIdentityToken")?;
    let part = token.split('.').nth(1).ok_or("the token is not a JWT")?.replace('-', "+").replace('_', "/");
    let padded = format!("{part}{}", "=".repeat((4 - part.len() % 4) % 4));
    let claims = awsquery::Blob::from_base64(&padded).map_err(|_| "the claims are not base64")?;
    Ok(serde_json::from_slice(claims.as_ref())?)
}
