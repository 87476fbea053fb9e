//! A string or an array of strings, as elements of policies have them.

use std::collections::BTreeSet;

use crate::json::Json;

/// The strings of an element, and whether the document has a single string without an array.
#[derive(Clone, Debug, Default)]
pub(super) struct StringList {
    pub(super) values: Vec<String>,
    pub(super) single: bool,
}

impl StringList {
    pub(super) fn new(values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let values: Vec<String> = values.into_iter().map(Into::into).collect();
        Self { single: values.len() == 1, values }
    }

    #[inline]
    pub(super) fn extend(&mut self, more: Self) {
        self.single = self.values.is_empty() && more.single;
        self.values.extend(more.values);
    }

    /// Returns the strings without order and repetition.
    #[inline]
    pub(super) fn set(&self) -> BTreeSet<&str> {
        self.values.iter().map(String::as_str).collect()
    }

    #[inline]
    pub(super) fn to_json(&self) -> Json {
        one_or_many(self.single, self.values.iter().cloned().map(Json::Text).collect())
    }
}

/// Order, repetition and the array around a single string have no meaning.
impl PartialEq for StringList {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        same_set(&self.values, &other.values)
    }
}

/// Returns whether both slices have the same items, ignoring order and repetition. Quadratic, because the lists of a
/// policy are short.
pub(super) fn same_set<T: PartialEq>(one: &[T], other: &[T]) -> bool {
    one.iter().all(|item| other.contains(item)) && other.iter().all(|item| one.contains(item))
}

/// Returns an array, or its only item if the document has that without an array.
#[inline]
pub(super) fn one_or_many(single: bool, mut items: Vec<Json>) -> Json {
    if single
        && items.len() == 1
        && let Some(item) = items.pop()
    {
        return item;
    }
    Json::Array(items)
}
