//! Draws text objects: each character with the box that it takes on the page, and what is doubtful of it.

use std::sync::Arc;

use super::colour::ink;
use super::fonts::usual_advance;
use super::object::Object;
use super::painter::Painter;
use super::surface::{DrawnGlyph, Surface};
use super::text_code::{PlacedChar, is_misplaced, place};
use super::values::{number, shift};
use super::xml::Element;
use crate::geom::{Affine, Direction, Rect};
use crate::page::{Doubt, Glyph};
use crate::pdf::Ink;

/// The box of a character above and below its base line, in em, as in all text of a page.
const ABOVE_EM: f64 = 0.88;
const BELOW_EM: f64 = 0.12;
/// How much wider than its font says a character may be that is followed by the next one, in em: a larger gap parts words.
const WIDER_EM: f64 = 0.25;
/// Least width of print that can be read, as a share of what it would be.
const SQUEEZED: f64 = 0.15;
/// How far out of its boundary the middle of a character lies that viewers may cut off, in em.
const OUTSIDE_EM: f64 = 0.5;
/// Size of type where none is stated, in millimetres.
const USUAL_SIZE: f64 = 3.5;

/// How the text of an object is set.
struct Setting {
    size: f64,
    /// How wide characters are, as a share of what they would be.
    stretch: f64,
    /// Quarter turns clockwise of the line, and of each character.
    line_turns: u8,
    char_turns: u8,
}

impl Setting {
    fn of(text: &Element) -> Self {
        let turns = |name: &str| match text.attribute(name).and_then(number) {
            Some(degrees) if (degrees - 90.0).abs() < 45.0 => 1,
            Some(degrees) if (degrees - 180.0).abs() <= 45.0 => 2,
            Some(degrees) if (degrees - 270.0).abs() < 45.0 => 3,
            _ => 0,
        };
        let positive = |name: &str| text.attribute(name).and_then(number).filter(|value| *value > 0.0);
        Self {
            size: positive("Size").unwrap_or(USUAL_SIZE),
            stretch: positive("HScale").unwrap_or(1.0),
            line_turns: turns("ReadDirection"),
            char_turns: turns("CharDirection"),
        }
    }
}

/// The map that turns by quarters clockwise, on a page whose y grows downwards.
fn turn(quarters: u8) -> Affine {
    Affine(match quarters % 4 {
        0 => [1.0, 0.0, 0.0, 1.0, 0.0, 0.0],
        1 => [0.0, 1.0, -1.0, 0.0, 0.0, 0.0],
        2 => [-1.0, 0.0, 0.0, -1.0, 0.0, 0.0],
        _ => [0.0, -1.0, 1.0, 0.0, 0.0, 0.0],
    })
}

