//! Warnings of calls, as data and in the program's log.

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sts::{Credentials, Secret, Sts, Warning};
use testkit::canned::{Canned, PARTS, now, response_body};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata};

const HOURS: Duration = Duration::from_secs(3600);
const ROOT: &str = "arn:aws:iam::123456789012:root";
const ROLE: &str = "arn:aws:sts::123456789012:assumed-role/demo/nightly-build";

fn nothing_sent() -> Canned {
    Canned::new(500, "")
}

/// Collects log events, one per line.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Log {
    fn of<T>(run: impl FnOnce() -> T) -> (T, String) {
        let log = Self::default();
        let value = tracing::subscriber::with_default(log.clone(), run);
        let text = log.0.lock().unwrap().clone();
        (value, text)
    }
}

impl tracing::Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sts" && *metadata.level() == Level::WARN
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        struct Line<'a>(&'a mut String);
        impl Visit for Line<'_> {
            fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
                write!(self.0, "{}={value:?} ", field.name()).unwrap();
            }
        }
        let mut log = self.0.lock().unwrap();
        event.record(&mut Line(&mut log));
        log.push('\n');
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[test]
fn a_federated_session_without_any_policy_has_no_permissions() {
    let call = nothing_sent().sts().new_federated_session("Bob");
    assert_eq!(call.warnings(), [Warning::NoPolicy]);
    assert_eq!(call.clone().policy("{}").warnings(), []);
    assert_eq!(call.policy_arn("arn:aws:iam::aws:policy/ReadOnlyAccess").warnings(), []);
    assert_eq!(nothing_sent().sts().assume_role(ROLE, "nightly-build").warnings(), []);
}

#[test]
fn inline_and_managed_policies_share_one_size_limit() {
    let arn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    let call = |characters: usize| nothing_sent().sts().assume_role(ROLE, "x1").policy("p".repeat(characters));
    assert_eq!(call(2048 - arn.len()).policy_arn(arn).warnings(), []);
    let warnings = call(2049 - arn.len()).policy_arn(arn).warnings();
    assert_eq!(warnings, [Warning::SharedPolicySpace { characters: 2049, limit: 2048 }]);
    // This policy alone violates the model, so a warning would only repeat the error.
    assert_eq!(call(2049).policy_arn(arn).warnings(), []);
}

#[test]
fn a_root_user_gets_at_most_one_hour() {
    let builder = || nothing_sent().builder().caller_arn(ROOT);
    let session = |sts: Sts, hours| sts.new_session().duration(HOURS * hours).warnings();
    assert_eq!(session(builder().build().unwrap(), 2), [Warning::RootSession { requested: HOURS * 2 }]);
    assert_eq!(session(builder().build().unwrap(), 1), []);
    let user = "arn:aws:iam::123456789012:user/Alice";
    assert_eq!(session(builder().caller_arn(user).build().unwrap(), 2), []);
    assert_eq!(session(nothing_sent().sts(), 2), []);
}

#[test]
fn a_session_that_is_shorter_than_requested_has_a_warning() {
    // The session ends after one second.
    let canned = Canned::new(200, response_body("GetSessionToken", &PARTS, ""));
    let (session, log) = Log::of(|| now(canned.sts().new_session().duration(HOURS * 2).send()).unwrap());
    let shorter = Warning::ShorterSession { requested: HOURS * 2, granted: Duration::from_secs(1) };
    assert_eq!(session.warnings(), std::slice::from_ref(&shorter));
    assert_eq!(log, format!("message={shorter} operation=\"GetSessionToken\" \n"));

    let mut parts = PARTS;
    let lasting = |expiration, asked: Option<Duration>| {
        parts[3].1 = expiration;
        let call = Canned::new(200, response_body("GetSessionToken", &parts, "")).sts().new_session();
        now(asked.map_or(call.clone(), |asked| call.duration(asked)).send()).unwrap().warnings().to_vec()
    };
    let mut lasting = lasting;
    assert_eq!(lasting("2027-01-15T09:55:01Z", Some(HOURS * 2)), []);
    assert_eq!(lasting("2027-01-15T20:00:00Z", None), []);
    let root = Warning::ShorterSession { requested: HOURS * 12, granted: HOURS };
    assert_eq!(lasting("2027-01-15T09:00:00Z", None), [root]);
}

