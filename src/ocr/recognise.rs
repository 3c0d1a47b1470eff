//! Recognises the segments of a page: turns each into readings and their glyphs. Numbers are read when the page is taken
//! apart; words are left to whoever knows the other pages of the document.

use super::cache::CachedReaders;
use super::crop_kind::{CropKind, crop_to_kind};
use super::crops::{CroppedPage, CroppedSegment, PageMeasures};
use super::drafts::{Draft, check_widths, recognised_to_draft};
use super::grammar::reads_as_number;
use super::layer::Layer;
use super::memory::Word;
use super::numbers::{read_to_number, read_twice};
use super::reader::NUMBERS;
use super::recognised::Recognised;
use super::split::split_segment;
use super::third::{read_third_time, stands};
use super::word_picture::WordPicture;
use super::words::{read_long_line, read_to_recognised, read_word};
use crate::error::Result;
use crate::geom::Affine;
use crate::page::{Glyph, Reading, Ruling};

/// A page in which some words are not read yet.
pub(super) struct UnreadWords {
    measures: PageMeasures,
    slots: Vec<Slot>,
    rulings: Vec<Ruling>,
    size: (f64, f64),
    upright: Affine,
}

/// The place of one segment.
enum Slot {
    Word(CroppedSegment),
    /// What was read of it: several where it holds several cells, none where it is noise.
    Read(Vec<Draft>),
}

/// What was read of a page.
pub(super) struct ReadPage {
    pub(super) readings: Vec<Reading>,
    pub(super) glyphs: Vec<Glyph>,
    /// The rulings, in points of the deskewed page.
    pub(super) rulings: Vec<Ruling>,
    /// Width and height in points.
    pub(super) size: (f64, f64),
    /// From points of the deskewed page to points of the page as seen.
    pub(super) upright: Affine,
}

/// Reads the numbers of a page, as far as they are known without reading the words.
pub(super) fn read_numbers(page: CroppedPage, readers: &mut CachedReaders<'_, '_>) -> Result<UnreadWords> {
    let CroppedPage { measures, segments, rulings, size, upright } = page;
    let mut slots = Vec::with_capacity(segments.len());
    for segment in segments {
        let kind = crop_to_kind(&segment, measures.char_height, readers)?;
        slots.push(match recognise_by_kind(&kind, &segment) {
            Some(recognised) => Slot::Read(to_drafts(measures, &segment, recognised, readers)?),
            None => Slot::Word(segment),
        });
    }
    Ok(UnreadWords { measures, slots, rulings, size, upright })
}

impl UnreadWords {
    /// The pictures of the words that are not read yet, each with the number of its word; none of a line of prose.
    pub(super) fn pictures(&self) -> Vec<(usize, Option<WordPicture>)> {
        let point = self.measures.point;
        let picture = |segment: &CroppedSegment| WordPicture::new(&segment.picture, segment.margin, point);
        self.words().map(|(at, segment)| (at, picture(segment))).collect()
    }

    fn words(&self) -> impl Iterator<Item = (usize, &CroppedSegment)> {
        self.slots.iter().enumerate().filter_map(|(at, slot)| match slot {
            Slot::Word(segment) => Some((at, segment)),
            Slot::Read(_) => None,
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
        let recognised = read_to_recognised(read.clone(), segment, readers)?;
        let (word, drafts) =
            (Word::of(read, segment), to_drafts(self.measures, segment, recognised, readers)?);
        self.slots[at] = Slot::Read(drafts);
        Ok(Some(word))
    }

    /// Reads all words that are left.
    pub(super) fn read_words(&mut self, readers: &mut CachedReaders<'_, '_>) -> Result<()> {
        let left: Vec<usize> = self.words().map(|(at, _)| at).collect();
        left.into_iter().try_for_each(|at| self.read_word(at, None, readers).map(drop))
    }

    /// Checks the readings against each other and a hidden text, and makes the glyphs.
    pub(super) fn finish(self, layer: Option<&Layer>) -> ReadPage {
        let Self { measures, slots, rulings, size, upright } = self;
        let drafts = slots.into_iter().flat_map(|slot| match slot {
            Slot::Read(drafts) => drafts,
            Slot::Word(_) => Vec::new(),
        });
        let mut drafts: Vec<Draft> = drafts.collect();
        check_widths(&mut drafts);
        if let Some(layer) = layer {
            drafts.iter_mut().for_each(|draft| layer.compare(&mut draft.reading, draft.twice));
        }
        let glyphs =
            (0_u32..).zip(&drafts).flat_map(|(index, draft)| draft.glyphs(&measures, index)).collect();
        let readings = drafts.into_iter().map(|draft| draft.reading).collect();
        ReadPage { readings, glyphs, rulings, size, upright }
    }

    /// From points of the deskewed page to points of the page as seen.
    pub(super) fn upright(&self) -> &Affine {
        &self.upright
    }
}

/// What is believed of a crop that is no word.
fn recognise_by_kind(kind: &CropKind, segment: &CroppedSegment) -> Option<Recognised> {
    match kind {
        CropKind::Dashes => Some(Recognised::dash(segment)),
        CropKind::Number(read) => Some(read_to_number(read, segment)),
        CropKind::Word => None,
    }
}

/// Makes drafts of what was recognised. A segment that holds several cells is split, and its parts are read; numbers are
/// read twice.
fn to_drafts(
    measures: PageMeasures,
    segment: &CroppedSegment,
    recognised: Recognised,
    readers: &mut CachedReaders<'_, '_>,
) -> Result<Vec<Draft>> {
    let middles = recognised.middles_on_page(segment);
    if let Some((left, right)) = split_segment(segment, &recognised.chars, &middles, measures.char_height) {
        let mut drafts = part_to_drafts(measures, &left, readers)?;
        drafts.extend(part_to_drafts(measures, &right, readers)?);
        return Ok(drafts);
    }
    let by_numbers = recognised.reader == NUMBERS;
    let Some(mut draft) = recognised_to_draft(&measures, segment, recognised) else { return Ok(Vec::new()) };
    if reads_as_number(&draft.reading.text) {
        draft.twice = read_twice(&mut draft.reading, segment, readers)?;
    }
    if by_numbers && !stands(&draft) {
        draft = read_third_time(draft, &measures, segment, readers)?;
    }
    Ok(vec![draft])
}

/// Reads a part of a segment, whatever it is.
fn part_to_drafts(
    measures: PageMeasures,
    part: &CroppedSegment,
    readers: &mut CachedReaders<'_, '_>,
) -> Result<Vec<Draft>> {
    let kind = crop_to_kind(part, measures.char_height, readers)?;
    let recognised = match recognise_by_kind(&kind, part) {
        Some(recognised) => recognised,
        None => read_to_recognised(read_word(&part.picture, readers)?, part, readers)?,
    };
    to_drafts(measures, part, recognised, readers)
}
