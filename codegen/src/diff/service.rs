//! The service as a whole.

use crate::model::Model;
use crate::plan::ir::Crate;

use super::{Found, Kind, Pair};

pub(super) fn compare(found: &mut Found, models: Pair<'_, Model>, plans: Pair<'_, Crate>) {
    let none = || "none".to_owned();
    let signature = |v4: bool| (if v4 { "version 4" } else { "version 2, which is not made here" }).to_owned();
    let facts = [
        ("the version of the API", plans.map(|plan| plan.service.version.clone())),
        ("the name for signing", plans.map(|plan| plan.service.signing_name.clone())),
        ("the signature", plans.map(|plan| signature(plan.service.signature_v4))),
        ("the XML namespace", plans.map(|plan| plan.service.xml_namespace.clone().unwrap_or_else(none))),
        ("the endpoint prefix", models.map(|model| model.service.endpoint_prefix.clone())),
    ];
    for (what, (old, new)) in facts {
        if old != new {
            found.add(Kind::ServiceChanged, &models.new.service.sdk_id, format!("{what} is now {new}, was {old}"));
        }
    }
    // API-2 keeps them in a file of their own: a model without them says nothing about them.
    let (old, new) = models.map(|model| model.service.endpoint_rules.clone());
    if old.is_some() && new.is_some() && old != new {
        let what = "endpoints are found by other rules";
        found.add(Kind::EndpointRulesChanged, &models.new.service.sdk_id, what);
    }
}
