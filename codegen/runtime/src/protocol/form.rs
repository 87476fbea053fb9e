//! The body of a request: members in model order, written as `Path.To.Member=value`.
//!
//! The [AWS Query protocol](https://smithy.io/2.0/aws/protocols/aws-query-protocol.html) numbers list elements from 1,
//! sends an empty list as `Key=`, and omits empty maps and structures. Map entries are sent in the order of their keys,
//! so that equal requests have equal bodies. The
//! [EC2 Query protocol](https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html) writes lists in another way,
//! [`numbered`](Form::numbered), and omits empty ones.

use std::collections::BTreeMap;
use std::ops::Range;

use bytes::Bytes;
use percent_encoding::percent_encode_byte;
use zeroize::Zeroizing;

use crate::platform::idempotency::IdempotencyTokens;
use crate::protocol::outgoing::OutgoingForm;
use crate::value::blob::Blob;
use crate::value::percent::is_unreserved;
use crate::value::secret::Secret;
use crate::value::timestamp::{Timestamp, TimestampFormat};

/// The space that is reserved for each item of a list, in bytes: a tag with its names, for example. Each time that a form
/// outgrows its buffer, all of it is copied and zeroed.
const TYPICAL_ITEM: usize = 80;

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

/// A form under construction. It has a current path: methods that take only a value write it there, methods that take a
/// name append the name to the path first. Names are percent-encoded already.
/// [`Encode::encode`](super::Encode::encode) writes into it.
pub struct Form {
    body: Zeroizing<Vec<u8>>,
    /// The current path, already escaped.
    path: Vec<u8>,
    tokens: IdempotencyTokens,
    /// The ranges of secret values in the body.
    secrets: Vec<Range<usize>>,
    /// True while a value that the model marks as sensitive is written.
    is_sensitive: bool,
    one_time: bool,
}

impl Form {
    /// Creates a form with the parameters `Action` and `Version`.
    pub fn new(action: &str, version: &str, tokens: IdempotencyTokens) -> Self {
        let body = Zeroizing::new(Vec::with_capacity(1024));
        let path = Vec::with_capacity(64);
        let mut form = Self { body, path, tokens, secrets: Vec::new(), is_sensitive: false, one_time: false };
        form.at("Action", |form| form.string(action));
        form.at("Version", |form| form.string(version));
        form
    }

    /// Returns the finished body. It is zeroed when the last handle to it is dropped, because it may contain secrets.
    #[inline]
    pub fn into_bytes(self) -> Bytes {
        self.finish().body
    }

