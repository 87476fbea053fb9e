//! Reads an object key by key, and checks the type of each value. Keys that are left at the end are unknown.

use crate::error::{Error, Stage};
use crate::json::JsonValue;
use crate::model::{Bounds, RangeBound};

use super::known::{self, KeyPlace};
use super::report::ReadReport;

/// The keys of one object, or the traits of one shape.
pub(super) struct FieldReader<'a> {
    at: String,
    left: Vec<(&'a str, &'a JsonValue)>,
}

/// Creates an error of this stage.
pub(super) fn error(at: impl Into<String>, message: impl Into<String>) -> Error {
    Error::new(Stage::Read, at, message)
}

fn wrong_type(at: &str, key: &str, expected: &str, found: &JsonValue) -> Error {
    error(at, format!("\"{key}\" must be {expected}; found {}", found.kind()))
}

impl<'a> FieldReader<'a> {
    /// Starts to read the object at a place of the model.
    pub(super) fn of(at: impl Into<String>, json: &'a JsonValue) -> Result<Self, Error> {
        let at = at.into();
        match json.as_object() {
            Some(entries) => Ok(Self { at, left: entries.iter().map(|(key, value)| (key.as_str(), value)).collect() }),
            None => Err(error(at, format!("must be an object; found {}", json.kind()))),
        }
    }

    /// Returns the place in the model.
    pub(super) fn at(&self) -> &str {
        &self.at
    }

