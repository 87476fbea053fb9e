//! The growth of the cost of a call with its input and with the number of concurrent calls.

use std::error::Error;

use super::contestant::{Contestants, Program, Task};
use super::stub::Link;
use super::table::Table;
use super::{BenchExtent, count};

/// Instructions that one more session tag costs.
pub const TAG: &str = "instructions for one more session tag";
/// Largest distance of the cost from a straight line, as a part of the cost there.
pub const TAGS_BEND: &str = "tags: distance of the cost from a straight line";
/// Largest distance of the cost from a straight line, as a part of the cost there.
pub const POLICY_BEND: &str = "policy: distance of the cost from a straight line";
/// Part by which each of many concurrent calls costs more than one alone.
pub const CONCURRENCY: &str = "256 calls at once: growth of the cost of each";

/// A quantity that grows, the points at which the cost is measured, and the work at a point.
struct Axis {
    title: &'static str,
    points: &'static [usize],
    quick: &'static [usize],
    task: fn(usize) -> Task,
}

const SHORT: Task = Task::new(Link::Http, 20);

/// Calls over plain http: TLS adds about the same to all contestants.
const TAGS: Axis = Axis {
    title: "Instructions a call, http, by session tags",
    points: &[0, 10, 25, 50],
    quick: &[0, 25, 50],
    task: |tags| Task { tags, ..SHORT },
};
const POLICY: Axis = Axis {
    title: "Instructions a call, http, by characters of policy",
    points: &[0, 512, 1024, 2048],
    quick: &[0, 1024, 2048],
    task: |policy| Task { policy, ..SHORT },
};
const CALLS_AT_ONCE: Axis = Axis {
    title: "Instructions a call, http, by calls at once on one client",
    points: &[1, 16, 256],
    quick: &[1, 16, 256],
    // Enough that opening the connections, which both runs do, is not most of the work.
    task: |concurrency| Task { concurrency, calls: if concurrency < 16 { 16 } else { concurrency }, ..SHORT },
};

/// Measures all curves once.
///
/// # Errors
///
/// Fails if a run fails.
pub fn measure(extent: BenchExtent) -> Result<Vec<Table>, Box<dyn Error>> {
    let contestants = Contestants::start()?;
    let tags = TAGS.measure(&contestants, extent)?;
    let policy = POLICY.measure(&contestants, extent)?;
    let at_once = CALLS_AT_ONCE.measure(&contestants, extent)?;
    let mut derived = Table::new("Growth of the cost of a call", tags.names.iter().copied());
    derived.push(TAG, 0, tags.map(Curve::slope));
    derived.push(TAGS_BEND, 3, tags.map(Curve::bend));
    derived.push(POLICY_BEND, 3, policy.map(Curve::bend));
    derived.push(CONCURRENCY, 3, at_once.map(Curve::growth));
    Ok(vec![derived, tags.table(), policy.table(), at_once.table()])
}

impl Axis {
    fn measure(&self, contestants: &Contestants, extent: BenchExtent) -> Result<CurveSet, Box<dyn Error>> {
        eprintln!("  {}", self.title);
        let points = if extent == BenchExtent::Full { self.points } else { self.quick };
        let programs = || contestants.programs.iter().filter(|program| program.contestant.has_curves);
        let curve = |program: &Program| -> Result<Curve, Box<dyn Error>> {
            let cost = |point| count::instructions(contestants, program, (self.task)(point));
            let points = points.iter().map(|&point| Ok((point as f64, cost(point)?)));
            Ok(Curve { points: points.collect::<Result<_, Box<dyn Error>>>()? })
        };
        Ok(CurveSet {
            title: self.title,
            names: programs().map(|program| program.contestant.name).collect(),
            curves: programs().map(curve).collect::<Result<_, _>>()?,
        })
    }
}

/// The curves of several contestants, which have the same points.
struct CurveSet {
    title: &'static str,
    names: Vec<&'static str>,
    curves: Vec<Curve>,
}

impl CurveSet {
    fn map(&self, figure: fn(&Curve) -> f64) -> impl Iterator<Item = f64> {
        self.curves.iter().map(figure)
    }

    fn table(&self) -> Table {
        let mut table = Table::new(self.title, self.names.iter().copied());
        let points = self.curves.first().map(|curve| curve.points.as_slice()).unwrap_or_default();
        for (place, (at, _)) in points.iter().enumerate() {
            let costs = self.curves.iter().map(|curve| curve.points.get(place).map(|point| point.1));
            table.push(format!("{at}"), 0, costs);
        }
        table
    }
}

/// The cost of a call at several points.
struct Curve {
    /// The quantity that grows, and the cost.
    points: Vec<(f64, f64)>,
}

impl Curve {
    /// Returns the slope of the straight line of least squares.
    fn slope(&self) -> f64 {
        let (x, y) = self.center();
        let covariance: f64 = self.points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
        let variance: f64 = self.points.iter().map(|point| (point.0 - x).powi(2)).sum();
        covariance / variance
    }

    /// Returns the largest distance from the straight line of least squares, as a part of the cost there.
    fn bend(&self) -> f64 {
        let (x, y) = self.center();
        let slope = self.slope();
        let straight = |at: f64| y + slope * (at - x);
        self.points.iter().map(|&(at, cost)| (cost / straight(at) - 1.0).abs()).fold(0.0, f64::max)
    }

    /// Returns the part by which the last point is higher than the first.
    fn growth(&self) -> f64 {
        match self.points.as_slice() {
            [(_, first), .., (_, last)] => last / first - 1.0,
            _ => f64::NAN,
        }
    }

    fn center(&self) -> (f64, f64) {
        let count = self.points.len() as f64;
        let mean = |of: fn(&(f64, f64)) -> f64| self.points.iter().map(of).sum::<f64>() / count;
        (mean(|point| point.0), mean(|point| point.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(points: &[(f64, f64)]) -> Curve {
        Curve { points: points.to_vec() }
    }

    #[test]
    fn a_straight_line_does_not_bend_and_a_parabola_does() {
        assert!(curve(&[(0.0, 10.0), (1.0, 12.0), (5.0, 20.0)]).bend() < 1e-9);
        assert!(curve(&[(0.0, 100.0), (10.0, 110.0), (20.0, 140.0), (30.0, 190.0)]).bend() > 0.1);
    }

    #[test]
    fn the_slope_is_the_cost_of_one_more() {
        assert!((curve(&[(0.0, 100.0), (10.0, 130.0), (50.0, 250.0)]).slope() - 3.0).abs() < 1e-9);
        assert!(curve(&[(1.0, 100.0)]).slope().is_nan());
    }

    #[test]
    fn growth_is_from_the_first_point_to_the_last() {
        assert!((curve(&[(1.0, 100.0), (4.0, 90.0), (256.0, 130.0)]).growth() - 0.3).abs() < 1e-9);
        assert!(curve(&[]).growth().is_nan());
    }

    #[test]
    fn a_table_of_curves_has_a_row_for_each_point() {
        let curves = vec![curve(&[(0.0, 100.0), (10.0, 130.0)]), curve(&[(0.0, 50.0), (10.0, 60.0)])];
        let table = CurveSet { title: "", names: vec!["sts", "floor"], curves }.table();
        assert_eq!(table.find("10", "sts"), Some(&[130.0][..]));
        assert_eq!(table.find("0", "floor"), Some(&[50.0][..]));
        assert_eq!(table.rows.len(), 2);
    }
}
