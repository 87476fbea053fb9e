//! Complete tasks, from the first line to the last. The tests compile and run every program on these pages.
//!
//! | page | task |
//! |---|---|
//! | [`other_languages`] | test code in Python or JavaScript, with failures that say why AWS refuses a call |
//! | [`saml`] | test SAML logins |
//!
//! Needs the feature `saml`.

#[doc = include_str!("tour/other_languages.md")]
pub mod other_languages {}
#[doc = include_str!("tour/saml.md")]
pub mod saml {}
