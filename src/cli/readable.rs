//! Prints tables for people: a summary of what was read, forms with their amounts under each other, and figures of the prose
//! below their sentences.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::ops::RangeBounds;

use unicode_width::UnicodeWidthStr;

use crate::batch::Entry;
use crate::disclosure::Disclosure;
use crate::fact::shown::Shown;
use crate::form::Form;
use crate::record::words::{Family, Status, written};
use crate::record::{Amount, Fact, Figure};
use crate::text::escape::in_line;

/// Summary of what a run read, one line per file.
#[derive(Debug, Default)]
pub(super) struct Summary {
    rows: Vec<Vec<String>>,
}

impl Summary {
    pub(super) fn read(&mut self, entry: &Entry) {
        let family = entry.family.clone().map(serde_json::Value::String);
        let family = family.and_then(|family| serde_json::from_value(family).ok());
        self.rows.push(vec![
            entry.source.clone(),
            family.map_or("?", Family::short_name).to_owned(),
            entry.department.clone().unwrap_or_else(|| "?".to_owned()),
            entry.fiscal_year.map_or_else(|| "?".to_owned(), |y| y.to_string()),
            entry.pages.to_string(),
            entry.forms.to_string(),
            entry.facts.to_string(),
            entry.suspect.to_string(),
        ]);
    }

    pub(super) fn failed(&mut self, name: &str) {
        let mut row = vec![name.to_owned(), "not read".to_owned()];
        row.resize(8, "-".to_owned());
        self.rows.push(row);
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["file", "family", "department", "year", "pages", "forms", "facts", "suspect"];
        let head = head.map(str::to_owned).to_vec();
        let rows: Vec<&Vec<String>> = std::iter::once(&head).chain(&self.rows).collect();
        f.write_str(&aligned(&rows, 4..))
    }
}

/// Writes the official forms of a disclosure, or those that touch one page, as tables in the unit that was asked for.
pub(super) fn forms(disclosure: &Disclosure, page: Option<u32>, shown: Shown) -> String {
    let mut text = String::new();
    for form in &disclosure.forms.forms {
        if form.is_official() && page.is_none_or(|p| form.pages.contains(&p)) {
            text.push_str(&form_table(disclosure, form, shown));
        }
    }
    text
}

fn form_table(disclosure: &Disclosure, form: &Form, shown: Shown) -> String {
    let pages: Vec<String> = form.pages.iter().map(u32::to_string).collect();
    let scope = form.scope.filter(|_| form.family.is_some_and(Family::is_of_whole_places));
    let scope = written(scope).map(|scope| format!(", {scope}")).unwrap_or_default();
    let project = form.project.as_ref().map(|project| format!(" {project},")).unwrap_or_default();
    let head = format!(
        "{} {} [{}{scope}]{project} page {}, printed in {}",
        form.form_no.as_deref().unwrap_or(""),
        form.title.as_deref().unwrap_or("(no title)"),
        form.kind,
        pages.join(", "),
        form.unit.as_deref().unwrap_or("an unknown unit"),
    );
    let mut text = format!("{}\n", in_line(&head));
    let facts: Vec<&Fact> = disclosure.facts_of(form).collect();
    let mut measures: Vec<&str> = Vec::new();
    for fact in &facts {
        if !measures.contains(&fact.measure.as_str()) {
            measures.push(&fact.measure);
        }
    }
    let labels = labels_of(form, &facts);
    let mut rows: Vec<Vec<String>> = vec![
        labels.iter().map(|(name, _)| *name).chain(measures.iter().copied()).map(str::to_owned).collect(),
    ];
    for of_line in facts.chunk_by(|a, b| a.is_on_line_of(b)) {
        let Some(line) = of_line.first() else { continue };
        let mut row: Vec<String> = labels.iter().map(|(_, label)| label(line)).collect();
        row.extend(measures.iter().map(|measure| {
            let fact = of_line.iter().find(|f| f.measure == *measure);
            fact.map(|f| {
                let amount = f
                    .amount_yuan
                    .and_then(|yuan| shown.yuan_to_text(yuan.decimal()))
                    .unwrap_or_else(|| with_unit(f));
                match f.status {
                    Status::Suspect => format!("{amount} ?"),
                    Status::Repaired => format!("{amount} *"),
                    Status::Verified | Status::Unchecked => amount,
                }
            })
            .unwrap_or_default()
        }));
        rows.push(row);
    }
    if rows.len() == 1 {
        text.push_str("  (no amounts are reported)\n\n");
        return text;
    }
    let repaired = facts.iter().any(|f| f.status == Status::Repaired);
    let and_repaired = if repaired { ", * a repaired one" } else { "" };
    let _ = writeln!(text, "  in {}; ? marks a suspect amount{and_repaired}", shown.description());
    text.push_str(&aligned(&rows.iter().collect::<Vec<_>>(), labels.len()..));
    text.push('\n');
    text
}

