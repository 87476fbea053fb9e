//! Compares two models, and lists what changes for users of the generated crate.
//!
//! Each change is classified by the rules of semantic versioning, as they apply to generated code: structures and enums
//! are `non_exhaustive`, enums are open, builders take the required members as arguments, and limits are checked before a
//! request is sent. Both models are planned first, so the comparison sees the Rust types.

mod change;
mod json;
mod limits;
mod operation;
mod rust_type;
mod service;
mod structure;
#[cfg(test)]
mod tests;
mod text;
mod types;

pub use change::{Bump, ChangeKind, Impact, ModelChange, bump};
pub use json::to_json;
pub use text::to_text;

use crate::error::Error;
use crate::model::Model;
use crate::plan::plan;

/// Returns the changes from one model to another, breaking changes first.
///
/// Documentation and defaults are not compared, because they have no effect on the API or on the wire. Nor are the limits
/// of values that occur only in responses, because they are never checked. Endpoint rules, paginators and waiters, which
/// API-2 keeps in separate files, are compared only if both models contain them.
///
/// # Errors
///
/// One of the models cannot be generated: names collide, or a pattern cannot be translated.
pub fn diff(old: &Model, new: &Model) -> Result<Vec<ModelChange>, Error> {
    let plans = Pair { old: &plan(old)?, new: &plan(new)? };
    let mut found = ChangeList::default();
    service::compare(&mut found, Pair { old, new }, plans);
    operation::compare(&mut found, Pair { old, new }, plans);
    types::compare(&mut found, plans);
    Ok(change::gather(found.0))
}

/// The old and the new version of one thing.
#[derive(Debug)]
struct Pair<'a, T> {
    old: &'a T,
    new: &'a T,
}

impl<T> Clone for Pair<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Pair<'_, T> {}

impl<T> Pair<'_, T> {
    /// Returns the same part of both versions.
    fn map<U>(&self, part: impl Fn(&T) -> U) -> (U, U) {
        (part(self.old), part(self.new))
    }
}

/// The changes found so far.
#[derive(Debug, Default)]
struct ChangeList(Vec<ModelChange>);

impl ChangeList {
    fn add(&mut self, kind: ChangeKind, place: impl Into<String>, what: impl Into<String>) {
        self.0.push(ModelChange { kind, places: vec![place.into()], what: what.into() });
    }

    /// Adds a change if only one of the versions has something. `kinds` are the changes for something added and removed.
    fn presence<T>(&mut self, place: &str, (old, new): (Option<T>, Option<T>), kinds: [(ChangeKind, &str); 2]) {
        let [added, removed] = kinds;
        match (old, new) {
            (None, Some(_)) => self.add(added.0, place, added.1),
            (Some(_), None) => self.add(removed.0, place, removed.1),
            _ => {}
        }
    }
}