#[test]
fn more_than_an_hour_has_a_warning_if_the_caller_may_be_a_role() {
    let temporary = Credentials::temporary("ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI", "token", None);
    let warnings = |sts: &Sts, hours| sts.assume_role(ROLE, "x1").duration(HOURS * hours).warnings();
    let sts = Sts::new(temporary.clone());
    assert_eq!(warnings(&sts, 2), [Warning::RoleChaining { requested: HOURS * 2 }]);
    assert_eq!(warnings(&sts, 1), []);
    let built = nothing_sent().builder().credentials(temporary).build().unwrap();
    assert_eq!(warnings(&built, 2), [Warning::RoleChaining { requested: HOURS * 2 }]);
    assert_eq!(warnings(&Sts::new(Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI")), 2), []);
}

#[test]
fn cl23_a_chained_session_of_more_than_an_hour_is_refused_before_any_call() {
    let canned = Canned::new(200, response_body("AssumeRole", &PARTS, ""));
    let first = now(canned.sts().assume_role("arn:aws:iam::123456789012:role/hub", "x1").send()).unwrap();
    let role = |sts: &Sts, hours| {
        now(sts.assume_role("arn:aws:iam::123456789012:role/spoke", "x1").duration(HOURS * hours).send())
    };
    let known = canned.builder().caller_arn(ROLE).build().unwrap();
    for sts in [canned.sts().with_role(&first), known] {
        let before = canned.count();
        let error = role(&sts, 2).unwrap_err();
        assert!(error.is_invalid_request() && error.to_string().contains("role chaining"), "{error}");
        assert_eq!(canned.count(), before);
        assert!(role(&sts, 1).is_ok());
        assert_eq!(canned.count(), before + 1);
    }
    assert!(role(&canned.sts(), 2).is_ok());
}

#[test]
fn cl23_a_client_can_ask_sts_who_the_caller_is() {
    let identity = format!(
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
         <Arn>{ROLE}</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>"
    );
    let canned = Canned::new(200, identity);
    let sts = now(canned.sts().identify()).unwrap();
    let error = now(sts.assume_role("arn:aws:iam::123456789012:role/spoke", "x1").duration(HOURS * 2).send());
    assert!(error.unwrap_err().to_string().contains("role chaining"));
    assert_eq!(canned.count(), 1);
}

#[test]
fn large_tokens_have_a_warning_from_eighty_percent_on_with_every_call() {
    let used = |percent: u32| format!("<SessionTokenUtilization>{percent}</SessionTokenUtilization>");
    let canned = |operation: &str, percent| Canned::new(200, response_body(operation, &PARTS, &used(percent)));
    let role = |percent| {
        let call = canned("AssumeRole", percent).sts().assume_role("arn:aws:iam::123456789012:role/demo", "x1");
        now(call.send()).unwrap().warnings().to_vec()
    };
    assert_eq!(role(79), []);
    let large = Warning::SessionTokenUtilization { percent: 80 };
    assert_eq!(role(80), std::slice::from_ref(&large));
    assert!(large.to_string().contains("80 %"));
    // The former name of the same number has the same warning, once.
    for members in
        ["<PackedPolicySize>80</PackedPolicySize>".to_owned(), used(80) + "<PackedPolicySize>80</PackedPolicySize>"]
    {
        let canned = Canned::new(200, response_body("AssumeRole", &PARTS, &members));
        let role = now(canned.sts().assume_role("arn:aws:iam::123456789012:role/demo", "x1").send()).unwrap();
        assert_eq!(role.warnings(), std::slice::from_ref(&large), "{members}");
    }
    let sts = canned("AssumeRoleWithWebIdentity", 80).sts();
    let role = sts.assume_role_with_web_identity("arn:aws:iam::123456789012:role/demo", "x1", Secret::from("token"));
    assert_eq!(now(role.send()).unwrap().warnings(), std::slice::from_ref(&large));
    let session = now(canned("GetSessionToken", 80).sts().new_session().send()).unwrap();
    assert_eq!(session.warnings().last(), Some(&large));
    let session = now(canned("GetFederationToken", 80).sts().new_federated_session("Bob").policy("{}").send()).unwrap();
    assert_eq!(session.warnings().last(), Some(&large));
}

#[test]
fn each_warning_is_logged_once_and_without_secrets() {
    let canned =
        Canned::new(200, response_body("GetFederationToken", &PARTS, "<PackedPolicySize>90</PackedPolicySize>"));
    let (session, log) = Log::of(|| now(canned.sts().new_federated_session("Bob").duration(HOURS).send()).unwrap());
    let lines: Vec<&str> = log.lines().collect();
    let mut warnings = vec![Warning::NoPolicy];
    warnings.extend(session.warnings().to_vec());
    assert_eq!(lines.len(), 3, "{log}");
    for (line, warning) in lines.iter().zip(warnings) {
        assert_eq!(line.trim_end(), format!("message={warning} operation=\"GetFederationToken\""));
    }
    for secret in ["wJalrXUtnFEMI", "AQoDYXdzEPT"] {
        assert!(!log.contains(secret), "{log}");
    }
}
