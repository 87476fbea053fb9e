//! The check of a request against the rules of its model. It collects all violations instead of stopping at the first.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

use crate::rule::violation::{Allowed, Constraint, Found, InvalidRequest, MapKey, Path, Segment, Unit, Violation};
use crate::rule::{Bound, Limits, Pattern, Rule, Test};
use crate::value::blob::Blob;
use crate::value::number;
use crate::value::secret::Secret;

/// A structure whose members can be checked. Generated types implement it. Checked by [`validate`].
pub trait Validate {
    /// The structure's name in the model.
    const NAME: &'static str;

    /// Records every violation by a member.
    fn check(&self, check: &mut Check);
}

impl<T: Validate> Validate for Box<T> {
    const NAME: &'static str = T::NAME;

    fn check(&self, check: &mut Check) {
        (**self).check(check);
    }
}

/// Checks a structure against the rules of its model.
///
/// # Errors
///
/// Returns [`InvalidRequest`] with all violations.
pub fn validate<T: Validate>(value: &T) -> Result<(), InvalidRequest> {
    validate_with(value, Vec::new())
}

/// Like [`validate`], but adds violations of rules that only the service's documentation states. One about the format of a
/// member replaces the model's violations of the same member.
pub fn validate_with<T: Validate>(value: &T, documented: Vec<Violation>) -> Result<(), InvalidRequest> {
    collect(T::NAME, &|check| value.check(check), documented)
}

/// The part of [`validate_with`] that is the same for all structures. It is not generic, so it is compiled only once.
fn collect(
    structure: &'static str,
    members: &dyn Fn(&mut Check),
    documented: Vec<Violation>,
) -> Result<(), InvalidRequest> {
    let mut check = Check::default();
    members(&mut check);
    // The format of a member explains more than its length and its pattern.
    let is_explained = |violation: &Violation| {
        documented.iter().any(|other| other.constraint == Constraint::Format && other.path == violation.path)
    };
    check.violations.retain(|violation| !is_explained(violation));
    check.violations.extend(documented);
    match check.violations {
        violations if violations.is_empty() => Ok(()),
        violations => Err(InvalidRequest { structure, violations }),
    }
}

/// A check in progress. It has a current path, and collects violations. The methods of [`Validate`] add to it.
#[derive(Default)]
pub struct Check {
    path: Vec<Segment>,
    violations: Vec<Violation>,
    /// True inside a value that the model marks as sensitive: nothing of what it contains may be shown.
    is_sensitive: bool,
    /// The paths of members that were missing on the wire, and have placeholders as values.
    #[cfg(feature = "server")]
    missing: Vec<Path>,
    /// The values that broke a constraint, one entry per violation. `None` outside of a server, which alone quotes
    /// values.
    #[cfg(feature = "server")]
    quotes: Option<Vec<Option<String>>>,
}

impl Check {
    /// Checks a member that is always set.
    pub fn value<T: ?Sized>(&mut self, name: &'static str, value: &T, check: impl FnOnce(&mut Self, &T)) {
        self.at(Segment::Member(name), |this| {
            if this.is_placeholder() {
                this.record(Constraint::Required, Allowed::Present, Found::Missing, None);
            } else {
                check(this, value);
            }
        });
    }

    /// Checks a member if it is set. A server may demand it, although a caller may leave it out.
    pub fn optional<T>(&mut self, name: &'static str, value: &Option<T>, check: impl FnOnce(&mut Self, &T)) {
        if let Some(value) = value {
            self.value(name, value, check);
        }
    }

    /// Checks a member that must be set, although its type is optional.
    pub fn required<T>(&mut self, name: &'static str, value: &Option<T>, check: impl FnOnce(&mut Self, &T)) {
        self.at(Segment::Member(name), |this| match value {
            Some(value) => check(this, value),
            None => this.record(Constraint::Required, Allowed::Present, Found::Missing, None),
        });
    }

    /// Accepts any value. Used for members that must be set but have no other limits.
    pub fn any<T: ?Sized>(&mut self, _: &T) {}

    /// Checks the members of a structure.
    pub fn structure<T: Validate>(&mut self, value: &T) {
        value.check(self);
    }

