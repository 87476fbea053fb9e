//! Complete tasks, from the first line to the last. The tests compile and run every program on these pages.
//!
//! Needs the feature `saml`.

#[doc = include_str!("tour/saml.md")]
pub mod saml {}
