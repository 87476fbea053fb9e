//! A log of calls, for tests to examine.

pub(crate) mod filter;
pub(crate) mod recorded_call;
pub(crate) mod summary;

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use awsquery::layer::lock;
use serde::Serialize;
use tokio::sync::watch;

use self::filter::{CallFilter, NearMiss, WaitedCall};
use self::recorded_call::RecordedCall;
use self::summary::CallSummary;

/// The default number of calls that a log keeps.
pub(crate) const DEFAULT_CAPACITY: usize = 10_000;
/// The largest total size of the content of a log, in bytes. Fewer calls are kept if they are large. With what the allocator
/// and the maps add, a full log takes about twice as much memory.
const MAX_SIZE: usize = 32 * 1024 * 1024;
/// The size of a page after which it ends, in bytes. The last call may make it larger.
const PAGE_SIZE: usize = 256 * 1024;
/// The number of similar calls that are shown if none matches, and the number of the latest calls that are compared.
const MAX_NEAR_MISSES: usize = 3;
const MAX_COMPARED: usize = 1_000;

/// A part of the record of calls. Returned by [`LocalSts::calls_after`](crate::LocalSts::calls_after).
///
/// Serializes as an object with the names of the fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CallPage {
    /// The calls, the oldest first.
    pub calls: Vec<RecordedCall>,
    /// The ID after which the next page begins.
    pub next_after: u64,
    /// True if the record has more calls already.
    pub more: bool,
    /// The number of calls between the end of the last page and this one that the record dropped before they were read.
    pub missed: u64,
    /// The number of calls that the record has dropped since the start or since it was cleared.
    pub dropped: u64,
    /// The number of calls since the start or since the record was cleared.
    pub total: u64,
}

/// The latest calls, in the order of their responses.
#[derive(Debug)]
pub(crate) struct CallLog {
    capacity: usize,
    entries: Mutex<LogEntries>,
    /// The ID of the latest call, for readers that wait for the next one.
    latest: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct LogEntries {
    /// Consecutive calls, by their IDs.
    calls: VecDeque<RecordedCall>,
    /// The total size of the calls.
    size: usize,
    last_id: u64,
    /// The ID of the last call before the log was cleared.
    cleared: u64,
}

impl LogEntries {
    /// Returns the number of calls that were dropped.
    fn dropped(&self) -> u64 {
        self.last_id - self.cleared - self.calls.len() as u64
    }

    /// Returns the position of the first call with a larger ID.
    fn position_after(&self, id: u64) -> usize {
        let first = self.calls.front().map_or(0, |call| call.id);
        usize::try_from(id.saturating_add(1).saturating_sub(first)).unwrap_or(usize::MAX)
    }

    fn page(&self, after: u64, limit: usize) -> CallPage {
        let start = self.position_after(after);
        let mut size = 0;
        let mut calls = Vec::new();
        for call in self.calls.iter().skip(start).take(limit) {
            size += call.size();
            calls.push(call.clone());
            if size > PAGE_SIZE {
                break;
            }
        }
        let after = after.max(self.cleared);
        let missed = calls.first().map_or(self.last_id.saturating_sub(after), |first| first.id - after - 1);
        let next_after = calls.last().map_or(self.last_id.max(after), |last| last.id);
        let total = self.last_id - self.cleared;
        CallPage { more: next_after < self.last_id, calls, next_after, missed, dropped: self.dropped(), total }
    }
}

impl CallLog {
    /// Creates a log that keeps at most `capacity` calls.
    pub(crate) fn new(capacity: usize) -> Self {
        Self { capacity, entries: Mutex::default(), latest: watch::Sender::default() }
    }

    /// Returns the number of calls that the log keeps at most.
    pub(crate) fn capacity(&self) -> usize {
        self.capacity
    }

    /// Returns false if the log keeps no calls, so that their content need not be recorded.
    pub(crate) fn is_enabled(&self) -> bool {
        self.capacity > 0
    }

    pub(crate) fn add(&self, mut call: RecordedCall) {
        let mut entries = self.entries();
        entries.last_id += 1;
        call.id = entries.last_id;
        entries.size += call.size();
        entries.calls.push_back(call);
        while entries.calls.len() > self.capacity || entries.size > MAX_SIZE {
            let Some(oldest) = entries.calls.pop_front() else { break };
            entries.size -= oldest.size();
        }
        let id = entries.last_id;
        drop(entries);
        // Calls that end at the same time may arrive here in another order.
        self.latest.send_if_modified(|latest| {
            let is_newer = *latest < id;
            *latest = id.max(*latest);
            is_newer
        });
    }

    /// Removes all calls. IDs go on.
    pub(crate) fn clear(&self) {
        let mut entries = self.entries();
        *entries = LogEntries { last_id: entries.last_id, cleared: entries.last_id, ..LogEntries::default() };
    }

    pub(crate) fn all(&self) -> Vec<RecordedCall> {
        self.entries().calls.iter().cloned().collect()
    }

    /// Returns the call with this ID, if the log still has it.
    pub(crate) fn get(&self, id: u64) -> Option<RecordedCall> {
        let entries = self.entries();
        let call = entries.calls.get(entries.position_after(id.checked_sub(1)?))?;
        (call.id == id).then(|| call.clone())
    }

    /// Returns calls with a larger ID, the oldest first.
    pub(crate) fn page(&self, after: u64, limit: usize) -> CallPage {
        self.entries().page(after, limit)
    }

