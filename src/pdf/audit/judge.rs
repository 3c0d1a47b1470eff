//! Judges the fonts of a document by the glyphs of all its pages.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rustc_hash::{FxHashMap, FxHashSet};

use super::programs::is_substitute;
use super::sightings::{Drawing, FontKey, MarkKey, PageMarks};
use crate::glyph_reader::{
    FontVerdict as Verdict, GlyphVerdict, Judged, Mark, USUAL_DIGIT_HEIGHT, judge as judge_glyphs, read,
};
use crate::page::{FontAudit, FontVerdict, Lie};

/// What is shown where a glyph draws nothing.
const NOTHING: char = ' ';

/// The fonts of a document that could be asked what they draw.
#[derive(Default)]
pub(in crate::pdf) struct Audits {
    pub(super) fonts: Vec<FontAudit>,
    /// The font of each mark.
    pub(super) of_mark: FxHashMap<MarkKey, usize>,
    /// Signs that draw nothing, although the document brings their font.
    pub(super) blank_signs: FxHashSet<MarkKey>,
}

/// Judges the fonts of the pages.
pub(in crate::pdf) fn judge<'p>(pages: impl Iterator<Item = &'p PageMarks> + Clone) -> Audits {
    // Threads may have drawn a mark each: the same.
    let drawings: BTreeMap<MarkKey, &Drawing> =
        pages.clone().flat_map(|page| &page.drawings).map(|(key, drawing)| (*key, drawing)).collect();
    let fonts = fonts_of_type3(pages.flat_map(|page| &page.of_one_font));
    let mut groups: BTreeMap<FontKey, Vec<(MarkKey, &Drawing)>> = BTreeMap::new();
    for (key, drawing) in drawings {
        let font = fonts.get(&key.font).copied().unwrap_or(key.font);
        groups.entry(font).or_default().push((key, drawing));
    }
    let mut audits = Audits::default();
    for (font, marks) in groups {
        audits.blank_signs.extend(blank_signs(font, &marks));
        if let Some(audit) = judge_font(font, &marks) {
            audits.of_mark.extend(marks.iter().map(|(key, _)| (*key, audits.fonts.len())));
            audits.fonts.push(audit);
        }
    }
    audits
}

/// Gives each Type 3 glyph that stood beside others the first of its font.
fn fonts_of_type3<'p>(pairs: impl Iterator<Item = &'p (FontKey, FontKey)>) -> HashMap<FontKey, FontKey> {
    let pairs: BTreeSet<(FontKey, FontKey)> = pairs.copied().collect();
    let mut firsts: HashMap<FontKey, FontKey> = HashMap::new();
    let first_of = |firsts: &HashMap<FontKey, FontKey>, mut key: FontKey| {
        while let Some(before) = firsts.get(&key).filter(|before| **before != key) {
            key = *before;
        }
        key
    };
    for (a, b) in pairs {
        let (a, b) = (first_of(&firsts, a), first_of(&firsts, b));
        firsts.insert(a.max(b), a.min(b));
    }
    let keys: Vec<FontKey> = firsts.keys().copied().collect();
    keys.into_iter().map(|key| (key, first_of(&firsts, key))).collect()
}

/// The signs of a font that draw nothing: a number with one is printed as another.
fn blank_signs(font: FontKey, marks: &[(MarkKey, &Drawing)]) -> Vec<MarkKey> {
    let is_sign = |says| matches!(says, Mark::Point | Mark::Comma | Mark::Minus | Mark::Bracket);
    let is_blank =
        |drawing: &Drawing| drawing.outline.as_ref().is_some_and(|outline| outline.ink_box().is_none());
    let blank = marks.iter().filter(|(key, drawing)| is_sign(key.says) && is_blank(drawing));
    let blank: Vec<MarkKey> = blank.map(|(key, _)| *key).collect();
    match font {
        FontKey::Program(program) if !blank.is_empty() && is_substitute(program) => Vec::new(),
        _ => blank,
    }
}

