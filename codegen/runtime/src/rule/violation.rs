//! Violations of limits, as data and as text.

use std::fmt;

use crate::rule::{Bound, Limits};

/// A constraint of the service model, or of the service's documentation, that a request breaks.
///
/// It never contains the value, which may be a secret or very long.
///
/// ```
/// use awsquery::rule::violation::{Constraint, Found, Path, Violation};
///
/// let first = Path::member("Tags").index(0).then("Key");
/// let second = Path::member("Tags").index(3).then("Key");
/// let violation = Violation::documented(second, Constraint::Unique, Found::SameAs(first), "be unique");
/// assert_eq!(violation.to_string(), "Tags[3].Key: is the same as Tags[0].Key, must be unique");
/// assert_eq!(violation.constraint.name(), "unique");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The member that breaks the constraint.
    pub path: Path,
    /// The kind of the constraint.
    pub constraint: Constraint,
    /// The values that the model or the documentation allows.
    pub allowed: Allowed,
    /// A description of the value that was found.
    pub found: Found,
}

impl Violation {
    /// Creates a violation of a rule that the service's documentation states and its model does not. `allowed` completes
    /// a sentence that starts with "must", such as `be unique`.
    pub fn documented(path: Path, constraint: Constraint, found: Found, allowed: &'static str) -> Self {
        Self { path, constraint, allowed: Allowed::Documented(allowed), found }
    }
}

/// Writes an object with the path, the name of the constraint, and the text:
/// `{"path":"Name","constraint":"length_min","message":"Name: has 1 character, must have 2 to 32"}`.
#[cfg(feature = "serde")]
impl serde::Serialize for Violation {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;

        let mut object = serializer.serialize_struct("Violation", 3)?;
        object.serialize_field("path", &self.path.to_string())?;
        object.serialize_field("constraint", self.constraint.name())?;
        object.serialize_field("message", &self.to_string())?;
        object.end()
    }
}

/// The kind of a constraint. Part of a [`Violation`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Constraint {
    /// A member must be set.
    Required,
    /// Text or bytes have a minimum length.
    LengthMin,
    /// Text or bytes have a maximum length.
    LengthMax,
    /// Text must match a pattern.
    Pattern,
    /// A number has a minimum.
    RangeMin,
    /// A number has a maximum.
    RangeMax,
    /// A list or map has a minimum number of elements.
    ListMin,
    /// A list or map has a maximum number of elements.
    ListMax,
    /// The elements of a list must differ. Only documentation states constraints of this kind.
    Unique,
    /// Text must refer to something that exists. Only documentation states constraints of this kind.
    Reference,
    /// Text must have a certain format, such as that of an ARN. Only documentation states constraints of this kind.
    Format,
}

impl Constraint {
    /// Returns the name of the constraint in conformance files: `required`, `length_min`, `pattern`, ….
    pub fn name(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::LengthMin => "length_min",
            Self::LengthMax => "length_max",
            Self::Pattern => "pattern",
            Self::RangeMin => "range_min",
            Self::RangeMax => "range_max",
            Self::ListMin => "list_min",
            Self::ListMax => "list_max",
            Self::Unique => "unique",
            Self::Reference => "reference",
            Self::Format => "format",
        }
    }
}

