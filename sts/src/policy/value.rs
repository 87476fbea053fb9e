//! The values of conditions, and the Rust types that convert to them.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::time::SystemTime;

use awsquery::Timestamp;

use super::operator::ValueType;
use crate::json::Json;

/// A value of a condition. The spelling in the document is preserved: `"10"` and `10` mean the same, and are written
/// back as they were read.
///
/// Values are compared by their text, so `"10"` and `10` are equal. Returned by
/// [`Condition::values`](crate::policy::Condition::values).
#[derive(Clone, Debug)]
pub struct Value(Spelling);

#[derive(Clone, Debug)]
enum Spelling {
    Text(String),
    Number(String),
    Bool(bool),
}

impl Value {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self(Spelling::Text(text.into()))
    }

    #[inline]
    pub(super) fn from_json(json: Json) -> Result<Self, Json> {
        match json {
            Json::Text(text) => Ok(Self(Spelling::Text(text))),
            Json::Number(digits) => Ok(Self(Spelling::Number(digits))),
            Json::Bool(value) => Ok(Self(Spelling::Bool(value))),
            other => Err(other),
        }
    }

    #[inline]
    pub(super) fn to_json(&self) -> Json {
        match &self.0 {
            Spelling::Text(text) => Json::Text(text.clone()),
            Spelling::Number(digits) => Json::Number(digits.clone()),
            Spelling::Bool(value) => Json::Bool(*value),
        }
    }

    /// Returns the value as text, which is what operators compare.
    #[inline]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Spelling::Text(text) | Spelling::Number(text) => text,
            Spelling::Bool(true) => "true",
            Spelling::Bool(false) => "false",
        }
    }
}

impl PartialEq for Value {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Value {}

impl Hash for Value {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl PartialOrd for Value {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Value {
    #[inline]
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl PartialEq<str> for Value {
    #[inline]
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Value {
    #[inline]
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl fmt::Display for Value {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

mod sealed {
    pub trait Sealed {}
}

/// A Rust type that converts to one value of a condition: text, a number, a date or a boolean. This trait is sealed.
///
/// The type selects the operator:
///
/// ```
/// use sts::policy::Condition;
///
/// assert_eq!(Condition::key("s3:max-keys").is(10).operator().to_string(), "NumericEquals");
/// assert_eq!(Condition::key("s3:prefix").is("red/").operator().to_string(), "StringEquals");
/// ```
pub trait Scalar: sealed::Sealed {
    /// The type that operators compare.
    const TYPE: ValueType;

    /// Converts to a value.
    fn into_value(self) -> Value;
}

/// One or more values of the same type: a [`Scalar`], or an array or `Vec` of them. A condition with several values
/// holds if one of them matches.
pub trait Scalars {
    /// The type of the values.
    type Scalar: Scalar;

    /// Converts to values.
    fn into_values(self) -> Vec<Value>;
}

/// A number or a date: a [`Scalar`] that can be less or greater than another one, as in [`ConditionKey::lt`].
///
/// [`ConditionKey::lt`]: crate::policy::ConditionKey::lt
pub trait Ordered: Scalar {}

impl<S: Scalar, const N: usize> Scalars for [S; N] {
    type Scalar = S;

    fn into_values(self) -> Vec<Value> {
        self.into_iter().map(Scalar::into_value).collect()
    }
}

impl<S: Scalar> Scalars for Vec<S> {
    type Scalar = S;

    fn into_values(self) -> Vec<Value> {
        self.into_iter().map(Scalar::into_value).collect()
    }
}

macro_rules! scalars {
    ($type:ident: $($scalar:ty)*, $self:ident => $value:expr) => {$(
        impl sealed::Sealed for $scalar {}

        impl Scalar for $scalar {
            const TYPE: ValueType = ValueType::$type;

            #[inline]
            fn into_value($self) -> Value {
                $value
            }
        }

        impl Scalars for $scalar {
            type Scalar = Self;

            #[inline]
            fn into_values(self) -> Vec<Value> {
                vec![self.into_value()]
            }
        }
    )*};
}

macro_rules! ordered {
    ($($scalar:ty)*) => {
        $(impl Ordered for $scalar {})*
    };
}

scalars!(Text: &str String &String Cow<'_, str>, self => Value::text(self));
scalars!(Number: i8 i16 i32 i64 u8 u16 u32 u64 isize usize, self => Value(Spelling::Number(self.to_string())));
scalars!(Number: f64, self => real(self));
scalars!(Date: Timestamp, self => Value::text(self.to_string()));
scalars!(Date: SystemTime, self => Value::text(Timestamp::from(self).to_string()));
scalars!(Bool: bool, self => Value(Spelling::Bool(self)));

ordered!(i8 i16 i32 i64 u8 u16 u32 u64 isize usize f64 Timestamp SystemTime);

/// Converts a floating-point number. JSON cannot express infinity and NaN, so they become text, which
/// [`lint`](super::Policy::lint) reports.
#[inline]
fn real(number: f64) -> Value {
    if number.is_finite() { Value(Spelling::Number(number.to_string())) } else { Value::text(number.to_string()) }
}
