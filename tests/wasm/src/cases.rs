//! The calls that the program makes, and their outcomes.

use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;

use sts_local::{LocalSts, ScriptedResponse};

use crate::node::{Ended, call};

const ROLE: &str = "arn:aws:iam::123456789012:role/demo";
const SESSION: &str = "arn:aws:sts::123456789012:assumed-role/demo/wasm";
const WRONG_SECRET: &str = "another-secret-than-that-of-the-key";

/// A time that is far from the time limit of an attempt, which is 10 s: a timer that is left behind keeps Node.js running.
const SOON: Duration = Duration::from_secs(8);

/// A function of the program, and what is expected of it.
pub struct Case {
    pub name: &'static str,
    call: Call,
    expected: Expected,
}

enum Call {
    /// Calls the embedded STS with its own key, and these parameters after the key.
    Local(&'static str, &'static [&'static str]),
    /// Calls the embedded STS, which responds in this way.
    Scripted(&'static str, &'static [&'static str], fn() -> ScriptedResponse),
    /// Calls the embedded STS with a wrong secret.
    WrongSecret,
    /// Calls a port on which no program listens.
    NoServer,
    /// Calls a function without a server.
    Function(&'static str),
    /// Calls a function of the program without JavaScript.
    Bare(&'static str, &'static [&'static str]),
}

enum Expected {
    /// This result.
    Is(&'static str),
    /// An error with all of these parts.
    Fails(&'static [&'static str]),
    /// A result that ends with two different words of this length.
    TwoIds(usize),
}

pub const CASES: [Case; 18] = [
    Case {
        name: "GetCallerIdentity names the caller",
        call: Call::Local("identify", &[]),
        expected: Expected::Is("arn:aws:iam::123456789012:user/Alice"),
    },
    Case {
        name: "AssumeRole issues credentials that the service accepts",
        call: Call::Local("assume", &[ROLE]),
        expected: Expected::Is(SESSION),
    },
    Case {
        name: "a wrong secret is an error of the service",
        call: Call::WrongSecret,
        expected: Expected::Fails(&["SignatureDoesNotMatch"]),
    },
    Case {
        name: "a role that does not exist is an error of the service",
        call: Call::Local("assume", &["arn:aws:iam::123456789012:role/none"]),
        expected: Expected::Fails(&["AccessDenied"]),
    },
    Case {
        name: "a request that the model forbids is not sent",
        call: Call::Local("assume", &["role"]),
        expected: Expected::Fails(&["RoleArn"]),
    },
    Case {
        name: "a refused connection is retried, and named",
        call: Call::NoServer,
        expected: Expected::Fails(&["connection refused", "3 attempts"]),
    },
    Case {
        name: "throttling is retried",
        call: Call::Scripted("identify", &[], ScriptedResponse::throttling),
        expected: Expected::Is("arn:aws:iam::123456789012:user/Alice"),
    },
    Case {
        name: "a redirect is not followed",
        call: Call::Scripted("identify", &[], || {
            ScriptedResponse::status(307).header("Location", "http://127.0.0.1:1/secret")
        }),
        expected: Expected::Fails(&["307"]),
    },
    Case {
        name: "a response that announces too much is not read",
        call: Call::Scripted("identify", &[], || ScriptedResponse::status(200).body(vec![b' '; 2_000_000])),
        expected: Expected::Fails(&["2000000 bytes were announced"]),
    },
    Case {
        name: "a response that becomes too large is not read to its end",
        call: Call::Scripted("identify", &[], || ScriptedResponse::status(200).body(vec![b' '; 2_000_000]).chunked()),
        expected: Expected::Fails(&["bytes were received and more may follow"]),
    },
    Case {
        name: "an attempt ends at its time limit, and the next one succeeds",
        call: Call::Scripted("identify_within", &["1000"], ScriptedResponse::silence),
        expected: Expected::Is("arn:aws:iam::123456789012:user/Alice"),
    },
    Case { name: "external IDs are random", call: Call::Function("external_ids"), expected: Expected::TwoIds(32) },
    Case {
        name: "without JavaScript, a missing clock is an error",
        call: Call::Bare("identify_with", &["0"]),
        expected: Expected::Fails(&["no clock on this platform", "with_clock"]),
    },
    Case {
        name: "without JavaScript, missing random numbers are an error",
        call: Call::Bare("identify_with", &["1"]),
        expected: Expected::Fails(&["no random numbers on this platform", "with_random"]),
    },
    Case {
        name: "without JavaScript, a missing transport is an error",
        call: Call::Bare("identify_with", &["2"]),
        expected: Expected::Fails(&["no transport", "with_transport"]),
    },
    Case {
        name: "without JavaScript, a missing timer is an error",
        call: Call::Bare("identify_with", &["3"]),
        expected: Expected::Fails(&["no timer", "with_sleep"]),
    },
    Case {
        name: "without JavaScript, the host provides everything, and ids of calls are different",
        call: Call::Bare("identify_with", &["4"]),
        expected: Expected::TwoIds(36),
    },
    Case {
        name: "without JavaScript, an external ID is an error",
        call: Call::Bare("external_id", &[]),
        expected: Expected::Fails(&["no random numbers on this platform"]),
    },
];

impl Case {
    /// Runs the case, and returns what is wrong.
    pub async fn problem(&self, local: &LocalSts, javascript: &Path, bare: &Path) -> Option<String> {
        let ended = self.call.run(local, javascript, bare).await;
        if ended.took > SOON {
            return Some(format!("took {:?}", ended.took));
        }
        let shown = format!("{:?}", ended.result);
        let is_right = match (&self.expected, ended.result) {
            (Expected::Is(expected), Ok(result)) => result == *expected,
            (Expected::Fails(parts), Err(error)) => {
                parts.iter().all(|part| error.contains(part)) && !error.contains(WRONG_SECRET)
            }
            (Expected::TwoIds(length), Ok(result)) => are_ids(&result, *length),
            _ => false,
        };
        (!is_right).then_some(shown)
    }
}

/// Returns `true` if the last two words have this length and differ.
fn are_ids(result: &str, length: usize) -> bool {
    let mut words = result.split(' ').rev();
    let last: Vec<&str> = words.by_ref().take(2).collect();
    matches!(last[..], [one, other] if one.len() == length && other.len() == length && one != other)
}

/// Returns the URL of a port on which no program listens. `fetch` does not connect to some low ports at all.
fn unused_endpoint() -> String {
    let listener = TcpListener::bind("127.0.0.1:0");
    let port = listener.and_then(|listener| listener.local_addr()).map_or(59_999, |address| address.port());
    format!("http://127.0.0.1:{port}")
}

impl Call {
    async fn run(&self, local: &LocalSts, javascript: &Path, bare: &Path) -> Ended {
        let endpoint = local.endpoint();
        let credentials = local.credentials();
        let (id, secret) = (credentials.access_key_id(), credentials.secret_access_key());
        let with_key = |endpoint, secret, rest: &[&'static str]| {
            let mut parameters = vec![endpoint, id, secret];
            parameters.extend_from_slice(rest);
            parameters
        };
        match self {
            Self::Local(function, rest) => call(javascript, function, &with_key(endpoint.as_str(), secret, rest)).await,
            Self::Scripted(function, rest, response) => {
                local.script([response()]);
                call(javascript, function, &with_key(endpoint.as_str(), secret, rest)).await
            }
            Self::WrongSecret => call(javascript, "identify", &with_key(endpoint.as_str(), WRONG_SECRET, &[])).await,
            Self::NoServer => call(javascript, "identify", &with_key(&unused_endpoint(), secret, &[])).await,
            Self::Function(function) => call(javascript, function, &[]).await,
            Self::Bare(function, parameters) => call(bare, function, parameters).await,
        }
    }
}
