//! The requests with which peers are tested.

use serde_json::{Value, json};
use sts::Credentials;

use crate::call::Call;

/// A request with its name in the report.
pub struct Case {
    /// The name in the report: the operation and what is special about the request.
    pub what: &'static str,
    pub sender: Sender,
    pub call: Call,
}

const POLICY: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#;
pub const DEMO: &str = "arn:aws:iam::123456789012:role/demo";
const READ_ONLY: &str = "arn:aws:iam::aws:policy/ReadOnlyAccess";

/// Values that only the server can issue.
pub struct Given {
    pub saml_provider: String,
    /// A SAML response in base64, for the role `demo` and the user `ann`.
    pub saml_response: String,
    pub web_identity_token: String,
    pub trade_in_token: String,
    pub encoded_message: String,
}

/// Returns valid requests: each operation with as many members as work without a third party, some also with few.
pub fn right(given: &Given) -> Vec<Case> {
    let case = |what, operation, input| Case { what, sender: Sender::User, call: Call { operation, input } };
    let of_session = |case| Case { sender: Sender::Session, ..case };
    let tags = json!([{"Key": "team", "Value": "red=1 + blue/2"}, {"Key": "ort", "Value": "Zürich 東京"}, {"Key": "empty", "Value": ""}]);
    vec![
        case("AssumeRole", "AssumeRole", json!({"RoleArn": DEMO, "RoleSessionName": "nightly"})),
        case(
            "AssumeRole, all members",
            "AssumeRole",
            json!({
                "RoleArn": DEMO, "RoleSessionName": "ann+nightly=@example.com", "DurationSeconds": 900,
                "Policy": POLICY, "PolicyArns": [{"arn": READ_ONLY}], "Tags": tags,
                "TransitiveTagKeys": ["team", "ort"], "ExternalId": "a:b/c", "SourceIdentity": "Ann",
            }),
        ),
        case(
            "AssumeRoleWithSAML",
            "AssumeRoleWithSAML",
            json!({
                "RoleArn": DEMO, "PrincipalArn": given.saml_provider,
                "SAMLAssertion": given.saml_response,
            }),
        ),
        case(
            "AssumeRoleWithWebIdentity",
            "AssumeRoleWithWebIdentity",
            json!({"RoleArn": DEMO, "RoleSessionName": "web", "WebIdentityToken": given.web_identity_token}),
        ),
        case(
            "AssumeRoot",
            "AssumeRoot",
            json!({
                "TargetPrincipal": "111122223333",
                "TaskPolicyArn": {"arn": "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"},
            }),
        ),
        case(
            "DecodeAuthorizationMessage",
            "DecodeAuthorizationMessage",
            json!({"EncodedMessage": given.encoded_message}),
        ),
        case("GetAccessKeyInfo", "GetAccessKeyInfo", json!({"AccessKeyId": "AKIAIOSFODNN7EXAMPLE"})),
        case("GetCallerIdentity", "GetCallerIdentity", json!({})),
        case("GetDelegatedAccessToken", "GetDelegatedAccessToken", json!({"TradeInToken": given.trade_in_token})),
        case("GetFederationToken", "GetFederationToken", json!({"Name": "Bob", "Policy": POLICY})),
        case(
            "GetFederationToken, all members",
            "GetFederationToken",
            json!({
                "Name": "Bob+=,.@-_", "DurationSeconds": 3600, "Policy": POLICY, "PolicyArns": [{"arn": READ_ONLY}],
                "Tags": tags,
            }),
        ),
        of_session(case("GetScopedCredentials", "GetScopedCredentials", json!({"DurationSeconds": 600}))),
        of_session(case(
            "GetScopedCredentials, all members",
            "GetScopedCredentials",
            json!({
                "Policy": POLICY, "DurationSeconds": 600, "MinimumSessionTokenSize": 300,
                "ScopedSessionDescription": "nightly: read only",
            }),
        )),
        case("GetSessionToken", "GetSessionToken", json!({})),
        case(
            "GetSessionToken, all members",
            "GetSessionToken",
            json!({"DurationSeconds": 900, "MinimumSessionTokenSize": 300}),
        ),
        case(
            "GetWebIdentityToken",
            "GetWebIdentityToken",
            json!({"Audience": ["https://example.com"], "SigningAlgorithm": "ES384", "DurationSeconds": 60}),
        ),
    ]
}

