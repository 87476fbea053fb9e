//! Files that belong to a model: those that API-2 keeps apart, and those that the user adds.

use std::path::PathBuf;

use super::Input;
use crate::disk::{self, Companion, CompanionKind};
use crate::error::Error;
use crate::model::Model;
use crate::read;

#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    pub(super) endpoint_rules: Option<Input>,
    pub(super) endpoint_tests: Option<Input>,
    pub(super) paginators: Option<Input>,
    pub(super) waiters: Option<Input>,
    pub(super) corrections: Option<Input>,
    pub(super) partitions: Option<Input>,
}

impl Parts {
    /// Adds the files beside a model for which no part was given and which the model does not have itself: both forms of
    /// a model may lie beside the same files, and a Smithy AST contains what API-2 keeps apart.
    pub(super) fn add_companions(&mut self, input: &Input, model: &Model) -> Vec<Companion> {
        let Input::File(path) = input else { return Vec::new() };
        let mut added = disk::companions(path);
        added.retain(|companion| !is_in(model, companion.kind) && self.place(companion.kind).is_none());
        for companion in &added {
            *self.place(companion.kind) = Some(companion.path.clone().into());
        }
        added
    }

    fn place(&mut self, kind: CompanionKind) -> &mut Option<Input> {
        match kind {
            CompanionKind::EndpointRules => &mut self.endpoint_rules,
            CompanionKind::Paginators => &mut self.paginators,
            CompanionKind::Waiters => &mut self.waiters,
            CompanionKind::Corrections => &mut self.corrections,
        }
    }

    /// Attaches everything that API-2 keeps apart.
    pub(super) fn attach(&self, model: &mut Model, inputs: &mut Vec<PathBuf>) -> Result<(), Error> {
        let attach = [
            (&self.endpoint_rules, read::attach_endpoint_rules as fn(&mut Model, &str) -> Result<(), Error>),
            (&self.endpoint_tests, read::attach_endpoint_tests),
            (&self.paginators, read::attach_paginators),
            (&self.waiters, read::attach_waiters),
        ];
        for (input, attach) in attach {
            if let Some(input) = input {
                input.parse(inputs, |text| attach(model, text))?;
            }
        }
        Ok(())
    }
}

fn is_in(model: &Model, kind: CompanionKind) -> bool {
    let mut operations = model.operations.iter();
    match kind {
        CompanionKind::EndpointRules => model.service.endpoint_rules.is_some(),
        CompanionKind::Paginators => operations.any(|operation| operation.paginated.is_some()),
        CompanionKind::Waiters => operations.any(|operation| operation.waitable.is_some()),
        CompanionKind::Corrections => false,
    }
}
