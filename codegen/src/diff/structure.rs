//! Compares structures and unions member by member.

use crate::plan::ir::{Crate, Field, Presence, Structure};

use super::{ChangeKind, ChangeList, Pair, limits, rust_type};

/// Compares a structure, which may be the structure of an error.
pub(super) fn compare(found: &mut ChangeList, plans: Pair<'_, Crate>, pair: Pair<'_, Structure>) {
    let place = pair.old.name.rust.as_str();
    compare_whole(found, place, pair);
    members(found, plans, pair, ChangeKind::RequiredMemberAdded);
    let old = arguments(pair.old, pair.new);
    let new = arguments(pair.new, pair.old);
    if pair.old.sent && pair.new.sent && old != new {
        let what = format!("takes the arguments {} now, took {}", new.join(", "), old.join(", "));
        found.add(ChangeKind::ArgumentsReordered, place, what);
    }
    if has_new(pair.old) && !has_new(pair.new) && !pair.new.fields.is_empty() {
        found.add(ChangeKind::NewRemoved, place, "no longer has `new`, because not all members are required");
    }
}

/// Compares a union, whose members are variants.
pub(super) fn compare_union(found: &mut ChangeList, plans: Pair<'_, Crate>, pair: Pair<'_, Structure>) {
    compare_whole(found, &pair.old.name.rust, pair);
    members(found, plans, pair, ChangeKind::MemberAdded);
}

fn compare_whole(found: &mut ChangeList, place: &str, pair: Pair<'_, Structure>) {
    deprecation(found, place, pair.map(|one| one.deprecated.clone()));
    let built = pair.map(|one| one.sent.then_some(()));
    let kinds =
        [(ChangeKind::BuilderAdded, "has a builder now"), (ChangeKind::BuilderRemoved, "no longer has a builder")];
    found.presence(place, built, kinds);
    let secret = pair.map(|one| one.holds_secret.then_some(()));
    let kinds =
        [(ChangeKind::SecretNow, "contains a secret now"), (ChangeKind::SecretNoMore, "no longer contains a secret")];
    found.presence(place, secret, kinds);
}

pub(super) fn deprecation(found: &mut ChangeList, place: &str, (old, new): (Option<String>, Option<String>)) {
    match (old, new) {
        (None, Some(reason)) => found.add(ChangeKind::Deprecated, place, format!("is deprecated: {reason}")),
        (Some(_), None) => found.add(ChangeKind::DeprecationLifted, place, "is no longer deprecated"),
        _ => {}
    }
}

/// Compares members. `demanded` is the kind of change of a new member that is required.
fn members(found: &mut ChangeList, plans: Pair<'_, Crate>, pair: Pair<'_, Structure>, demanded: ChangeKind) {
    for field in &pair.old.fields {
        let place = place(pair.old, field);
        match named(pair.new, &field.name.wire) {
            None => found.add(ChangeKind::MemberRemoved, place, "was removed"),
            Some(new) => member(found, plans, &place, Pair { old: field, new }, pair.old.sent && pair.new.sent),
        }
    }
    for field in pair.new.fields.iter().filter(|field| named(pair.old, &field.name.wire).is_none()) {
        let kind = if field.presence == Presence::Optional { ChangeKind::MemberAdded } else { demanded };
        let limits = if pair.new.sent { limits::describe(plans.new, &field.check) } else { None };
        let limits = limits.map(|limits| format!(", {limits}")).unwrap_or_default();
        found.add(kind, place(pair.new, field), format!("is new: {}{limits}", rust_type::of_field(field)));
    }
}

fn member(found: &mut ChangeList, plans: Pair<'_, Crate>, place: &str, pair: Pair<'_, Field>, sent: bool) {
    let (old, new) = pair.map(|field| rust_type::of_value(&field.value));
    if old == new {
        wire(found, place, pair);
        presence(found, place, pair);
    } else {
        let (old, new) = pair.map(rust_type::of_field);
        found.add(ChangeKind::MemberTypeChanged, place, format!("is now {new}, was {old}"));
    }
    if sent {
        limits::compare(found, plans, place, Pair { old: &pair.old.check, new: &pair.new.check });
    }
    match pair.map(|field| field.token.is_some()) {
        (false, true) => {
            found.add(ChangeKind::TokenChanged, place, "is filled with a random token now if it is not set")
        }
        (true, false) => found.add(ChangeKind::TokenChanged, place, "is no longer filled with a random token"),
        _ => {}
    }
    deprecation(found, place, pair.map(|field| field.deprecated.clone()));
}

fn wire(found: &mut ChangeList, place: &str, pair: Pair<'_, Field>) {
    let (old, new) = pair.map(rust_type::wire);
    if old != new {
        found.add(ChangeKind::WireChanged, place, format!("is sent as {new} now, was {old}"));
    }
}

fn presence(found: &mut ChangeList, place: &str, pair: Pair<'_, Field>) {
    match pair.map(|field| field.presence) {
        (Presence::Optional, Presence::Always | Presence::Demanded) => {
            found.add(ChangeKind::MemberRequired, place, "is required now");
        }
        (Presence::Always | Presence::Demanded, Presence::Optional) => {
            found.add(ChangeKind::MemberOptional, place, "is no longer required");
        }
        (old, new) if old != new => {
            let (old, new) = pair.map(rust_type::of_field);
            found.add(ChangeKind::MemberTypeChanged, place, format!("is now {new}, was {old}"));
        }
        _ => {}
    }
}

/// Returns the arguments of the builder of `one` that the builder of `other` takes too, in order.
fn arguments<'a>(one: &'a Structure, other: &Structure) -> Vec<&'a str> {
    let required = |field: &&Field| field.presence != Presence::Optional;
    let names = one.fields.iter().filter(required).map(|field| field.name.wire.as_str());
    names.filter(|name| named(other, name).as_ref().is_some_and(required)).collect()
}

/// Returns `true` if the renderer gives the structure a function `new`.
fn has_new(structure: &Structure) -> bool {
    let all = |of: fn(Presence) -> bool| structure.fields.iter().all(|field| of(field.presence));
    !structure.fields.is_empty()
        && if structure.sent { all(|one| one != Presence::Optional) } else { all(|one| one == Presence::Always) }
}

fn named<'a>(structure: &'a Structure, wire: &str) -> Option<&'a Field> {
    structure.fields.iter().find(|field| field.name.wire == wire)
}

fn place(structure: &Structure, field: &Field) -> String {
    format!("{}.{}", structure.name.rust, field.name.wire)
}
