//! Deserialization of structures by their tables, with the service's member names.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{
    DeserializeSeed, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, VariantAccess, Visitor,
};
use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

use super::dynamic::{List, Map, Place, Store, Structure, Value};
use super::number;
use super::redacted::without_value;
use super::shape::{Member, Shape};

/// Deserializes a value. An error does not quote what the service model marks as sensitive.
///
/// # Errors
///
/// Fails if a required member is missing, if a member occurs twice, or if a value is not of its member's type. Members that
/// the model does not have are ignored in structures; a union has to have exactly one known member.
pub fn deserialize<'de, T: Value, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut value = T::blank();
    ValueSeed(&mut value).deserialize(deserializer)?;
    Ok(value)
}

/// A value to be filled.
struct ValueSeed<'v>(&'v mut dyn Value);

impl<'de> DeserializeSeed<'de> for ValueSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.0.place() {
            Place::Text(text) => return deserializer.deserialize_str(TextVisitor(text)),
            Place::Boolean(flag) => *flag = bool::deserialize(deserializer)?,
            Place::Byte(number) => *number = i8::deserialize(deserializer)?,
            Place::Short(number) => *number = i16::deserialize(deserializer)?,
            Place::Integer(number) => *number = i32::deserialize(deserializer)?,
            Place::Long(number) => *number = i64::deserialize(deserializer)?,
            Place::Float(number) => *number = rounded(float(deserializer)?),
            Place::Double(number) => *number = float(deserializer)?,
            Place::Timestamp(time) => *time = Deserialize::deserialize(deserializer)?,
            Place::Blob(bytes) => bytes.store(Deserialize::deserialize(deserializer)?),
            Place::List(list) => return deserializer.deserialize_seq(ListVisitor(list)),
            Place::Map(map) => return deserializer.deserialize_map(MapVisitor(map)),
            Place::Structure(structure) => return read_structure(structure, deserializer),
        }
        Ok(())
    }
}

fn read_structure<'de, D: Deserializer<'de>>(structure: &mut dyn Structure, from: D) -> Result<(), D::Error> {
    let shape = structure.shape();
    let read = if shape.is_union {
        from.deserialize_enum(shape.name, shape.names(), UnionVisitor(structure))
    } else {
        from.deserialize_struct(shape.name, shape.names(), StructureVisitor(structure))
    };
    if shape.is_hidden { read.map_err(without_value) } else { read }
}

/// A member to be filled.
struct MemberSeed<'v>(&'static Member, &'v mut dyn Value);

impl<'de> DeserializeSeed<'de> for MemberSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Self(member, value) = self;
        let read = if member.is_required {
            ValueSeed(value).deserialize(deserializer)
        } else {
            deserializer.deserialize_option(OptionVisitor(value))
        };
        if member.is_sensitive { read.map_err(without_value) } else { read }
    }
}

struct OptionVisitor<'v>(&'v mut dyn Value);

impl<'de> Visitor<'de> for OptionVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("option")
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        ValueSeed(self.0).deserialize(deserializer)
    }
}

struct StructureVisitor<'v>(&'v mut dyn Structure);

impl<'de> Visitor<'de> for StructureVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "struct {}", self.0.shape().name)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<(), A::Error> {
        let members = self.0.shape().members;
        let mut read = Ok(());
        self.0.places(&mut |places| read = read_members(members, places, &mut from));
        read
    }

    /// Formats without names, such as compact binary ones, have the members in their order.
    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<(), A::Error> {
        let members = self.0.shape().members;
        let mut read = Ok(members.len());
        self.0.places(&mut |places| read = read_in_order(members, places, &mut from));
        match read? {
            count if count < members.len() => Err(A::Error::invalid_length(count, &self)),
            _ => Ok(()),
        }
    }
}

fn read_members<'de, A: MapAccess<'de>>(
    members: &'static [Member],
    places: &mut [&mut dyn Value],
    from: &mut A,
) -> Result<(), A::Error> {
    let mut found = vec![false; members.len()];
    while let Some(number) = from.next_key_seed(NumberSeed(members))? {
        let (Some(member), Some(place), Some(found)) =
            (members.get(number), places.get_mut(number), found.get_mut(number))
        else {
            from.next_value::<IgnoredAny>()?;
            continue;
        };
        if std::mem::replace(found, true) {
            return Err(A::Error::duplicate_field(member.name));
        }
        from.next_value_seed(MemberSeed(member, *place))?;
    }
    let missing = members.iter().zip(found).find(|(member, found)| member.is_required && !found);
    missing.map_or(Ok(()), |(member, _)| Err(A::Error::missing_field(member.name)))
}

