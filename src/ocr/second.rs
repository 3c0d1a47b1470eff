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

/// Says of the pages of a document, as they are, which numbers are proved.
pub type Proves<'a> = &'a dyn Fn(&[Page]) -> Proved;

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
    proves: Proves<'_>,
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

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use image::{GrayImage, Luma};

    use super::super::block::Steps;
    use super::super::cache::{CachedReaders, ReadCache};
    use super::super::crops::{CroppedPage, CroppedSegment, PageMeasures};
    use super::super::in_hand::{Second, read_numbers};
    use super::super::ink::{Component, PixelBox};
    use super::super::memory::Memory;
    use super::super::pool::Readers;
    use super::super::reader::{Expected, NUMBERS, Read, ReadChar, Role, TextReader};
    use super::*;
    use crate::error::Result;
    use crate::geom::Affine;
    use crate::page::{Origin, PageOptions};

    /// Reads the three digits that the paper of a crop stands for, and counts.
    struct Reads(&'static str, Arc<AtomicUsize>);

    impl TextReader for Reads {
        fn name(&self) -> &'static str {
            self.0
        }

        fn read(&mut self, crop: &GrayImage, _: Expected) -> Result<Read> {
            self.1.fetch_add(1, Ordering::Relaxed);
            let number = crop.get_pixel(0, 0).0[0].to_string();
            let chars = (0_u8..).zip(number.chars());
            let chars = chars.map(|(at, ch)| ReadChar { ch, x: 10.0 * f32::from(at), confidence: 0.9 });
            Ok(Read { chars: chars.collect(), confidence: 0.9, alternatives: Vec::new() })
        }
    }

    /// A page with these numbers, one below another.
    fn page(numbers: &[u8]) -> CroppedPage {
        let digit = |x0: u32| Component { rect: PixelBox { x0, y0: 0, x1: x0 + 10, y1: 16 }, area: 80 };
        let segment = |(at, number): (u32, &u8)| CroppedSegment {
            rect: PixelBox { x0: 0, y0: 40 * at, x1: 34, y1: 40 * at + 16 },
            components: vec![digit(0), digit(12), digit(24)],
            picture: GrayImage::from_pixel(40, 22, Luma([*number])),
            margin: 3,
            disturbed: false,
        };
        CroppedPage {
            measures: PageMeasures::new(16.0, 0.36, None, &[]),
            segments: (0..).zip(numbers).map(segment).collect(),
            rulings: Vec::new(),
            size: (600.0, 800.0),
            upright: Affine::IDENTITY,
            bend: None,
        }
    }

    fn begun(number: u32) -> Page {
        Page {
            number,
            width: 600.0,
            height: 800.0,
            origin: Origin::Scan,
            upright: Affine::IDENTITY,
            glyphs: Vec::new(),
            rulings: Vec::new(),
            fills: Vec::new(),
            readings: Vec::new(),
            fonts: Vec::new(),
            bend: None,
            unread_ink: Vec::new(),
            layer: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Reads a page of four numbers, of which `proves` says, for each time that it is asked, which texts are proved; gives back
    /// how often the second reader read, and how often it was asked.
    fn read(proves: impl Fn(usize, &str) -> bool) -> (usize, usize) {
        let (first, again) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let make = |name, count: &Arc<AtomicUsize>| {
            let count = Arc::clone(count);
            move || Ok(Box::new(Reads(name, Arc::clone(&count))) as Box<dyn TextReader>)
        };
        let readers = Readers::none("").with(Role::Numbers, NUMBERS.to_owned(), make(NUMBERS, &first)).with(
            Role::Second,
            "s".to_owned(),
            make("s", &again),
        );
        let steps = Steps {
            readers: &readers,
            how: PageOptions::default(),
            done: None,
            cache: ReadCache::default(),
            take: |begun: Page, readers: &mut CachedReaders<'_, '_>| {
                let in_hand = read_numbers(page(&[120, 130, 150, 170]), Second::Later, readers);
                Ok(Taken::InHand(begun, in_hand.map_err(|error| Unread::failed(&error))?))
            },
        };
        let mut pages = vec![begun(1)];
        let mut waiting = Vec::new();
        for read in steps.read(pages.clone(), &mut Memory::default()) {
            let Ok(Taken::InHand(begun, in_hand)) = read else { panic!("it is in hand") };
            in_hand.fill(&mut pages[0]);
            waiting.push(Waiting { at: 0, begun, in_hand });
        }
        assert_eq!(again.load(Ordering::Relaxed), 0);
        let asked = Cell::new(0);
        let proved = |pages: &[Page]| {
            let mut proved = Proved::default();
            for reading in pages[0].readings.iter().filter(|reading| proves(asked.get(), &reading.text)) {
                proved.add(1, reading.rect);
            }
            asked.set(asked.get() + 1);
            proved
        };
        read_unproved(
            &mut pages,
            waiting,
            &proved,
            |again| steps.read_again(again),
            |_, _| panic!("none fails"),
        );
        let texts: Vec<&str> = pages[0].readings.iter().map(|reading| reading.text.as_str()).collect();
        assert_eq!(texts, ["120", "130", "150", "170"]);
        assert!(pages[0].readings.iter().all(|reading| reading.agreed));
        (again.load(Ordering::Relaxed), asked.get())
    }

    #[test]
    fn what_is_proved_is_read_once_and_all_else_twice() {
        assert_eq!(read(|_, _| true), (0, 1));
        assert_eq!(read(|_, text| text != "150"), (1, 2));
        assert_eq!(read(|_, _| false), (4, 1));
    }

    #[test]
    fn what_is_proved_no_longer_by_the_pages_that_come_out_is_read_again() {
        let proves = |asked: usize, text: &str| match asked {
            0 => text != "150",
            _ => text == "120",
        };
        assert_eq!(read(proves), (3, 3));
    }
}
