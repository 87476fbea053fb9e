//! The script of a server: which calls get which prescribed response.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};

use awsquery::layer::lock;

use crate::scripted_response::ScriptedResponse;

/// A [`ScriptedResponse`], and the calls that get it: by default, the next one.
///
/// ```
/// use sts_local::{LocalSts, ScriptRule, ScriptedResponse};
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let local = LocalSts::start().await?;
/// // The second and the third call of AssumeRole from now on.
/// let throttled = ScriptRule::new(ScriptedResponse::throttling()).operation("AssumeRole").nth(2).times(2);
/// let added = local.script([throttled]);
/// assert_eq!(local.scripted()[0].id, added[0]);
/// local.remove_scripted(added[0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
///
/// A rule whose number of calls is limited comes before those that [`always`](Self::always) apply. Of the former, the first
/// that was added comes first; of the latter, the last.
#[derive(Clone, Debug)]
#[must_use = "a rule does nothing until it is passed to `LocalSts::script`"]
pub struct ScriptRule {
    pub(crate) operation: Option<String>,
    pub(crate) nth: u64,
    /// `None` stands for all calls.
    pub(crate) times: Option<u64>,
    pub(crate) response: ScriptedResponse,
}

impl ScriptRule {
    /// Creates a rule that gives the response to the next call.
    pub fn new(response: ScriptedResponse) -> Self {
        Self { operation: None, nth: 1, times: Some(1), response }
    }

    /// Restricts the rule to calls of this operation, such as `AssumeRole`. Other calls do not count.
    pub fn operation(self, name: impl Into<String>) -> Self {
        Self { operation: Some(name.into()), ..self }
    }

    /// Sets the first call that gets the response. It is counted from 1, from the time when the rule is added; 0 means 1.
    pub fn nth(self, number: u64) -> Self {
        Self { nth: number.max(1), ..self }
    }

    /// Sets the number of calls that get the response; 0 means 1.
    pub fn times(self, number: u64) -> Self {
        Self { times: Some(number.max(1)), ..self }
    }

    /// Gives the response to all calls until the rule is removed.
    pub fn always(self) -> Self {
        Self { times: None, ..self }
    }

    fn matches(&self, operation: Option<&str>) -> bool {
        self.operation.is_none() || self.operation.as_deref() == operation
    }
}

/// Creates a rule that gives the response to the next call.
impl From<ScriptedResponse> for ScriptRule {
    fn from(response: ScriptedResponse) -> Self {
        Self::new(response)
    }
}

/// A rule of the script that still applies to calls to come. Returned by [`LocalSts::scripted`](crate::LocalSts::scripted).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PendingRule {
    /// The ID, by which [`LocalSts::remove_scripted`](crate::LocalSts::remove_scripted) removes it.
    pub id: u64,
    /// The number of calls that come before the first one that gets the response.
    pub calls_before: u64,
    /// The number of calls that still get the response, and `None` for all.
    pub remaining: Option<u64>,
    /// The rule as it was added.
    pub rule: ScriptRule,
}

/// The rules for the next calls.
#[derive(Debug, Default)]
pub(crate) struct ResponseScript(Mutex<ScriptState>);

#[derive(Debug, Default)]
struct ScriptState {
    last_id: u64,
    pending: VecDeque<PendingRule>,
}

impl ResponseScript {
    /// Adds rules, and returns their IDs.
    pub(crate) fn add(&self, rules: impl IntoIterator<Item = ScriptRule>) -> Vec<u64> {
        let mut state = self.state();
        let mut ids = Vec::new();
        for rule in rules {
            state.last_id += 1;
            let id = state.last_id;
            state.pending.push_back(PendingRule { id, calls_before: rule.nth - 1, remaining: rule.times, rule });
            ids.push(id);
        }
        ids
    }

    /// Removes a rule. Returns false if there is none with this ID.
    pub(crate) fn remove(&self, id: u64) -> bool {
        let mut state = self.state();
        let before = state.pending.len();
        state.pending.retain(|pending| pending.id != id);
        state.pending.len() < before
    }

    pub(crate) fn clear(&self) {
        self.state().pending.clear();
    }

    /// Returns the rules in the order in which they were added.
    pub(crate) fn pending(&self) -> Vec<PendingRule> {
        self.state().pending.iter().cloned().collect()
    }

    /// Returns the response that the script prescribes for the current call, and counts the call.
    pub(crate) fn take(&self, operation: Option<&str>) -> ScriptedResponse {
        self.state().take(operation).unwrap_or_else(ScriptedResponse::real)
    }

    fn state(&self) -> MutexGuard<'_, ScriptState> {
        lock(&self.0)
    }
}

impl ScriptState {
    fn take(&mut self, operation: Option<&str>) -> Option<ScriptedResponse> {
        let applies = |pending: &PendingRule| pending.calls_before == 0 && pending.rule.matches(operation);
        let limited = self.pending.iter().position(|pending| applies(pending) && pending.remaining.is_some());
        let unlimited = || self.pending.iter().rposition(|pending| applies(pending) && pending.remaining.is_none());
        let chosen = limited.or_else(unlimited);
        let response = chosen.and_then(|index| self.pending.get(index)).map(|pending| pending.rule.response.clone());
        // The call counts for every rule that waits for a later one.
        for pending in &mut self.pending {
            if pending.calls_before > 0 && pending.rule.matches(operation) {
                pending.calls_before -= 1;
            }
        }
        if let Some(index) = chosen {
            self.use_up(index);
        }
        response
    }

    fn use_up(&mut self, index: usize) {
        let Some(pending) = self.pending.get_mut(index) else { return };
        let Some(remaining) = &mut pending.remaining else { return };
        *remaining -= 1;
        if *remaining == 0 {
            self.pending.remove(index);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scripted_response::ResponseContent;

    fn status(status: u16) -> ScriptRule {
        ScriptRule::new(ScriptedResponse::status(status))
    }

    /// Returns the status that the script prescribes for the next call, or 0 if the server handles it.
    fn next(script: &ResponseScript, operation: &str) -> u16 {
        match script.take(Some(operation)).content {
            ResponseContent::Prescribed { status, .. } => status,
            _ => 0,
        }
    }

    #[test]
    fn the_nth_call_of_an_operation_gets_its_response_whichever_others_come_between() {
        let script = ResponseScript::default();
        script.add([status(501).operation("AssumeRole").nth(3).times(2), status(502)]);
        let calls = ["AssumeRole", "GetCallerIdentity", "AssumeRole", "AssumeRole", "AssumeRole", "AssumeRole"];
        assert_eq!(calls.map(|operation| next(&script, operation)), [502, 0, 0, 501, 501, 0]);
        assert!(script.pending().is_empty());
    }

    #[test]
    fn limited_rules_come_first_and_then_the_latest_of_the_others() {
        let script = ResponseScript::default();
        let ids = script.add([status(501).always(), status(502), status(503).always(), status(504)]);
        assert_eq!([1, 2, 3, 4].map(|_| next(&script, "AssumeRole")), [502, 504, 503, 503]);
        assert!(script.remove(ids[2]) && !script.remove(ids[2]));
        assert_eq!(next(&script, "AssumeRole"), 501);
        script.clear();
        assert_eq!(next(&script, "AssumeRole"), 0);
        assert_eq!(script.add([status(500)]), [5]);
    }

    #[test]
    fn a_rule_for_an_operation_ignores_requests_that_name_none() {
        let script = ResponseScript::default();
        script.add([status(501).operation("AssumeRole")]);
        assert!(matches!(script.take(None).content, ResponseContent::Real));
        assert_eq!(next(&script, "AssumeRole"), 501);
    }
}
