//! Plans waiters, which call an operation until a response says that something has happened.

use super::Planner;
use super::ir::{
    AcceptorPlan, AcceptorState, CountBound, CountPlan, MatcherPlan, MemberPath, Name, PathStep, ValuePlan, View,
    ViewValues, WaiterPlan,
};
use super::names;
use super::path::{self, PathExpression};
use crate::json::JsonValue;
use crate::model::OperationShape;

/// Shortest delay between two calls if the trait `smithy.waiters#waitable` does not state it, in seconds.
const DEFAULT_MIN_DELAY: i64 = 2;
/// Longest delay between two calls if the trait does not state it, in seconds.
const DEFAULT_MAX_DELAY: i64 = 120;

impl Planner<'_> {
    /// Plans the waiters of an operation. Each comes with its name; an error is the reason why it cannot be generated.
    pub(super) fn waiters<'o>(
        &'o self,
        operation: &'o OperationShape,
    ) -> impl Iterator<Item = (&'o str, Result<WaiterPlan, String>)> {
        let all = operation.waitable.as_ref().map(JsonValue::entries).unwrap_or_default();
        all.iter().map(|(name, json)| (name.as_str(), self.waiter(operation, name, json)))
    }

    fn waiter(&self, operation: &OperationShape, name: &str, json: &JsonValue) -> Result<WaiterPlan, String> {
        let seconds = |key: &str, default: i64| match json.get(key) {
            None => Ok(default),
            Some(json) => json
                .as_i64()
                .filter(|seconds| (1..=86_400).contains(seconds))
                .ok_or_else(|| format!("{key} must be 1 to 86400 seconds")),
        };
        let min_delay = seconds("minDelay", DEFAULT_MIN_DELAY)?;
        let acceptors = json.get("acceptors").and_then(JsonValue::as_array).ok_or("it has no acceptors")?;
        let acceptors: Vec<_> =
            acceptors.iter().map(|acceptor| self.acceptor(operation, acceptor)).collect::<Result<_, _>>()?;
        if acceptors.iter().all(|acceptor| acceptor.state != AcceptorState::Success) {
            return Err("none of its acceptors is a success, so waiting could never succeed".to_owned());
        }
        Ok(WaiterPlan {
            name: Name { wire: name.to_owned(), rust: names::constant(name) },
            docs: json.get("documentation").and_then(JsonValue::as_str).map(str::to_owned),
            min_delay,
            max_delay: seconds("maxDelay", DEFAULT_MAX_DELAY)?.max(min_delay),
            acceptors,
        })
    }

    fn acceptor(&self, operation: &OperationShape, json: &JsonValue) -> Result<AcceptorPlan, String> {
        let state = match json.get("state").and_then(JsonValue::as_str) {
            Some("success") => AcceptorState::Success,
            Some("failure") => AcceptorState::Failure,
            Some("retry") => AcceptorState::Retry,
            _ => return Err("the state of an acceptor must be success, failure or retry".to_owned()),
        };
        let matcher = match json.get("matcher").map(JsonValue::entries) {
            Some([(kind, value)]) => self.matcher(operation, kind, value)?,
            _ => return Err("an acceptor must have exactly one matcher".to_owned()),
        };
        Ok(AcceptorPlan { state, matcher })
    }

    fn matcher(&self, operation: &OperationShape, kind: &str, value: &JsonValue) -> Result<MatcherPlan, String> {
        match (kind, value) {
            ("success", JsonValue::Bool(success)) => Ok(MatcherPlan::Success(*success)),
            // The name of the shape may include its namespace.
            ("errorType", JsonValue::String(name)) => {
                Ok(MatcherPlan::Error(name.rsplit('#').next().unwrap_or_default().to_owned()))
            }
            ("status", json) => {
                let status = json.as_i64().and_then(|status| status.try_into().ok());
                let status = status.filter(|status| (100..600).contains(status));
                status.map(MatcherPlan::Status).ok_or_else(|| "a status must be a number from 100 to 599".to_owned())
            }
            ("output", json) => {
                let comparator = json.get("comparator").and_then(JsonValue::as_str).unwrap_or_default();
                let all = match comparator {
                    "stringEquals" | "booleanEquals" | "anyStringEquals" => false,
                    "allStringEquals" => true,
                    other => return Err(format!("its comparator {other:?} is not supported")),
                };
                let text = |key: &str| {
                    let text = json.get(key).and_then(JsonValue::as_str);
                    text.ok_or_else(|| format!("{key} of a matcher must be text"))
                };
                let expression = text("path")?;
                let expected = text("expected")?.to_owned();
                let output = operation.output.as_deref().ok_or("a matcher reads the output, but there is none")?;
                let view = self
                    .view(output, expression)
                    .map_err(|why| format!("cannot follow {}: {why}", path::shown(expression)))?;
                Ok(MatcherPlan::Values { all, view: view.into(), expected })
            }
            _ => Err(format!("its matcher {kind} is not supported")),
        }
    }

    fn view(&self, output: &str, expression: &str) -> Result<View, String> {
        let values = match path::parse(expression).ok_or("it is not a supported expression")? {
            PathExpression::Path(segments) => ViewValues::At(self.resolve(output, &segments)?),
            PathExpression::Count(count) => ViewValues::Count(self.count(output, &count)?),
            PathExpression::Contains { each, count, result } => {
                let (each, shape) = self.resolve_to_shape(output, &each)?;
                let count = self.count(&shape.ok_or("it counts inside a plain value")?, &count)?;
                ViewValues::Contains { each, count, result }
            }
        };
        match &values {
            ViewValues::At(MemberPath { value: ValuePlan::Text | ValuePlan::Enum(_) | ValuePlan::Boolean, .. })
            | ViewValues::Count(_)
            | ViewValues::Contains { .. } => Ok(View { expression: expression.to_owned(), values }),
            ViewValues::At(_) => Err("it leads to a value that is neither text nor a boolean".to_owned()),
        }
    }

    /// Plans a comparison of a count. A path to a list or map counts its elements or values, a path to a text its
    /// characters. A path that projects counts what it leads to: `length(Things[].Parts)` counts lists.
    fn count(&self, shape: &str, count: &path::CountExpression) -> Result<CountPlan, String> {
        let mut of = self.resolve(shape, &count.of)?;
        let mut of_characters = false;
        if !of.projects() {
            match of.value {
                ValuePlan::List { .. } => of.steps.push(PathStep::Each),
                ValuePlan::Map { .. } => of.steps.push(PathStep::Values),
                ValuePlan::Text | ValuePlan::Secret | ValuePlan::Enum(_) => of_characters = true,
                _ => return Err("it counts a value that is neither a list, a map nor text".to_owned()),
            }
        }
        let bound = match &count.bound {
            path::BoundExpression::Number(number) => CountBound::Number(*number),
            path::BoundExpression::Path(segments) => match self.resolve(shape, segments)? {
                path @ MemberPath { value: ValuePlan::Integer(_), .. } if !path.projects() => CountBound::Path(path),
                _ => return Err("it compares a number with a value that is not an integer".to_owned()),
            },
        };
        Ok(CountPlan { of, of_characters, comparison: count.comparison, bound })
    }
}
