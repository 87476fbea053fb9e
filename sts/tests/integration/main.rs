//! The client, its sessions, policies and tokens, as users call them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by failing what it expected"
)]

#[cfg(feature = "blocking")]
mod blocking;
mod deadlines;
mod endpoints;
mod help;
mod help_facts;
mod help_network;
mod help_rows;
mod hostile_responses;
mod observability;
mod outbound_tokens;
mod policy;
mod policy_evaluation;
mod policy_laws;
mod policy_malformed;
mod policy_set;
mod refresh;
mod responses;
mod retries;
mod scoped;
mod sessions;
mod tokens;
mod warnings;
