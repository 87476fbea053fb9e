//! The values of conditions, and what in Rust becomes one.

use std::borrow::Cow;
use std::fmt;
use std::time::SystemTime;

use awsquery::Timestamp;

use super::operator::ValueType;
use crate::json::Json;

/// A value of a condition, as the document has it: `"10"` and `10` mean the same, and stay what they are.
///
/// Equality and order are those of the text.
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

    pub(super) fn from_json(json: Json) -> Result<Self, Json> {
        match json {
            Json::Text(text) => Ok(Self(Spelling::Text(text))),
            Json::Number(digits) => Ok(Self(Spelling::Number(digits))),
            Json::Bool(value) => Ok(Self(Spelling::Bool(value))),
            other => Err(other),
        }
    }

    pub(super) fn to_json(&self) -> Json {
        match &self.0 {
            Spelling::Text(text) => Json::Text(text.clone()),
            Spelling::Number(digits) => Json::Number(digits.clone()),
            Spelling::Bool(value) => Json::Bool(*value),
        }
    }

    /// The text that is compared.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Spelling::Text(text) | Spelling::Number(text) => text,
            Spelling::Bool(true) => "true",
            Spelling::Bool(false) => "false",
        }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Value {}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Value {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl PartialEq<str> for Value {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Value {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

mod sealed {
    pub trait Sealed {}
}

/// What can be a value of a condition: text, a number, a date, a truth value.
///
/// The type decides the operator: `is(10)` is `NumericEquals`, `is("x")` is `StringEquals`.
pub trait Scalar: sealed::Sealed {
    /// What it is compared as.
    const TYPE: ValueType;

    /// As the document has it.
    fn into_value(self) -> Value;
}

/// One or several values of one type: a [`Scalar`], an array, or a `Vec` of them. One of several has to match.
pub trait Scalars {
    /// What they are.
    type Scalar: Scalar;

    /// One by one.
    fn into_values(self) -> Vec<Value>;
}

/// Numbers and dates: what can be smaller or larger.
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

            fn into_value($self) -> Value {
                $value
            }
        }

        impl Scalars for $scalar {
            type Scalar = Self;

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

/// What is no number stays visible as text, for [`lint`](super::Policy::lint) to find: JSON has no word for it.
fn real(number: f64) -> Value {
    match number.is_finite() {
        true => Value(Spelling::Number(number.to_string())),
        false => Value::text(number.to_string()),
    }
}
