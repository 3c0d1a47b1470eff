//! Reads the picture of one page: takes it apart, and makes the page of what was read.

use super::cache::{CachedReaders, ReadCache};
use super::gray_page::scan_to_gray_page;
use super::in_hand::{PageInHand, Second, read_numbers};
use super::orientation::gray_page_to_upright;
use super::pens::without_pens;
use super::pool::Engines;
use crate::error::Result;
use crate::page::Page;
use crate::picture::Scan;

/// Reads the picture of a page into the page: upright, with rulings, glyphs and readings. A picture without pixels leaves
/// the page as it is. Pages of one document are read faster together ([`read_scans`](super::read_scans)).
///
/// # Errors
/// Where a reader itself fails.
pub fn scan_to_page(scan: Scan, page: &mut Page, engines: &mut Engines<'_>) -> Result<()> {
    let cache = ReadCache::default();
    let mut readers = CachedReaders::new(engines, &cache);
    if let Some(mut read) = scan_to_numbers(scan, Second::AtOnce, &mut readers)? {
        read.read_words(&mut readers)?;
        read.fill(page);
    }
    Ok(())
}

/// Takes a scan apart and reads its numbers; `None` where it has no pixels. Its picture is dropped.
pub(super) fn scan_to_numbers(
    mut scan: Scan,
    second: Second,
    readers: &mut CachedReaders<'_, '_>,
) -> Result<Option<PageInHand>> {
    let taken_out = without_pens(&mut scan);
    let Some(gray_page) = scan_to_gray_page(scan) else { return Ok(None) };
    let mut cropped = gray_page_to_upright(gray_page, readers)?.into_crops();
    cropped.note_taken_out(&taken_out);
    read_numbers(cropped, second, readers).map(Some)
}
