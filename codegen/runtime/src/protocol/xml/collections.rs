//! Readers of lists and maps, in an element of their own or flattened into the structure.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::{DecodeError, Element, Problem};

impl<'d> Element<'d> {
    /// Reads a list: the children named `member`. Others are skipped.
    ///
    /// # Errors
    ///
    /// What `read` finds.
    pub fn list<T>(self, member: &str, read: impl Fn(Self) -> Result<T, DecodeError>) -> Result<Vec<T>, DecodeError> {
        // A loop is compiled for every type of element in a tenth of the time that `collect` takes.
        let mut items = Vec::new();
        for element in self.all(member) {
            items.push(read(element)?);
        }
        Ok(items)
    }

    /// Reads a map: the children named `entry`, each with a key and a value. Others are skipped.
    ///
    /// # Errors
    ///
    /// If an entry has no key or no value or two of them, if two entries have the same key, and what `read` finds.
    pub fn map<T>(
        self,
        entry: &str,
        key: &str,
        value: &str,
        read: impl Fn(Self) -> Result<T, DecodeError>,
    ) -> Result<BTreeMap<String, T>, DecodeError> {
        let mut map = BTreeMap::new();
        for entry in self.all(entry) {
            match map.entry(entry.required(key, Element::string)?) {
                Entry::Vacant(place) => place.insert(entry.required(value, &read)?),
                Entry::Occupied(_) => return Err(entry.error(Problem::DuplicateKey)),
            };
        }
        Ok(map)
    }

    /// Reads a flattened list: children of the structure, all of this name. `None` if there are none: on the wire an
    /// empty list and an absent one look the same.
    ///
    /// # Errors
    ///
    /// What `read` finds.
    pub fn flat_list<T>(
        &self,
        name: &str,
        read: impl Fn(Self) -> Result<T, DecodeError>,
    ) -> Result<Option<Vec<T>>, DecodeError> {
        let list = self.list(name, read)?;
        Ok((!list.is_empty()).then_some(list))
    }

    /// Reads a flattened map: children of the structure, all of this name, each an entry. `None` if there are none.
    ///
    /// # Errors
    ///
    /// As for [`map`](Self::map).
    pub fn flat_map<T>(
        &self,
        name: &str,
        key: &str,
        value: &str,
        read: impl Fn(Self) -> Result<T, DecodeError>,
    ) -> Result<Option<BTreeMap<String, T>>, DecodeError> {
        let map = self.map(name, key, value, read)?;
        Ok((!map.is_empty()).then_some(map))
    }
}
