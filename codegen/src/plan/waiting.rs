//! Plans waiters, which call an operation until a response says that something has happened.

use super::Planner;
use super::ir::{Acceptor, Bound, Count, Matcher, Name, Path, State, Step, Value, Values, View, Waiter};
use super::names;
use super::path::{self, Expression};
use crate::json::Json;
use crate::model::Operation;

/// Shortest delay between two calls if the trait `smithy.waiters#waitable` does not state it, in seconds.
const DEFAULT_MIN_DELAY: i64 = 2;
/// Longest delay between two calls if the trait does not state it, in seconds.
const DEFAULT_MAX_DELAY: i64 = 120;

impl Planner<'_> {
    /// Plans the waiters of an operation. Each comes with its name; an error is the reason why it cannot be generated.
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
            Some(json) => json
                .as_i64()
                .filter(|seconds| (1..=86_400).contains(seconds))
                .ok_or_else(|| format!("{key} must be 1 to 86400 seconds")),
        };
        let min_delay = seconds("minDelay", DEFAULT_MIN_DELAY)?;
        let acceptors = json.get("acceptors").and_then(Json::as_array).ok_or("it has no acceptors")?;
        Ok(Waiter {
            name: Name { wire: name.to_owned(), rust: names::constant(name) },
            docs: json.get("documentation").and_then(Json::as_str).map(str::to_owned),
            min_delay,
            max_delay: seconds("maxDelay", DEFAULT_MAX_DELAY)?.max(min_delay),
            acceptors: acceptors.iter().map(|acceptor| self.acceptor(operation, acceptor)).collect::<Result<_, _>>()?,
        })
    }

    fn acceptor(&self, operation: &Operation, json: &Json) -> Result<Acceptor, String> {
        let state = match json.get("state").and_then(Json::as_str) {
            Some("success") => State::Success,
            Some("failure") => State::Failure,
            Some("retry") => State::Retry,
            _ => return Err("the state of an acceptor must be success, failure or retry".to_owned()),
        };
        let matcher = match json.get("matcher").map(Json::entries) {
            Some([(kind, value)]) => self.matcher(operation, kind, value)?,
            _ => return Err("an acceptor must have exactly one matcher".to_owned()),
        };
        Ok(Acceptor { state, matcher })
    }

    fn matcher(&self, operation: &Operation, kind: &str, value: &Json) -> Result<Matcher, String> {
        let unsupported = || format!("its matcher {kind} is not supported");
        match (kind, value) {
            ("success", Json::Bool(success)) => Ok(Matcher::Success(*success)),
            // The name of the shape may include its namespace.
            ("errorType", Json::String(name)) => {
                Ok(Matcher::Error(name.rsplit('#').next().unwrap_or_default().to_owned()))
            }
            ("status", json) => {
                json.as_i64().and_then(|status| status.try_into().ok()).map(Matcher::Status).ok_or_else(unsupported)
            }
            ("output", json) => {
                let text = |key: &str| json.get(key).and_then(Json::as_str).ok_or_else(unsupported);
                let expression = text("path")?;
                let expected = text("expected")?.to_owned();
                let output = operation.output.as_deref().ok_or("a matcher reads the output, but there is none")?;
                let view =
                    self.view(output, expression).map_err(|why| format!("cannot follow {expression}: {why}"))?.into();
                match text("comparator")? {
                    "stringEquals" | "booleanEquals" | "anyStringEquals" => {
                        Ok(Matcher::Values { all: false, view, expected })
                    }
                    "allStringEquals" => Ok(Matcher::Values { all: true, view, expected }),
                    _ => Err(unsupported()),
                }
            }
            _ => Err(unsupported()),
        }
    }

    fn view(&self, output: &str, expression: &str) -> Result<View, String> {
        let values = match path::parse(expression).ok_or("it is not a supported expression")? {
            Expression::Path(segments) => Values::At(self.resolve(output, &segments)?),
            Expression::Count(count) => Values::Count(self.count(output, &count)?),
            Expression::Contains { each, count, result } => {
                let (each, shape) = self.resolve_to_shape(output, &each)?;
                let count = self.count(&shape.ok_or("it counts inside a plain value")?, &count)?;
                Values::Contains { each, count, answer: result }
            }
        };
        match &values {
            Values::At(Path { value: Value::Text | Value::Enum(_) | Value::Boolean, .. })
            | Values::Count(_)
            | Values::Contains { .. } => Ok(View { expression: expression.to_owned(), values }),
            Values::At(_) => Err("it leads to a value that is neither text nor a boolean".to_owned()),
        }
    }

    /// Plans a comparison of a count. A path to a list or map counts its elements or values.
    fn count(&self, shape: &str, count: &path::Count) -> Result<Count, String> {
        let mut of = self.resolve(shape, &count.of)?;
        if !of.projects() {
            of.steps.push(match of.value {
                Value::List { .. } => Step::Each,
                Value::Map { .. } => Step::Values,
                _ => return Err("it counts a value that is neither a list nor a map".to_owned()),
            });
        }
        let bound = match &count.bound {
            path::Bound::Number(number) => Bound::Number(*number),
            path::Bound::Path(segments) => match self.resolve(shape, segments)? {
                path @ Path { value: Value::Integer(_), .. } if !path.projects() => Bound::Path(path),
                _ => return Err("it compares a number with a value that is not an integer".to_owned()),
            },
        };
        Ok(Count { of, comparison: count.comparison, bound })
    }
}
