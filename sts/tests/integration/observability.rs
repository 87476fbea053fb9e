//! The tables of the page about observability list exactly what a subscriber sees.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::num::NonZeroU64;
use std::sync::{Arc, Mutex};

use sts::{Error, Sts};
use sts_local::{LocalSts, ScriptedResponse};
use tracing::field::{Field, FieldSet, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata};
use tracing_core::span::Current;

/// The ID of every span: one is open at a time.
const SPAN: Id = Id::from_non_zero_u64(NonZeroU64::MIN);

const PAGE: &str = include_str!("../../src/tour/observability.md");

/// A span or an event, in the words of the page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Reported {
    kind: &'static str,
    name: String,
    target: String,
    level: String,
    fields: BTreeSet<String>,
}

/// Keeps what these crates report, and the types of the values.
#[derive(Clone, Default)]
struct Observer(Arc<Mutex<Observed>>);

#[derive(Clone, Debug, Default)]
struct Observed {
    reported: BTreeSet<Reported>,
    types: BTreeMap<String, &'static str>,
    message: String,
    /// The span that is entered.
    current: Option<&'static Metadata<'static>>,
    opened: Option<&'static Metadata<'static>>,
}

impl Observed {
    fn add(&mut self, kind: &'static str, metadata: &Metadata<'_>) {
        let (target, level) = (metadata.target().to_owned(), metadata.level().to_string());
        let name = if kind == "span" { metadata.name().to_owned() } else { std::mem::take(&mut self.message) };
        let name = if target == "sts" { "warning".to_owned() } else { name };
        self.reported.insert(Reported { kind, name, target, level, fields: names(metadata.fields()) });
    }
}

fn names(fields: &FieldSet) -> BTreeSet<String> {
    fields.iter().map(|field| field.name().to_owned()).filter(|name| name != "message").collect()
}

impl Visit for Observed {
    fn record_u64(&mut self, field: &Field, _: u64) {
        self.types.insert(field.name().to_owned(), "number");
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            self.message = format!("{value:?}");
        } else {
            self.types.insert(field.name().to_owned(), "text");
        }
    }
}

impl tracing::Subscriber for Observer {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sts"
            || metadata.target().starts_with("awsquery")
            || metadata.target().starts_with("sts::")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut observed = self.0.lock().unwrap();
        span.record(&mut *observed);
        observed.add("span", span.metadata());
        observed.opened = Some(span.metadata());
        SPAN
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut *self.0.lock().unwrap());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut observed = self.0.lock().unwrap();
        event.record(&mut *observed);
        observed.add("event", event.metadata());
    }

    fn enter(&self, _: &Id) {
        let mut observed = self.0.lock().unwrap();
        observed.current = observed.opened;
    }

    fn exit(&self, _: &Id) {
        self.0.lock().unwrap().current = None;
    }

    fn current_span(&self) -> Current {
        self.0.lock().unwrap().current.map_or_else(Current::none, |metadata| Current::new(SPAN, metadata))
    }
}

/// The responses to the calls of each kind of client: a retried failure, a session, a connection that breaks, and a refusal.
fn script(local: &LocalSts) {
    local.script([ScriptedResponse::throttling(), ScriptedResponse::real(), ScriptedResponse::reset()]);
    local.script([ScriptedResponse::error(403, "AccessDenied", "no")]);
}

async fn call(sts: &Sts) -> Error {
    // Without a policy, there is a warning.
    sts.new_federated_session("Bob").await.unwrap();
    sts.new_session().await.unwrap_err()
}

async fn observed() -> Observed {
    let observer = Observer::default();
    let guard = tracing::subscriber::set_default(observer.clone());
    let local = LocalSts::start().await.unwrap();
    script(&local);
    assert!(call(&local.sts()).await.is_access_denied());
    drop(guard);
    observer.0.lock().unwrap().clone()
}

/// The cells of the rows of the table below a heading row that starts with this text.
fn table(heading: &str) -> Vec<Vec<&'static str>> {
    let rows = PAGE.lines().skip_while(|line| !line.starts_with(heading)).skip(2);
    let rows = rows.take_while(|line| line.starts_with('|'));
    rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect()).collect()
}

fn quoted(cell: &str) -> BTreeSet<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn one(cell: &str) -> String {
    quoted(cell).into_iter().next().unwrap_or_default()
}

#[tokio::test]
async fn the_page_lists_every_span_and_event_with_its_target_level_and_fields() {
    let listed: BTreeSet<Reported> = table("| | name or message")
        .into_iter()
        .map(|row| Reported {
            kind: if row[0] == "span" { "span" } else { "event" },
            name: if row[1].contains("[warning]") { "warning".to_owned() } else { one(row[1]) },
            target: one(row[2]),
            level: one(row[3]),
            fields: quoted(row[4]),
        })
        .collect();
    assert_eq!(observed().await.reported, listed);
}

#[tokio::test]
async fn the_page_lists_every_field_with_its_type() {
    let observed = observed().await;
    let listed: BTreeMap<String, &str> = table("| field | type").into_iter().map(|row| (one(row[0]), row[1])).collect();
    assert_eq!(observed.types, listed);
    let fields: BTreeSet<String> = observed.reported.into_iter().flat_map(|reported| reported.fields).collect();
    assert_eq!(fields, listed.into_keys().collect());
}

#[cfg(feature = "blocking")]
#[tokio::test(flavor = "multi_thread")]
async fn a_blocking_client_reports_the_same() {
    let expected = observed().await;
    let local = LocalSts::start().await.unwrap();
    script(&local);
    let sts = sts::blocking::Sts::from_config(local.config());
    let observer = Observer::default();
    let inner = observer.clone();
    let calls = move || {
        tracing::subscriber::with_default(inner, || {
            sts.new_federated_session("Bob").send().unwrap();
            sts.new_session().send().unwrap_err()
        })
    };
    assert!(tokio::task::spawn_blocking(calls).await.unwrap().is_access_denied());
    let found = observer.0.lock().unwrap().clone();
    assert_eq!((found.reported, found.types), (expected.reported, expected.types));
}
