//! Reading of a request from parameters: the counterpart of [`Form`](crate::protocol::form::Form).

mod structure;

use std::collections::{BTreeMap, BTreeSet};

use super::Parameters;
use crate::rule::violation::{MapKey, Path, Segment};
use crate::value::blob::Blob;
use crate::value::timestamp::{Timestamp, TimestampFormat};

/// The largest number of a list element or map entry. No service has a list that long.
const MAX_INDEX: u64 = 100_000;

/// A reader of parameters. It has a current path: methods that read a value read it there, methods that take a name
/// append the name to the path first.
pub(super) struct Fields<'a> {
    parameters: &'a Parameters,
    /// The current path in the names of parameters: `Tags.member.1.Key`.
    path: String,
    /// The current path in the model: `Tags[0].Key`.
    location: Vec<Segment>,
    missing: Vec<Path>,
    malformed: Vec<Path>,
    /// Paths of members that the service model marks as sensitive.
    sensitive: BTreeSet<String>,
    /// True while a value that the model marks as sensitive is read.
    is_sensitive: bool,
}

impl<'a> Fields<'a> {
    /// Creates a reader at the root.
    pub(super) fn new(parameters: &'a Parameters) -> Self {
        Self {
            parameters,
            path: String::new(),
            location: Vec::new(),
            missing: Vec::new(),
            malformed: Vec::new(),
            sensitive: BTreeSet::new(),
            is_sensitive: false,
        }
    }

    /// Returns the paths of missing members, and the paths of values that are not of their type.
    pub(super) fn into_problems(self) -> (Vec<Path>, Vec<Path>) {
        (self.missing, self.malformed)
    }

    /// Returns the names of the parameters that were read as sensitive members. A parameter below one of them is sensitive
    /// too, because a malformed request may contain one.
    pub(super) fn into_sensitive(self) -> BTreeSet<String> {
        if self.sensitive.is_empty() {
            return BTreeSet::new();
        }
        let prefixes = |name: &'a str| name.match_indices('.').filter_map(move |(dot, _)| name.get(..dot));
        let is_sensitive =
            |name: &'a str| std::iter::once(name).chain(prefixes(name)).any(|path| self.sensitive.contains(path));
        self.parameters.iter().map(|(name, _)| name).filter(|name| is_sensitive(name)).map(str::to_owned).collect()
    }

