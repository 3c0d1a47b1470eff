//! The picture of a page from which its text is to be recognised.
//!
//! A scanner's pixels are handed on as they are: drawing them anew costs sharpness. Where more than pictures of one raster
//! is printed (text over a picture, a mask over a background), the page is drawn as it is seen, so that nothing is lost.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_interpret::InterpreterCache;
use hayro_interpret::hayro_syntax::page::Page as PdfPage;

use super::canvas::{Canvas, Outcome, Plan};
use super::interpret::interpret;
use super::picture::MOST_PIXELS;
use super::survey::{FEW_GLYPHS, Survey};
use super::{Document, fonts};
use crate::error::{Error, Result};
use crate::geom::Affine;
use crate::picture::{Pixels, Scan, luma};
use crate::source::CjkFont;

/// Text that is drawn, not scanned, is drawn with this many pixels in an inch.
const TEXT_DPI: u32 = 300;
/// Pictures that are drawn keep their resolution between these.
const LEAST_DPI: u32 = 150;
const MOST_DPI: u32 = 400;
/// Points in an inch.
const POINTS: f64 = 72.0;

impl Document {
    /// The picture of a page for OCR; pages are counted from 1.
    ///
    /// # Errors
    /// [`Error::is_no_such_page`]; [`Error::is_too_large`] where the page is; [`Error::is_damaged`] where a picture on it
    /// cannot be decoded; [`Error::is_font`] where its text would be missing for want of a [`CjkFont`].
    pub fn scan(&self, page: u32, font: Option<&CjkFont>) -> Result<Scan> {
        let found = (page as usize).checked_sub(1).and_then(|index| self.pdf.pages().get(index));
        let found = found.ok_or_else(|| Error::no_such_page(&self.name, page))?;
        // What goes wrong on one page costs that page only.
        catch_unwind(AssertUnwindSafe(|| self.scan_of(page, found, font)))
            .unwrap_or_else(|_| Err(Error::damaged_picture(&self.name, page)))
    }

    fn scan_of(&self, number: u32, page: &PdfPage<'_>, font: Option<&CjkFont>) -> Result<Scan> {
        let cache = InterpreterCache::new();
        let (width, height) = page.render_dimensions();
        let mut survey = Survey::new(f64::from(width), f64::from(height));
        interpret(&self.pdf, page, &cache, &mut survey);

        let plan = Plan::of(&survey, MOST_PIXELS);
        let mut canvas = Canvas::new(plan.as_ref(), &survey);
        interpret(&self.pdf, page, &cache, &mut canvas);
        match (canvas.outcome, &plan) {
            (Outcome::Damaged, _) => return Err(Error::damaged_picture(&self.name, number)),
            (Outcome::Whole, Some(plan)) => {
                let to_page = Affine(plan.to_page.as_coeffs());
                let (width, height) = (plan.width, plan.height);
                return Ok(Scan { width, height, pixels: canvas.into_pixels(), to_page });
            }
            _ => drop(canvas),
        }
        if survey.characters > 0 && font.is_none() && fonts::lacks_fonts_in_use(page) {
            return Err(Error::font_needed(&self.name, number));
        }
        self.drawn(number, page, &survey, font)
    }

    fn drawn(
        &self,
        number: u32,
        page: &PdfPage<'_>,
        survey: &Survey,
        font: Option<&CjkFont>,
    ) -> Result<Scan> {
        let (width, height) = page.render_dimensions();
        let dpi = dpi(survey).min(most_dpi(f64::from(width), f64::from(height)));
        let picture = self.draw_page(number, page, dpi, font)?;
        let pixels = if survey.pictures.is_empty() {
            Pixels::Gray(picture.rgb.chunks_exact(3).map(|p| luma(p[0], p[1], p[2])).collect())
        } else {
            Pixels::Rgb(picture.rgb).gray_where_gray()
        };
        let scale = POINTS / f64::from(dpi);
        let to_page = Affine([scale, 0.0, 0.0, scale, 0.0, 0.0]);
        Ok(Scan { width: picture.width, height: picture.height, pixels, to_page })
    }
}

/// In how many pixels an inch is drawn: as many as the finest picture has, and enough for the text.
fn dpi(survey: &Survey) -> u32 {
    // Between two small numbers.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let pictures =
        survey.resolution().map(|dpi| dpi.clamp(f64::from(LEAST_DPI), f64::from(MOST_DPI)).ceil() as u32);
    match pictures {
        Some(dpi) if survey.characters < FEW_GLYPHS => dpi,
        Some(dpi) => dpi.max(TEXT_DPI),
        None => TEXT_DPI,
    }
}

/// The finest resolution at which a page of this size, in points, is not too large.
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
