//! Says which amounts of a page are not printed and therefore not read.

use super::hiding::{Cover, Sight, is_beside};
use crate::geom::Rect;
use crate::page::Glyph;
use crate::place::{Note, Severity};
use crate::text::number::is_amount_like;

/// Most amounts that a note names.
const MOST_NAMED: usize = 5;
/// Fewest digits of an amount: a lone digit may be anything.
const FEWEST_DIGITS: usize = 2;

/// The amounts of a page that nobody sees, by what is seen in their place.
#[derive(Default)]
pub(super) struct HiddenAmounts {
    /// They have the colour of what lies beneath.
    faint: Vec<String>,
    /// A blank, or other print, is seen in their place.
    replaced: Vec<String>,
    /// Something else is seen in their place: a bar, a picture.
    barred: Vec<String>,
}

impl HiddenAmounts {
    /// Gathers them from all characters of a page, in drawing order.
    pub(super) fn find(glyphs: &[Glyph], sights: &[Sight], covers: &[Cover]) -> Self {
        let mut found = Self::default();
        let mut word: Vec<&Glyph> = Vec::new();
        let mut how = Sight::Whole;
        let mut end = |word: &mut Vec<&Glyph>, how: Sight| {
            let text: String = word.iter().map(|glyph| glyph.ch).collect();
            let digits = word.iter().filter(|glyph| glyph.ch.is_ascii_digit()).count();
            if digits >= FEWEST_DIGITS && is_amount_like(&text) {
                let place = Rect::hull(word.iter().map(|glyph| glyph.rect));
                let is_blank = match how {
                    Sight::Under(cover) => covers.get(cover as usize).is_some_and(|cover| cover.is_blank),
                    _ => true,
                };
                let is_replaced = || place.is_some_and(|place| is_printed_over(&place, glyphs, sights));
                match how {
                    // The edges of characters may be drawn apart from their insides.
                    Sight::Faint if !is_replaced() => found.faint.push(text),
                    Sight::Faint => {}
                    _ if is_blank || is_replaced() => found.replaced.push(text),
                    _ => found.barred.push(text),
                }
            }
            word.clear();
        };
        for (glyph, sight) in glyphs.iter().zip(sights) {
            let goes_on = sight.is_hidden()
                && (*sight == Sight::Faint) == (how == Sight::Faint)
                && word.last().is_some_and(|last| is_beside(last, glyph));
            if !goes_on {
                end(&mut word, how);
            }
            if sight.is_hidden() {
                word.push(glyph);
                how = *sight;
            }
        }
        end(&mut word, how);
        found
    }

    /// Says what is not printed.
    pub(super) fn notes(&self, page: u32) -> Vec<Note> {
        let note = |amounts: &[String], severity, why: &str| {
            let note = Note::on_page(severity, page, format!("{why}: {}", named(amounts)));
            (!amounts.is_empty()).then_some(note)
        };
        let faint = "amounts in the colour of what lies beneath are not printed and not read";
        let replaced = "amounts under what is drawn over them are not printed and not read";
        let barred = "amounts under a coloured shape or a picture are not printed and not read";
        let hint = "look at the page: what is seen in their place is not in the text";
        let notes = [
            note(&self.faint, Severity::Info, faint),
            note(&self.replaced, Severity::Info, replaced),
            note(&self.barred, Severity::Unread, barred).map(|note| note.hint(hint)),
        ];
        notes.into_iter().flatten().collect()
    }
}

/// Whether a digit that can be seen stands in a place.
fn is_printed_over(place: &Rect, glyphs: &[Glyph], sights: &[Sight]) -> bool {
    glyphs.iter().zip(sights).any(|(glyph, sight)| {
        !sight.is_hidden()
            && glyph.ch.is_ascii_digit()
            && place.contains(glyph.rect.mid_x(), glyph.rect.mid_y())
    })
}

/// The first few amounts, and how many there are where these are more.
fn named(amounts: &[String]) -> String {
    let mut names = amounts.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>().join(", ");
    if amounts.len() > MOST_NAMED {
        names.push_str(&format!(" … ({} in all)", amounts.len()));
    }
    names
}