/// Judges a font by its marks; `None` where it has no digits and no signs that numbers are made of, or where it is a
/// substitute that shows anything else than its codes say.
fn judge_font(font: FontKey, marks: &[(MarkKey, &Drawing)]) -> Option<FontAudit> {
    let name = marks.iter().map(|(_, drawing)| drawing.name.as_str()).find(|name| !name.is_empty());
    let mut audit = FontAudit {
        name: name.unwrap_or_default().to_owned(),
        verdict: FontVerdict::Unsure,
        is_standard: marks.iter().all(|(key, _)| key.is_standard || key.says.digit().is_none()),
        agrees: String::new(),
        unsure: String::new(),
        lies: Vec::new(),
    };
    let has_numbers = marks.iter().any(|(key, _)| is_of_numbers(key.says));
    if !has_numbers && !marks.iter().any(|(key, _)| key.says == Mark::Plus) {
        return None;
    }
    let digit_height = digit_height(marks);
    let (mut seen, mut read_marks) = (Vec::new(), Vec::new());
    let mut blank = Vec::new();
    for (key, drawing) in marks {
        match drawing.outline.as_ref().map(|outline| read(outline, digit_height)) {
            Some(Some(likelihood)) => {
                seen.push(Judged { says: key.says, likelihood });
                read_marks.push((key, drawing));
            }
            // A sign that draws nothing may be one that nobody prints.
            Some(None) if key.says.digit().is_some() => blank.push(key),
            _ => audit.unsure.push(key.says.as_char()),
        }
    }
    let (verdict, verdicts) = judge_glyphs(&seen);
    audit.verdict = match verdict {
        Verdict::Lies => FontVerdict::Lies,
        Verdict::Audited if audit.unsure.is_empty() || !seen.is_empty() => FontVerdict::Audited,
        _ => FontVerdict::Unsure,
    };
    let mut by_code = true;
    for ((key, drawing), verdict) in read_marks.iter().zip(verdicts) {
        let says = key.says.as_char();
        match verdict {
            GlyphVerdict::Agrees => audit.agrees.push(says),
            GlyphVerdict::Unsure => audit.unsure.push(says),
            GlyphVerdict::Shows(mark) => {
                by_code &= drawing.code == u32::from(mark.as_char());
                audit.lies.push(Lie { says, shows: mark.as_char() });
            }
        }
    }
    if let FontKey::Program(program) = font
        && (audit.verdict != FontVerdict::Audited || !blank.is_empty())
        && is_substitute(program)
    {
        // Its codes choose what it draws: where they do so by ASCII, any other text is a lie of the map.
        let lies = audit.verdict == FontVerdict::Lies && by_code;
        return lies.then_some(audit);
    }
    if !blank.is_empty() {
        audit.verdict = FontVerdict::Lies;
        audit.lies.extend(blank.iter().map(|key| Lie { says: key.says.as_char(), shows: NOTHING }));
    }
    if !has_numbers && audit.lies.is_empty() {
        return None;
    }
    for marks in [&mut audit.agrees, &mut audit.unsure] {
        let sorted: BTreeSet<char> = marks.chars().collect();
        *marks = sorted.into_iter().collect();
    }
    audit.lies.sort_unstable();
    audit.lies.dedup();
    Some(audit)
}

/// The median height of the digits of a font.
fn digit_height(marks: &[(MarkKey, &Drawing)]) -> f32 {
    let digits = marks.iter().filter(|(key, _)| key.says.digit().is_some());
    let inks = digits.filter_map(|(_, drawing)| drawing.outline.as_ref()?.ink_box());
    let mut heights: Vec<f32> = inks.map(|ink| ink.height()).collect();
    heights.sort_unstable_by(f32::total_cmp);
    heights.get(heights.len() / 2).copied().unwrap_or(USUAL_DIGIT_HEIGHT)
}

/// Whether a mark is one of numbers: brackets and per cent signs stand in any text.
fn is_of_numbers(mark: Mark) -> bool {
    mark.digit().is_some() || matches!(mark, Mark::Point | Mark::Comma | Mark::Minus)
}
