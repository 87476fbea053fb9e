//! Plans the pagination of operations.

use super::Planner;
use super::ir::{MemberPath, Pagination, PathStep, Presence, ValuePlan};
use super::path::{self, PathExpression, PathSegment};
use crate::model::OperationShape;

/// Longest path. Each step is a call in a chain, which takes stack when it is formatted.
const MAX_STEPS: usize = 50;

impl Planner<'_> {
    /// Plans the pagination of an operation, if it has any. The error is the reason why it cannot be generated.
    pub(super) fn pagination(&self, operation: &OperationShape) -> Result<Option<Pagination>, String> {
        let Some(paginated) = &operation.paginated else { return Ok(None) };
        let (Some(input), Some(output)) = (&operation.input, &operation.output) else {
            return Err("the operation lacks an input or an output".to_owned());
        };
        let text = |key: &str| paginated.get(key).and_then(crate::json::JsonValue::as_str);
        let need = |key: &str| text(key).ok_or_else(|| format!("it needs exactly one {key}"));
        let token = self.path_to(input, need("inputToken")?)?;
        let next = self.path_to(output, need("outputToken")?)?;
        if token.steps.len() != 1 || [&token, &next].iter().any(|path| path.value != ValuePlan::Text || path.projects())
        {
            return Err("its tokens are not plain text".to_owned());
        }
        let more = text("moreResults").map(|path| self.path_to(output, path)).transpose()?;
        if more.as_ref().is_some_and(|path| path.value != ValuePlan::Boolean || path.steps.len() != 1) {
            return Err("moreResults is not a boolean member of the output".to_owned());
        }
        let items = text("items").map(|path| self.path_to(output, path)).transpose()?;
        // Other values that are spread over pages, such as the text of a log, are left to the user: only the user knows
        // how to join them.
        let items = items
            .filter(|path| !path.projects() && matches!(path.value, ValuePlan::List { .. } | ValuePlan::Map { .. }));
        Ok(Some(Pagination { token, next, more, items }))
    }

    fn path_to(&self, shape: &str, text: &str) -> Result<MemberPath, String> {
        match path::parse(text) {
            Some(PathExpression::Path(segments)) => {
                self.resolve(shape, &segments).map_err(|why| format!("cannot follow {}: {why}", path::shown(text)))
            }
            _ => Err(format!("cannot follow {:?}: it is not a supported path", path::shown(text))),
        }
    }

    /// Looks up the members on a path.
    pub(super) fn resolve(&self, shape: &str, segments: &[PathSegment]) -> Result<MemberPath, String> {
        self.resolve_to_shape(shape, segments).map(|(path, _)| path)
    }

    /// Looks up the members on a path, and the shape at its end unless that belongs to Smithy's prelude.
    pub(super) fn resolve_to_shape(
        &self,
        shape: &str,
        segments: &[PathSegment],
    ) -> Result<(MemberPath, Option<String>), String> {
        if segments.len() > MAX_STEPS {
            return Err(format!("it has more than {MAX_STEPS} steps"));
        }
        let mut path =
            MemberPath { steps: Vec::new(), value: ValuePlan::Structure { name: shape.to_owned(), boxed: false } };
        // The shape that the path has reached. A scalar of the prelude has none, and no path leads further from there.
        let mut at = Some(shape.to_owned());
        for segment in segments {
            let here = at.take().ok_or("it continues after a plain value")?;
            let step = match segment {
                PathSegment::Member(name) => {
                    let member = self.members(&here).iter().find(|member| member.name == *name);
                    let member = member.ok_or_else(|| format!("{here} has no member {name}"))?;
                    let field = self.field(&here, member);
                    path.value = field.value;
                    at = self.shape(&member.target).map(|_| member.target.clone());
                    let optional = field.presence != Presence::Always;
                    PathStep::Member { name: field.name, optional, deprecated: field.deprecated.is_some() }
                }
                PathSegment::Each | PathSegment::Last | PathSegment::Where { .. } => {
                    let ValuePlan::List { item, .. } = path.value else {
                        return Err(format!("{here} is not a list"));
                    };
                    path.value = *item;
                    at = self.part(&here);
                    match segment {
                        PathSegment::Where { member, equals } => {
                            let element = at.as_deref().ok_or("it filters plain values by a member")?;
                            self.element_where(element, member, equals)?
                        }
                        PathSegment::Last => PathStep::Last,
                        _ => PathStep::Each,
                    }
                }
                PathSegment::Values => {
                    let ValuePlan::Map { item, .. } = path.value else {
                        return Err(format!("{here} is not a map"));
                    };
                    path.value = *item;
                    at = self.part(&here);
                    PathStep::Values
                }
            };
            path.steps.push(step);
        }
        Ok((path, at))
    }

    /// Plans a step to each element whose member has the given text.
    fn element_where(&self, element: &str, member: &str, equals: &str) -> Result<PathStep, String> {
        let path = self.resolve(element, &[PathSegment::Member(member.to_owned())])?;
        match path.value {
            ValuePlan::Text | ValuePlan::Enum(_) => Ok(PathStep::Where { path, equals: equals.to_owned() }),
            _ => Err(format!("{member} is not text")),
        }
    }

    /// Returns the shape of the elements of a list or of the values of a map.
    fn part(&self, shape: &str) -> Option<String> {
        let parts = self.shape(shape)?.members();
        parts.last().map(|member| member.target.clone()).filter(|target| self.shape(target).is_some())
    }
}
