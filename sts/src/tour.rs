//! Whole tasks, from the first line to the last; every program on these pages is compiled and run by the tests.

#[doc = include_str!("tour/web_service.md")]
pub mod web_service {}

#[doc = include_str!("tour/command_line.md")]
pub mod command_line {}

#[doc = include_str!("tour/testing.md")]
pub mod testing {}

#[doc = include_str!("tour/moving_from_ruby.md")]
pub mod moving_from_ruby {}
