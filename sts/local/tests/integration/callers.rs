//! The operations that each kind of caller may call. The service model documents them: `GetSessionToken` and
//! `GetFederationToken` name the only operations that their sessions may call, `AssumeRole` and its variants the two that
//! theirs may not, and `GetScopedCredentials` the callers that it refuses.

use std::time::Duration;

use sts::api::{AssumeRootRequest, PolicyDescriptorType};
use sts::{Credentials, Policy, Timestamp};
use sts_local::{Account, LocalClock, LocalSts, Role, User};

use crate::raw_http::{NOW, RawRequest, percent_encode};

const ANN: (&str, &str) = ("AKIAI44QH8DHBEXAMPLE", "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY");
const ROOT: (&str, &str) = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
const DEMO: &str = "arn:aws:iam::123456789012:role/demo";
const MEMBER: &str = "111122223333";
const TASK: &str = "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials";

fn everything() -> Policy {
    Policy::new().allow(["*"], ["*"])
}

async fn local() -> LocalSts {
    let account = Account::new("123456789012")
        .issue_web_identity_tokens()
        .user(User::new("Ann").access_key(ANN.0, ANN.1).policy(everything()))
        .root_key(ROOT.0, ROOT.1)
        .role(Role::new("demo").policy(everything()));
    let builder = LocalSts::builder().first_account(account).account(Account::new(MEMBER));
    builder.clock(LocalClock::at(Timestamp::from_secs(NOW))).start().await.unwrap()
}

/// The kinds of callers, in the order of the tables below.
const CALLERS: [&str; 7] =
    ["root user", "user", "session of the root user", "session of a user", "federated user", "role", "AssumeRoot"];

async fn callers(local: &LocalSts) -> [Credentials; 7] {
    let (root, ann) = (Credentials::new(ROOT.0, ROOT.1), Credentials::new(ANN.0, ANN.1));
    let sts = local.sts_as(ann.clone());
    let task = PolicyDescriptorType::builder().arn(TASK).build().unwrap();
    let request = AssumeRootRequest::builder(MEMBER, task).build().unwrap();
    let task = sts.client().assume_root(&request).await.unwrap().credentials.unwrap();
    let (secret, token) = (task.secret_access_key.expose().as_str(), task.session_token.expose().as_str());
    [
        root.clone(),
        ann,
        local.sts_as(root).new_session().await.unwrap().credentials(),
        sts.new_session().await.unwrap().credentials(),
        sts.new_federated_session("Bob").policy(everything()).await.unwrap().credentials(),
        sts.assume_role(DEMO, "test").await.unwrap().credentials(),
        Credentials::temporary(&task.access_key_id, secret, token, None),
    ]
}

/// Calls an operation. Returns `None` if the caller may do so, and otherwise the message.
async fn refusal(local: &LocalSts, credentials: &Credentials, form: &str) -> Option<String> {
    let request = RawRequest::post(local, format!("Action={form}&Version=2011-06-15"));
    let response = request.sign(credentials, NOW, "us-east-1", "sts").send().await;
    match response.status {
        200 => None,
        // The message is not an encoded one, but the caller may have it decoded.
        400 if response.text("Code") == "InvalidAuthorizationMessageException" => None,
        _ => {
            assert_eq!((response.status, response.text("Code")), (403, "AccessDenied"), "{form}: {}", response.body);
            Some(response.text("Message").to_owned())
        }
    }
}

/// Returns the operations with a request, and whether each of the callers may call them.
fn operations(local: &LocalSts) -> [(String, [bool; 7]); 10] {
    let trade_in = local.trade_in_token(DEMO, "partner", Duration::from_secs(60)).unwrap();
    let trade_in = percent_encode(trade_in.expose());
    let [keys_only, not_from_users] =
        [[true, true, false, false, false, false, false], [true, true, false, false, false, true, false]];
    [
        ("GetCallerIdentity".to_owned(), [true; 7]),
        (format!("AssumeRole&RoleSessionName=test&RoleArn={DEMO}"), [false, true, false, true, false, true, false]),
        ("GetScopedCredentials&DurationSeconds=60".to_owned(), [false, false, false, true, true, true, false]),
        (
            "GetWebIdentityToken&Audience.member.1=a&SigningAlgorithm=RS256".to_owned(),
            [true, true, true, true, false, true, false],
        ),
        (format!("GetDelegatedAccessToken&TradeInToken={trade_in}"), [true, true, true, true, true, true, false]),
        ("GetSessionToken".to_owned(), keys_only),
        ("GetFederationToken&Name=Bob".to_owned(), keys_only),
        (format!("GetAccessKeyInfo&AccessKeyId={}", ANN.0), not_from_users),
        ("DecodeAuthorizationMessage&EncodedMessage=message".to_owned(), not_from_users),
        (format!("AssumeRoot&TargetPrincipal={MEMBER}&TaskPolicyArn.arn={TASK}"), not_from_users),
    ]
}

#[tokio::test]
async fn em24_each_kind_of_caller_may_call_the_operations_that_the_model_documents() {
    let local = local().await;
    let callers = callers(&local).await;
    for (form, expected) in operations(&local) {
        for ((credentials, may), caller) in callers.iter().zip(expected).zip(CALLERS) {
            let refusal = refusal(&local, credentials, &form).await;
            assert_eq!(refusal.is_none(), may, "{caller}: {form}: {refusal:?}");
        }
    }
}

#[tokio::test]
async fn em24_a_scoped_session_may_call_what_its_calling_session_may() {
    let local = local().await;
    let callers = callers(&local).await;
    let operations = operations(&local);
    let (_, may_scope) = &operations[2];
    let mut scoped_callers = 0;
    for (place, credentials) in callers.iter().enumerate().filter(|(place, _)| may_scope[*place]) {
        let scoped = local.sts_as(credentials.clone()).new_scoped_session().policy(everything()).await.unwrap();
        for (form, expected) in &operations {
            let refusal = refusal(&local, &scoped.credentials(), form).await;
            assert_eq!(refusal.is_none(), expected[place], "{}: {form}: {refusal:?}", CALLERS[place]);
        }
        scoped_callers += 1;
    }
    assert_eq!(scoped_callers, 3);
}
