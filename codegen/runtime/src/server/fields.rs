//! Reads a request out of parameters: the mirror of [`Form`](crate::protocol::form::Form).

use std::collections::{BTreeMap, BTreeSet};

use super::Parameters;
use crate::rule::violation::{Path, Segment};
use crate::value::blob::Blob;
use crate::value::secret::Secret;
use crate::value::timestamp::{Timestamp, TimestampFormat};

/// A structure that can be read from [`Fields`].
pub trait Receive: Sized {
    /// Reads the members below the current path. What is missing or malformed is recorded and replaced by a placeholder.
    fn receive(fields: &mut Fields<'_>) -> Self;
}

impl<T: Receive> Receive for Box<T> {
    fn receive(fields: &mut Fields<'_>) -> Self {
        Box::new(T::receive(fields))
    }
}

/// The largest number of an element that is read. No list of a service is as long.
const MAX_INDEX: u64 = 100_000;

/// Parameters with a place in them: methods that read a value read it there, methods that take a name step down first.
pub struct Fields<'a> {
    parameters: &'a Parameters,
    path: String,
    place: Vec<Segment>,
    missing: Vec<Path>,
    malformed: Vec<Path>,
}

impl<'a> Fields<'a> {
    /// At the root.
    pub fn new(parameters: &'a Parameters) -> Self {
        Self { parameters, path: String::new(), place: Vec::new(), missing: Vec::new(), malformed: Vec::new() }
    }

    /// Where members were missing, and where values were not of their type.
    pub(super) fn into_problems(self) -> (Vec<Path>, Vec<Path>) {
        (self.missing, self.malformed)
    }

