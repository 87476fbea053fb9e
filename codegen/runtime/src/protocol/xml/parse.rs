//! From bytes to a [`Document`].
//!
//! quick-xml finds the tags, matches end tags and finds comments and sections that do not end. What it leaves to its
//! callers is here: it takes a cut-off body for a whole one, reports references without resolving them, and accepts
//! characters, names and text outside of the root that XML does not.

use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError};
use quick_xml::events::Event;

use super::XmlError;
use super::attributes::Attributes;
use super::characters::{first_forbidden, is_name, is_space, resolve};
use super::document::{Document, Node, Text};
use super::namespaces::Namespaces;

/// How deep elements may lie in each other; the root is 1 deep. Models need some ten.
const MAX_DEPTH: usize = 100;

const BOM: char = '\u{FEFF}';

/// What is wrong with a piece of a document.
type Fault = &'static str;

impl<'a> Document<'a> {
    /// Reads a whole body.
    ///
    /// `namespace` is the service's. The root must have that one or none; without one given, whichever the root has.
    /// Below the root default namespaces do not matter, and an element whose prefix stands for another namespace is an
    /// unknown element.
    ///
    /// # Errors
    ///
    /// If the body is anything but exactly one well-formed document in UTF-8: cut off, more than one root, text
    /// outside of it, a DOCTYPE, an entity, a character that XML forbids, more than 100 elements deep.
    pub fn parse(body: &'a [u8], namespace: Option<&'a str>) -> Result<Self, XmlError> {
        Parser::new(body, namespace)?.parse()
    }
}

struct Parser<'a> {
    source: &'a str,
    /// How many bytes of the body stand before `source`.
    skipped: u64,
    namespaces: Namespaces<'a>,
    root: Option<Node<'a>>,
    below: Vec<Node<'a>>,
    /// The numbers of the elements that are open, outermost first.
    open: Vec<usize>,
}

impl<'a> Parser<'a> {
    pub fn new(body: &'a [u8], namespace: Option<&'a str>) -> Result<Self, XmlError> {
        let text = str::from_utf8(body).map_err(|error| XmlError::new("not UTF-8", error.valid_up_to() as u64))?;
        if let Some(offset) = first_forbidden(text) {
            return Err(XmlError::new("a character that XML forbids", offset as u64));
        }
        let source = text.strip_prefix(BOM).unwrap_or(text);
        let skipped = (text.len() - source.len()) as u64;
        if source.starts_with(BOM) {
            // The reader would skip this one, too.
            return Err(XmlError::new("a second byte order mark", skipped));
        }
        let namespaces = Namespaces::new(namespace);
        // Room for what an answer of usual size needs.
        let (below, open) = (Vec::with_capacity(24), Vec::with_capacity(8));
        Ok(Self { source, skipped, namespaces, root: None, below, open })
    }

