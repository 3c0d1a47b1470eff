//! Has the numbers of a document read a second time that nothing bears out: neither the accounts, which close exactly with
//! them, nor the names beside codes, nor that they count on.
//!
//! A reader that is sure of a number, and accounts that close with it to the last digit, are as independent as two readers
//! are, and the accounts cost nothing. What they prove is asked of the very pages that come out: a number that was read
//! once is believed only as long as that holds.

use std::collections::BTreeMap;

use super::block::{Again, Taken, Unread};
use super::in_hand::PageInHand;
use crate::geom::Rect;
use crate::page::Page;

/// Numbers that need no second reader: of each page, the boxes of their readings.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Proved(BTreeMap<u32, Vec<Rect>>);

impl Proved {
    /// Adds the box of a reading.
    pub fn add(&mut self, page: u32, reading: Rect) {
        self.0.entry(page).or_default().push(reading);
    }

    fn on_page(&self, page: u32) -> &[Rect] {
        self.0.get(&page).map_or(&[], Vec::as_slice)
    }
}

/// A page whose numbers wait until the accounts are known.
pub(super) struct Waiting {
    /// Its place among the pages.
    pub(super) at: usize,
    /// The page before it was read.
    pub(super) begun: Page,
    pub(super) in_hand: PageInHand,
}

/// Has read again what is not proved, until all that is left is proved by the pages as they are then. A page that cannot be
/// read again is unread.
pub(super) fn read_unproved(
    pages: &mut [Page],
    mut waiting: Vec<Waiting>,
    proves: &dyn Fn(&[Page]) -> Proved,
    read_again: impl Fn(Vec<Again>) -> Vec<Result<Taken, Unread>>,
    add_note: impl Fn(&mut Page, Unread),
) {
    while !waiting.is_empty() {
        let proved = proves(pages);
        let (mut again, mut places) = (Vec::new(), Vec::new());
        for Waiting { at, begun, in_hand } in std::mem::take(&mut waiting) {
            let slots = in_hand.unproved(proved.on_page(begun.number));
            if slots.is_empty() {
                waiting.push(Waiting { at, begun, in_hand });
            } else {
                places.push((at, begun.clone()));
                again.push(Again { page: begun, in_hand, slots });
            }
        }
        if again.is_empty() {
            return;
        }
        for ((at, begun), read) in places.into_iter().zip(read_again(again)) {
            let Some(page) = pages.get_mut(at) else { continue };
            match read {
                Ok(Taken::InHand(begun, in_hand)) => {
                    in_hand.fill(page);
                    waiting.push(Waiting { at, begun, in_hand });
                }
                Ok(Taken::Whole(read)) => *page = read,
                Err(unread) => {
                    *page = begun;
                    add_note(page, unread);
                }
            }
        }
        waiting.retain(|page| page.in_hand.has_numbers_read_once());
    }
}
