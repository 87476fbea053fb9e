//! The attributes of a tag or of the XML declaration.

use std::borrow::Cow;

use super::characters::{is_space, resolve, split_name};

/// Iterates over `name="value"` pairs, with references in the values resolved.
pub(super) struct Attributes<'a> {
    rest: &'a str,
}

impl<'a> Attributes<'a> {
    /// Iterates over the attributes in `rest`: the part of a tag between its name and its end.
    pub fn new(rest: &'a str) -> Self {
        Self { rest }
    }

    fn read(&mut self) -> Result<Option<(&'a str, Cow<'a, str>)>, &'static str> {
        let start = self.rest.trim_start_matches(is_space);
        if start.is_empty() {
            return Ok(None);
        }
        if start.len() == self.rest.len() {
            return Err("no white space before an attribute");
        }
        let (name, after) = start.split_once('=').ok_or("an attribute without a value")?;
        let name = name.trim_end_matches(is_space);
        split_name(name).ok_or("an invalid attribute name")?;

        let mut quoted = after.trim_start_matches(is_space).chars();
        let quote = quoted.next().filter(|c| matches!(c, '"' | '\'')).ok_or("an attribute value without quotes")?;
        let (value, rest) = quoted.as_str().split_once(quote).ok_or("an attribute value without a closing quote")?;
        self.rest = rest;
        Ok(Some((name, resolve_value(value)?)))
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Result<(&'a str, Cow<'a, str>), &'static str>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

fn resolve_value(raw: &str) -> Result<Cow<'_, str>, &'static str> {
    if raw.contains('<') {
        return Err("`<` in an attribute value");
    }
    if !raw.contains('&') {
        return Ok(Cow::Borrowed(raw));
    }
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('&') {
        let (name, tail) = after.split_once(';').ok_or("a bare `&` in an attribute value")?;
        value.push_str(before);
        value.push(resolve(name).ok_or("an unknown reference in an attribute value")?);
        rest = tail;
    }
    value.push_str(rest);
    Ok(Cow::Owned(value))
}
