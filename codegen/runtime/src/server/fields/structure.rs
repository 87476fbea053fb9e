//! Reading of structures by their tables.

use super::Fields;
use crate::value::dynamic::{List, Place, Structure, Value};
use crate::value::shape::{Layout, Member};

impl Fields<'_> {
    /// Reads a whole request. A missing or malformed value is recorded and replaced by a placeholder, so that all problems
    /// of the request are found.
    pub(in crate::server) fn request<T: Structure>(&mut self) -> T {
        let mut request = T::blank();
        self.members(&mut request);
        request
    }

    /// Returns `true` if a parameter can belong to one of these members of a request.
    pub(in crate::server) fn has_any(&self, members: &[Member]) -> bool {
        self.parameters.iter().any(|(name, _)| {
            let root = name.split('.').next().unwrap_or_default();
            members.iter().any(|member| is_named(member, root))
        })
    }

    /// Reads a structure or union at the current path.
    pub(in crate::server) fn structure(&mut self, structure: &mut dyn Structure) {
        self.refuse_text();
        self.members(structure);
    }

    /// Reads the members of a structure or union below the current path.
    fn members(&mut self, structure: &mut dyn Structure) {
        let shape = structure.shape();
        if shape.is_union {
            let name = self.one_member();
            return structure.places(&mut |places| self.variant(&name, shape.members, places));
        }
        structure.places(&mut |places| {
            for (member, place) in shape.members.iter().zip(places) {
                self.one(member, *place);
            }
        });
    }

    /// Reads the member of a union that has this name. The last place is for a name that the model does not have.
    fn variant(&mut self, name: &str, members: &'static [Member], places: &mut [&mut dyn Value]) {
        let number = members.iter().position(|member| is_named(member, name));
        let Some(place) = places.get_mut(number.unwrap_or(members.len())) else { return };
        match number.and_then(|number| members.get(number)) {
            Some(member) => self.required_value(member, *place),
            None => {
                self.refuse_unknown_member();
                if let Place::Text(text) = place.place() {
                    text.store(name);
                }
            }
        }
    }

    fn one(&mut self, member: &'static Member, value: &mut dyn Value) {
        if member.is_required || member.is_filled_in {
            return self.required_value(member, value);
        }
        let read = |fields: &mut Self| fields.sensitive_value(member, value);
        match member.request.layout {
            Layout::FlatList(repeated, _) => self.optional_flat(member.name, member.request.name, repeated, read),
            _ => self.optional(member.name, member.request.name, read),
        };
    }

    fn required_value(&mut self, member: &'static Member, value: &mut dyn Value) {
        let read = |fields: &mut Self| fields.sensitive_value(member, value);
        match member.request.layout {
            Layout::FlatList(repeated, _) => self.required_flat(member.name, member.request.name, repeated, read),
            _ => self.required(member.name, member.request.name, read),
        }
    }

    fn sensitive_value(&mut self, member: &Member, value: &mut dyn Value) {
        if member.is_sensitive {
            self.sensitive(|fields| fields.value(&member.request.layout, value.place()));
        } else {
            self.value(&member.request.layout, value.place());
        }
    }

    fn value(&mut self, layout: &Layout, place: Place<'_>) {
        match place {
            Place::Text(text) => text.store(self.scalar().unwrap_or_default()),
            Place::Boolean(flag) => *flag = self.boolean(),
            Place::Byte(number) => *number = self.byte(),
            Place::Short(number) => *number = self.short(),
            Place::Integer(number) => *number = self.integer(),
            Place::Long(number) => *number = self.long(),
            Place::Float(number) => *number = self.float(),
            Place::Double(number) => *number = self.double(),
            Place::Timestamp(time) => *time = self.timestamp(layout.timestamp_format()),
            Place::Blob(bytes) => bytes.store(self.blob()),
            Place::Structure(structure) => self.structure(structure),
            Place::List(list) => self.elements(layout, list),
            Place::Map(map) => {
                let (Layout::Map(key, value, item) | Layout::FlatMap(key, value, item)) = layout else { return };
                let read = |fields: &mut Self, key: &str| fields.value(item, map.add(key.to_owned()).place());
                match layout {
                    Layout::FlatMap(..) => self.flat_entries(key, value, read),
                    _ => self.map("entry", key, value, read),
                };
            }
        }
    }

    fn elements(&mut self, layout: &Layout, list: &mut dyn List) {
        let mut read = |fields: &mut Self, item: &Layout| {
            if let Some(element) = list.append() {
                fields.value(item, element.place());
            }
        };
        match layout {
            Layout::List(name, item) => self.list(name, |fields| read(fields, item)),
            Layout::FlatList(name, item) => self.flat_items(name, |fields| read(fields, item)),
            Layout::Numbered(item) => self.numbered(|fields| read(fields, item)),
            // Nothing else is the layout of a list.
            _ => Vec::new(),
        };
    }
}

/// Returns `true` if a parameter of this name, or one below it, can belong to the member.
fn is_named(member: &Member, name: &str) -> bool {
    member.request.name == name || matches!(member.request.layout, Layout::FlatList(repeated, _) if repeated == name)
}
