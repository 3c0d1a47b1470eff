//! Makes upright pages of what a document of another format than PDF draws, by the same steps: watermarks, text drawn twice or
//! over other text, pictures that show more than the text says, ink that nothing accounts for.

use super::inventory::FEW_GLYPHS;
use super::painted::PaintedPage;
use super::painted_picture::PaintedPicture;
use super::pictured::{PicturedPrint, PicturedText};
use super::read::{FEW_OUTSIDE, IMAGE_SHARE, MOST_UNKNOWN, NARROWEST, UNCOVERED_SHARE};
use super::uncovered::UncoveredPrint;
use super::unseen::drop_unseen;
use super::watermarks::{self, Marks, PaleTexts};
use super::{audit, filled_gaps, ink, lost_signs, overlaid, repeats, turn};
use crate::geom::{Affine, Rect};
use crate::page::{Origin, Page};
use crate::place::{Note, Severity};
use crate::text::number::is_digit;

/// Makes the pages of a document, in order, from 1. Each comes with the notes of its reader.
pub(crate) fn painted_to_pages(painted: Vec<(PaintedPage<'_>, Vec<Note>)>) -> Vec<Page> {
    let hidden: Vec<_> =
        painted.into_iter().map(|(mut page, notes)| (page.hidden_amounts(), page, notes)).collect();
    let pale: Vec<PaleTexts> = hidden.iter().map(|(_, page, _)| page.pale_texts()).collect();
    let marks = watermarks::marks_of_document(&pale.iter().collect::<Vec<_>>());
    let pages = (1..).zip(hidden).zip(&pale);
    pages
        .map(|((number, (amounts, page, mut notes)), pale)| {
            let page = page.finish(number, pale, &marks);
            if page.origin == Origin::Text {
                notes.extend(amounts.notes(number));
            }
            Page { notes: notes.into_iter().chain(page.notes).collect(), ..page }
        })
        .collect()
}

impl PaintedPage<'_> {
    /// Drops what is not printed of the text, and marks what is not all to be seen.
    fn hidden_amounts(&mut self) -> super::hidden_amounts::HiddenAmounts {
        drop_unseen(&mut self.covers, &mut self.glyphs, &mut self.tints, &mut self.layer)
    }

    fn pale_texts(&self) -> PaleTexts {
        watermarks::find_pale_texts(&self.glyphs, &self.tints, &self.lines.rulings)
    }

    fn finish(mut self, number: u32, pale: &PaleTexts, marks: &Marks) -> Page {
        let (width, height) = self.size;
        let mut notes = self.notes(number);
        let (glyphs, marks) = watermarks::drop_watermarks(std::mem::take(&mut self.glyphs), pale, marks);
        if !marks.is_empty() {
            let message =
                format!("pale text across the print is a watermark and not read: {}", marks.join(", "));
            notes.push(Note::on_page(Severity::Info, number, message));
        }
        let mut glyphs = repeats::drop_repeats(glyphs);
        overlaid::mark(&mut glyphs);
        let has_large_images = self.image_area >= IMAGE_SHARE * width * height;
        let uncovered = match has_large_images && glyphs.len() >= FEW_GLYPHS {
            true => self.uncovered_share(&glyphs),
            false => Some(0.0),
        };
        if uncovered.is_none() {
            let message = "a picture on the page cannot be decoded: what it shows is not read";
            notes.push(Note::on_page(Severity::Unread, number, message).hint("look at the page"));
        }
        let unknown = glyphs.iter().filter(|g| g.ch == char::REPLACEMENT_CHARACTER).count();
        let mut ink = ink::Account::default();
        let why_scan = if has_large_images && glyphs.len() < FEW_GLYPHS {
            Some("the page is a picture".to_owned())
        } else if uncovered.is_some_and(|share| share >= UNCOVERED_SHARE) {
            Some("a picture on the page shows more than its text says".to_owned())
        } else if unknown * MOST_UNKNOWN > glyphs.len() {
            Some(format!("{unknown} of its {} characters are unknown", glyphs.len()))
        } else {
            let look_into = |pictures| self.pictured(pictures, &glyphs);
            ink = ink::account(self.size, &glyphs, &self.lines.rulings, &self.marks, look_into);
            ink::doubt_beside_curves(&mut glyphs, &self.lines.rulings, &self.marks);
            ink.why_scan.take()
        };
        let origin = if why_scan.is_some() { Origin::Scan } else { Origin::Text };
        notes.extend(why_scan.map(|why| Note::on_page(Severity::Info, number, why)));
        if origin == Origin::Scan {
            glyphs.clear();
        } else {
            notes.extend(audit::notes(number, &self.fonts));
        }
        let page = Page {
            number,
            width,
            height,
            origin,
            upright: Affine::IDENTITY,
            bend: None,
            glyphs,
            rulings: ink::without_strokes(&self.lines.rulings, &ink.unread),
            fills: self.lines.fills,
            readings: Vec::new(),
            fonts: self.fonts,
            unread_ink: ink.unread,
            layer: if origin == Origin::Scan { self.layer } else { Vec::new() },
            notes,
        };
        let mut page = turn::turn_upright(page);
        lost_signs::doubt_lost_signs(&mut page, &self.inks);
        filled_gaps::doubt_filled_gaps(&mut page, self.inks.iter().chain(&self.marks.shapes));
        page
    }

    /// What is to be said of what was left out.
    fn notes(&self, number: u32) -> Vec<Note> {
        let mut notes = Vec::new();
        if self.overflowed || self.lines.overflowed {
            let message = "the page has too many characters, lines or pictures: the rest was left out";
            notes.push(Note::on_page(Severity::Unread, number, message));
        }
        if self.digits_outside >= FEW_OUTSIDE {
            let message = format!("{} digits lie outside of the page, and are not read", self.digits_outside);
            let inside = self.glyphs.iter().filter(|glyph| is_digit(glyph.ch)).count();
            let is_narrow = self.size.0.min(self.size.1) < f64::from(NARROWEST);
            notes.push(match self.digits_outside > inside && is_narrow {
                true => Note::on_page(Severity::Unread, number, message)
                    .hint("look at the page: its size may be damaged"),
                false => Note::on_page(Severity::Info, number, message),
            });
        }
        if self.clipped_away > 0 {
            let message = format!("{} characters are clipped away, and not read", self.clipped_away);
            notes.push(Note::on_page(Severity::Info, number, message));
        }
        notes
    }

    /// Share of the page on which pictures show print and no text stands; `None` where one cannot be decoded.
    fn uncovered_share(&self, glyphs: &[crate::page::Glyph]) -> Option<f64> {
        let (width, height) = self.size;
        let mut uncovered = UncoveredPrint::new(width, height)?;
        for picture in self.pictures.iter().filter(|picture| is_large(&picture.seen, width * height)) {
            let tones = picture.tones()?;
            let size = (tones.width, tones.height);
            uncovered.sample(size, tones.to_page, &picture.seen, |at| faded(picture, tones.at(at)));
        }
        Some(uncovered.share(glyphs))
    }

    /// Says what pictures show.
    fn pictured(&self, wanted: Vec<Rect>, glyphs: &[crate::page::Glyph]) -> Vec<PicturedText> {
        let (width, height) = self.size;
        let Some(mut sampled) = PicturedPrint::new(width, height, wanted) else { return Vec::new() };
        for picture in &self.pictures {
            if !sampled.wants(&picture.seen) {
                continue;
            }
            match picture.tones() {
                Some(tones) => {
                    let size = (tones.width, tones.height);
                    let value = |at| faded(picture, tones.at(at));
                    sampled.paint(size, tones.to_page, &picture.seen, u8::MAX, value);
                }
                None => sampled.add_damaged(picture.seen),
            }
        }
        sampled.texts(glyphs)
    }
}

/// Whether a picture may hide print that is no text.
fn is_large(seen: &Rect, page_area: f64) -> bool {
    seen.area() >= super::uncovered::SMALL_SHARE * page_area
}

/// Brightness and opacity of a pixel, with the opacity of its picture.
fn faded(picture: &PaintedPicture<'_>, (bright, alpha): (u8, u8)) -> (u8, u8) {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to 255
    let alpha = (f32::from(alpha) * picture.opacity.clamp(0.0, 1.0)) as u8;
    (bright, alpha)
}
