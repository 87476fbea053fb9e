//! Compares operations.

use crate::json::JsonValue;
use crate::model::{self, Model};
use crate::plan::ir::{Crate, OperationPlan, OutputPlan};

use super::structure::deprecation;
use super::{ChangeKind, ChangeList, Pair};

pub(super) fn compare(found: &mut ChangeList, models: Pair<'_, Model>, plans: Pair<'_, Crate>) {
    for old in &plans.old.operations {
        match named(plans.new, &old.name.wire) {
            None => found.add(ChangeKind::OperationRemoved, &old.name.wire, "was removed"),
            Some(new) => planned(found, Pair { old, new }),
        }
    }
    for new in plans.new.operations.iter().filter(|new| named(plans.old, &new.name.wire).is_none()) {
        found.add(ChangeKind::OperationAdded, &new.name.wire, "is new");
    }
    let documents =
        Documents::ALL.into_iter().filter(|documents| documents.are_in(models.old) && documents.are_in(models.new));
    let documents: Vec<Documents> = documents.collect();
    for old in &models.old.operations {
        if let Some(new) = models.new.operations.iter().find(|new| new.name == old.name) {
            sending(found, Pair { old, new });
            for documents in &documents {
                documents.compare(found, Pair { old, new });
            }
        }
    }
}

fn planned(found: &mut ChangeList, pair: Pair<'_, OperationPlan>) {
    let place = pair.old.name.wire.as_str();
    let types = [
        ("request", pair.map(|one| one.request.name.rust.clone())),
        ("output", pair.map(|one| response(one).to_owned())),
    ];
    for (role, (old, new)) in types {
        if old != new {
            found.add(ChangeKind::OperationTypeChanged, place, format!("has the {role} type {new} now, was {old}"));
        }
    }
    let signed = pair.map(|one| one.signed.then_some(()));
    let kinds = [(ChangeKind::SignedNow, "is signed now"), (ChangeKind::UnsignedNow, "is no longer signed")];
    found.presence(place, signed, kinds);
    for error in pair.new.errors.iter().filter(|error| !pair.old.errors.contains(error)) {
        found.add(ChangeKind::ErrorAdded, place, format!("lists the error {error} now"));
    }
    for error in pair.old.errors.iter().filter(|error| !pair.new.errors.contains(error)) {
        found.add(ChangeKind::ErrorRemoved, place, format!("no longer lists the error {error}"));
    }
    deprecation(found, place, pair.map(|one| one.deprecated.clone()));
}

/// Compares how requests are sent.
fn sending(found: &mut ChangeList, pair: Pair<'_, model::OperationShape>) {
    let facts = [
        ("host prefix", pair.map(|one| one.host_prefix.clone().unwrap_or_default())),
        ("request compression", pair.map(|one| one.request_compression.join(", "))),
    ];
    for (fact, (old, new)) in facts {
        if old != new {
            found.add(
                ChangeKind::SendingChanged,
                &pair.old.name,
                format!("has the {fact} \"{new}\" now, was \"{old}\""),
            );
        }
    }
}

/// Facts that API-2 keeps in a separate file. A model without any of them was read without the file.
struct Documents {
    name: &'static str,
    of: fn(&model::OperationShape) -> Option<&JsonValue>,
    added: ChangeKind,
    removed: ChangeKind,
    changed: ChangeKind,
}

impl Documents {
    const ALL: [Self; 2] = [
        Self {
            name: "pagination",
            of: |operation| operation.paginated.as_ref(),
            added: ChangeKind::PaginationAdded,
            removed: ChangeKind::PaginationRemoved,
            changed: ChangeKind::PaginationChanged,
        },
        Self {
            name: "waiters",
            of: |operation| operation.waitable.as_ref(),
            added: ChangeKind::WaitersAdded,
            removed: ChangeKind::WaitersChanged,
            changed: ChangeKind::WaitersChanged,
        },
    ];

    fn are_in(&self, model: &Model) -> bool {
        model.operations.iter().any(|operation| (self.of)(operation).is_some())
    }

    fn compare(&self, found: &mut ChangeList, pair: Pair<'_, model::OperationShape>) {
        let place = pair.old.name.as_str();
        let name = self.name;
        match ((self.of)(pair.old), (self.of)(pair.new)) {
            (None, Some(_)) => found.add(self.added, place, format!("has {name} now")),
            (Some(_), None) => found.add(self.removed, place, format!("no longer has {name}")),
            (old, new) if old != new => found.add(self.changed, place, format!("has different {name}")),
            _ => {}
        }
    }
}

pub(super) fn response(operation: &OperationPlan) -> &str {
    match &operation.response {
        OutputPlan::Own(structure) => &structure.name.rust,
        OutputPlan::Shared(name) => name,
    }
}

pub(super) fn named<'a>(plan: &'a Crate, wire: &str) -> Option<&'a OperationPlan> {
    plan.operations.iter().find(|operation| operation.name.wire == wire)
}
