//! From the picture of a page to what stands on it: rulings, glyphs and their readings. After this stage nothing asks
//! whether a page was scanned.
//!
//! # Steps
//! 1. pixels to gray print on white paper: colour of seals dropped (`seals`), uneven light evened (`paper`);
//! 2. the page turned upright (`turned`) and made straight (`straight`, `warp`);
//! 3. rulings found and taken out (`ruled`), ink to blots (`otsu`, `components`, `ink`), blots to pieces of lines (`pieces`, `sheet`);
//! 4. each piece read ([`reader`], `recognise`), equal ones once (`memory`), numbers put into their grammar (`grammar`) and held against their ink
//!    (`evidence`);
//! 5. characters to glyphs that stand where their ink is (`glyphs`).

mod components;
#[cfg(feature = "ocr")]
pub mod ctc;
mod evidence;
mod glyphs;
mod grammar;
mod ink;
mod memory;
#[cfg(not(feature = "ocr"))]
mod no_engines;
mod otsu;
mod paper;
mod parted;
mod pieces;
mod pitch;
pub mod pool;
#[cfg(feature = "ocr")]
pub mod ppocr;
pub mod reader;
mod recognise;
mod ruled;
mod scans;
mod seals;
mod sheet;
mod straight;
#[cfg(feature = "ocr")]
pub mod tesseract;
mod turned;
mod warp;

use crate::error::Result;
use crate::page::Page;
use crate::picture::Scan;
pub(crate) use grammar::FILE as MARKS_FILE;
use memory::Remembering;
#[cfg(not(feature = "ocr"))]
use no_engines::{ppocr, tesseract};
use reader::Reader;
pub use scans::{ScanOptions, read_scans};

/// Whether this build has engines that read scans.
pub(crate) const IS_BUILT_IN: bool = cfg!(feature = "ocr");

/// What is said of a scan where it has none.
pub(crate) const NOT_BUILT_IN: &str = "this build, without the feature `ocr`, reads no scans";

/// Reads the picture of a page into the page: upright, with rulings, glyphs and readings. A picture without pixels leaves
/// the page as it is.
///
/// All is read by the `first` reader; numbers by the `second` too, where it is there, since what two different readers
/// read alike is hardly ever wrong.
///
/// # Errors
/// Where a reader itself fails.
pub fn scan_to_page(
    scan: Scan,
    page: &mut Page,
    first: &mut dyn Reader,
    second: Option<&mut dyn Reader>,
) -> Result<()> {
    let Some(paper) = paper::scan_to_paper(scan) else { return Ok(()) };
    let mut first = Remembering::new(first);
    let mut second = second.map(Remembering::new);
    let sheet = turned::paper_to_upright_sheet(paper, &mut first)?;
    let second = second.as_mut().map(|reader| reader as &mut dyn Reader);
    let (readings, glyphs) = recognise::read_sheet(&sheet, &mut first, second)?;
    (page.width, page.height) = sheet.size();
    page.upright = sheet.upright();
    page.rulings = sheet.rulings();
    page.glyphs = glyphs;
    page.readings = readings;
    Ok(())
}
