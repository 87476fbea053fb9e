//! Roles that are assumed with web identity tokens.

use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use awsquery::retry::Resend;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sts::error::RefreshError;
use sts::{RefreshingCredentials, Secret, WebIdentityToken};

use super::{reasons, use_once};
use testkit::world::{Gate, ROLE, START, ServiceState, World};

/// A temporary folder that is removed at the end of the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("sts-web-identity-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join("token");
        std::fs::write(&path, content).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

fn refreshing(world: &World, token: WebIdentityToken) -> RefreshingCredentials {
    world.sts().assume_role_with_web_identity(ROLE, "test", token).duration(Duration::from_secs(3600)).refreshing()
}

fn tokens(world: &World) -> Vec<String> {
    world.sent().iter().map(|sent| sent.form["WebIdentityToken"].clone()).collect()
}

/// Returns the message of the error and of all its sources.
fn whole(error: &RefreshError) -> String {
    let below = std::iter::successors(std::error::Error::source(error), |error| error.source());
    below.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

/// Returns a JWT that expires this many seconds after the start of the world.
fn jwt(seconds: i64) -> Secret {
    let claims = URL_SAFE_NO_PAD.encode(format!("{{\"sub\":\"x\",\"exp\":{}}}", START + seconds));
    Secret::from(format!("eyJhbGciOiJSUzI1NiJ9.{claims}.c2lnbmF0dXJl"))
}

#[test]
fn cl19_the_token_file_is_read_for_each_refresh() {
    let folder = Folder::new("replaced");
    let world = World::new();
    let credentials = refreshing(&world, WebIdentityToken::file(folder.file("first\n")));
    use_once(&world, &credentials);
    folder.file("  second");
    use_once(&world, &credentials);
    assert_eq!(tokens(&world), ["first"]);
    world.pass(3600);
    use_once(&world, &credentials);
    assert_eq!(tokens(&world), ["first", "second"]);
    assert_eq!(world.calls(), 0, "the request needs no AWS credentials");
    assert!(world.sent().iter().all(|sent| sent.authorization.is_empty()));
}

#[test]
fn cl19_a_file_that_cannot_be_a_token_is_refused_by_name() {
    let folder = Folder::new("refused");
    let world = World::new();
    let error = |token: WebIdentityToken| whole(&world.run(refreshing(&world, token).credentials()).unwrap_err());
    assert_eq!(std::fs::metadata(folder.file(vec![b'a'; 64 * 1024])).unwrap().len(), 65536);
    let large = error(WebIdentityToken::file(folder.file(vec![b'a'; 64 * 1024 + 1])));
    let binary = error(WebIdentityToken::file(folder.file(b"\xff\xfe")));
    let directory = error(WebIdentityToken::file(&folder.0));
    let missing = error(WebIdentityToken::file(folder.0.join("missing")));
    for (error, words) in [
        (large, "larger than 65536 bytes"),
        (binary, "not UTF-8"),
        (directory, "not a regular file"),
        (missing, "No such file"),
    ] {
        assert!(error.contains(words) && error.contains(&*folder.0.to_string_lossy()), "{error}");
    }
    assert_eq!(world.sent().len(), 0);
}

#[test]
fn a_call_without_a_token_does_not_speak_of_credentials() {
    let world = World::new();
    let token = WebIdentityToken::file("/nowhere/token");
    let error = world.run(world.sts().assume_role_with_web_identity(ROLE, "test", token).send()).unwrap_err();
    let start = "AssumeRoleWithWebIdentity was not sent: no token: the web identity token in /nowhere/token ";
    assert!(error.to_string().starts_with(start), "{error}");
    assert_eq!(error.kind(), sts::ErrorKind::Credentials);
}

#[cfg(unix)]
#[test]
fn cl19_a_fifo_is_refused_without_waiting_for_a_writer() {
    let folder = Folder::new("fifo");
    let fifo = folder.0.join("token");
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let world = World::new();
    let error = world.run(refreshing(&world, WebIdentityToken::file(fifo)).credentials()).unwrap_err();
    assert!(whole(&error).contains("not a regular file"), "{error:?}");
}

#[cfg(unix)]
#[test]
fn cl19_a_symlink_to_a_token_is_followed_as_kubernetes_needs_it() {
    let folder = Folder::new("link");
    let link = folder.0.join("link");
    std::os::unix::fs::symlink(folder.file("linked"), &link).unwrap();
    let world = World::new();
    use_once(&world, &refreshing(&world, WebIdentityToken::file(link)));
    assert_eq!(tokens(&world), ["linked"]);
}

#[test]
fn a_token_that_looks_expired_is_sent_because_the_clock_may_be_wrong() {
    let world = World::new();
    world.jump(600);
    let credentials = refreshing(&world, jwt(300).into());
    use_once(&world, &credentials);
    assert_eq!(tokens(&world), [jwt(300).expose().to_owned()]);
}

#[test]
fn a_refused_token_is_explained_by_its_end_and_both_times() {
    let world = World::new();
    world.jump(-600);
    let parameter = format!("WebIdentityToken={}", jwt(-60).expose());
    let refusal = |code| ServiceState::RefusesParameter(Box::leak(parameter.clone().into_boxed_str()), code, "no");
    let call = world.sts().assume_role_with_web_identity(ROLE, "test", jwt(-60));
    let times = "; the token's `exp` is 2027-01-15T07:59:00Z; the time is 2027-01-15T07:50:00Z here and \
                 2027-01-15T08:00:00Z at the service";
    for code in ["ExpiredTokenException", "InvalidIdentityToken"] {
        world.service(refusal(code));
        let error = world.run(call.clone().send()).unwrap_err();
        assert!(error.to_string().contains(times), "{error}");
        let refreshed = world.run(call.clone().refreshing().credentials()).unwrap_err();
        assert!(refreshed.to_string().contains(times), "{refreshed}");
    }
    // A token that has not expired is refused for another reason.
    let valid = world.sts().assume_role_with_web_identity(ROLE, "test", jwt(3600));
    world.service(ServiceState::RefusesParameter("Action=AssumeRoleWithWebIdentity", "InvalidIdentityToken", "no"));
    assert!(!world.run(valid.send()).unwrap_err().to_string().contains("exp"));
}

#[test]
fn without_a_date_only_the_local_time_is_named() {
    let world = World::new().without_dates();
    world.service(ServiceState::RefusesParameter("Action=AssumeRoleWithWebIdentity", "ExpiredTokenException", "no"));
    let error = world.run(world.sts().assume_role_with_web_identity(ROLE, "test", jwt(60)).send()).unwrap_err();
    let times = "the token's `exp` is 2027-01-15T08:01:00Z; the time is 2027-01-15T08:00:00Z here";
    assert!(error.to_string().contains(times) && !error.to_string().contains("at the service"), "{error}");
}

#[test]
fn every_source_is_checked_for_what_no_token_contains() {
    let folder = Folder::new("content");
    let world = World::new();
    let error = |token: WebIdentityToken| whole(&world.run(refreshing(&world, token).credentials()).unwrap_err());
    let quoted = "\"eyJhbGciOiJSUzI1NiJ9.e30.c2ln\"";
    let path = folder.file(quoted);
    let file = error(WebIdentityToken::file(&path));
    assert!(file.contains(&format!("in {} starts with a quotation mark", path.display())), "{file}");
    let memory = error(Secret::from(quoted).into());
    assert!(memory.contains("the web identity token starts with a quotation mark"), "{memory}");
    let function = WebIdentityToken::from_fn(move || std::future::ready(Ok::<_, std::io::Error>(Secret::from(quoted))));
    assert!(error(function).contains("starts with a quotation mark"));
    assert_eq!(world.sent().len(), 0);
    use_once(&world, &refreshing(&world, Secret::from("\u{feff}token\n").into()));
    assert_eq!(tokens(&world), ["token"]);
}

#[test]
fn cl19_a_token_function_is_called_for_each_refresh() {
    let world = World::new();
    let asked = Arc::new(AtomicU32::new(0));
    let count = asked.clone();
    let token = WebIdentityToken::from_fn(move || {
        let number = count.fetch_add(1, Ordering::SeqCst);
        std::future::ready(Ok::<_, std::io::Error>(Secret::from(format!("token-{number}"))))
    });
    let credentials = refreshing(&world, token);
    for _ in 0..10 {
        use_once(&world, &credentials);
    }
    world.pass(3600);
    use_once(&world, &credentials);
    assert_eq!(tokens(&world), ["token-0", "token-1"]);

    let fails = WebIdentityToken::from_fn(|| std::future::ready(Err::<Secret, _>("the provider is down")));
    let error = world.run(refreshing(&world, fails).credentials()).unwrap_err();
    assert!(whole(&error).contains("the provider is down"), "{error:?}");
}

#[test]
fn a_refused_token_is_read_from_its_file_once_more() {
    let folder = Folder::new("refused-once");
    for code in ["InvalidIdentityToken", "ExpiredTokenException"] {
        let world = World::new();
        let path = folder.file("first");
        world.service(ServiceState::RefusesParameter("WebIdentityToken=first", code, "no"));
        let call = world.sts().assume_role_with_web_identity(ROLE, "test", WebIdentityToken::file(&path));
        // The file has not changed, so sending the token again would change nothing.
        assert_eq!(world.run(call.clone().send()).unwrap_err().code().unwrap().as_str(), code);
        assert_eq!(tokens(&world), ["first"]);
        // The file is replaced while the request is in progress.
        let gate = Arc::new(Gate::default());
        world.service(ServiceState::Waits(gate.clone()));
        let mut sending = pin!(call.send());
        assert!(world.poll(sending.as_mut()).is_pending());
        folder.file("second");
        world.service(ServiceState::RefusesParameter("WebIdentityToken=first", code, "no"));
        gate.open();
        let role = world.run(sending).unwrap();
        assert_eq!(tokens(&world), ["first", "first", "second"]);
        assert_eq!(reasons(role.attempts()), [Some(Resend::NewToken)]);
    }
}

#[test]
fn a_refused_token_is_replaced_from_its_file_at_most_once() {
    let folder = Folder::new("refused-twice");
    let world = World::new();
    let path = folder.file("first");
    world.service(ServiceState::RefusesParameter("Action=AssumeRoleWithWebIdentity", "InvalidIdentityToken", "no"));
    let gate = Arc::new(Gate::default());
    let call = world.sts().assume_role_with_web_identity(ROLE, "test", WebIdentityToken::file(&path));
    world.service(ServiceState::Waits(gate.clone()));
    let mut sending = pin!(call.send());
    assert!(world.poll(sending.as_mut()).is_pending());
    folder.file("second");
    world.service(ServiceState::RefusesParameter("Action=AssumeRoleWithWebIdentity", "InvalidIdentityToken", "no"));
    gate.open();
    let error = world.run(sending).unwrap_err();
    assert_eq!(tokens(&world), ["first", "second"]);
    assert_eq!(reasons(error.attempts()), [Some(Resend::NewToken), None]);
}

#[test]
fn a_role_assumed_by_a_web_identity_session_is_limited_to_one_hour() {
    let world = World::new();
    let first = refreshing(&world, Secret::from("token").into());
    let second = first.sts().assume_role(ROLE, "test").duration(Duration::from_secs(3601)).refreshing();
    let error = world.run(second.credentials()).unwrap_err();
    assert!(error.to_string().contains("role chaining"), "{error}");
}

#[test]
fn debug_output_does_not_show_a_web_identity_token() {
    let world = World::new();
    let call = world.sts().assume_role_with_web_identity(ROLE, "test", Secret::from("SENTINEL"));
    let role = world.run(call.clone().send()).unwrap();
    let shown = format!("{call:?} {role:?} {:?}", call.clone().refreshing());
    assert!(!shown.contains("SENTINEL") && !shown.contains("secret-0"), "{shown}");
}
