//! Counts of calls.

use std::collections::BTreeMap;
use std::fmt;

use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

use crate::call_log::recorded_call::{CallOutcome, RecordedCall};

/// The number of different reasons that are counted for an operation. Further ones only count as calls.
const MAX_REASONS: usize = 20;
/// The text for requests that name no operation of STS.
const NO_OPERATION: &str = "(no operation)";

/// Calls by operation and outcome, with the reasons of denials and refusals.
///
/// `Display` prints a table and the reasons.
///
/// ```
/// use sts_local::{CallOutcome, CallSummary, LocalSts};
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let local = LocalSts::start().await?;
/// local.sts().new_session().await?;
/// let summary: CallSummary = local.call_summary();
/// assert_eq!(summary.count(Some("GetSessionToken"), CallOutcome::Allowed), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallSummary {
    calls: u64,
    /// The number of calls that are not counted because they were not recorded any more.
    pub(crate) dropped: u64,
    operations: BTreeMap<Option<String>, OperationSummary>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct OperationSummary {
    outcomes: BTreeMap<CallOutcome, u64>,
    reasons: BTreeMap<Reason, u64>,
}

/// The reason of a denial or refusal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Reason {
    code: String,
    caller: Option<String>,
    reason: String,
}

impl CallSummary {
    /// Counts a call.
    pub fn add(&mut self, call: &RecordedCall) {
        self.calls += 1;
        let operation = self.operations.entry(call.operation.clone()).or_default();
        *operation.outcomes.entry(call.outcome).or_default() += 1;
        if !matches!(call.outcome, CallOutcome::Denied | CallOutcome::Refused) {
            return;
        }
        let reason = Reason {
            code: call.code.clone().unwrap_or_default(),
            caller: call.caller.clone(),
            reason: call.explanation.clone().or_else(|| call.message.clone()).unwrap_or_default(),
        };
        if let Some(count) = operation.reasons.get_mut(&reason) {
            *count += 1;
        } else if operation.reasons.len() < MAX_REASONS {
            operation.reasons.insert(reason, 1);
        }
    }

    /// Counts calls that are not known any more.
    pub fn add_dropped(&mut self, calls: u64) {
        self.dropped += calls;
    }

    /// Returns the number of calls of an operation with this outcome. `None` stands for requests that name no operation.
    pub fn count(&self, operation: Option<&str>, outcome: CallOutcome) -> u64 {
        let operation = self.operations.get(&operation.map(str::to_owned));
        operation.and_then(|operation| operation.outcomes.get(&outcome)).copied().unwrap_or_default()
    }

    /// Returns the number of calls.
    pub fn calls(&self) -> u64 {
        self.calls
    }

    /// Returns the number of calls that are not counted, because the record had dropped them.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }
}

impl OperationSummary {
    /// Returns the reasons, the most frequent first.
    fn by_count(&self) -> Vec<(&Reason, u64)> {
        let mut reasons: Vec<(&Reason, u64)> = self.reasons.iter().map(|(reason, count)| (reason, *count)).collect();
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        reasons
    }

    fn count(&self, outcome: CallOutcome) -> u64 {
        self.outcomes.get(&outcome).copied().unwrap_or_default()
    }
}

impl fmt::Display for CallSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} call{}", self.calls, if self.calls == 1 { "" } else { "s" })?;
        if self.dropped > 0 {
            write!(f, "; {} more were dropped from the record and are not counted", self.dropped)?;
        }
        if self.operations.is_empty() {
            return Ok(());
        }
        let name = |operation: &Option<String>| operation.clone().unwrap_or_else(|| NO_OPERATION.to_owned());
        let width = self.operations.keys().map(|operation| name(operation).len()).max().unwrap_or_default();
        write!(f, "\n{:width$}", "")?;
        CallOutcome::ALL.iter().try_for_each(|outcome| write!(f, "  {outcome:>8}"))?;
        for (operation, summary) in &self.operations {
            write!(f, "\n{:width$}", name(operation))?;
            CallOutcome::ALL.iter().try_for_each(|outcome| write!(f, "  {:>8}", summary.count(*outcome)))?;
        }
        for (operation, summary) in &self.operations {
            for (Reason { code, caller, reason }, count) in summary.by_count() {
                let caller = caller.as_deref().unwrap_or("a caller that is not known");
                let times = if count == 1 { "once".to_owned() } else { format!("{count} times") };
                let reason = printable(reason).replace('\n', "\n    ");
                write!(f, "\n\n{} {code} ({times}), {caller}:\n    {reason}", name(operation))?;
            }
        }
        Ok(())
    }
}

