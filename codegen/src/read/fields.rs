//! The keys of one object, taken one by one, each checked for its type; what is left at the end is unknown.

use crate::error::{Error, Stage};
use crate::json::Json;
use crate::model::Bounds;

use super::known::{self, Place};
use super::report::Report;

/// The keys of one object, or the traits of one shape.
pub(super) struct Fields<'a> {
    at: String,
    left: Vec<(&'a str, &'a Json)>,
}

/// An error of reading.
pub(super) fn error(at: impl Into<String>, message: impl Into<String>) -> Error {
    Error::new(Stage::Read, at, message)
}

fn wrong_type(at: &str, key: &str, expected: &str, found: &Json) -> Error {
    error(at, format!("\"{key}\" must be {expected}, is {}", found.kind()))
}

impl<'a> Fields<'a> {
    /// The keys of an object at a place of the model.
    pub(super) fn of(at: impl Into<String>, json: &'a Json) -> Result<Self, Error> {
        let at = at.into();
        match json.as_object() {
            Some(entries) => Ok(Self { at, left: entries.iter().map(|(key, value)| (key.as_str(), value)).collect() }),
            None => Err(error(at, format!("must be an object, is {}", json.kind()))),
        }
    }

    /// The place in the model.
    pub(super) fn at(&self) -> &str {
        &self.at
    }

    /// The keys that nobody took yet.
    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.left.iter().map(|(name, _)| *name)
    }

    /// The same keys, with their place named anew.
    pub(super) fn moved_to(self, at: &str) -> Self {
        Self { at: at.to_owned(), ..self }
    }

    /// The value of a key that stays for others.
    pub(super) fn peek(&self, key: &str) -> Option<&'a Json> {
        self.left.iter().find(|(name, _)| *name == key).map(|(_, value)| *value)
    }

    /// The value of a key, which counts as known from now on.
    pub(super) fn take(&mut self, key: &str) -> Option<&'a Json> {
        let position = self.left.iter().position(|(name, _)| *name == key)?;
        Some(self.left.remove(position).1)
    }

    /// The value of a key that must be there.
    pub(super) fn need(&mut self, key: &str) -> Result<&'a Json, Error> {
        self.take(key).ok_or_else(|| self.missing(key))
    }

    /// Text, if the key is there.
    pub(super) fn text(&mut self, key: &str) -> Result<Option<&'a str>, Error> {
        self.typed(key, "text", Json::as_str)
    }

    /// Owned text, if the key is there.
    pub(super) fn string(&mut self, key: &str) -> Result<Option<String>, Error> {
        Ok(self.text(key)?.map(str::to_owned))
    }

    /// Text that must be there.
    pub(super) fn need_text(&mut self, key: &str) -> Result<&'a str, Error> {
        self.text(key)?.ok_or_else(|| self.missing(key))
    }

    /// `true` or `false`, if the key is there.
    pub(super) fn truth(&mut self, key: &str) -> Result<Option<bool>, Error> {
        self.typed(key, "true or false", Json::as_bool)
    }

    /// `true` or `false`; `false` if the key is missing.
    pub(super) fn flag(&mut self, key: &str) -> Result<bool, Error> {
        Ok(self.truth(key)?.unwrap_or(false))
    }

    /// True if a trait without parts, written `{}`, is there.
    pub(super) fn mark(&mut self, key: &str) -> Result<bool, Error> {
        let empty = |json: &'a Json| json.as_object().filter(|entries| entries.is_empty());
        Ok(self.typed(key, "an empty object", empty)?.is_some())
    }

    /// A whole number, if the key is there.
    pub(super) fn number(&mut self, key: &str) -> Result<Option<i64>, Error> {
        self.typed(key, "a whole number of 64 bits", Json::as_i64)
    }

    /// The elements of a list; none if the key is missing.
    pub(super) fn list(&mut self, key: &str) -> Result<&'a [Json], Error> {
        Ok(self.typed(key, "a list", Json::as_array)?.unwrap_or_default())
    }

    /// The texts of a list, if the key is there.
    pub(super) fn texts(&mut self, key: &str) -> Result<Option<Vec<&'a str>>, Error> {
        self.typed(key, "a list of texts", |json| json.as_array()?.iter().map(Json::as_str).collect())
    }

    /// The entries of an object that is keyed by names; none if the key is missing.
    pub(super) fn entries(&mut self, key: &str) -> Result<&'a [(String, Json)], Error> {
        Ok(self.typed(key, "an object", Json::as_object)?.unwrap_or_default())
    }

    /// The keys of an object inside, if the key is there; errors in it are of the same place.
    pub(super) fn object(&mut self, key: &str) -> Result<Option<Self>, Error> {
        let entries = self.typed(key, "an object", Json::as_object)?;
        Ok(entries.map(|entries| self.inner(entries)))
    }

    /// The keys of an object inside, none if the key is missing.
    pub(super) fn object_or_empty(&mut self, key: &str) -> Result<Self, Error> {
        let entries = self.entries(key)?;
        Ok(self.inner(entries))
    }

    fn inner(&self, entries: &'a [(String, Json)]) -> Self {
        Self { at: self.at.clone(), left: entries.iter().map(|(key, value)| (key.as_str(), value)).collect() }
    }

    /// `min` and `max`.
    pub(super) fn bounds(&mut self) -> Result<Bounds, Error> {
        let bounds = Bounds { min: self.number("min")?, max: self.number("max")? };
        match (bounds.min, bounds.max) {
            (Some(min), Some(max)) if min > max => {
                Err(error(self.at.as_str(), format!("\"min\" is {min}, more than \"max\", {max}")))
            }
            _ => Ok(bounds),
        }
    }

    /// Passes every key that nobody took by the lists of known ones.
    pub(super) fn finish(self, place: Place, report: &mut Report) -> Result<(), Error> {
        let noun = place.noun();
        for (key, _) in self.left {
            if let Some(why) = known::refused(key) {
                return Err(error(self.at, format!("the {noun} \"{key}\" cannot be read: {why}")));
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
        cast: impl Fn(&'a Json) -> Option<T>,
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
