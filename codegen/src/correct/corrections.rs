//! Corrects facts of a model. A correction has to be removed as soon as the published model states the same fact.

use crate::error::Error;
use crate::json::JsonValue;
use crate::model::{
    Bounds, DryRunTrait, ErrorCodeTrait, FlagVariableTrait, LimitsTrait, MemberShape, Model, OperationShape, Retryable,
    ServiceShape, Shape, ShapeKind, TransientErrorTrait,
};

use super::error;
use crate::read::{Strictness, check_json_texts};

const KEYS: [&str; 5] = ["target", "trait", "value", "why", "source"];

/// Applies a JSON list of corrections.
///
/// A correction is an object with the keys `target`, `trait`, `value`, `why` and `source`. The target is `Shape`,
/// `Shape$Member`, an operation, or the short name of the service.
///
/// # Errors
///
/// The list is malformed, or a target cannot have the trait. If the generator is strict, also: a target does not exist, or a
/// correction changes nothing. Otherwise that is a warning: the list was made for another release of the model.
pub fn correct(mut model: Model, corrections: &str, strictness: Strictness) -> Result<(Model, Vec<String>), Error> {
    let mut warnings = Vec::new();
    let list = JsonValue::parse(corrections).map_err(|problem| error("corrections", format!("not JSON: {problem}")))?;
    let Some(list) = list.as_array() else {
        return Err(error("corrections", format!("must be a list; found {}", list.kind())));
    };
    for (position, json) in list.iter().enumerate() {
        check_json_texts(&format!("corrections[{position}]"), json)?;
        let correction = Correction::read(format!("corrections[{position}]"), json)?;
        let error = match correction.apply(&mut model)? {
            CorrectionEffect::Changed => continue,
            CorrectionEffect::Unchanged => correction
                .error("changes nothing: the model already states this value")
                .with_remedy("remove the correction"),
            CorrectionEffect::NoTarget => correction.error("the model does not have this target"),
        };
        match strictness {
            Strictness::Strict => return Err(error),
            Strictness::Lenient => warnings.push(format!("{}: {}", error.at(), error.message())),
        }
    }
    Ok((model, warnings))
}

/// The effect of a correction on a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CorrectionEffect {
    /// A fact was changed.
    Changed,
    /// Nothing was changed, because the model already states the fact.
    Unchanged,
    /// Nothing was changed, because the model does not have the target.
    NoTarget,
}

impl CorrectionEffect {
    fn of(is_changed: bool) -> Self {
        if is_changed { Self::Changed } else { Self::Unchanged }
    }
}

/// One entry of a list of corrections.
pub(super) struct Correction<'a> {
    at: String,
    target: &'a str,
    name: &'a str,
    value: &'a JsonValue,
}

