//! Parsing of bytes into a [`Document`].
//!
//! quick-xml finds tags, matches end tags, and reports comments and CDATA sections that are not closed. This module does
//! what quick-xml leaves to its callers: it detects a truncated body, resolves references, and refuses characters, names
//! and text outside the root element that XML does not allow.
//! It also reads the plainest lines itself, because they are most of a large response.

use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError};
use quick_xml::events::Event;

use super::XmlError;
use super::attributes::Attributes;
use super::characters::{first_forbidden, is_name, is_space, resolve};
use super::document::{Document, Node, Text};
use super::namespaces::Namespaces;

/// The maximum depth of nested elements. The root has the depth 1; AWS's models need about ten.
const MAX_DEPTH: usize = 100;

const BOM: char = '\u{FEFF}';

/// A noun phrase for something that a document must not contain.
type Fault = &'static str;

impl<'a> Document<'a> {
    /// Parses the body of a response.
    ///
    /// `namespace` is the namespace of the service, if its model states one. The root may have any namespace: AWS itself
    /// sends some responses in namespaces of internal services, and other servers choose their own. Below the root,
    /// default namespaces are ignored. An element with a prefix is known if the prefix stands for the namespace of the
    /// root or of the service; with any other prefix, it is unknown, whatever its name.
    ///
    /// # Errors
    ///
    /// Returns [`XmlError`] unless the body is exactly one well-formed XML 1.0 document in UTF-8, in which every prefix is
    /// declared. A DOCTYPE, an entity reference other than the five predefined ones, elements nested more than 100 levels
    /// deep and tags with more than 256 attributes are refused too, because they serve attacks and no service sends them.
    pub fn parse(body: &'a [u8], namespace: Option<&'a str>) -> Result<Self, XmlError> {
        Parser::new(body, namespace)?.parse()
    }
}

struct Parser<'a> {
    source: &'a str,
    /// The number of bytes of the body before `source`: those of a byte order mark.
    skipped: u64,
    namespaces: Namespaces<'a>,
    root: Option<Node<'a>>,
    below: Vec<Node<'a>>,
    /// The numbers of the elements that are open, outermost first.
    open: Vec<usize>,
}

impl<'a> Parser<'a> {
    pub fn new(body: &'a [u8], namespace: Option<&'a str>) -> Result<Self, XmlError> {
        let text = str::from_utf8(body)
            .map_err(|error| XmlError::new("a sequence that is not UTF-8", error.valid_up_to() as u64))?;
        if let Some(offset) = first_forbidden(text) {
            return Err(XmlError::new("a character that XML forbids", offset as u64));
        }
        let source = text.strip_prefix(BOM).unwrap_or(text);
        let skipped = (text.len() - source.len()) as u64;
        if source.starts_with(BOM) {
            // quick-xml would skip this one too.
            return Err(XmlError::new("a second byte order mark", skipped));
        }
        let namespaces = Namespaces::new(namespace);
        // These capacities are enough for a response of typical size.
        let below = Vec::with_capacity(24);
        let open = Vec::with_capacity(8);
        Ok(Self { source, skipped, namespaces, root: None, below, open })
    }

    pub fn parse(mut self) -> Result<Document<'a>, XmlError> {
        let mut reader = Reader::from_str(self.source);
        reader.config_mut().enable_all_checks(true);
        // The number of bytes of the body that quick-xml has not seen.
        let mut skipped = self.skipped;
        // After text, quick-xml expects what ends it.
        let mut is_after_text = false;
        loop {
            if !is_after_text {
                let plain =
                    self.take_plain(slice(self.source, self.source.len() - reader.get_ref().len(), self.source.len()));
                *reader.get_mut() = reader.get_ref().get(plain..).unwrap_or_default();
                skipped += plain as u64;
            }
            let start = self.source.len() - reader.get_ref().len();
            let event = reader
                .read_event()
                .map_err(|error| XmlError::new(describe(&error), skipped + reader.error_position()))?;
            if matches!(event, Event::Eof) {
                return self.finish().map_err(|found| XmlError::new(found, skipped + reader.buffer_position()));
            }
            let piece = slice(self.source, start, self.source.len() - reader.get_ref().len());
            self.take(&event, piece, start == 0).map_err(|found| XmlError::new(found, self.skipped + start as u64))?;
            is_after_text = matches!(event, Event::Text(_));
        }
    }

    /// Processes lines without quick-xml, as long as each is indentation and an element with a name and text. Most lines of
    /// large responses are. Returns the number of bytes.
    fn take_plain(&mut self, lines: &'a str) -> usize {
        let mut rest = lines;
        loop {
            let (indentation, tag) = split_indentation(rest);
            self.with_text(|text| text.push_run(indentation));
            let is_inside = (1..MAX_DEPTH).contains(&self.open.len());
            let Some((name, text, after)) = plain_element(tag).filter(|_| is_inside) else {
                return lines.len() - tag.len();
            };
            // A name without a prefix and without attributes needs no namespaces.
            self.push(name);
            self.with_text(|node| node.push_run(text));
            self.close();
            rest = after;
        }
    }

    /// Processes one event. `piece` is the part of the body that the event covers.
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
                return Err("text outside the root element");
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
                return Err("a processing instruction without a valid name");
            }
            Event::DocType(_) => return Err("a DOCTYPE"),
            Event::PI(_) | Event::Comment(_) | Event::Eof => {}
        }
        Ok(())
    }

    fn open(&mut self, tag: &'a str, name_length: usize) -> Result<(), Fault> {
        let depth = self.open.len() + 1;
        if depth > MAX_DEPTH {
            return Err("elements nested too deeply (more than 100 levels)");
        }
        let (name, rest) = tag.split_at_checked(name_length).unwrap_or((tag, ""));
        let name = self.namespaces.enter(name, rest, depth)?;
        if depth == 1 && self.root.is_some() {
            return Err("a second root element");
        }
        self.push(name);
        Ok(())
    }

    /// Adds an element inside the innermost one, and opens it.
    fn push(&mut self, name: &'a str) {
        let mut node = Node { name, text: Text::Run(""), parent: 0, end: 0 };
        let number = match self.open.last() {
            None => {
                self.root = Some(node);
                0
            }
            Some(&parent) => {
                // The parent has an element, so its text has no meaning. It is usually white space for indentation.
                self.with_text(|text| *text = Text::Run(""));
                node.parent = parent;
                self.below.push(node);
                self.below.len()
            }
        };
        self.open.push(number);
    }

    /// Closes the innermost element. quick-xml has checked that there is one.
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

    /// Changes the text of the innermost element, unless it has child elements: their text has no meaning.
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
            return Err("the end of the body inside an element");
        }
        let root = self.root.ok_or("no root element")?;
        Ok(Document { root, below: self.below })
    }
}

