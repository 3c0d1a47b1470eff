//! Tells official forms that led to nothing: a title without a form, and a form whose printed amounts were not read.
//!
//! An empty form is none of these: where its table is blank, or the lines below its title say that there is no data.

use super::forms::{Form, Forms, OTHER};
use super::opening::has_amounts;
use super::title::line_to_title;
use crate::place::{Note, Severity};
use crate::table::{Grid, PageTables};
use crate::taxonomy::{KindModel, Models, is_official, models};
use crate::text::number::counting::may_count;
use crate::text::number::is_plain_number;
use crate::text::plain::plain;

/// A page with so many titles of official forms, and fewer tables than titles, is a table of contents.
const CONTENTS: usize = 3;

const HINT: &str = "look at the page: amounts of a form may stand there";

/// Notes on official titles and forms that led to no amounts.
pub(super) fn notes_on_untold(models: &Models, tables: &[PageTables], found: &Forms) -> Vec<Note> {
    // The forms of budgets and of whole governments are not read, which is told of the document.
    if found.family.is_some_and(|family| !family.makes_facts()) {
        return Vec::new();
    }
    let forms = &found.forms;
    let mut notes = titles_without_form(models, tables, forms);
    let is_unread = |form: &&Form| {
        form.is_official()
            && form.lines.iter().all(|line| line.amounts.is_empty())
            && (form.grids.iter().any(has_amounts)
                || models.is_of_whole_place(&form.kind) && form.grids.iter().any(has_numbers))
    };
    for form in forms.iter().filter(is_unread) {
        let title = form.title.as_deref().unwrap_or(&form.kind);
        let message = format!("{title}: amounts are printed in it, and none is read");
        notes.push(
            Note::on_page(Severity::Unread, form.pages.first().copied().unwrap_or(1), message).hint(HINT),
        );
    }
    notes
}

/// Finds a page with a table of amounts of which nothing tells what it is: it may be an official form in words that are not
/// known.
pub(crate) fn page_of_unknown_table(forms: &Forms) -> Option<u32> {
    let models = models();
    let is_known = |title: &str| line_to_title(models, title).is_some_and(|title| title.kind.is_some());
    let is_unknown = |form: &&Form| form.kind == OTHER && !form.title.as_deref().is_some_and(is_known);
    let grids = forms.forms.iter().filter(is_unknown).flat_map(|form| &form.grids);
    grids.filter(|grid| has_amounts(grid)).map(|grid| grid.page).min()
}

/// Notes on titles of official forms of which the document has none.
fn titles_without_form(models: &Models, tables: &[PageTables], forms: &[Form]) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut told: Vec<String> = Vec::new();
    let of_whole = forms.iter().any(|form| models.is_of_whole_place(&form.kind) && !form.lines.is_empty());
    for (index, page) in tables.iter().enumerate() {
        let titles: Vec<(usize, String, String)> = page
            .lines
            .iter()
            .enumerate()
            .filter_map(|(at, line)| {
                let title = line_to_title(models, line.words())?;
                let kind = title.kind.filter(|kind| is_official(kind))?;
                // Performance tables are attached, or published elsewhere; their titles are mentions of them.
                if models.kind(&kind).is_some_and(KindModel::is_performance) {
                    return None;
                }
                // In a department's document the title of a whole government's form is a mention of it.
                if models.is_of_whole_place(&kind) && !of_whole {
                    return None;
                }
                Some((at, title.printed, kind))
            })
            .collect();
        if titles.len() >= CONTENTS && page.grids.len() < titles.len() {
            continue;
        }
        for (at, printed, kind) in titles {
            let words = plain(&printed);
            let has_form = |form: &Form| {
                form.kind == kind || form.title.as_deref().is_some_and(|title| plain(title) == words)
            };
            if forms.iter().any(has_form) || told.contains(&kind) {
                continue;
            }
            let next = tables.get(index + 1).filter(|_| page.grids.is_empty());
            let below = page.lines.iter().skip(at + 1).chain(next.iter().flat_map(|next| &next.lines));
            let says_empty = below
                .take_while(|line| {
                    line_to_title(models, line.words()).is_none_or(|title| title.kind.is_none())
                })
                .any(|line| is_empty_statement(models, line.words()));
            if says_empty {
                continue;
            }
            let message = format!("{printed}: no table below this title is read as its form");
            notes.push(Note::on_page(Severity::Unread, page.page, message).hint(HINT));
            told.push(kind);
        }
    }
    notes
}

/// Whether a table holds several numbers that count nothing: amounts of whole governments have no decimals.
fn has_numbers(grid: &Grid) -> bool {
    let cells = grid.cells.iter().map(|cell| plain(&cell.words()));
    cells.filter(|word| is_plain_number(word) && !may_count(word)).count() > 1
}

/// Whether a line says that there is nothing to print.
fn is_empty_statement(models: &Models, line: &str) -> bool {
    let line = plain(line);
    let items = &models.wording.items;
    items.no_data.iter().any(|words| line.contains(words.as_str())) || line == items.none
}

#[cfg(test)]
mod tests {
    use super::super::forms::sample;
    use super::*;
    use crate::geom::{Affine, Rect};
    use crate::table::TextLine;
    use crate::table::samples::grid;

    fn page(lines: &[&str]) -> PageTables {
        let line = |(at, text): (u8, &&str)| TextLine {
            text: (*text).to_owned(),
            known: None,
            rect: Rect::new(50.0, 20.0 * f64::from(at), 250.0, 20.0 * f64::from(at) + 10.0),
            size: 10.0,
            cut: false,
            doubt: None,
            readings: Vec::new(),
        };
        let lines = (0_u8..).zip(lines).map(line).collect();
        PageTables {
            page: 1,
            size: None,
            grids: Vec::new(),
            lines,
            notes: Vec::new(),
            parts: Vec::new(),
            as_seen: Affine::IDENTITY,
        }
    }

    #[test]
    fn a_title_without_a_form_is_told_and_an_empty_one_is_not() {
        let found = |forms: &[Form]| Forms { forms: forms.to_vec(), ..Forms::default() };
        let told =
            |lines: &[&str], forms: &[Form]| notes_on_untold(models(), &[page(lines)], &found(forms)).len();
        assert_eq!(told(&["支出决算表", "部门：某局"], &[]), 1);
        assert_eq!(told(&["支出决算表"], &[sample("expenditure", "支出决算表")]), 0);
        assert_eq!(
            told(
                &["政府性基金预算财政拨款收入支出决算表", "注：本部门没有政府性基金收支，故本表为空。"],
                &[]
            ),
            0
        );
        assert_eq!(told(&["一、收入决算表", "二、支出决算表", "三、财政拨款收入支出决算总表"], &[]), 0);
    }

    #[test]
    fn a_form_whose_amounts_are_not_read_is_told() {
        let mut form = sample("expenditure", "支出决算表");
        form.grids.push(grid(&["科目编码 | 科目名称", "201 | "]));
        let told = |form: &Form| {
            let found = Forms { forms: vec![form.clone()], ..Forms::default() };
            notes_on_untold(models(), &[], &found).len()
        };
        assert_eq!(told(&form), 0);
        form.grids.push(grid(&["科目编码 | 合计", "201 | 5.00"]));
        assert_eq!(told(&form), 1);
    }
}
