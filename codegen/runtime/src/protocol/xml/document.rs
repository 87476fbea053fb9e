//! A document in memory: a flat list of elements in document order.

use std::fmt;
use std::mem;

use zeroize::Zeroizing;

/// One well-formed XML document.
///
/// Names, and text that stands in one piece, are borrowed from the body. Text that had to be put together is the
/// document's own, and zeroed when it is dropped.
pub struct Document<'a> {
    pub(super) root: Node<'a>,
    /// All elements below the root, in document order. An element's **number** is its place here plus one; the root's
    /// is 0. So `below[number..end]` is what is inside of an element.
    pub(super) below: Vec<Node<'a>>,
}

/// An element as it is kept.
pub(super) struct Node<'a> {
    /// The local name; for an element of a foreign namespace the name with its prefix, which no member has.
    pub name: &'a str,
    pub text: Text<'a>,
    /// The parent's number; the root's is 0, as its children's.
    pub parent: usize,
    /// The number of the last element inside of this one; its own if there is none.
    pub end: usize,
}

impl<'a> Document<'a> {
    /// Puts other text in the place of each text that `replace` has something for.
    pub(crate) fn replace_text(&mut self, replace: impl Fn(&str) -> Option<String>) {
        for node in std::iter::once(&mut self.root).chain(&mut self.below) {
            if let Some(text) = replace(node.text.as_str()) {
                node.text = Text::Joined(Zeroizing::new(text));
            }
        }
    }
}

/// Shows the root's name and how many elements there are: text may be a secret.
impl fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let elements = self.below.len() + 1;
        f.debug_struct("Document").field("root", &self.root.name).field("elements", &elements).finish()
    }
}

/// Character data of an element.
pub(super) enum Text<'a> {
    /// One run of the body as it stands there.
    Run(&'a str),
    /// Put together from several.
    Joined(Zeroizing<String>),
}

impl<'a> Text<'a> {
    pub fn as_str(&self) -> &str {
        match self {
            Self::Run(run) => run,
            Self::Joined(text) => text,
        }
    }

    /// Adds text as it stands in the body; a line end in any spelling becomes a line feed, as XML says.
    pub fn push_run(&mut self, run: &'a str) {
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

    /// Adds what a reference stands for.
    pub fn push_char(&mut self, c: char) {
        self.push(c.encode_utf8(&mut [0; 4]));
    }

    /// Grows by hand: a `String` that grows by itself leaves its old bytes behind, not zeroed.
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
