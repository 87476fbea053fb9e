//! The tables of structures and unions: the names of their members, and the form of the values on the wire.

#[cfg(feature = "serde")]
use std::sync::OnceLock;

use super::timestamp::TimestampFormat;

/// The table of a structure or union.
#[derive(Debug)]
#[cfg_attr(not(feature = "serde"), allow(dead_code, reason = "only serde tells names and hides errors"))]
pub struct Shape {
    /// The name in the model.
    pub(crate) name: &'static str,
    /// The members, in the order of the model.
    pub(crate) members: &'static [Member],
    /// `true` if exactly one member is set.
    pub(crate) is_union: bool,
    /// `true` if nothing of a value may be shown.
    pub(crate) is_hidden: bool,
    /// The names of the members, for serde, which takes no other form.
    #[cfg(feature = "serde")]
    names: OnceLock<Vec<&'static str>>,
}

impl Shape {
    /// Creates the table of a structure.
    pub const fn structure(name: &'static str, members: &'static [Member]) -> Self {
        Self {
            name,
            members,
            is_union: false,
            is_hidden: false,
            #[cfg(feature = "serde")]
            names: OnceLock::new(),
        }
    }

    /// Creates the table of a union.
    pub const fn union(name: &'static str, members: &'static [Member]) -> Self {
        let mut shape = Self::structure(name, members);
        shape.is_union = true;
        shape
    }

    /// Marks the structure or union as sensitive.
    pub const fn hidden(mut self) -> Self {
        self.is_hidden = true;
        self
    }

    /// Returns the names of the members.
    #[cfg(feature = "serde")]
    pub(crate) fn names(&'static self) -> &'static [&'static str] {
        self.names.get_or_init(|| {
            let unknown = self.is_union.then_some(UNKNOWN_MEMBER);
            self.members.iter().map(|member| member.name).chain(unknown).collect()
        })
    }
}

/// The name under which serde reads and writes a union's member that the model does not have.
#[cfg(feature = "serde")]
pub(crate) const UNKNOWN_MEMBER: &str = "SDK_UNKNOWN_MEMBER";

/// A row of a table: a member.
#[derive(Debug)]
#[cfg_attr(not(feature = "server"), allow(dead_code, reason = "only a server reads and writes the wire"))]
pub struct Member {
    /// The name in the model.
    pub(crate) name: &'static str,
    /// The form in requests.
    pub(crate) request: Wire,
    /// The form in responses.
    pub(crate) response: Wire,
    /// `true` if the member is always set.
    pub(crate) is_required: bool,
    /// `true` if a request must have the member, which a client fills in if the caller leaves it out.
    pub(crate) is_filled_in: bool,
    /// `true` if the value must never be shown.
    pub(crate) is_sensitive: bool,
}

/// The form of a member on the wire.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(feature = "server"), allow(dead_code, reason = "only a server reads and writes the wire"))]
pub(crate) struct Wire {
    /// The name. For a flattened list, the name under which an empty list is sent.
    pub(crate) name: &'static str,
    /// The form of the value.
    pub(crate) layout: Layout,
}

impl Member {
    /// Creates a member that may be absent. Name and form on the wire are the same in both directions.
    pub const fn optional(name: &'static str, wire: &'static str, layout: Layout) -> Self {
        let wire = Wire { name: wire, layout };
        Self { name, request: wire, response: wire, is_required: false, is_filled_in: false, is_sensitive: false }
    }

    /// Creates a member that is always set.
    pub const fn required(name: &'static str, wire: &'static str, layout: Layout) -> Self {
        let mut member = Self::optional(name, wire, layout);
        member.is_required = true;
        member
    }

    /// Sets the name and the form in requests, where they are not those in responses.
    pub const fn requested(mut self, name: &'static str, layout: Layout) -> Self {
        self.request = Wire { name, layout };
        self
    }

    /// Marks a member that a caller may leave out, but a request must have: a required idempotency token.
    pub const fn filled_in(mut self) -> Self {
        self.is_filled_in = true;
        self
    }

    /// Marks the member as sensitive.
    pub const fn sensitive(mut self) -> Self {
        self.is_sensitive = true;
        self
    }
}

/// The part of the form of a value on the wire that its type does not determine.
#[derive(Clone, Copy, Debug)]
pub enum Layout {
    /// The form of its type. Timestamps are date-times.
    Plain,
    /// A timestamp in another format.
    Timestamp(TimestampFormat),
    /// A list whose elements have a name.
    List(&'static str, &'static Layout),
    /// A flattened list whose elements have a name.
    FlatList(&'static str, &'static Layout),
    /// A list whose elements have numbers alone. Only requests have it, and not if it is empty.
    Numbered(&'static Layout),
    /// A map whose keys and values have names.
    Map(&'static str, &'static str, &'static Layout),
    /// A flattened map whose keys and values have names.
    FlatMap(&'static str, &'static str, &'static Layout),
}

#[cfg(feature = "server")]
impl Layout {
    /// Returns the format of a timestamp.
    pub(crate) fn timestamp_format(&self) -> TimestampFormat {
        match self {
            Self::Timestamp(format) => *format,
            _ => TimestampFormat::DateTime,
        }
    }
}