/// The sender of a request.
#[derive(Clone, Copy)]
pub enum Sender {
    /// The user.
    User,
    /// The user's access key with a wrong secret.
    WrongSecret,
    /// An access key that the server does not know.
    Stranger,
    /// A session of the user.
    Session,
}

/// A request that must fail, with the expected error code.
pub struct Wrong {
    pub what: &'static str,
    pub sender: Sender,
    pub call: Call,
    pub code: &'static str,
}

/// Returns requests that violate limits of the model, documented rules or permissions.
pub fn wrong() -> Vec<Wrong> {
    use Sender::{Session, Stranger, User, WrongSecret};

    let case =
        |what, sender, operation, input: Value, code| Wrong { what, sender, call: Call { operation, input }, code };
    let role = |rest: Value| {
        let mut input = json!({"RoleArn": DEMO, "RoleSessionName": "test"});
        input.as_object_mut().into_iter().for_each(|all| all.extend(rest.as_object().cloned().unwrap_or_default()));
        input
    };
    let no_arn = "x".repeat(30);
    vec![
        case("a name too short", User, "GetFederationToken", json!({"Name": "B"}), "ValidationError"),
        case(
            "two limits at once",
            User,
            "GetFederationToken",
            json!({"Name": "B".repeat(33), "DurationSeconds": 60}),
            "ValidationError",
        ),
        case(
            "a tag key outside its characters",
            User,
            "AssumeRole",
            role(json!({"Tags": [{"Key": "team", "Value": "red"}, {"Key": "cost*center", "Value": "'<&\">'"}]})),
            "ValidationError",
        ),
        case("a duration of one second", User, "GetSessionToken", json!({"DurationSeconds": 1}), "ValidationError"),
        case("a key id too short", User, "GetAccessKeyInfo", json!({"AccessKeyId": "AKI"}), "ValidationError"),
        case("a role that is not an ARN", User, "AssumeRole", role(json!({"RoleArn": no_arn})), "ValidationError"),
        case(
            "tag keys that differ only in case",
            User,
            "AssumeRole",
            role(json!({"Tags": [{"Key": "k", "Value": ""}, {"Key": "K", "Value": ""}]})),
            "InvalidParameterValue",
        ),
        case(
            "a transitive key without a tag",
            User,
            "AssumeRole",
            role(json!({"TransitiveTagKeys": ["team"]})),
            "InvalidParameterValue",
        ),
        case("a policy that is not JSON", User, "AssumeRole", role(json!({"Policy": "{"})), "MalformedPolicyDocument"),
        case(
            "a role that does not exist",
            User,
            "AssumeRole",
            role(json!({"RoleArn": "arn:aws:iam::999999999999:role/missing"})),
            "AccessDenied",
        ),
        case("a wrong secret", WrongSecret, "GetCallerIdentity", json!({}), "SignatureDoesNotMatch"),
        case("an unknown key", Stranger, "GetCallerIdentity", json!({}), "InvalidClientTokenId"),
        case("a session that asks for a session", Session, "GetSessionToken", json!({}), "AccessDenied"),
    ]
}

impl Sender {
    /// Returns the credentials to sign with, derived from those of the user and of a session.
    pub fn credentials(self, user: &Credentials, session: &Credentials) -> Credentials {
        match self {
            Self::User => user.clone(),
            Self::WrongSecret => Credentials::new(user.access_key_id(), "not-the-secret"),
            Self::Stranger => Credentials::new("AKIAI44QH8DHBEXAMPLE", user.secret_access_key()),
            Self::Session => session.clone(),
        }
    }
}