/// Name of a column of labels, and what stands in it on the line of a fact.
type Label = (&'static str, fn(&Fact) -> String);

/// Lists what tells the lines of a form apart. Scope, place and the lines above are told where they are needed for it.
fn labels_of(form: &Form, facts: &[&Fact]) -> Vec<Label> {
    let of_whole_place = form.family.is_some_and(Family::is_of_whole_places);
    let mut labels: Vec<Label> = Vec::new();
    if form.scope.is_none() && of_whole_place && facts.iter().any(|fact| fact.scope.is_some()) {
        labels.push(("scope", |fact| written(fact.scope).unwrap_or_default()));
    }
    labels.push(("side", |fact| fact.side.clone().unwrap_or_default()));
    if facts.iter().any(|fact| fact.place.is_some()) {
        labels.push(("place", |fact| fact.place.clone().unwrap_or_default()));
    }
    labels.push(("code", |fact| fact.code.clone().unwrap_or_default()));
    if of_whole_place {
        labels.push(("item", |fact| {
            let names: Vec<&str> = fact.path.iter().map(String::as_str).chain(fact.item.as_deref()).collect();
            names.join(" / ")
        }));
    } else {
        labels.push(("item", |fact| fact.item.clone().unwrap_or_default()));
    }
    labels
}

/// Writes an amount that is no money as printed, with its unit where that is not printed with it.
fn with_unit(fact: &Fact) -> String {
    match fact.unit.as_deref() {
        Some(unit) if fact.raw.ends_with(unit) => fact.raw.clone(),
        unit => format!("{} {}", fact.raw, unit.unwrap_or_default()),
    }
}

/// Place of the numbers among the columns of [`figures`].
const NUMBERS: std::ops::Range<usize> = 2..4;

/// Writes the figures of the prose, or those of one page, below the sentences that they stand in: key, what it belongs to, what
/// is printed, the amount where a unit was asked for, direction, status and why it is suspect.
pub(super) fn figures(figures: &[Figure], page: Option<u32>, shown: Option<Shown>) -> String {
    let figures: Vec<&Figure> =
        figures.iter().filter(|figure| page.is_none_or(|page| figure.page == page)).collect();
    let row = |figure: &&Figure| {
        // A code says which class or item it is: the names above it need not be read.
        let names = figure.item.as_deref();
        let names =
            if figure.code.is_some() { names.and_then(|item| item.rsplit('/').next()) } else { names };
        let of = [figure.code.as_deref(), names];
        let yuan = figure.amount_yuan.map(Amount::decimal);
        let amount = shown.and_then(|shown| yuan.and_then(|yuan| shown.yuan_to_text(yuan)));
        vec![
            figure.key.clone(),
            of.into_iter().flatten().collect::<Vec<_>>().join(" "),
            figure.raw_with_unit(),
            amount.unwrap_or_default(),
            written(figure.direction).unwrap_or_default(),
            written(figure.status).unwrap_or_default(),
            figure.reason.clone().unwrap_or_default(),
        ]
    };
    let rows: Vec<Vec<String>> = figures.iter().map(row).collect();
    let table = aligned(&rows.iter().collect::<Vec<_>>(), NUMBERS);
    let mut lines = table.lines();
    let mut text = String::new();
    if let Some(shown) = shown {
        let _ = writeln!(text, "what is printed, and the amount in {}\n", shown.description());
    }
    for said in figures.chunk_by(|a, b| (a.page, &a.sentence) == (b.page, &b.sentence)) {
        if let Some(first) = said.first() {
            let _ = writeln!(text, "page {}: {}", first.page, in_line(&first.sentence));
        }
        lines.by_ref().take(said.len()).for_each(|line| text.extend([line, "\n"]));
    }
    if figures.is_empty() {
        text.push_str("(no figures of the prose)\n");
    }
    text
}

/// Aligns the columns of rows, `numbers` of them to the right. Each row is one line, whatever its cells hold.
pub(super) fn aligned(rows: &[&Vec<String>], numbers: impl RangeBounds<usize>) -> String {
    let rows: Vec<Vec<Cow<str>>> =
        rows.iter().map(|row| row.iter().map(|cell| in_line(cell)).collect()).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|c| rows.iter().filter_map(|r| r.get(c)).map(|t| t.width()).max().unwrap_or(0))
        .collect();
    let mut text = String::new();
    for row in &rows {
        let mut line = String::new();
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let gap = " ".repeat(width - cell.width());
            if *width == 0 {
                continue;
            }
            let (before, after) =
                if numbers.contains(&column) { (gap.as_str(), "") } else { ("", gap.as_str()) };
            line.push_str(&format!("  {before}{cell}{after}"));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_stays_in_its_row() {
        let rows =
            [vec!["合\n计\u{1b}[2J".to_owned(), "1.00".to_owned()], vec!["a".to_owned(), "2.00".to_owned()]];
        let text = "  合\\n计\\u{1b}[2J  1.00\n  a                2.00\n";
        assert_eq!(aligned(&rows.iter().collect::<Vec<_>>(), 1..), text);
    }

    #[test]
    fn figures_stand_below_their_sentence() {
        let figure = |key: &str, raw: &str, unit: &str, sentence: &str| -> Figure {
            let record = serde_json::json!({
                "record": "figure", "document": "", "key": key, "item": null, "code": null, "raw": raw,
                "unit": unit, "amount_yuan": (unit == "元").then_some("25000"), "direction": null,
                "sentence": sentence, "page": 3, "boxes": [], "method": "text", "confidence": 1.0,
                "status": "unchecked", "reason": null, "checks": [],
            });
            serde_json::from_value(record).unwrap()
        };
        let all = [
            figure("income", "25,\n000", "元", "收入为25,000元，占100%。"),
            figure("income_percent", "100", "%", "收入为25,000元，占100%。"),
            figure("vehicles", "2", "辆", "车2辆。"),
        ];
        let text = "page 3: 收入为25,000元，占100%。\n  income          25,000元  unchecked\n  \
                    income_percent      100%  unchecked\npage 3: 车2辆。\n  \
                    vehicles             2辆  unchecked\n";
        assert_eq!(figures(&all, Some(3), None), text);
        let shown = Shown { unit: crate::fact::shown::ShownUnit::Wanyuan, round: None };
        let amounts = figures(&all, None, Some(shown));
        assert!(amounts.contains("  income          25,000元  2.5  unchecked\n"), "{amounts}");
        assert_eq!(figures(&all, Some(1), None), "(no figures of the prose)\n");
    }

    #[test]
    fn chinese_takes_two_columns() {
        let rows = [vec!["合计".to_owned(), "1.00".to_owned()], vec!["a".to_owned(), "10.00".to_owned()]];
        assert_eq!(aligned(&rows.iter().collect::<Vec<_>>(), 1..), "  合计   1.00\n  a     10.00\n");
    }
}
