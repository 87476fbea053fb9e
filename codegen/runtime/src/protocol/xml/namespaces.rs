//! Start tags: which name counts, given the namespaces that are declared up to there.

use std::borrow::Cow;

use super::attributes::Attributes;
use super::characters::split_name;

/// More than any service writes, and few enough to look for duplicates one by one.
const MAX_ATTRIBUTES: usize = 256;

/// What the prefix `xml` stands for without being declared.
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// The namespaces that hold at a place of the document.
pub(super) struct Namespaces<'a> {
    /// The service's. Where the caller named none, the root's.
    service: Option<Cow<'a, str>>,
    bindings: Vec<Binding<'a>>,
    /// Attribute names of the tag in hand; kept for its memory.
    seen: Vec<&'a str>,
}

struct Binding<'a> {
    /// Empty for the default namespace.
    prefix: &'a str,
    namespace: Cow<'a, str>,
    /// The depth of the element that declares it.
    depth: usize,
}

impl<'a> Namespaces<'a> {
    pub fn new(service: Option<&'a str>) -> Self {
        let service = service.map(Cow::Borrowed);
        Self { service, bindings: Vec::new(), seen: Vec::new() }
    }

    /// Reads a start tag, `name` and the `rest` of it, at a depth (the root's is 1).
    ///
    /// Gives the name that the element goes by: the local one, or the whole if it is of a foreign namespace.
    pub fn enter(&mut self, name: &'a str, rest: &'a str, depth: usize) -> Result<&'a str, &'static str> {
        if !rest.is_empty() {
            self.declare(rest, depth)?;
        }
        let (prefix, local) = split_name(name).ok_or("a tag's name is not a name")?;
        if depth == 1 {
            self.check_root(prefix)?;
            return Ok(local);
        }
        match prefix {
            None => Ok(local),
            Some(prefix) => {
                let namespace = self.lookup(prefix).ok_or("a prefix that is not declared")?;
                Ok(if self.service.as_deref() == Some(namespace) { local } else { name })
            }
        }
    }

    /// Forgets what the element at this depth declared.
    pub fn leave(&mut self, depth: usize) {
        while self.bindings.pop_if(|binding| binding.depth >= depth).is_some() {}
    }

    fn declare(&mut self, rest: &'a str, depth: usize) -> Result<(), &'static str> {
        self.seen.clear();
        for attribute in Attributes::new(rest) {
            let (name, value) = attribute?;
            if self.seen.contains(&name) {
                return Err("an attribute is there twice");
            }
            if self.seen.len() == MAX_ATTRIBUTES {
                return Err("too many attributes");
            }
            self.seen.push(name);
            let prefix = match split_name(name) {
                Some((None, "xmlns")) => "",
                Some((Some("xmlns"), _)) if value.is_empty() => {
                    return Err("a prefix is declared without a namespace");
                }
                Some((Some("xmlns"), prefix)) => prefix,
                _ => continue,
            };
            self.bindings.push(Binding { prefix, namespace: value, depth });
        }
        Ok(())
    }

    fn check_root(&mut self, prefix: Option<&str>) -> Result<(), &'static str> {
        let namespace = match prefix {
            None => self.lookup("").filter(|namespace| !namespace.is_empty()),
            Some(prefix) => Some(self.lookup(prefix).ok_or("a prefix that is not declared")?),
        };
        match (namespace, self.service.as_deref()) {
            (Some(found), Some(service)) if found != service => Err("the root is of another namespace"),
            (Some(found), None) => {
                self.service = Some(Cow::Owned(found.to_owned()));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn lookup(&self, prefix: &str) -> Option<&str> {
        let declared = self.bindings.iter().rev().find(|binding| binding.prefix == prefix);
        declared.map(|binding| &*binding.namespace).or((prefix == "xml").then_some(XML))
    }
}
