//! Holds a page while it is read: words that are not read yet, and numbers that one reader read and that may need a second.
//!
//! A number needs no second reader where what is printed around it says that it is right: the accounts close exactly with
//! it, its name is that of the code, or it counts on (`counting`). Who knows the whole document says which these are. What
//! none of this bears out is read again.

use super::cache::CachedReaders;
use super::counting::find_counting;
use super::crop_kind::crop_to_kind;
use super::crops::{CroppedPage, CroppedSegment, PageMeasures};
use super::drafts::{Draft, check_widths, recognised_to_draft};
use super::layer::Layer;
use super::memory::Word;
use super::numbers_within::read_numbers_within;
use super::reader::NUMBERS;
use super::recognise::{read_again, recognise_by_kind, recognised_to_drafts, splits};
use super::recognised::Recognised;
use super::word_picture::WordPicture;
use super::words::{read_long_line, read_to_recognised, read_word};
use crate::bend::Bend;
use crate::error::Result;
use crate::geom::{Affine, Rect};
use crate::page::{Glyph, LayerGlyph, Page, Reading, Ruling};

/// A number waits for its second reading where it was read this surely.
const SURE: f64 = 0.5;

/// A page that is being read.
pub(super) struct PageInHand {
    measures: PageMeasures,
    slots: Vec<Slot>,
    /// The rulings, in points of the deskewed page.
    pub(super) rulings: Vec<Ruling>,
    /// Width and height in points.
    pub(super) size: (f64, f64),
    /// From points of the deskewed page to points of the page as seen.
    pub(super) upright: Affine,
    /// How the deskewed page was bent, in points.
    pub(super) bend: Option<Bend>,
}

/// The place of one segment.
enum Slot {
    Word(CroppedSegment),
    /// A number that the reader of numbers alone read, and is sure of.
    Once(CroppedSegment, Box<Draft>),
    /// What was read of it: several where it holds several cells, none where it is noise.
    Read(Vec<Draft>),
}

/// When a number that the reader of numbers is sure of is read a second time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Second {
    /// At once.
    AtOnce,
    /// Where it is still in doubt when the accounts of the document are known.
    Later,
}

/// What was read of a page.
pub(super) struct ReadPage {
    pub(super) readings: Vec<Reading>,
    pub(super) glyphs: Vec<Glyph>,
}

/// Reads the numbers of a page, as far as they are known without reading the words.
pub(super) fn read_numbers(
    page: CroppedPage,
    second: Second,
    readers: &mut CachedReaders<'_, '_>,
) -> Result<PageInHand> {
    let CroppedPage { measures, segments, rulings, size, upright, bend } = page;
    let mut slots = Vec::with_capacity(segments.len());
    for segment in segments {
        let kind = crop_to_kind(&segment, measures.char_height, readers)?;
        slots.push(match recognise_by_kind(&kind, &segment) {
            Some(recognised) => recognised_to_slot(measures, segment, recognised, second, readers)?,
            None => Slot::Word(segment),
        });
    }
    Ok(PageInHand { measures, slots, rulings, size, upright, bend })
}

/// Makes something of what was recognised: a number waits for its second reading, where there is time and what is believed
/// is what its reader is sure of, and not a string that fits its ink better.
fn recognised_to_slot(
    measures: PageMeasures,
    segment: CroppedSegment,
    recognised: Recognised,
    second: Second,
    readers: &mut CachedReaders<'_, '_>,
) -> Result<Slot> {
    let by_numbers = recognised.reader == NUMBERS;
    if second == Second::AtOnce || !by_numbers || splits(&measures, &segment, &recognised).is_some() {
        return recognised_to_drafts(measures, &segment, recognised, readers).map(Slot::Read);
    }
    let Some(draft) = recognised_to_draft(&measures, &segment, recognised) else {
        return Ok(Slot::Read(Vec::new()));
    };
    if draft.reading.confidence >= SURE {
        return Ok(Slot::Once(segment, Box::new(draft)));
    }
    read_again(draft, &measures, &segment, readers).map(|draft| Slot::Read(vec![draft]))
}

impl PageInHand {
    /// The pictures of the words that are not read yet, each with the number of its word; none of a line of prose.
    pub(super) fn pictures(&self) -> Vec<(usize, Option<WordPicture>)> {
        let point = self.measures.point;
        let picture = |segment: &CroppedSegment| WordPicture::new(&segment.picture, segment.margin, point);
        self.words().map(|(at, segment)| (at, picture(segment))).collect()
    }

