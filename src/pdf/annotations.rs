//! Reads what stands on a page besides its content: values of form fields and notes for which the file has no appearance,
//! so that viewers draw them. Where there is one it was drawn with the page, and is held against the value.

use hayro_interpret::hayro_syntax::page::Page as PdfPage;
use hayro_interpret::kurbo::{Affine, Rect as KurboRect};
use hayro_interpret::{InterpreterCache, TransformExt};
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, Rect as PdfRect, String as PdfString};

use super::appearance::{annotations, appearance, hidden_layers, is_hidden};
use super::audit::Sightings;
use super::collect::{Collector, MOST_GLYPHS};
use super::form_fields::{Field, FormDefaults, setting_of_note};
use super::interpret::interpret_annotations;
use super::placed_text::{Setting, lay_out};
use super::shapes::to_rect;
use super::text_string;
use super::time_limit::TimeLimit;
use super::to_unicode::Lookup;
use crate::geom::Rect;
use crate::page::{Doubt, Glyph};
use crate::text::fold::{fold, is_invisible};
use crate::text::number::{has_digit, is_amount_like, is_digit, parse_number};

/// Kinds of annotations that viewers draw where the file has no appearance.
const KINDS: [&[u8]; 4] = [b"Widget", b"FreeText", b"Square", b"Circle"];
/// An opacity from this on counts as full.
const FULL: f32 = 0.999;
/// Largest share of its box by which a character may lie under another one.
const OVERLAP: f64 = 0.25;

/// What a viewer has to draw of an annotation.
struct ToDraw {
    text: String,
    setting: Setting,
    /// Size of the rectangle, as the text runs in it, and where it stands on the page.
    size: (f64, f64),
    transform: Affine,
    /// The rectangle on the page.
    rect: Rect,
}

/// Adds what viewers draw for the annotations of a page to what was collected of it. Gives back how many amounts are in
/// annotations that are hidden, which nobody sees.
pub(super) fn draw<'a>(
    pdf: &'a Pdf,
    page: &PdfPage<'a>,
    cache: &InterpreterCache<'a>,
    mappings: &Lookup<'_>,
    collected: &mut Collector<'_>,
) -> usize {
    let annotations = annotations(page);
    if !annotations.iter().any(|annotation| KINDS.contains(&kind(annotation).as_deref().unwrap_or_default()))
    {
        return 0;
    }
    let defaults = FormDefaults::of(pdf);
    let off = hidden_layers(page);
    let mut hidden = 0;
    let mut drawn: Option<Vec<Glyph>> = None;
    let mut time_limit = TimeLimit::new();
    for annotation in &annotations {
        time_limit.check();
        let is_off = annotation.get_ref("OC").is_some_and(|layer| off.contains(&layer.into()));
        let to_draw = to_draw(annotation, &defaults, page);
        let has_appearance = appearance(annotation).is_some();
        let is_white = to_draw.as_ref().is_some_and(|to_draw| to_draw.setting.is_white) && !has_appearance;
        if is_hidden(annotation) || is_off || is_white {
            hidden += usize::from(to_draw.is_some_and(|to_draw| is_amount_like(to_draw.text.trim())));
            // The library draws what is on a layer that is off.
            if has_appearance && !is_hidden(annotation) {
                let rect = annotation.get::<PdfRect>("Rect").map(|rect| on_page(page, rect));
                let drawn = drawn.get_or_insert_with(|| appearances(pdf, page, cache, mappings));
                let is_in = |glyph: &Glyph| {
                    rect.is_some_and(|rect| rect.contains(glyph.rect.mid_x(), glyph.rect.mid_y()))
                };
                collected.drop_drawn(|glyph| is_in(glyph) && drawn.iter().any(|other| is_same(glyph, other)));
            }
            continue;
        }
        if !has_appearance {
            cover(annotation, page, collected);
        }
        let Some(to_draw) = to_draw else { continue };
        let mut doubt = None;
        if has_appearance {
            if kind(annotation).as_deref() == Some(b"FreeText") {
                continue;
            }
            // Which characters the annotations show is known when they are drawn alone.
            let drawn = drawn.get_or_insert_with(|| appearances(pdf, page, cache, mappings));
            let within = |glyph: &&Glyph| to_draw.rect.contains(glyph.rect.mid_x(), glyph.rect.mid_y());
            let shown: Vec<Glyph> = drawn.iter().filter(within).copied().collect();
            if !shown.is_empty() {
                let printed: String = shown.iter().map(|glyph| glyph.ch).collect();
                let is_doubtful = if to_draw.text.trim().is_empty() {
                    defaults.draws_anew && has_digit(&printed)
                } else {
                    !says_the_same(&printed, &to_draw.text)
                };
                if is_doubtful {
                    put_in_doubt(collected, &shown);
                }
                continue;
            }
            // An empty appearance of a field with a value: some viewers show the one, some the other.
            doubt = (!defaults.draws_anew).then_some(Doubt::Field);
        }
        add(collected, &to_draw, doubt);
    }
    hidden
}

