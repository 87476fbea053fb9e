//! Tests of `sts` without features, in `tests/`.
//!
//! The tests of `sts` use the embedded STS, which turns features of `sts` on. This package does not depend on it, so
//! `cargo test --package featureless` builds `sts` as a program does that turns nothing on.
