//! Blocking clients: they do what async ones do, and threads share refreshes.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use sts::api::GetCallerIdentityRequest;
use sts::blocking::{RefreshingCredentials, SessionPool, Sts, WebIdentityToken};
use sts::{Config, Policy, Secret};
use sts_local::LocalSts;
use testkit::world::{Gate, ROLE, ServiceState, World};

const DEVICE: &str = "arn:aws:iam::123456789012:mfa/Alice";

/// All that someone outside can notice of a call.
#[derive(Debug, PartialEq)]
struct Seen {
    result: Result<String, String>,
    attempts: String,
    forms: Vec<std::collections::BTreeMap<String, String>>,
    took: Duration,
}

fn seen<P: std::fmt::Debug, K: sts::calls::Kind>(
    world: &World,
    result: Result<sts::session::IssuedSession<P, K>, sts::Error>,
) -> Seen {
    let attempts = match &result {
        Ok(session) => format!("{:?}", session.attempts()),
        Err(error) => format!("{:?}", error.as_runtime().attempts()),
    };
    let shown = |session: sts::session::IssuedSession<P, K>| {
        let (requested, granted) = (session.requested_duration(), session.granted_duration());
        format!("{:?} {requested:?} {granted:?} {:?}", session.credentials(), session.warnings())
    };
    let result = result.map(shown).map_err(|error| error.to_string());
    Seen { result, attempts, forms: world.sent().into_iter().map(|sent| sent.form).collect(), took: world.now() }
}

/// Makes the same call with both kinds of clients, in two equal worlds.
macro_rules! assert_equal {
    ($services:expr, |$sts:ident| $call:expr) => {
        for service in $services {
            let (world, other) = (World::new(), World::new());
            world.service(service.clone());
            other.service(service.clone());
            let $sts = world.sts();
            let expected = seen(&world, world.run($call.send()));
            let $sts = other.blocking_sts();
            assert_eq!(seen(&other, $call.send()), expected, "{service:?}");
        }
    };
}

