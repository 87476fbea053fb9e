//! Waiters: operations that are called until an answer says that something has happened.

use super::Planner;
use super::ir::{Acceptor, Bound, Count, Matcher, Name, Path, State, Step, Value, Values, View, Waiter};
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
                let (expression, expected) = (text("path")?, text("expected")?.to_owned());
                let output = operation.output.as_deref().ok_or("looks at an output that there is none of")?;
                let view = self.view(output, expression).map_err(|why| format!("looks at {expression}, {why}"))?.into();
                match text("comparator")? {
                    "stringEquals" | "booleanEquals" | "anyStringEquals" => {
                        Ok(Matcher::Values { all: false, view, expected })
                    }
                    "allStringEquals" => Ok(Matcher::Values { all: true, view, expected }),
                    _ => Err(unknown()),
                }
            }
            _ => Err(unknown()),
        }
    }

    fn view(&self, output: &str, expression: &str) -> Result<View, String> {
        let values = match path::parse(expression).ok_or("which is no expression that can be followed")? {
            Expression::Path(segments) => Values::At(self.resolve(output, &segments).map_err(but)?),
            Expression::Count(count) => Values::Count(self.count(output, &count)?),
            Expression::Contains { each, count, answer } => {
                let (each, shape) = self.resolve_to_shape(output, &each).map_err(but)?;
                let count = self.count(&shape.ok_or("but asks a plain value for members")?, &count)?;
                Values::Contains { each, count, answer }
            }
        };
        match &values {
            Values::At(Path { value: Value::Text | Value::Enum(_) | Value::Boolean, .. })
            | Values::Count(_)
            | Values::Contains { .. } => Ok(View { expression: expression.to_owned(), values }),
            Values::At(_) => Err("but finds neither text nor true or false".to_owned()),
        }
    }

    /// A question about a number of elements; lists and maps count as what they hold.
    fn count(&self, shape: &str, count: &path::Count) -> Result<Count, String> {
        let mut of = self.resolve(shape, &count.of).map_err(but)?;
        if !of.projects() {
            of.steps.push(match of.value {
                Value::List { .. } => Step::Each,
                Value::Map { .. } => Step::Values,
                _ => return Err("but counts neither a list nor a map".to_owned()),
            });
        }
        let bound = match &count.bound {
            path::Bound::Number(number) => Bound::Number(*number),
            path::Bound::Path(segments) => match self.resolve(shape, segments).map_err(but)? {
                path @ Path { value: Value::Integer(_), .. } if !path.projects() => Bound::Path(path),
                _ => return Err("but compares a number with what is no integer".to_owned()),
            },
        };
        Ok(Count { of, comparison: count.comparison, bound })
    }
}

fn but(why: String) -> String {
    format!("but {why}")
}
