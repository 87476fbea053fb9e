//! Documents of either format as one kind of tree.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap as _, Serializer};
use serde::{Deserialize, Deserializer, Serialize};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value, and the line of the file that it is in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DocumentNode {
    pub(crate) value: DocumentValue,
    pub(crate) line: Option<usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum DocumentValue {
    Null,
    Boolean(bool),
    /// Wide enough for every integer that JSON readers keep exactly.
    Integer(i128),
    Float(f64),
    Text(String),
    Date(String),
    List(Vec<DocumentNode>),
    /// Keys are unique.
    Table(Vec<(String, DocumentNode)>),
}

impl DocumentValue {
    /// Names the type for an error message.
    pub(crate) fn describe(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "a boolean",
            Self::Integer(_) => "an integer",
            Self::Float(_) => "a number",
            Self::Text(_) => "a string",
            Self::Date(_) => "a date",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

impl DocumentNode {
    fn from_json(value: DocumentValue) -> Self {
        Self { value, line: None }
    }

    /// Reads TOML.
    ///
    /// # Errors
    ///
    /// A line and a message for each mistake in the syntax.
    pub(crate) fn from_toml(text: &str) -> Result<Self, Vec<(usize, String)>> {
        let (table, errors) = DeTable::parse_recoverable(text);
        let lines = LineStarts::new(text);
        if errors.is_empty() {
            return Ok(lines.table(table.get_ref(), table.span()));
        }
        let error = |error: toml::de::Error| {
            let line = lines.line(error.span().unwrap_or_default());
            (line, error.message().trim().replace('\n', "; "))
        };
        Err(errors.into_iter().map(error).collect())
    }
}

/// The positions at which the lines of a file start, from the second one on. Every node has a line, so counting the line
/// breaks before each of them would take too long in a large file.
struct LineStarts(Vec<usize>);

impl LineStarts {
    fn new(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(position, _)| position + 1).collect())
    }

    fn line(&self, span: Range<usize>) -> usize {
        self.0.partition_point(|start| *start <= span.start) + 1
    }

    fn table(&self, table: &DeTable<'_>, span: Range<usize>) -> DocumentNode {
        let mut members: Vec<_> = table.iter().collect();
        // In the order of the file, so that errors are, too.
        members.sort_by_key(|(key, _)| key.span().start);
        let members = members.into_iter().map(|(key, value)| (key.get_ref().to_string(), self.node(value)));
        DocumentNode { value: DocumentValue::Table(members.collect()), line: Some(self.line(span)) }
    }

    fn node(&self, value: &Spanned<DeValue<'_>>) -> DocumentNode {
        let node = match value.get_ref() {
            DeValue::String(text) => DocumentValue::Text(text.to_string()),
            DeValue::Integer(digits) => i128::from_str_radix(digits.as_str(), digits.radix())
                .map_or_else(|_| DocumentValue::Float(f64::NAN), DocumentValue::Integer),
            DeValue::Float(digits) => DocumentValue::Float(digits.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Boolean(value) => DocumentValue::Boolean(*value),
            DeValue::Datetime(date) => DocumentValue::Date(date.to_string()),
            DeValue::Array(items) => DocumentValue::List(items.iter().map(|item| self.node(item)).collect()),
            DeValue::Table(table) => return self.table(table, value.span()),
        };
        DocumentNode { value: node, line: Some(self.line(value.span())) }
    }
}

/// Reads JSON. A key that is there twice is an error.
impl<'de> Deserialize<'de> for DocumentNode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = DocumentNode;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<DocumentNode, E> {
        Ok(DocumentNode::from_json(DocumentValue::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<DocumentNode, E> {
        Ok(DocumentNode::from_json(DocumentValue::Boolean(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<DocumentNode, E> {
        Ok(DocumentNode::from_json(DocumentValue::Integer(value.into())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<DocumentNode, E> {
        Ok(DocumentNode::from_json(DocumentValue::Integer(value.into())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<DocumentNode, E> {
        Ok(DocumentNode::from_json(DocumentValue::Float(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<DocumentNode, E> {
        Ok(DocumentNode::from_json(DocumentValue::Text(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<DocumentNode, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(DocumentNode::from_json(DocumentValue::List(list)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<DocumentNode, A::Error> {
        let mut table: Vec<(String, DocumentNode)> = Vec::new();
        let mut known = BTreeSet::new();
        while let Some((key, value)) = members.next_entry::<String, DocumentNode>()? {
            if !known.insert(key.clone()) {
                return Err(A::Error::custom(format_args!("duplicate key {key:?}")));
            }
            table.push((key, value));
        }
        Ok(DocumentNode::from_json(DocumentValue::Table(table)))
    }
}

/// Writes the value as JSON, for a document within a document.
impl Serialize for DocumentNode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            DocumentValue::Null => serializer.serialize_unit(),
            DocumentValue::Boolean(value) => serializer.serialize_bool(*value),
            DocumentValue::Integer(value) => serializer.serialize_i128(*value),
            DocumentValue::Float(value) => serializer.serialize_f64(*value),
            DocumentValue::Text(text) | DocumentValue::Date(text) => serializer.serialize_str(text),
            DocumentValue::List(items) => serializer.collect_seq(items),
            DocumentValue::Table(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (key, value) in members {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_there_twice_is_an_error() {
        let error = serde_json::from_str::<DocumentNode>("{\"a\":{\"b\":1,\"b\":2}}").unwrap_err();
        assert!(error.to_string().starts_with("duplicate key \"b\""), "{error}");
    }

    #[test]
    fn json_keeps_the_order_of_keys() {
        let text = r#"{"z":1,"a":[true,null,-1.5,"x"],"m":{}}"#;
        let node: DocumentNode = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&node).unwrap(), text);
    }

    #[test]
    fn json_keeps_large_integers() {
        let text = "[18446744073709551615,9223372036854775808,-9223372036854775808]";
        let node: DocumentNode = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&node).unwrap(), text);
        assert_eq!(serde_json::to_value(&node).unwrap().to_string(), text);
    }

    #[test]
    fn nodes_of_a_file_know_their_lines() {
        let node = DocumentNode::from_toml("a = 1\n[[b]]\nc = \"x\"\n[[b]]\nc = 0x10\n").unwrap();
        let DocumentValue::Table(members) = &node.value else { panic!("{node:?}") };
        let DocumentValue::List(items) = &members[1].1.value else { panic!("{node:?}") };
        let DocumentValue::Table(second) = &items[1].value else { panic!("{node:?}") };
        assert_eq!((members[0].1.line, items[1].line, second[0].1.line), (Some(1), Some(4), Some(5)));
        assert_eq!(second[0].1.value, DocumentValue::Integer(16));
        assert_eq!(DocumentNode::from_toml("a = \nb = 1\nc =\n").unwrap_err().len(), 2);
    }
}
