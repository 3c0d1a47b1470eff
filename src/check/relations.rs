//! Holds what belongs together in accounts of whole places: lines and their parts, lines and the same lines of other forms.

use std::collections::{BTreeMap, HashMap};

use crate::taxonomy::identities::PartsOf;

/// Lines with their parts, in the order of the lines, by what makes them its parts.
#[derive(Debug, Default)]
pub(super) struct FormParts {
    by_relation: HashMap<PartsOf, BTreeMap<usize, Vec<usize>>>,
    /// The line under which each line stands.
    pub(super) parents: Vec<Option<usize>>,
}

impl FormParts {
    /// Lines of which nothing is known but under which each stands.
    pub(super) fn under(parents: Vec<Option<usize>>) -> Self {
        Self { parents, ..Self::default() }
    }

    /// Lists the lines that have parts of a relation.
    pub(super) fn wholes(&self, relation: PartsOf) -> impl Iterator<Item = usize> {
        self.by_relation.get(&relation).into_iter().flat_map(|parts| parts.keys().copied())
    }

    /// Lists the parts of a line.
    pub(super) fn of(&self, relation: PartsOf, line: usize) -> Option<&Vec<usize>> {
        self.by_relation.get(&relation)?.get(&line)
    }

    /// Takes back under what a line stands and what it sums up.
    pub(super) fn forget(&mut self, line: usize) {
        if let Some(parent) = self.parents.get_mut(line) {
            *parent = None;
        }
        for relation in [PartsOf::Under, PartsOf::OfWhich, PartsOf::Beside] {
            if let Some(lines) = self.by_relation.get_mut(&relation) {
                lines.remove(&line);
            }
        }
    }

    pub(super) fn insert(&mut self, relation: PartsOf, line: usize, parts: Vec<usize>) {
        if !parts.is_empty() {
            self.by_relation.entry(relation).or_default().insert(line, parts);
        }
    }
}

/// A line of another form.
pub(super) type Partner = (usize, usize);

/// Partners of the lines of all forms.
#[derive(Debug, Default)]
pub(super) struct Partners {
    /// By relation and form: each line with its partner. A line whose partner is surely not there has none.
    by_form: HashMap<(PartsOf, usize), BTreeMap<usize, Option<Partner>>>,
}

impl Partners {
    /// Lists the lines of a form for which a relation says something.
    pub(super) fn lines(&self, relation: PartsOf, form: usize) -> impl Iterator<Item = usize> {
        self.by_form.get(&(relation, form)).into_iter().flat_map(|lines| lines.keys().copied())
    }

    /// Takes over others.
    pub(super) fn extend(&mut self, others: Self) {
        self.by_form.extend(others.by_form);
    }

    pub(super) fn insert(&mut self, relation: PartsOf, form: usize, lines: BTreeMap<usize, Option<Partner>>) {
        self.by_form.insert((relation, form), lines);
    }

    /// The partner of a line; `None` where nothing is known of it.
    pub(super) fn of(&self, relation: PartsOf, form: usize, line: usize) -> Option<Option<Partner>> {
        self.by_form.get(&(relation, form))?.get(&line).copied()
    }
}
