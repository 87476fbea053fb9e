//! The comparison of one value.

use std::cmp::Ordering;

use super::arn;
use super::language::{Language, Wildcards};
use super::request::AccessRequest;
use super::truth::Truth;
use crate::policy::operator::Comparison;
use crate::policy::typed_value::{AddressRange, Decimal, boolean, bytes, date};

/// The comparison of a value of the request with a value of the policy, by one operator.
#[derive(Clone, Copy)]
pub(super) struct ValueTest {
    method: Method,
    /// True if the comparison must not hold, for any value of the policy.
    pub(super) is_negated: bool,
}

#[derive(Clone, Copy)]
enum Method {
    Text,
    TextIgnoringCase,
    Like,
    Arn,
    Number(fn(Ordering) -> bool),
    Date(fn(Ordering) -> bool),
    Bool,
    Binary,
    Address,
    /// An operator that is judged before its values are compared.
    None,
}

impl ValueTest {
    #[inline]
    pub(super) fn of(comparison: &Comparison) -> Self {
        use Comparison as C;
        let is_negated = matches!(
            comparison,
            C::StringNotEquals
                | C::StringNotEqualsIgnoreCase
                | C::StringNotLike
                | C::ArnNotEquals
                | C::ArnNotLike
                | C::NumericNotEquals
                | C::DateNotEquals
                | C::NotIpAddress
        );
        let method = match comparison {
            C::StringEquals | C::StringNotEquals => Method::Text,
            C::StringEqualsIgnoreCase | C::StringNotEqualsIgnoreCase => Method::TextIgnoringCase,
            C::StringLike | C::StringNotLike => Method::Like,
            C::ArnEquals | C::ArnLike | C::ArnNotEquals | C::ArnNotLike => Method::Arn,
            C::NumericEquals | C::NumericNotEquals => Method::Number(Ordering::is_eq),
            C::NumericLessThan => Method::Number(Ordering::is_lt),
            C::NumericLessThanEquals => Method::Number(Ordering::is_le),
            C::NumericGreaterThan => Method::Number(Ordering::is_gt),
            C::NumericGreaterThanEquals => Method::Number(Ordering::is_ge),
            C::DateEquals | C::DateNotEquals => Method::Date(Ordering::is_eq),
            C::DateLessThan => Method::Date(Ordering::is_lt),
            C::DateLessThanEquals => Method::Date(Ordering::is_le),
            C::DateGreaterThan => Method::Date(Ordering::is_gt),
            C::DateGreaterThanEquals => Method::Date(Ordering::is_ge),
            C::Bool => Method::Bool,
            C::BinaryEquals => Method::Binary,
            C::IpAddress | C::NotIpAddress => Method::Address,
            C::Null | C::Other(_) => Method::None,
        };
        Self { method, is_negated }
    }

    /// Compares two values, without negation. A value of the request that does not have the type of the operator matches
    /// nothing, as AWS documents.
    #[inline]
    pub(super) fn compare(self, found: &str, wanted: &str, request: &AccessRequest, language: Language) -> Truth {
        let expand = |wildcards| language.expand(wanted, wildcards, request);
        match self.method {
            Method::Text => expand(Wildcards::Text).compare(found),
            Method::TextIgnoringCase => expand(Wildcards::Text).compare_ignoring_case(found),
            Method::Like => expand(Wildcards::Patterns).compare(found),
            Method::Arn => arn::compare_condition(&expand(Wildcards::Patterns), found),
            Method::Number(fits) => both(Decimal::parse, found, wanted, |found, wanted| fits(found.cmp(wanted))),
            Method::Date(fits) => both(date, found, wanted, |found, wanted| fits(found.cmp(wanted))),
            Method::Bool => both(boolean, found, wanted, |found, wanted| found == wanted),
            Method::Binary => both(bytes, found, wanted, |found, wanted| found == wanted),
            Method::Address => compare_address(found, wanted),
            Method::None => Truth::Unknown,
        }
    }
}

#[inline]
fn compare_address(found: &str, wanted: &str) -> Truth {
    match AddressRange::parse(wanted).zip(found.parse().ok()) {
        Some((range, address)) if range.contains(address) => Truth::True,
        Some((range, address)) if range.may_contain(address) => Truth::Unknown,
        _ => Truth::False,
    }
}

/// Compares two values, if both can be read.
fn both<T>(read: impl Fn(&str) -> Option<T>, found: &str, wanted: &str, fits: impl Fn(&T, &T) -> bool) -> Truth {
    read(found).zip(read(wanted)).is_some_and(|(found, wanted)| fits(&found, &wanted)).into()
}
