//! Goals for the figures.

use std::fmt::Write as _;

use super::contestant::{BLOCKING, FLOOR, HYPER, LEAN_SDK, REQWEST, SDK};
use super::figures::SavedFigures;
use super::table::{FigureRow, ratios, show};
use super::{clients, curves, ec2, embedded, generator, service};

/// A limit for a figure.
pub struct Goal {
    /// The title of the row.
    row: &'static str,
    /// The title of the column.
    column: &'static str,
    limit: Limit,
    /// The reason why it is not reached, or nothing.
    reason: &'static str,
}

/// The figures that reach a goal. Both measurements have to.
enum Limit {
    /// The highest figure.
    AtMost(f64),
    /// The highest ratio of the figure and that of another column.
    Of(&'static str, f64),
    /// The lowest ratio of the figure and that of another column.
    AtLeastOf(&'static str, f64),
}

/// The state of a goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoalState {
    /// All measurements are within the limit.
    Reached,
    /// A measurement is not within the limit.
    NotReached,
    /// The figure, or what it is compared with, was not measured.
    NotMeasured,
}

use Limit::{AtLeastOf, AtMost, Of};

const OWN_CODE: &str = "a quarter of the build is this project: awsquery some 14 s, sts 4 s, their instances in the program 3 s; rustls is \
                        15 s";

const RECORD: &str = "each call is recorded with the decision about it, and secrets are searched for in the parameters of all operations";

/// One entry adds a goal.
const GOALS: &[Goal] = &[
    Goal::new(clients::BUILD, HYPER, Of(SDK, 0.36)).with_reason(OWN_CODE),
    Goal::new(clients::BUILD, HYPER, Of(LEAN_SDK, 0.60)).with_reason(OWN_CODE),
    Goal::new(clients::BUILD, HYPER, Of(FLOOR, 0.80)).with_reason(OWN_CODE),
    Goal::new(clients::BUILD, BLOCKING, Of(SDK, 0.36)).with_reason(OWN_CODE),
    Goal::new(clients::BUILD, REQWEST, Of(FLOOR, 1.05))
        .with_reason("awsquery and sts, some 17 s, with the same HTTP client; aws-sigv4 and serde of the floor take less"),
    Goal::new(clients::CRATES, HYPER, AtMost(90.0)),
    Goal::new(clients::CRATES, BLOCKING, AtMost(85.0)),
    Goal::new(clients::CRATES, REQWEST, Of(FLOOR, 1.05)),
    Goal::new(clients::SIZE, HYPER, AtMost(3.4))
        .with_reason("the standard library, rustls, ring and tokio, as in the floor; awsquery and sts are some 0.5 MiB"),
    Goal::new(clients::SIZE, BLOCKING, AtMost(3.0))
        .with_reason("the standard library, rustls and ring; awsquery and sts are some 0.5 MiB"),
    Goal::new(clients::SIZE, REQWEST, Of(SDK, 0.45))
        .with_reason("the standard library, rustls, ring and tokio, as in the floor; awsquery and sts are some 0.5 MiB"),
    Goal::new(clients::PROCESS_SYSTEM, HYPER, Of(SDK, 1.0)),
    Goal::new(clients::PROCESS_SYSTEM, BLOCKING, Of(HYPER, 0.9))
        .with_reason("the start of a process, its certificates and the handshake are the same: tokio and hyper cost little"),
    Goal::new(clients::PROCESS_LOCAL, HYPER, Of(SDK, 0.6)),
    // Most of the default SDK's process is the entropy of AWS-LC, so the lean one is the closer comparison.
    Goal::new(clients::PROCESS_SYSTEM, HYPER, Of(LEAN_SDK, 1.0)),
    Goal::new(clients::PROCESS_LOCAL, HYPER, Of(LEAN_SDK, 0.6))
        .with_reason("the start of a process and the handshake are the same, and most of both"),
    Goal::new(clients::PROCESS_LOCAL, BLOCKING, Of(HYPER, 0.8))
        .with_reason("the start of a process and the handshake are the same: tokio and hyper cost little"),
    Goal::new(clients::INSTRUCTIONS, HYPER, Of(SDK, 0.42)).with_reason(
        "checks of the request, the signature and the connection of hyper; TLS takes some 15,000 for any client",
    ),
    Goal::new(clients::INSTRUCTIONS, REQWEST, Of(FLOOR, 0.85)),
    Goal::new(clients::ALLOCATIONS, HYPER, AtMost(75.0)),
    Goal::new(clients::ALLOCATIONS, REQWEST, Of(SDK, 0.28)),
    Goal::new(clients::CALL, REQWEST, Of(FLOOR, 1.0)).with_reason(
        "before each request the runtime looks at its connections, which takes one more system call; system calls are slow on this machine",
    ),
    Goal::new(curves::TAG, HYPER, Of(FLOOR, 1.1))
        .with_reason("characters, lengths and duplicates of each tag are checked, of which the floor checks none"),
    Goal::new(curves::TAGS_BEND, HYPER, AtMost(0.05)),
    Goal::new(curves::POLICY_BEND, HYPER, AtMost(0.05)),
    Goal::new(curves::CONCURRENCY, HYPER, AtMost(0.05)),
    Goal::new(generator::CODEGEN, generator::COLUMN, AtMost(0.3)),
    Goal::new(generator::GROWTH, generator::COLUMN, AtMost(1.25)),
    Goal::new(service::GENERATE, service::OURS, AtMost(1.0)),
    Goal::new(service::GENERATE_MEMORY, service::OURS, AtMost(200.0)),
    Goal::new(service::BUILD, service::OURS, Of(service::SDK, 0.35))
        .with_reason("reqwest, rustls and the crate itself; builds of other programs disturbed the first measurement"),
    Goal::new(service::TWO_OPERATIONS, service::OURS, AtMost(2.0)),
    Goal::new(ec2::GENERATE, ec2::OURS, AtMost(2.0)),
    Goal::new(ec2::GENERATE_MEMORY, ec2::OURS, AtMost(400.0)),
    Goal::new(ec2::GENERATE_TWICE, ec2::OURS, AtMost(2.2)),
    Goal::new(ec2::ALONE, ec2::OURS, Of(ec2::SDK, 0.25)),
    Goal::new(ec2::ALONE_MEMORY, ec2::OURS, Of(ec2::SDK, 0.25)),
    Goal::new(ec2::ALONE, ec2::EIGHT, Of(ec2::SDK, 0.08)),
    Goal::new(ec2::ALONE_MEMORY, ec2::EIGHT, Of(ec2::SDK, 0.08)),
    Goal::new(ec2::CHECK, ec2::OURS, AtMost(60.0)),
    Goal::new(ec2::CHECK_MEMORY, ec2::OURS, AtMost(2500.0)),
    Goal::new(ec2::INSTRUCTIONS, ec2::OURS, Of(ec2::SDK, 0.5)),
    Goal::new(ec2::THROUGHPUT, ec2::OURS, AtLeastOf(ec2::SDK, 2.0)),
    Goal::new("GetCallerIdentity, CPU a call, µs", embedded::OURS, Of(embedded::MOTO, 0.02)),
    Goal::new("GetSessionToken, CPU a call, µs", embedded::OURS, Of(embedded::MOTO, 0.02)).with_reason(RECORD),
    Goal::new("AssumeRole, CPU a call, µs", embedded::OURS, Of(embedded::MOTO, 0.02)).with_reason(
        "each call is recorded, and reads the policies of the caller and of the role, and compiles their patterns, again",
    ),
    Goal::new("GetFederationToken, CPU a call, µs", embedded::OURS, Of(embedded::MOTO, 0.02)).with_reason(RECORD),
    Goal::new(embedded::READY, embedded::OURS, AtMost(100.0)),
    Goal::new(embedded::LEFT_BEHIND, embedded::UNRECORDED, AtMost(1.0)),
    // The record has at most 32 MiB of content, which take about twice as much memory.
    Goal::new(embedded::LEFT_BEHIND, embedded::OURS, AtMost(70.0)),
];

impl Goal {
    const fn new(row: &'static str, column: &'static str, limit: Limit) -> Self {
        Self { row, column, limit, reason: "" }
    }

