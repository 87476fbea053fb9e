//! Which structures hold themselves: without a box their size would be infinite.

use std::collections::BTreeMap;

use super::reach::members;
use crate::error::{Error, Stage};
use crate::model::Model;

/// The compiler of Rust follows types 128 deep, and no further.
const LARGEST: usize = 100;

/// The cycles of structures and unions that hold each other directly, each by a number.
#[derive(Debug, Default)]
pub(super) struct Cycles<'m>(BTreeMap<&'m str, usize>);

impl<'m> Cycles<'m> {
    /// Finds them in one walk without recursion (Tarjan's algorithm).
    pub(super) fn of(model: &'m Model) -> Result<Self, Error> {
        let mut walk = Walk::default();
        for name in model.shapes.keys() {
            walk.from(model, name);
        }
        let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
        for (name, number) in &walk.cycles {
            let size = sizes.entry(*number).or_default();
            *size += 1;
            if *size > LARGEST {
                return Err(Error::new(
                    Stage::Plan,
                    *name,
                    format!("is part of a cycle of more than {LARGEST} structures"),
                )
                .with_remedy("leave out the operations that reach it: the compiler of Rust cannot follow it"));
            }
        }
        Ok(Self(walk.cycles))
    }

    /// True if a structure and what a member of it holds are on one cycle.
    pub(super) fn join(&self, holder: &str, held: &str) -> bool {
        self.0.get(holder).is_some_and(|cycle| self.0.get(held) == Some(cycle))
    }
}

/// Tarjan's walk: a shape is done when all that it holds is done.
#[derive(Default)]
struct Walk<'m> {
    /// When a shape was met, and the earliest shape that can be reached from it.
    met: BTreeMap<&'m str, (usize, usize)>,
    /// Shapes whose cycle is not known yet, in the order in which they were met.
    open: Vec<&'m str>,
    cycles: BTreeMap<&'m str, usize>,
}

impl<'m> Walk<'m> {
    fn from(&mut self, model: &'m Model, start: &'m str) {
        if self.met.contains_key(start) {
            return;
        }
        let mut path = vec![(start, self.enter(model, start))];
        while let Some((name, rest)) = path.last_mut() {
            let name = *name;
            match rest.pop() {
                Some(held) if !self.met.contains_key(held) => path.push((held, self.enter(model, held))),
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

    /// Meets a shape; gives what it holds directly.
    fn enter(&mut self, model: &'m Model, name: &'m str) -> Vec<&'m str> {
        self.met.insert(name, (self.met.len(), self.met.len()));
        self.open.push(name);
        let shape = model.shapes.get(name);
        let held = shape.map(|shape| members(&shape.kind)).unwrap_or_default().iter();
        held.filter_map(|member| model.shapes.get_key_value(&member.target).map(|(name, _)| name.as_str())).collect()
    }

    fn reaches(&mut self, holder: &'m str, held: &'m str) {
        let earliest = self.met.get(held).map_or(usize::MAX, |(_, earliest)| *earliest);
        if let Some((_, known)) = self.met.get_mut(holder) {
            *known = earliest.min(*known);
        }
    }

    /// Closes the cycle that a shape opened, if it did.
    fn leave(&mut self, name: &'m str) {
        let Some((when, earliest)) = self.met.get(name).copied() else { return };
        if when != earliest {
            return;
        }
        while let Some(member) = self.open.pop() {
            self.cycles.insert(member, when);
            if member == name {
                break;
            }
        }
    }
}