fn slice(source: &str, start: usize, end: usize) -> &str {
    source.get(start..end).unwrap_or_default()
}

/// Splits off a line feed and the spaces after it, if a tag follows.
fn split_indentation(rest: &str) -> (&str, &str) {
    let mut after = rest.strip_prefix('\n').unwrap_or(rest);
    while let Some(more) = after.strip_prefix("        ") {
        after = more;
    }
    while let Some(more) = after.strip_prefix(' ') {
        after = more;
    }
    let length = if after.starts_with('<') { rest.len() - after.len() } else { 0 };
    rest.split_at_checked(length).unwrap_or(("", rest))
}

/// Reads `<name>text</name>`, if the name consists of ASCII letters and digits and the text contains no markup. Returns the
/// name, the text and the rest.
fn plain_element(rest: &str) -> Option<(&str, &str, &str)> {
    let tag = rest.strip_prefix('<').filter(|tag| tag.starts_with(|first: char| first.is_ascii_alphabetic()))?;
    let (name, after) = tag.split_at_checked(tag.bytes().position(|byte| !byte.is_ascii_alphanumeric())?)?;
    let content = after.strip_prefix('>')?;
    let (text, end) = content.split_at_checked(content.bytes().position(|byte| matches!(byte, b'<' | b'&'))?)?;
    let after = end.strip_prefix("</")?.strip_prefix(name)?.strip_prefix('>')?;
    Some((name, text, after))
}

fn between<'a>(piece: &'a str, before: &str, after: &str) -> &'a str {
    piece.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)).unwrap_or_default()
}

/// Checks the XML declaration: `version="1.0"`, then optionally `encoding`, then optionally `standalone`.
fn check_declaration(rest: &str) -> Result<(), Fault> {
    let mut attributes = Attributes::new(rest);
    match attributes.next().transpose()? {
        Some(("version", version)) if version == "1.0" => {}
        _ => return Err("an XML declaration without version 1.0"),
    }
    let mut next = attributes.next().transpose()?;
    if let Some(("encoding", encoding)) = &next {
        if !encoding.eq_ignore_ascii_case("UTF-8") {
            return Err("an XML declaration with an encoding other than UTF-8");
        }
        next = attributes.next().transpose()?;
    }
    if let Some(("standalone", value)) = &next
        && matches!(&**value, "yes" | "no")
    {
        next = attributes.next().transpose()?;
    }
    match next {
        None => Ok(()),
        Some(_) => Err("an XML declaration with an unknown attribute or value"),
    }
}

/// Describes an error of quick-xml. Its own message would quote the document.
fn describe(error: &Error) -> &'static str {
    match error {
        Error::Syntax(_) => "a tag, comment, CDATA section or processing instruction that is not closed",
        Error::IllFormed(IllFormedError::MismatchedEndTag { .. } | IllFormedError::UnmatchedEndTag(_)) => {
            "an end tag that does not match the open element"
        }
        Error::IllFormed(IllFormedError::DoubleHyphenInComment) => "`--` in a comment",
        Error::IllFormed(IllFormedError::UnclosedReference) => "a bare `&`",
        Error::IllFormed(IllFormedError::MissingDoctypeName) => "a DOCTYPE",
        _ => "malformed markup",
    }
}
