//! Writing of structures by their tables.

use super::{ResponseFormat, Writer};
use crate::value::dynamic::{List, Map, Structure, View};
use crate::value::shape::{Layout, Member};

impl Writer {
    /// Writes the members that are set into the open element.
    pub(super) fn set_members(&mut self, structure: &dyn Structure) {
        let members = structure.shape().members;
        structure.values(&mut |values| {
            for (number, value) in values.iter().enumerate() {
                match (members.get(number), value.view()) {
                    (_, View::Absent) => {}
                    (Some(member), view) => self.member(member, view),
                    (None, View::Text(name)) => self.unknown_member(name),
                    (None, _) => {}
                }
            }
        });
    }

    fn member(&mut self, member: &Member, view: View<'_>) {
        match (self.format, member.response.layout, view) {
            (ResponseFormat::Xml, Layout::FlatList(name, item), View::List(list)) => self.list(name, item, list),
            (ResponseFormat::Json, Layout::FlatList(name, item), View::List(list)) => {
                self.element(name, |writer| writer.list(name, item, list));
            }
            (ResponseFormat::Xml, Layout::FlatMap(key, value, item), View::Map(map)) => {
                self.entries(member.response.name, [key, value], item, map);
            }
            (_, layout, view) => self.element(member.response.name, |writer| writer.value(&layout, view)),
        }
    }

    fn value(&mut self, layout: &Layout, view: View<'_>) {
        match view {
            View::Absent => {}
            View::Text(text) => self.string(text),
            View::Boolean(flag) => self.text.push_str(if flag { "true" } else { "false" }),
            View::Byte(number) => self.integer(number.into()),
            View::Short(number) => self.integer(number.into()),
            View::Integer(number) => self.integer(number.into()),
            View::Long(number) => self.integer(number),
            View::Float(number) => self.number(&crate::value::number::float(number), number.is_finite()),
            View::Double(number) => self.number(&crate::value::number::double(number), number.is_finite()),
            View::Timestamp(time) => self.timestamp(time, layout.timestamp_format()),
            View::Blob(bytes) => self.string(&bytes.to_base64()),
            View::Structure(structure) => self.members(|writer| writer.set_members(structure)),
            View::List(list) => {
                let (Layout::List(name, item) | Layout::FlatList(name, item)) = layout else { return };
                self.list(name, item, list);
            }
            View::Map(map) => {
                let (Layout::Map(key, value, item) | Layout::FlatMap(key, value, item)) = layout else { return };
                self.map([key, value], item, map);
            }
        }
    }

    /// Writes a list, with one element per item.
    fn list(&mut self, name: &str, item: &Layout, list: &dyn List) {
        match self.format {
            ResponseFormat::Xml => {
                for view in list.views() {
                    self.element(name, |writer| writer.value(item, view));
                }
            }
            ResponseFormat::Json => self.bracketed("[", "]", |writer| {
                for view in list.views() {
                    writer.separate();
                    writer.value(item, view);
                }
            }),
        }
    }

    /// Writes a map, with one `<entry>` per entry.
    fn map(&mut self, names: [&str; 2], item: &Layout, map: &dyn Map) {
        match self.format {
            ResponseFormat::Xml => self.entries("entry", names, item, map),
            ResponseFormat::Json => self.members(|writer| {
                for (entry, view) in map.entries() {
                    writer.element(entry, |writer| writer.value(item, view));
                }
            }),
        }
    }

    /// Writes the entries of a map, each as an element with a key and a value.
    fn entries(&mut self, name: &str, [key, value]: [&str; 2], item: &Layout, map: &dyn Map) {
        for (entry, view) in map.entries() {
            self.element(name, |writer| {
                writer.element(key, |writer| writer.string(entry));
                writer.element(value, |writer| writer.value(item, view));
            });
        }
    }
}
