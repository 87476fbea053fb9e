//! Error responses, with the texts that AWS uses.

use std::fmt;

use crate::protocol::conventions::Protocol;
use crate::rule::violation::{Allowed, Constraint, Path, Segment, Violation};

/// The error with which a server responds to a request.
///
/// ```
/// use awsquery::server::Refusal;
///
/// let refusal = Refusal::new(400, "Throttling", "Rate exceeded");
/// assert_eq!(refusal.fault(), "Sender");
/// assert_eq!(refusal.to_string(), "400 Throttling: Rate exceeded");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The error code.
    pub code: String,
    /// The message, for a person.
    pub message: String,
    /// The reason for the refusal, for the server's own records. It is never sent to the client.
    pub explanation: Option<String>,
}

impl Refusal {
    /// Creates an error. A status below 500 blames the sender, others the receiver.
    pub fn new(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { status, code: code.into(), message: message.into(), explanation: None }
    }

    /// Returns the refusal with an explanation for the server's own records. It is never sent to the client.
    #[must_use]
    pub fn with_explanation(self, explanation: impl Into<String>) -> Self {
        Self { explanation: Some(explanation.into()), ..self }
    }

    /// Creates the error for an operation that this server does not implement. Its code is not one of AWS, because the
    /// real service implements the operation.
    pub fn not_implemented(operation: &str) -> Self {
        Self::new(501, "NotImplemented", format!("{operation} is not implemented by this server"))
    }

    /// Creates the error for a value that is not of its member's type.
    pub fn malformed_input(protocol: Protocol, path: &Path) -> Self {
        let conventions = &protocol.conventions().server;
        let place = AwsPath { path, item: conventions.item };
        Self::new(400, conventions.malformed, format!("the value at '{place}' is not of the member's type"))
    }

    /// Creates the error for violations, in the text that services of AWS Query use. The code is that of the first.
    pub(super) fn validation(protocol: Protocol, violations: &[(Violation, Option<String>)]) -> Self {
        let conventions = &protocol.conventions().server;
        let is_missing = |(first, _): &(Violation, _)| first.constraint == Constraint::Required;
        let code = if violations.first().is_some_and(is_missing) { conventions.missing } else { conventions.violated };
        let count = violations.len();
        let plural = if count == 1 { "" } else { "s" };
        let details: Vec<String> = violations
            .iter()
            .map(|(violation, value)| {
                detail(violation, value, AwsPath { path: &violation.path, item: conventions.item })
            })
            .collect();
        let message = format!("{count} validation error{plural} detected: {}", details.join("; "));
        Self::new(400, code, message)
    }

    /// Returns the party that the error blames: `Sender` or `Receiver`.
    pub fn fault(&self) -> &'static str {
        if self.status < 500 { "Sender" } else { "Receiver" }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.status, self.code, self.message)
    }
}

impl std::error::Error for Refusal {}

fn detail(violation: &Violation, value: &Option<String>, path: AwsPath<'_>) -> String {
    let value = match (violation.constraint, value) {
        (Constraint::Required, _) => "Value null".to_owned(),
        (_, Some(value)) => format!("Value '{value}'"),
        // Values that are secret or not text are not quoted.
        (_, None) => "Value".to_owned(),
    };
    format!("{value} at '{path}' failed to satisfy constraint: Member must {}", requirement(violation))
}

fn requirement(violation: &Violation) -> String {
    match violation.allowed {
        Allowed::Limits(limits) => match violation.constraint {
            Constraint::LengthMin | Constraint::ListMin => {
                format!("have length greater than or equal to {}", limits.min.unwrap_or_default())
            }
            _ => format!("have length less than or equal to {}", limits.max.unwrap_or_default()),
        },
        Allowed::Range(limits) => match (violation.constraint, limits.min, limits.max) {
            (Constraint::RangeMin, Some(min), _) => format!("have value greater than or equal to {min}"),
            (_, _, Some(max)) => format!("have value less than or equal to {max}"),
            (_, _, None) => "have an allowed value".to_owned(),
        },
        Allowed::Pattern(pattern) => format!("satisfy regular expression pattern: {pattern}"),
        Allowed::Present => "not be null".to_owned(),
        Allowed::Documented(rule) => rule.to_owned(),
    }
}

/// Displays a path as AWS writes it: `policyArns.1.member.arn`.
struct AwsPath<'a> {
    path: &'a Path,
    /// The part after the number of an item.
    item: Option<&'static str>,
}

impl fmt::Display for AwsPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, segment) in self.path.0.iter().enumerate() {
            let dot = if position == 0 { "" } else { "." };
            match segment {
                Segment::Member(name) => {
                    let mut characters = name.chars();
                    let first = characters.next().map(|first| first.to_ascii_lowercase());
                    write!(f, "{dot}{}{}", first.unwrap_or_default(), characters.as_str())?;
                }
                Segment::Index(index) => write!(f, "{dot}{}", index + 1)?,
                Segment::Key(key) | Segment::Value(key) => write!(f, "{dot}{key}")?,
            }
            if let (Segment::Index(_) | Segment::Key(_) | Segment::Value(_), Some(item)) = (segment, self.item) {
                write!(f, ".{item}")?;
            }
        }
        Ok(())
    }
}
