//! The cursor: one element of a document, and the way to its children.

use std::fmt;

use super::document::{Document, Node};
use super::{DecodeError, Problem};

/// One element of a [`Document`]; as cheap to copy as a reference.
#[derive(Clone, Copy)]
pub struct Element<'d> {
    document: &'d Document<'d>,
    node: &'d Node<'d>,
    /// See [`Document`].
    number: usize,
}

impl Document<'_> {
    /// Returns the outermost element.
    pub fn root(&self) -> Element<'_> {
        Element { document: self, node: &self.root, number: 0 }
    }
}

impl<'d> Element<'d> {
    /// The local name. An element of a foreign namespace goes by its whole name, prefix included, which is no
    /// member's name.
    pub fn name(&self) -> &'d str {
        self.node.name
    }

    /// The elements directly inside of this one, in document order.
    pub fn children(&self) -> Children<'d> {
        Children { document: self.document, next: self.number, end: self.node.end }
    }

    /// The one child of this name.
    ///
    /// # Errors
    ///
    /// If there are two: whoever took the first or the last would let a tampered answer choose.
    pub fn child(&self, name: &str) -> Result<Option<Self>, DecodeError> {
        self.child_that(|child| child.name() == name)
    }

    /// The one child of this kind.
    ///
    /// # Errors
    ///
    /// If there are two.
    pub(crate) fn child_that(&self, is_it: impl Fn(Self) -> bool) -> Result<Option<Self>, DecodeError> {
        let mut found = self.children().filter(|child| is_it(*child));
        let first = found.next();
        match found.next() {
            Some(second) => Err(second.error(Problem::Repeated)),
            None => Ok(first),
        }
    }

    /// All children of this name, in document order; others may stand between them.
    pub fn all<'n>(&self, name: &'n str) -> impl Iterator<Item = Self> + use<'d, 'n> {
        self.children().filter(move |child| child.name() == name)
    }

    /// The character data, exactly as it was written, whether as text, references or CDATA sections.
    ///
    /// Text between elements does not matter: an element that has any gives nothing.
    pub fn text(&self) -> &'d str {
        self.node.text.as_str()
    }

    /// Reads a child that must be there.
    ///
    /// # Errors
    ///
    /// If there is none, if there are two, and what `read` finds.
    pub fn required<T>(&self, name: &str, read: impl FnOnce(Self) -> Result<T, DecodeError>) -> Result<T, DecodeError> {
        match self.child(name)? {
            Some(child) => read(child),
            None => {
                let mut names = self.names();
                names.push(name);
                Err(DecodeError::missing(names.join("/")))
            }
        }
    }

    /// Reads a child that may be absent. An empty one is there: it gives an empty value.
    ///
    /// # Errors
    ///
    /// If there are two, and what `read` finds.
    pub fn optional<T>(
        &self,
        name: &str,
        read: impl FnOnce(Self) -> Result<T, DecodeError>,
    ) -> Result<Option<T>, DecodeError> {
        match self.child(name)? {
            Some(child) => read(child).map(Some),
            None => Ok(None),
        }
    }

    /// Where this element is: the names from below the root on, joined by `/`. The root's own path is its name.
    pub fn path(&self) -> String {
        match self.number {
            0 => self.name().to_owned(),
            _ => self.names().join("/"),
        }
    }

    /// The names from below the root down to this element; none for the root.
    fn names(&self) -> Vec<&str> {
        let mut names = Vec::new();
        let mut number = self.number;
        while let Some(node) = number.checked_sub(1).and_then(|index| self.document.below.get(index)) {
            names.push(node.name);
            number = node.parent;
        }
        names.reverse();
        names
    }

    /// An error about this element.
    pub fn error(&self, problem: Problem) -> DecodeError {
        DecodeError::new(self.path(), problem)
    }

    /// The text of an element that holds a plain value.
    pub(super) fn plain(&self) -> Result<&'d str, DecodeError> {
        if self.node.end > self.number {
            return Err(self.error(Problem::Elements));
        }
        Ok(self.text())
    }
}

/// Shows the path: text may be a secret.
impl fmt::Debug for Element<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Element").field(&self.path()).finish()
    }
}

/// The children of an element; made by [`Element::children`].
#[derive(Clone, Debug)]
pub struct Children<'d> {
    document: &'d Document<'d>,
    /// Index of the next one in the document's list.
    next: usize,
    end: usize,
}

impl<'d> Iterator for Children<'d> {
    type Item = Element<'d>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next >= self.end {
            return None;
        }
        let node = self.document.below.get(self.next)?;
        let child = Element { document: self.document, node, number: self.next + 1 };
        self.next = node.end;
        Some(child)
    }
}
