//! Places in a JSON document, and texts from it, for error messages.

use std::fmt::{self, Write as _};

use awsquery::rule::INVISIBLE;

/// A place in a JSON document. Displays as `Statement[1].Condition`, and as nothing for the document itself.
#[derive(Clone, Copy, Debug)]
pub(crate) enum JsonPath<'a> {
    Root,
    Key(&'a JsonPath<'a>, &'a str),
    Index(&'a JsonPath<'a>, usize),
}

impl<'a> JsonPath<'a> {
    #[inline]
    pub(crate) fn key(&'a self, key: &'a str) -> Self {
        JsonPath::Key(self, key)
    }

    #[inline]
    pub(crate) fn index(&'a self, index: usize) -> Self {
        JsonPath::Index(self, index)
    }

    /// Returns the path as a JSON Pointer (RFC 6901).
    #[inline]
    pub(crate) fn to_pointer(self) -> String {
        match self {
            JsonPath::Root => String::new(),
            JsonPath::Key(parent, key) => {
                format!("{}/{}", parent.to_pointer(), key.replace('~', "~0").replace('/', "~1"))
            }
            JsonPath::Index(parent, index) => format!("{}/{index}", parent.to_pointer()),
        }
    }

    /// Returns the path of an item of the list at this path. A `single` item stands without an array, at this path itself.
    #[inline]
    pub(crate) fn item(&'a self, index: usize, single: bool) -> Self {
        if single { *self } else { self.index(index) }
    }
}

impl fmt::Display for JsonPath<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JsonPath::Root => Ok(()),
            JsonPath::Key(JsonPath::Root, key) => f.write_str(&shown(key)),
            JsonPath::Key(parent, key) => write!(f, "{parent}.{}", shown(key)),
            JsonPath::Index(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}

/// Returns the first characters of a text from outside. Characters that are invisible, or that a terminal would act on, are
/// replaced by their code points, such as `U+200B`.
#[inline]
pub(crate) fn shown(text: &str) -> String {
    const SHOWN: usize = 80;
    let mut shown = String::new();
    for c in text.chars().take(SHOWN) {
        if INVISIBLE.contains(c) {
            // Writing to a String cannot fail.
            let _ = write!(shown, "U+{:04X}", u32::from(c));
        } else {
            shown.push(c);
        }
    }
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}
