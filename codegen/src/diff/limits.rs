//! Compares the limits of values in requests.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Bounds;
use crate::plan::ir::{CheckPlan, Crate, RulePlan};
use crate::render::docs::rule_in_words;

use super::{ChangeKind, ChangeList, Pair};

/// Returns the limits of a member and of the list elements, keys and values in it, by their path from the member.
///
/// The members of a structure are not included, because they are compared with the structure.
fn rules<'a>(plan: &'a Crate, check: &CheckPlan) -> BTreeMap<String, &'a RulePlan> {
    let mut found = BTreeMap::new();
    collect(plan, check, String::new(), &mut found);
    found
}

fn collect<'a>(plan: &'a Crate, check: &CheckPlan, path: String, found: &mut BTreeMap<String, &'a RulePlan>) {
    let (own, parts) = match check {
        CheckPlan::Nothing | CheckPlan::Structure => (None, vec![]),
        CheckPlan::Rule(rule) => (Some(rule), vec![]),
        CheckPlan::List(rule, item) => (rule.as_ref(), vec![("[]", item)]),
        CheckPlan::Map(rule, key, value) => (rule.as_ref(), vec![(".key()", key), (".value()", value)]),
    };
    for (suffix, part) in parts {
        collect(plan, part, format!("{path}{suffix}"), found);
    }
    if let Some(rule) = own.and_then(|name| plan.rules.get(name)) {
        found.insert(path, rule);
    }
}

/// Describes the limits of a member.
pub(super) fn describe(plan: &Crate, check: &CheckPlan) -> Option<String> {
    rules(plan, check).get("").and_then(|rule| rule_in_words(rule))
}

pub(super) fn compare(found: &mut ChangeList, plans: Pair<'_, Crate>, place: &str, checks: Pair<'_, CheckPlan>) {
    let old_rules = rules(plans.old, checks.old);
    let new_rules = rules(plans.new, checks.new);
    let paths: BTreeSet<&String> = old_rules.keys().chain(new_rules.keys()).collect();
    for path in paths {
        let old = old_rules.get(path).copied();
        let new = new_rules.get(path).copied();
        if let Some(kind) = kind(old, new) {
            let text = |rule: Option<&RulePlan>| rule.and_then(rule_in_words).unwrap_or_else(|| "no limit".to_owned());
            found.add(kind, format!("{place}{path}"), format!("now {}, was {}", text(new), text(old)));
        }
    }
}

/// Compares the constants of limits, which programs may name.
pub(super) fn compare_constants(found: &mut ChangeList, plans: Pair<'_, Crate>) {
    for name in plans.old.rules.keys().filter(|name| !plans.new.rules.contains_key(*name)) {
        found.add(ChangeKind::RuleRemoved, format!("rules::{name}"), "was removed");
    }
}

fn kind(old: Option<&RulePlan>, new: Option<&RulePlan>) -> Option<ChangeKind> {
    let [old_length, new_length] = [old, new].map(|rule| rule.map(|rule| rule.length).unwrap_or_default());
    let [old_range, new_range] = [old, new].map(|rule| rule.map(|rule| rule.range.clone()).unwrap_or_default());
    let [before, after] = [old, new].map(|rule| rule.and_then(|rule| rule.pattern.as_ref()));
    let tightened = allows_less(&old_length, &new_length) || allows_less(&old_range, &new_range);
    let relaxed = allows_less(&new_length, &old_length) || allows_less(&new_range, &old_range);
    match (before, after) {
        (None, Some(_)) => Some(ChangeKind::LimitTightened),
        _ if tightened => Some(ChangeKind::LimitTightened),
        (Some(before), Some(after)) if before != after => Some(ChangeKind::PatternChanged),
        (Some(_), None) => Some(ChangeKind::LimitRelaxed),
        _ => relaxed.then_some(ChangeKind::LimitRelaxed),
    }
}

/// Returns `true` if `new` refuses a value that `old` allows.
fn allows_less<T: PartialOrd>(old: &Bounds<T>, new: &Bounds<T>) -> bool {
    let more = |new: &T| old.min.as_ref().is_none_or(|old| new > old);
    let less = |new: &T| old.max.as_ref().is_none_or(|old| new < old);
    new.min.as_ref().is_some_and(more) || new.max.as_ref().is_some_and(less)
}