/// The values that a broken constraint allows. Part of a [`Violation`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Allowed {
    /// Any value, as long as there is one.
    Present,
    /// A length within limits.
    Limits(Limits),
    /// A number within limits.
    Range(Limits<Bound>),
    /// Text that matches the model's pattern, in the dialect of Java.
    Pattern(&'static str),
    /// A rule that only the service's documentation states. It completes a sentence that starts with "must".
    Documented(&'static str),
}

/// A description of the value that breaks a constraint. Never the value itself, which may be a secret or very long.
/// Part of a [`Violation`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Found {
    /// No value.
    Missing,
    /// A value of this length.
    Length(usize, Unit),
    /// An integer.
    Number(i64),
    /// A number with a fraction, in the decimal form in which it would be sent, or `NaN`, `Infinity` or `-Infinity`.
    Decimal(String),
    /// A character that is not allowed, and its position, counted from 1.
    Character(char, usize),
    /// The position, counted from 1, of a character in a secret that is not allowed.
    HiddenCharacter(usize),
    /// Text that does not match the pattern or the format.
    Mismatch,
    /// The same value as in another member.
    SameAs(Path),
    /// Something else, in a clause that follows the path, such as `is the ARN of a user`.
    Described(&'static str),
}

/// The unit of a length. Part of [`Allowed`] and [`Found`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unit {
    /// Unicode code points.
    Characters,
    /// Bytes of a blob.
    Bytes,
    /// Elements of a list or entries of a map.
    Elements,
}

/// The path of a member in a request: `Tags[3].Key`, `Attributes.value(color)`. Part of a [`Violation`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path(pub(crate) Vec<Segment>);

impl Path {
    /// Creates the path of a member of the request.
    pub fn member(name: &'static str) -> Self {
        Self(vec![Segment::Member(name)])
    }

    /// Appends the index of a list element, counted from 0.
    #[must_use]
    pub fn index(mut self, index: usize) -> Self {
        self.0.push(Segment::Index(index));
        self
    }

    /// Appends a member of the structure at this path.
    #[must_use]
    pub fn then(mut self, name: &'static str) -> Self {
        self.0.push(Segment::Member(name));
        self
    }
}

/// A step of a [`Path`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Segment {
    Member(&'static str),
    Index(usize),
    Key(MapKey),
    Value(MapKey),
}

/// The key of a map entry on a [`Path`].
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct MapKey {
    pub(crate) name: String,
    /// True if the key must not be shown, because the model marks it or its map as sensitive.
    pub(crate) is_hidden: bool,
}

impl fmt::Display for MapKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_hidden { "not shown" } else { &self.name })
    }
}

impl fmt::Debug for MapKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Member(name) if position == 0 => f.write_str(name)?,
                Segment::Member(name) => write!(f, ".{name}")?,
                Segment::Index(index) => write!(f, "[{index}]")?,
                Segment::Key(key) => write!(f, ".key({key})")?,
                Segment::Value(key) => write!(f, ".value({key})")?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.path)?;
        match (&self.found, self.allowed) {
            (Found::Missing, Allowed::Documented(rule)) => write!(f, "is missing, must {rule}"),
            (Found::Missing, _) => write!(f, "is missing, must be set"),
            (Found::Length(0, _), Allowed::Limits(limits)) => write!(f, "is empty, must have {}", Range(limits)),
            (Found::Length(length, unit), Allowed::Limits(limits)) => {
                write!(f, "has {length} {}, must have {}", unit.noun(*length), Range(limits))
            }
            (Found::Number(number), Allowed::Range(limits)) => write!(f, "is {number}, must be {}", Range(limits)),
            (Found::Decimal(number), Allowed::Range(limits)) => write!(f, "is {number}, must be {}", Range(limits)),
            (_, Allowed::Range(limits)) => write!(f, "must be {}", Range(limits)),
            (Found::Character(character, position), Allowed::Pattern(pattern)) => {
                write!(f, "{character:?} (character {position}) is not in {pattern}")
            }
            (Found::HiddenCharacter(position), Allowed::Pattern(pattern)) => {
                write!(f, "character {position} (not shown) is not in {pattern}")
            }
            (_, Allowed::Pattern(pattern)) => write!(f, "does not match {pattern}"),
            (Found::SameAs(other), Allowed::Documented(rule)) => write!(f, "is the same as {other}, must {rule}"),
            (Found::Number(number), Allowed::Documented(rule)) => write!(f, "is {number}, must {rule}"),
            (Found::Length(0, _), Allowed::Documented(rule)) => write!(f, "is empty, must {rule}"),
            (Found::Character(character, position), Allowed::Documented(rule)) => {
                write!(f, "contains {character:?} (character {position}), must {rule}")
            }
            (Found::Described(clause), Allowed::Documented(rule)) => write!(f, "{clause}, must {rule}"),
            (_, Allowed::Documented(rule)) => write!(f, "must {rule}"),
            (_, _) => write!(f, "breaks the constraint {}", self.constraint.name()),
        }
    }
}

