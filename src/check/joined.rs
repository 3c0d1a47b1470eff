//! Makes the ledger of a document, and joins in accounts of whole places what belongs together.

use super::ledger::{Ledger, enter};
use super::levels::mend_levels;
use super::partners::ledger_to_partners;
use super::parts::form_to_parts;
use super::performance::join_performance_tables;
use super::places::add_places;
use super::posting::Posting;
use super::relations::FormParts;
use crate::record::words::Breakdown;
use crate::taxonomy::lines::lines_of;

/// Makes the ledger of a document from its facts, in the order of their pages.
pub(super) fn postings_to_ledger(postings: &[Posting]) -> Ledger {
    let mut ledger = enter(postings);
    join_performance_tables(&mut ledger);
    if !ledger.forms.iter().any(|form| form.of_whole_place) {
        return ledger;
    }
    let forms = ledger.forms.iter().map(|form| {
        if !form.of_whole_place {
            return None;
        }
        let mut parts = form_to_parts(&ledger, form);
        mend_levels(&ledger, form, lines_of(&form.kind), &mut parts);
        if form.breakdown == Some(Breakdown::ByPlace) {
            add_places(&ledger, form, &mut parts);
        }
        Some(parts)
    });
    let found: Vec<Option<FormParts>> = forms.collect();
    for (form, parts) in ledger.forms.iter_mut().zip(found) {
        if let Some(parts) = parts {
            form.parts = parts;
        }
    }
    ledger.partners.extend(ledger_to_partners(&ledger));
    ledger
}
