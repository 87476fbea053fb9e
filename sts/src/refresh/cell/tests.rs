use std::time::{Duration, UNIX_EPOCH};

use proptest::prelude::*;

use super::*;

const START: i64 = 1_800_000_000;
const ASKED: Duration = Duration::from_secs(3600);

fn at(second: u64) -> Now {
    Now { wall: Timestamp::from_secs(START + second.cast_signed()), monotonic: Duration::from_secs(second) }
}

/// Credentials that expire at this second.
fn issued(number: u64, expires: u64) -> Issued {
    let expires_at = UNIX_EPOCH + Duration::from_secs(START.unsigned_abs() + expires);
    let credentials = Credentials::temporary(format!("ASIA{number}"), "secret", "token", Some(expires_at));
    Issued::of_test(credentials, expires_at, ASKED)
}

fn refused() -> RefreshError {
    Cause::Input("refused".into()).into()
}

/// What a caller does at this second.
fn turn(cell: &mut Cell<()>, second: u64) -> &'static str {
    match cell.turn(at(second), |_| ()) {
        Turn::Serve(_) => "serve",
        Turn::Fail(_) => "fail",
        Turn::Board { pilot: true, .. } => "pilot",
        Turn::Board { pilot: false, .. } => "wait",
    }
}

fn land(cell: &mut Cell<()>, result: Result<Issued, RefreshError>, second: u64) -> Landing {
    cell.land(cell.flights, result, at(second), 0.0)
}

#[test]
fn the_first_one_pilots_and_the_others_wait() {
    let mut cell = Cell::new();
    assert_eq!([turn(&mut cell, 0), turn(&mut cell, 0)], ["pilot", "wait"]);
    assert!(matches!(land(&mut cell, Ok(issued(1, 3600)), 0), Landing::Landed));
    assert_eq!(turn(&mut cell, 2699), "serve");
    assert_eq!([turn(&mut cell, 2700), turn(&mut cell, 2700)], ["pilot", "serve"]);
    // In the last minute nobody goes on with what may be over soon.
    assert_eq!(turn(&mut cell, 3540), "wait");
}

#[test]
fn a_flight_that_was_left_is_taken_over_and_forgiven_a_dead_runtime() {
    let mut cell = Cell::new();
    turn(&mut cell, 0);
    cell.leave(1);
    assert_eq!([turn(&mut cell, 0), turn(&mut cell, 0)], ["pilot", "wait"]);
    assert!(matches!(land(&mut cell, Err(Cause::Panicked.into()), 0), Landing::Lost));
    // The one who begins again is on board to the end: now a panic is one.
    assert_eq!(turn(&mut cell, 0), "pilot");
    assert!(matches!(land(&mut cell, Err(Cause::Panicked.into()), 0), Landing::Failed(_)));
}

#[test]
fn what_the_service_refuses_is_refused_whoever_began() {
    let mut cell = Cell::new();
    turn(&mut cell, 0);
    cell.leave(1);
    assert!(matches!(land(&mut cell, Err(refused()), 0), Landing::Failed(_)));
    assert_eq!(turn(&mut cell, 0), "fail");
}

#[test]
fn to_leave_a_flight_that_has_landed_changes_nothing() {
    let mut cell = Cell::new();
    turn(&mut cell, 0);
    land(&mut cell, Ok(issued(1, 3600)), 0);
    turn(&mut cell, 2700);
    cell.leave(1);
    assert_eq!(turn(&mut cell, 2700), "serve", "the second flight still has its pilot");
}

/// What may happen to a cell.
#[derive(Clone, Debug)]
enum Event {
    Use,
    /// The flight ends with credentials that live this long, or with an error.
    Land(Option<u64>),
    Leave,
    /// The key that is held is reported, or another one.
    Invalidate(bool),
    Pass(u64),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => Just(Event::Use),
        2 => proptest::option::of(0u64..5000).prop_map(Event::Land),
        1 => Just(Event::Leave),
        1 => any::<bool>().prop_map(Event::Invalidate),
        2 => (0u64..2000).prop_map(Event::Pass),
    ]
}

proptest! {
    #[test]
    fn whatever_happens_there_is_one_flight_and_nothing_expired_is_served(
        events in proptest::collection::vec(event(), 1..200),
    ) {
        let (mut cell, mut second, mut number) = (Cell::<()>::new(), 0, 0);
        let (mut flying, mut piloted, mut rejected) = (false, false, String::new());
        for event in events {
            match event {
                Event::Pass(seconds) => second += seconds,
                Event::Leave if flying => {
                    cell.leave(cell.flights);
                    piloted = false;
                }
                Event::Land(life) if flying => {
                    number += 1;
                    let result = life.map(|life| issued(number, second + life)).ok_or_else(refused);
                    land(&mut cell, result, second);
                    (flying, piloted) = (false, false);
                }
                Event::Invalidate(held) => {
                    let key = cell.valid(at(second)).map(|credentials| credentials.access_key_id().to_owned());
                    let key = key.filter(|_| held).unwrap_or_else(|| "AKIAOTHER".to_owned());
                    cell.invalidate(&key);
                    rejected = key;
                }
                Event::Use => match cell.turn(at(second), |_| ()) {
                    Turn::Serve(credentials) => {
                        let expires_at = Timestamp::from(credentials.expires_at().unwrap());
                        prop_assert!(expires_at > at(second).wall);
                        prop_assert!(credentials.access_key_id() != rejected);
                    }
                    Turn::Board { pilot, .. } => {
                        prop_assert_eq!(pilot, !piloted, "one pilot, and never none");
                        (flying, piloted) = (true, true);
                    }
                    Turn::Fail(_) => prop_assert!(!flying && cell.valid(at(second)).is_none()),
                },
                Event::Leave | Event::Land(_) => {}
            }
        }
    }
}