impl<'a, 'f> Painter<'a, 'f, '_> {
    /// Draws a text object.
    pub(super) fn draw_text(
        &mut self,
        text: &'a Element,
        object: &Object<'a>,
        surface: &mut dyn Surface<'f>,
    ) {
        let setting = Setting::of(text);
        let font = text.attribute("Font").and_then(|id| self.scope.font(id));
        let face = font.and_then(|font| self.face(font));
        let glyph_of = |ch: char| face.as_ref().and_then(|face| face.glyph(ch));
        let em_of = |glyph: Option<u32>, ch: char| {
            let stated = glyph.and_then(|glyph| face.as_ref()?.advance(glyph));
            stated.unwrap_or_else(|| usual_advance(ch)) * setting.stretch
        };
        let inks = self.inks_of(text, object);
        let mut before = (0.0, 0.0);
        let mut transforms = Vec::new();
        for child in &text.children {
            if child.is("CGTransform") {
                transforms.push(child);
            }
            if !child.is("TextCode") {
                continue;
            }
            if is_misplaced(child) {
                self.says.misplaced += 1;
                continue;
            }
            let advance = |ch: char| {
                let along = if setting.line_turns.is_multiple_of(2) { em_of(glyph_of(ch), ch) } else { 1.0 };
                turn(setting.line_turns).point(along * setting.size, 0.0)
            };
            let code = place(child, &std::mem::take(&mut transforms), &mut before, advance);
            self.says.guessed += usize::from(code.is_guessed);
            self.says.wrong_steps += usize::from(code.is_wrong);
            let mut pitch = None;
            for placed in &code.chars {
                if !self.spend() {
                    return;
                }
                let glyph = placed.glyph.or_else(|| glyph_of(placed.ch));
                let em = em_of(glyph, placed.ch);
                let to_page = shift(placed.x, placed.y).then(&object.to_page);
                let drawn = on_page(placed, &setting, (em, pitch), &to_page, object);
                // The last digit of a number is as wide as the one before it.
                pitch = placed.step.map(|(dx, dy)| dx.hypot(dy)).filter(|_| placed.ch.is_ascii_digit());
                match inks {
                    None => surface.hidden(drawn),
                    Some((ink, is_filled)) => {
                        let to_page = turn(setting.char_turns).then(&to_page);
                        let em = Affine([setting.size * setting.stretch, 0.0, 0.0, -setting.size, 0.0, 0.0]);
                        let face = face.clone().zip(glyph);
                        let (font, named) = (font.map(Arc::clone), placed.glyph);
                        let outline = em.then(&to_page);
                        surface.glyph(DrawnGlyph {
                            glyph: drawn,
                            ink,
                            is_filled,
                            face,
                            font,
                            named,
                            outline,
                        });
                    }
                }
            }
        }
    }

    /// How the text is painted, and whether it is filled; `None` where it is not drawn.
    fn inks_of(&self, text: &'a Element, object: &Object<'a>) -> Option<(Ink, bool)> {
        let colour = |name: &str| object.look(text, name, self.scope);
        let is_filled = text.flag("Fill", true);
        let painted = if is_filled {
            // Text without a colour is black; one that is no plain colour is taken for dark.
            colour("FillColor")
                .map_or(Some(Ink::BLACK), |fill| Some(ink(fill, self.scope).unwrap_or(Ink::BLACK)))
        } else if text.flag("Stroke", false) {
            colour("StrokeColor").map_or(Some(Ink::BLACK), |stroke| ink(stroke, self.scope))
        } else {
            None
        };
        let painted = painted.map(|ink| Ink { opacity: ink.opacity * object.opacity, ..ink })?;
        (painted.opacity > 0.0).then_some((painted, is_filled))
    }
}

/// The character on the page, with the box that it takes.
fn on_page(
    placed: &PlacedChar,
    setting: &Setting,
    (em, pitch): (f64, Option<f64>),
    to_page: &Affine,
    object: &Object<'_>,
) -> Glyph {
    let size = setting.size;
    let natural = em * size;
    let turned = turn(setting.char_turns);
    // Up to the next character, where that follows along its own line.
    let along = placed.step.map(|(dx, dy)| {
        let (x, y) = turned.point(1.0, 0.0);
        dx * x + dy * y
    });
    let fits = |along: &f64| *along > 0.0 && *along <= natural + WIDER_EM * size;
    let width = along.filter(fits).or(pitch.filter(|pitch| *pitch < natural)).unwrap_or(natural);
    let to_page = turned.then(to_page);
    let rect = to_page.rect(&Rect::new(0.0, -ABOVE_EM * size, width, BELOW_EM * size));
    let vector = |x: f64, y: f64| {
        let ((x0, y0), (x1, y1)) = (to_page.point(0.0, 0.0), to_page.point(x, y));
        (x1 - x0, y1 - y0)
    };
    let ((ax, ay), (ux, uy)) = (vector(size, 0.0), vector(0.0, -size));
    let seen_size = ux.hypot(uy);
    // Characters that stand upright below each other run down, as in vertical writing.
    let direction = if !setting.line_turns.is_multiple_of(2) && setting.char_turns.is_multiple_of(2) {
        Direction::of(-ux, -uy)
    } else {
        Direction::of(ax, ay)
    };
    let is_squeezed = ax.hypot(ay) * setting.stretch < SQUEEZED * seen_size;
    let is_outside = object.boundary.is_some_and(|boundary| {
        let reach = OUTSIDE_EM * seen_size;
        let (x, y) = (rect.mid_x(), rect.mid_y());
        x < boundary.x0 - reach
            || x > boundary.x1 + reach
            || y < boundary.y0 - reach
            || y > boundary.y1 + reach
    });
    let doubt =
        placed.doubt.or(is_squeezed.then_some(Doubt::Squeezed)).or(is_outside.then_some(Doubt::Covered));
    Glyph { ch: placed.ch, rect, size: seen_size, direction, cut: false, doubt, reading: None }
}
