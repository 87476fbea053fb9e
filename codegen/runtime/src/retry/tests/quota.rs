//! The retry quota.

use super::*;
use crate::retry::{RetriesEnded, RetryQuota};

/// Returns the responses of a service that is down.
fn down(requests: usize) -> Vec<HttpResult> {
    (0..requests).map(|_| status(500)).collect()
}

#[test]
fn rt07_the_quota_changes_as_the_specification_says() {
    for case in cases("quota").as_array().unwrap() {
        let quota = RetryQuota::with_tokens(case["cap"].as_u64().unwrap().try_into().unwrap());
        let outcomes = case["responses"].as_array().unwrap();
        let responses = outcomes.iter().map(|outcome| match outcome.as_str().unwrap() {
            "ok" => Ok(greeting()),
            "500" => status(500),
            other => code(other),
        });
        let peer = Peer::responding(responses);
        let time = FakeTime::new();
        let number = attempts(case["max"].as_u64().unwrap().try_into().unwrap());
        let client = client(config(&peer, &time).with_max_attempts(number).with_retry_quota(quota.clone()));
        let mut end = "success";
        while peer.requests() < outcomes.len() {
            end = match run(client.call(&GreetRequest("Bob"))) {
                Ok(_) => "success",
                Err(error) => match error.retries_ended() {
                    Some(RetriesEnded::Quota) => "quota",
                    Some(RetriesEnded::Attempts) => "attempts",
                    other => panic!("{other:?}"),
                },
            };
            let left = &case["left"][peer.requests() - 1];
            assert_eq!(Some(u64::from(quota.available())), left.as_u64(), "{case} after {} requests", peer.requests());
        }
        assert_eq!(Some(end), case["end"].as_str(), "{case}");
    }
}

#[test]
fn rt08_an_empty_quota_fails_the_call_at_once_and_says_so() {
    let outcome = call_with(down(1), |config| config.with_retry_quota(RetryQuota::with_tokens(13)));
    let error = outcome.result.unwrap_err();
    assert_eq!((outcome.requests, outcome.took), (1, Duration::ZERO));
    assert_eq!((error.status(), error.retries_ended()), (Some(500), Some(RetriesEnded::Quota)));
    assert!(error.to_string().contains("too many calls failed recently"), "{error}");
}

#[test]
fn rt09_a_thousand_calls_to_a_service_that_is_down_make_few_retries() {
    let peer = Peer::responding(down(2000));
    let client = client(config(&peer, &FakeTime::new()));
    for _ in 0..1000 {
        run(client.clone().call(&GreetRequest("Bob"))).unwrap_err();
    }
    // The bucket of 500 pays for 35 retries at 14 each.
    assert_eq!(peer.requests(), 1035);
}

#[test]
fn rt09_clients_with_different_credentials_share_the_quota() {
    let peer = Peer::responding(down(3));
    let time = FakeTime::new();
    let quota = RetryQuota::with_tokens(14);
    let first = client(config(&peer, &time).with_max_attempts(attempts(2)).with_retry_quota(quota.clone()));
    let second = first.with_credentials(crate::platform::credentials::Credentials::new(
        "AKIAI44QH8DHBEXAMPLE",
        crate::testing::SECRET,
    ));
    assert_eq!(run(second.call(&GreetRequest("Bob"))).unwrap_err().attempts().len(), 2);
    let error = run(first.call(&GreetRequest("Bob"))).unwrap_err();
    assert_eq!((error.attempts().len(), error.retries_ended()), (1, Some(RetriesEnded::Quota)));
}

#[test]
fn rt09_concurrent_calls_share_the_quota() {
    let peer = Peer::responding(down(2000));
    let client = client(config(&peer, &FakeTime::new()));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..125 {
                    run(client.call(&GreetRequest("Bob"))).unwrap_err();
                }
            });
        }
    });
    assert_eq!(peer.requests(), 1035);
}

#[test]
fn clients_have_their_own_quotas_unless_they_are_given_one() {
    let shared = RetryQuota::new();
    for (quota, left) in [(None, 500), (Some(shared.clone()), 472)] {
        let change = |config: Config| match quota {
            Some(quota) => config.with_retry_quota(quota),
            None => config,
        };
        call_with(down(3), change).result.unwrap_err();
        assert_eq!(shared.available(), left);
    }
}
