//! Corrections of facts, which go away as soon as the publisher's model says the same.

use crate::error::Error;
use crate::json::Json;
use crate::model::{Bounds, FlagVariable, Kind, Member, Model, Operation, Retryable, Service, Shape, TransientError};

use super::error;

const KEYS: [&str; 5] = ["target", "trait", "value", "why", "source"];

/// Applies a JSON list of corrections: objects with `target` (`Shape`, `Shape$Member`, an operation, or the service by
/// its short name), `trait`, `value`, `why` and `source`.
///
/// # Errors
///
/// The list is malformed, a target does not exist or cannot have the trait, or a correction changes nothing.
pub fn correct(mut model: Model, corrections: &str) -> Result<Model, Error> {
    let list = Json::parse(corrections).map_err(|problem| error("corrections", format!("not JSON: {problem}")))?;
    let Some(list) = list.as_array() else {
        return Err(error("corrections", format!("must be a list, is {}", list.kind())));
    };
    for (position, json) in list.iter().enumerate() {
        let correction = Correction::read(format!("corrections[{position}]"), json)?;
        match correction.apply(&mut model)? {
            Effect::Changed => {}
            Effect::Unchanged => {
                return Err(correction
                    .error("changes nothing: the model already says so")
                    .with_remedy("remove the correction"));
            }
            Effect::NoTarget => return Err(correction.error("the model has no such target")),
        }
    }
    Ok(model)
}

/// What a correction did to a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// It changed a fact.
    Changed,
    /// The model states the fact already.
    Unchanged,
    /// The model does not have the target.
    NoTarget,
}

impl Effect {
    fn of(is_changed: bool) -> Self {
        if is_changed { Self::Changed } else { Self::Unchanged }
    }
}

/// One entry of a list of corrections.
pub(super) struct Correction<'a> {
    at: String,
    target: &'a str,
    name: &'a str,
    value: &'a Json,
}

