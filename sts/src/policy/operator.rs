//! The operators of conditions.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// An operator of a condition: how values are compared, and how keys that are missing or have several values are
/// treated.
///
/// Parsing and printing preserves every operator, known or unknown: `ForAnyValue:StringLikeIfExists`. See
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

/// The treatment of a key with several values, set by [`Operator::quantified`]. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantifier {
    /// Every value in the request has to match. The condition also holds if the key is missing.
    ForAllValues,
    /// At least one value in the request has to match.
    ForAnyValue,
}

/// The type of values that a comparison expects. Returned by [`Comparison::value_type`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ValueType {
    /// Any text.
    Text,
    /// A number.
    Number,
    /// An ISO 8601 date, or seconds since 1970.
    Date,
    /// `true` or `false`.
    Bool,
    /// Bytes encoded as base64.
    Binary,
    /// An IP address or a CIDR range.
    IpAddress,
    /// An Amazon Resource Name.
    Arn,
}

macro_rules! comparisons {
    ($($name:ident $type:ident $doc:literal)*) => {
        /// The comparison of a condition, without quantifier and `IfExists`. See
        /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Comparison {
            $(#[doc = $doc] $name,)*
            /// A comparison that this crate does not know.
            Other(String),
        }

        impl Comparison {
            /// All known comparisons.
            pub const KNOWN: &[Comparison] = &[$(Comparison::$name),*];

            /// Returns the comparison as policies write it, without quantifier and `IfExists`.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$name => stringify!($name),)*
                    Self::Other(name) => name,
                }
            }

            /// Returns the type of the values, or `None` for an unknown comparison.
            #[inline]
            pub fn value_type(&self) -> Option<ValueType> {
                match self {
                    $(Self::$name => Some(ValueType::$type),)*
                    Self::Other(_) => None,
                }
            }
        }

        impl From<&str> for Comparison {
            #[inline]
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
    StringEqualsIgnoreCase Text "The same text, ignoring case."
    StringNotEqualsIgnoreCase Text "Another text, ignoring case."
    StringLike Text "Text that matches a pattern with `*` and `?`."
    StringNotLike Text "Text that does not match a pattern with `*` and `?`."
    NumericEquals Number "The same number."
    NumericNotEquals Number "Another number."
    NumericLessThan Number "A smaller number."
    NumericLessThanEquals Number "A smaller number, or the same number."
    NumericGreaterThan Number "A larger number."
    NumericGreaterThanEquals Number "A larger number, or the same number."
    DateEquals Date "The same time."
    DateNotEquals Date "Another time."
    DateLessThan Date "An earlier time."
    DateLessThanEquals Date "An earlier time, or the same time."
    DateGreaterThan Date "A later time."
    DateGreaterThanEquals Date "A later time, or the same time."
    Bool Bool "The same boolean."
    BinaryEquals Binary "The same bytes."
    IpAddress IpAddress "An address in the range."
    NotIpAddress IpAddress "An address outside of the range."
    ArnEquals Arn "An ARN that matches a pattern. AWS treats it as `ArnLike`."
    ArnLike Arn "An ARN whose parts match patterns with `*` and `?`."
    ArnNotEquals Arn "An ARN that does not match a pattern. AWS treats it as `ArnNotLike`."
    ArnNotLike Arn "An ARN whose parts do not match patterns with `*` and `?`."
    Null Bool "A missing key (`true`) or a present key (`false`)."
}

impl Operator {
    /// Creates an operator with this comparison, without quantifier and `IfExists`.
    #[inline]
    pub fn new(comparison: Comparison) -> Self {
        Self { quantifier: None, comparison, if_exists: false }
    }

    /// Makes the condition hold as well if the request does not have the key.
    #[must_use]
    #[inline]
    pub fn if_exists(self) -> Self {
        Self { if_exists: true, ..self }
    }

    /// Sets how a key with several values is treated.
    #[must_use]
    #[inline]
    pub fn quantified(self, quantifier: Quantifier) -> Self {
        Self { quantifier: Some(quantifier), ..self }
    }

    /// Returns how values are compared.
    #[inline]
    pub fn comparison(&self) -> &Comparison {
        &self.comparison
    }

    /// Returns how a key with several values is treated.
    #[inline]
    pub fn quantifier(&self) -> Option<Quantifier> {
        self.quantifier
    }

    /// Returns whether the condition holds if the request does not have the key.
    #[inline]
    pub fn is_if_exists(&self) -> bool {
        self.if_exists
    }

    /// Returns whether the operator is part of the policy language. `Null` with `IfExists` is not.
    #[inline]
    pub fn is_known(&self) -> bool {
        !matches!((&self.comparison, self.if_exists), (Comparison::Other(_), _) | (Comparison::Null, true))
    }
}

impl Quantifier {
    /// Returns the quantifier as policies write it, without the colon.
    #[inline]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ForAllValues => "ForAllValues",
            Self::ForAnyValue => "ForAnyValue",
        }
    }
}

impl From<Comparison> for Operator {
    #[inline]
    fn from(comparison: Comparison) -> Self {
        Self::new(comparison)
    }
}

impl From<&str> for Operator {
    #[inline]
    fn from(text: &str) -> Self {
        let after = |quantifier: &Quantifier| text.strip_prefix(quantifier.as_str())?.strip_prefix(':');
        let quantifiers = [Quantifier::ForAllValues, Quantifier::ForAnyValue];
        let quantifier = quantifiers.into_iter().find(|quantifier| after(quantifier).is_some());
        let rest = quantifier.as_ref().and_then(after).unwrap_or(text);
        let name = rest.strip_suffix("IfExists");
        Self { quantifier, comparison: Comparison::from(name.unwrap_or(rest)), if_exists: name.is_some() }
    }
}

impl From<&Operator> for Operator {
    #[inline]
    fn from(operator: &Operator) -> Self {
        operator.clone()
    }
}

impl FromStr for Operator {
    type Err = Infallible;

    #[inline]
    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.into())
    }
}

impl fmt::Display for Operator {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(quantifier) = self.quantifier {
            write!(f, "{}:", quantifier.as_str())?;
        }
        f.write_str(self.comparison.as_str())?;
        f.write_str(if self.if_exists { "IfExists" } else { "" })
    }
}