/// Returns the number of members that were read.
fn read_in_order<'de, A: SeqAccess<'de>>(
    members: &'static [Member],
    places: &mut [&mut dyn Value],
    from: &mut A,
) -> Result<usize, A::Error> {
    for (number, (member, place)) in members.iter().zip(places).enumerate() {
        if from.next_element_seed(MemberSeed(member, *place))?.is_none() {
            return Ok(number);
        }
    }
    Ok(members.len())
}

/// The number of a member, by its name or its number. A name that the model does not have gives the number
/// after the last member.
struct NumberSeed(&'static [Member]);

impl<'de> DeserializeSeed<'de> for NumberSeed {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for NumberSeed {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("field identifier")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<usize, E> {
        Ok(usize::try_from(number).unwrap_or(usize::MAX).min(self.0.len()))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        self.visit_bytes(name.as_bytes())
    }

    fn visit_bytes<E: Error>(self, name: &[u8]) -> Result<usize, E> {
        Ok(self.0.iter().position(|member| member.name.as_bytes() == name).unwrap_or(self.0.len()))
    }
}

struct UnionVisitor<'v>(&'v mut dyn Structure);

impl<'de> Visitor<'de> for UnionVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "enum {}", self.0.shape().name)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, from: A) -> Result<(), A::Error> {
        let shape = self.0.shape();
        let (number, variant) = from.variant_seed(VariantSeed(shape))?;
        let mut variant = Some(variant);
        let mut read = Ok(());
        self.0.places(&mut |places| {
            if let (Some(place), Some(variant)) = (places.get_mut(number), variant.take()) {
                read = variant.newtype_variant_seed(VariantMember(shape.members.get(number), *place));
            }
        });
        read
    }
}

/// The number of a union's member. The number after the last one stands for a member that the model does not have.
struct VariantSeed(&'static Shape);

impl<'de> DeserializeSeed<'de> for VariantSeed {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for VariantSeed {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("variant identifier")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<usize, E> {
        let known = usize::try_from(number).ok().filter(|number| *number <= self.0.members.len());
        known.ok_or_else(|| E::invalid_value(Unexpected::Unsigned(number), &"the number of a variant"))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        let known = self.0.names().iter().position(|known| *known == name);
        known.ok_or_else(|| E::unknown_variant(name, self.0.names()))
    }

    fn visit_bytes<E: Error>(self, name: &[u8]) -> Result<usize, E> {
        self.visit_str(&String::from_utf8_lossy(name))
    }
}

/// The value of a union's member: of a known one, or of one that the model does not have, which is `{"name": …}`.
struct VariantMember<'v>(Option<&'static Member>, &'v mut dyn Value);

impl<'de> DeserializeSeed<'de> for VariantMember<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Self(member, value) = self;
        let Some(member) = member else {
            let mut unknown = BTreeMap::<String, String>::deserialize(deserializer)?;
            let name = unknown.remove("name").ok_or_else(|| D::Error::missing_field("name"))?;
            if let Place::Text(text) = value.place() {
                text.store(&name);
            }
            return Ok(());
        };
        let read = ValueSeed(value).deserialize(deserializer);
        if member.is_sensitive { read.map_err(without_value) } else { read }
    }
}

struct TextVisitor<'v>(&'v mut dyn for<'t> Store<&'t str>);

impl Visitor<'_> for TextVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.0.store(text);
        Ok(())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<(), E> {
        // It may be a secret, of which no copy may be left.
        self.visit_str(&Zeroizing::new(text))
    }
}

struct ListVisitor<'v>(&'v mut dyn List);

impl<'de> Visitor<'de> for ListVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<(), A::Error> {
        while from.next_element_seed(ElementSeed(&mut *self.0))?.is_some() {}
        Ok(())
    }
}

struct ElementSeed<'v>(&'v mut dyn List);

impl<'de> DeserializeSeed<'de> for ElementSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.append().map_or(Ok(()), |element| ValueSeed(element).deserialize(deserializer))
    }
}

struct MapVisitor<'v>(&'v mut dyn Map);

impl<'de> Visitor<'de> for MapVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<(), A::Error> {
        while let Some(key) = from.next_key::<String>()? {
            from.next_value_seed(ValueSeed(self.0.add(key)))?;
        }
        Ok(())
    }
}

/// Deserializes a floating-point number, which may also be written as `"NaN"`, `"Infinity"` or `"-Infinity"`.
fn float<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    match Number::deserialize(deserializer)? {
        Number::Plain(number) => Ok(number),
        Number::Special(name) => number::parse_special(&name)
            .map(f64::from)
            .ok_or_else(|| D::Error::custom("not a number, NaN, Infinity or -Infinity")),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "rounding to the nearest 32-bit number is intended")]
fn rounded(number: f64) -> f32 {
    number as f32
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Number {
    Plain(f64),
    Special(String),
}

#[cfg(test)]
mod tests;
