//! Operations.

use crate::json::Json;
use crate::model::{self, Model};
use crate::plan::ir::{Crate, Operation, Response};

use super::structure::deprecation;
use super::{Found, Kind, Pair};

pub(super) fn compare(found: &mut Found, models: Pair<'_, Model>, plans: Pair<'_, Crate>) {
    for old in &plans.old.operations {
        match named(plans.new, &old.name.wire) {
            None => found.add(Kind::OperationRemoved, &old.name.wire, "is gone"),
            Some(new) => planned(found, Pair { old, new }),
        }
    }
    for new in plans.new.operations.iter().filter(|new| named(plans.old, &new.name.wire).is_none()) {
        found.add(Kind::OperationAdded, &new.name.wire, "is new");
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

fn planned(found: &mut Found, pair: Pair<'_, Operation>) {
    let place = pair.old.name.wire.as_str();
    let types =
        [("takes", pair.map(|one| one.request.name.rust.clone())), ("gives", pair.map(|one| response(one).to_owned()))];
    for (verb, (old, new)) in types {
        if old != new {
            found.add(Kind::OperationTypeChanged, place, format!("{verb} {new} now, was {old}"));
        }
    }
    let signed = pair.map(|one| one.signed.then_some(()));
    let kinds = [(Kind::SignedNow, "is signed now"), (Kind::UnsignedNow, "is no longer signed")];
    found.presence(place, signed, kinds);
    for error in pair.new.errors.iter().filter(|error| !pair.old.errors.contains(error)) {
        found.add(Kind::ErrorAdded, place, format!("may answer with {error}"));
    }
    for error in pair.old.errors.iter().filter(|error| !pair.new.errors.contains(error)) {
        found.add(Kind::ErrorRemoved, place, format!("no longer lists {error}"));
    }
    deprecation(found, place, pair.map(|one| one.deprecated.clone()));
}

/// How requests go out, as far as the plan does not say.
fn sending(found: &mut Found, pair: Pair<'_, model::Operation>) {
    let facts = [
        ("the prefix of the host is", pair.map(|one| one.host_prefix.clone().unwrap_or_default())),
        ("requests are compressed by", pair.map(|one| one.request_compression.join(", "))),
    ];
    for (what, (old, new)) in facts {
        if old != new {
            found.add(Kind::SendingChanged, &pair.old.name, format!("{what} now \"{new}\", was \"{old}\""));
        }
    }
}

/// What API-2 keeps in files of their own: a model without any of it says nothing about it.
struct Documents {
    what: &'static str,
    of: fn(&model::Operation) -> Option<&Json>,
    added: Kind,
    removed: Kind,
    changed: Kind,
}

impl Documents {
    const ALL: [Self; 2] = [
        Self {
            what: "pages",
            of: |operation| operation.paginated.as_ref(),
            added: Kind::PaginationAdded,
            removed: Kind::PaginationRemoved,
            changed: Kind::PaginationChanged,
        },
        Self {
            what: "waiters",
            of: |operation| operation.waitable.as_ref(),
            added: Kind::WaitersAdded,
            removed: Kind::WaitersChanged,
            changed: Kind::WaitersChanged,
        },
    ];

    fn are_in(&self, model: &Model) -> bool {
        model.operations.iter().any(|operation| (self.of)(operation).is_some())
    }

    fn compare(&self, found: &mut Found, pair: Pair<'_, model::Operation>) {
        let (place, what) = (pair.old.name.as_str(), self.what);
        match ((self.of)(pair.old), (self.of)(pair.new)) {
            (None, Some(_)) => found.add(self.added, place, format!("has {what} now")),
            (Some(_), None) => found.add(self.removed, place, format!("has no {what} any more")),
            (old, new) if old != new => found.add(self.changed, place, format!("has other {what}")),
            _ => {}
        }
    }
}

pub(super) fn response(operation: &Operation) -> &str {
    match &operation.response {
        Response::Own(structure) => &structure.name.rust,
        Response::Shared(name) => name,
    }
}

pub(super) fn named<'a>(plan: &'a Crate, wire: &str) -> Option<&'a Operation> {
    plan.operations.iter().find(|operation| operation.name.wire == wire)
}
