//! Adds facts that some of the models published by AWS leave out.

use crate::error::Error;
use crate::json::JsonValue;
use crate::model::Model;

use super::corrections::{Correction, CorrectionEffect};
use super::error;

/// Lists of corrections, in the form of [`correct`](super::correct), by the short name of the service.
const GAPS: &str = include_str!("gaps.json");

/// Adds the facts that are known to be missing from some published models of this service.
///
/// Unlike the corrections of [`correct`](super::correct), a fact here may be in the model already, because the other form
/// of the model or a later version states it. The target may also be missing, because a model may have been reduced to
/// some operations.
///
/// # Errors
///
/// The list of facts is malformed, which is a bug in the generator.
pub fn fill_gaps(mut model: Model) -> Result<Model, Error> {
    let gaps = JsonValue::parse(GAPS).map_err(|problem| error("gaps.json", format!("not JSON: {problem}")))?;
    let of_service = gaps.get(&model.service.sdk_id).and_then(JsonValue::as_array).unwrap_or_default();
    for (position, json) in of_service.iter().enumerate() {
        let correction = Correction::read(format!("gaps.json[{position}]"), json)?;
        match correction.apply(&mut model)? {
            CorrectionEffect::Changed | CorrectionEffect::Unchanged | CorrectionEffect::NoTarget => {}
        }
    }
    Ok(model)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::tests::{api2, ast, strict};

    fn is_unsigned(text: &str) -> bool {
        fill_gaps(strict(text)).unwrap().operations[0].no_auth
    }

    #[test]
    fn operations_for_callers_without_credentials_need_no_signature() {
        let text = ast(&["AssumeRoleWithSAML"], r#""ns#AssumeRoleWithSAML": {"type": "operation"}"#);
        assert!(!is_unsigned(&text), "another service may use the name for something else");
        assert!(is_unsigned(&text.replace(r#""sdkId": "Tiny""#, r#""sdkId": "STS""#)));
    }

    #[test]
    fn both_forms_of_elasticache_have_the_alternative_name_of_a_list() {
        let smithy = r#""ns#S": {"type": "structure", "members": {"Logs": {"target": "ns#PendingLogDeliveryConfigurationList"}}},
            "ns#PendingLogDeliveryConfigurationList": {"type": "list", "member": {"target": "smithy.api#String"}}"#;
        let smithy = ast(&[], smithy).replace(r#""sdkId": "Tiny""#, r#""sdkId": "ElastiCache""#);
        let older = r#""S": {"type": "structure", "members": {"Logs": {"shape": "PendingLogDeliveryConfigurationList"}}},
            "PendingLogDeliveryConfigurationList": {"type": "list", "locationName": "PendingLogDeliveryConfiguration",
                "member": {"shape": "String"}}, "String": {"type": "string"}"#;
        let older = api2("", older).replace(r#""serviceId": "Tiny""#, r#""serviceId": "ElastiCache""#);
        for text in [smithy, older] {
            let model = fill_gaps(strict(&text)).unwrap();
            let name = model.shapes["S"].members()[0].other_name.as_deref();
            assert_eq!(name, Some("PendingLogDeliveryConfiguration"));
        }
    }

    #[test]
    fn the_list_of_gaps_is_well_formed() {
        for (service, list) in JsonValue::parse(GAPS).unwrap().entries() {
            let model = ast(&[], "").replace(r#""sdkId": "Tiny""#, &format!(r#""sdkId": "{service}""#));
            assert!(!list.as_array().unwrap().is_empty(), "{service}");
            let filled = fill_gaps(strict(&model)).unwrap();
            assert!(filled.operations.is_empty() && filled.shapes.is_empty(), "{service}");
        }
    }
}
