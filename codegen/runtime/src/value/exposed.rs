//! Support for serde: generated types are written with the service's member names.
//!
//! Types that hold a secret can be read, but not written by accident: writing them takes the wrapper [`Exposed`]. A
//! Cargo feature would not do, because any crate in the build could turn it on for all others.

use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

use crate::value::dynamic::{Structure, Value, View};
use crate::value::number::special;
use crate::value::shape::UNKNOWN_MEMBER;

/// Serializes a value, including its secrets.
///
/// Needs the feature `serde`.
///
/// Credentials and generated types that hold a [`Secret`](crate::Secret) do not implement `Serialize`, so that no log and
/// no cache contains them by accident. Wrap a reference to one in `Exposed` where the secrets have to be written.
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
    ///
    /// # Errors
    ///
    /// Fails if the serializer does.
    fn expose<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

impl<T: Value + ?Sized> Expose for T {
    fn expose<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.view().serialize(serializer)
    }
}

impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Absent => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Boolean(flag) => serializer.serialize_bool(flag),
            Self::Byte(number) => serializer.serialize_i8(number),
            Self::Short(number) => serializer.serialize_i16(number),
            Self::Integer(number) => serializer.serialize_i32(number),
            Self::Long(number) => serializer.serialize_i64(number),
            // JSON cannot express NaN and the infinities.
            Self::Float(number) => match special(number.into()) {
                Some(name) => serializer.serialize_str(name),
                None => serializer.serialize_f32(number),
            },
            Self::Double(number) => match special(number) {
                Some(name) => serializer.serialize_str(name),
                None => serializer.serialize_f64(number),
            },
            Self::Timestamp(time) => time.serialize(serializer),
            Self::Blob(blob) => blob.serialize(serializer),
            Self::List(list) => serializer.collect_seq(list.views()),
            Self::Map(map) => serializer.collect_map(map.entries()),
            Self::Structure(structure) => members(structure, serializer),
        }
    }
}

/// Serializes the members of a structure that are set.
fn members<S: Serializer>(structure: &dyn Structure, serializer: S) -> Result<S::Ok, S::Error> {
    let shape = structure.shape();
    let count = if shape.is_union { 1 } else { shape.members.len() };
    let mut members = serializer.serialize_struct(shape.name, count)?;
    let mut written = Ok(());
    structure.values(&mut |values| {
        written =
            values.iter().enumerate().try_for_each(|(index, value)| match (shape.members.get(index), value.view()) {
                (_, View::Absent) => Ok(()),
                (Some(member), view) => members.serialize_field(member.name, &view),
                (None, view) => members.serialize_field(UNKNOWN_MEMBER, &UnknownMember { name: view }),
            });
    });
    written?;
    members.end()
}

/// The value of a union's member that the model does not have.
#[derive(Serialize)]
struct UnknownMember<'a> {
    name: View<'a>,
}
