//! Cycles in a directed graph.

use std::collections::BTreeMap;

/// Finds the cycles of a graph: the number of the cycle of each node. A node that is on no cycle has a number of its own.
/// `edges` returns the nodes that a node leads to.
///
/// This is Tarjan's algorithm, without recursion: a model may be nested deeper than the stack allows.
pub(crate) fn cycles<'n>(
    nodes: impl Iterator<Item = &'n str>,
    edges: impl Fn(&'n str) -> Vec<&'n str>,
) -> BTreeMap<&'n str, usize> {
    let mut walk = Walk { edges, visited: BTreeMap::new(), open: Vec::new(), cycles: BTreeMap::new() };
    for node in nodes {
        walk.visit_from(node);
    }
    walk.cycles
}

/// The state of the algorithm. A node is finished once every node that it leads to is finished.
struct Walk<'n, E> {
    edges: E,
    /// For each visited node, its index in the order of visits, and the lowest index that can be reached from it.
    visited: BTreeMap<&'n str, (usize, usize)>,
    /// Visited nodes whose cycle is not known yet, in the order of visits.
    open: Vec<&'n str>,
    cycles: BTreeMap<&'n str, usize>,
}

impl<'n, E: Fn(&'n str) -> Vec<&'n str>> Walk<'n, E> {
    /// Visits a node and everything that can be reached from it.
    fn visit_from(&mut self, start: &'n str) {
        if self.visited.contains_key(start) {
            return;
        }
        let mut path = vec![(start, self.enter(start))];
        while let Some((node, rest)) = path.last_mut() {
            let node = *node;
            match rest.pop() {
                Some(next) if !self.visited.contains_key(next) => path.push((next, self.enter(next))),
                Some(next) if !self.cycles.contains_key(next) => self.reaches(node, next),
                Some(_) => {}
                None => {
                    path.pop();
                    if let Some((before, _)) = path.last() {
                        self.reaches(before, node);
                    }
                    self.leave(node);
                }
            }
        }
    }

    /// Visits a node, and returns the nodes that it leads to.
    fn enter(&mut self, node: &'n str) -> Vec<&'n str> {
        self.visited.insert(node, (self.visited.len(), self.visited.len()));
        self.open.push(node);
        (self.edges)(node)
    }

    /// Records that one node leads to another.
    fn reaches(&mut self, node: &'n str, next: &'n str) {
        let lowest = self.visited.get(next).map_or(usize::MAX, |(_, lowest)| *lowest);
        if let Some((_, known)) = self.visited.get_mut(node) {
            *known = lowest.min(*known);
        }
    }

    /// Finishes a node. If it is the first of its cycle, the cycle is complete.
    fn leave(&mut self, node: &'n str) {
        let Some((index, lowest)) = self.visited.get(node).copied() else { return };
        if index != lowest {
            return;
        }
        while let Some(member) = self.open.pop() {
            self.cycles.insert(member, index);
            if member == node {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_that_reach_each_other_share_a_number() {
        let edges = |node: &str| match node {
            "lead" => vec!["a", "end"],
            "a" => vec!["b"],
            "b" => vec!["c", "end"],
            "c" => vec!["a"],
            _ => Vec::new(),
        };
        let found = cycles(["end", "lead", "a", "b", "c"].into_iter(), edges);
        assert!(found["a"] == found["b"] && found["b"] == found["c"], "{found:?}");
        assert!(
            found["lead"] != found["a"] && found["end"] != found["a"] && found["lead"] != found["end"],
            "{found:?}"
        );
    }
}