/// The part of a model that a correction changes.
enum CorrectionTarget<'m> {
    Service(&'m mut ServiceShape),
    Operation(&'m mut OperationShape),
    Shape(&'m mut Shape),
    Member(&'m mut MemberShape),
}

impl<'a> Correction<'a> {
    pub(super) fn read(at: String, json: &'a JsonValue) -> Result<Self, Error> {
        let Some(entries) = json.as_object() else {
            return Err(error(at, format!("must be an object; found {}", json.kind())));
        };
        if let Some((key, _)) = entries.iter().find(|(key, _)| !KEYS.contains(&key.as_str())) {
            return Err(error(at, format!("unknown key \"{key}\"")));
        }
        let text = |key: &str| match json.get(key).and_then(JsonValue::as_str) {
            Some(text) if !text.trim().is_empty() => Ok(text),
            _ => Err(error(at.as_str(), format!("the string \"{key}\" is missing or empty"))),
        };
        let target = text("target")?;
        let name = text("trait")?;
        text("why")?;
        text("source")?;
        let Some(value) = json.get("value") else {
            return Err(error(at, "\"value\" is missing"));
        };
        Ok(Self { at: format!("{at} ({target}, {name})"), target, name, value })
    }

    fn error(&self, message: impl Into<String>) -> Error {
        error(self.at.as_str(), message)
    }

    fn find<'m>(&self, model: &'m mut Model) -> Option<CorrectionTarget<'m>> {
        match self.target.split_once('$') {
            Some((shape, member)) => model
                .shapes
                .get_mut(shape)
                .and_then(|shape| shape.members_mut().into_iter().find(|part| part.name == member))
                .map(CorrectionTarget::Member),
            None if model.service.sdk_id == self.target => Some(CorrectionTarget::Service(&mut model.service)),
            None => match model.operations.iter_mut().find(|operation| operation.name == self.target) {
                Some(operation) => Some(CorrectionTarget::Operation(operation)),
                None => model.shapes.get_mut(self.target).map(CorrectionTarget::Shape),
            },
        }
    }

    /// Applies the correction to a model.
    pub(super) fn apply(&self, model: &mut Model) -> Result<CorrectionEffect, Error> {
        if self.name == "awsquery#otherName" && !self.target.contains('$') {
            return self.name_list(model);
        }
        match self.find(model) {
            Some(target) => self.change(target).map(CorrectionEffect::of),
            None => Ok(CorrectionEffect::NoTarget),
        }
    }

    /// Sets an alternative name in responses for the members that refer to a list and do not state their wire name.
    fn name_list(&self, model: &mut Model) -> Result<CorrectionEffect, Error> {
        let name = match self.value.as_str() {
            Some(name) if !name.is_empty() => name,
            _ => return Err(self.error("\"value\" must be a name")),
        };
        match model.shapes.get(self.target).map(|shape| &shape.kind) {
            Some(ShapeKind::List(_)) => {}
            Some(_) => return Err(self.error("the shape is not a list")),
            None => return Ok(CorrectionEffect::NoTarget),
        }
        let mut is_changed = false;
        for shape in model.shapes.values_mut() {
            let (ShapeKind::Structure(members) | ShapeKind::Union(members)) = &mut shape.kind else { continue };
            for member in members.iter_mut().filter(|member| member.target == self.target) {
                if member.wire_name.is_none() {
                    is_changed |= set(&mut member.other_name, Some(name.to_owned()));
                }
            }
        }
        Ok(CorrectionEffect::of(is_changed))
    }

    /// Changes the target. Returns `false` if it already has the value.
    fn change(&self, target: CorrectionTarget<'_>) -> Result<bool, Error> {
        match (self.name, target) {
            ("smithy.api#sensitive", CorrectionTarget::Shape(shape)) => Ok(set(&mut shape.sensitive, self.mark()?)),
            ("smithy.api#sensitive", CorrectionTarget::Member(member)) => Ok(set(&mut member.sensitive, self.mark()?)),
            ("awsquery#reliedOn", CorrectionTarget::Member(member)) => Ok(set(&mut member.relied_on, self.mark()?)),
            ("awsquery#oneTime", CorrectionTarget::Member(member)) => Ok(set(&mut member.one_time, self.mark()?)),
            ("awsquery#transientError", CorrectionTarget::Service(service)) => {
                let [code, message] = self.texts(["code", "message"])?;
                let code = code.ok_or_else(|| self.error("the string \"code\" is missing"))?;
                Ok(add(&mut service.transient_errors, TransientErrorTrait { code, message }))
            }
            ("awsquery#errorCodes", CorrectionTarget::Service(service)) => {
                Ok(set(&mut service.error_codes, self.error_codes()?))
            }
            ("awsquery#dryRun", CorrectionTarget::Service(service)) => {
                let [member, code] = self.texts(["member", "code"])?;
                let (Some(member), Some(code)) = (member, code) else {
                    return Err(self.error("\"value\" must have \"member\" and \"code\""));
                };
                Ok(set(&mut service.dry_run, Some(DryRunTrait { member, code })))
            }
            ("awsquery#otherName", CorrectionTarget::Member(member)) => match self.value.as_str() {
                Some(name) if !name.is_empty() => Ok(set(&mut member.other_name, Some(name.to_owned()))),
                _ => Err(self.error("\"value\" must be a name")),
            },
            ("awsquery#flagVariable", CorrectionTarget::Service(service)) => {
                let [variable, built_in, on, off] = self.texts(["variable", "builtIn", "on", "off"])?;
                let (Some(variable), Some(built_in), Some(on), Some(off)) = (variable, built_in, on, off) else {
                    return Err(self.error("\"value\" must have \"variable\", \"builtIn\", \"on\" and \"off\""));
                };
                Ok(add(&mut service.flag_variables, FlagVariableTrait { variable, built_in, on, off }))
            }
            ("awsquery#limits", CorrectionTarget::Service(service)) => Ok(set(&mut service.limits, self.limits()?)),
            ("smithy.api#length", CorrectionTarget::Shape(shape)) => {
                if !matches!(
                    shape.kind,
                    ShapeKind::Blob
                        | ShapeKind::String
                        | ShapeKind::Enum(_)
                        | ShapeKind::List(_)
                        | ShapeKind::Map { .. }
                ) {
                    return Err(self.error("the shape has no length"));
                }
                Ok(set(&mut shape.constraints.length, self.bounds()?))
            }
            ("smithy.api#retryable", CorrectionTarget::Shape(shape)) => match &mut shape.error {
                Some(traits) => Ok(set(&mut traits.retryable, Some(self.retryable()?))),
                None => Err(self.error("the shape is not an error")),
            },
            ("smithy.api#auth", CorrectionTarget::Operation(operation)) => match self.value.as_array() {
                Some([]) => Ok(set(&mut operation.no_auth, true)),
                _ => Err(self.error("\"value\" must be an empty list")),
            },
            ("awsquery#rename", CorrectionTarget::Shape(shape)) => match self.value.as_str() {
                Some(name) if !name.is_empty() => Ok(set(&mut shape.rename, Some(name.to_owned()))),
                _ => Err(self.error("\"value\" must be a name")),
            },
            _ => Err(self.error("this trait cannot be corrected for this kind of target")),
        }
    }

    fn mark(&self) -> Result<bool, Error> {
        match self.value.as_object() {
            Some([]) => Ok(true),
            _ => Err(self.error("\"value\" must be an empty object")),
        }
    }

    /// Reads the strings of an object that may have only the given keys.
    fn texts<const N: usize>(&self, keys: [&str; N]) -> Result<[Option<String>; N], Error> {
        for (key, value) in self.value.entries() {
            if !keys.contains(&key.as_str()) {
                return Err(self.error(format!("unknown key \"{key}\"")));
            }
            if value.as_str().is_none() {
                return Err(self.error(format!("\"{key}\" must be a string; found {}", value.kind())));
            }
        }
        Ok(keys.map(|key| self.value.get(key).and_then(JsonValue::as_str).map(str::to_owned)))
    }

    /// Reads an object with a meaning for each code.
    fn error_codes(&self) -> Result<Vec<ErrorCodeTrait>, Error> {
        let codes = self.value.entries().iter().map(|(code, meaning)| match meaning.as_str() {
            Some(meaning) if !meaning.is_empty() => {
                Ok(ErrorCodeTrait { code: code.clone(), meaning: meaning.to_owned() })
            }
            _ => Err(self.error(format!("the meaning of \"{code}\" must be a sentence"))),
        });
        let codes = codes.collect::<Result<Vec<_>, _>>()?;
        if codes.is_empty() {
            Err(self.error("\"value\" must be an object with a meaning for each code"))
        } else {
            Ok(codes)
        }
    }

    fn bounds(&self) -> Result<Bounds, Error> {
        let mut bounds = Bounds::default();
        for (key, value) in self.value.entries() {
            match key.as_str() {
                "min" => bounds.min = value.as_i64(),
                "max" => bounds.max = value.as_i64(),
                _ => return Err(self.error(format!("unknown bound \"{key}\""))),
            }
            if value.as_i64().is_none() {
                return Err(self.error(format!("\"{key}\" must be a 64-bit integer; found {}", value.kind())));
            }
        }
        match bounds {
            Bounds { min: None, max: None } => Err(self.error("\"value\" must have \"min\" or \"max\"")),
            Bounds { min, max } => Ok(Bounds { min: min.filter(|min| *min != 0), max }),
        }
    }

    /// Reads the default limits of a service.
    fn limits(&self) -> Result<LimitsTrait, Error> {
        let mut limits = LimitsTrait::default();
        for (key, value) in self.value.entries() {
            let limit = match key.as_str() {
                "attemptTimeoutSeconds" => &mut limits.attempt_timeout,
                "deadlineSeconds" => &mut limits.deadline,
                "maxResponseBytes" => &mut limits.max_response_bytes,
                _ => return Err(self.error(format!("unknown limit \"{key}\""))),
            };
            let number = value.as_i64().and_then(|number| u32::try_from(number).ok()).filter(|number| *number > 0);
            if number.is_none() {
                return Err(self.error(format!("\"{key}\" must be an integer from 1 to {}", u32::MAX)));
            }
            *limit = number;
        }
        if limits == LimitsTrait::default() {
            let keys = "\"attemptTimeoutSeconds\", \"deadlineSeconds\" or \"maxResponseBytes\"";
            return Err(self.error(format!("\"value\" must have {keys}")));
        }
        Ok(limits)
    }

    fn retryable(&self) -> Result<Retryable, Error> {
        match self.value.as_object() {
            Some([]) => Ok(Retryable { throttling: false }),
            Some([(key, JsonValue::Bool(throttling))]) if key == "throttling" => {
                Ok(Retryable { throttling: *throttling })
            }
            _ => Err(self.error("\"value\" must be {} or {\"throttling\": true}")),
        }
    }
}

/// Adds a fact. Returns `false` if it is in the list already.
fn add<T: PartialEq>(facts: &mut Vec<T>, fact: T) -> bool {
    let changes = !facts.contains(&fact);
    if changes {
        facts.push(fact);
    }
    changes
}

/// Sets a fact. Returns `false` if it has the value already.
fn set<T: PartialEq>(place: &mut T, value: T) -> bool {
    let changes = *place != value;
    *place = value;
    changes
}
