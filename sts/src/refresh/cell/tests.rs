use std::time::Duration;

use awsquery::Timestamp;
use proptest::prelude::*;

use super::*;

const START: i64 = 1_800_000_000;
const REQUESTED: Duration = Duration::from_secs(3600);

fn at(second: u64) -> Now {
    Now { wall: Timestamp::from_secs(START + second.cast_signed()), monotonic: Duration::from_secs(second) }
}

/// Credentials that expire at this second.
fn info(number: u64, expires: u64) -> SessionInfo {
    let expires_at = Timestamp::from_secs(START).checked_add(Duration::from_secs(expires)).unwrap();
    let credentials = Credentials::temporary(format!("ASIA{number}"), "secret", "token", Some(expires_at));
    SessionInfo::of_test(credentials, expires_at, REQUESTED)
}

fn refused() -> RefreshError {
    Cause::Input("refused".into()).into()
}

/// Acquires credentials at this second and describes the directive.
fn acquire(cell: &mut Cell<()>, second: u64) -> &'static str {
    match cell.acquire(at(second), |_| ()) {
        Directive::Use(_) => "use",
        Directive::Fail(_) => "fail",
        Directive::Wait(Joined { drive: true, .. }) => "drive",
        Directive::Wait(Joined { drive: false, .. }) => "wait",
    }
}

/// Acquires credentials for a session of this lifetime at this second. Returns whether a refresh is joined.
fn acquire_for(cell: &mut Cell<()>, lifetime: Option<u64>, second: u64) -> bool {
    cell.acquire_for(lifetime.map(Duration::from_secs), at(second), |_| ()).is_some()
}

fn complete(cell: &mut Cell<()>, result: Result<SessionInfo, RefreshError>, second: u64) -> Completion {
    cell.complete(cell.started, result, at(second), 0.0)
}

#[test]
fn the_first_caller_drives_and_the_others_wait() {
    let mut cell = Cell::new();
    assert_eq!([acquire(&mut cell, 0), acquire(&mut cell, 0)], ["drive", "wait"]);
    assert!(matches!(complete(&mut cell, Ok(info(1, 3600)), 0), Completion::Renewed));
    assert_eq!(acquire(&mut cell, 2699), "use");
    assert_eq!([acquire(&mut cell, 2700), acquire(&mut cell, 2700)], ["drive", "use"]);
    // In the last minute no caller uses credentials that may expire before they arrive at a service.
    assert_eq!(acquire(&mut cell, 3540), "wait");
}

#[test]
fn credentials_are_replaced_for_a_session_that_they_would_not_outlast() {
    let mut cell = Cell::new();
    assert!(!acquire_for(&mut cell, Some(900), 0), "the first use gets credentials anyway");
    acquire(&mut cell, 0);
    complete(&mut cell, Ok(info(1, 3600)), 0);
    assert!(!acquire_for(&mut cell, Some(3600), 0));
    assert!(!acquire_for(&mut cell, Some(900), 2670), "30 s are left for the request");
    assert!(!acquire_for(&mut cell, Some(3601), 2670), "new credentials would not last either");
    assert!(!acquire_for(&mut cell, None, 2699));
    assert!(acquire_for(&mut cell, None, 2700));
    assert!(acquire_for(&mut cell, Some(900), 2701));
    // A failure is not repeated at once, and the credentials are kept.
    complete(&mut cell, Err(refused()), 2701);
    assert!(!acquire_for(&mut cell, Some(900), 2702));
    assert_eq!(acquire(&mut cell, 2702), "use");
}

#[test]
fn an_abandoned_refresh_is_taken_over_and_restarted_if_its_runtime_is_gone() {
    let mut cell = Cell::new();
    acquire(&mut cell, 0);
    cell.abandon(1);
    assert_eq!([acquire(&mut cell, 0), acquire(&mut cell, 0)], ["drive", "wait"]);
    assert!(matches!(complete(&mut cell, Err(Cause::Panicked.into()), 0), Completion::Interrupted));
    // The new driver stays to the end, so now a panic counts as a failure.
    assert_eq!(acquire(&mut cell, 0), "drive");
    assert!(matches!(complete(&mut cell, Err(Cause::Panicked.into()), 0), Completion::Failed(_)));
}

#[test]
fn a_refusal_by_the_service_is_an_error_even_if_the_refresh_was_abandoned() {
    let mut cell = Cell::new();
    acquire(&mut cell, 0);
    cell.abandon(1);
    assert!(matches!(complete(&mut cell, Err(refused()), 0), Completion::Failed(_)));
    assert_eq!(acquire(&mut cell, 0), "fail");
}

#[test]
fn abandoning_a_completed_refresh_changes_nothing() {
    let mut cell = Cell::new();
    acquire(&mut cell, 0);
    complete(&mut cell, Ok(info(1, 3600)), 0);
    acquire(&mut cell, 2700);
    cell.abandon(1);
    assert_eq!(acquire(&mut cell, 2700), "use", "the second refresh still has its driver");
}

/// Something that happens to a cell.
#[derive(Clone, Debug)]
enum Event {
    Use,
    /// The refresh completes with credentials that live for this many seconds, or with an error.
    Complete(Option<u64>),
    Abandon,
    /// The cached access key is reported as rejected if this is true, else another one.
    Invalidate(bool),
    /// This many seconds pass.
    Pass(u64),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => Just(Event::Use),
        2 => proptest::option::of(0u64..5000).prop_map(Event::Complete),
        1 => Just(Event::Abandon),
        1 => any::<bool>().prop_map(Event::Invalidate),
        2 => (0u64..2000).prop_map(Event::Pass),
    ]
}

proptest! {
    #[test]
    fn there_is_never_more_than_one_refresh_and_expired_credentials_are_never_used(
        events in proptest::collection::vec(event(), 1..200),
    ) {
        let mut cell = Cell::<()>::new();
        let mut second = 0;
        let mut number = 0;
        let mut in_progress = false;
        let mut has_driver = false;
        let mut rejected = String::new();
        for event in events {
            match event {
                Event::Pass(seconds) => second += seconds,
                Event::Abandon if in_progress => {
                    cell.abandon(cell.started);
                    has_driver = false;
                }
                Event::Complete(life) if in_progress => {
                    number += 1;
                    let result = life.map(|life| info(number, second + life)).ok_or_else(refused);
                    complete(&mut cell, result, second);
                    in_progress = false;
                    has_driver = false;
                }
                Event::Invalidate(cached) => {
                    rejected = match cell.valid(at(second)) {
                        Some(credentials) if cached => credentials.access_key_id().to_owned(),
                        _ => "AKIAOTHER".to_owned(),
                    };
                    cell.invalidate(&rejected);
                }
                Event::Use => match cell.acquire(at(second), |_| ()) {
                    Directive::Use(credentials) => {
                        let expires_at = credentials.expires_at().unwrap();
                        prop_assert!(expires_at > at(second).wall);
                        prop_assert!(credentials.access_key_id() != rejected);
                    }
                    Directive::Wait(Joined { drive, .. }) => {
                        prop_assert_eq!(drive, !has_driver, "exactly one caller drives");
                        in_progress = true;
                        has_driver = true;
                    }
                    Directive::Fail(_) => prop_assert!(!in_progress && cell.valid(at(second)).is_none()),
                },
                Event::Abandon | Event::Complete(_) => {}
            }
        }
    }
}