    /// A member that must be there.
    pub fn required<T>(&mut self, name: &'static str, wire: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        self.member(name, wire, |fields| {
            let there = fields.parameters.has(&fields.path);
            fields.demand(there, read)
        })
    }

    /// A member, if it is there.
    pub fn optional<T>(&mut self, name: &'static str, wire: &str, read: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.member(name, wire, |fields| fields.parameters.has(&fields.path).then(|| read(fields)))
    }

    /// A flattened list that must be there: empty under its own name, repeated under another.
    pub fn required_flat<T>(
        &mut self,
        name: &'static str,
        wire: &str,
        repeated: &str,
        read: impl FnOnce(&mut Self) -> T,
    ) -> T {
        self.member(name, wire, |fields| {
            let there = fields.has_flat(repeated);
            fields.demand(there, read)
        })
    }

    /// A flattened list, if it is there.
    pub fn optional_flat<T>(
        &mut self,
        name: &'static str,
        wire: &str,
        repeated: &str,
        read: impl FnOnce(&mut Self) -> T,
    ) -> Option<T> {
        self.member(name, wire, |fields| fields.has_flat(repeated).then(|| read(fields)))
    }

    /// Text.
    pub fn string(&mut self) -> String {
        self.scalar().unwrap_or_default().to_owned()
    }

    /// Text that is never shown.
    pub fn secret(&mut self) -> Secret {
        Secret::new(self.string())
    }

    /// Text with known values, others kept.
    pub fn open_enum<T: for<'t> From<&'t str>>(&mut self) -> T {
        T::from(self.scalar().unwrap_or_default())
    }

    /// `true` or `false`.
    pub fn boolean(&mut self) -> bool {
        self.parse(|text| match text {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        })
    }

    /// An 8-bit integer.
    pub fn byte(&mut self) -> i8 {
        self.parse(|text| text.parse().ok())
    }

    /// A 16-bit integer.
    pub fn short(&mut self) -> i16 {
        self.parse(|text| text.parse().ok())
    }

    /// A 32-bit integer.
    pub fn integer(&mut self) -> i32 {
        self.parse(|text| text.parse().ok())
    }

    /// A 64-bit integer.
    pub fn long(&mut self) -> i64 {
        self.parse(|text| text.parse().ok())
    }

    /// A 32-bit floating point number.
    pub fn float(&mut self) -> f32 {
        self.parse(crate::value::number::parse)
    }

    /// A 64-bit floating point number.
    pub fn double(&mut self) -> f64 {
        self.parse(crate::value::number::parse)
    }

    /// A point in time.
    pub fn timestamp(&mut self, format: TimestampFormat) -> Timestamp {
        let time = self.parse(|text| Timestamp::parse(text, format).ok().map(Some));
        time.unwrap_or_else(|| Timestamp::from_secs(0))
    }

    /// Bytes.
    pub fn blob(&mut self) -> Blob {
        Blob::new(self.parse(|text| Blob::from_base64(text).ok().map(Blob::into_vec)))
    }

    /// Bytes that are never shown.
    pub fn secret_blob(&mut self) -> Secret<Blob> {
        Secret::new(self.blob())
    }

    /// A structure.
    pub fn structure<T: Receive>(&mut self) -> T {
        T::receive(self)
    }

    /// The name of the member that a union holds, known or not; empty if there is none. Several are recorded.
    pub fn one_member(&mut self) -> String {
        let mut names = self.parameters.below(&self.path).map(|name| name.split('.').next().unwrap_or_default());
        let first = names.next().unwrap_or_default();
        if names.any(|name| name != first) {
            self.malformed.push(Path(self.place.clone()));
        }
        first.to_owned()
    }

    /// Records that the union's member is not known here; gives its name back. A union that is missing as a whole is
    /// recorded as that alone.
    pub fn unknown_member(&mut self, name: String) -> String {
        if self.missing.last().is_none_or(|missing| missing.0 != self.place) {
            self.malformed.push(Path(self.place.clone()));
        }
        name
    }

    /// A list: `Path.<member>.N`.
    pub fn list<T>(&mut self, member: &str, read: impl Fn(&mut Self) -> T) -> Vec<T> {
        self.step(member, |fields| fields.items(read))
    }

    /// A list without an element of its own: `<name>.N` in the place of the path's last part.
    pub fn flat_items<T>(&mut self, name: &str, read: impl Fn(&mut Self) -> T) -> Vec<T> {
        let parent = self.path.rfind('.').unwrap_or(0);
        let last = self.path.split_off(parent);
        let items = self.step(name, |fields| fields.items(read));
        self.path.push_str(&last);
        items
    }

    /// A map: `Path.entry.N.<key>`, `Path.entry.N.<value>`.
    pub fn map<T>(
        &mut self,
        entry: &str,
        key: &str,
        value: &str,
        read: impl Fn(&mut Self) -> T,
    ) -> BTreeMap<String, T> {
        self.step(entry, |fields| fields.flat_entries(key, value, read))
    }

    /// A map without an element around its entries: `Path.N.<key>`, `Path.N.<value>`.
    pub fn flat_entries<T>(&mut self, key: &str, value: &str, read: impl Fn(&mut Self) -> T) -> BTreeMap<String, T> {
        let mut map = BTreeMap::new();
        for index in self.indices() {
            self.step(&index.to_string(), |fields| {
                let name = fields.step(key, Self::scalar).map(str::to_owned);
                // Which of two values counts is for nobody to guess.
                if name.as_ref().is_none_or(|name| map.contains_key(name)) {
                    fields.malformed.push(Path(fields.place.clone()));
                }
                let name = name.unwrap_or_default();
                fields.place.push(Segment::Value(name.clone()));
                let item = fields.step(value, &read);
                fields.place.pop();
                map.insert(name, item);
            });
        }
        map
    }

    fn items<T>(&mut self, read: impl Fn(&mut Self) -> T) -> Vec<T> {
        let mut items = Vec::new();
        for index in self.indices() {
            self.place.push(Segment::Index(items.len()));
            items.push(self.step(&index.to_string(), &read));
            self.place.pop();
        }
        items
    }

    /// The numbers that stand directly below the path, in order; there may be gaps. What is no number is recorded: an
    /// element that is left out, or read from another place, changes what a request means.
    fn indices(&mut self) -> BTreeSet<u64> {
        let mut indices = BTreeSet::new();
        for name in self.parameters.below(&self.path) {
            let part = name.split('.').next().unwrap_or_default();
            match part.parse::<u64>() {
                Ok(index) if index.to_string() == part && index <= MAX_INDEX => {
                    indices.insert(index);
                }
                _ => self.malformed.push(Path(self.place.clone())),
            }
        }
        indices
    }

    fn has_flat(&self, repeated: &str) -> bool {
        let repeated = match self.path.rsplit_once('.') {
            Some((parent, _)) => format!("{parent}.{repeated}"),
            None => repeated.to_owned(),
        };
        self.parameters.get(&self.path).is_some() || self.parameters.has(&repeated)
    }

    fn demand<T>(&mut self, there: bool, read: impl FnOnce(&mut Self) -> T) -> T {
        if !there {
            self.missing.push(Path(self.place.clone()));
        }
        read(self)
    }

    fn member<T>(&mut self, name: &'static str, wire: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        self.place.push(Segment::Member(name));
        let value = self.step(wire, read);
        self.place.pop();
        value
    }

    fn step<T>(&mut self, name: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        self.path.push_str(name);
        let value = read(self);
        self.path.truncate(length);
        value
    }

    /// The text of a value. Parameters below it, and none for itself, make it malformed.
    fn scalar(&mut self) -> Option<&'a str> {
        let text = self.parameters.get(&self.path);
        if text.is_none() && self.parameters.has(&self.path) {
            self.malformed.push(Path(self.place.clone()));
        }
        text
    }

    /// A value of the member's type, or a placeholder with a record of what went wrong.
    fn parse<T: Default>(&mut self, parse: impl Fn(&str) -> Option<T>) -> T {
        let Some(text) = self.scalar() else { return T::default() };
        parse(text).unwrap_or_else(|| {
            self.malformed.push(Path(self.place.clone()));
            T::default()
        })
    }
}
