//! A parsed document: a flat list of elements in document order.

use std::fmt;
use std::mem;

use zeroize::Zeroizing;

/// A well-formed XML document. Parsed by [`Document::parse`].
///
/// Names and text are borrowed from the body where possible. Text that had to be joined from several pieces is owned by
/// the document, and zeroed when it is dropped.
pub struct Document<'a> {
    pub(super) root: Node<'a>,
    /// All elements below the root, in document order. An element's **number** is its index here plus one; the root has
    /// the number 0. `below[number..end]` is therefore the content of an element.
    pub(super) below: Vec<Node<'a>>,
}

/// An element of a [`Document`].
pub(super) struct Node<'a> {
    /// The local name. For an element of a foreign namespace, the name with its prefix, which never equals the name of a
    /// member.
    pub name: &'a str,
    pub text: Text<'a>,
    /// The number of the parent. It is 0 for the root and for children of the root.
    pub parent: usize,
    /// The number of the last element inside this one, or this element's own number if it is empty.
    pub end: usize,
}

impl<'a> Document<'a> {
    /// Replaces the text of each element for which `replace` returns another text.
    pub(crate) fn replace_text(&mut self, replace: impl Fn(&str) -> Option<String>) {
        for node in std::iter::once(&mut self.root).chain(&mut self.below) {
            if let Some(text) = replace(node.text.as_str()) {
                node.text = Text::Joined(Zeroizing::new(text));
            }
        }
    }
}

/// Shows only the name of the root and the number of elements, because text may be a secret.
impl fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let elements = self.below.len() + 1;
        f.debug_struct("Document").field("root", &self.root.name).field("elements", &elements).finish()
    }
}

/// The character data of an element.
pub(super) enum Text<'a> {
    /// A slice of the body.
    Run(&'a str),
    /// Text joined from several pieces.
    Joined(Zeroizing<String>),
}

impl<'a> Text<'a> {
    pub fn as_str(&self) -> &str {
        match self {
            Self::Run(run) => run,
            Self::Joined(text) => text,
        }
    }

    /// Appends text of the body. Line ends become line feeds, as section 2.11 of XML 1.0 requires.
    pub fn push_run(&mut self, run: &'a str) {
        if run.is_empty() {
            return;
        }
        if matches!(self, Self::Run("")) && !run.contains('\r') {
            *self = Self::Run(run);
            return;
        }
        let mut rest = run;
        while let Some((line, after)) = rest.split_once('\r') {
            self.push(line);
            self.push("\n");
            rest = after.strip_prefix('\n').unwrap_or(after);
        }
        self.push(rest);
    }

    /// Appends the character that a reference resolves to.
    pub fn push_char(&mut self, c: char) {
        self.push(c.encode_utf8(&mut [0; 4]));
    }

    /// Appends a piece. Copies into a larger buffer itself, because a `String` that grows frees its old buffer without
    /// zeroing it.
    fn push(&mut self, piece: &str) {
        let needed = self.as_str().len() + piece.len();
        let capacity = match self {
            Self::Run(_) => 0,
            Self::Joined(text) => text.capacity(),
        };
        if capacity < needed {
            let mut grown = Zeroizing::new(String::with_capacity(needed.max(2 * capacity)));
            grown.push_str(self.as_str());
            drop(mem::replace(self, Self::Joined(grown)));
        }
        if let Self::Joined(text) = self {
            text.push_str(piece);
        }
    }
}