    /// Returns the keys that have not been taken yet.
    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.left.iter().map(|(name, _)| *name)
    }

    /// Returns the same keys, at another place.
    pub(super) fn moved_to(self, at: &str) -> Self {
        Self { at: at.to_owned(), ..self }
    }

    /// Returns the value of a key without taking it.
    pub(super) fn peek(&self, key: &str) -> Option<&'a JsonValue> {
        self.left.iter().find(|(name, _)| *name == key).map(|(_, value)| *value)
    }

    /// Takes a key, which marks it as known, and returns its value.
    pub(super) fn take(&mut self, key: &str) -> Option<&'a JsonValue> {
        let position = self.left.iter().position(|(name, _)| *name == key)?;
        Some(self.left.remove(position).1)
    }

    /// Takes a key that must be present.
    pub(super) fn need(&mut self, key: &str) -> Result<&'a JsonValue, Error> {
        self.take(key).ok_or_else(|| self.missing(key))
    }

    /// Takes a string, if the key is present.
    pub(super) fn text(&mut self, key: &str) -> Result<Option<&'a str>, Error> {
        self.typed(key, "a string", JsonValue::as_str)
    }

    /// Takes an owned string, if the key is present.
    pub(super) fn string(&mut self, key: &str) -> Result<Option<String>, Error> {
        Ok(self.text(key)?.map(str::to_owned))
    }

    /// Takes a string that must be present.
    pub(super) fn need_text(&mut self, key: &str) -> Result<&'a str, Error> {
        self.text(key)?.ok_or_else(|| self.missing(key))
    }

    /// Takes a boolean, if the key is present.
    pub(super) fn boolean(&mut self, key: &str) -> Result<Option<bool>, Error> {
        self.typed(key, "a boolean", JsonValue::as_bool)
    }

    /// Takes a boolean. Returns `false` if the key is missing.
    pub(super) fn flag(&mut self, key: &str) -> Result<bool, Error> {
        Ok(self.boolean(key)?.unwrap_or(false))
    }

    /// Takes an annotation trait, whose value is `{}`. Returns `true` if it is present.
    pub(super) fn annotation(&mut self, key: &str) -> Result<bool, Error> {
        let empty = |json: &'a JsonValue| json.as_object().filter(|entries| entries.is_empty());
        Ok(self.typed(key, "an empty object", empty)?.is_some())
    }

    /// Takes an integer, if the key is present.
    pub(super) fn integer(&mut self, key: &str) -> Result<Option<i64>, Error> {
        self.typed(key, "a 64-bit integer", JsonValue::as_i64)
    }

    /// Takes a list, and returns its elements. Returns none if the key is missing.
    pub(super) fn list(&mut self, key: &str) -> Result<&'a [JsonValue], Error> {
        Ok(self.typed(key, "a list", JsonValue::as_array)?.unwrap_or_default())
    }

    /// Takes a list of strings, if the key is present.
    pub(super) fn texts(&mut self, key: &str) -> Result<Option<Vec<&'a str>>, Error> {
        let elements = self.typed(key, "a list of strings", JsonValue::as_array)?;
        let text = |json: &'a JsonValue| {
            let found = || format!("\"{key}\" must be a list of strings; found {} in it", json.kind());
            json.as_str().ok_or_else(|| error(self.at.as_str(), found()))
        };
        elements.map(|elements| elements.iter().map(text).collect()).transpose()
    }

    /// Takes an object with arbitrary keys, and returns its entries. Returns none if the key is missing.
    pub(super) fn entries(&mut self, key: &str) -> Result<&'a [(String, JsonValue)], Error> {
        Ok(self.typed(key, "an object", JsonValue::as_object)?.unwrap_or_default())
    }

    /// Takes an object with known keys, if the key is present. Errors in it have the same place as this object.
    pub(super) fn object(&mut self, key: &str) -> Result<Option<Self>, Error> {
        let entries = self.typed(key, "an object", JsonValue::as_object)?;
        Ok(entries.map(|entries| self.inner(entries)))
    }

    /// Takes an object with known keys. Returns an empty one if the key is missing.
    pub(super) fn object_or_empty(&mut self, key: &str) -> Result<Self, Error> {
        let entries = self.entries(key)?;
        Ok(self.inner(entries))
    }

    fn inner(&self, entries: &'a [(String, JsonValue)]) -> Self {
        Self { at: self.at.clone(), left: entries.iter().map(|(key, value)| (key.as_str(), value)).collect() }
    }

    /// Takes the limits of a length: the integers `min` and `max`.
    pub(super) fn length(&mut self) -> Result<Bounds, Error> {
        let mut number = |key: &str| match self.integer(key)? {
            Some(negative) if negative < 0 => {
                Err(error(self.at.as_str(), format!("\"{key}\" of a length must be 0 or more; found {negative}")))
            }
            number => Ok(number),
        };
        let bounds = Bounds { min: number("min")?, max: number("max")? };
        self.ordered(bounds)
    }

    /// Takes the limits of a number: the numbers `min` and `max`.
    pub(super) fn range(&mut self) -> Result<Bounds<RangeBound>, Error> {
        let mut number = |key: &str| {
            let number = self.typed(key, "a number", JsonValue::as_number)?;
            Ok(number.map(RangeBound::from_number))
        };
        let bounds = Bounds { min: number("min")?, max: number("max")? };
        self.ordered(bounds)
    }

    fn ordered<T: PartialOrd + std::fmt::Display>(&self, bounds: Bounds<T>) -> Result<Bounds<T>, Error> {
        match (&bounds.min, &bounds.max) {
            (Some(min), Some(max)) if min > max => {
                Err(error(self.at.as_str(), format!("\"min\" ({min}) is greater than \"max\" ({max})")))
            }
            _ => Ok(bounds),
        }
    }

    /// Checks that every key that was not taken is known, and may be ignored.
    pub(super) fn finish(self, place: KeyPlace, report: &mut ReadReport) -> Result<(), Error> {
        let noun = place.noun();
        for (key, _) in self.left {
            if let Some(why) = known::refused(key) {
                return Err(error(self.at, format!("the {noun} \"{key}\" is not supported: {why}")));
            }
            if !known::is_ignored(place, key) {
                let unknown = error(self.at.as_str(), format!("unknown {noun} \"{key}\""));
                report.unknown(
                    unknown.with_remedy(format!("add it to the list of known {noun}s in codegen/src/read/known.rs")),
                )?;
            }
        }
        Ok(())
    }

    fn typed<T>(
        &mut self,
        key: &str,
        expected: &str,
        cast: impl Fn(&'a JsonValue) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        match self.take(key) {
            None => Ok(None),
            Some(json) => cast(json).map(Some).ok_or_else(|| wrong_type(&self.at, key, expected, json)),
        }
    }

    fn missing(&self, key: &str) -> Error {
        error(self.at.as_str(), format!("\"{key}\" is missing"))
    }
}
