//! The syntax that only JSON has: brackets, commas and quotes.

use super::{ResponseFormat, Writer};

impl Writer {
    /// Writes several members. In JSON they are enclosed in braces.
    pub(super) fn members(&mut self, write: impl FnOnce(&mut Self)) {
        match self.format {
            ResponseFormat::Xml => write(self),
            ResponseFormat::Json => self.bracketed("{", "}", write),
        }
    }

    pub(super) fn bracketed(&mut self, open: &str, close: &str, write: impl FnOnce(&mut Self)) {
        self.text.push_str(open);
        self.is_empty = true;
        write(self);
        self.text.push_str(close);
        self.is_empty = false;
    }

    /// Writes a comma, except before the first item.
    pub(super) fn separate(&mut self) {
        if !std::mem::replace(&mut self.is_empty, false) {
            self.text.push(',');
        }
    }

    /// Writes a JSON string.
    pub(super) fn quoted(&mut self, text: &str) {
        self.text.push('"');
        for character in text.chars() {
            match character {
                '"' | '\\' => self.text.extend(['\\', character]),
                '\0'..='\u{1F}' => self.text.push_str(&format!("\\u{:04x}", u32::from(character))),
                _ => self.text.push(character),
            }
        }
        self.text.push('"');
    }

    /// Writes a floating-point number. JSON has no infinities and no NaN, so these are written as strings.
    pub(super) fn number(&mut self, text: &str, finite: bool) {
        if finite { self.text.push_str(text) } else { self.string(text) }
    }
}
