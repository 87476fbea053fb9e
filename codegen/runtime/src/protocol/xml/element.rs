//! The cursor: an element of a document, and access to its children.

use std::fmt;

use super::document::{Document, Node};
use super::{DecodeError, Problem};

/// An element of a [`Document`]. It is as cheap to copy as a reference.
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
    /// Returns the local name. For an element of a foreign namespace, returns the name with its prefix, which never
    /// equals the name of a member.
    pub fn name(&self) -> &'d str {
        self.node.name
    }

    /// Returns the elements directly inside this one, in document order.
    pub fn children(&self) -> Children<'d> {
        Children { document: self.document, next: self.number, end: self.node.end }
    }

    /// Returns the only child with this name, or `None` if there is none.
    ///
    /// # Errors
    ///
    /// Fails if there is more than one. Taking the first or the last would let a tampered response choose.
    pub fn child(&self, name: &str) -> Result<Option<Self>, DecodeError> {
        self.child_that(|child| child.name() == name)
    }

    /// Returns the only child that matches, or `None` if there is none.
    ///
    /// # Errors
    ///
    /// Fails if there is more than one.
    pub(crate) fn child_that(&self, matches: impl Fn(Self) -> bool) -> Result<Option<Self>, DecodeError> {
        let mut found = self.children().filter(|child| matches(*child));
        let first = found.next();
        match found.next() {
            Some(second) => Err(second.error(Problem::Repeated)),
            None => Ok(first),
        }
    }

    /// Returns all children with this name, in document order.
    pub fn all<'n>(&self, name: &'n str) -> impl Iterator<Item = Self> + use<'d, 'n> {
        self.children().filter(move |child| child.name() == name)
    }

    /// Returns the character data: text, resolved references and CDATA sections, including white space.
    ///
    /// For an element that has child elements, returns the empty string: text between elements has no meaning.
    pub fn text(&self) -> &'d str {
        self.node.text.as_str()
    }

    /// Reads a child that must be present.
    ///
    /// # Errors
    ///
    /// Fails if there is no child with this name, if there is more than one, or if `read` fails.
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

    /// Reads a child that may be absent.
    ///
    /// An empty child is an absent one if it is a boolean, a number or a timestamp, which have no empty form. It is present
    /// if it is a string, a blob, a list or a structure. An empty item of a list and an empty value of a map stay errors,
    /// because leaving them out would change the list or the map.
    ///
    /// # Errors
    ///
    /// Fails if there is more than one child with this name, or if `read` fails.
    pub fn optional<T>(
        &self,
        name: &str,
        read: impl FnOnce(Self) -> Result<T, DecodeError>,
    ) -> Result<Option<T>, DecodeError> {
        let Some(child) = self.child(name)? else { return Ok(None) };
        match read(child) {
            Ok(value) => Ok(Some(value)),
            Err(error) if child.is_found_empty_by(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Returns `true` if the error says that this element is empty, and not one inside it.
    #[cold]
    fn is_found_empty_by(&self, error: &DecodeError) -> bool {
        error.problem() == Problem::Empty && error.path() == self.path()
    }

    /// Returns the path of this element: the names from the child of the root down, joined by `/`. The path of the root
    /// is its name.
    pub fn path(&self) -> String {
        match self.number {
            0 => self.name().to_owned(),
            _ => self.names().join("/"),
        }
    }

    /// Returns the names from the child of the root down to this element. Empty for the root.
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

    /// Creates an error about this element.
    pub fn error(&self, problem: Problem) -> DecodeError {
        DecodeError::new(self.path(), problem)
    }

    /// Returns the text of an element that has a plain value, and no child elements.
    pub(super) fn plain(&self) -> Result<&'d str, DecodeError> {
        if self.node.end > self.number {
            return Err(self.error(Problem::Elements));
        }
        Ok(self.text())
    }
}

/// Shows only the path, because text may be a secret.
impl fmt::Debug for Element<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Element").field(&self.path()).finish()
    }
}

/// Iterates over the children of an element. Returned by [`Element::children`].
#[derive(Clone, Debug)]
pub struct Children<'d> {
    document: &'d Document<'d>,
    /// The index of the next child in the document's list.
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
