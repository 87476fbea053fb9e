//! The body of a Query request: members in model order, written as `Path.To.Member=value`.
//!
//! Rules of the AWS Query protocol, <https://smithy.io/2.0/aws/protocols/aws-query-protocol.html>: lists count from 1,
//! an empty list is sent as `Key=`, an empty map or structure is not sent, map entries go out sorted by key.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::ops::Range;

use bytes::Bytes;
use percent_encoding::percent_encode_byte;
use zeroize::Zeroizing;

use crate::platform::idempotency::IdempotencyTokens;
use crate::protocol::sent::SentForm;
use crate::value::blob::Blob;
use crate::value::secret::Secret;
use crate::value::timestamp::{Timestamp, TimestampFormat};

/// A structure that can be written into a [`Form`].
pub trait Encode {
    /// Writes the members below the form's current path.
    fn encode(&self, form: &mut Form);
}

impl<T: Encode> Encode for Box<T> {
    fn encode(&self, form: &mut Form) {
        (**self).encode(form);
    }
}

/// A form under construction, standing at one path: methods that take a value write it there, methods that take a name
/// step down to that member first.
pub struct Form {
    body: Zeroizing<Vec<u8>>,
    /// Escaped, as it is written.
    path: Vec<u8>,
    tokens: IdempotencyTokens,
    /// Where secret values stand in the body.
    secrets: Vec<Range<usize>>,
    one_time: bool,
}

impl Form {
    /// A form that holds `Action` and `Version`.
    pub fn new(action: &str, version: &str, tokens: IdempotencyTokens) -> Self {
        let body = Zeroizing::new(Vec::with_capacity(1024));
        let mut form = Self { body, path: Vec::with_capacity(64), tokens, secrets: Vec::new(), one_time: false };
        form.at("Action", |form| form.string(action));
        form.at("Version", |form| form.string(version));
        form
    }

    /// The finished body. It is zeroed when the last handle to it is dropped: it may hold tokens.
    pub fn into_bytes(self) -> Bytes {
        self.finish().body
    }

    /// The finished body, and what of it must not be shown.
    pub(crate) fn finish(mut self) -> SentForm {
        let body = Bytes::from_owner(std::mem::take(&mut self.body));
        SentForm { body, gzip: None, host_prefix: None, secrets: self.secrets, one_time: self.one_time }
    }

    /// Writes a member that is always set.
    pub fn required<T: ?Sized>(&mut self, name: &str, value: &T, write: impl FnOnce(&mut Self, &T)) {
        self.at(name, |form| write(form, value));
    }

    /// Writes a member if it is set.
    pub fn optional<T>(&mut self, name: &str, value: &Option<T>, write: impl FnOnce(&mut Self, &T)) {
        if let Some(value) = value {
            self.at(name, |form| write(form, value));
        }
    }

    /// Writes the token that makes a request safe to repeat: the caller's, or a fresh one.
    pub fn idempotency_token(&mut self, name: &str, value: &Option<String>) {
        let token = value.clone().unwrap_or_else(|| self.tokens.make());
        self.at(name, |form| form.pair(&token));
    }

    /// Text, or an open enum.
    pub fn string<S: AsRef<str> + ?Sized>(&mut self, value: &S) {
        self.pair(value.as_ref());
    }

    /// Text that is never shown.
    pub fn secret(&mut self, value: &Secret) {
        self.secret_pair(value.expose());
    }

    /// Text that is never shown and that the service accepts once: a request with it is not repeated blindly.
    pub fn one_time(&mut self, value: &Secret) {
        self.one_time = true;
        self.secret(value);
    }

    /// `true` or `false`.
    pub fn boolean(&mut self, value: &bool) {
        self.pair(if *value { "true" } else { "false" });
    }

    /// An integer of any width, in decimal.
    pub fn integer<N: Copy + Into<i64>>(&mut self, value: &N) {
        let value: i64 = (*value).into();
        self.reserve(self.path.len() + 22);
        self.name();
        // Writing to memory cannot fail, and digits are not escaped.
        let _ = write!(self.body, "{value}");
    }

    /// A 32-bit floating point number in its shortest form.
    pub fn float(&mut self, value: &f32) {
        self.pair(&crate::value::number::float(*value));
    }

    /// A 64-bit floating point number in its shortest form.
    pub fn double(&mut self, value: &f64) {
        self.pair(&crate::value::number::double(*value));
    }

    /// A point in time.
    pub fn timestamp(&mut self, value: &Timestamp, format: TimestampFormat) {
        self.pair(&value.format(format));
    }

