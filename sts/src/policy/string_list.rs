//! One text, or an array of them.

use crate::json::Json;

/// The texts of an element, and whether the document has them without an array.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    pub(super) values: Vec<String>,
    pub(super) single: bool,
}

impl Texts {
    pub(super) fn new(values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let values: Vec<String> = values.into_iter().map(Into::into).collect();
        Self { single: values.len() == 1, values }
    }

    pub(super) fn extend(&mut self, more: Self) {
        self.single = self.values.is_empty() && more.single;
        self.values.extend(more.values);
    }

    pub(super) fn to_json(&self) -> Json {
        one_or_many(self.single, self.values.iter().cloned().map(Json::Text).collect())
    }
}

/// Order, repetition and the array around a single text mean nothing.
impl PartialEq for Texts {
    fn eq(&self, other: &Self) -> bool {
        same_set(&self.values, &other.values)
    }
}

/// Whether both hold the same, in whatever order and however often. The lists of policies are short.
pub(super) fn same_set<T: PartialEq>(one: &[T], other: &[T]) -> bool {
    one.iter().all(|item| other.contains(item)) && other.iter().all(|item| one.contains(item))
}

/// Without an array, if there is one and the document has it so.
pub(super) fn one_or_many(single: bool, mut items: Vec<Json>) -> Json {
    match (single, items.pop()) {
        (true, Some(last)) if items.is_empty() => last,
        (_, Some(last)) => {
            items.push(last);
            Json::Array(items)
        }
        (_, None) => Json::Array(items),
    }
}
