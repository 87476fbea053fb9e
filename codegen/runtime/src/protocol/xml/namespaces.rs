//! Namespaces: resolves the names of start tags with the declarations in scope.

use std::borrow::Cow;

use super::attributes::Attributes;
use super::characters::split_name;

/// The maximum number of attributes of one tag. No service writes that many, and duplicates are found by comparing each
/// with all others.
const MAX_ATTRIBUTES: usize = 256;

/// The namespace to which the prefix `xml` is bound without a declaration.
static XML: Cow<'static, str> = Cow::Borrowed("http://www.w3.org/XML/1998/namespace");

/// The namespace declarations in scope at one point of the document.
pub(super) struct Namespaces<'a> {
    /// The namespace that the model of the service states.
    service: Option<&'a str>,
    /// The namespace of the root element, which is not always the one of the model: services respond in internal
    /// namespaces, and other servers in none or their own.
    root: Option<Cow<'a, str>>,
    bindings: Vec<Binding<'a>>,
    /// The attribute names of the current tag. A field, so that its memory is reused for the next tag.
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
        Self { service, root: None, bindings: Vec::new(), seen: Vec::new() }
    }

    /// Enters an element: `name` and `rest` are the two parts of its start tag. The depth of the root is 1.
    ///
    /// Returns the local name, or the name with its prefix if the element is of a foreign namespace. The root is never
    /// foreign: its name tells what the document is.
    pub fn enter(&mut self, name: &'a str, rest: &'a str, depth: usize) -> Result<&'a str, &'static str> {
        if !rest.is_empty() {
            self.declare(rest, depth)?;
        }
        let (prefix, local) = split_name(name).ok_or("an invalid tag name")?;
        if depth == 1 {
            self.root = self.lookup(prefix)?.cloned();
            return Ok(local);
        }
        // Default namespaces below the root do not count.
        if prefix.is_none() {
            return Ok(local);
        }
        let namespace = self.lookup(prefix)?.map(|namespace| &**namespace);
        let is_known = namespace == self.root.as_deref() || namespace == self.service;
        Ok(if is_known { local } else { name })
    }

    /// Leaves the element at this depth, and drops its declarations.
    pub fn leave(&mut self, depth: usize) {
        while self.bindings.pop_if(|binding| binding.depth >= depth).is_some() {}
    }

    fn declare(&mut self, rest: &'a str, depth: usize) -> Result<(), &'static str> {
        self.seen.clear();
        for attribute in Attributes::new(rest) {
            let (name, value) = attribute?;
            if self.seen.contains(&name) {
                return Err("a duplicate attribute");
            }
            if self.seen.len() == MAX_ATTRIBUTES {
                return Err("more than 256 attributes in one tag");
            }
            self.seen.push(name);
            let prefix = match split_name(name) {
                Some((None, "xmlns")) => "",
                Some((Some("xmlns"), _)) if value.is_empty() => {
                    return Err("a namespace prefix declared without a namespace");
                }
                Some((Some("xmlns"), prefix)) => prefix,
                _ => continue,
            };
            self.bindings.push(Binding { prefix, namespace: value, depth });
        }
        Ok(())
    }

    /// Returns the namespace of a name with this prefix. A name without one has the default namespace, if there is any.
    fn lookup(&self, prefix: Option<&str>) -> Result<Option<&Cow<'a, str>>, &'static str> {
        let (name, undeclared) = match prefix {
            None => ("", Ok(None)),
            Some("xml") => ("xml", Ok(Some(&XML))),
            Some(prefix) => (prefix, Err("a namespace prefix that is not declared")),
        };
        match self.bindings.iter().rev().find(|binding| binding.prefix == name) {
            Some(binding) => Ok(Some(&binding.namespace).filter(|namespace| !namespace.is_empty())),
            None => undeclared,
        }
    }
}
