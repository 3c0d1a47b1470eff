//! Says which numbers that were recognised on scans need no second reader, since what is printed around them bears them out.

use super::forms_of_pages::pages_to_forms;
use crate::check;
use crate::fact;
use crate::form::confirmed_labels;
use crate::ocr::Proved;
use crate::page::Page;
use crate::record::words::Status;
use crate::source::Source;

/// Finds the amounts with which the accounts close exactly, and the codes whose names stand beside them.
#[doc(hidden)]
pub fn pages_to_proved(source: &Source, pages: &[Page]) -> Proved {
    let mut proved = Proved::default();
    let (_, forms) = pages_to_forms(pages);
    let mut drafts = fact::forms_to_facts(&forms, source, None);
    let borne_out = check::judge_drafts(&mut drafts).borne_out();
    let verified = drafts.iter().enumerate().filter(|(_, draft)| draft.fact.status == Status::Verified);
    for (_, draft) in verified.filter(|(at, _)| borne_out.contains(at)) {
        draft.readings.iter().for_each(|reading| proved.add(draft.fact.page, reading.rect));
    }
    for line in confirmed_labels(&forms) {
        line.readings.iter().for_each(|reading| proved.add(line.place.page(), reading.rect));
    }
    proved
}
