//! Waiters: operations that are called until an answer says that something has happened.

use super::Planner;
use super::ir::{Acceptor, Matcher, Name, State, Value, Waiter};
use super::names;
use super::path::{self, Expression};
use crate::json::Json;
use crate::model::Operation;

/// The shortest and the longest delay of Smithy's trait `waitable`, in seconds.
const DELAYS: (i64, i64) = (2, 120);

impl Planner<'_> {
    /// The waiters of an operation, each with its name, or why it cannot be generated.
    pub(super) fn waiters<'o>(
        &'o self,
        operation: &'o Operation,
    ) -> impl Iterator<Item = (&'o str, Result<Waiter, String>)> {
        let all = operation.waitable.as_ref().map(Json::entries).unwrap_or_default();
        all.iter().map(|(name, json)| (name.as_str(), self.waiter(operation, name, json)))
    }

    fn waiter(&self, operation: &Operation, name: &str, json: &Json) -> Result<Waiter, String> {
        let seconds = |key: &str, default: i64| match json.get(key) {
            None => Ok(default),
            Some(json) => {
                json.as_i64().filter(|seconds| (1..=86_400).contains(seconds)).ok_or(format!("has a bad {key}"))
            }
        };
        let min_delay = seconds("minDelay", DELAYS.0)?;
        let acceptors = json.get("acceptors").and_then(Json::as_array).ok_or("has no acceptors")?;
        Ok(Waiter {
            name: Name { wire: name.to_owned(), rust: names::constant(name) },
            docs: json.get("documentation").and_then(Json::as_str).map(str::to_owned),
            min_delay,
            max_delay: seconds("maxDelay", DELAYS.1)?.max(min_delay),
            acceptors: acceptors.iter().map(|acceptor| self.acceptor(operation, acceptor)).collect::<Result<_, _>>()?,
        })
    }

    fn acceptor(&self, operation: &Operation, json: &Json) -> Result<Acceptor, String> {
        let state = match json.get("state").and_then(Json::as_str) {
            Some("success") => State::Success,
            Some("failure") => State::Failure,
            Some("retry") => State::Retry,
            _ => return Err("has an acceptor with an unknown state".to_owned()),
        };
        let matcher = match json.get("matcher").map(Json::entries) {
            Some([(kind, value)]) => self.matcher(operation, kind, value)?,
            _ => return Err("has an acceptor without one matcher".to_owned()),
        };
        Ok(Acceptor { state, matcher })
    }

    fn matcher(&self, operation: &Operation, kind: &str, value: &Json) -> Result<Matcher, String> {
        let unknown = || format!("has a matcher of the kind {kind} that cannot be generated");
        match (kind, value) {
            ("success", Json::Bool(success)) => Ok(Matcher::Success(*success)),
            // A shape may be named with its namespace.
            ("errorType", Json::String(name)) => {
                Ok(Matcher::Error(name.rsplit('#').next().unwrap_or_default().to_owned()))
            }
            ("status", json) => {
                json.as_i64().and_then(|status| status.try_into().ok()).map(Matcher::Status).ok_or_else(unknown)
            }
            ("output", json) => {
                let text = |key: &str| json.get(key).and_then(Json::as_str).ok_or_else(unknown);
                let (path, expected) = (text("path")?, text("expected")?.to_owned());
                let output = operation.output.as_deref().ok_or("looks at an output that there is none of")?;
                let (path, length) = match path::parse(path) {
                    Some(Expression::Path(segments)) => (self.resolve(output, &segments), None),
                    Some(Expression::Length(segments, comparison, number)) => {
                        (self.resolve(output, &segments), Some((comparison, number)))
                    }
                    None => return Err(format!("looks at {path}, which is no path that can be followed")),
                };
                let path = path?;
                let fits = match length {
                    Some(_) => matches!(path.value, Value::List { .. } | Value::Map { .. }),
                    None => matches!(path.value, Value::Text | Value::Enum(_) | Value::Boolean),
                };
                match text("comparator")? {
                    _ if !fits => Err(unknown()),
                    "stringEquals" | "booleanEquals" | "anyStringEquals" => {
                        Ok(Matcher::Values { all: false, path, length, expected })
                    }
                    "allStringEquals" => Ok(Matcher::Values { all: true, path, length, expected }),
                    _ => Err(unknown()),
                }
            }
            _ => Err(unknown()),
        }
    }
}
