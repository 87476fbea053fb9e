//! `Serialize` and `Deserialize` of policies, as objects of any format.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Error as _, SerializeMap as _, Serializer};
use serde::{Deserialize, Serialize};

use super::Policy;
use super::error::{PolicyError, PolicyErrorKind};
use super::read::Unknown;
use crate::json::{Json, JsonPath, MAX_DEPTH};

impl Serialize for Policy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.json().serialize(serializer)
    }
}

/// Unknown keys are errors; [`Policy::from_json_lenient`] keeps them. Every error names the path within the policy.
impl<'de> Deserialize<'de> for Policy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let document = Place { path: &JsonPath::Root, levels: MAX_DEPTH }.deserialize(deserializer)?;
        Unknown::Refused.policy(document).map_err(D::Error::custom)
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(digits) => number(digits, serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Array(items) => serializer.collect_seq(items),
            Self::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (key, value) in members {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

/// Serializes a number as an integer if it is one.
fn number<S: Serializer>(digits: &str, serializer: S) -> Result<S::Ok, S::Error> {
    if let Ok(number) = digits.parse::<i64>() {
        return serializer.serialize_i64(number);
    }
    if let Ok(number) = digits.parse::<u64>() {
        return serializer.serialize_u64(number);
    }
    match digits.parse::<f64>() {
        Ok(number) if number.is_finite() => serializer.serialize_f64(number),
        _ => Err(S::Error::custom("a number in the policy is too large for this format")),
    }
}

/// The path of a value in the document, and how many levels of nesting are left.
#[derive(Clone, Copy)]
struct Place<'p> {
    path: &'p JsonPath<'p>,
    levels: usize,
}

impl Place<'_> {
    fn refuse<E: serde::de::Error>(self, kind: PolicyErrorKind, message: impl Into<String>) -> E {
        E::custom(PolicyError::new(kind, self.path, message))
    }

    /// Returns how many levels are left below the members or items of this value.
    fn levels_below<E: serde::de::Error>(self) -> Result<usize, E> {
        self.levels.checked_sub(1).ok_or_else(|| {
            let message = format!("is nested more than {MAX_DEPTH} levels deep");
            self.refuse(PolicyErrorKind::TooDeep, message)
        })
    }
}

impl<'de> DeserializeSeed<'de> for Place<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Place<'_> {
    type Value = Json;

    #[inline]
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path {
            JsonPath::Root => f.write_str("a policy: an object with the key Statement"),
            path => write!(f, "a string, a number, a boolean, an array or an object at {path} of a policy"),
        }
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_none<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value.to_string()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Json, E> {
        // JSON has no infinity. `Debug` writes an exponent instead of many digits.
        if value.is_finite() {
            Ok(Json::Number(format!("{value:?}")))
        } else {
            Err(self.refuse(PolicyErrorKind::WrongValue, format!("must be a finite number; found {value}")))
        }
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Json, E> {
        Ok(Json::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Json, A::Error> {
        let levels = self.levels_below()?;
        let mut items = Vec::new();
        loop {
            let path = self.path.index(items.len());
            match sequence.next_element_seed(Place { path: &path, levels })? {
                Some(item) => items.push(item),
                None => return Ok(Json::Array(items)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let levels = self.levels_below()?;
        let mut members: Vec<(String, Json)> = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            let path = self.path.key(&key);
            let place = Place { path: &path, levels };
            if members.iter().any(|(known, _)| *known == key) {
                return Err(place.refuse(PolicyErrorKind::DuplicateKey, "the key is repeated"));
            }
            let value = map.next_value_seed(place)?;
            members.push((key, value));
        }
        Ok(Json::Object(members))
    }
}