    /// Reads a member that must be present. `wire` is its name in parameters.
    pub(super) fn required<T>(&mut self, name: &'static str, wire: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        self.member(name, wire, |fields| {
            let is_present = fields.parameters.has(&fields.path);
            fields.require(is_present, read)
        })
    }

    /// Reads a member if it is present. `wire` is its name in parameters.
    pub(super) fn optional<T>(
        &mut self,
        name: &'static str,
        wire: &str,
        read: impl FnOnce(&mut Self) -> T,
    ) -> Option<T> {
        self.member(name, wire, |fields| fields.parameters.has(&fields.path).then(|| read(fields)))
    }

    /// Reads a flattened list that must be present. An empty list is sent under the name `wire`, elements under the name
    /// `repeated`.
    pub(super) fn required_flat<T>(
        &mut self,
        name: &'static str,
        wire: &str,
        repeated: &str,
        read: impl FnOnce(&mut Self) -> T,
    ) -> T {
        self.member(name, wire, |fields| {
            let is_present = fields.has_flat(repeated);
            fields.require(is_present, read)
        })
    }

    /// Reads a flattened list if it is present.
    pub(super) fn optional_flat<T>(
        &mut self,
        name: &'static str,
        wire: &str,
        repeated: &str,
        read: impl FnOnce(&mut Self) -> T,
    ) -> Option<T> {
        self.member(name, wire, |fields| fields.has_flat(repeated).then(|| read(fields)))
    }

    /// Reads `true` or `false`.
    pub(super) fn boolean(&mut self) -> bool {
        self.parse(|text| match text {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        })
    }

    /// Reads an 8-bit integer.
    pub(super) fn byte(&mut self) -> i8 {
        self.parse(|text| text.parse().ok())
    }

    /// Reads a 16-bit integer.
    pub(super) fn short(&mut self) -> i16 {
        self.parse(|text| text.parse().ok())
    }

    /// Reads a 32-bit integer.
    pub(super) fn integer(&mut self) -> i32 {
        self.parse(|text| text.parse().ok())
    }

    /// Reads a 64-bit integer.
    pub(super) fn long(&mut self) -> i64 {
        self.parse(|text| text.parse().ok())
    }

    /// Reads a 32-bit floating-point number.
    pub(super) fn float(&mut self) -> f32 {
        self.parse(crate::value::number::parse)
    }

    /// Reads a 64-bit floating-point number.
    pub(super) fn double(&mut self) -> f64 {
        self.parse(crate::value::number::parse)
    }

    /// Reads a timestamp.
    pub(super) fn timestamp(&mut self, format: TimestampFormat) -> Timestamp {
        let time = self.parse(|text| Timestamp::parse(text, format).ok().map(Some));
        time.unwrap_or_else(|| Timestamp::from_secs(0))
    }

    /// Reads bytes, written in base64.
    pub(super) fn blob(&mut self) -> Blob {
        Blob::new(self.parse(|text| Blob::from_base64(text).ok().map(Blob::into_vec)))
    }

    /// Reads a value of any type that the service model marks as sensitive.
    pub(super) fn sensitive<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.is_sensitive, true);
        self.sensitive.insert(self.path.clone());
        let value = read(self);
        self.is_sensitive = outer;
        value
    }

    /// Returns the name of the member that a union holds, whether the model has it or not. Returns the empty string if
    /// there is none, and records more than one as malformed.
    pub(super) fn one_member(&mut self) -> String {
        let mut names = self.parameters.below(&self.path).map(|name| name.split('.').next().unwrap_or_default());
        let first = names.next().unwrap_or_default();
        if names.any(|name| name != first) {
            self.refuse();
        }
        first.to_owned()
    }

    /// Records that the model does not have the union's member. A union that is missing is recorded only as missing.
    pub(super) fn refuse_unknown_member(&mut self) {
        if self.missing.last().is_none_or(|missing| missing.0 != self.location) {
            self.refuse();
        }
    }

    /// Reads a list: `Path.<member>.N`.
    pub(super) fn list<T>(&mut self, member: &str, read: impl FnMut(&mut Self) -> T) -> Vec<T> {
        self.refuse_text();
        self.refuse_others(&[member]);
        self.step(member, |fields| {
            fields.refuse_value();
            fields.items(read)
        })
    }

    /// Reads a list without a name for its elements: `Path.N`.
    pub(super) fn numbered<T>(&mut self, read: impl FnMut(&mut Self) -> T) -> Vec<T> {
        self.refuse_value();
        self.items(read)
    }

    /// Reads a flattened list: `<name>.N`, where `<name>` replaces the last part of the path.
    pub(super) fn flat_items<T>(&mut self, name: &str, read: impl FnMut(&mut Self) -> T) -> Vec<T> {
        self.refuse_text();
        let parent = self.path.rfind('.').unwrap_or(0);
        let last = self.path.split_off(parent);
        let items = self.step(name, |fields| {
            fields.refuse_text();
            // The parameters of a flattened list are not below the path of its member.
            if fields.is_sensitive {
                fields.sensitive.insert(fields.path.clone());
            }
            fields.items(read)
        });
        self.path.push_str(&last);
        items
    }

    /// Reads a map: `Path.entry.N.<key>`, `Path.entry.N.<value>`. `read` gets the key.
    pub(super) fn map<T>(
        &mut self,
        entry: &str,
        key: &str,
        value: &str,
        read: impl FnMut(&mut Self, &str) -> T,
    ) -> BTreeMap<String, T> {
        self.refuse_text();
        self.refuse_others(&[entry]);
        self.step(entry, |fields| {
            fields.refuse_value();
            fields.flat_entries(key, value, read)
        })
    }

    /// Reads a flattened map: `Path.N.<key>`, `Path.N.<value>`.
    pub(super) fn flat_entries<T>(
        &mut self,
        key: &str,
        value: &str,
        mut read: impl FnMut(&mut Self, &str) -> T,
    ) -> BTreeMap<String, T> {
        self.refuse_text();
        let mut map = BTreeMap::new();
        for index in self.indices() {
            self.step(&index.to_string(), |fields| {
                fields.refuse_value();
                fields.refuse_others(&[key, value]);
                let name = fields.step(key, Self::scalar).map(str::to_owned);
                // Neither of two values for the same key may be preferred.
                if name.as_ref().is_none_or(|name| map.contains_key(name)) {
                    fields.refuse();
                }
                let name = name.unwrap_or_default();
                let key = MapKey { name: name.clone(), is_hidden: fields.is_sensitive };
                fields.location.push(Segment::Value(key));
                let item = fields.step(value, |fields| read(fields, &name));
                fields.location.pop();
                map.insert(name, item);
            });
        }
        map
    }

    fn items<T>(&mut self, mut read: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let mut items = Vec::new();
        for index in self.indices() {
            self.location.push(Segment::Index(items.len()));
            items.push(self.step(&index.to_string(), &mut read));
            self.location.pop();
        }
        items
    }

    /// Records that the value at the path is malformed.
    fn refuse(&mut self) {
        if self.malformed.last().is_none_or(|last| last.0 != self.location) {
            self.malformed.push(Path(self.location.clone()));
        }
    }

    /// Refuses a value where only parameters below the path have a meaning: `Tags.member=red`.
    fn refuse_value(&mut self) {
        if self.parameters.get(&self.path).is_some() {
            self.refuse();
        }
    }

    /// Like [`refuse_value`](Self::refuse_value), but accepts the empty text, which stands for an empty list: `Tags=`.
    fn refuse_text(&mut self) {
        if self.parameters.get(&self.path).is_some_and(|text| !text.is_empty()) {
            self.refuse();
        }
    }

    /// Refuses parameters directly below the path that have other names than these: `Tags.1` instead of `Tags.member.1`.
    fn refuse_others(&mut self, names: &[&str]) {
        let is_other = |name: &str| !names.contains(&name.split('.').next().unwrap_or_default());
        if self.parameters.below(&self.path).any(is_other) {
            self.refuse();
        }
    }

    /// Returns the numbers directly below the path, in order. There may be gaps. A name that is not a number is recorded
    /// as malformed: ignoring an element, or reading it under another number, would change the meaning of a request.
    fn indices(&mut self) -> BTreeSet<u64> {
        let mut indices = BTreeSet::new();
        for name in self.parameters.below(&self.path) {
            let part = name.split('.').next().unwrap_or_default();
            match part.parse::<u64>() {
                Ok(index) if index.to_string() == part && index <= MAX_INDEX => {
                    indices.insert(index);
                }
                _ => self.refuse(),
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

    fn require<T>(&mut self, is_present: bool, read: impl FnOnce(&mut Self) -> T) -> T {
        if !is_present {
            self.missing.push(Path(self.location.clone()));
        }
        read(self)
    }

    fn member<T>(&mut self, name: &'static str, wire: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        self.location.push(Segment::Member(name));
        let value = self.step(wire, read);
        self.location.pop();
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

    /// Returns the text of a value. Parameters below the path are recorded as malformed.
    pub(super) fn scalar(&mut self) -> Option<&'a str> {
        if self.parameters.below(&self.path).next().is_some() {
            self.refuse();
        }
        self.parameters.get(&self.path)
    }

    /// Parses a value. Returns a placeholder if it is missing or malformed; the latter is recorded.
    fn parse<T: Default>(&mut self, parse: impl Fn(&str) -> Option<T>) -> T {
        let Some(text) = self.scalar() else { return T::default() };
        parse(text).unwrap_or_else(|| {
            self.refuse();
            T::default()
        })
    }
}