    /// Returns a function that checks a value of any type that the service model marks as sensitive.
    pub fn sensitive<T: ?Sized>(check: impl Fn(&mut Self, &T)) -> impl Fn(&mut Self, &T) {
        move |this, value| {
            let outer = std::mem::replace(&mut this.is_sensitive, true);
            check(this, value);
            this.is_sensitive = outer;
        }
    }

    fn text(&mut self, text: &str, rule: &Rule, sensitive: bool) {
        let sensitive = sensitive || self.is_sensitive;
        if let Some(pattern) = rule.pattern {
            self.pattern(text, pattern, sensitive);
        }
        // A character takes one to four bytes, so most limits are checked without counting characters.
        let most = i64::try_from(text.len()).unwrap_or(i64::MAX);
        let fewest = i64::try_from(text.len().div_ceil(4)).unwrap_or(i64::MAX);
        if rule.length.min.is_some_and(|min| fewest < min) || rule.length.max.is_some_and(|max| most > max) {
            self.length(text.chars().count(), Unit::Characters, rule.length, (!sensitive).then_some(&text));
        }
    }

    /// Checks a number, given its order relative to a limit (`None` for NaN, which breaks every limit).
    fn number(
        &mut self,
        rule: &Rule,
        order: impl Fn(Bound) -> Option<Ordering>,
        found: Found,
        text: &dyn fmt::Display,
    ) {
        let limits = rule.range;
        let constraint = if limits.min.is_some_and(|min| order(min).is_none_or(Ordering::is_lt)) {
            Constraint::RangeMin
        } else if limits.max.is_some_and(|max| order(max).is_none_or(Ordering::is_gt)) {
            Constraint::RangeMax
        } else {
            return;
        };
        let sensitive = rule.sensitive || self.is_sensitive;
        let found = if sensitive { Found::Mismatch } else { found };
        self.record(constraint, Allowed::Range(limits), found, (!sensitive).then_some(text));
    }

    fn integer(&mut self, rule: &Rule, number: i64) {
        let order = |limit: Bound| Some(limit.cmp_integer(number));
        self.number(rule, order, Found::Number(number), &number);
    }

    #[inline]
    fn decimal(&mut self, rule: &Rule, number: f64, text: &str) {
        let order = |limit: Bound| limit.partial_cmp_double(number);
        self.number(rule, order, Found::Decimal(text.to_owned()), &text);
    }

    fn pattern(&mut self, text: &str, pattern: &Pattern, sensitive: bool) {
        let found = match &pattern.test {
            Test::Each { set, at_least_one } => match set.first_stranger(text) {
                Some((index, _)) if sensitive => Found::HiddenCharacter(index + 1),
                Some((index, character)) => Found::Character(character, index + 1),
                None if text.is_empty() && *at_least_one => Found::Mismatch,
                None => return,
            },
            Test::Words { set, separator } => match set.first_stranger_between(text, *separator) {
                Some((index, _)) if sensitive => Found::HiddenCharacter(index + 1),
                Some((index, character)) => Found::Character(character, index + 1),
                None if text.split(*separator).any(str::is_empty) => Found::Mismatch,
                None => return,
            },
            Test::Regex(regex) if !regex.is_match(text) => Found::Mismatch,
            Test::LookAround(regex) if !regex.is_match(text) => Found::Mismatch,
            Test::Regex(_) | Test::LookAround(_) | Test::Unchecked => return,
        };
        let quote: Option<&dyn fmt::Display> = if sensitive { None } else { Some(&text) };
        self.record(Constraint::Pattern, Allowed::Pattern(pattern.text), found, quote);
    }

    fn length(&mut self, length: usize, unit: Unit, limits: Limits, quote: Option<&dyn fmt::Display>) {
        let elements = unit == Unit::Elements;
        let count = i64::try_from(length).unwrap_or(i64::MAX);
        let allowed = Allowed::Limits(limits);
        let found = Found::Length(length, unit);
        if limits.min.is_some_and(|min| count < min) {
            let constraint = if elements { Constraint::ListMin } else { Constraint::LengthMin };
            self.record(constraint, allowed, found, quote);
        } else if limits.max.is_some_and(|max| count > max) {
            let constraint = if elements { Constraint::ListMax } else { Constraint::LengthMax };
            self.record(constraint, allowed, found, quote);
        }
    }