/// What a correction can be about.
enum Target<'m> {
    Service(&'m mut Service),
    Operation(&'m mut Operation),
    Shape(&'m mut Shape),
    Member(&'m mut Member),
}

impl<'a> Correction<'a> {
    pub(super) fn read(at: String, json: &'a Json) -> Result<Self, Error> {
        let Some(entries) = json.as_object() else {
            return Err(error(at, format!("must be an object, is {}", json.kind())));
        };
        if let Some((key, _)) = entries.iter().find(|(key, _)| !KEYS.contains(&key.as_str())) {
            return Err(error(at, format!("unknown key \"{key}\"")));
        }
        let text = |key: &str| match json.get(key).and_then(Json::as_str) {
            Some(text) if !text.trim().is_empty() => Ok(text),
            _ => Err(error(at.as_str(), format!("the text \"{key}\" is missing"))),
        };
        let (target, name) = (text("target")?, text("trait")?);
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

    fn find<'m>(&self, model: &'m mut Model) -> Option<Target<'m>> {
        match self.target.split_once('$') {
            Some((shape, member)) => model
                .shapes
                .get_mut(shape)
                .and_then(|shape| shape.members_mut().into_iter().find(|part| part.name == member))
                .map(Target::Member),
            None if model.service.sdk_id == self.target => Some(Target::Service(&mut model.service)),
            None => match model.operations.iter_mut().find(|operation| operation.name == self.target) {
                Some(operation) => Some(Target::Operation(operation)),
                None => model.shapes.get_mut(self.target).map(Target::Shape),
            },
        }
    }

    /// Changes the model.
    pub(super) fn apply(&self, model: &mut Model) -> Result<Effect, Error> {
        if self.name == "awsquery#otherName" {
            return self.name_list(model);
        }
        match self.find(model) {
            Some(target) => self.change(target).map(Effect::of),
            None => Ok(Effect::NoTarget),
        }
    }

    /// Gives the members that refer to a list, and have no name of their own on the wire, another name in responses.
    fn name_list(&self, model: &mut Model) -> Result<Effect, Error> {
        let name = match self.value.as_str() {
            Some(name) if !name.is_empty() => name,
            _ => return Err(self.error("\"value\" must be a name")),
        };
        match model.shapes.get(self.target).map(|shape| &shape.kind) {
            Some(Kind::List(_)) => {}
            Some(_) => return Err(self.error("the shape is not a list")),
            None => return Ok(Effect::NoTarget),
        }
        let mut is_changed = false;
        for shape in model.shapes.values_mut() {
            let (Kind::Structure(members) | Kind::Union(members)) = &mut shape.kind else { continue };
            for member in members.iter_mut().filter(|member| member.target == self.target) {
                if member.wire_name.is_none() {
                    is_changed |= set(&mut member.other_name, Some(name.to_owned()));
                }
            }
        }
        Ok(Effect::of(is_changed))
    }

    /// Changes the target; false if it said so already.
    fn change(&self, target: Target<'_>) -> Result<bool, Error> {
        match (self.name, target) {
            ("smithy.api#sensitive", Target::Shape(shape)) => Ok(set(&mut shape.sensitive, self.mark()?)),
            ("smithy.api#sensitive", Target::Member(member)) => Ok(set(&mut member.sensitive, self.mark()?)),
            ("awsquery#reliedOn", Target::Member(member)) => Ok(set(&mut member.relied_on, self.mark()?)),
            ("awsquery#oneTime", Target::Member(member)) => Ok(set(&mut member.one_time, self.mark()?)),
            ("awsquery#transientError", Target::Service(service)) => {
                let [code, message] = self.texts(["code", "message"])?;
                let code = code.ok_or_else(|| self.error("the text \"code\" is missing"))?;
                Ok(add(&mut service.transient_errors, TransientError { code, message }))
            }
            ("awsquery#flagVariable", Target::Service(service)) => {
                let [variable, built_in, on, off] = self.texts(["variable", "builtIn", "on", "off"])?;
                let (Some(variable), Some(built_in), Some(on), Some(off)) = (variable, built_in, on, off) else {
                    return Err(self.error("\"value\" must have \"variable\", \"builtIn\", \"on\" and \"off\""));
                };
                Ok(add(&mut service.flag_variables, FlagVariable { variable, built_in, on, off }))
            }
            ("smithy.api#length", Target::Shape(shape)) => {
                if !matches!(shape.kind, Kind::Blob | Kind::String | Kind::Enum(_) | Kind::List(_) | Kind::Map { .. }) {
                    return Err(self.error("the shape has no length"));
                }
                Ok(set(&mut shape.constraints.length, self.bounds()?))
            }
            ("smithy.api#retryable", Target::Shape(shape)) => match &mut shape.error {
                Some(traits) => Ok(set(&mut traits.retryable, Some(self.retryable()?))),
                None => Err(self.error("the shape is no error")),
            },
            ("smithy.api#auth", Target::Operation(operation)) => match self.value.as_array() {
                Some([]) => Ok(set(&mut operation.no_auth, true)),
                _ => Err(self.error("\"value\" must be an empty list")),
            },
            ("awsquery#rename", Target::Shape(shape)) => match self.value.as_str() {
                Some(name) if !name.is_empty() => Ok(set(&mut shape.rename, Some(name.to_owned()))),
                _ => Err(self.error("\"value\" must be a name")),
            },
            _ => Err(self.error("the trait cannot be corrected at this kind of target")),
        }
    }

    fn mark(&self) -> Result<bool, Error> {
        match self.value.as_object() {
            Some([]) => Ok(true),
            _ => Err(self.error("\"value\" must be an empty object")),
        }
    }

    /// The texts of an object with these keys and no others.
    fn texts<const N: usize>(&self, keys: [&str; N]) -> Result<[Option<String>; N], Error> {
        for (key, value) in self.value.entries() {
            if !keys.contains(&key.as_str()) {
                return Err(self.error(format!("unknown key \"{key}\"")));
            }
            if value.as_str().is_none() {
                return Err(self.error(format!("\"{key}\" must be a text")));
            }
        }
        Ok(keys.map(|key| self.value.get(key).and_then(Json::as_str).map(str::to_owned)))
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
                return Err(self.error(format!("the bound \"{key}\" must be a whole number")));
            }
        }
        match bounds {
            Bounds { min: None, max: None } => Err(self.error("\"value\" must have \"min\" or \"max\"")),
            Bounds { min, max } => Ok(Bounds { min: min.filter(|min| *min != 0), max }),
        }
    }

    fn retryable(&self) -> Result<Retryable, Error> {
        match self.value.as_object() {
            Some([]) => Ok(Retryable { throttling: false }),
            Some([(key, Json::Bool(throttling))]) if key == "throttling" => Ok(Retryable { throttling: *throttling }),
            _ => Err(self.error("\"value\" must be {} or {\"throttling\": true}")),
        }
    }
}

/// Adds a fact; false if it was among them already.
fn add<T: PartialEq>(facts: &mut Vec<T>, fact: T) -> bool {
    let changes = !facts.contains(&fact);
    if changes {
        facts.push(fact);
    }
    changes
}

/// Sets a fact; false if it was set so already.
fn set<T: PartialEq>(place: &mut T, value: T) -> bool {
    let changes = *place != value;
    *place = value;
    changes
}