fn services() -> Vec<ServiceState> {
    vec![
        ServiceState::Works,
        ServiceState::Down,
        ServiceState::Refuses(403, "AccessDenied"),
        ServiceState::Refuses(500, "InternalFailure"),
        ServiceState::RefusesParameter(
            "DurationSeconds=43200",
            "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        ),
        ServiceState::ExpiresIn(-1),
        ServiceState::NeverExpires,
    ]
}

#[test]
fn bl01_every_session_call_does_what_the_async_one_does() {
    let hours = Duration::from_secs(12 * 3600);
    assert_equal!(services(), |sts| sts.new_session().duration(hours));
    assert_equal!(services(), |sts| sts.new_session().mfa(DEVICE, "123456"));
    assert_equal!(services(), |sts| sts.new_federated_session("Bob").policy(Policy::new().allow(["s3:*"], ["*"])));
    assert_equal!(services(), |sts| sts.assume_role(ROLE, "test").tag("a", "b").external_id("id"));
    assert_equal!(services(), |sts| sts.assume_role(ROLE, "test").duration_up_to(hours));
    assert_equal!(services(), |sts| sts.assume_role("not an ARN", "x"));
    assert_equal!(services(), |sts| sts.assume_role_with_web_identity(ROLE, "test", Secret::from("opaque")));
    assert_equal!(services(), |sts| sts.assume_role_with_web_identity(ROLE, "test", Secret::from("$TOKEN")));
    assert_equal!(services(), |sts| sts.new_scoped_session().policy("{}"));
}

#[test]
fn a_session_is_scoped_down_three_times_and_a_fourth_policy_is_refused() {
    let world = World::new();
    let role = world.blocking_sts().assume_role(ROLE, "test").send().unwrap();
    let policy = || Policy::new().allow(["s3:GetObject"], ["*"]);
    let one = role.scope_down(policy()).send().unwrap();
    let two = one.scope_down(policy()).send().unwrap();
    let three = two.scope_down(policy()).send().unwrap();
    assert_eq!(three.scope_down_policies(), Some(3));
    let error = three.scope_down(policy()).send().unwrap_err();
    assert!(error.to_string().contains("AWS denies a fourth"), "{error}");
    assert!(three.shorten(Duration::from_secs(60)).send().is_ok());
    assert_eq!(world.sent().len(), 5);
}

#[test]
fn expired_credentials_are_renewed_and_the_call_is_sent_once_more() {
    let world = World::new();
    let role = world.blocking_sts().assume_role(ROLE, "test").refreshing();
    let first = role.credentials().unwrap();
    world.service(ServiceState::RefusesKey("ASIA000000000001"));
    let chained = role.sts().assume_role(ROLE, "chained").send().unwrap();
    assert_eq!(chained.attempts().len(), 1);
    assert_ne!(role.credentials().unwrap(), first);
    let sts = Sts::builder().config(world.config()).refreshing_credentials(role.clone());
    let sts = sts.config(blocking_config(&world)).build().unwrap();
    assert_eq!(sts.credentials().unwrap(), role.credentials().unwrap());
}

fn blocking_config(world: &World) -> Config {
    world.config().with_blocking_transport(world.clone()).with_blocking_sleep(world.clone())
}

/// Gets credentials in many threads at once. Returns their access key ids.
fn in_threads(credentials: &RefreshingCredentials, gate: &Gate) -> Vec<Result<String, String>> {
    thread::scope(|scope| {
        let get = || credentials.credentials().map(|found| found.access_key_id().to_owned()).map_err(|e| e.to_string());
        let threads: Vec<_> = (0..16).map(|_| scope.spawn(get)).collect();
        thread::sleep(Duration::from_millis(50));
        gate.open();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn bl03_threads_share_one_refresh() {
    let world = World::new();
    let gate = Arc::new(Gate::default());
    world.service(ServiceState::Waits(gate.clone()));
    let role = world.blocking_sts().assume_role(ROLE, "test").refreshing();
    let open = gate.clone();
    // The service that the gate leads to.
    let world_after = world.clone();
    let keys = thread::scope(|scope| {
        scope.spawn(move || {
            thread::sleep(Duration::from_millis(20));
            world_after.service(ServiceState::Works);
        });
        in_threads(&role, &open)
    });
    assert!(keys.iter().all(|key| key.as_deref() == Ok("ASIA000000000001")), "{keys:?}");
    assert_eq!(world.sent().len(), 1);
}

#[test]
fn bl03_a_refresh_that_panics_is_an_error_of_every_waiting_thread() {
    let world = World::new();
    let gate = Arc::new(Gate::default());
    world.service(ServiceState::Panics(gate.clone()));
    let role = world.blocking_sts().assume_role(ROLE, "test").refreshing();
    let results = in_threads(&role, &gate);
    assert!(results.iter().all(|result| result.as_ref().is_err_and(|text| text.contains("panicked"))), "{results:?}");
    world.service(ServiceState::Works);
    assert!(role.credentials().is_ok(), "a panic says nothing about the next attempt");
}

#[test]
fn bl03_random_numbers_that_panic_leave_no_thread_waiting() {
    /// Panics at its first use.
    #[derive(Debug, Default)]
    struct PanicsOnce(AtomicU32);

    impl sts::platform::Random for PanicsOnce {
        fn unit(&self) -> f64 {
            assert!(self.0.fetch_add(1, Ordering::SeqCst) > 0, "this panic is part of the test");
            0.0
        }
    }

    let world = World::new();
    let config = blocking_config(&world).with_blocking_credentials(world.clone()).with_random(PanicsOnce::default());
    let sts = Sts::builder().config(config).build().unwrap();
    let role = sts.assume_role_with_web_identity(ROLE, "test", Secret::from("token")).refreshing();
    let other = role.clone();
    assert!(thread::spawn(move || other.credentials()).join().is_err(), "the panic goes on in its thread");
    assert!(role.credentials().is_ok(), "and the next thread refreshes");
}

#[test]
fn bl03_a_refresh_that_needs_its_own_credentials_is_an_error() {
    let world = World::new();
    let own: Arc<Mutex<Option<RefreshingCredentials>>> = Arc::default();
    let inner = own.clone();
    let token = WebIdentityToken::from_fn(move || {
        let credentials = inner.lock().unwrap().clone().unwrap();
        credentials.credentials().map(|_| Secret::from("token"))
    });
    let role = world.blocking_sts().assume_role_with_web_identity(ROLE, "test", token).refreshing();
    *own.lock().unwrap() = Some(role.clone());
    let error = role.credentials().unwrap_err().to_string();
    assert!(error.contains("needs the credentials that it gets"), "{error}");
    assert_eq!(world.sent().len(), 0);
    *own.lock().unwrap() = None;
}

#[test]
fn bl02_credentials_are_refreshed_at_the_same_times_as_async_ones() {
    let (world, other) = (World::new(), World::new());
    let asynchronous = world.sts().assume_role(ROLE, "test").refreshing();
    let blocking = other.blocking_sts().assume_role(ROLE, "test").refreshing();
    for second in (0..20_000).step_by(97) {
        let service = match second / 5000 {
            1 => ServiceState::Down,
            2 => ServiceState::ExpiresIn(600),
            _ => ServiceState::Works,
        };
        for world in [&world, &other] {
            world.service(service.clone());
            world.pass_to(second);
        }
        let expected = world.run(asynchronous.credentials()).map_err(|error| error.to_string());
        assert_eq!(blocking.credentials().map_err(|error| error.to_string()), expected, "{second}");
        assert_eq!(other.sent().len(), world.sent().len(), "{second}");
    }
}

#[test]
fn a_prompt_is_asked_for_each_refresh_and_again_if_a_code_is_wrong() {
    let world = World::new();
    let wrong = "MultiFactorAuthentication failed with invalid MFA one time pass code.";
    world.service(ServiceState::RefusesParameter("TokenCode=100001", "AccessDenied", wrong));
    let asked = Arc::new(AtomicU32::new(0));
    let count = asked.clone();
    let prompt = move || Ok::<_, std::io::Error>((100_001 + count.fetch_add(1, Ordering::SeqCst)).to_string());
    let credentials = world.blocking_sts().new_session().refreshing_with_mfa(DEVICE, prompt);
    credentials.credentials().unwrap();
    world.pass(3600);
    credentials.credentials().unwrap();
    let codes: Vec<String> = world.sent().iter().map(|sent| sent.form["TokenCode"].clone()).collect();
    assert_eq!(codes, ["100001", "100002", "100003"]);
    let fails = || Err::<String, _>("the prompt was closed");
    let error = world.blocking_sts().new_session().refreshing_with_mfa(DEVICE, fails).credentials().unwrap_err();
    assert!(error.to_string().contains("the prompt was closed"), "{error}");
}

#[test]
fn a_pool_keeps_one_session_for_equal_calls() {
    let world = World::new();
    let (sts, pool) = (world.blocking_sts(), SessionPool::new(NonZeroUsize::new(2).unwrap()));
    let call = |tenant: &str| sts.assume_role(ROLE, "test").tag("tenant", tenant);
    let red = pool.get(call("red")).credentials().unwrap();
    assert_eq!(pool.get(call("red")).credentials().unwrap(), red);
    assert_ne!(pool.get(call("blue")).credentials().unwrap(), red);
    pool.invalidate(red.access_key_id());
    assert_ne!(pool.get(call("red")).credentials().unwrap(), red);
    pool.get(call("green"));
    assert_eq!(pool.len(), 2);
    assert!(pool.remove(call("green")).is_some() && pool.remove(call("green")).is_none());
    let parent = sts.assume_role(ROLE, "parent").refreshing();
    let child = || parent.scope_down(Policy::new().allow(["s3:GetObject"], ["*"])).duration(Duration::from_secs(900));
    assert_eq!(pool.get(child()).credentials().unwrap(), pool.get(child()).credentials().unwrap());
}

#[test]
fn bl02_identity_tokens_are_those_of_the_async_client() {
    let (world, other) = (World::new(), World::new());
    let (sts, blocking) = (world.sts(), other.blocking_sts());
    let minute = Duration::from_secs(60);
    let expected = world.run(sts.presigned_caller_identity(minute)).unwrap();
    assert_eq!(blocking.presigned_caller_identity(minute).unwrap().expose(), expected.expose());
    assert!(blocking.presigned_caller_identity(Duration::from_secs(901)).is_err());
    assert_eq!(blocking.eks_token("prod").unwrap(), world.run(sts.eks_token("prod")).unwrap());
    let expected = world.run(sts.vault_login("dev", Some("vault.example.com"))).unwrap();
    assert_eq!(blocking.vault_login("dev", Some("vault.example.com")).unwrap(), expected);
    let refused = blocking.eks_verifier("prod").unwrap().verify("not a token").unwrap_err();
    assert_eq!(
        refused.to_string(),
        world.run(sts.eks_verifier("prod").unwrap().verify("not a token")).unwrap_err().to_string()
    );
}

#[test]
fn an_error_speaks_of_the_call_below_as_in_async_clients() {
    for service in
        [ServiceState::Refuses(403, "AccessDenied"), ServiceState::Refuses(403, "ExpiredToken"), ServiceState::Down]
    {
        let (world, other) = (World::new(), World::new());
        world.service(service.clone());
        other.service(service);
        let chained = world.sts().assume_role(ROLE, "hub").refreshing().sts();
        let expected = world.run(chained.assume_role(ROLE, "test").send()).unwrap_err();
        let chained = other.blocking_sts().assume_role(ROLE, "hub").refreshing().sts();
        let found = chained.assume_role(ROLE, "test").send().unwrap_err();
        let facts = |error: &sts::Error| {
            let help = error.help().map(|help| help.to_string());
            (error.kind(), error.code(), error.is_access_denied(), error.is_expired_token(), error.to_string(), help)
        };
        assert_eq!(facts(&found), facts(&expected));
        assert_eq!(format!("{found:?}"), format!("{expected:?}"));
    }
}

#[test]
fn a_denial_is_decoded_as_by_the_async_client() {
    let (world, other) = (World::new(), World::new());
    for text in ["Encoded authorization failure message: aGVsbG8_-x", "no encoded part", "x"] {
        let expected = world.run(world.sts().explain_denial(text)).map_err(|error| error.to_string());
        assert_eq!(other.blocking_sts().explain_denial(text).map_err(|error| error.to_string()), expected, "{text}");
    }
    assert_eq!(world.sent().len(), other.sent().len());
    assert!(!world.sent().is_empty());
}

#[test]
fn operations_of_the_generated_client_block_too() {
    let world = World::new();
    world.service(ServiceState::Refuses(403, "AccessDenied"));
    let error = world.blocking_sts().client().get_caller_identity(&GetCallerIdentityRequest::default()).unwrap_err();
    assert!(error.is_access_denied(), "{error}");
    assert!(world.blocking_sts().caller_identity().unwrap_err().is_access_denied());
}

#[test]
fn bl05_a_blocking_call_works_on_the_worker_of_an_async_runtime() {
    let world = World::new();
    let sts = world.blocking_sts();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
    let issued = runtime.block_on(async { sts.assume_role(ROLE, "test").send() });
    assert!(issued.is_ok());
    let spawned = runtime.spawn(async move { sts.assume_role(ROLE, "test").refreshing().credentials().is_ok() });
    assert!(runtime.block_on(spawned).unwrap());
}

#[test]
fn bl05_a_blocking_client_calls_the_embedded_sts_over_http() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let local = runtime.block_on(LocalSts::start()).unwrap();
    let sts = Sts::from_config(local.config());
    assert_eq!(sts.caller_identity().unwrap().arn, "arn:aws:iam::123456789012:user/Alice");
    let role = sts.assume_role(ROLE, "test").send().unwrap();
    let everything = || Policy::new().allow(["*"], ["*"]);
    assert_eq!(role.sts().caller_identity().unwrap().arn, role.arn().unwrap());
    let session = sts.new_session().send().unwrap();
    let scoped = session.scope_down(everything()).duration(Duration::from_secs(900)).send().unwrap();
    assert_eq!(scoped.sts().caller_identity().unwrap().arn, "arn:aws:iam::123456789012:user/Alice");
    let refreshing = sts.assume_role(ROLE, "refreshed").refreshing();
    let keys: Vec<String> = thread::scope(|scope| {
        let get = || refreshing.credentials().unwrap().access_key_id().to_owned();
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(get)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(keys.windows(2).all(|pair| pair[0] == pair[1]), "{keys:?}");
    assert_eq!(local.calls().len(), 7, "all threads shared one call");
    let token = sts.eks_token("prod").unwrap();
    let identity = sts.eks_verifier("prod").unwrap().verify(token.expose()).unwrap_err();
    let refused = "token rejected: its URL does not use https; only the STS endpoints of AWS are asked, with https";
    assert_eq!(identity.to_string(), refused);
    let denied = sts.assume_role("arn:aws:iam::123456789012:role/other", "test").send().unwrap_err();
    assert!(denied.is_access_denied() && denied.help().is_some(), "{denied}");
    drop(local);
    drop(runtime);
    let gone = sts.caller_identity().unwrap_err();
    assert!(gone.to_string().contains("connection refused"), "{gone}");
}
