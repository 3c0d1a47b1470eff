//! Sets doubtful amounts of scans to what the accounts prove.
//!
//! Where checks fail, the fewest changes of doubtful amounts are looked for that make every check around them hold.
//! Each is one of the numbers that its readers and its ink allow ([`crate::fact::candidates`]). Only where one such set
//! exists is it taken; and a repair stays only where a sum without any other doubt then closes exactly, which `judge`
//! decides as for any doubtful amount. What both readers see alike is looked at last, and only what the first was not
//! sure of; what is printed in a text layer is never changed: an error that was printed is reported.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::evaluate::evaluate;
use super::explain::Puzzle;
use super::joined::postings_to_ledger;
use super::posting::Posting;
use crate::fact::Proof;

/// Most amounts that are changed together: of many, some set would always close.
const TOGETHER: usize = 3;
/// Number of trials for each failing check, and for a document: one that was misread all over does not take long.
const TRIALS: usize = 20_000;
const TRIALS_IN_ALL: usize = 500_000;

/// Repaired amounts, in 元, by the index of their posting.
pub(super) type Repairs = BTreeMap<usize, Decimal>;

/// Finds changes that would make the failing checks of a document hold. They are not proved yet.
pub(super) fn find_repairs(postings: &[Posting]) -> Repairs {
    let has_others = |p: &Posting| p.with_point.is_some() || !p.candidates.is_empty();
    let in_doubt = |p: &Posting| p.doubt.is_some() && p.proof != Proof::Never && has_others(p);
    // Broken digits are misread by two readers alike: then only the doubt of the first one is evidence.
    let is_unsure = |p: &Posting| p.doubt.is_none() && p.unsure && has_others(p);
    let indexed = || postings.iter().enumerate();
    if !postings.iter().any(|p| in_doubt(p) || is_unsure(p)) {
        return Repairs::new();
    }
    // What lost its point has it, in all copies at once; what is no number as it was read is one of its candidates: the first
    // is tried until another does better.
    let first =
        |p: &Posting| p.with_point.or_else(|| p.candidates.first().copied().filter(|_| p.amount.is_none()));
    let mut repairs: Repairs = indexed()
        .filter(|(_, posting)| in_doubt(posting))
        .filter_map(|(index, posting)| Some((index, first(posting)?)))
        .collect();
    let ledger = postings_to_ledger(&with_repairs(postings, &repairs));
    let (findings, blanks) = evaluate(&ledger);
    let puzzle = Puzzle::new(&ledger, &blanks.all, &findings);
    let changes = |(index, posting): (usize, &Posting)| {
        let value = puzzle.value(index);
        let others = posting.candidates.iter().filter(|amount| **amount != value);
        let choices: Vec<Choice> =
            others.map(|amount| Choice { change: amount - value, amount: *amount }).collect();
        (index, choices)
    };
    let doubted = indexed().filter(|(_, p)| in_doubt(p)).map(changes).collect();
    let unsure: Vec<(usize, Vec<Choice>)> = indexed().filter(|(_, p)| is_unsure(p)).map(changes).collect();
    let mut search = Search { puzzle, choices: doubted, trials: 0, left: TRIALS_IN_ALL };
    repairs.extend(search.all());
    search.choices.extend(unsure);
    repairs.extend(search.all());
    repairs
}

/// Makes the postings of a document with repairs; what was repaired is in doubt until others prove it.
pub(super) fn with_repairs<'p>(postings: &'p [Posting], repairs: &Repairs) -> Cow<'p, [Posting]> {
    if repairs.is_empty() {
        return Cow::Borrowed(postings);
    }
    let mut postings = postings.to_vec();
    for (index, amount) in repairs {
        if let Some(posting) = postings.get_mut(*index) {
            (posting.amount, posting.proof) = (Some(*amount), Proof::ByOthers);
            posting.doubt.get_or_insert_with(|| "it may have been misread".to_owned());
        }
    }
    Cow::Owned(postings)
}

/// Other number that an amount may be.
#[derive(Debug, Clone, Copy)]
struct Choice {
    /// Difference to the amount, in 元.
    change: Decimal,
    /// The amount then, in 元.
    amount: Decimal,
}

struct Search<'a> {
    puzzle: Puzzle<'a>,
    choices: BTreeMap<usize, Vec<Choice>>,
    /// Trials left for the check at hand, and in all.
    trials: usize,
    left: usize,
}

/// Amounts and the place of their choice.
type Changes = BTreeMap<usize, usize>;

impl Search<'_> {
    /// Finds all repairs, the surest first: single amounts before several.
    fn all(&mut self) -> Repairs {
        let mut repairs = Repairs::new();
        let mut size = 1;
        while size <= TOGETHER {
            let failing: Vec<usize> =
                (0..self.puzzle.live.len()).filter(|check| self.puzzle.live[*check].fails).collect();
            let mut progress = false;
            for check in failing {
                if !self.puzzle.live[check].fails {
                    continue; // closed by what was found before
                }
                let Some(only) = self.only_set(check, size) else { continue };
                for (var, choice) in only {
                    let Some(choice) = self.choices.get(&var).and_then(|c| c.get(choice)).copied() else {
                        continue;
                    };
                    self.puzzle.apply(var, choice.change);
                    self.choices.remove(&var);
                    repairs.insert(var, choice.amount);
                    progress = true;
                }
            }
            size = if progress { 1 } else { size + 1 };
        }
        repairs
    }

    /// Finds the fewest changes, at most so many, that close a check and break none, where no others do.
    fn only_set(&mut self, check: usize, most: usize) -> Option<Changes> {
        let trials = TRIALS.min(self.left);
        self.trials = trials;
        let mut sets = BTreeSet::new();
        for size in 1..=most {
            self.sets(check, size, &mut Changes::new(), &mut sets);
            if !sets.is_empty() {
                break;
            }
        }
        self.left -= trials - self.trials;
        // Where not all could be tried, another may be as good.
        (self.trials > 0 && sets.len() == 1).then(|| sets.pop_first())?
    }

    fn sets(&mut self, check: usize, size: usize, changed: &mut Changes, found: &mut BTreeSet<Changes>) {
        let terms: Vec<usize> = self.puzzle.live[check].terms.iter().map(|(var, _)| *var).collect();
        for var in terms {
            if changed.contains_key(&var) {
                continue;
            }
            for choice in 0..self.choices.get(&var).map_or(0, Vec::len) {
                if self.trials == 0 || found.len() > 1 {
                    return;
                }
                self.trials -= 1;
                let change = self.choices[&var][choice].change;
                self.puzzle.apply(var, change);
                changed.insert(var, choice);
                let open = self.open(check, changed);
                match open {
                    None => {
                        found.insert(changed.clone());
                    }
                    Some(open) if changed.len() < size => self.sets(open, size, changed, found),
                    Some(_) => {}
                }
                changed.remove(&var);
                self.puzzle.apply(var, -change);
            }
        }
    }

    /// Finds a check that still fails: the first one, or one of an amount that was changed.
    fn open(&self, first: usize, changed: &Changes) -> Option<usize> {
        if self.puzzle.live[first].fails {
            return Some(first);
        }
        changed
            .keys()
            .flat_map(|var| self.puzzle.checks_of(*var))
            .find(|check| self.puzzle.live[*check].fails)
    }
}

#[cfg(test)]
mod tests;
