//! Reads the pages of a document in blocks: the numbers of each page, then each different word of the block once, then
//! the words that are like one that was read. Pages are read on several threads; which words are alike is decided between
//! the steps, in the order of the pages, so that it depends on no thread.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

use super::cache::{CachedReaders, ReadCache};
use super::in_hand::PageInHand;
use super::memory::{Memory, Word};
use super::pool::Readers;
use super::word_picture::WordPicture;
use crate::error::Error;
use crate::page::{LOOK_AT_PAGE, Page, PageOptions, PageStep};
use crate::threads::map_init;

/// Why a scan was not read.
pub(super) struct Unread {
    pub(super) why: String,
    pub(super) hint: String,
}

impl Unread {
    pub(super) fn of(why: &str, hint: &str) -> Self {
        Self { why: why.to_owned(), hint: hint.to_owned() }
    }

    pub(super) fn failed(error: &Error) -> Self {
        Self::of(&error.what(), error.remedy())
    }

    fn panicked() -> Self {
        Self::of("the reader failed on it", "look at the page")
    }
}

/// What is made of a page.
pub(super) enum Taken {
    /// All of it is read.
    Whole(Page),
    /// A page as it began, and what is in hand of it: after the first step its numbers, then its words, too.
    InHand(Page, PageInHand),
}

/// A page of which some numbers are to be read again, by their slots.
pub(super) struct Again {
    pub(super) page: Page,
    pub(super) in_hand: PageInHand,
    pub(super) slots: Vec<usize>,
}

/// How the pages of a document are read.
pub(super) struct Steps<'a, T> {
    pub(super) readers: &'a Readers,
    pub(super) how: PageOptions<'a>,
    pub(super) done: Option<&'a (dyn Fn() + Sync)>,
    pub(super) cache: ReadCache,
    /// Takes a page apart and reads its numbers.
    pub(super) take: T,
}

/// A page of a block.
struct PageInBlock {
    number: u32,
    state: State,
    /// Whether it was said to be done.
    told: bool,
}

/// How far a page is.
enum State {
    Begun(Box<Page>),
    Words(Box<WordsInHand>),
    Again(Box<Again>),
    Read(Box<Taken>),
    Unread(Unread),
}

/// A page whose words are left.
struct WordsInHand {
    page: Page,
    words: PageInHand,
    /// The words that are left, each with its picture until it is decided what it is like.
    left: Vec<(usize, Option<WordPicture>)>,
    /// Words that are read in the next step, each with its place in the memory.
    own: Vec<(usize, Option<usize>)>,
    /// Words that are like one that is known by then.
    like: Vec<(usize, usize)>,
    /// What was read of the own ones.
    learnt: Vec<(usize, Word)>,
}

