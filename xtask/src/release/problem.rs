//! Problems of a release.

use std::fmt;

/// One problem, written as one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ReleaseProblem {
    /// The package or file, and the part of it.
    place: String,
    found: String,
    allowed: String,
    remedy: String,
}

impl ReleaseProblem {
    pub(super) fn at(place: impl Into<String>) -> ReleaseProblemAt {
        ReleaseProblemAt { place: place.into() }
    }
}

/// The place of a problem that is not complete yet.
pub(super) struct ReleaseProblemAt {
    place: String,
}

impl ReleaseProblemAt {
    /// Completes the problem: what was found, what is allowed, and what to do. What was found may be the output of a program,
    /// which becomes one line.
    pub(super) fn found(
        self,
        found: impl Into<String>,
        allowed: impl Into<String>,
        remedy: impl Into<String>,
    ) -> ReleaseProblem {
        let found = found.into().split_whitespace().collect::<Vec<_>>().join(" ");
        ReleaseProblem { place: self.place, found, allowed: allowed.into(), remedy: remedy.into() }
    }
}

impl fmt::Display for ReleaseProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}; {}", self.place, self.found, self.allowed, self.remedy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_one_line_with_everything_that_a_reader_needs() {
        let problem = ReleaseProblem::at("sts, license").found("is\n  missing\n", "each package has it", "set it");
        assert_eq!(problem.to_string(), "sts, license: is missing; each package has it; set it");
    }
}
