//! Puts what is damaged into words.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_syntax::Pdf;

use super::damage::{Damage, Fault, damaged_pictures};
use crate::page::{Origin, Page};
use crate::place::{Note, Severity};

/// Faults of a page that are told one by one.
const TOLD: usize = 3;
const HINT: &str = "download the file again";

impl Damage {
    /// What is to be said of the file as a whole.
    pub(super) fn notes(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        if let Some(what) = in_words(&self.document) {
            let message = format!("the file is damaged, and every amount is suspect: {what}");
            notes.push(Note::on_document(Severity::Unread, message).hint(HINT));
        } else if self.is_rebuilt {
            let message = "the table of objects is damaged: the objects were looked for in the file, and some may be missing";
            notes.push(Note::on_document(Severity::Unread, message).hint(HINT));
        }
        notes
    }

    /// What is to be said of a page.
    pub(super) fn notes_on(&self, page: u32) -> Option<Note> {
        note(page, self.of_page(page))
    }

    /// Whether the library must not be given a page.
    pub(super) fn bars(&self, page: u32) -> bool {
        self.of_page(page).iter().any(|fault| fault.bars)
    }

    /// Numbers of the pages that need something which is damaged.
    pub(super) fn damaged_pages(&self) -> BTreeSet<u32> {
        let damaged = self.pages.iter().zip(1_u32..).filter(|(faults, _)| !faults.is_empty());
        damaged.map(|(_, page)| page).collect()
    }

    fn of_page(&self, page: u32) -> &[Fault] {
        let faults = usize::try_from(page).ok().and_then(|page| self.pages.get(page.checked_sub(1)?));
        faults.map(Vec::as_slice).unwrap_or_default()
    }
}

/// Tells which pictures of scans are damaged; gives the numbers of these pages.
pub(super) fn note_damaged_scans(pdf: &Pdf, pages: &mut [Page]) -> BTreeSet<u32> {
    let mut damaged = BTreeSet::new();
    for (page, found) in
        pages.iter_mut().zip(pdf.pages().iter()).filter(|(page, _)| page.origin == Origin::Scan)
    {
        // A library that fails on a picture fails again where it is drawn, and is told there.
        let faults = catch_unwind(AssertUnwindSafe(|| damaged_pictures(found))).unwrap_or_default();
        if let Some(note) = note(page.number, &faults) {
            page.notes.push(note);
            damaged.insert(page.number);
        }
    }
    damaged
}

fn note(page: u32, faults: &[Fault]) -> Option<Note> {
    let message = format!("what the page needs is damaged: {}", in_words(faults)?);
    Some(Note::on_page(Severity::Unread, page, message).hint(HINT))
}

fn in_words(faults: &[Fault]) -> Option<String> {
    let each = |fault: &Fault| match fault.object {
        Some(object) => format!("object {object}: {}", fault.what),
        None => fault.what.clone(),
    };
    let mut words: Vec<String> = faults.iter().take(TOLD).map(each).collect();
    if let Some(more) = faults.len().checked_sub(TOLD).filter(|more| *more > 0) {
        words.push(format!("and {more} more"));
    }
    (!words.is_empty()).then(|| words.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(object: Option<u32>, bars: bool) -> Fault {
        Fault { object, what: "its data are damaged".to_owned(), bars }
    }

    #[test]
    fn faults_name_page_and_object() {
        let pages = vec![Vec::new(), vec![fault(Some(7), false)], vec![fault(None, true); 5]];
        let damage = Damage { pages, ..Damage::default() };
        assert_eq!(damage.damaged_pages(), BTreeSet::from([2, 3]));
        assert!(!damage.bars(2) && damage.bars(3) && !damage.bars(9));
        assert_eq!(damage.notes_on(1), None);
        let note = damage.notes_on(2).unwrap();
        assert_eq!((note.page, note.severity), (Some(2), Severity::Unread));
        assert!(note.message.contains("object 7: its data"), "{note}");
        assert!(damage.notes_on(3).unwrap().message.ends_with("and 2 more"));
        assert!(damage.notes().is_empty());
    }
}