impl<T> Steps<'_, T>
where
    T: Fn(Page, &mut CachedReaders<'_, '_>) -> Result<Taken, Unread> + Sync,
{
    /// Reads a block of pages; the memory is that of the pages before.
    pub(super) fn read(&self, block: Vec<Page>, memory: &mut Memory) -> Vec<Result<Taken, Unread>> {
        let begun = |page: Page| PageInBlock {
            number: page.number,
            state: State::Begun(Box::new(page)),
            told: false,
        };
        let pages = block.into_iter().map(begun).collect();
        let mut pages = self.step(pages, false, |state, readers| match state {
            State::Begun(page) => (self.take)(*page, readers).map(State::of),
            other => Ok(other),
        });
        for page in &mut pages {
            page.state.decide(memory);
        }
        let mut pages = self.step(pages, true, |mut state, readers| {
            if let State::Words(words) = &mut state {
                words.read_own(readers).map_err(|error| Unread::failed(&error))?;
            }
            Ok(state)
        });
        for page in &mut pages {
            if let State::Words(words) = &mut page.state {
                words.learnt.drain(..).for_each(|(at, word)| memory.learn(at, word));
            }
        }
        let known = &*memory;
        let pages = self.step(pages, true, |state, readers| {
            let State::Words(mut words) = state else { return Ok(state) };
            words.read_like(known, readers).map_err(|error| Unread::failed(&error))?;
            let WordsInHand { page, words, .. } = *words;
            Ok(State::Read(Box::new(Taken::InHand(page, words))))
        });
        memory.forget_unread();
        pages.into_iter().map(PageInBlock::outcome).collect()
    }

    /// Reads numbers of pages again.
    pub(super) fn read_again(&self, pages: Vec<Again>) -> Vec<Result<Taken, Unread>> {
        let begun = |again: Again| PageInBlock {
            number: again.page.number,
            state: State::Again(Box::new(again)),
            told: true,
        };
        let pages = self.step(pages.into_iter().map(begun).collect(), true, |state, readers| {
            let State::Again(again) = state else { return Ok(state) };
            let Again { page, mut in_hand, slots } = *again;
            in_hand.read_again(&slots, readers).map_err(|error| Unread::failed(&error))?;
            Ok(State::Read(Box::new(Taken::InHand(page, in_hand))))
        });
        pages.into_iter().map(PageInBlock::outcome).collect()
    }

    /// Does one step of each page that is under way, on all threads; what goes wrong on one page costs that page only.
    /// `is_done` says whether all but what is remembered is read then.
    fn step(
        &self,
        pages: Vec<PageInBlock>,
        is_done: bool,
        work: impl Fn(State, &mut CachedReaders<'_, '_>) -> Result<State, Unread> + Sync,
    ) -> Vec<PageInBlock> {
        let (numbers, pages): (Vec<_>, Vec<_>) =
            pages.into_iter().map(|page| (page.number, Mutex::new(Some(page)))).unzip();
        let read = map_init(
            pages.len(),
            self.how.threads,
            || (self.readers.check_out(), self.how.follow(PageStep::Scan)),
            |(engines, follow), at| {
                let mut page = pages[at].lock().unwrap_or_else(PoisonError::into_inner).take()?;
                if matches!(page.state, State::Read(_) | State::Unread(_)) {
                    return Some(page);
                }
                if let Some(why) = self.how.why_left_out(page.number, PageStep::Scan) {
                    page.state = State::Unread(Unread::of(why, LOOK_AT_PAGE));
                    return Some(page);
                }
                follow.begins(page.number);
                let outcome = catch_unwind(AssertUnwindSafe(|| {
                    let engines = engines.as_mut().map_err(|error| Unread::failed(error))?;
                    work(page.state, &mut CachedReaders::new(engines, &self.cache))
                }));
                page.state =
                    outcome.unwrap_or_else(|_| Err(Unread::panicked())).unwrap_or_else(State::Unread);
                let is_over = is_done || matches!(page.state, State::Read(_) | State::Unread(_));
                if let Some(done) = self.done.filter(|_| is_over && !page.told) {
                    page.told = true;
                    done();
                }
                Some(page)
            },
        );
        self.how.ended();
        let lost = |number| PageInBlock { number, state: State::Unread(Unread::panicked()), told: true };
        read.into_iter().zip(numbers).map(|(page, number)| page.unwrap_or_else(|| lost(number))).collect()
    }
}

impl PageInBlock {
    fn outcome(self) -> Result<Taken, Unread> {
        match self.state {
            State::Read(read) => Ok(*read),
            State::Unread(unread) => Err(unread),
            State::Begun(_) | State::Words(_) | State::Again(_) => Err(Unread::panicked()),
        }
    }
}

impl State {
    fn of(taken: Taken) -> Self {
        let (page, words) = match taken {
            Taken::Whole(_) => return Self::Read(Box::new(taken)),
            Taken::InHand(page, words) => (page, words),
        };
        let left = words.pictures();
        Self::Words(Box::new(WordsInHand {
            page,
            words,
            left,
            own: Vec::new(),
            like: Vec::new(),
            learnt: Vec::new(),
        }))
    }

    /// Decides which words of a page are like known ones.
    fn decide(&mut self, memory: &mut Memory) {
        let Self::Words(words) = self else { return };
        let decided = catch_unwind(AssertUnwindSafe(|| words.decide(memory)));
        if decided.is_err() {
            *self = Self::Unread(Unread::panicked());
        }
    }
}

impl WordsInHand {
    fn decide(&mut self, memory: &mut Memory) {
        for (at, picture) in self.left.drain(..) {
            match picture.as_ref().and_then(|picture| memory.find(picture)) {
                Some(known) => self.like.push((at, known)),
                None => self.own.push((at, picture.and_then(|picture| memory.add(picture)))),
            }
        }
    }

    /// Reads the words that are like no other.
    fn read_own(&mut self, readers: &mut CachedReaders<'_, '_>) -> Result<(), Error> {
        for (at, place) in self.own.drain(..) {
            let read = self.words.read_word(at, None, readers)?;
            self.learnt.extend(place.zip(read));
        }
        Ok(())
    }