fn kind<'a>(annotation: &Dict<'a>) -> Option<Name<'a>> {
    annotation.get::<Name<'_>>("Subtype")
}

/// Puts in doubt what stands under a filled shape that viewers draw.
fn cover(shape: &Dict<'_>, page: &PdfPage<'_>, collected: &mut Collector<'_>) {
    let is_shape = matches!(kind(shape).as_deref(), Some(b"Square" | b"Circle"));
    let is_filled = shape.get::<Array<'_>>("IC").is_some_and(|colour| colour.iter::<f32>().next().is_some());
    let is_opaque = shape.get::<f32>("CA").is_none_or(|opacity| opacity >= FULL);
    let Some(rect) = shape.get::<PdfRect>("Rect").filter(|_| is_shape && is_filled && is_opaque) else {
        return;
    };
    let rect = on_page(page, rect);
    for glyph in &mut collected.glyphs {
        if overlap(&rect, &glyph.rect) {
            glyph.doubt = glyph.doubt.or(Some(Doubt::Covered));
        }
    }
}

/// What a viewer shows of an annotation where it draws it itself; `None` where that is no text.
fn to_draw(annotation: &Dict<'_>, defaults: &FormDefaults<'_>, page: &PdfPage<'_>) -> Option<ToDraw> {
    let rect = annotation.get::<PdfRect>("Rect")?;
    let (mut x0, mut y0) = (rect.x0.min(rect.x1), rect.y0.min(rect.y1));
    let (mut x1, mut y1) = (rect.x0.max(rect.x1), rect.y0.max(rect.y1));
    let (text, setting, turn) = match kind(annotation)?.as_ref() {
        b"Widget" => {
            let field = Field::of(annotation)?;
            (field.text(), field.setting(defaults), field.turn())
        }
        b"FreeText" => {
            if let Some([left, bottom, right, top]) = inner_edges(annotation) {
                (x0, y0, x1, y1) = (x0 + left, y0 + bottom, x1 - right, y1 - top);
            }
            let text = annotation.get::<PdfString<'_>>("Contents")?;
            let turn = annotation.get::<i32>("Rotate").unwrap_or_default();
            (text_string::text(text.as_bytes()), setting_of_note(annotation), turn)
        }
        _ => return None,
    };
    let (width, height) = (x1 - x0, y1 - y0);
    let (size, turned) = match turn.rem_euclid(360) {
        90 => ((height, width), Affine::new([0.0, 1.0, -1.0, 0.0, x1, y0])),
        180 => ((width, height), Affine::new([-1.0, 0.0, 0.0, -1.0, x1, y1])),
        270 => ((height, width), Affine::new([0.0, -1.0, 1.0, 0.0, x0, y1])),
        _ => ((width, height), Affine::translate((x0, y0))),
    };
    let rect = on_page(page, PdfRect::new(x0, y0, x1, y1));
    let seen = page.initial_transform(true).to_kurbo();
    Some(ToDraw { text, setting, size, transform: seen * turned, rect })
}

/// Distances of the text of a note from its rectangle.
fn inner_edges(note: &Dict<'_>) -> Option<[f64; 4]> {
    let edges: Vec<f32> = note.get::<Array<'_>>("RD")?.iter::<f32>().collect();
    let edges: [f32; 4] = edges.try_into().ok()?;
    Some(edges.map(|edge| f64::from(edge).max(0.0)))
}

