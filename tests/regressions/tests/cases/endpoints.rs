//! Cases about endpoints, proxies, certificates and the diagnosis of network failures.

use crate::{Subjects, run};

pub const SUBJECTS: Subjects = &[];

/// Subjects whose runner is not written yet.
pub const WAITING: &[&str] = &[
    "endpoint-address",
    "endpoint-path",
    "no-proxy",
    "proxy-url",
    "ca-bundle",
    "diagnosis",
    "region",
    "role-arn",
    "runtime",
];

#[test]
fn endpoints() {
    run(SUBJECTS);
}
