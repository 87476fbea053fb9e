//! The services under test: generated modules, and a table of operations for each.

include!(concat!(env!("OUT_DIR"), "/ec2prototest.rs"));
include!(concat!(env!("OUT_DIR"), "/ec2query.rs"));
include!(concat!(env!("OUT_DIR"), "/hazards.rs"));
include!(concat!(env!("OUT_DIR"), "/iam.rs"));
include!(concat!(env!("OUT_DIR"), "/narrow.rs"));
include!(concat!(env!("OUT_DIR"), "/prototest.rs"));
include!(concat!(env!("OUT_DIR"), "/query.rs"));
include!(concat!(env!("OUT_DIR"), "/sdb.rs"));
include!(concat!(env!("OUT_DIR"), "/sns.rs"));
include!(concat!(env!("OUT_DIR"), "/things.rs"));

include!(concat!(env!("OUT_DIR"), "/bridges.rs"));

pub use ::sts::api as sts;

use harness::{Bridge, Context};

use crate::cases::model;

/// Returns the operations of a service.
///
/// # Errors
///
/// The service is unknown.
pub fn operations(service: &str) -> Result<&'static [&'static dyn Bridge], String> {
    match service {
        "ec2prototest" => Ok(EC2PROTOTEST),
        "ec2query" => Ok(EC2QUERY),
        "hazards" => Ok(HAZARDS),
        "iam" => Ok(IAM),
        "prototest" => Ok(PROTOTEST),
        "query" => Ok(QUERY),
        "sdb" => Ok(SDB),
        "sns" => Ok(SNS),
        "sts" => Ok(STS),
        other => Err(format!("unknown service: {other}")),
    }
}

/// Returns the context in which the cases of a service are judged.
///
/// # Errors
///
/// The service is unknown, or its model cannot be read.
pub fn context(service: &str) -> Result<Context, String> {
    Ok(Context::new(operations(service)?, model(service)?))
}

/// Looks up an operation of a service.
///
/// # Errors
///
/// The service has no operation of this name.
pub fn operation(service: &str, name: &str) -> Result<&'static dyn Bridge, String> {
    let mut operations = operations(service)?.iter();
    let found = operations.find(|bridge| bridge.operation().name == name);
    found.copied().ok_or_else(|| format!("{service} has no operation {name}"))
}
