//! Writes changes as JSON, for programs.

use crate::json::JsonValue;
use crate::model::Model;
use crate::write::ast::object;

use super::{Impact, ModelChange, bump};

/// The version of the form that [`to_json`] writes. It is incremented if programs that read it have to change.
const FORM: i64 = 1;

/// Writes changes in a stable form:
///
/// ```json
/// {
///   "form": 1,
///   "old": { "service": "STS", "version": "2011-06-15", "source": "botocore 1.44.5" },
///   "new": { "service": "STS", "version": "2011-06-15", "source": null },
///   "breaking": false,
///   "bump": { "0.x": "patch", "1.x": "minor" },
///   "changes": [
///     {
///       "kind": "member_added",
///       "impact": "compatible",
///       "breaking": false,
///       "places": ["AssumeRoleRequest.MinimumSessionTokenSize"],
///       "what": "is new: Option<i32>, 0 to 4096",
///       "why": "structures and unions are `non_exhaustive`"
///     }
///   ]
/// }
/// ```
///
/// `kind` is a [`ChangeKind::name`](super::ChangeKind::name). `impact` is `breaking`, `behavior` or `compatible`, and
/// `breaking` is true for the first two. `source` is the source of the facts, or `null` if the model does not state it.
/// `bump` is `none`, `patch`, `minor` or `major`. Kinds and keys may be added without a new version of the form.
pub fn to_json(old: &Model, new: &Model, changes: &[ModelChange]) -> JsonValue {
    let (zero, stable) = bump(changes);
    let breaks = |change: &ModelChange| change.kind.impact() != Impact::Compatible;
    object([
        ("form", FORM.into()),
        ("old", side(old)),
        ("new", side(new)),
        ("breaking", JsonValue::Bool(changes.iter().any(breaks))),
        ("bump", object([("0.x", zero.name().into()), ("1.x", stable.name().into())])),
        ("changes", JsonValue::Array(changes.iter().map(|change| one(change, breaks(change))).collect())),
    ])
}

fn side(model: &Model) -> JsonValue {
    let source = model.provenance.as_ref().map_or(JsonValue::Null, |provenance| provenance.version.as_str().into());
    object([
        ("service", model.service.sdk_id.as_str().into()),
        ("version", model.service.version.as_str().into()),
        ("source", source),
    ])
}

fn one(change: &ModelChange, breaking: bool) -> JsonValue {
    object([
        ("kind", change.kind.name().into()),
        ("impact", change.kind.impact().name().into()),
        ("breaking", JsonValue::Bool(breaking)),
        ("places", JsonValue::Array(change.places.iter().map(|place| place.as_str().into()).collect())),
        ("what", change.what.as_str().into()),
        ("why", change.kind.why().into()),
    ])
}
