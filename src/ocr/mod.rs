//! Recognises the picture of a page: its rulings, its glyphs and their readings. After this stage nothing asks whether a
//! page was scanned.
//!
//! # Steps
//! 1. normalise the picture to gray print on white paper: drop the colour of seals (`seals`), normalise the background
//!    (`gray_page`);
//! 2. turn the page upright (`orientation`) and deskew it (`deskew`, `warp`);
//! 3. binarise (`otsu`), detect the rulings and take them out (`thin_lines`, `rulings`);
//! 4. label connected components (`components`, `ink`) and join them into segments of text lines (`segments`, `dashes`,
//!    `segmented`);
//! 5. read each segment ([`reader`], `recognise`), equal ones once (`cache`), and split those that hold two cells (`split`);
//! 6. correct the separators of numbers (`grammar`), and compare numbers with their ink (`evidence`, `pitch`);
//! 7. compare numbers with the hidden text of the scan, where it has one (`layer`);
//! 8. place the characters where their ink is (`glyphs`).
//!
//! Of a page of text only the ink is read that its text does not account for (`regions`). Whether a document is worth
//! all this is asked before, by a look at some of its pages (`glance`).
//!
//! The engines are [`ppocr`] (decoded by [`ctc`]) and [`tesseract`]; [`pool`] shares them out among threads.

mod cache;
mod components;
#[cfg(feature = "ocr")]
pub mod ctc;
mod dashes;
mod deskew;
mod evidence;
mod glance;
mod glyphs;
mod grammar;
mod gray_page;
mod ink;
mod layer;
#[cfg(not(feature = "ocr"))]
mod no_engines;
mod orientation;
mod otsu;
mod pitch;
pub mod pool;
#[cfg(feature = "ocr")]
pub mod ppocr;
pub mod reader;
mod recognise;
mod regions;
mod rulings;
mod scans;
mod seals;
mod segmented;
mod segments;
mod split;
#[cfg(feature = "ocr")]
pub mod tesseract;
mod thin_lines;
mod warp;

use crate::document::OpenDocument;
use crate::error::Result;
use crate::page::{Origin, Page};
use crate::picture::Scan;
use crate::source::CjkFont;
use cache::CachedReader;
pub(crate) use glance::Glance;
#[cfg(not(feature = "ocr"))]
use no_engines::{ppocr, tesseract};
use reader::TextReader;
pub use scans::{ScanOptions, read_scans};

/// Whether this build has engines that read scans.
pub(crate) const IS_BUILT_IN: bool = cfg!(feature = "ocr");

/// What is said of a scan where it has none.
pub(crate) const NOT_BUILT_IN: &str = "this build, without the feature `ocr`, reads no scans";

/// Whether a page asks for a reader: it is a picture, its text is known to be wrong, or it shows characters that are no
/// text.
pub(crate) fn asks_for_reader(page: &Page) -> bool {
    page.origin == Origin::Scan || page.has_lying_text() || regions::wanted(page).next().is_some()
}

/// Looks at a page without reading it; without a reader only at its shapes.
///
/// # Errors
/// Where its picture cannot be had, or the reader fails.
pub(crate) fn look_at_page(
    document: &OpenDocument,
    page: u32,
    font: Option<&CjkFont>,
    reader: Option<&mut dyn TextReader>,
) -> Result<Glance> {
    glance::glance(document.scan(page, font)?, reader)
}

/// Reads the picture of a page into the page: upright, with rulings, glyphs and readings. A picture without pixels leaves
/// the page as it is.
///
/// The `first` reader reads everything. The `second`, where it is there, reads numbers again: what two different readers read
/// alike is hardly ever wrong.
///
/// # Errors
/// Where a reader itself fails.
pub fn scan_to_page(
    scan: Scan,
    page: &mut Page,
    first: &mut dyn TextReader,
    second: Option<&mut dyn TextReader>,
) -> Result<()> {
    let Some(gray_page) = gray_page::scan_to_gray_page(scan) else { return Ok(()) };
    let mut first = CachedReader::new(first);
    let mut second = second.map(CachedReader::new);
    let segmented = orientation::gray_page_to_upright(gray_page, &mut first)?;
    let second = second.as_mut().map(|reader| reader as &mut dyn TextReader);
    let layer = layer::Layer::of(&page.layer, &segmented.upright());
    let (readings, glyphs) = recognise::read_segments(&segmented, &mut first, second, Some(&layer))?;
    (page.width, page.height) = segmented.size();
    page.upright = segmented.upright();
    page.rulings = segmented.rulings();
    page.glyphs = glyphs;
    page.readings = readings;
    Ok(())
}
