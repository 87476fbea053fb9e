//! What some of the files that AWS publishes leave unsaid, by name.

use crate::model::{Kind, Model};

/// Operations that callers without credentials call, which is what they are for: service and operation. The Smithy AST of
/// 2025 does not say so; API-2 and later ASTs do.
const UNSIGNED: [(&str, &str); 2] = [("STS", "AssumeRoleWithSAML"), ("STS", "AssumeRoleWithWebIdentity")];
/// Names that API-2 gives a list and Smithy's form leaves out: service, list and name. Answers may have either.
const NAMES: [(&str, &str, &str); 1] =
    [("ElastiCache", "PendingLogDeliveryConfigurationList", "PendingLogDeliveryConfiguration")];

/// Says it, where the file does not.
pub(super) fn say(model: &mut Model) {
    let service = model.service.sdk_id.as_str();
    for operation in &mut model.operations {
        operation.no_auth |= UNSIGNED.contains(&(service, operation.name.as_str()));
    }
    for (_, list, name) in NAMES.into_iter().filter(|(of, ..)| *of == service) {
        for shape in model.shapes.values_mut() {
            let (Kind::Structure(members) | Kind::Union(members)) = &mut shape.kind else { continue };
            let nameless = |target: &str, wire_name: &Option<String>| target == list && wire_name.is_none();
            for member in members.iter_mut().filter(|member| nameless(&member.target, &member.wire_name)) {
                member.other_name = Some(name.to_owned());
            }
        }
    }
}