/// Replaces control characters except line breaks: a message quotes values of the request, which a terminal must not obey.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// Serializes as `calls`, `dropped`, and `operations` as a list.
impl Serialize for CallSummary {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let operations: Vec<NamedSummary<'_>> =
            self.operations.iter().map(|(operation, summary)| NamedSummary { operation, summary }).collect();
        let mut object = serializer.serialize_struct("CallSummary", 3)?;
        object.serialize_field("calls", &self.calls)?;
        object.serialize_field("dropped", &self.dropped)?;
        object.serialize_field("operations", &operations)?;
        object.end()
    }
}

struct NamedSummary<'a> {
    operation: &'a Option<String>,
    summary: &'a OperationSummary,
}

#[derive(Serialize)]
struct CountedReason<'a> {
    code: &'a str,
    caller: Option<&'a str>,
    reason: &'a str,
    count: u64,
}

impl<'a> CountedReason<'a> {
    fn new((Reason { code, caller, reason }, count): (&'a Reason, u64)) -> Self {
        Self { code, caller: caller.as_deref(), reason, count }
    }
}

impl Serialize for NamedSummary<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("OperationSummary", 6)?;
        object.serialize_field("operation", self.operation)?;
        object.serialize_field("allowed", &self.summary.count(CallOutcome::Allowed))?;
        object.serialize_field("denied", &self.summary.count(CallOutcome::Denied))?;
        object.serialize_field("refused", &self.summary.count(CallOutcome::Refused))?;
        object.serialize_field("scripted", &self.summary.count(CallOutcome::Scripted))?;
        let reasons: Vec<CountedReason<'_>> = self.summary.by_count().into_iter().map(CountedReason::new).collect();
        object.serialize_field("reasons", &reasons)?;
        object.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sts::Timestamp;

    #[test]
    fn a_summary_counts_calls_by_operation_and_outcome_and_lists_reasons() {
        let mut summary = CallSummary::default();
        let mut call = RecordedCall::new(Timestamp::from_secs(0), "id".to_owned());
        call.operation = Some("AssumeRole".to_owned());
        call.outcome = CallOutcome::Denied;
        call.code = Some("AccessDenied".to_owned());
        call.caller = Some("arn:aws:iam::123456789012:user/Ann".to_owned());
        call.explanation = Some("trust policy: no statement allows the request\n  Statement[0].Action: no".to_owned());
        summary.add(&call);
        summary.add(&call);
        summary.add(&RecordedCall { outcome: CallOutcome::Allowed, ..call.clone() });
        summary.add(&RecordedCall { operation: None, outcome: CallOutcome::Scripted, ..call });
        summary.add_dropped(7);
        let expected = "\
4 calls; 7 more were dropped from the record and are not counted
                 allowed    denied   refused  scripted
(no operation)         0         0         0         1
AssumeRole             1         2         0         0

AssumeRole AccessDenied (2 times), arn:aws:iam::123456789012:user/Ann:
    trust policy: no statement allows the request
      Statement[0].Action: no";
        assert_eq!(summary.to_string(), expected);
        let mut single = CallSummary::default();
        single.add(&RecordedCall {
            outcome: CallOutcome::Refused,
            ..RecordedCall::new(Timestamp::from_secs(0), String::new())
        });
        let text = single.to_string();
        assert!(text.starts_with("1 call\n") && text.contains("(once), a caller that is not known:"), "{text}");
        let json = serde_json::to_value(&summary).unwrap();
        assert_eq!(json["operations"][1]["reasons"][0]["count"], 2);
        assert_eq!((summary.calls(), summary.count(Some("AssumeRole"), CallOutcome::Denied)), (4, 2));
    }

    #[test]
    fn values_of_a_request_do_not_reach_the_terminal_as_commands() {
        let mut call = RecordedCall::new(Timestamp::from_secs(0), "id".to_owned());
        call.message = Some("Value '\u{1b}[2J\r\u{9b}1m' at 'roleSessionName'\nfailed".to_owned());
        let mut summary = CallSummary::default();
        summary.add(&call);
        let text = summary.to_string();
        assert!(
            text.ends_with("\n    Value '\u{fffd}[2J\u{fffd}\u{fffd}1m' at 'roleSessionName'\n    failed"),
            "{text:?}"
        );
    }
}