impl Unit {
    fn noun(self, count: usize) -> &'static str {
        match (self, count) {
            (Self::Characters, 1) => "character",
            (Self::Characters, _) => "characters",
            (Self::Bytes, 1) => "byte",
            (Self::Bytes, _) => "bytes",
            (Self::Elements, 1) => "element",
            (Self::Elements, _) => "elements",
        }
    }
}

/// Displays limits as `2 to 32`, `at least 1` and so on.
struct Range<T>(Limits<T>);

impl<T: fmt::Display + PartialEq> fmt::Display for Range<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.0.min, &self.0.max) {
            (Some(min), Some(max)) if min == max => write!(f, "exactly {min}"),
            (Some(min), Some(max)) => write!(f, "{min} to {max}"),
            (Some(min), None) => write!(f, "at least {min}"),
            (None, Some(max)) => write!(f, "at most {max}"),
            (None, None) => f.write_str("any"),
        }
    }
}

/// The error for a request that was not sent, because it breaks constraints of the service model or of the service's
/// documentation.
///
/// ```
/// use awsquery::InvalidRequest;
///
/// /// Shows a message next to each form field that has a problem.
/// fn field_errors(invalid: &InvalidRequest) -> Vec<(String, String)> {
///     let violations = invalid.violations().iter();
///     violations.map(|violation| (violation.path.to_string(), violation.to_string())).collect()
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct InvalidRequest {
    pub(crate) structure: &'static str,
    pub(crate) violations: Vec<Violation>,
}

impl InvalidRequest {
    /// Returns all violations, at least one: first those of the model, in the order of its members, then those of the
    /// documentation. If the documentation describes the format of a member, its violation replaces those of the model.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// Returns the name of the request type: `GetFederationTokenRequest`.
    pub fn structure(&self) -> &'static str {
        self.structure
    }
}

impl InvalidRequest {
    /// Writes the first violation, and how many more there are.
    pub(crate) fn write_violations(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(first) = self.violations.first() {
            write!(f, "{first}")?;
        }
        match self.violations.len() {
            0 | 1 => Ok(()),
            count => write!(f, "; and {} more", count - 1),
        }
    }
}

/// Writes one line: the first violation, and how many more there are.
impl fmt::Display for InvalidRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is invalid: ", self.structure)?;
        self.write_violations(f)
    }
}

/// Writes all violations, one a line.
impl fmt::Debug for InvalidRequest {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is invalid:", self.structure)?;
        self.violations.iter().try_for_each(|violation| write!(f, "\n  {violation}"))
    }
}

impl std::error::Error for InvalidRequest {}

#[cfg(all(test, feature = "serde"))]
mod tests {
    use super::*;

    #[test]
    fn a_missing_member_may_have_a_rule_of_its_own() {
        let allowed = "be set if Duration is not";
        let violation = Violation::documented(Path::member("Policy"), Constraint::Required, Found::Missing, allowed);
        assert_eq!(violation.to_string(), "Policy: is missing, must be set if Duration is not");
    }

    #[test]
    fn a_violation_is_written_with_its_path_its_constraint_and_its_text() {
        let path = Path::member("Tags").index(3).then("Key");
        let found = Found::SameAs(Path::member("Tags").index(0).then("Key"));
        let violation = Violation::documented(path, Constraint::Unique, found, "be unique");
        let expected = serde_json::json!({
            "path": "Tags[3].Key", "constraint": "unique", "message": "Tags[3].Key: is the same as Tags[0].Key, must be unique"
        });
        assert_eq!(serde_json::to_value(&violation).unwrap(), expected);
    }
}
