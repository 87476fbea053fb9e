//! Operations whose answers come in pages.

use super::Planner;
use super::ir::{Pagination, Path, Presence, Step, Value};
use super::path::{self, Expression, Segment};
use crate::model::Operation;

impl Planner<'_> {
    /// How the pages of an operation follow each other, or why that cannot be generated.
    pub(super) fn pagination(&self, operation: &Operation) -> Result<Option<Pagination>, String> {
        let Some(paginated) = &operation.paginated else { return Ok(None) };
        let (Some(input), Some(output)) = (&operation.input, &operation.output) else {
            return Err("is paginated without input or output".to_owned());
        };
        let text = |key: &str| paginated.get(key).and_then(crate::json::Json::as_str);
        let need = |key: &str| text(key).ok_or_else(|| format!("is paginated without one {key}"));
        let token = self.path_to(input, need("inputToken")?)?;
        let next = self.path_to(output, need("outputToken")?)?;
        if token.steps.len() != 1 || [&token, &next].iter().any(|path| path.value != Value::Text || path.projects()) {
            return Err("has tokens that are not plain text".to_owned());
        }
        let more = text("moreResults").map(|path| self.path_to(output, path)).transpose()?;
        if more.as_ref().is_some_and(|path| path.value != Value::Boolean || path.steps.len() != 1) {
            return Err("has a mark for more pages that is neither true nor false".to_owned());
        }
        let items = text("items").map(|path| self.path_to(output, path)).transpose()?;
        // What else is spread over pages, such as the text of a log, has to be put together by whoever knows how.
        let items =
            items.filter(|path| !path.projects() && matches!(path.value, Value::List { .. } | Value::Map { .. }));
        Ok(Some(Pagination { token, next, more, items }))
    }

    fn path_to(&self, shape: &str, text: &str) -> Result<Path, String> {
        match path::parse(text) {
            Some(Expression::Path(segments)) => {
                self.resolve(shape, &segments).map_err(|why| format!("looks at {text}, but {why}"))
            }
            _ => Err(format!("looks at {text}, which is no path that can be followed")),
        }
    }

    /// The members that a path leads through.
    pub(super) fn resolve(&self, shape: &str, segments: &[Segment]) -> Result<Path, String> {
        self.resolve_to_shape(shape, segments).map(|(path, _)| path)
    }

    /// The members that a path leads through, and the shape that it comes to, if it is one of the model's own.
    pub(super) fn resolve_to_shape(&self, shape: &str, segments: &[Segment]) -> Result<(Path, Option<String>), String> {
        let mut path = Path { steps: Vec::new(), value: Value::Structure { name: shape.to_owned(), boxed: false } };
        // The shape that the path has come to, and its list's or map's part.
        let mut at = Some(shape.to_owned());
        for segment in segments {
            let here = at.take().ok_or("it goes on behind a plain value")?;
            let step = match segment {
                Segment::Member(name) => {
                    let member = self.members(&here).iter().find(|member| member.name == *name);
                    let member = member.ok_or_else(|| format!("{here} has no member {name}"))?;
                    let field = self.field(&here, member);
                    path.value = field.value;
                    at = self.shape(&member.target).map(|_| member.target.clone());
                    let optional = field.presence != Presence::Always;
                    Step::Member { name: field.name, optional, deprecated: field.deprecated.is_some() }
                }
                Segment::Each | Segment::Last | Segment::Where { .. } => {
                    let Value::List { item, .. } = path.value else { return Err("it expects a list".to_owned()) };
                    path.value = *item;
                    at = self.part(&here);
                    match segment {
                        Segment::Where { member, equals } => {
                            let element = at.as_deref().ok_or("it asks plain values for a member")?;
                            self.element_where(element, member, equals)?
                        }
                        Segment::Last => Step::Last,
                        _ => Step::Each,
                    }
                }
                Segment::Values => {
                    let Value::Map { item, .. } = path.value else { return Err("it expects a map".to_owned()) };
                    path.value = *item;
                    at = self.part(&here);
                    Step::Values
                }
            };
            path.steps.push(step);
        }
        Ok((path, at))
    }

    /// To each element with this text.
    fn element_where(&self, element: &str, member: &str, equals: &str) -> Result<Step, String> {
        let path = self.resolve(element, &[Segment::Member(member.to_owned())])?;
        match path.value {
            Value::Text | Value::Enum(_) => Ok(Step::Where { path, equals: equals.to_owned() }),
            _ => Err(format!("{member} is no text")),
        }
    }

    /// The shape of a list's elements or of a map's values.
    fn part(&self, shape: &str) -> Option<String> {
        let parts = self.shape(shape)?.members();
        parts.last().map(|member| member.target.clone()).filter(|target| self.shape(target).is_some())
    }
}
