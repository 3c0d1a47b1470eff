//! Judges what the program makes of a damaged document by what it makes of the whole one, and counts.

use std::collections::BTreeMap;
use std::fmt;

use crate::mutant::{Damage, Mutant};
use crate::places::Place;
use crate::program::{Amount, Key, Reading};

/// What became of a damaged document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// All amounts are as they were, and nothing is told.
    Same,
    /// Amounts that are not as they were are suspect.
    Doubted,
    /// Damage is told, and amounts that are not as they were are missing or suspect.
    Told,
    /// Amounts changed, but the damage makes another valid document.
    Other,
    Panic,
    Abort,
    Hang,
    Memory,
    /// Amounts changed, which the program could know, and nothing is told.
    Silent,
    /// Damage is told, and an amount is wrong and not suspect.
    Unmarked,
}

impl End {
    /// Says whether the program broke its promise.
    pub(crate) fn is_violation(self) -> bool {
        !matches!(self, Self::Same | Self::Doubted | Self::Told | Self::Other)
    }
}

/// Judgement of one damaged document.
#[derive(Debug)]
pub(crate) struct Verdict {
    pub(crate) end: End,
    /// Amounts of the whole document that are missing, and amounts that it has not and that are not suspect.
    pub(crate) lost: Vec<(Key, Option<String>)>,
    pub(crate) wrong: Vec<(Key, Option<String>)>,
    /// What the program says where it is no reading.
    pub(crate) cause: String,
}

/// Judges the reading of a damaged document.
pub(crate) fn judge(mutant: &Mutant, whole: &Reading, damaged: &Reading) -> Verdict {
    let verdict = |end, lost, wrong, cause: &str| Verdict { end, lost, wrong, cause: cause.to_owned() };
    let failed = |end, cause| verdict(end, Vec::new(), Vec::new(), cause);
    let (after, told) = match damaged {
        Reading::Read { amounts, told } => (amounts, *told),
        Reading::Nothing(what) => return failed(End::Silent, what),
        Reading::Failed(cause) => return failed(end_of_cause(cause), cause),
    };
    let Reading::Read { amounts: before, told: never_whole } = whole else {
        // A document that was never read has no amounts to lose.
        return failed(if told { End::Told } else { End::Same }, "");
    };
    let (mut lost, mut wrong, mut doubted) = (Vec::new(), Vec::new(), false);
    let none = Vec::new();
    let mut keys: Vec<&Key> = before.keys().chain(after.keys()).collect();
    keys.sort();
    keys.dedup();
    for key in keys {
        let (before, after) = (before.get(key).unwrap_or(&none), after.get(key).unwrap_or(&none));
        let mut left: Vec<&Amount> = before.iter().collect();
        let mut suspect = 0_usize;
        for amount in after {
            if let Some(at) = left.iter().position(|other| other.yuan == amount.yuan) {
                doubted |= amount.suspect && !left[at].suspect;
                left.swap_remove(at);
            } else if amount.suspect {
                suspect += 1;
            } else {
                wrong.push((key.clone(), amount.yuan.clone()));
            }
        }
        doubted |= suspect > 0;
        // Suspect amounts stand for those that are not as they were.
        lost.extend(left.into_iter().skip(suspect).map(|amount| (key.clone(), amount.yuan.clone())));
    }
    let end = match (told, lost.is_empty() && wrong.is_empty()) {
        (true, _) if mutant.visible && !wrong.is_empty() => End::Unmarked,
        (true, _) => End::Told,
        (false, true) if doubted => End::Doubted,
        (false, true) => End::Same,
        (false, false) if mutant.visible && !never_whole => End::Silent,
        (false, false) => End::Other,
    };
    verdict(end, lost, wrong, "")
}

/// Causes are the words of `errors.jsonl`.
fn end_of_cause(cause: &str) -> End {
    match cause {
        "panic" => End::Panic,
        "timeout" => End::Hang,
        "memory" => End::Memory,
        "abort" | "crash" | "exit" | "killed" | "stack_overflow" | "worker" => End::Abort,
        _ => End::Told,
    }
}