    /// Returns the finished body and the ranges of its secrets.
    pub(crate) fn finish(mut self) -> OutgoingForm {
        let body = Bytes::from_owner(std::mem::take(&mut self.body));
        OutgoingForm { body, secrets: self.secrets, one_time: self.one_time, ..OutgoingForm::default() }
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

    /// Writes the token that makes a request safe to repeat: the one of the caller, or a new one.
    #[inline]
    pub fn idempotency_token(&mut self, name: &str, value: &Option<String>) {
        let token = value.clone().unwrap_or_else(|| self.tokens.make());
        self.at(name, |form| form.pair(&token));
    }

    /// Writes text or an open enum.
    pub fn string<S: AsRef<str> + ?Sized>(&mut self, value: &S) {
        self.pair(value.as_ref());
    }

    /// Writes secret text.
    pub fn secret(&mut self, value: &Secret) {
        self.sensitive(value.expose(), Self::string);
    }

    /// Writes a value of any type that the service model marks as sensitive.
    pub fn sensitive<T: ?Sized>(&mut self, value: &T, write: impl FnOnce(&mut Self, &T)) {
        let outer = std::mem::replace(&mut self.is_sensitive, true);
        write(self, value);
        self.is_sensitive = outer;
    }

    /// Writes secret text that the service accepts only once, such as an MFA code. The client does not retry a request
    /// that contains it if the service may have used it.
    pub fn one_time(&mut self, value: &Secret) {
        self.one_time = true;
        self.secret(value);
    }

    /// Writes `true` or `false`.
    pub fn boolean(&mut self, value: &bool) {
        self.pair(if *value { "true" } else { "false" });
    }

    /// Writes an integer of any width, in decimal.
    pub fn integer<N: Copy + Into<i64>>(&mut self, value: &N) {
        let value: i64 = (*value).into();
        self.reserve(self.path.len() + 22);
        self.value(|body| {
            if value < 0 {
                body.push(b'-');
            }
            push_digits(value.unsigned_abs(), body);
        });
    }

    /// Writes a 32-bit floating-point number in its shortest form.
    #[inline]
    pub fn float(&mut self, value: &f32) {
        self.pair(&crate::value::number::float(*value));
    }

    /// Writes a 64-bit floating-point number in its shortest form.
    #[inline]
    pub fn double(&mut self, value: &f64) {
        self.pair(&crate::value::number::double(*value));
    }

    /// Writes a timestamp.
    pub fn timestamp(&mut self, value: &Timestamp, format: TimestampFormat) {
        self.pair(&value.format(format));
    }

    /// Writes bytes as base64.
    pub fn blob(&mut self, value: &Blob) {
        self.pair(&Zeroizing::new(value.to_base64()));
    }

    /// Writes secret bytes as base64.
    #[inline]
    pub fn secret_blob(&mut self, value: &Secret<Blob>) {
        self.sensitive(value.expose(), Self::blob);
    }

    /// Writes the members of a structure below the current path.
    pub fn structure<T: Encode>(&mut self, value: &T) {
        value.encode(self);
    }

    /// Writes a list as `Path.<member>.1`, `Path.<member>.2`, …, or as `Path=` if it is empty.
    pub fn list<T>(&mut self, member: &str, items: &[T], write: impl Fn(&mut Self, &T)) {
        if items.is_empty() {
            return self.pair("");
        }
        self.at(member, |form| form.numbered(items, write));
    }

    /// Writes a flattened list as `<name>.1`, `<name>.2`, …, where `<name>` replaces the last part of the path. An empty
    /// list is written as `Path=`.
    pub fn flat_list<T>(&mut self, name: &str, items: &[T], write: impl Fn(&mut Self, &T)) {
        if items.is_empty() {
            return self.pair("");
        }
        self.at_sibling(name, |form| form.numbered(items, write));
    }

    /// Writes a list as `Path.1`, `Path.2`, …. An empty list is not written.
    pub fn numbered<T>(&mut self, items: &[T], write: impl Fn(&mut Self, &T)) {
        self.reserve(TYPICAL_ITEM * items.len());
        for (number, item) in (1..).zip(items) {
            self.at_number(number, |form| write(form, item));
        }
    }

    /// Writes a map as `Path.entry.1.<key>`, `Path.entry.1.<value>`, …, in the order of its keys.
    pub fn map<T>(&mut self, key: &str, value: &str, map: &BTreeMap<String, T>, write: impl Fn(&mut Self, &T)) {
        self.at("entry", |form| form.entries(key, value, map, write));
    }

    /// Writes a flattened map as `Path.1.<key>`, `Path.1.<value>`, …, in the order of its keys.
    pub fn flat_map<T>(&mut self, key: &str, value: &str, map: &BTreeMap<String, T>, write: impl Fn(&mut Self, &T)) {
        self.entries(key, value, map, write);
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
        self.path.extend_from_slice(name.as_bytes());
        write(self);
        self.path.truncate(length);
    }

    /// Writes below the path with a number appended. The path is never empty here: a number follows a name.
    fn at_number(&mut self, number: u64, write: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        self.path.push(b'.');
        push_digits(number, &mut self.path);
        write(self);
        self.path.truncate(length);
    }

    /// Writes below the path with its last part replaced.
    fn at_sibling(&mut self, name: &str, write: impl FnOnce(&mut Self)) {
        let parent = self.path.iter().rposition(|byte| *byte == b'.').unwrap_or(0);
        let last = self.path.split_off(parent);
        self.at(name, write);
        self.path.extend_from_slice(&last);
    }

    fn pair(&mut self, value: &str) {
        // Escaping can turn each byte of the value into three.
        self.reserve(self.path.len() + 3 * value.len() + 2);
        self.value(|body| escape(value, body));
    }

    /// Writes the current path and a value, for which there is space.
    fn value(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        if !self.body.is_empty() {
            self.body.push(b'&');
        }
        self.body.extend_from_slice(&self.path);
        self.body.push(b'=');
        let start = self.body.len();
        write(&mut self.body);
        if self.is_sensitive {
            self.secrets.push(start..self.body.len());
        }
    }

    /// Reserves space for `additional` bytes. Copies into a new buffer instead of letting `Vec` grow, so that the old
    /// buffer is zeroed and not merely freed.
    fn reserve(&mut self, additional: usize) {
        let needed = self.body.len() + additional;
        if needed > self.body.capacity() {
            self.grow(needed);
        }
    }

    #[cold]
    fn grow(&mut self, needed: usize) {
        let mut larger = Zeroizing::new(Vec::with_capacity(needed.max(2 * self.body.capacity())));
        larger.extend_from_slice(&self.body);
        self.body = larger;
    }
}

/// Appends a number in decimal. `write!` would take five times as long, and a list has a number for each member.
fn push_digits(number: u64, to: &mut Vec<u8>) {
    if number > 9 {
        push_digits(number / 10, to);
    }
    to.push(b'0' + (number % 10) as u8);
}

/// Appends text in percent-encoding.
///
/// It goes byte by byte, because values of forms consist of short runs: [`encoded`](crate::value::percent::encoded) costs
/// a call with a policy about 2,500 instructions more.
fn escape(text: &str, to: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    // All of many short values.
    let plain = bytes.iter().take_while(|byte| is_unreserved(**byte)).count();
    let (plain, rest) = bytes.split_at_checked(plain).unwrap_or_default();
    to.extend_from_slice(plain);
    for byte in rest {
        if is_unreserved(*byte) {
            to.push(*byte);
        } else {
            to.extend_from_slice(percent_encode_byte(*byte).as_bytes());
        }
    }
}

#[cfg(test)]
mod tests;
