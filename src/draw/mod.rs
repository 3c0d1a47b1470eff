//! Draws what a stage made of a page over the picture of the page: boxes, short labels, and a legend below.
//!
//! # Steps
//! 1. what a stage made becomes an [`Overlay`] in points of the upright page (`page`, `table`, `form`, `fact`, `prose`);
//! 2. labels get places where they hide little of what is printed and none of each other (`labels`);
//! 3. boxes and labels are drawn over the page as it is seen (`canvas`), letters as outlines (`typeface`).
//!
//! Nothing here reads or writes a file. The same page, overlay and font give the same pixels.

mod canvas;
mod fact;
mod form;
mod labels;
mod overlay;
mod page;
mod prose;
mod table;
mod typeface;

pub use fact::facts_to_overlay;
pub use form::forms_to_overlay;
pub use overlay::{Colour, Label, Overlay, Shape, Spot};
pub use page::page_to_overlay;
pub use prose::figures_to_overlay;
pub use table::tables_to_overlay;

use crate::geom::{Affine, Rect};
use crate::page::Page;
use crate::pdf;
use crate::picture::Picture;
use crate::source::CjkFont;
use canvas::Canvas;
use typeface::Typeface;

/// Points in an inch.
const POINTS: f64 = 72.0;

/// Draws an overlay over the picture of its page, and the legend below it: pixels of the page stay where they are.
/// Without a font, Chinese characters of labels are drawn as empty boxes.
pub fn draw(picture: &Picture, page: &Page, overlay: &Overlay, font: Option<&CjkFont>) -> Picture {
    let scale = f64::from(picture.dpi) / POINTS;
    let to_pixels = |rect: &Rect| Affine(page.map_of(rect).0.map(|part| part * scale));
    let typeface = Typeface::new(pdf::latin_font(), font.map(|font| (font.bytes.clone(), font.index)));
    let entries = overlay.legend_entries(page);
    let legend = canvas::legend_to_rows(&typeface, &entries, page.size_as_seen().0);
    let mut canvas = Canvas::over(picture, canvas::legend_height(&legend) * scale);
    for shape in &overlay.shapes {
        canvas.shape(shape, &to_pixels(&shape.rect));
    }
    for placed in labels::place_labels(overlay, page, &typeface, scale) {
        canvas.text(&typeface, &placed, &to_pixels(&placed.rect));
    }
    canvas.legend(&typeface, &legend, picture.height, scale);
    canvas.into_picture(picture.dpi)
}
