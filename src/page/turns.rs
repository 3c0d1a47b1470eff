//! Says how the pages of a document are read: on how many threads, which are left out, and who is told of each that
//! begins. Whoever watches a reader from outside knows by it which page ended it.

use std::cell::Cell;

use serde::{Deserialize, Serialize};

use crate::place::{Note, Severity};

/// Step in which a page is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageStep {
    /// Its content is interpreted.
    Content,
    /// Its picture is recognised.
    Scan,
}

/// A page in one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PageAt {
    /// Number of the page, from 1.
    pub number: u32,
    /// The step.
    pub step: PageStep,
}

/// What a thread does next: it leaves one page and begins another. Without both, no page is under way any more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageTurn {
    /// The page that the thread is done with.
    pub left: Option<PageAt>,
    /// The page that it begins.
    pub begun: Option<PageAt>,
}

/// A page that is not read in one step, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The page and the step.
    pub at: PageAt,
    /// The reason, as a sentence without its end.
    pub why: String,
}

/// Remedy for a page that could not be read.
pub(crate) const LOOK_AT_PAGE: &str = "look at the page; printing it to a new PDF often mends it";

impl LeftOut {
    /// The note on the page.
    pub(crate) fn note(number: u32, why: &str) -> Note {
        Note::on_page(Severity::Unread, number, format!("the page was left: {why}")).hint(LOOK_AT_PAGE)
    }

    /// The note on a page of text whose pictures are left out.
    pub(crate) fn note_on_pictures(number: u32, why: &str) -> Note {
        let message = format!("what is pictured on the page was left: {why}");
        Note::on_page(Severity::Unread, number, message).hint(LOOK_AT_PAGE)
    }
}

/// How the pages of a document are read.
#[derive(Clone, Copy, Default)]
pub struct PageOptions<'a> {
    /// Number of threads; 0 is 1.
    pub threads: usize,
    /// Pages that are left out.
    pub left_out: &'a [LeftOut],
    /// Told of each page that begins, from the thread that reads it.
    pub turned: Option<&'a (dyn Fn(PageTurn) + Sync)>,
}

impl std::fmt::Debug for PageOptions<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("PageOptions");
        shown.field("threads", &self.threads).field("left_out", &self.left_out);
        shown.field("turned", &self.turned.is_some()).finish()
    }
}

impl<'a> PageOptions<'a> {
    /// Reads on so many threads, all pages, and tells nobody.
    pub fn on_threads(threads: usize) -> Self {
        Self { threads, ..Self::default() }
    }

    /// Why a page is left out in this step; `None` where it is read.
    pub(crate) fn why_left_out(&self, number: u32, step: PageStep) -> Option<&'a str> {
        let found = self.left_out.iter().find(|left| left.at == PageAt { number, step });
        found.map(|left| left.why.as_str())
    }

    /// Follows the pages that one thread reads in a step.
    pub(crate) fn follow(&self, step: PageStep) -> Followed<'a> {
        Followed { turned: self.turned, step, last: Cell::new(None) }
    }

    /// Says that no page is under way any more.
    pub(crate) fn ended(&self) {
        if let Some(turned) = self.turned {
            turned(PageTurn::default());
        }
    }
}

/// The pages that one thread reads, one after the other.
pub(crate) struct Followed<'a> {
    turned: Option<&'a (dyn Fn(PageTurn) + Sync)>,
    step: PageStep,
    last: Cell<Option<PageAt>>,
}

impl Followed<'_> {
    /// Says that the thread begins a page.
    pub(crate) fn begins(&self, number: u32) {
        if let Some(turned) = self.turned {
            let begun = Some(PageAt { number, step: self.step });
            turned(PageTurn { left: self.last.replace(begun), begun });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn each_thread_tells_which_page_it_leaves_and_begins() {
        let turns = Mutex::new(Vec::new());
        let turned = |turn: PageTurn| {
            let number = |at: Option<PageAt>| at.map(|at| at.number);
            turns.lock().unwrap().push((number(turn.left), number(turn.begun)));
        };
        let left_out =
            [LeftOut { at: PageAt { number: 2, step: PageStep::Scan }, why: "it hangs".to_owned() }];
        let options = PageOptions { turned: Some(&turned), left_out: &left_out, ..PageOptions::default() };
        let (one, other) = (options.follow(PageStep::Content), options.follow(PageStep::Content));
        one.begins(1);
        other.begins(2);
        one.begins(3);
        options.ended();
        assert_eq!(
            *turns.lock().unwrap(),
            [(None, Some(1)), (None, Some(2)), (Some(1), Some(3)), (None, None)]
        );
        assert_eq!(options.why_left_out(2, PageStep::Scan), Some("it hangs"));
        assert_eq!(options.why_left_out(2, PageStep::Content), None);
    }
}
