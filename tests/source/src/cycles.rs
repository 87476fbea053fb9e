//! Modules that depend on each other.
//!
//! The nodes are modules with the same parent, each with everything below it. What a module and its parent use of each
//! other counts for no cycle: the parent declares the module.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::path::PathBuf;

use crate::modules::ModuleTree;
use crate::references::{ModuleReference, references};

/// A cycle of modules with the same parent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleCycle {
    /// The steps: each from one module to the next, the last back to the first.
    pub steps: Vec<ModuleStep>,
}

/// A dependency of one module on another, with one place that shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleStep {
    /// The module that depends, by its path in the crate: `retry::quota`.
    pub from: String,
    /// The module that it depends on.
    pub to: String,
    /// The file of the reference.
    pub file: PathBuf,
    /// The line of the reference, counted from 1.
    pub line: usize,
}

impl fmt::Display for ModuleCycle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.steps.first().map_or("", |step| step.from.as_str());
        f.write_str(first)?;
        for step in &self.steps {
            write!(f, " → {}", step.to)?;
        }
        for step in &self.steps {
            write!(f, "\n    {}:{}: {} uses {}", step.file.display(), step.line, step.from, step.to)?;
        }
        Ok(())
    }
}

/// The dependencies between modules with the same parent: for each pair the first reference.
type SiblingEdges<'a> = BTreeMap<usize, BTreeMap<usize, &'a ModuleReference>>;

/// The cycles of a crate: for each dependency that is part of one, the shortest. None is listed twice.
pub fn cycles(tree: &ModuleTree) -> Vec<ModuleCycle> {
    let references = references(tree);
    let mut by_parent: BTreeMap<usize, SiblingEdges<'_>> = BTreeMap::new();
    for reference in &references {
        if let Some((parent, from, to)) = siblings(tree, reference) {
            by_parent.entry(parent).or_default().entry(from).or_default().entry(to).or_insert(reference);
        }
    }
    by_parent.values().flat_map(|edges| cycles_among(tree, edges)).collect()
}

/// The two modules below the nearest common parent that a reference connects; none if one is above the other.
fn siblings(tree: &ModuleTree, reference: &ModuleReference) -> Option<(usize, usize, usize)> {
    let (from, to) = (ancestors(tree, reference.from), ancestors(tree, reference.to));
    let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    Some((*from.get(shared.checked_sub(1)?)?, *from.get(shared)?, *to.get(shared)?))
}

/// The modules from the root to this one.
fn ancestors(tree: &ModuleTree, module: usize) -> Vec<usize> {
    let mut path = vec![module];
    let mut current = module;
    while current != 0 {
        current = tree.module(current).parent;
        path.push(current);
    }
    path.reverse();
    path
}

fn cycles_among(tree: &ModuleTree, edges: &SiblingEdges<'_>) -> Vec<ModuleCycle> {
    let mut known = BTreeSet::new();
    let mut found = Vec::new();
    for (from, targets) in edges {
        for to in targets.keys() {
            let Some(mut nodes) = shortest_path(edges, *to, *from) else { continue };
            // Each cycle starts at its first module, so that the same one is the same list.
            let first = nodes.iter().enumerate().min_by_key(|(_, node)| **node).map_or(0, |(index, _)| index);
            nodes.rotate_left(first);
            if known.insert(nodes.clone()) {
                found.push(cycle(tree, edges, &nodes));
            }
        }
    }
    found
}

/// The modules on the shortest way, both ends included.
fn shortest_path(edges: &SiblingEdges<'_>, from: usize, to: usize) -> Option<Vec<usize>> {
    let mut before = BTreeMap::from([(from, from)]);
    let mut open = VecDeque::from([from]);
    while let Some(node) = open.pop_front() {
        if node == to {
            let mut path = vec![to];
            let mut current = to;
            while current != from {
                current = *before.get(&current)?;
                path.push(current);
            }
            path.reverse();
            return Some(path);
        }
        for next in edges.get(&node).into_iter().flat_map(BTreeMap::keys) {
            before.entry(*next).or_insert_with(|| {
                open.push_back(*next);
                node
            });
        }
    }
    None
}

fn cycle(tree: &ModuleTree, edges: &SiblingEdges<'_>, nodes: &[usize]) -> ModuleCycle {
    let next = nodes.iter().cycle().skip(1);
    let steps = nodes.iter().zip(next).filter_map(|(from, to)| {
        let reference = edges.get(from)?.get(to)?;
        Some(ModuleStep {
            from: tree.module(*from).path.join("::"),
            to: tree.module(*to).path.join("::"),
            file: tree.module(reference.from).file.clone(),
            line: reference.line,
        })
    });
    ModuleCycle { steps: steps.collect() }
}
