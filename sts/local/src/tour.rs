//! Whole tasks, from the first line to the last; every program on these pages is compiled and run by the tests.

#[doc = include_str!("tour/saml.md")]
pub mod saml {}
