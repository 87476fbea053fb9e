//! Descriptions of calls to look for.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::call_log::recorded_call::{CallOutcome, RecordedCall};

/// A description of a call. All properties that are set have to match.
///
/// ```
/// use std::time::Duration;
/// use sts_local::{CallFilter, CallOutcome, LocalSts};
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let local = LocalSts::start().await?;
/// local.sts().assume_role("arn:aws:iam::123456789012:role/demo", "nightly").await?;
/// let filter = CallFilter::new()
///     .operation("AssumeRole")
///     .role("demo")
///     .parameter("RoleSessionName", "nightly")
///     .outcome(CallOutcome::Allowed);
/// let waited = local.wait_for_call(&filter, 0, Duration::from_secs(1)).await;
/// assert!(waited.call.is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use = "a filter does nothing by itself"]
pub struct CallFilter {
    operation: Option<String>,
    caller: Option<String>,
    access_key_id: Option<String>,
    role: Option<String>,
    parameters: BTreeMap<String, String>,
    outcome: Option<CallOutcome>,
    code: Option<String>,
    status: Option<u16>,
}

impl CallFilter {
    /// Creates a filter that every call matches.
    pub fn new() -> Self {
        Self::default()
    }

    /// Requires this operation, such as `AssumeRole`.
    pub fn operation(self, name: impl Into<String>) -> Self {
        Self { operation: Some(name.into()), ..self }
    }

    /// Requires this caller, by its ARN.
    pub fn caller(self, arn: impl Into<String>) -> Self {
        Self { caller: Some(arn.into()), ..self }
    }

    /// Requires this access key ID.
    pub fn access_key_id(self, id: impl Into<String>) -> Self {
        Self { access_key_id: Some(id.into()), ..self }
    }

    /// Requires that the call asks for this role (`RoleArn`), by its ARN or by its name.
    pub fn role(self, arn_or_name: impl Into<String>) -> Self {
        Self { role: Some(arn_or_name.into()), ..self }
    }

    /// Requires that a parameter has this value. Names are those on the wire, such as `Tags.member.1.Key`.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.insert(name.into(), value.into());
        self
    }

    /// Requires this outcome.
    pub fn outcome(self, outcome: CallOutcome) -> Self {
        Self { outcome: Some(outcome), ..self }
    }

    /// Requires this error code.
    pub fn code(self, code: impl Into<String>) -> Self {
        Self { code: Some(code.into()), ..self }
    }

    /// Requires this status.
    pub fn status(self, status: u16) -> Self {
        Self { status: Some(status), ..self }
    }

    /// Returns true if a call has all properties.
    pub fn matches(&self, call: &RecordedCall) -> bool {
        self.differences(call).is_empty()
    }

    /// Returns a line for each property that a call does not have. A call that matches has none.
    pub fn differences(&self, call: &RecordedCall) -> Vec<String> {
        let mut differences = Vec::new();
        let mut compare = |name: &str, expected: Option<&str>, found: Option<&str>| {
            if let Some(expected) = expected
                && found != Some(expected)
            {
                differences.push(difference(name, expected, found));
            }
        };
        compare("operation", self.operation.as_deref(), call.operation.as_deref());
        compare("caller", self.caller.as_deref(), call.caller.as_deref());
        compare("access key ID", self.access_key_id.as_deref(), call.access_key_id.as_deref());
        compare("outcome", self.outcome.map(CallOutcome::name), Some(call.outcome.name()));
        compare("error code", self.code.as_deref(), call.code.as_deref());
        let [expected, found] = [self.status, call.status].map(|status| status.map(|status| status.to_string()));
        compare("status", expected.as_deref(), found.as_deref());
        for (name, value) in &self.parameters {
            compare(&format!("parameter {name}"), Some(value), call.parameter(name));
        }
        if let Some(role) = &self.role
            && !names_role(role, call.parameter("RoleArn"))
        {
            differences.push(difference("role", role, call.parameter("RoleArn")));
        }
        differences
    }
}

/// Returns true if this is the ARN of the role, or its name with or without its path.
fn names_role(role: &str, arn: Option<&str>) -> bool {
    let Some(arn) = arn else { return false };
    let name = arn.split_once(":role/").map_or("", |(_, name)| name);
    arn == role || name == role || name.rsplit('/').next() == Some(role)
}

fn difference(name: &str, expected: &str, found: Option<&str>) -> String {
    match found {
        Some(found) => format!("{name}: expected {expected:?}, found {found:?}"),
        None => format!("{name}: expected {expected:?}, found none"),
    }
}

/// The result of waiting for a call. Returned by [`LocalSts::wait_for_call`](crate::LocalSts::wait_for_call).
///
/// Serializes as an object with the names of the fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct WaitedCall {
    /// The first call that matches, or `None` if none was made in time.
    pub call: Option<RecordedCall>,
    /// The ID of the last call that was looked at.
    pub next_after: u64,
    /// The calls that differ least if no call matches, the latest first.
    pub closest: Vec<NearMiss>,
}

/// A call that does not match, and why. Part of a [`WaitedCall`].
///
/// Serializes as an object with the names of the fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NearMiss {
    /// The call.
    pub call: RecordedCall,
    /// The differences, one line each.
    pub differences: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use sts::Timestamp;

    #[test]
    fn a_filter_lists_each_property_that_differs() {
        let mut call = RecordedCall::new(Timestamp::from_secs(0), "id".to_owned());
        call.operation = Some("AssumeRole".to_owned());
        call.parameters.insert("RoleArn".to_owned(), "arn:aws:iam::123456789012:role/service/audit".to_owned());
        call.status = Some(403);
        for role in ["audit", "service/audit", "arn:aws:iam::123456789012:role/service/audit"] {
            assert!(CallFilter::new().operation("AssumeRole").role(role).status(403).matches(&call), "{role}");
        }
        let filter =
            CallFilter::new().operation("GetSessionToken").role("dit").status(200).code("X").parameter("A", "b");
        let expected = [
            "operation: expected \"GetSessionToken\", found \"AssumeRole\"",
            "error code: expected \"X\", found none",
            "status: expected \"200\", found \"403\"",
            "parameter A: expected \"b\", found none",
            "role: expected \"dit\", found \"arn:aws:iam::123456789012:role/service/audit\"",
        ];
        assert_eq!(filter.differences(&call), expected);
        assert!(CallFilter::new().outcome(CallOutcome::Refused).matches(&call));
        assert!(!CallFilter::new().role("").matches(&RecordedCall::new(Timestamp::from_secs(0), String::new())));
    }
}
