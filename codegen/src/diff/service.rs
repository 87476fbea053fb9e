//! Compares facts about the service.

use crate::model::Model;
use crate::plan::ir::Crate;

use super::{ChangeKind, ChangeList, Pair};

pub(super) fn compare(found: &mut ChangeList, models: Pair<'_, Model>, plans: Pair<'_, Crate>) {
    let none = || "none".to_owned();
    let signature = |v4: bool| (if v4 { "version 4" } else { "version 2, which is not supported" }).to_owned();
    let facts = [
        ("the protocol", plans.map(|plan| format!("{:?}", plan.service.protocol))),
        ("the API version", plans.map(|plan| plan.service.version.clone())),
        ("the signing name", plans.map(|plan| plan.service.signing_name.clone())),
        ("the signature", plans.map(|plan| signature(plan.service.signature_v4))),
        ("the XML namespace", plans.map(|plan| plan.service.xml_namespace.clone().unwrap_or_else(none))),
        ("the endpoint prefix", models.map(|model| model.service.endpoint_prefix.clone())),
    ];
    for (fact, (old, new)) in facts {
        if old != new {
            found.add(
                ChangeKind::ServiceChanged,
                &models.new.service.sdk_id,
                format!("{fact} is now {new}, was {old}"),
            );
        }
    }
    // API-2 keeps the rules in a separate file, so a model without rules may have been read without that file.
    let (old, new) = models.map(|model| model.service.endpoint_rules.clone());
    if old.is_some() && new.is_some() && old != new {
        found.add(ChangeKind::EndpointRulesChanged, &models.new.service.sdk_id, "the endpoint rules are different");
    }
}
