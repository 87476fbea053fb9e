//! Support for serde: generated types are written with the service's member names.
//!
//! Types that hold a secret can be read, but not written by accident: writing them takes the wrapper [`Exposed`]. A
//! Cargo feature would not do, because any crate in the build could turn it on for all others.

use std::collections::BTreeMap;

use serde::ser::SerializeStruct as _;
use serde::{Deserialize as _, Deserializer, Serialize, Serializer};
use zeroize::Zeroize;

use crate::value::blob::Blob;
use crate::value::redacted::without_value;
use crate::value::secret::Secret;
use crate::value::timestamp::Timestamp;

/// Serializes a value, including its secrets.
///
/// Needs the feature `serde`.
///
/// Credentials and generated types that hold a [`Secret`] do not implement `Serialize`, so that no log and no cache
/// contains them by accident. Wrap a reference to one in `Exposed` where the secrets have to be written.
///
/// ```
/// use awsquery::Secret;
/// use awsquery::value::Exposed;
///
/// let token = Secret::from("s3cret");
/// assert_eq!(serde_json::to_string(&Exposed(&token))?, "\"s3cret\"");
/// assert_eq!(format!("{:?}", Exposed(&token)), "Exposed(..)");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Exposed<'a, T: ?Sized>(pub &'a T);

impl<T: Expose + ?Sized> Serialize for Exposed<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.expose(serializer)
    }
}

impl<T: ?Sized> std::fmt::Debug for Exposed<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Exposed(..)")
    }
}

/// A value that can be serialized with its secrets. Generated types implement it; use it through [`Exposed`].
///
/// Needs the feature `serde`.
pub trait Expose {
    /// Serializes the value, including its secrets.
    fn expose<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

macro_rules! expose_as_is {
    ($($plain:ty),*) => {$(
        impl Expose for $plain {
            fn expose<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.serialize(serializer)
            }
        }
    )*};
}

expose_as_is!(String, bool, i8, i16, i32, i64, Timestamp, Blob);

macro_rules! expose_float {
    ($($float:ty),*) => {$(
        impl Expose for $float {
            fn expose<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match crate::value::number::special((*self).into()) {
                    Some(name) => serializer.serialize_str(name),
                    None => self.serialize(serializer),
                }
            }
        }
    )*};
}

expose_float!(f32, f64);

impl<T: Expose + Zeroize> Expose for Secret<T> {
    fn expose<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Secret::expose(self).expose(serializer)
    }
}

impl<T: Expose> Expose for Box<T> {
    fn expose<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).expose(serializer)
    }
}

impl<T: Expose> Expose for Vec<T> {
    fn expose<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Exposed))
    }
}

impl<T: Expose> Expose for BTreeMap<String, T> {
    fn expose<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(key, value)| (key, Exposed(value))))
    }
}

/// Serializes the members of a structure, one after another.
pub struct Members<S: Serializer>(Result<S::SerializeStruct, S::Error>);

impl<S: Serializer> Members<S> {
    /// Starts a structure of at most `count` members.
    pub fn new(serializer: S, name: &'static str, count: usize) -> Self {
        Self(serializer.serialize_struct(name, count))
    }

    /// Writes a member that is always set.
    pub fn required<T: Expose>(self, name: &'static str, value: &T) -> Self {
        Self(self.0.and_then(|mut members| {
            members.serialize_field(name, &Exposed(value))?;
            Ok(members)
        }))
    }

    /// Writes a member if it is set.
    pub fn optional<T: Expose>(self, name: &'static str, value: &Option<T>) -> Self {
        match value {
            Some(value) => self.required(name, value),
            None => self,
        }
    }

    /// Writes the name of a union's member that the model does not have.
    pub fn unknown_member(self, name: &str) -> Self {
        Self(self.0.and_then(|mut members| {
            members.serialize_field("SDK_UNKNOWN_MEMBER", &BTreeMap::from([("name", name)]))?;
            Ok(members)
        }))
    }

    /// Finishes the structure.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.0?.end()
    }
}

/// Deserializes an open enum, which accepts any string.
pub fn read_enum<'de, D: Deserializer<'de>, T: for<'a> From<&'a str>>(deserializer: D) -> Result<T, D::Error> {
    String::deserialize(deserializer).map(|value| T::from(&value))
}

/// Deserializes the values of [`read_floats`], which the service model marks as sensitive. An error does not quote them.
pub fn read_sensitive_floats<'de, D: Deserializer<'de>, T: Floats>(deserializer: D) -> Result<T, D::Error> {
    T::read(deserializer).map_err(without_value)
}

/// Deserialization of the name of a union's member that the model does not have: `{"name": …}`.
pub mod unknown_member {
    use std::collections::BTreeMap;

    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer};

    /// Deserializes the name.
    ///
    /// # Errors
    ///
    /// Fails if the value is not a map of strings with the key `name`.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        let mut members = BTreeMap::<String, String>::deserialize(deserializer)?;
        members.remove("name").ok_or_else(|| D::Error::missing_field("name"))
    }
}

/// Deserializes floating-point numbers, which may also be written as `"NaN"`, `"Infinity"` or `"-Infinity"`.
pub fn read_floats<'de, D: Deserializer<'de>, T: Floats>(deserializer: D) -> Result<T, D::Error> {
    T::read(deserializer)
}

/// A floating-point number, or a collection of them.
pub trait Floats: Sized {
    /// Deserializes the number or numbers.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Number {
    Plain(f64),
    Special(String),
}

impl Number {
    fn value<E: serde::de::Error>(self) -> Result<f64, E> {
        match self {
            Self::Plain(number) => Ok(number),
            Self::Special(name) => crate::value::number::parse_special(&name)
                .map(f64::from)
                .ok_or_else(|| E::custom("not a number, NaN, Infinity or -Infinity")),
        }
    }
}

impl Floats for f64 {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Number::deserialize(deserializer)?.value()
    }
}

impl Floats for f32 {
    #[expect(clippy::cast_possible_truncation, reason = "rounding to the nearest 32-bit number is intended")]
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f64::read(deserializer).map(|number| number as f32)
    }
}

impl<T: Floats> Floats for Option<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<Wrapped<T>>::deserialize(deserializer)?.map(|wrapped| wrapped.0))
    }
}

impl<T: Floats> Floats for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<Wrapped<T>>::deserialize(deserializer)?.into_iter().map(|wrapped| wrapped.0).collect())
    }
}

impl<T: Floats> Floats for BTreeMap<String, T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let map = BTreeMap::<String, Wrapped<T>>::deserialize(deserializer)?;
        Ok(map.into_iter().map(|(key, wrapped)| (key, wrapped.0)).collect())
    }
}

struct Wrapped<T>(T);

impl<'de, T: Floats> serde::Deserialize<'de> for Wrapped<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Wrapped)
    }
}
