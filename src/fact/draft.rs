//! Holds a fact while it is made: the record, with what only the stages need of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::page::Reading;
use crate::record::Fact;
use crate::record::words::Status;

/// Fact that is not judged yet, with how it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Its record.
    pub fact: Fact,
    /// How sums that close exactly settle its doubt.
    pub(crate) proof: Proof,
    /// Whether it is a fact; else it is read for the checks alone.
    pub(crate) is_reported: bool,
    /// Reading of it, where it stands on a picture.
    pub(crate) readings: Vec<Reading>,
    /// Number of decimals that nearly all amounts of its form have.
    pub(crate) usual_decimals: Option<usize>,
    /// Department that its form itself names: forms of several may stand in one document.
    pub(crate) form_department: Option<String>,
    /// Whether the same print elsewhere proves it: not where the text of the document may be wrong alike in both.
    pub(crate) copies_prove: bool,
}

/// Says how sums that close exactly can settle the doubt about an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Proof {
    /// Not at all: the doubt is about its line, its unit, or the document.
    #[default]
    Never,
    /// The number was hard to read (wrapped, over its border, ink that nobody read): where no other amount of the sum
    /// is in doubt.
    ByOthers,
    /// The number was recognised by one reader, and nothing else speaks against it: sums of several such numbers prove
    /// each other.
    Together,
}

/// Says that the same print at another place proves nothing for the amounts of these pages: their fonts may draw others.
pub(crate) fn distrust_copies(drafts: &mut [Draft], pages: &BTreeSet<u32>) {
    let stands_there = |draft: &&mut Draft| pages.contains(&draft.fact.page);
    drafts.iter_mut().filter(stands_there).for_each(|draft| draft.copies_prove = false);
}

/// Makes every fact suspect for a reason that concerns the whole document.
pub fn doubt_all(drafts: &mut [Draft], reason: &str) {
    drafts.iter_mut().for_each(|draft| doubt(draft, reason));
}

/// Makes the facts of the forms on these pages suspect, and of those that end on the page before or begin on the one behind:
/// what is missing of a page may be the end of one form, a half of its last row, and the title of another.
pub(crate) fn doubt_pages(drafts: &mut [Draft], pages: &BTreeSet<u32>, reason: &str) {
    if pages.is_empty() {
        return;
    }
    let form_of = |fact: &Fact| (fact.form.clone(), fact.instance);
    let mut reach = BTreeMap::new();
    for Draft { fact, .. } in drafts.iter() {
        let (first, last) = reach.entry(form_of(fact)).or_insert((fact.page, fact.page));
        (*first, *last) = (fact.page.min(*first), fact.page.max(*last));
    }
    reach.retain(|_, (first, last)| {
        pages.range(first.saturating_sub(1)..=last.saturating_add(1)).next().is_some()
    });
    for draft in drafts.iter_mut().filter(|draft| reach.contains_key(&form_of(&draft.fact))) {
        doubt(draft, reason);
    }
}

fn doubt(Draft { fact, proof, .. }: &mut Draft, reason: &str) {
    fact.status = Status::Suspect;
    *proof = Proof::Never;
    fact.reason =
        Some(fact.reason.take().map_or_else(|| reason.to_owned(), |own| format!("{own}; {reason}")));
}
