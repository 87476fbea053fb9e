//! What is wrong with a request, as data and as text.

use std::fmt;

use crate::rule::Limits;

/// One constraint that a request breaks: of the service model, or of the service's documentation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// Which member breaks it.
    pub path: Path,
    /// Which constraint it breaks.
    pub constraint: Constraint,
    /// What stands in the model, or in the documentation.
    pub allowed: Allowed,
    /// What was found, without the value itself.
    pub found: Found,
}

impl Violation {
    /// A constraint that no model states, but the service's documentation; `allowed` follows the word "must".
    pub fn documented(path: Path, constraint: Constraint, found: Found, allowed: &'static str) -> Self {
        Self { path, constraint, allowed: Allowed::Documented(allowed), found }
    }
}

/// The kinds of constraints, with the names that AWS's models and our conformance data use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Constraint {
    /// A member that must be set is not.
    Required,
    /// Text or bytes are too short.
    LengthMin,
    /// Text or bytes are too long.
    LengthMax,
    /// Text does not match its pattern.
    Pattern,
    /// A number is too small.
    RangeMin,
    /// A number is too large.
    RangeMax,
    /// A list or map has too few elements.
    ListMin,
    /// A list or map has too many elements.
    ListMax,
    /// An element is the same as another. Stated by documentation alone.
    Unique,
    /// Text names something that is not there. Stated by documentation alone.
    Reference,
    /// Text is not of the form that its meaning asks for. Stated by documentation alone.
    Format,
}

impl Constraint {
    /// The constraint's name: `required`, `length_min`, `pattern`, ….
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

/// What is allowed where a constraint is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Allowed {
    /// Anything, if it is there.
    Present,
    /// A length or a number between limits.
    Limits(Limits),
    /// Text that matches the model's pattern, in Java's dialect.
    Pattern(&'static str),
    /// What the service's documentation states and the model does not, to be read after the word "must".
    Documented(&'static str),
}

/// What was found where a constraint is broken. Never the value: it may be a secret, or a page long.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Found {
    /// Nothing.
    Missing,
    /// So many characters, bytes or elements.
    Length(usize, Unit),
    /// A number.
    Number(i64),
    /// A character that is not allowed, and its position, counted from 1.
    Character(char, usize),
    /// A character that is not allowed in a secret, at a position counted from 1.
    HiddenCharacter(usize),
    /// Text that does not match.
    Mismatch,
    /// The same as in this member.
    SameAs(Path),
}

/// What a length counts.
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

/// Where in a request a member stands: `Tags[3].Key`, `Attributes.value(color)`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path(pub(crate) Vec<Segment>);

impl Path {
    /// A member of the structure that is checked.
    pub fn member(name: &'static str) -> Self {
        Self(vec![Segment::Member(name)])
    }

    /// An element of the list here, counted from 0.
    #[must_use]
    pub fn index(mut self, index: usize) -> Self {
        self.0.push(Segment::Index(index));
        self
    }

    /// A member of the structure here.
    #[must_use]
    pub fn then(mut self, name: &'static str) -> Self {
        self.0.push(Segment::Member(name));
        self
    }
}

/// One step of a [`Path`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Segment {
    Member(&'static str),
    Index(usize),
    Key(String),
    Value(String),
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
            (Found::Missing, _) => write!(f, "is missing, must be set"),
            (Found::Length(0, _), Allowed::Limits(limits)) => write!(f, "is empty, must have {}", Range(limits)),
            (Found::Length(length, unit), Allowed::Limits(limits)) => {
                write!(f, "has {length} {}, must have {}", unit.noun(*length), Range(limits))
            }
            (Found::Number(number), Allowed::Limits(limits)) => write!(f, "is {number}, must be {}", Range(limits)),
            (Found::Character(character, position), Allowed::Pattern(pattern)) => {
                write!(f, "{character:?} (character {position}) is not in {pattern}")
            }
            (Found::HiddenCharacter(position), Allowed::Pattern(pattern)) => {
                write!(f, "character {position} (not shown) is not in {pattern}")
            }
            (_, Allowed::Pattern(pattern)) => write!(f, "does not match {pattern}"),
            (Found::SameAs(other), Allowed::Documented(rule)) => write!(f, "is the same as {other}, must {rule}"),
            (Found::Number(number), Allowed::Documented(rule)) => write!(f, "is {number}, must {rule}"),
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

struct Range(Limits);

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.min, self.0.max) {
            (Some(min), Some(max)) if min == max => write!(f, "exactly {min}"),
            (Some(min), Some(max)) => write!(f, "{min} to {max}"),
            (Some(min), None) => write!(f, "at least {min}"),
            (None, Some(max)) => write!(f, "at most {max}"),
            (None, None) => f.write_str("any"),
        }
    }
}

/// A request that breaks constraints of the service model, or of the service's documentation: it was not sent.
#[derive(Clone, PartialEq, Eq)]
pub struct InvalidRequest {
    pub(crate) structure: &'static str,
    pub(crate) violations: Vec<Violation>,
}

impl InvalidRequest {
    /// Every constraint that is broken, at least one: those of the model in its order, then those of the documentation.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// The structure that was checked: `GetFederationTokenRequest`.
    pub fn structure(&self) -> &'static str {
        self.structure
    }
}

impl fmt::Display for InvalidRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.violations.len();
        let plural = if count == 1 { "" } else { "s" };
        let documented = self.violations.iter().any(|violation| matches!(violation.allowed, Allowed::Documented(_)));
        let of = if documented { "service" } else { "service model" };
        write!(f, "{} breaks {count} constraint{plural} of the {of}", self.structure)?;
        for violation in &self.violations {
            write!(f, "\n  {violation}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for InvalidRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for InvalidRequest {}