    fn at(&mut self, segment: Segment, check: impl FnOnce(&mut Self)) {
        self.path.push(segment);
        check(self);
        self.path.pop();
    }

    #[cfg_attr(not(feature = "server"), expect(unused_variables, reason = "only a server quotes values"))]
    fn record(&mut self, constraint: Constraint, allowed: Allowed, found: Found, quote: Option<&dyn fmt::Display>) {
        self.violations.push(Violation { path: Path(self.path.clone()), constraint, allowed, found });
        #[cfg(feature = "server")]
        if let Some(quotes) = &mut self.quotes {
            quotes.push(quote.map(ToString::to_string));
        }
    }

    #[cfg(not(feature = "server"))]
    fn is_placeholder(&self) -> bool {
        false
    }

    #[cfg(feature = "server")]
    fn is_placeholder(&self) -> bool {
        self.missing.iter().any(|path| path.0 == self.path)
    }

    /// Checks a request that a server received, given the paths of its missing members.
    ///
    /// Needs the feature `server`.
    ///
    /// Returns each violation with the value that broke the constraint, or without it if the value is secret or not text.
    #[cfg(feature = "server")]
    pub fn received<T: Validate>(value: &T, missing: Vec<Path>) -> Vec<(Violation, Option<String>)> {
        let mut check = Self { missing, quotes: Some(Vec::new()), ..Self::default() };
        value.check(&mut check);
        let quotes = check.quotes.unwrap_or_default();
        check.violations.into_iter().zip(quotes).collect()
    }
}

/// Each method returns a function that checks a value against the rule.
impl Rule {
    /// Checks text or an open enum.
    pub fn string<S: AsRef<str> + ?Sized>(&self) -> impl Fn(&mut Check, &S) {
        |check, value| check.text(value.as_ref(), self, self.sensitive)
    }

    /// Checks secret text.
    pub fn secret(&self) -> impl Fn(&mut Check, &Secret) {
        |check, value| check.text(value.expose(), self, true)
    }

    /// Checks bytes.
    pub fn blob(&self) -> impl Fn(&mut Check, &Blob) {
        |check, value| check.length(value.as_ref().len(), Unit::Bytes, self.length, None)
    }

    /// Checks secret bytes.
    pub fn secret_blob(&self) -> impl Fn(&mut Check, &Secret<Blob>) {
        |check, value| self.blob()(check, value.expose())
    }

    /// Checks an integer of any width.
    pub fn integer<N: Copy + Into<i64>>(&self) -> impl Fn(&mut Check, &N) {
        |check, value| check.integer(self, (*value).into())
    }

    /// Checks a number of 32 bits, in the decimal form in which it is sent: a limit such as 0.1 has no exact binary form.
    pub fn float(&self) -> impl Fn(&mut Check, &f32) {
        |check, value| {
            let text = number::float(*value);
            let sent = number::parse(&text).unwrap_or(f64::NAN);
            check.decimal(self, sent, &text);
        }
    }

    /// Checks a number of 64 bits.
    pub fn double(&self) -> impl Fn(&mut Check, &f64) {
        |check, value| check.decimal(self, *value, &number::double(*value))
    }

    /// Checks the length of a list, and its elements with `item`.
    pub fn list<T>(&self, item: impl Fn(&mut Check, &T)) -> impl Fn(&mut Check, &Vec<T>) {
        move |check, items| {
            check.length(items.len(), Unit::Elements, self.length, None);
            for (index, value) in items.iter().enumerate() {
                check.at(Segment::Index(index), |check| item(check, value));
            }
        }
    }

    /// Checks the length of a map, its keys with `key` and its values with `value`.
    pub fn map<T>(
        &self,
        key: impl Fn(&mut Check, &String),
        value: impl Fn(&mut Check, &T),
    ) -> impl Fn(&mut Check, &BTreeMap<String, T>) {
        move |check, map| {
            check.length(map.len(), Unit::Elements, self.length, None);
            for (name, item) in map {
                let entry = MapKey { name: name.clone(), is_hidden: check.is_sensitive };
                check.at(Segment::Key(entry.clone()), |check| key(check, name));
                check.at(Segment::Value(entry), |check| value(check, item));
            }
        }
    }
}

#[cfg(test)]
mod tests;