    const fn with_reason(self, reason: &'static str) -> Self {
        Self { reason, ..self }
    }

    /// Returns the figures that the limit is about, by measurement.
    fn found(&self, saved: &SavedFigures) -> Option<Vec<f64>> {
        let figures = saved.find(self.row, self.column)?;
        match self.limit {
            AtMost(_) => Some(figures.to_vec()),
            Of(other, _) | AtLeastOf(other, _) => Some(ratios(figures, saved.find(self.row, other)?)),
        }
    }

    fn state(&self, saved: &SavedFigures) -> GoalState {
        // Comparisons are false for what is not a number.
        let is_within = |&figure: &f64| match self.limit {
            AtMost(limit) | Of(_, limit) => figure <= limit,
            AtLeastOf(_, limit) => figure >= limit,
        };
        match self.found(saved) {
            None => GoalState::NotMeasured,
            Some(found) if found.iter().all(is_within) => GoalState::Reached,
            Some(_) => GoalState::NotReached,
        }
    }

    /// Describes the figures and the limit in one line, and in another one why the goal is not reached.
    fn describe(&self, saved: &SavedFigures) -> String {
        let state = self.state(saved);
        let figures = |column| saved.find(self.row, column).map_or_else(String::new, |cell| self.show(saved, cell));
        let found = self.found(saved).unwrap_or_default();
        let Self { row, column, limit, reason } = self;
        let subject = format!("{:<12}  {row}: {column}", state.text());
        let (other, limit) = match limit {
            AtMost(limit) => (None, format!("at most {limit}")),
            Of(other, limit) => (Some(other), format!("at most {limit} ×")),
            AtLeastOf(other, limit) => (Some(other), format!("at least {limit} ×")),
        };
        let mut text = match (state, other) {
            (GoalState::NotMeasured, None) => format!("{subject}, {limit}"),
            (GoalState::NotMeasured, Some(other)) => format!("{subject}, {limit} {other}"),
            (_, None) => format!("{subject} {}, {limit}", figures(column)),
            (_, Some(other)) => {
                format!("{subject} {}, {other} {}: {} ×, {limit}", figures(column), figures(other), show(&found, 3),)
            }
        };
        if state == GoalState::NotReached {
            // Writing to a String cannot fail.
            let _ = write!(
                text,
                "\n              not reached because: {}",
                if reason.is_empty() { "unknown" } else { reason }
            );
        }
        text
    }