    /// Returns calls with a larger ID as soon as there is one, or after this time.
    pub(crate) async fn next_page(&self, after: u64, limit: usize, timeout: Duration) -> CallPage {
        let mut latest = self.latest.subscribe();
        // The sender lives as long as the log, so waiting ends with a call or after the time.
        let _ = tokio::time::timeout(timeout, latest.wait_for(|id| *id > after)).await;
        self.page(after, limit)
    }

    /// Waits for a call that matches.
    pub(crate) async fn wait_for(&self, filter: &CallFilter, after: u64, timeout: Duration) -> WaitedCall {
        let mut latest = self.latest.subscribe();
        let mut looked_at = after;
        let search = async {
            loop {
                let seen = *latest.borrow_and_update();
                if let Some(found) = self.first_match(filter, looked_at) {
                    return found;
                }
                looked_at = looked_at.max(seen);
                if latest.changed().await.is_err() {
                    return std::future::pending().await;
                }
            }
        };
        match tokio::time::timeout(timeout, search).await {
            Ok(call) => WaitedCall { next_after: call.id, call: Some(call), closest: Vec::new() },
            Err(_) => {
                let closest = self.closest(filter, after);
                WaitedCall { call: None, next_after: self.entries().last_id.max(after), closest }
            }
        }
    }

    pub(crate) fn summary(&self) -> CallSummary {
        let entries = self.entries();
        let mut summary = CallSummary::default();
        entries.calls.iter().for_each(|call| summary.add(call));
        summary.dropped = entries.dropped();
        summary
    }

    fn first_match(&self, filter: &CallFilter, after: u64) -> Option<RecordedCall> {
        let entries = self.entries();
        entries.calls.iter().skip(entries.position_after(after)).find(|call| filter.matches(call)).cloned()
    }

    /// Returns the calls that differ least from a filter, the latest first.
    fn closest(&self, filter: &CallFilter, after: u64) -> Vec<NearMiss> {
        let entries = self.entries();
        let calls = entries.calls.iter().skip(entries.position_after(after)).rev().take(MAX_COMPARED);
        let mut by_distance: Vec<(usize, &RecordedCall)> =
            calls.map(|call| (filter.differences(call).len(), call)).collect();
        by_distance.sort_by_key(|(distance, _)| *distance);
        let nearest = by_distance.into_iter().take(MAX_NEAR_MISSES);
        nearest.map(|(_, call)| NearMiss { differences: filter.differences(call), call: call.clone() }).collect()
    }

    fn entries(&self) -> MutexGuard<'_, LogEntries> {
        lock(&self.entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sts::Timestamp;

    fn call(policy_length: usize) -> RecordedCall {
        let mut call = RecordedCall::new(Timestamp::from_secs(0), "id".to_owned());
        call.parameters.insert("Policy".to_owned(), "x".repeat(policy_length));
        call
    }

    fn ids(page: &CallPage) -> Vec<u64> {
        page.calls.iter().map(|call| call.id).collect()
    }

    #[test]
    fn the_log_is_bounded_by_the_number_and_the_size_of_calls() {
        let log = CallLog::new(3);
        for length in 0..100_000 {
            log.add(call(length % 2));
        }
        assert_eq!(log.all().len(), 3);

        let log = CallLog::new(DEFAULT_CAPACITY);
        for length in (0..200).map(|call| call * 1_000) {
            log.add(call(length + 400_000));
        }
        let entries = log.entries();
        assert!(entries.size <= MAX_SIZE && entries.size > MAX_SIZE - 600_000, "{}", entries.size);
        assert_eq!(entries.size, entries.calls.iter().map(RecordedCall::size).sum::<usize>());
        assert_eq!(entries.calls.back().unwrap().parameter("Policy").unwrap().len(), 599_000);
    }

    #[test]
    fn a_log_of_capacity_zero_keeps_nothing_and_counts_what_it_dropped() {
        let log = CallLog::new(0);
        log.add(call(1));
        assert_eq!(log.all(), []);
        let page = log.page(0, 10);
        assert_eq!((page.missed, page.dropped, page.total, page.next_after, page.more), (1, 1, 1, 1, false));
    }

    #[test]
    fn pages_follow_each_other_and_say_what_was_dropped() {
        let log = CallLog::new(5);
        for _ in 0..8 {
            log.add(call(1));
        }
        let first = log.page(1, 2);
        assert_eq!((ids(&first), first.next_after, first.more), (vec![4, 5], 5, true));
        assert_eq!((first.missed, first.dropped, first.total), (2, 3, 8));
        let second = log.page(first.next_after, 100);
        assert_eq!((ids(&second), second.next_after, second.more, second.missed), (vec![6, 7, 8], 8, false, 0));
        let end = log.page(8, 100);
        assert_eq!((ids(&end), end.next_after, end.missed), (vec![], 8, 0));
        assert_eq!(log.page(100, 1).next_after, 100);
        assert_eq!([3, 4, 8, 9].map(|id| log.get(id).map(|call| call.id)), [None, Some(4), Some(8), None]);
        assert_eq!(log.get(0), None);
        log.clear();
        log.add(call(1));
        let page = log.page(5, 10);
        assert_eq!((ids(&page), page.missed, page.dropped, page.total), (vec![9], 0, 0, 1));
    }

    #[test]
    fn a_page_ends_early_if_its_calls_are_large() {
        let log = CallLog::new(100);
        for _ in 0..10 {
            log.add(call(100_000));
        }
        assert_eq!(ids(&log.page(0, 100)), [1, 2, 3]);
        log.add(call(600_000));
        assert_eq!(ids(&log.page(10, 100)), [11]);
    }
}