    /// Takes what is known of the words that are like others; reads those of which nothing is.
    fn read_like(&mut self, memory: &Memory, readers: &mut CachedReaders<'_, '_>) -> Result<(), Error> {
        for (at, known) in self.like.drain(..) {
            self.words.read_word(at, memory.recall(known), readers)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use image::{GrayImage, Luma};

    use super::super::crops::{CroppedPage, CroppedSegment, PageMeasures};
    use super::super::in_hand::{Second, read_numbers};
    use super::super::ink::PixelBox;
    use super::super::reader::{Expected, Read, ReadChar, Role, TextReader};
    use super::*;
    use crate::geom::Affine;
    use crate::page::Origin;

    /// Reads any word of two characters, and panics at one that is three times as wide as others.
    struct Reads(Arc<AtomicUsize>);

    impl TextReader for Reads {
        fn name(&self) -> &'static str {
            "reads"
        }

        fn read(&mut self, crop: &GrayImage, _: Expected) -> crate::error::Result<Read> {
            self.0.fetch_add(1, Ordering::Relaxed);
            assert!(crop.width() < 100, "on purpose");
            let read = |(ch, x)| ReadChar { ch, x, confidence: 1.0 };
            let chars = [('收', 15.0), ('入', 39.0)].map(read).to_vec();
            Ok(Read { chars, confidence: 1.0, alternatives: Vec::new() })
        }
    }

    /// A page of words of so many characters, each drawn as a cross whose place depends on the first number.
    fn page(number: u32, words: &[(u32, u32)]) -> (Page, CroppedPage) {
        let segment = |(at, &(stroke, characters)): (u32, &(u32, u32))| {
            let is_ink = |x: u32, y: u32| (x % 24).abs_diff(stroke) < 2 || y.abs_diff(stroke) < 2;
            let width = 24 * characters;
            let picture = GrayImage::from_fn(width + 6, 30, |x, y| {
                let inside = (3..width + 3).contains(&x) && (3..27).contains(&y);
                Luma([if inside && is_ink(x - 3, y - 3) { 20 } else { 250 - u8::try_from(number).unwrap() }])
            });
            let rect = PixelBox { x0: 100, y0: 40 * at, x1: 100 + width, y1: 40 * at + 24 };
            CroppedSegment { rect, components: Vec::new(), picture, margin: 3, disturbed: false }
        };
        let cropped = CroppedPage {
            measures: PageMeasures::new(24.0, 0.36, None, &[]),
            segments: (0..).zip(words).map(segment).collect(),
            rulings: Vec::new(),
            size: (600.0, 800.0),
            upright: Affine::IDENTITY,
            bend: None,
        };
        let page = Page {
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
        };
        (page, cropped)
    }

    #[test]
    fn like_words_of_a_document_are_read_once_and_a_panic_costs_its_page_only() {
        for threads in [1, 3] {
            let count = Arc::new(AtomicUsize::new(0));
            let counted = Arc::clone(&count);
            let make = move || Ok(Box::new(Reads(Arc::clone(&counted))) as Box<dyn TextReader>);
            let (done, turns) = (AtomicUsize::new(0), AtomicUsize::new(0));
            let tell = || {
                done.fetch_add(1, Ordering::Relaxed);
            };
            let turned = |_| {
                turns.fetch_add(1, Ordering::Relaxed);
            };
            // Page 2 begins with a word that ends it; what was to be known from it is read on page 3.
            let words: [&[(u32, u32)]; 4] =
                [&[(5, 2), (9, 2), (5, 2)], &[(5, 4), (17, 2)], &[(9, 2), (17, 2)], &[(17, 2)]];
            let steps = Steps {
                readers: &Readers::none("").with(Role::Text, "reads".to_owned(), make),
                how: PageOptions { threads, turned: Some(&turned), ..PageOptions::default() },
                done: Some(&tell),
                cache: ReadCache::default(),
                take: |begun: Page, readers: &mut CachedReaders<'_, '_>| {
                    let (begun, cropped) = page(begun.number, words[begun.number as usize - 1]);
                    let words = read_numbers(cropped, Second::AtOnce, readers);
                    Ok(Taken::InHand(begun, words.map_err(|error| Unread::failed(&error))?))
                },
            };
            let pages: Vec<Page> = (1..=4).map(|number| page(number, &[]).0).collect();
            let mut memory = Memory::default();
            let mut read = steps.read(pages.clone(), &mut memory);
            read.extend(steps.read(pages[3..].to_vec(), &mut memory));
            let texts = |read: &Result<Taken, Unread>| {
                let Ok(Taken::InHand(page, words)) = read else { return None };
                let mut page = page.clone();
                words.fill(&mut page);
                Some(page.readings.iter().map(|reading| reading.text.as_str()).collect::<Vec<_>>().join(" "))
            };
            let read: Vec<Option<String>> = read.iter().map(texts).collect();
            let all = ["收入 收入 收入", "", "收入 收入", "收入", "收入"].map(str::to_owned).map(Some);
            let expected: Vec<_> = all.into_iter().map(|text| text.filter(|text| !text.is_empty())).collect();
            assert_eq!(read, expected, "{threads}");
            // Read: (5, 2), (9, 2), the one that fails, and (17, 2) on pages 3 and 4, known from page 2 and not read there.
            assert_eq!((count.load(Ordering::Relaxed), memory.recalled()), (5, 2));
            assert_eq!(done.load(Ordering::Relaxed), 5);
        }
    }
}
