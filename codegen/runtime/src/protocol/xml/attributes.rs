//! The attributes of a tag or of the XML declaration.

use std::borrow::Cow;

use super::characters::{is_space, resolve, split_name};

/// Reads `name="value"` pairs one by one; a value as it is written, its references checked.
pub(super) struct Attributes<'a> {
    rest: &'a str,
}

impl<'a> Attributes<'a> {
    /// `rest` is what follows the name in a tag, up to its end.
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
        split_name(name).ok_or("an attribute's name is not a name")?;

        let mut quoted = after.trim_start_matches(is_space).chars();
        let quote = quoted.next().filter(|c| matches!(c, '"' | '\'')).ok_or("an attribute's value has no quotes")?;
        let (value, rest) = quoted.as_str().split_once(quote).ok_or("an attribute's value does not end")?;
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
        return Err("`<` in an attribute's value");
    }
    if !raw.contains('&') {
        return Ok(Cow::Borrowed(raw));
    }
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('&') {
        let (name, tail) = after.split_once(';').ok_or("a bare `&` in an attribute's value")?;
        value.push_str(before);
        value.push(resolve(name).ok_or("an unknown reference in an attribute's value")?);
        rest = tail;
    }
    value.push_str(rest);
    Ok(Cow::Owned(value))
}
