//! Finds structures that contain themselves. Without a box their size would be infinite.

use std::collections::BTreeMap;

use super::reach::members;
use crate::error::{Error, Stage};
use crate::graph;
use crate::model::Model;

/// Longest cycle that is generated: rustc refuses types that are nested more than 128 deep, its recursion limit.
const MAX_CYCLE: usize = 100;

/// Cycles of structures and unions that contain each other directly: the number of the cycle of each shape.
#[derive(Debug, Default)]
pub(super) struct Cycles<'m>(BTreeMap<&'m str, usize>);

impl<'m> Cycles<'m> {
    /// Finds all cycles.
    pub(super) fn of(model: &'m Model) -> Result<Self, Error> {
        let cycles = graph::cycles(model.shapes.keys().map(String::as_str), |name| held(model, name));
        let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
        for (name, number) in &cycles {
            let size = sizes.entry(*number).or_default();
            *size += 1;
            if *size > MAX_CYCLE {
                return Err(Error::new(
                    Stage::Plan,
                    *name,
                    format!("is part of a cycle of more than {MAX_CYCLE} structures, which rustc cannot compile"),
                )
                .with_remedy("leave out the operations that use it"));
            }
        }
        Ok(Self(cycles))
    }

    /// Returns `true` if a structure and the target of one of its members are on the same cycle.
    pub(super) fn join(&self, holder: &str, held: &str) -> bool {
        self.0.get(holder).is_some_and(|cycle| self.0.get(held) == Some(cycle))
    }
}

/// Returns the shapes that a shape contains directly.
fn held<'m>(model: &'m Model, name: &str) -> Vec<&'m str> {
    let shape = model.shapes.get(name);
    let held = shape.map(|shape| members(&shape.kind)).unwrap_or_default().iter();
    held.filter_map(|member| model.shapes.get_key_value(&member.target).map(|(name, _)| name.as_str())).collect()
}