    pub fn parse(mut self) -> Result<Document<'a>, XmlError> {
        let skipped = self.skipped;
        let mut reader = Reader::from_str(self.source);
        reader.config_mut().enable_all_checks(true);
        let mut start = 0;
        loop {
            let event = reader
                .read_event()
                .map_err(|error| XmlError::new(describe(&error), skipped + reader.error_position()))?;
            let end = reader.buffer_position();
            if matches!(event, Event::Eof) {
                return self.finish().map_err(|what| XmlError::new(what, skipped + end));
            }
            let piece = slice(self.source, start, end);
            self.take(&event, piece, start == 0).map_err(|what| XmlError::new(what, skipped + start))?;
            start = end;
        }
    }

    /// Takes in one event; `piece` is how it stands in the body, from its first character to its last.
    fn take(&mut self, event: &Event<'_>, piece: &'a str, first: bool) -> Result<(), Fault> {
        let outside = self.open.is_empty();
        match event {
            Event::Start(tag) => self.open(between(piece, "<", ">"), tag.name().0.len())?,
            Event::Empty(tag) => {
                self.open(between(piece, "<", "/>"), tag.name().0.len())?;
                self.close();
            }
            Event::End(_) => self.close(),
            Event::Text(_) if outside && piece.chars().all(is_space) => {}
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) if outside => {
                return Err("text outside of the root");
            }
            Event::Text(_) => self.with_text(|text| text.push_run(piece)),
            Event::CData(_) => {
                let section = between(piece, "<![CDATA[", "]]>");
                self.with_text(|text| text.push_run(section));
            }
            Event::GeneralRef(_) => {
                let c = resolve(between(piece, "&", ";")).ok_or("an unknown reference")?;
                self.with_text(|text| text.push_char(c));
            }
            Event::Decl(_) if first => check_declaration(between(piece, "<?xml", "?>"))?,
            Event::Decl(_) => return Err("an XML declaration that is not at the start"),
            Event::PI(pi) if !is_name(pi.target()) || pi.target().eq_ignore_ascii_case("xml") => {
                return Err("a processing instruction without a name");
            }
            Event::DocType(_) => return Err("a DOCTYPE"),
            Event::PI(_) | Event::Comment(_) | Event::Eof => {}
        }
        Ok(())
    }

    fn open(&mut self, tag: &'a str, name_length: usize) -> Result<(), Fault> {
        let depth = self.open.len() + 1;
        if depth > MAX_DEPTH {
            return Err("elements lie too deep in each other");
        }
        let (name, rest) = tag.split_at_checked(name_length).unwrap_or((tag, ""));
        let name = self.namespaces.enter(name, rest, depth)?;
        let mut node = Node { name, text: Text::Run(""), parent: 0, end: 0 };
        let number = match self.open.last() {
            None if self.root.is_some() => return Err("a second root"),
            None => {
                self.root = Some(node);
                0
            }
            Some(&parent) => {
                // White space between elements, most likely, and nobody asks for it.
                self.with_text(|text| *text = Text::Run(""));
                node.parent = parent;
                self.below.push(node);
                self.below.len()
            }
        };
        self.open.push(number);
        Ok(())
    }

    /// Ends the innermost element; the reader has seen to it that there is one.
    fn close(&mut self) {
        self.namespaces.leave(self.open.len());
        let end = self.below.len();
        if let Some(number) = self.open.pop()
            && let Some(node) = self.node(number)
        {
            node.end = end;
        }
    }

    fn node(&mut self, number: usize) -> Option<&mut Node<'a>> {
        match number.checked_sub(1) {
            None => self.root.as_mut(),
            Some(index) => self.below.get_mut(index),
        }
    }

    /// Text belongs to the innermost element; it does not matter if that has elements in it.
    fn with_text(&mut self, change: impl FnOnce(&mut Text<'a>)) {
        if let Some(&number) = self.open.last()
            && self.below.len() == number
            && let Some(node) = self.node(number)
        {
            change(&mut node.text);
        }
    }

    fn finish(self) -> Result<Document<'a>, Fault> {
        if !self.open.is_empty() {
            return Err("it ends before its elements do");
        }
        let root = self.root.ok_or("no element")?;
        Ok(Document { root, below: self.below })
    }
}

fn slice(source: &str, start: u64, end: u64) -> &str {
    // Both come from a length in memory.
    let range = start as usize..end as usize;
    source.get(range).unwrap_or_default()
}

fn between<'a>(piece: &'a str, before: &str, after: &str) -> &'a str {
    piece.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)).unwrap_or_default()
}

/// `version="1.0"`, then perhaps the encoding, then perhaps whether it stands alone.
fn check_declaration(rest: &str) -> Result<(), Fault> {
    let mut attributes = Attributes::new(rest);
    match attributes.next().transpose()? {
        Some(("version", version)) if version == "1.0" => {}
        _ => return Err("not XML 1.0"),
    }
    let mut next = attributes.next().transpose()?;
    if let Some(("encoding", encoding)) = &next {
        if !encoding.eq_ignore_ascii_case("UTF-8") {
            return Err("declared to be in another encoding than UTF-8");
        }
        next = attributes.next().transpose()?;
    }
    if let Some(("standalone", answer)) = &next
        && matches!(&**answer, "yes" | "no")
    {
        next = attributes.next().transpose()?;
    }
    match next {
        None => Ok(()),
        Some(_) => Err("an XML declaration with something unknown in it"),
    }
}

/// The reader's own words quote the document.
fn describe(error: &Error) -> &'static str {
    match error {
        Error::Syntax(_) => "a tag, comment, section or instruction that does not end",
        Error::IllFormed(IllFormedError::MismatchedEndTag { .. } | IllFormedError::UnmatchedEndTag(_)) => {
            "an end tag that ends no element"
        }
        Error::IllFormed(IllFormedError::DoubleHyphenInComment) => "`--` in a comment",
        Error::IllFormed(IllFormedError::UnclosedReference) => "a bare `&`",
        Error::IllFormed(IllFormedError::MissingDoctypeName) => "a DOCTYPE",
        _ => "malformed",
    }
}