    fn words(&self) -> impl Iterator<Item = (usize, &CroppedSegment)> {
        self.slots.iter().enumerate().filter_map(|(at, slot)| match slot {
            Slot::Word(segment) => Some((at, segment)),
            Slot::Once(..) | Slot::Read(_) => None,
        })
    }

    /// Reads the word with this number, or takes what is `known` of it, and gives back what was read; `None` where there
    /// is no such word.
    pub(super) fn read_word(
        &mut self,
        at: usize,
        known: Option<&Word>,
        readers: &mut CachedReaders<'_, '_>,
    ) -> Result<Option<Word>> {
        let Some(Slot::Word(segment)) = self.slots.get(at) else { return Ok(None) };
        let read = match known {
            Some(word) => word.in_segment(segment),
            None => match self.measures.long_line(&segment.rect) {
                Some(line) => read_long_line(&segment.picture, line, readers)?,
                None => read_word(&segment.picture, readers)?,
            },
        };
        let mut recognised = read_to_recognised(read.clone(), segment, readers)?;
        if self.measures.is_in_prose(&segment.rect) {
            read_numbers_within(&mut recognised, segment, readers)?;
        }
        let (word, drafts) =
            (Word::of(read, segment), recognised_to_drafts(self.measures, segment, recognised, readers)?);
        self.slots[at] = Slot::Read(drafts);
        Ok(Some(word))
    }

    /// Reads all words that are left.
    pub(super) fn read_words(&mut self, readers: &mut CachedReaders<'_, '_>) -> Result<()> {
        let left: Vec<usize> = self.words().map(|(at, _)| at).collect();
        left.into_iter().try_for_each(|at| self.read_word(at, None, readers).map(drop))
    }

    /// The numbers of the slots whose number was read once, and is none of the `proved` ones, by the boxes of their readings;
    /// nor does it count on.
    pub(super) fn unproved(&self, proved: &[Rect]) -> Vec<usize> {
        let once: Vec<(usize, &Draft)> = self
            .slots
            .iter()
            .enumerate()
            .filter_map(|(at, slot)| match slot {
                Slot::Once(_, draft) => Some((at, draft.as_ref())),
                Slot::Word(_) | Slot::Read(_) => None,
            })
            .collect();
        let readings: Vec<&Reading> = once.iter().map(|(_, draft)| &draft.reading).collect();
        let counting = find_counting(&readings);
        once.iter()
            .zip(counting)
            .filter(|((_, draft), counts)| !counts && !proved.contains(&draft.reading.rect))
            .map(|((at, _), _)| *at)
            .collect()
    }

    /// Whether one of its numbers was read once.
    pub(super) fn has_numbers_read_once(&self) -> bool {
        self.slots.iter().any(|slot| matches!(slot, Slot::Once(..)))
    }

    /// Has the numbers of these slots read again.
    pub(super) fn read_again(&mut self, slots: &[usize], readers: &mut CachedReaders<'_, '_>) -> Result<()> {
        for at in slots {
            let Some(slot) = self.slots.get_mut(*at) else { continue };
            if let Slot::Once(segment, draft) = slot {
                let draft = read_again(draft.as_ref().clone(), &self.measures, segment, readers)?;
                *slot = Slot::Read(vec![draft]);
            }
        }
        Ok(())
    }

    /// Makes the page of what was read of its picture; what was read once counts as read twice where its ink has room for it.
    pub(super) fn fill(&self, page: &mut Page) {
        let ReadPage { readings, glyphs } = self.finish(Some(&page.layer));
        (page.width, page.height) = self.size;
        page.upright = self.upright;
        page.bend.clone_from(&self.bend);
        page.rulings.clone_from(&self.rulings);
        (page.glyphs, page.readings) = (glyphs, readings);
    }

    /// Checks the readings against each other and a hidden text, and makes the glyphs.
    pub(super) fn finish(&self, layer: Option<&[LayerGlyph]>) -> ReadPage {
        let mut drafts: Vec<Draft> = Vec::new();
        for slot in &self.slots {
            match slot {
                Slot::Word(_) => {}
                Slot::Once(_, draft) => drafts.push(draft.believed_once()),
                Slot::Read(read) => drafts.extend(read.iter().cloned()),
            }
        }
        check_widths(&mut drafts);
        if let Some(layer) = layer {
            let layer = Layer::of(layer, &self.upright, self.bend.as_ref());
            drafts.iter_mut().for_each(|draft| layer.compare(&mut draft.reading, draft.twice));
        }
        let glyphs =
            (0_u32..).zip(&drafts).flat_map(|(index, draft)| draft.glyphs(&self.measures, index)).collect();
        ReadPage { readings: drafts.into_iter().map(|draft| draft.reading).collect(), glyphs }
    }
}
