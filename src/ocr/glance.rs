//! Looks at a page without reading it: whether lines are drawn on it, and what a few of its segments say. That costs as
//! much as the first steps of reading alone.

use std::collections::BTreeSet;

use super::cache::{CachedReaders, ReadCache};
use super::crop_kind::is_surely_number;
use super::deskew::deskew;
use super::gray_page::scan_to_gray_page;
use super::orientation::{gray_page_to_upright, largest_first};
use super::pool::Engines;
use super::reader::{Expected, Role};
use super::segmented::{SegmentedPage, gray_page_to_segmented};
use super::words::read_at_a_glance;
use crate::document::OpenDocument;
use crate::error::Result;
use crate::picture::Scan;
use crate::source::CjkFont;

/// Number of segments from the top of the page that are read, a title stands among them, and of the largest ones.
const FROM_TOP: usize = 6;
const LARGEST: usize = 8;
/// Segments of fewer components are page numbers, marks and specks.
const FEWEST_COMPONENTS: usize = 3;
/// Characters that are read less surely than this may be anything.
const SURE: f32 = 0.6;
/// A segment at least this many times as wide as high is a line of text.
const LINE: u32 = 3;

/// What a page shows at a glance.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Glance {
    /// What a reader is sure of, segment by segment; none where none was asked.
    pub(crate) texts: Vec<String>,
    /// Number of lines that are drawn across the page, and down.
    pub(crate) rulings: (usize, usize),
    /// Number of segments that look like lines of text.
    pub(crate) lines: usize,
}

/// Looks at a page without reading it; without readers only at its shapes.
///
/// # Errors
/// Where its picture cannot be had, or the reader fails.
pub(crate) fn look_at_page(
    document: &OpenDocument,
    page: u32,
    font: Option<&CjkFont>,
    engines: Option<&mut Engines<'_>>,
) -> Result<Glance> {
    glance(document.scan(page, font)?, engines)
}

fn glance(scan: Scan, engines: Option<&mut Engines<'_>>) -> Result<Glance> {
    let Some(gray_page) = scan_to_gray_page(scan) else { return Ok(Glance::default()) };
    let Some(engines) = engines else {
        let deskewed = deskew(&gray_page).unwrap_or(gray_page);
        return Ok(shapes(&gray_page_to_segmented((deskewed, None)), Vec::new()));
    };
    let cache = ReadCache::default();
    let mut readers = CachedReaders::new(engines, &cache);
    let segmented = gray_page_to_upright(gray_page, &mut readers)?;
    let from_top = (0..segmented.segments.len())
        .filter(|number| segmented.segments[*number].components.len() >= FEWEST_COMPONENTS)
        .take(FROM_TOP);
    let numbers: BTreeSet<usize> =
        from_top.chain(largest_first(&segmented).into_iter().take(LARGEST)).collect();
    let mut texts = Vec::new();
    for number in numbers {
        let crop = segmented.crop(number, &segmented.segments[number]);
        let read = readers.read(Role::Numbers, &crop, Expected::Text)?.filter(is_surely_number);
        let named = read.map_or_else(|| read_at_a_glance(&crop, &mut readers), Ok)?;
        let sure: String = named.read.chars.iter().filter(|c| c.confidence >= SURE).map(|c| c.ch).collect();
        texts.extend(Some(sure).filter(|text| !text.is_empty()));
    }
    Ok(shapes(&segmented, texts))
}

fn shapes(segmented: &SegmentedPage, texts: Vec<String>) -> Glance {
    let across = |line: &&crate::page::Ruling| line.horizontal;
    let rulings = segmented.rulings();
    let horizontals = rulings.iter().filter(across).count();
    let is_line = |segment: &&super::segments::Segment| {
        segment.components.len() >= FEWEST_COMPONENTS
            && segment.rect.width() >= LINE * segment.rect.height().max(1)
    };
    let lines = segmented.segments.iter().filter(is_line).count();
    Glance { texts, rulings: (horizontals, rulings.len() - horizontals), lines }
}

#[cfg(test)]
mod tests {
    use image::GrayImage;

    use super::*;
    use crate::geom::Affine;
    use crate::ocr::pool::Readers;
    use crate::ocr::reader::{Read, ReadChar, TextReader};
    use crate::picture::Pixels;

    /// Reads a character of each confidence.
    struct Unsure;

    impl TextReader for Unsure {
        fn name(&self) -> &'static str {
            "unsure"
        }

        fn read(&mut self, _: &GrayImage, _: Expected) -> Result<Read> {
            let chars = [('决', 0.9), ('筛', 0.3), ('算', 0.95)];
            let chars = chars.map(|(ch, confidence)| ReadChar { ch, x: 0.0, confidence });
            Ok(Read { chars: chars.to_vec(), confidence: 0.7, alternatives: Vec::new() })
        }
    }

    /// A page of 400 x 300 pixels, two a point, with a frame and a row of bars.
    fn scan() -> Scan {
        let (width, height) = (400_u32, 300_u32);
        let is_ink = |x: u32, y: u32| {
            let across = [60, 61, 160, 161, 260, 261].contains(&y) && (40..=360).contains(&x);
            let down = [40, 41, 200, 201, 360, 361].contains(&x) && (60..=261).contains(&y);
            let bars = (20..34).contains(&y) && (100..220).contains(&x) && x % 12 < 6;
            across || down || bars
        };
        let pixels = (0..width * height).map(|at| if is_ink(at % width, at / width) { 0 } else { 255 });
        let to_page = Affine([0.5, 0.0, 0.0, 0.5, 0.0, 0.0]);
        Scan { width, height, pixels: Pixels::Gray(pixels.collect()), to_page }
    }

    #[test]
    fn shapes_are_seen_without_a_reader_and_sure_words_with_one() {
        let shapes = glance(scan(), None).unwrap();
        assert_eq!((shapes.rulings, shapes.lines), ((3, 3), 1));
        assert!(shapes.texts.is_empty());
        let readers = Readers::none("")
            .with(Role::Text, "unsure".to_owned(), || Ok(Box::new(Unsure) as Box<dyn TextReader>));
        let read = glance(scan(), Some(&mut readers.check_out().unwrap())).unwrap();
        assert!(!read.texts.is_empty() && read.texts.iter().all(|text| text == "决算"), "{read:?}");
    }
}
