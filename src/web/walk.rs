//! Walks through a page from its first element to its last, and gathers tables and the text between them.

use scraper::Html;

use super::gather::Gatherer;
use super::known::{Around, Known, Step, walk};
use super::look::{Look, Parting, is_raised, parting};
use super::style::{Display, Style};

/// Gathers what a page shows.
pub(super) fn gather(page: &Html, known: &Known, gatherer: &mut Gatherer) {
    let plain = Style::default();
    let mut open: Vec<Around> = Vec::new();
    let mut skipped = 0usize;
    walk(page, |step| match step {
        Step::Open(_) if skipped > 0 => skipped += 1,
        Step::Close(_) if skipped > 1 => skipped -= 1,
        Step::Text(_) if skipped > 0 => {}
        Step::Open(element) => {
            let style = known.styles.get(&element.id()).unwrap_or(&plain);
            let name = element.value().name();
            let (outer, display, hidden_by) = match open.last() {
                Some(outer) => (outer.look, outer.display, outer.hidden_by),
                None => (Look::PLAIN, None, None),
            };
            let look = outer.of(&element, style);
            let is_unseen = look.is_unseen(known.has_other_sheets);
            let hidden_by = if is_unseen { hidden_by.or(Some(element.id())) } else { None };
            let around = Around { look, display: style.display, hidden_by };
            part(gatherer, name, style, display);
            if is_raised(name, style) {
                gatherer.begin_mark(element.id());
            }
            let reads_children = gatherer.open(&element, style, &around, known);
            open.push(around);
            if !reads_children {
                skipped = 1;
            }
        }
        Step::Close(element) => {
            skipped = 0;
            let style = known.styles.get(&element.id()).unwrap_or(&plain);
            open.pop();
            gatherer.close(&element);
            if is_raised(element.value().name(), style) {
                gatherer.end_mark(element.id());
            }
            part(gatherer, element.value().name(), style, open.last().and_then(|outer| outer.display));
        }
        Step::Text(text) => {
            if let Some(around) = open.last() {
                gatherer.text(text, around, known.has_other_sheets);
            }
        }
    });
}

fn part(gatherer: &mut Gatherer, name: &str, style: &Style, around: Option<Display>) {
    match parting(name, style, around) {
        Parting::Joined => {}
        Parting::Apart => gatherer.flow().gap(),
        Parting::Lines => gatherer.flow().end_line(),
    }
}
