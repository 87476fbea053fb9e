//! Goals for the figures.

use std::fmt;

use super::curve::Curve;
use super::figures::{Figures, Table};
use super::generate::GeneratorCost;
use super::large::Large;

/// One goal, and how far it is reached.
pub struct Goal {
    what: String,
    /// Nothing if it was not measured.
    found: Option<f64>,
    at_most: f64,
}

impl Goal {
    pub(super) fn new(what: impl Into<String>, found: impl Into<Option<f64>>, at_most: f64) -> Self {
        Self { what: what.into(), found: found.into(), at_most }
    }
}

/// Shows the goal, what was found and whether that is enough.
impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, found, at_most } = self;
        match found {
            None => write!(f, "not measured  {what}: at most {at_most:.2}"),
            Some(found) => {
                let verdict = if found <= at_most { "reached" } else { "NOT REACHED" };
                write!(f, "{verdict:<12}  {what}: {found:.3}, at most {at_most:.2}")
            }
        }
    }
}

/// All goals.
pub fn all(figures: &Table, curves: &[Curve], generator: &GeneratorCost, large: &Large) -> Vec<Goal> {
    let [ours, ours_plain, sdk, sdk_lean, floor, floor_plain] = figures;
    let builds = |ours: &Figures, theirs: &Figures| Some(ours.build_s? / theirs.build_s?);
    let crates = |ours: &Figures, theirs: &Figures| ours.crates as f64 - theirs.crates as f64;
    let mut goals = vec![
        Goal::new("instructions of a call, of aws-sdk-sts's", ours.instructions / sdk.instructions, 0.50),
        Goal::new("instructions of a call, of the floor's", ours.instructions / floor.instructions, 0.85),
        Goal::new("heap allocations of a call, of aws-sdk-sts's", ours.allocations / sdk.allocations, 0.28),
        Goal::new("CPU of a call, of the floor's", ours.call_us / floor.call_us, 1.0),
        Goal::new("CPU of a process with one call, of the floor's", ours.process_ms / floor.process_ms, 1.0),
        Goal::new("CPU of a cold build, of aws-sdk-sts's", builds(ours, sdk), 0.46),
        Goal::new("CPU of a cold build, of lean aws-sdk-sts's", builds(ours, sdk_lean), 0.60),
        Goal::new("CPU of a cold build without TLS, of aws-sdk-sts's", builds(ours_plain, sdk), 0.25),
        // What the three above came to when they were set: how long AWS's SDK takes moves with its versions, and with
        // the machine's compiler of C.
        Goal::new("CPU of a cold build, of the floor's", builds(ours, floor), 1.05),
        Goal::new("CPU of a cold build, of the floor's, both without TLS", builds(ours_plain, floor_plain), 1.09),
        Goal::new("crates more than the floor has", crates(ours, floor), 6.0),
        Goal::new("crates more than the floor has, both without TLS", crates(ours_plain, floor_plain), 6.0),
        Goal::new("size of the executable, of aws-sdk-sts's", ours.mib / sdk.mib, 0.45),
        Goal::new("`cargo xtask codegen`, seconds of CPU", generator.codegen_s, 0.3),
        Goal::new("generator: time a shape of the largest model, of the slowest smaller's", generator.growth(), 1.25),
        Goal::new("generating the crate of IAM, seconds of CPU", large.generate_s, 1.0),
        Goal::new("generating the crate of IAM, MB of memory", large.generate_mb, 200.0),
        Goal::new("CPU of a cold build of IAM, of aws-sdk-iam's", large.builds_s.map(|(ours, sdk)| ours / sdk), 0.35),
        Goal::new("compiling IAM with two operations alone, seconds of CPU", large.two_operations_s, 2.0),
    ];
    if let [tags, policy, concurrency] = curves {
        goals.push(Goal::new("tags: distance of the cost from a straight line", tags.bend(), 0.05));
        goals.push(Goal::new("policy: distance of the cost from a straight line", policy.bend(), 0.05));
        goals.push(Goal::new("256 calls at once: growth of the cost of each", concurrency.growth(), 0.05));
    }
    goals
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_says_whether_it_is_reached() {
        assert_eq!(Goal::new("size", 0.5, 0.5).to_string(), "reached       size: 0.500, at most 0.50");
        assert_eq!(Goal::new("size", 0.51, 0.5).to_string(), "NOT REACHED   size: 0.510, at most 0.50");
        assert_eq!(Goal::new("size", None, 0.5).to_string(), "not measured  size: at most 0.50");
    }

    #[test]
    fn what_cannot_be_told_is_not_reached() {
        assert!(Goal::new("size", f64::NAN, 0.5).to_string().starts_with("NOT REACHED"));
    }
}