/// The characters that the annotations of a page show by their appearances.
fn appearances<'a>(
    pdf: &'a Pdf,
    page: &PdfPage<'a>,
    cache: &InterpreterCache<'a>,
    mappings: &Lookup<'_>,
) -> Vec<Glyph> {
    let (width, height) = page.render_dimensions();
    let sightings = Sightings::default(); // of these characters only the text is asked
    let mut alone = Collector::new(f64::from(width), f64::from(height), mappings, &sightings);
    interpret_annotations(pdf, page, cache, &mut alone);
    alone.finish();
    alone.glyphs
}

/// Whether a print shows a value, in whichever format.
fn says_the_same(printed: &str, value: &str) -> bool {
    let plain = |text: &str| -> String {
        text.chars().filter(|ch| !is_invisible(*ch)).map(fold).filter(|ch| !ch.is_whitespace()).collect()
    };
    let (printed, value) = (plain(printed), plain(value));
    if printed == value || (!has_digit(&printed) && !has_digit(&value)) {
        return true;
    }
    match (parse_number(&printed), parse_number(&value)) {
        // A format may print fewer decimals than are stored.
        (Some(shown), Some(stored)) => stored.round_dp(shown.scale()) == shown || stored == shown,
        // Dates and the like.
        _ => {
            let digits = |text: &str| text.chars().filter(|ch| is_digit(*ch)).collect::<String>();
            digits(&printed) == digits(&value)
        }
    }
}

fn put_in_doubt(collected: &mut Collector<'_>, shown: &[Glyph]) {
    for glyph in &mut collected.glyphs {
        if shown.iter().any(|other| is_same(glyph, other)) {
            glyph.doubt = glyph.doubt.or(Some(Doubt::Field));
        }
    }
}

/// Adds the text of an annotation, unless the page has it already: print may have been made of the form.
fn add(collected: &mut Collector<'_>, to_draw: &ToDraw, doubt: Option<Doubt>) {
    let is_in = |glyph: &&Glyph| to_draw.rect.contains(glyph.rect.mid_x(), glyph.rect.mid_y());
    let below: String = collected.glyphs.iter().filter(is_in).map(|glyph| glyph.ch).collect();
    if !below.is_empty() && says_the_same(&below, &to_draw.text) && has_digit(&below) {
        return;
    }
    let mut glyphs = lay_out(&to_draw.text, to_draw.setting, to_draw.size, to_draw.transform, doubt);
    if collected.glyphs.len() + glyphs.len() > MOST_GLYPHS {
        collected.overflowed = true;
        return;
    }
    if has_digit(&below) {
        for under in &mut collected.glyphs {
            for over in glyphs.iter_mut().filter(|over| overlap(&over.rect, &under.rect)) {
                (over.doubt, under.doubt) = (Some(Doubt::Overlaid), Some(Doubt::Overlaid));
            }
        }
    }
    for glyph in glyphs {
        collected.add_printed(glyph);
    }
}

fn is_same(a: &Glyph, b: &Glyph) -> bool {
    a.ch == b.ch && a.rect == b.rect
}

/// A rectangle of the file, on the page as it is seen.
fn on_page(page: &PdfPage<'_>, rect: PdfRect) -> Rect {
    let seen = page.initial_transform(true).to_kurbo();
    to_rect(seen.transform_rect_bbox(KurboRect::new(rect.x0, rect.y0, rect.x1, rect.y1)))
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    a.intersect(b).is_some_and(|both| both.area() > OVERLAP * a.area().min(b.area()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_print_and_a_value_are_compared_as_numbers() {
        for (printed, value) in [
            ("1,286.50", "1286.5"),
            ("1,286.50", "1286.504"),
            ("2023年1月2日", "2023-1-2"),
            ("局", "某局"),
            ("５", "5"),
        ] {
            assert!(says_the_same(printed, value), "{printed} {value}");
        }
        for (printed, value) in [("1,286.50", "1286.6"), ("12", "-12"), ("5", "五"), ("1", "10")] {
            assert!(!says_the_same(printed, value), "{printed} {value}");
        }
    }
}
