//! Web identity tokens that AWS issues.

use sts::token::NewOutboundToken;
use sts::{ErrorKind, Timestamp};
use sts_local::LocalSts;
use testkit::canned::{Canned, now};

const TOKEN: &str = "<GetWebIdentityTokenResponse><GetWebIdentityTokenResult><WebIdentityToken>SENTINEL.a.b\
                     </WebIdentityToken><Expiration>2027-01-15T08:05:00Z</Expiration></GetWebIdentityTokenResult>\
                     </GetWebIdentityTokenResponse>";

#[test]
fn ss08_a_scope_needs_an_origin_identity_and_exactly_one_audience() {
    let canned = Canned::new(200, TOKEN);
    let call = |audiences: &[&str]| canned.sts().outbound_token(audiences.iter().copied(), "ES384");
    let mode = "SubjectMode: must be OriginIdentity if Scope is set";
    let audience = "Audience: must have exactly one element if Scope is set";
    let violations = |call: NewOutboundToken| {
        let error = now(call.send()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
        error.violations().iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    for (call, expected) in [
        (call(&["a"]).scope("read"), vec![mode]),
        (call(&["a", "b"]).scope("read"), vec![mode, audience]),
        (call(&["a", "b"]).on_behalf_of_origin().scope("read"), vec![audience]),
        (call(&["a"]).on_behalf_of_origin().scope("read write read"), vec!["Scope: must not contain a scope twice"]),
    ] {
        let found = violations(call);
        assert_eq!(found.len(), expected.len(), "{found:?}");
        assert!(found.iter().zip(expected).all(|(found, expected)| found.starts_with(expected)), "{found:?}");
    }
    assert_eq!(canned.count(), 0, "nothing was sent");
    assert!(now(call(&["a"]).on_behalf_of_origin().scope("read READ").send()).is_ok());
    assert!(now(call(&["a", "b"]).on_behalf_of_origin().send()).is_ok());
}

#[test]
fn ss03_the_global_endpoint_issues_no_tokens() {
    let canned = Canned::new(200, TOKEN);
    let sts = canned.builder().region("aws-global").build().unwrap();
    let error = now(sts.outbound_token(["a"], "ES384").send()).unwrap_err();
    assert_eq!((error.kind(), canned.count()), (ErrorKind::InvalidArgument, 0), "{error}");
}

#[test]
fn a_token_is_returned_whole_and_hidden_in_debug_output() {
    let canned = Canned::new(200, TOKEN);
    let token = now(canned.sts().outbound_token(["a"], "ES384").tag("team", "red").send()).unwrap();
    assert_eq!(token.token.expose(), "SENTINEL.a.b");
    assert_eq!(token.expires_at, Timestamp::from_secs(1_800_000_300));
    assert!(!format!("{token:?}").contains("SENTINEL"));
    for part in ["<WebIdentityToken>SENTINEL.a.b</WebIdentityToken>", "<Expiration>2027-01-15T08:05:00Z</Expiration>"] {
        let canned = Canned::new(200, TOKEN.replace(part, ""));
        let error = now(canned.sts().outbound_token(["a"], "ES384").send()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Response, "{error}");
    }
}

#[tokio::test]
async fn a_session_of_a_user_gets_a_token_from_the_embedded_sts() {
    let local = LocalSts::start().await.unwrap();
    let session = local.sts().new_session().await.unwrap();
    let call = session.sts().outbound_token(["https://api.example.com"], "ES384");
    let token = call.duration(std::time::Duration::from_secs(60)).await.unwrap();
    assert_eq!(token.token.expose().split('.').count(), 3);
    let error = session.sts().outbound_token(["a"], "ES384").on_behalf_of_origin().await.unwrap_err();
    assert!(error.message().unwrap().contains("origin identity"), "{error}");
}
