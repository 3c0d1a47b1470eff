//! Says on each page what is wrong with the fonts of its numbers.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::judge::Audits;
use super::sightings::{FontKey, MarkKey, PageMarks};
use crate::geom::Rect;
use crate::glyph_reader::Mark;
use crate::page::{Doubt, FontAudit, FontVerdict, Glyph, Lie};
use crate::place::{Note, Severity};

impl Audits {
    /// The fonts of the numbers of a page.
    pub(in crate::pdf) fn fonts_of(&self, marks: &PageMarks) -> Vec<FontAudit> {
        let fonts: BTreeSet<usize> =
            marks.places.iter().filter_map(|(key, _)| self.of_mark.get(key)).copied().collect();
        fonts.into_iter().filter_map(|font| self.fonts.get(font)).cloned().collect()
    }

    /// Doubts the numbers of a page that are drawn by fonts that lie: where they do so once, nobody knows where else.
    pub(in crate::pdf) fn doubt(&self, marks: &PageMarks, glyphs: &mut [Glyph]) {
        let lies_of = |key| self.fonts.get(*self.of_mark.get(key)?).map(|font| font.lies.as_slice());
        // Glyphs that are programs may be of one font where no operator shows them together.
        let is_program = |key: &MarkKey| matches!(key.font, FontKey::Type3(_));
        let of_programs = marks.places.iter().filter(|(key, _)| is_program(key));
        let lie_of_programs = of_programs.filter_map(|(key, _)| lies_of(key)?.first()).next();
        let mut doubts: FxHashMap<Place, Doubt> = FxHashMap::default();
        for (key, rect) in &marks.places {
            let lies = lies_of(key).unwrap_or_default();
            let own = lies.iter().find(|lie| lie.says == key.says.as_char());
            let other = lie_of_programs.filter(|_| is_program(key));
            if let Some(Lie { says, shows }) = own.or(lies.first()).or(other).copied() {
                doubts.insert(place(key.says, rect), Doubt::Lies { says, shown: shows });
            }
        }
        for (key, rect) in marks.places.iter().filter(|(key, _)| self.blank_signs.contains(key)) {
            doubts
                .entry(place(key.says, rect))
                .or_insert(Doubt::Lies { says: key.says.as_char(), shown: ' ' });
        }
        if doubts.is_empty() {
            return;
        }
        for glyph in glyphs {
            let doubt = Mark::of(glyph.ch).and_then(|mark| doubts.get(&place(mark, &glyph.rect)));
            glyph.doubt = glyph.doubt.or(doubt.copied());
        }
    }
}

/// A mark and where it stands, exactly.
type Place = (Mark, [u64; 4]);

fn place(mark: Mark, rect: &Rect) -> Place {
    (mark, [rect.x0, rect.y0, rect.x1, rect.y1].map(f64::to_bits))
}

/// Says of each font that lies what it draws.
pub(in crate::pdf) fn notes(page: u32, fonts: &[FontAudit]) -> Vec<Note> {
    let lying = fonts.iter().filter(|font| font.verdict == FontVerdict::Lies);
    lying
        .map(|font| {
            let lies: Vec<String> = font.lies.iter().map(say).collect();
            let name = if font.name.is_empty() { String::new() } else { format!(" {}", font.name) };
            let message = format!("the font{name} draws {}: its numbers are not trusted", lies.join(", "));
            Note::on_page(Severity::Info, page, message)
        })
        .collect()
}

fn say(lie: &Lie) -> String {
    match lie.shows {
        ' ' => format!("nothing where its text says {}", lie.says),
        shows => format!("{shows} where its text says {}", lie.says),
    }
}