/// Counts of judgements.
#[derive(Debug, Default, Clone)]
struct Counts {
    mutants: usize,
    ends: [usize; 10],
    lost: usize,
    wrong: usize,
}

impl Counts {
    fn count(&mut self, verdict: &Verdict) {
        self.mutants += 1;
        self.ends[verdict.end as usize] += 1;
        if matches!(verdict.end, End::Silent | End::Unmarked) {
            self.wrong += verdict.wrong.len();
        }
        if verdict.end == End::Silent {
            self.lost += verdict.lost.len();
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>9}", self.mutants)?;
        self.ends.iter().try_for_each(|count| write!(f, "{count:>9}"))?;
        write!(f, "{:>9}{:>9}", self.lost, self.wrong)
    }
}

/// Counts by what was damaged, and how.
#[derive(Debug, Default)]
pub(crate) struct Table {
    places: BTreeMap<Place, Counts>,
    damages: BTreeMap<Damage, Counts>,
    all: Counts,
}

impl Table {
    pub(crate) fn count(&mut self, mutant: &Mutant, verdict: &Verdict) {
        self.places.entry(mutant.place).or_default().count(verdict);
        self.damages.entry(mutant.damage).or_default().count(verdict);
        self.all.count(verdict);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const HEADS: [&str; 13] = [
            "mutants", "same", "doubted", "told", "other", "panic", "abort", "hang", "memory", "SILENT",
            "unmarked", "lost", "wrong",
        ];
        write!(f, "{:<22}", "")?;
        HEADS.iter().try_for_each(|head| write!(f, "{head:>9}"))?;
        writeln!(f)?;
        self.places.iter().try_for_each(|(place, counts)| writeln!(f, "{place:<22}{counts}"))?;
        writeln!(f)?;
        self.damages.iter().try_for_each(|(damage, counts)| writeln!(f, "{damage:<22}{counts}"))?;
        writeln!(f, "\n{:<22}{}", "all", self.all)
    }
}

#[test]
fn what_changed_must_be_doubted_or_told() {
    let key = |item: &str| ["income", "", item, "total"].map(str::to_owned);
    let amount = |yuan: &str, suspect| Amount { yuan: Some(yuan.to_owned()), suspect };
    let reading = |amounts: &[(&str, Amount)], told| {
        let mut all = std::collections::HashMap::new();
        for (item, amount) in amounts {
            all.entry(key(item)).or_insert_with(Vec::new).push(amount.clone());
        }
        Reading::Read { amounts: all, told }
    };
    let end = |visible, amounts: &[(&str, Amount)], told| {
        let mutant = Mutant {
            seed: 0,
            source: 0,
            place: Place::Contents,
            damage: Damage::Bit,
            offset: 0,
            visible,
            bytes: Vec::new(),
        };
        let whole = reading(&[("a", amount("1", false)), ("a", amount("2", false))], false);
        judge(&mutant, &whole, &reading(amounts, told)).end
    };
    let (one, two) = (("a", amount("1", false)), ("a", amount("2", false)));
    let (three, doubted) = (("a", amount("3", false)), ("a", amount("3", true)));
    assert_eq!(end(true, &[two.clone(), one.clone()], false), End::Same);
    assert_eq!(end(true, std::slice::from_ref(&one), false), End::Silent);
    assert_eq!(end(false, std::slice::from_ref(&one), false), End::Other);
    assert_eq!(end(true, std::slice::from_ref(&one), true), End::Told);
    assert_eq!(end(true, &[one.clone(), three.clone()], false), End::Silent);
    assert_eq!(end(true, &[one.clone(), three.clone()], true), End::Unmarked);
    assert_eq!(end(false, &[one.clone(), three], true), End::Told);
    assert_eq!(end(true, &[one.clone(), doubted.clone()], false), End::Doubted);
    assert_eq!(end(true, &[one, two.clone(), doubted], false), End::Doubted);
    assert_eq!(end(true, &[two, ("b", amount("1", false))], false), End::Silent);
}
