//! What JSON has and XML has not: brackets, commas, quotes.

use super::{AnswerFormat, Writer};

impl Writer {
    /// Members together: in JSON they stand in braces.
    pub(super) fn members(&mut self, write: impl FnOnce(&mut Self)) {
        match self.format {
            AnswerFormat::Xml => write(self),
            AnswerFormat::Json => self.bracketed("{", "}", write),
        }
    }

    pub(super) fn bracketed(&mut self, open: &str, close: &str, write: impl FnOnce(&mut Self)) {
        self.text.push_str(open);
        self.fresh = true;
        write(self);
        self.text.push_str(close);
        self.fresh = false;
    }

    /// A comma, but for the first.
    pub(super) fn separate(&mut self) {
        if !std::mem::replace(&mut self.fresh, false) {
            self.text.push(',');
        }
    }

    /// Text in JSON.
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

    /// A floating point number; JSON has none that is not finite, and names it.
    pub(super) fn number(&mut self, text: &str, finite: bool) {
        if finite { self.text.push_str(text) } else { self.string(text) }
    }
}
