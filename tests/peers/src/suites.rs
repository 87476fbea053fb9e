//! Peers, each held against this project.

pub mod chain;
mod embedded;
mod moto;
mod signing;
mod sqs;

use std::pin::Pin;

use crate::Outcome;
use crate::bench::Bench;
use crate::report::Checks;

/// A peer, and what its checks prove.
pub struct Suite {
    pub name: &'static str,
    pub proves: &'static str,
    pub run: for<'a> fn(&'a Bench, &'a mut Checks<'_>) -> Running<'a>,
}

/// Checks that run. An error says that the peer itself did not work.
pub type Running<'a> = Pin<Box<dyn Future<Output = Outcome<()>> + 'a>>;

/// All of them, in the order in which they run.
pub const SUITES: &[Suite] = &[
    Suite {
        name: "moto",
        proves: "our client gets from moto what botocore gets, for every operation that moto has",
        run: |bench, checks| Box::pin(moto::run(bench, checks)),
    },
    Suite {
        name: "botocore",
        proves: "botocore gets from the embedded STS what our client gets, answers and errors",
        run: |bench, checks| Box::pin(embedded::botocore(bench, checks)),
    },
    Suite {
        name: "aws-cli",
        proves: "the AWS CLI gets from the embedded STS what our client gets, answers and errors",
        run: |bench, checks| Box::pin(embedded::cli(bench, checks)),
    },
    Suite {
        name: "aws-sdk-js",
        proves: "AWS's client for JavaScript gets from the embedded STS what our client gets, answers and errors",
        run: |bench, checks| Box::pin(embedded::javascript(bench, checks)),
    },
    Suite {
        name: "aws-sdk-sts",
        proves: "AWS's own client for Rust gets from the embedded STS what our client gets, answers and errors",
        run: |_, checks| Box::pin(embedded::sdk(checks)),
    },
    Suite {
        name: "aws-sdk-sqs",
        proves: "a client of another service works with credentials that our client obtained",
        run: |bench, checks| Box::pin(sqs::run(bench, checks)),
    },
    Suite {
        name: "aws-config",
        proves: "AWS's chain of credentials feeds our client, and our credentials feed its configuration",
        run: |bench, checks| Box::pin(chain::run(bench, checks)),
    },
    Suite {
        name: "signing",
        proves: "10,000 random requests get the signature that botocore makes",
        run: |bench, checks| Box::pin(signing::run(bench, checks)),
    },
];
