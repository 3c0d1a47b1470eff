//! Looks at a page without reading it: whether lines are drawn on it, and what a few of its segments say. That costs as
//! much as the first steps of reading alone.

use image::GrayImage;

use super::deskew::deskew;
use super::gray_page::scan_to_gray_page;
use super::orientation::gray_page_to_upright;
use super::reader::{Expected, Read, TextReader};
use super::segmented::{SegmentedPage, gray_page_to_segmented};
use crate::error::Result;
use crate::picture::Scan;

/// Number of segments from the top of the page that are read: a title stands among them. The largest ones decide the
/// orientation, and are read as well.
const FROM_TOP: usize = 6;
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

/// Looks at the picture of a page; without a reader only at its shapes.
///
/// # Errors
/// Where the reader itself fails.
pub(crate) fn glance(scan: Scan, reader: Option<&mut dyn TextReader>) -> Result<Glance> {
    let Some(gray_page) = scan_to_gray_page(scan) else { return Ok(Glance::default()) };
    let Some(reader) = reader else {
        return Ok(shapes(&gray_page_to_segmented(deskew(gray_page)), Vec::new()));
    };
    let mut reader = Noting { reader, texts: Vec::new() };
    let segmented = gray_page_to_upright(gray_page, &mut reader)?;
    let from_top = segmented.segments.iter().enumerate();
    let from_top = from_top.filter(|(_, segment)| segment.components.len() >= FEWEST_COMPONENTS);
    for (number, segment) in from_top.take(FROM_TOP) {
        reader.read(&segmented.crop(number, segment), Expected::Text)?;
    }
    Ok(shapes(&segmented, reader.texts))
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

/// A reader of whom all is noted that he is sure of.
struct Noting<'a> {
    reader: &'a mut dyn TextReader,
    texts: Vec<String>,
}

impl TextReader for Noting<'_> {
    fn name(&self) -> &'static str {
        self.reader.name()
    }

    fn read(&mut self, crop: &GrayImage, expected: Expected) -> Result<Read> {
        let read = self.reader.read(crop, expected)?;
        let sure: String = read.chars.iter().filter(|c| c.confidence >= SURE).map(|c| c.ch).collect();
        if !sure.is_empty() {
            self.texts.push(sure);
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Affine;
    use crate::ocr::reader::ReadChar;
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
        let read = glance(scan(), Some(&mut Unsure)).unwrap();
        assert!(!read.texts.is_empty() && read.texts.iter().all(|text| text == "决算"), "{read:?}");
    }
}
