//! Complete tasks, from the first line to the last. The tests compile and run every program on these pages.
//!
//! | page | task |
//! |---|---|
//! | [`other_languages`] | test code in Python or JavaScript, with failures that say why AWS refuses a call |
//! | [`saml`] | test SAML logins, with the feature `saml` |

#[doc = include_str!("tour/other_languages.md")]
pub mod other_languages {}

// The program on this page needs the feature. The page itself is always there.
#[cfg(any(feature = "saml", not(doctest)))]
#[doc = include_str!("tour/saml.md")]
pub mod saml {}
