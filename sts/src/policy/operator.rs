//! The operators of conditions.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// An operator of a condition: how values are compared, and what holds for keys that are missing or have many values.
///
/// Reads and prints every operator, known or not, without a change: `ForAnyValue:StringLikeIfExists`. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>.
///
/// ```
/// use sts::policy::{Comparison, Operator, Quantifier};
///
/// let operator = Operator::from("ForAnyValue:StringLikeIfExists");
/// assert_eq!(operator.comparison(), &Comparison::StringLike);
/// assert_eq!(operator.quantifier(), Some(Quantifier::ForAnyValue));
/// assert!(operator.is_if_exists());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Operator {
    quantifier: Option<Quantifier>,
    comparison: Comparison,
    if_exists: bool,
}

/// How a condition treats a key that has many values. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantifier {
    /// Every value of the request has to match; a key that is missing does, too.
    ForAllValues,
    /// One value of the request has to match.
    ForAnyValue,
}

/// What the values of a comparison are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ValueType {
    /// Any text.
    Text,
    /// A number.
    Number,
    /// A date of ISO 8601, or seconds since 1970.
    Date,
    /// `true` or `false`.
    Bool,
    /// Bytes as base64.
    Binary,
    /// An IP address, or a range of them.
    IpAddress,
    /// An Amazon Resource Name.
    Arn,
}

macro_rules! comparisons {
    ($($name:ident $type:ident $doc:literal)*) => {
        /// How a condition compares. See
        /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Comparison {
            $(#[doc = $doc] $name,)*
            /// One that this crate does not know.
            Other(String),
        }

        impl Comparison {
            /// All that are known.
            pub const KNOWN: &[Comparison] = &[$(Comparison::$name),*];

            /// As policies write it, without quantifier and `IfExists`.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$name => stringify!($name),)*
                    Self::Other(name) => name,
                }
            }

            /// What its values have to be, if it is known.
            pub fn value_type(&self) -> Option<ValueType> {
                match self {
                    $(Self::$name => Some(ValueType::$type),)*
                    Self::Other(_) => None,
                }
            }
        }

        impl From<&str> for Comparison {
            fn from(name: &str) -> Self {
                match name {
                    $(stringify!($name) => Self::$name,)*
                    _ => Self::Other(name.to_owned()),
                }
            }
        }
    };
}

comparisons! {
    StringEquals Text "The same text."
    StringNotEquals Text "Another text."
    StringEqualsIgnoreCase Text "The same text, but for case."
    StringNotEqualsIgnoreCase Text "Another text, whatever the case."
    StringLike Text "Text that fits a pattern with `*` and `?`."
    StringNotLike Text "Text that does not fit a pattern with `*` and `?`."
    NumericEquals Number "The same number."
    NumericNotEquals Number "Another number."
    NumericLessThan Number "A smaller number."
    NumericLessThanEquals Number "A smaller number, or the same."
    NumericGreaterThan Number "A larger number."
    NumericGreaterThanEquals Number "A larger number, or the same."
    DateEquals Date "The same moment."
    DateNotEquals Date "Another moment."
    DateLessThan Date "An earlier moment."
    DateLessThanEquals Date "An earlier moment, or the same."
    DateGreaterThan Date "A later moment."
    DateGreaterThanEquals Date "A later moment, or the same."
    Bool Bool "The same truth value."
    BinaryEquals Binary "The same bytes."
    IpAddress IpAddress "An address in the range."
    NotIpAddress IpAddress "An address outside of the range."
    ArnEquals Arn "An ARN that fits; AWS treats it as `ArnLike`."
    ArnLike Arn "An ARN whose parts fit patterns with `*` and `?`."
    ArnNotEquals Arn "An ARN that does not fit; AWS treats it as `ArnNotLike`."
    ArnNotLike Arn "An ARN whose parts do not fit patterns with `*` and `?`."
    Null Bool "Whether the key is missing."
}

impl Operator {
    /// This comparison, without quantifier and `IfExists`.
    pub fn new(comparison: Comparison) -> Self {
        Self { quantifier: None, comparison, if_exists: false }
    }

    /// Holds, too, if the request does not have the key.
    #[must_use]
    pub fn if_exists(self) -> Self {
        Self { if_exists: true, ..self }
    }

    /// For keys that have many values.
    #[must_use]
    pub fn quantified(self, quantifier: Quantifier) -> Self {
        Self { quantifier: Some(quantifier), ..self }
    }

    /// How values are compared.
    pub fn comparison(&self) -> &Comparison {
        &self.comparison
    }

    /// What holds for keys that have many values.
    pub fn quantifier(&self) -> Option<Quantifier> {
        self.quantifier
    }

    /// Whether it holds if the request does not have the key.
    pub fn is_if_exists(&self) -> bool {
        self.if_exists
    }

    /// Whether it is in the policy language. `Null` with `IfExists` is not.
    pub fn is_known(&self) -> bool {
        !matches!((&self.comparison, self.if_exists), (Comparison::Other(_), _) | (Comparison::Null, true))
    }
}

impl Quantifier {
    /// As policies write it, without the colon.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ForAllValues => "ForAllValues",
            Self::ForAnyValue => "ForAnyValue",
        }
    }
}

impl From<Comparison> for Operator {
    fn from(comparison: Comparison) -> Self {
        Self::new(comparison)
    }
}

impl From<&str> for Operator {
    fn from(text: &str) -> Self {
        let split = |quantifier: Quantifier| {
            let rest = text.strip_prefix(quantifier.as_str())?.strip_prefix(':')?;
            Some((Some(quantifier), rest))
        };
        let (quantifier, rest) =
            split(Quantifier::ForAllValues).or_else(|| split(Quantifier::ForAnyValue)).unwrap_or((None, text));
        let (name, if_exists) = rest.strip_suffix("IfExists").map_or((rest, false), |name| (name, true));
        Self { quantifier, comparison: Comparison::from(name), if_exists }
    }
}

impl From<&Operator> for Operator {
    fn from(operator: &Operator) -> Self {
        operator.clone()
    }
}

impl FromStr for Operator {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.into())
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(quantifier) = self.quantifier {
            write!(f, "{}:", quantifier.as_str())?;
        }
        f.write_str(self.comparison.as_str())?;
        f.write_str(if self.if_exists { "IfExists" } else { "" })
    }
}