    fn show(&self, saved: &SavedFigures, cell: &[f64]) -> String {
        let row = saved.row(self.row);
        row.map_or_else(String::new, |row: &FigureRow| row.show(cell))
    }
}

impl GoalState {
    const fn text(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::NotReached => "NOT REACHED",
            Self::NotMeasured => "not measured",
        }
    }
}

/// Describes all goals, one per line. A second line gives the reason if a goal is not reached.
pub fn text(saved: &SavedFigures) -> String {
    GOALS.iter().map(|goal| goal.describe(saved) + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::figures;
    use crate::bench::table::Table;

    fn saved(ours: [f64; 2], theirs: [f64; 2]) -> SavedFigures {
        let mut table = Table::new("", [HYPER, SDK]);
        table.push(clients::BUILD, 0, [ours[0], theirs[0]]);
        let mut again = Table::new("", [HYPER, SDK]);
        again.push(clients::BUILD, 0, [ours[1], theirs[1]]);
        SavedFigures::of_clients(table, again)
    }

    fn goal(limit: Limit) -> Goal {
        Goal::new(clients::BUILD, HYPER, limit)
    }

    #[test]
    fn both_measurements_have_to_reach_a_goal() {
        let saved = saved([9.0, 11.0], [20.0, 20.0]);
        for (limit, state) in [
            (AtMost(11.0), GoalState::Reached),
            (AtMost(10.0), GoalState::NotReached),
            (AtMost(8.0), GoalState::NotReached),
            (Of(SDK, 0.55), GoalState::Reached),
            (Of(SDK, 0.5), GoalState::NotReached),
            (Of(FLOOR, 0.5), GoalState::NotMeasured),
            (AtLeastOf(SDK, 0.45), GoalState::Reached),
            (AtLeastOf(SDK, 0.5), GoalState::NotReached),
            (AtLeastOf(FLOOR, 0.5), GoalState::NotMeasured),
        ] {
            assert_eq!(goal(limit).state(&saved), state);
        }
    }

    #[test]
    fn a_figure_that_cannot_be_compared_does_not_reach_its_goal() {
        let saved = saved([0.0, 1.0], [0.0, 1.0]);
        assert_eq!(goal(Of(SDK, 1.0)).state(&saved), GoalState::NotReached);
        assert_eq!(goal(AtLeastOf(SDK, 1.0)).state(&saved), GoalState::NotReached);
    }

    #[test]
    fn a_goal_shows_both_measurements_and_what_they_are_compared_with() {
        let saved = saved([9.0, 10.0], [20.0, 20.0]);
        assert_eq!(
            goal(Of(SDK, 0.5)).describe(&saved),
            "reached       CPU of a cold release build with TLS, s: sts, hyper 9 / 10, aws-sdk-sts 20 / 20: \
             0.450 / 0.500 ×, at most 0.5 ×"
        );
        assert_eq!(
            goal(AtMost(9.5)).with_reason("the cost of TLS").describe(&saved),
            "NOT REACHED   CPU of a cold release build with TLS, s: sts, hyper 9 / 10, at most 9.5\n              \
             not reached because: the cost of TLS"
        );
        assert_eq!(
            goal(Of(FLOOR, 0.5)).describe(&saved),
            "not measured  CPU of a cold release build with TLS, s: sts, hyper, at most 0.5 × floor"
        );
        assert!(goal(AtLeastOf(SDK, 0.4)).describe(&saved).ends_with(": 0.450 / 0.500 ×, at least 0.4 ×"));
    }

    #[test]
    fn every_goal_of_the_saved_figures_that_is_not_reached_has_a_reason() {
        let saved = SavedFigures::read(&figures::folder()).unwrap();
        let silent = GOALS.iter().filter(|goal| goal.state(&saved) == GoalState::NotReached && goal.reason.is_empty());
        let silent: Vec<_> = silent.map(|goal| goal.describe(&saved)).collect();
        assert!(silent.is_empty(), "{silent:#?}");
    }

    #[test]
    fn every_goal_is_about_a_row_of_the_saved_figures() {
        let saved = SavedFigures::read(&figures::folder()).unwrap();
        for goal in GOALS {
            assert!(saved.row(goal.row).is_some(), "{}", goal.row);
        }
    }
}
