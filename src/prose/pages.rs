//! Takes the lines of the prose from pages: those outside of tables, without page numbers and running heads, in sections.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::sections::{LineKind, line_kind};
use crate::geom::Rect;
use crate::table::{PageTables, TextLine};
use crate::taxonomy::figures::FigureModel;
use crate::text::number::{is_dash, is_digit, is_minus};
use crate::text::plain::plain;

/// A line that stands at the top or the bottom of so many pages is a running head.
const RUNNING: usize = 3;
/// So many lines from the top or the bottom may be one.
const EDGE: usize = 2;
/// Most digits of the number of a page.
const PAGE_DIGITS: usize = 4;
/// Width of a character of half width, beside one of full width.
const HALF: f64 = 0.5;

/// Section of the prose: its lines, and their text in one.
#[derive(Debug, Default)]
pub(super) struct Section<'t> {
    /// `None` before the first heading.
    pub(super) id: Option<&'t str>,
    pub(super) text: String,
    /// Where the text of each line begins, its page, and the line.
    lines: Vec<(usize, &'t PageTables, &'t TextLine)>,
}

/// Part of a line that a number is printed in.
#[derive(Debug)]
pub(super) struct PartOfLine<'t> {
    pub(super) page: &'t PageTables,
    pub(super) line: &'t TextLine,
    /// Bytes of the line's text.
    bytes: Range<usize>,
}

impl PartOfLine<'_> {
    /// Its box on the page as it is seen, as wide as its characters are beside those of the whole line.
    pub(super) fn seen(&self) -> Rect {
        let width = |text: &str| text.chars().map(|c| if c.is_ascii() { HALF } else { 1.0 }).sum::<f64>();
        let text = self.line.words();
        let whole = width(text);
        let at = |to: usize| width(text.get(..to).unwrap_or(text)) / whole.max(HALF);
        let rect = self.line.rect;
        let (x0, x1) =
            (rect.x0 + rect.width() * at(self.bytes.start), rect.x0 + rect.width() * at(self.bytes.end));
        self.page.as_seen.rect(&Rect { x0, x1, ..rect })
    }
}

impl<'t> Section<'t> {
    fn push(&mut self, page: &'t PageTables, line: &'t TextLine) {
        self.lines.push((self.text.len(), page, line));
        self.text.push_str(line.words());
        self.text.push('\n');
    }

    /// Lists the parts of lines that bytes of the text are printed in.
    pub(super) fn places(&self, printed: &Range<usize>) -> Vec<PartOfLine<'t>> {
        let part = |(begins, page, line): &(usize, &'t PageTables, &'t TextLine)| {
            let (from, to) = (printed.start.max(*begins), printed.end.min(begins + line.words().len()));
            (from < to).then(|| PartOfLine { page, line, bytes: from - begins..to - begins })
        };
        self.lines.iter().filter_map(part).collect()
    }
}

/// Parts the lines between the tables of all pages into sections.
pub(super) fn pages_to_sections<'t>(model: &'t FigureModel, pages: &'t [PageTables]) -> Vec<Section<'t>> {
    let heads = running_heads(pages);
    let mut sections = vec![Section::default()];
    for page in pages {
        for line in &page.lines {
            let words = line.words();
            if is_page_number(words) || heads.contains_key(&head(words)) {
                continue;
            }
            match line_kind(model, words) {
                LineKind::Contents => {}
                LineKind::Heading(id) => {
                    sections.push(Section { id: Some(id), ..Section::default() });
                }
                LineKind::Prose => {
                    if let Some(section) = sections.last_mut() {
                        section.push(page, line);
                    }
                }
            }
        }
    }
    sections.retain(|section| !section.lines.is_empty());
    sections
}

/// Whether a line is the number of a page and nothing else.
pub(super) fn is_page_number(line: &str) -> bool {
    let bare = line.trim_matches(|c: char| c.is_whitespace() || is_minus(c) || is_dash(c));
    !bare.is_empty() && bare.chars().count() <= PAGE_DIGITS && bare.chars().all(is_digit)
}

/// Finds the lines that stand at the edges of several pages, but for their digits.
fn running_heads(pages: &[PageTables]) -> FxHashMap<String, usize> {
    let mut seen: FxHashMap<String, usize> = FxHashMap::default();
    for page in pages {
        let last = page.lines.len().saturating_sub(EDGE);
        let at_edge = page.lines.iter().enumerate().filter(|(at, _)| *at < EDGE || *at >= last);
        let mut heads: Vec<String> = at_edge.map(|(_, line)| head(line.words())).collect();
        heads.sort_unstable();
        heads.dedup();
        heads.into_iter().for_each(|head| *seen.entry(head).or_default() += 1);
    }
    seen.retain(|_, count| *count >= RUNNING);
    seen
}

fn head(line: &str) -> String {
    plain(line).chars().filter(|c| !is_digit(*c)).collect()
}
