//! Draws a page as it is seen.
//!
//! Chinese text whose font is not embedded stays blank unless a font is handed in: the library never searches the
//! system. Positions of text never come from here, since a font that stands in for another stretches its advances.
//! Drawing a hostile page may take long: what others sent is drawn in a process that can be ended.

use std::sync::Arc;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::font::{FontQuery, StandardFont};
use hayro::hayro_syntax::page::Page;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

use super::{PdfDocument, fonts};
use crate::error::{Error, Result};
use crate::picture::Picture;
use crate::source::{CjkFont, FontBytes};

/// Most pixels of a picture: A4 at 600 dpi has 35 million, of four bytes each while it is drawn.
pub(super) const MOST_PIXELS: u64 = 50_000_000;
/// Longest side of a picture, in pixels: the rasterizer counts in 16 bits.
const LONGEST_SIDE: u64 = 30_000;
/// Points per inch.
const POINTS: f32 = 72.0;

impl PdfDocument {
    /// The picture of a page as it is seen, with `/Rotate` applied; pages are counted from 1.
    ///
    /// # Errors
    /// [`Error::is_no_such_page`], or [`Error::is_too_large`] where the picture would have too many pixels.
    pub fn picture(&self, page: u32, dpi: u32, font: Option<&CjkFont>) -> Result<Picture> {
        let found = (page as usize).checked_sub(1).and_then(|index| self.pdf.pages().get(index));
        let found = found.ok_or_else(|| Error::no_such_page(&self.name, page))?;
        if self.damage().bars(page) {
            return Err(Error::damaged_picture(&self.name, page));
        }
        self.draw_page(page, found, dpi, font)
    }

    pub(super) fn draw_page(
        &self,
        page: u32,
        found: &Page<'_>,
        dpi: u32,
        font: Option<&CjkFont>,
    ) -> Result<Picture> {
        // A resolution has few digits: nothing is lost.
        #[allow(clippy::cast_precision_loss)]
        let scale = dpi as f32 / POINTS;
        let (width, height) = found.render_dimensions();
        // As the rasterizer does it; a size that is no number becomes 0.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let (width, height) = ((width * scale) as u64, (height * scale) as u64);
        let fits = |side: u64| (1..=LONGEST_SIDE).contains(&side);
        if !fits(width) || !fits(height) || width * height > MOST_PIXELS {
            return Err(Error::picture_too_large(&self.name, (page, dpi), (width, height), MOST_PIXELS));
        }
        let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
        // Positions of glyphs as they are in the file, not moved to whole pixels: overlays stand right.
        let quality = RenderSettings { hinting: false, ..RenderSettings::default() };
        let drawn = render(found, &RenderCache::new(), &interpreter(font), &quality, &settings);
        // The paper is white and opaque, so nothing has to be divided by an alpha.
        let rgb = drawn.data().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect();
        Ok(Picture { width: u32::from(drawn.width()), height: u32::from(drawn.height()), dpi, rgb })
    }

    /// Whether the page shows Chinese text in fonts that it does not embed. Drawn without a [`CjkFont`], such text is
    /// missing from its picture.
    pub fn needs_cjk_font(&self, page: u32) -> bool {
        let found = (page as usize).checked_sub(1).and_then(|index| self.pdf.pages().get(index));
        found.is_some_and(fonts::shows_unembedded_composite_fonts)
    }
}

/// Settings of the interpreter. `font` stands in for Chinese fonts that are not embedded, the standard fonts of PDF for others.
fn interpreter(font: Option<&CjkFont>) -> InterpreterSettings {
    let chinese: Option<(FontBytes, u32)> = font.map(|font| (Arc::clone(&font.bytes), font.index));
    InterpreterSettings {
        font_resolver: Arc::new(move |query| match query {
            FontQuery::Standard(standard) => Some(standard.get_font_data()),
            // Only composite fonts have a character collection.
            FontQuery::Fallback(asked) => match &chinese {
                Some(chinese) if asked.character_collection.is_some() => Some(chinese.clone()),
                _ => Some(asked.pick_standard_font().get_font_data()),
            },
        }),
        ..InterpreterSettings::default()
    }
}

/// A font with Latin letters and digits that is always there: its bytes, and the index of its face.
pub(crate) fn latin_font() -> (FontBytes, u32) {
    StandardFont::Helvetica.get_font_data()
}