    /// Bytes, as base64.
    pub fn blob(&mut self, value: &Blob) {
        self.pair(&Zeroizing::new(value.to_base64()));
    }

    /// Bytes that are never shown, as base64.
    pub fn secret_blob(&mut self, value: &Secret<Blob>) {
        self.secret_pair(&Zeroizing::new(value.expose().to_base64()));
    }

    /// The members of a structure, below the current path.
    pub fn structure<T: Encode>(&mut self, value: &T) {
        value.encode(self);
    }

    /// A list: `Path.<member>.1`, `Path.<member>.2`, …; `Path=` if it is empty.
    pub fn list<T>(&mut self, member: &str, items: &[T], write: impl Fn(&mut Self, &T)) {
        if items.is_empty() {
            return self.pair("");
        }
        self.at(member, |form| form.items(items, write));
    }

    /// A list without an element of its own: `<name>.1`, `<name>.2`, … in the place of the path's last part.
    pub fn flat_list<T>(&mut self, name: &str, items: &[T], write: impl Fn(&mut Self, &T)) {
        if items.is_empty() {
            return self.pair("");
        }
        self.instead(name, |form| form.items(items, write));
    }

    /// A map: `Path.entry.1.<key>`, `Path.entry.1.<value>`, … in the order of the keys.
    pub fn map<T>(&mut self, key: &str, value: &str, map: &BTreeMap<String, T>, write: impl Fn(&mut Self, &T)) {
        self.at("entry", |form| form.entries(key, value, map, write));
    }

    /// A map without an element around its entries: `Path.1.<key>`, `Path.1.<value>`, ….
    pub fn flat_map<T>(&mut self, key: &str, value: &str, map: &BTreeMap<String, T>, write: impl Fn(&mut Self, &T)) {
        self.entries(key, value, map, write);
    }

    fn items<T>(&mut self, items: &[T], write: impl Fn(&mut Self, &T)) {
        for (number, item) in (1..).zip(items) {
            self.at_number(number, |form| write(form, item));
        }
    }

    fn entries<T>(&mut self, key: &str, value: &str, map: &BTreeMap<String, T>, write: impl Fn(&mut Self, &T)) {
        for (number, (name, item)) in (1..).zip(map) {
            self.at_number(number, |form| {
                form.at(key, |form| form.string(name));
                form.at(value, |form| write(form, item));
            });
        }
    }

    fn at(&mut self, name: &str, write: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        if length > 0 {
            self.path.push(b'.');
        }
        escape(name, &mut self.path);
        write(self);
        self.path.truncate(length);
    }

    /// Below the path there is always a name before a number.
    fn at_number(&mut self, number: usize, write: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        // Writing to memory cannot fail.
        let _ = write!(self.path, ".{number}");
        write(self);
        self.path.truncate(length);
    }

    fn instead(&mut self, name: &str, write: impl FnOnce(&mut Self)) {
        let parent = self.path.iter().rposition(|byte| *byte == b'.').unwrap_or(0);
        let last = self.path.split_off(parent);
        self.at(name, write);
        self.path.extend_from_slice(&last);
    }

    fn pair(&mut self, value: &str) {
        // Every byte of the value may become three.
        self.reserve(self.path.len() + 3 * value.len() + 2);
        self.name();
        escape(value, &mut self.body);
    }

    fn name(&mut self) {
        if !self.body.is_empty() {
            self.body.push(b'&');
        }
        self.body.extend_from_slice(&self.path);
        self.body.push(b'=');
    }

    fn secret_pair(&mut self, value: &str) {
        self.pair(value);
        let end = self.body.len();
        // What a value is encoded as holds no equals sign.
        let start = self.body.iter().rposition(|byte| *byte == b'=').map_or(end, |equals| equals + 1);
        self.secrets.push(start..end);
    }

    /// Grows into a new buffer, so that the old one is zeroed and not merely freed.
    fn reserve(&mut self, more: usize) {
        let needed = self.body.len() + more;
        if needed > self.body.capacity() {
            let mut larger = Zeroizing::new(Vec::with_capacity(needed.max(2 * self.body.capacity())));
            larger.extend_from_slice(&self.body);
            self.body = larger;
        }
    }
}

/// Adds text with every byte escaped but the unreserved characters of RFC 3986.
fn escape(text: &str, to: &mut Vec<u8>) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            to.push(byte);
        } else {
            to.extend_from_slice(percent_encode_byte(byte).as_bytes());
        }
    }
}

#[cfg(test)]
mod tests;
