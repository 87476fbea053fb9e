//! The peers, each tested against this project.

pub mod chain;
mod ec2;
mod embedded;
mod moto;
mod origin_identity;
mod signing;
mod sqs;

use std::pin::Pin;

use crate::Outcome;
use crate::bench::Bench;
use crate::report::Checks;

/// A peer and what its checks prove.
pub struct Suite {
    pub name: &'static str,
    pub proves: &'static str,
    pub run: for<'a> fn(&'a Bench, &'a mut Checks<'_>) -> Running<'a>,
}

/// Running checks. An error means that the peer itself did not work.
pub type Running<'a> = Pin<Box<dyn Future<Output = Outcome<()>> + 'a>>;

/// All suites, in the order in which they run.
pub const SUITES: &[Suite] = &[
    Suite {
        name: "moto",
        proves: "our client and botocore get the same from moto, for every operation that moto supports",
        run: |bench, checks| Box::pin(moto::run(bench, checks)),
    },
    Suite {
        name: "botocore",
        proves: "botocore and our client get the same responses and errors from the embedded STS",
        run: |bench, checks| Box::pin(embedded::botocore(bench, checks)),
    },
    Suite {
        name: "aws-cli",
        proves: "the AWS CLI and our client get the same responses and errors from the embedded STS",
        run: |bench, checks| Box::pin(embedded::cli(bench, checks)),
    },
    Suite {
        name: "aws-sdk-js",
        proves: "AWS's client for JavaScript and our client get the same responses and errors from the embedded STS",
        run: |bench, checks| Box::pin(embedded::javascript(bench, checks)),
    },
    Suite {
        name: "aws-sdk-sts",
        proves: "AWS's client for Rust and our client get the same responses and errors from the embedded STS",
        run: |_, checks| Box::pin(embedded::sdk(checks)),
    },
    Suite {
        name: "aws-sdk-sqs",
        proves: "a client of another service works with credentials that our client obtained",
        run: |bench, checks| Box::pin(sqs::run(bench, checks)),
    },
    Suite {
        name: "ec2",
        proves: "a generated client of EC2 uses instances in moto with roles that our client assumed, with pages and waiters",
        run: |bench, checks| Box::pin(ec2::run(bench, checks)),
    },
    Suite {
        name: "aws-config",
        proves: "our client takes credentials from AWS's provider chain, and AWS's configuration takes our credentials",
        run: |bench, checks| Box::pin(chain::run(bench, checks)),
    },
    Suite {
        name: "signing",
        proves: "our client and botocore compute the same signatures for 10,000 random requests",
        run: |bench, checks| Box::pin(signing::run(bench, checks)),
    },
];
