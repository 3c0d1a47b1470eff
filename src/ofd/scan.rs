//! Gives pictures of pages: the pixels of a scanner as they are where nothing else is on the page, else the page as it is drawn.

use std::panic::{AssertUnwindSafe, catch_unwind};

use image::DynamicImage;

use super::audit::{PageMarks, Recorder, Sightings};
use super::drawing::Drawing;
use super::fonts::usual_advance;
use super::pictures::MOST_PIXELS;
use super::structure::{Body, Entry};
use super::surface::{DrawnGlyph, Surface};
use super::{OfdDocument, page};
use crate::error::{Error, Result};
use crate::geom::Affine;
use crate::page::Glyph;
use crate::pdf::{Ink, PaintedPage, PaintedPath, PaintedPicture};
use crate::picture::{Picture, Pixels, Scan};
use crate::source::CjkFont;

/// Resolution at which pages are drawn for readers, in dots per inch.
const DPI: u32 = 300;
/// Longest side of a picture that is drawn, in pixels.
const LONGEST_SIDE: f64 = 30_000.0;
/// Points per inch.
const POINTS: f64 = 72.0;

impl OfdDocument {
    /// The picture of a page for OCR; pages are counted from 1.
    ///
    /// # Errors
    /// [`Error::is_no_such_page`], [`Error::is_too_large`], [`Error::is_damaged`] where a picture on it cannot be decoded, or
    /// [`Error::is_font`] where its text would be missing for want of a [`CjkFont`].
    pub fn scan(&self, page: u32, font: Option<&CjkFont>) -> Result<Scan> {
        let (entry, body) = self.entry(page)?;
        // What goes wrong on one page costs that page only.
        catch_unwind(AssertUnwindSafe(|| self.scan_of(page, entry, body, font)))
            .unwrap_or_else(|_| Err(Error::damaged_picture(&self.name, page)))
    }

    /// The picture of a page as it is seen; pages are counted from 1.
    ///
    /// # Errors
    /// As [`Self::scan`], but for the font: text without one is missing from the picture.
    pub fn picture(&self, page: u32, dpi: u32, font: Option<&CjkFont>) -> Result<Picture> {
        let (entry, body) = self.entry(page)?;
        let drawn = catch_unwind(AssertUnwindSafe(|| self.draw(page, entry, body, dpi, font)));
        let (drawn, width, height) =
            drawn.unwrap_or_else(|_| Err(Error::damaged_picture(&self.name, page)))?;
        Ok(Picture { width, height, dpi, rgb: drawn.into_rgb() })
    }

    /// Whether the page shows Chinese text that its picture lacks without a [`CjkFont`].
    pub fn needs_cjk_font(&self, page: u32) -> bool {
        let Ok((entry, body)) = self.entry(page) else { return false };
        let asked = catch_unwind(AssertUnwindSafe(|| {
            let mut asked = AskFont(false);
            page::load(entry, page, body, &self.files).draw(page, &self.files, &mut asked);
            asked.0
        }));
        asked.unwrap_or(false)
    }

    fn entry(&self, page: u32) -> Result<(&Entry, &Body)> {
        let entry = (page as usize).checked_sub(1).and_then(|index| self.found.pages.get(index));
        let found = entry.and_then(|entry| Some((entry, self.found.bodies.get(entry.body)?)));
        found.ok_or_else(|| Error::no_such_page(&self.name, page))
    }

    fn scan_of(&self, number: u32, entry: &Entry, body: &Body, font: Option<&CjkFont>) -> Result<Scan> {
        let loaded = page::load(entry, number, body, &self.files);
        let (width, height) = loaded.size;
        let page = PaintedPage::new(width, height);
        let mut sightings = Sightings::default();
        let mut recorder = Recorder { page, marks: PageMarks::default(), sightings: &mut sightings };
        loaded.draw(number, &self.files, &mut recorder);
        if let Some(picture) = recorder.page.only_picture() {
            let image = (picture.decode)().ok_or_else(|| Error::damaged_picture(&self.name, number))?;
            return Ok(to_scan(image, &picture.to_page));
        }
        #[allow(clippy::cast_precision_loss)] // 50 million
        let finest = (MOST_PIXELS as f64 / (width * height)).sqrt() * POINTS;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // of a limited size
        let dpi = finest.min(f64::from(DPI)) as u32;
        let (drawn, width, height) = self.draw(number, entry, body, dpi, font)?;
        if drawn.is_damaged {
            return Err(Error::damaged_picture(&self.name, number));
        }
        if drawn.lacks_font && font.is_none() {
            return Err(Error::font_needed(&self.name, number));
        }
        let scale = POINTS / f64::from(dpi.max(1));
        let to_page = Affine([scale, 0.0, 0.0, scale, 0.0, 0.0]);
        Ok(Scan { width, height, pixels: Pixels::Rgb(drawn.into_rgb()).gray_where_gray(), to_page })
    }

    fn draw(
        &self,
        number: u32,
        entry: &Entry,
        body: &Body,
        dpi: u32,
        font: Option<&CjkFont>,
    ) -> Result<(Drawing, u32, u32)> {
        let loaded = page::load(entry, number, body, &self.files);
        if loaded.is_lost() {
            return Err(Error::damaged_picture(&self.name, number));
        }
        let scale = f64::from(dpi) / POINTS;
        let (width, height) = (loaded.size.0 * scale, loaded.size.1 * scale);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        // what is too large is refused below
        let (columns, rows) = (width as u64, height as u64);
        if width.max(height) > LONGEST_SIDE || columns * rows > MOST_PIXELS || columns * rows == 0 {
            return Err(Error::picture_too_large(&self.name, (number, dpi), (columns, rows), MOST_PIXELS));
        }
        let side = |pixels: u64| u32::try_from(pixels).unwrap_or(u32::MAX);
        let (columns, rows) = (side(columns), side(rows));
        let drawing = Drawing::new((columns, rows), scale, font);
        let mut drawing = drawing.ok_or_else(|| Error::damaged_picture(&self.name, number))?;
        loaded.draw(number, &self.files, &mut drawing);
        Ok((drawing, columns, rows))
    }
}

/// The pixels of a picture that stands on the page so.
fn to_scan(image: DynamicImage, unit_to_page: &Affine) -> Scan {
    let (width, height) = (image.width(), image.height());
    let unit = Affine([1.0 / f64::from(width.max(1)), 0.0, 0.0, 1.0 / f64::from(height.max(1)), 0.0, 0.0]);
    let to_page = unit.then(unit_to_page);
    let pixels = match image {
        DynamicImage::ImageLuma8(gray) => Pixels::Gray(gray.into_raw()),
        other => Pixels::Rgb(other.into_rgb8().into_raw()).gray_where_gray(),
    };
    Scan { width, height, pixels, to_page }
}

/// Asks whether a page has Chinese text whose font it does not bring.
struct AskFont(bool);

impl<'f> Surface<'f> for AskFont {
    fn push_clip(&mut self, _: PaintedPath) {}

    fn pop_clip(&mut self) {}

    fn fill(&mut self, _: &PaintedPath, _: Ink, _: bool) {}

    fn stroke(&mut self, _: &PaintedPath, _: Ink, _: f64) {}

    fn glyph(&mut self, drawn: DrawnGlyph) {
        let ch = drawn.glyph.ch;
        self.0 |= drawn.face.is_none() && usual_advance(ch) > 0.75 && !ch.is_whitespace();
    }

    fn hidden(&mut self, _: Glyph) {}

    fn picture(&mut self, _: PaintedPicture<'f>) {}

    fn is_too_slow(&self) -> bool {
        self.0
    }
}
