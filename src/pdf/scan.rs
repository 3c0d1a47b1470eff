//! Makes the picture of a page from which its text is recognised.
//!
//! The pixels of a scanner are handed on as they are, since resampling costs sharpness. Where more than images of one pixel
//! grid is printed (text over an image, a mask over a background), the page is drawn as it is seen, so that nothing is lost.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_interpret::InterpreterCache;
use hayro_interpret::hayro_syntax::page::Page as PdfPage;

use super::interpret::interpret;
use super::inventory::{FEW_GLYPHS, Inventory};
use super::mosaic::{Fidelity, Mosaic};
use super::mosaic_plan::MosaicPlan;
use super::picture::MOST_PIXELS;
use super::{PdfDocument, fonts};
use crate::error::{Error, Result};
use crate::geom::Affine;
use crate::picture::{Pixels, Scan, luma};
use crate::source::CjkFont;

/// Resolution at which text is drawn, in dots per inch.
const TEXT_DPI: u32 = 300;
/// Bounds of the resolution at which images are drawn, in dots per inch.
const LEAST_DPI: u32 = 150;
const MOST_DPI: u32 = 400;
/// Points per inch.
const POINTS: f64 = 72.0;

impl PdfDocument {
    /// The picture of a page for OCR; pages are counted from 1.
    ///
    /// # Errors
    /// [`Error::is_no_such_page`]; [`Error::is_too_large`] where the page is; [`Error::is_damaged`] where an image on it
    /// cannot be decoded; [`Error::is_font`] where its text would be missing for want of a [`CjkFont`].
    pub fn scan(&self, page: u32, font: Option<&CjkFont>) -> Result<Scan> {
        let found = (page as usize).checked_sub(1).and_then(|index| self.pdf.pages().get(index));
        let found = found.ok_or_else(|| Error::no_such_page(&self.name, page))?;
        if self.damage().bars(page) {
            return Err(Error::damaged_picture(&self.name, page));
        }
        // What goes wrong on one page costs that page only.
        catch_unwind(AssertUnwindSafe(|| self.scan_of(page, found, font)))
            .unwrap_or_else(|_| Err(Error::damaged_picture(&self.name, page)))
    }

    fn scan_of(&self, number: u32, page: &PdfPage<'_>, font: Option<&CjkFont>) -> Result<Scan> {
        let cache = InterpreterCache::new();
        let (width, height) = page.render_dimensions();
        let mut inventory = Inventory::new(f64::from(width), f64::from(height));
        interpret(&self.pdf, page, &cache, &mut inventory);

        let plan = MosaicPlan::of(&inventory, MOST_PIXELS);
        let mut mosaic = Mosaic::new(plan.as_ref(), &inventory);
        interpret(&self.pdf, page, &cache, &mut mosaic);
        match (mosaic.fidelity, &plan) {
            (Fidelity::Damaged, _) => return Err(Error::damaged_picture(&self.name, number)),
            (Fidelity::Whole, Some(plan)) => {
                let to_page = Affine(plan.to_page.as_coeffs());
                let (width, height) = (plan.width, plan.height);
                return Ok(Scan { width, height, pixels: mosaic.into_pixels(), to_page });
            }
            _ => drop(mosaic),
        }
        if inventory.characters > 0 && font.is_none() && fonts::shows_unembedded_composite_fonts(page) {
            return Err(Error::font_needed(&self.name, number));
        }
        self.drawn(number, page, &inventory, font)
    }

    fn drawn(
        &self,
        number: u32,
        page: &PdfPage<'_>,
        inventory: &Inventory,
        font: Option<&CjkFont>,
    ) -> Result<Scan> {
        let (width, height) = page.render_dimensions();
        let dpi = dpi(inventory).min(most_dpi(f64::from(width), f64::from(height)));
        let picture = self.draw_page(number, page, dpi, font)?;
        let pixels = if inventory.images.is_empty() {
            Pixels::Gray(picture.rgb.chunks_exact(3).map(|p| luma(p[0], p[1], p[2])).collect())
        } else {
            Pixels::Rgb(picture.rgb).gray_where_gray()
        };
        let scale = POINTS / f64::from(dpi);
        let to_page = Affine([scale, 0.0, 0.0, scale, 0.0, 0.0]);
        Ok(Scan { width: picture.width, height: picture.height, pixels, to_page })
    }
}

/// Resolution at which a page is drawn, in dots per inch: that of its finest image, and enough for its text.
fn dpi(inventory: &Inventory) -> u32 {
    // Between two small numbers.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let images =
        inventory.resolution().map(|dpi| dpi.clamp(f64::from(LEAST_DPI), f64::from(MOST_DPI)).ceil() as u32);
    match images {
        Some(dpi) if inventory.characters < FEW_GLYPHS => dpi,
        Some(dpi) => dpi.max(TEXT_DPI),
        None => TEXT_DPI,
    }
}

/// Finest resolution at which a page of this size, in points, does not pass the limit.
fn most_dpi(width: f64, height: f64) -> u32 {
    #[allow(clippy::cast_precision_loss)] // 50 million
    let most = (MOST_PIXELS as f64 / (width * height)).sqrt() * POINTS;
    // What is no number becomes 0, and 0 is refused as an empty picture.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let dpi = most.min(f64::from(MOST_DPI)) as u32;
    dpi
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_page_is_drawn_coarser() {
        assert_eq!(most_dpi(595.0, 842.0), MOST_DPI);
        assert!(most_dpi(7_200.0, 7_200.0) < 100);
    }
}
