//! Finds structures that contain themselves. Without a box their size would be infinite.

use std::collections::BTreeMap;

use super::reach::members;
use crate::error::{Error, Stage};
use crate::model::Model;

/// Longest cycle that is generated: rustc refuses types that are nested more than 128 deep, its recursion limit.
const MAX_CYCLE: usize = 100;

/// Cycles of structures and unions that contain each other directly: the number of the cycle of each shape.
#[derive(Debug, Default)]
pub(super) struct Cycles<'m>(BTreeMap<&'m str, usize>);

impl<'m> Cycles<'m> {
    /// Finds all cycles with Tarjan's algorithm, without recursion: a model may be nested deeper than the stack allows.
    pub(super) fn of(model: &'m Model) -> Result<Self, Error> {
        let mut walk = Walk::default();
        for name in model.shapes.keys() {
            walk.visit_from(model, name);
        }
        let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
        for (name, number) in &walk.cycles {
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
        Ok(Self(walk.cycles))
    }

    /// Returns `true` if a structure and the target of one of its members are on the same cycle.
    pub(super) fn join(&self, holder: &str, held: &str) -> bool {
        self.0.get(holder).is_some_and(|cycle| self.0.get(held) == Some(cycle))
    }
}

/// The state of Tarjan's algorithm. A shape is finished once every shape that it contains is finished.
#[derive(Default)]
struct Walk<'m> {
    /// For each visited shape, its index in the order of visits, and the lowest index that can be reached from it.
    visited: BTreeMap<&'m str, (usize, usize)>,
    /// Visited shapes whose cycle is not known yet, in the order of visits.
    open: Vec<&'m str>,
    cycles: BTreeMap<&'m str, usize>,
}

impl<'m> Walk<'m> {
    /// Visits a shape and everything that can be reached from it.
    fn visit_from(&mut self, model: &'m Model, start: &'m str) {
        if self.visited.contains_key(start) {
            return;
        }
        let mut path = vec![(start, self.enter(model, start))];
        while let Some((name, rest)) = path.last_mut() {
            let name = *name;
            match rest.pop() {
                Some(held) if !self.visited.contains_key(held) => path.push((held, self.enter(model, held))),
                Some(held) if !self.cycles.contains_key(held) => self.reaches(name, held),
                Some(_) => {}
                None => {
                    path.pop();
                    if let Some((holder, _)) = path.last() {
                        self.reaches(holder, name);
                    }
                    self.leave(name);
                }
            }
        }
    }

    /// Visits a shape, and returns the shapes that it contains directly.
    fn enter(&mut self, model: &'m Model, name: &'m str) -> Vec<&'m str> {
        self.visited.insert(name, (self.visited.len(), self.visited.len()));
        self.open.push(name);
        let shape = model.shapes.get(name);
        let held = shape.map(|shape| members(&shape.kind)).unwrap_or_default().iter();
        held.filter_map(|member| model.shapes.get_key_value(&member.target).map(|(name, _)| name.as_str())).collect()
    }

    /// Records that one shape contains another.
    fn reaches(&mut self, holder: &'m str, held: &'m str) {
        let lowest = self.visited.get(held).map_or(usize::MAX, |(_, lowest)| *lowest);
        if let Some((_, known)) = self.visited.get_mut(holder) {
            *known = lowest.min(*known);
        }
    }

    /// Finishes a shape. If it is the first of its cycle, the cycle is complete.
    fn leave(&mut self, name: &'m str) {
        let Some((index, lowest)) = self.visited.get(name).copied() else { return };
        if index != lowest {
            return;
        }
        while let Some(member) = self.open.pop() {
            self.cycles.insert(member, index);
            if member == name {
                break;
            }
        }
    }
}
