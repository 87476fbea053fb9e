//! Whole tasks, from the first line to the last.
//!
//! | page | task |
//! |---|---|
//! | [`sessions`] | a quick tour: sessions, roles, refreshing, errors |
//! | [`environments`] | credentials on EKS, ECS, Lambda, EC2 and GitHub Actions |
//! | [`web_service`] | a web service for many tenants, with axum and S3 |
//! | [`tenant_policies`] | policies for tenants, with escaping and tests |
//! | [`scoped_sessions`] | sessions for plugins, agents and single requests |
//! | [`command_line`] | a command-line tool: MFA, a shell, `credential_process`, errors for people |
//! | [`blocking`] | programs without an async runtime |
//! | [`testing`] | testing your own code: an STS in the test, its clock, failures |
//! | [`observability`] | spans, events and fields, and what errors keep |
//! | [`other_services`] | generating a client for another service, as a crate or in a `build.rs` |
//! | [`ec2`] | from a session to EC2: a generated client, pages as a stream, a waiter |
//! | [`moving_from_aws_sdk_sts`], [`moving_from_rusoto`], [`moving_from_ruby`] | moving from another client |
//!
//! The tests compile every program on these pages, and run those that need no AWS account. Those with axum, AWS's SDK or a
//! generated client are marked as not tested by rustdoc: they need other packages, so their text is a file that the tests of
//! those packages run.

#[doc = include_str!("tour/sessions.md")]
pub mod sessions {}

#[doc = include_str!("tour/environments.md")]
pub mod environments {}

#[doc = include_str!("tour/web_service.md")]
pub mod web_service {}

#[doc = include_str!("tour/tenant_policies.md")]
pub mod tenant_policies {}

#[doc = include_str!("tour/scoped_sessions.md")]
pub mod scoped_sessions {}

#[doc = include_str!("tour/command_line.md")]
pub mod command_line {}

// The programs on this page need the feature. The page itself is always there.
#[cfg(any(feature = "blocking", not(doctest)))]
#[doc = include_str!("tour/blocking.md")]
pub mod blocking {}

#[doc = include_str!("tour/testing.md")]
pub mod testing {}

#[doc = include_str!("tour/observability.md")]
pub mod observability {}

#[doc = include_str!("tour/other_services.md")]
pub mod other_services {}

#[doc = include_str!("tour/ec2.md")]
pub mod ec2 {}

#[doc = include_str!("tour/moving_from_aws_sdk_sts.md")]
pub mod moving_from_aws_sdk_sts {}

#[doc = include_str!("tour/moving_from_rusoto.md")]
pub mod moving_from_rusoto {}

#[doc = include_str!("tour/moving_from_ruby.md")]
pub mod moving_from_ruby {}
