//! Adds up the reports of the shards of a run.

use std::collections::BTreeMap;
use std::fmt;

/// The numbers of cases that pass, and of all, by kind.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct CaseTally(BTreeMap<String, [usize; 2]>);

impl CaseTally {
    /// Adds the report of the harness about one shard: a line for each kind, `input 838/838`, up to the first empty line.
    pub fn add(&mut self, report: &str) {
        for line in report.lines().take_while(|line| !line.is_empty()) {
            let Some((kind, [passed, all])) = counts(line) else { continue };
            let tally = self.0.entry(kind.to_owned()).or_default();
            *tally = [tally[0] + passed, tally[1] + all];
        }
    }

    /// Returns `true` if there are cases and all of them pass.
    pub fn is_good(&self) -> bool {
        !self.0.is_empty() && self.0.values().all(|[passed, all]| passed == all)
    }
}

fn counts(line: &str) -> Option<(&str, [usize; 2])> {
    let (kind, counts) = line.rsplit_once(' ')?;
    let (passed, all) = counts.split_once('/')?;
    Some((kind, [passed.parse().ok()?, all.parse().ok()?]))
}

/// Writes a line for each kind, as the harness does.
impl fmt::Display for CaseTally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (kind, [passed, all]) in &self.0 {
            writeln!(f, "{kind} {passed}/{all}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cases_of_all_shards_are_added_up() {
        let mut tally = CaseTally::default();
        assert!(!tally.is_good(), "nothing was judged");
        tally.add("error 3/3\ninput 10/10\n");
        assert!(tally.is_good());
        tally.add("input 4/5\n\n1 of input failed; the first failures are:\n\nid 1/2\n");
        tally.add("no cases\n");
        assert_eq!(tally.to_string(), "error 3/3\ninput 14/15\n");
        assert!(!tally.is_good());
    }
}
