//! Finds the orientation of a page that lies on its side or upside down, by what can be read of it.

use image::imageops;

use super::cache::CachedReaders;
use super::dewarp::page_to_flat;
use super::gray_page::GrayPage;
use super::reader::{Expected, Role};
use super::segmented::{SegmentedPage, gray_page_to_segmented};
use super::segments::Segment;
use super::words::is_surely_known;
use crate::error::Result;
use crate::geom::Affine;

/// Number of segments that are read to decide.
const PROBES: usize = 8;
/// Number of segments among which known words are looked for, …
const LOOKS: usize = 16;
/// … how many of them decide, …
const KNOWN: usize = 2;
/// … and how many characters each has at least.
const LONG: usize = 3;
/// Text that is read so surely does not stand on its head.
const SURE: f32 = 0.93;
/// Text that is read so surely, with so many characters, needs no further probes.
const CERTAIN: f32 = 0.97;
const ENOUGH: f32 = 12.0;
/// Segments that are at least this many times as wide as high are lines that run along the rows …
const LINE: f64 = 3.0;
/// … and where lines have this share of the ink, text surely does.
const IN_LINES: f64 = 0.4;

/// A quarter turn that brings the page upright, clockwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum QuarterTurn {
    None,
    Quarter,
    Half,
    ThreeQuarters,
}

/// Turns the page upright, deskews and flattens it, and takes it apart.
///
/// Single characters that lie on their side are read as surely as others, so that the shape of the segments decides whether
/// lines run along the rows. A reader is fairly sure of much that stands on its head, so that each way is compared with its
/// reverse.
pub(super) fn gray_page_to_upright(
    page: GrayPage,
    readers: &mut CachedReaders<'_, '_>,
) -> Result<SegmentedPage> {
    let as_it_lies = segmented_page(&page, QuarterTurn::None);
    let in_lines = share_in_lines(&as_it_lies);
    let turned = (in_lines < IN_LINES).then(|| segmented_page(&page, QuarterTurn::Quarter));
    let (segmented, reverse) = match turned {
        Some(turned) if share_in_lines(&turned) > in_lines => (turned, QuarterTurn::ThreeQuarters),
        _ => (as_it_lies, QuarterTurn::Half),
    };
    if shows_known_words(&segmented, readers)? {
        return Ok(segmented);
    }
    let Some(confidence) = mean_confidence(&segmented, false, readers)? else { return Ok(segmented) };
    if confidence < SURE
        && mean_confidence(&segmented, true, readers)?.is_some_and(|reversed| reversed > confidence)
    {
        return Ok(segmented_page(&page, reverse));
    }
    Ok(segmented)
}

/// Whether words that forms print are read on a page for certain, as it stands: they do not stand on their heads.
fn shows_known_words(segmented: &SegmentedPage, readers: &mut CachedReaders<'_, '_>) -> Result<bool> {
    let mut known = 0;
    for index in largest_first(segmented).into_iter().take(LOOKS) {
        let crop = segmented.crop(index, &segmented.segments[index]);
        let named = readers.read(Role::Words, &crop, Expected::Text)?;
        known +=
            usize::from(named.is_some_and(|named| is_surely_known(&named) && named.read.chars.len() >= LONG));
        if known >= KNOWN {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The segments of most components first: Chinese decides more than digits (0.00 reads upside down as well), and has many.
pub(super) fn largest_first(segmented: &SegmentedPage) -> Vec<usize> {
    let mut order: Vec<usize> = (0..segmented.segments.len()).collect();
    order.sort_by_key(|i| std::cmp::Reverse(segmented.segments[*i].components.len()));
    order
}

/// Share of the components that stand in segments that are lines.
fn share_in_lines(segmented: &SegmentedPage) -> f64 {
    let count = |of: &dyn Fn(&&Segment) -> bool| -> usize {
        segmented.segments.iter().filter(of).map(|segment| segment.components.len()).sum()
    };
    let is_line =
        |segment: &&Segment| f64::from(segment.rect.width()) >= LINE * f64::from(segment.rect.height());
    // Components of a page: some thousands.
    #[allow(clippy::cast_precision_loss)]
    let share = count(&is_line) as f64 / count(&|_| true).max(1) as f64;
    share
}

fn segmented_page(page: &GrayPage, turn: QuarterTurn) -> SegmentedPage {
    gray_page_to_segmented(page_to_flat(turned(page, turn)))
}

/// Mean confidence of the characters of the largest segments, from 0 to 1, as they stand or turned on their heads; `None`
/// where there are none, or no reader of text.
fn mean_confidence(
    segmented: &SegmentedPage,
    reversed: bool,
    readers: &mut CachedReaders<'_, '_>,
) -> Result<Option<f32>> {
    let (mut sum, mut count) = (0.0, 0.0);
    for index in largest_first(segmented).into_iter().take(PROBES) {
        let crop = segmented.crop(index, &segmented.segments[index]);
        let crop = if reversed { imageops::rotate180(&crop) } else { crop };
        let Some(named) = readers.read(Role::Text, &crop, Expected::Text)? else { return Ok(None) };
        let read = named.read;
        sum += read.chars.iter().map(|c| c.confidence).sum::<f32>();
        // Characters of a segment: few. A reader that finds nothing in much ink is not sure of it.
        #[allow(clippy::cast_precision_loss)]
        let read = read.chars.len().max(1) as f32;
        count += read;
        if count >= ENOUGH && sum >= CERTAIN * count {
            break;
        }
    }
    Ok((count > 0.0).then(|| sum / count))
}

fn turned(page: &GrayPage, turn: QuarterTurn) -> GrayPage {
    let (width, height) = (f64::from(page.gray.width()), f64::from(page.gray.height()));
    // From the turned page back to the one that was given.
    let (gray, back) = match turn {
        QuarterTurn::None => (page.gray.clone(), Affine::IDENTITY),
        QuarterTurn::Quarter => (imageops::rotate90(&page.gray), Affine([0.0, -1.0, 1.0, 0.0, 0.0, height])),
        QuarterTurn::Half => (imageops::rotate180(&page.gray), Affine([-1.0, 0.0, 0.0, -1.0, width, height])),
        QuarterTurn::ThreeQuarters => {
            (imageops::rotate270(&page.gray), Affine([0.0, 1.0, -1.0, 0.0, width, 0.0]))
        }
    };
    GrayPage { gray, to_page: back.then(&page.to_page), point: page.point }
}

#[cfg(test)]
mod tests {
    use image::{GrayImage, Luma};

    use super::*;

    #[test]
    fn every_turn_leads_back_to_the_page() {
        let mut gray = GrayImage::from_pixel(30, 20, Luma([255]));
        gray.put_pixel(25, 4, Luma([0]));
        let page = GrayPage { gray, to_page: Affine::IDENTITY, point: 1.0 };
        for turn in [QuarterTurn::None, QuarterTurn::Quarter, QuarterTurn::Half, QuarterTurn::ThreeQuarters] {
            let turned = turned(&page, turn);
            let dark = turned.gray.enumerate_pixels().find(|(_, _, p)| p.0[0] == 0);
            let (x, y, _) = dark.unwrap();
            let (x, y) = turned.to_page.point(f64::from(x) + 0.5, f64::from(y) + 0.5);
            assert!((x - 25.5).abs() < 1e-9 && (y - 4.5).abs() < 1e-9, "{turn:?}: {x} {y}");
        }
    }
}
