//! Pieces of a file that are prose.

/// A run of prose. It has the length of the part of the file that it is taken from; everything else in that part is blank.
#[derive(Debug, PartialEq)]
pub struct Passage {
    pub kind: PassageKind,
    /// The offset in the file, in bytes.
    pub start: usize,
    pub text: String,
}

/// The source of a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassageKind {
    /// The documentation of one item.
    Documentation,
    /// Any other comment.
    Comment,
    /// A string literal.
    Literal,
    /// The name of a test, with blanks for underscores.
    TestName,
    /// A page of Markdown or plain text.
    Page,
}

/// A copy of a text in which parts become blank, byte for byte.
pub struct Blanked {
    bytes: Vec<u8>,
}

impl Blanked {
    pub fn new(text: &str) -> Self {
        Self { bytes: text.as_bytes().to_vec() }
    }

    /// Makes a range of bytes blank, except for the ends of lines. The range must not cut a character.
    pub fn blank(&mut self, range: std::ops::Range<usize>) {
        for byte in self.bytes.get_mut(range).unwrap_or_default() {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }

    /// Writes ASCII characters over others.
    pub fn overwrite(&mut self, at: usize, text: &str) {
        for (byte, new) in self.bytes.iter_mut().skip(at).zip(text.bytes()) {
            *byte = new;
        }
    }

    pub fn into_text(self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}
