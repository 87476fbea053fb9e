//! Tests that generated waiters interpret responses correctly.

use std::time::Duration;

use awsquery::{WaitError, Waiter};
use harness::{Replay, now};
use http::Response;

use conformance::services::things::{Client, DescribeThingsRequest, waiters};

#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Happened,
    NotYet,
    RuledOut,
}

/// Returns the outcome of a waiter after one response, without time for a second call.
fn judged(waiter: &Waiter<DescribeThingsRequest>, result: &str) -> Outcome {
    let text = format!(
        "<DescribeThingsResponse><DescribeThingsResult>{result}</DescribeThingsResult></DescribeThingsResponse>"
    );
    let replay = Replay::new(Some(Response::new(text.into())));
    let client = Client::new(replay.config().with_endpoint("http://127.0.0.1:1"));
    let request = DescribeThingsRequest::builder().build().unwrap();
    match now(client.wait_until(waiter, &request, Duration::from_secs(1))).unwrap() {
        Ok(_) => Outcome::Happened,
        Err(WaitError::TimedOut { calls: 1, .. }) => Outcome::NotYet,
        Err(WaitError::WillNotHappen { calls: 1, .. }) => Outcome::RuledOut,
        Err(other) => panic!("{other:?}"),
    }
}

fn things(things: &[String]) -> String {
    let members: String = things.iter().map(|thing| format!("<member>{thing}</member>")).collect();
    format!("<Things>{members}</Things>")
}

#[test]
fn a_waiter_looks_at_every_element() {
    let states = |codes: &[&str]| {
        let states: Vec<String> = codes.iter().map(|code| format!("<State><Code>{code}</Code></State>")).collect();
        judged(&waiters::THING_RUNNING, &things(&states))
    };
    assert_eq!(states(&["running", "running"]), Outcome::Happened);
    assert_eq!(states(&["running", "starting"]), Outcome::NotYet);
    assert_eq!(states(&["running", "broken"]), Outcome::RuledOut);
    assert_eq!(states(&[]), Outcome::NotYet, "an empty list matches nothing");
}

#[test]
fn an_absent_list_has_no_elements() {
    for (result, exists) in [("", false), ("<Things/>", false), ("<Things><member/></Things>", true)] {
        let (exists, gone) =
            if exists { (Outcome::Happened, Outcome::NotYet) } else { (Outcome::NotYet, Outcome::Happened) };
        assert_eq!(judged(&waiters::THING_EXISTS, result), exists, "{result}");
        assert_eq!(judged(&waiters::THING_GONE, result), gone, "{result}");
    }
}

#[test]
fn a_waiter_counts_the_matching_parts_of_each_element() {
    let thing = |least: &str, conditions: &[&str]| {
        let parts: String =
            conditions.iter().map(|part| format!("<member><Condition>{part}</Condition></member>")).collect();
        format!("<LeastParts>{least}</LeastParts><Parts>{parts}</Parts>")
    };
    let judged = |of: &[String]| judged(&waiters::THING_COMPLETE, &things(of));
    assert_eq!(judged(&[thing("2", &["good", "new", "good"]), thing("0", &[])]), Outcome::Happened);
    assert_eq!(judged(&[thing("2", &["good", "good"]), thing("2", &["good", "new"])]), Outcome::NotYet);
    assert_eq!(judged(&["<LeastParts>1</LeastParts>".to_owned()]), Outcome::NotYet, "it has no parts");
    assert_eq!(judged(&["<Parts/>".to_owned()]), Outcome::Happened, "the element states no minimum");
}

#[test]
fn a_waiter_compares_the_number_of_entries_with_a_member() {
    let marks = |number: usize, rest: &str| {
        let entries: String = (0..number).map(|key| format!("<entry><key>{key}</key><value/></entry>")).collect();
        judged(&waiters::MARKS_ENOUGH, &format!("<Marks>{entries}</Marks>{rest}"))
    };
    assert_eq!(marks(2, "<Enough>2</Enough>"), Outcome::Happened);
    assert_eq!(marks(1, "<Enough>2</Enough>"), Outcome::NotYet);
    assert_eq!(marks(1, ""), Outcome::NotYet, "there is nothing to compare with");
    let broken = things(&["<Name>broken</Name>".to_owned()]);
    assert_eq!(marks(1, &format!("<Enough>2</Enough>{broken}")), Outcome::RuledOut);
    assert_eq!(marks(1, &broken.replace("broken", "sound")), Outcome::NotYet);
}

#[test]
fn a_waiter_counts_what_a_path_leads_to() {
    let named = |names: [&str; 2]| judged(&waiters::THING_NAMED, &things(&names.map(str::to_owned)));
    assert_eq!(named(["", ""]), Outcome::NotYet, "neither thing has a name");
    assert_eq!(named(["", "<Name>a</Name>"]), Outcome::Happened);
}

#[test]
fn a_waiter_counts_the_characters_of_a_text() {
    for (result, outcome) in
        [("", Outcome::NotYet), ("<Password/>", Outcome::NotYet), ("<Password>x</Password>", Outcome::Happened)]
    {
        assert_eq!(judged(&waiters::PASSWORD_AVAILABLE, result), outcome, "{result}");
    }
}
