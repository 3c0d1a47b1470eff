//! Compares what every stage makes of every sample with readable files: `tests/golden/SAMPLE/STAGE`.
//!
//! A change that is meant renews them with one command; the difference belongs in the same commit, read line by line:
//! ```text
//! JUESUAN_GOLDEN=renew cargo test --test all golden:: && git diff tests/golden
//! ```
//! `tests/README.md` says how to read each kind of file.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use juesuan::geom::Direction;
use juesuan::page::{Glyph, Page};
use juesuan::table::{Grid, PageTables};
use juesuan::{Disclosure, Fact, Form};
use unicode_width::UnicodeWidthStr;

use crate::samples::{self, SAMPLES, Sample};

/// Environment variable that is set to `renew` to write the files instead of comparing with them.
const RENEW: &str = "JUESUAN_GOLDEN";
/// The files of a sample.
const FILES: [&str; 5] = ["page.txt", "table.txt", "form.txt", "fact.csv", "figure.csv"];
/// Number of runs of glyphs and rulings that show whether a page was read as before.
const FIRST: usize = 24;

/// The page whose glyphs are shown, and those whose tables are.
fn pages_shown(sample: &str) -> (u32, &'static [u32]) {
    match sample {
        "qinyang-2020-word" => (6, &[6, 9]), // a coded form; a page that goes on without title and header
        "xinhua-2023-rotated" => (7, &[7, 14]), // turned by /Rotate; the one line of 三公
        "fenyang-2023-encrypted" => (6, &[8, 16]), // two sides; lines that mean something under a heading
        "mengjin-2024-browser" => (12, &[7, 12]), // a code wrapped in the header; a page with the header again
        "jincheng-2022-report" => (11, &[10, 11]), // four groups side by side; a font that is not embedded
        "zheao-2024-performance" => (5, &[5, 6]), // borders drawn cell by cell, without upright lines
        _ => unreachable!("no page was chosen for {sample}"),
    }
}

#[test]
fn pages_are_as_before() {
    for sample in samples::all() {
        let (number, _) = pages_shown(sample.name);
        let count = sample.stages.pages.len();
        let page = sample.stages.pages.iter().find(|p| p.number == number).unwrap();
        compare(sample, "page.txt", &page_text(page, count));
    }
}

#[test]
fn tables_are_as_before() {
    for sample in samples::all() {
        let (_, numbers) = pages_shown(sample.name);
        let shown = sample.stages.tables.iter().filter(|t| numbers.contains(&t.page));
        compare(sample, "table.txt", &shown.map(tables_text).collect::<String>());
    }
}

#[test]
fn forms_are_as_before() {
    for sample in samples::all() {
        compare(sample, "form.txt", &forms_text(&sample.stages.disclosure));
    }
}

#[test]
fn facts_are_as_before() {
    for sample in samples::all() {
        compare(sample, "fact.csv", &facts_csv(&sample.stages.disclosure));
    }
}

#[test]
fn figures_are_as_before() {
    for sample in samples::all() {
        compare(sample, "figure.csv", &figures_csv(&sample.stages.disclosure));
    }
}

#[test]
fn every_golden_file_belongs_to_a_sample() {
    let mut found = BTreeSet::new();
    for folder in fs::read_dir(golden("")).unwrap() {
        for file in fs::read_dir(folder.unwrap().path()).unwrap() {
            found.insert(file.unwrap().path());
        }
    }
    let expected = SAMPLES.iter().flat_map(|s| FILES.map(|f| golden(s).join(f))).collect();
    assert!(found.is_subset(&expected), "nothing makes {:?}", found.difference(&expected));
}

fn golden(sample: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(sample)
}

fn compare(sample: &Sample, file: &str, now: &str) {
    let path = golden(sample.name).join(file);
    if std::env::var(RENEW).is_ok_and(|v| v == "renew") {
        fs::create_dir_all(golden(sample.name)).unwrap();
        fs::write(&path, now).unwrap();
        return;
    }
    let before = fs::read_to_string(&path).unwrap_or_default();
    if before == now {
        return;
    }
    let differs = before.lines().zip(now.lines()).take_while(|(a, b)| a == b).count();
    panic!(
        "tests/golden/{}/{file}, line {}:\n  before: {}\n  now:    {}\nWhere this is meant: {RENEW}=renew cargo test --test all golden::",
        sample.name,
        differs + 1,
        before.lines().nth(differs).unwrap_or("(the end)"),
        now.lines().nth(differs).unwrap_or("(the end)"),
    );
}

fn page_text(page: &Page, count: usize) -> String {
    let (width, height) = page.size_as_seen();
    let mut text = format!(
        "page {} of {count}: {:?}\n\
         upright {:.1} × {:.1}, as seen {width:.1} × {height:.1}\n",
        page.number, page.origin, page.width, page.height,
    );
    let horizontal = page.rulings.iter().filter(|r| r.horizontal).count();
    let vertical = page.rulings.len() - horizontal;
    writeln!(text, "{} glyphs, {horizontal} horizontal and {vertical} vertical rulings", page.glyphs.len())
        .unwrap();
    for note in &page.notes {
        writeln!(text, "note: {note}").unwrap();
    }
    writeln!(text, "\nfirst glyphs, as drawn:\n    left     top  size  direction  text").unwrap();
    for run in runs(&page.glyphs).iter().take(FIRST) {
        let glyph = run.first().unwrap();
        let string: String = run.iter().map(|g| g.ch).collect();
        let Glyph { rect, size, .. } = glyph;
        let direction = direction_word(glyph.direction);
        writeln!(text, "{:8.1}{:8.1}{size:6.1}  {direction:<9}  {string}", rect.x0, rect.y0).unwrap();
    }
    writeln!(text, "\nfirst rulings, as drawn:\n    left     top   right  bottom").unwrap();
    for ruling in page.rulings.iter().take(FIRST) {
        let r = ruling.rect;
        writeln!(text, "{:8.1}{:8.1}{:8.1}{:8.1}", r.x0, r.y0, r.x1, r.y1).unwrap();
    }
    text
}

fn direction_word(direction: Direction) -> &'static str {
    match direction {
        Direction::Right => "right",
        Direction::Down => "down",
        Direction::Left => "left",
        Direction::Up => "up",
        Direction::Slanted => "slanted",
    }
}

/// Groups glyphs drawn one after the other, each no farther than half an em from the one before.
fn runs(glyphs: &[Glyph]) -> Vec<&[Glyph]> {
    let follows = |a: &Glyph, b: &Glyph| {
        a.direction == b.direction
            && (a.rect.y0 - b.rect.y0).abs() < 0.5
            && (b.rect.x0 - a.rect.x1).abs() < a.size / 2.0
    };
    glyphs.chunk_by(follows).collect()
}

fn tables_text(tables: &PageTables) -> String {
    let (width, height) = tables.size.unwrap_or_default();
    let mut text = format!("page {}, {width:.1} × {height:.1}\n", tables.page);
    for line in &tables.lines {
        writeln!(text, "line at {:.1}, {:.1}: {}", line.rect.x0, line.rect.y0, line.text).unwrap();
    }
    for grid in &tables.grids {
        let r = grid.rect;
        let (rows, columns) = (grid.rows(), grid.columns());
        writeln!(
            text,
            "table of {rows} rows and {columns} columns, {} cells, at {:.1}, {:.1} to {:.1}, {:.1}",
            grid.cells.len(),
            r.x0,
            r.y0,
            r.x1,
            r.y1
        )
        .unwrap();
        text.push_str(&grid_text(grid));
    }
    text.push('\n');
    text
}

/// Writes one row per line: `<` and `^` go on with the cell to the left or above, `·` is blank, `⏎` separates the lines
/// of a cell.
fn grid_text(grid: &Grid) -> String {
    let word = |row: usize, column: usize| -> String {
        let Some(cell) = grid.cell_at(row, column) else { return "?".to_owned() };
        if cell.row < row {
            return "^".to_owned();
        }
        if cell.column < column {
            return "<".to_owned();
        }
        let lines: Vec<&str> = cell.lines.iter().map(|l| l.text.as_str()).collect();
        if lines.is_empty() { "·".to_owned() } else { lines.join("⏎") }
    };
    let heading = std::iter::once(String::new()).chain((0..grid.columns()).map(|c| format!("c{c}")));
    let rows = (0..grid.rows()).map(|row| {
        std::iter::once(format!("r{row}"))
            .chain((0..grid.columns()).map(|column| word(row, column)))
            .collect()
    });
    aligned(std::iter::once(heading.collect()).chain(rows).collect())
}

/// Writes words in columns, separated by `|`.
fn aligned(rows: Vec<Vec<String>>) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |c: usize| rows.iter().filter_map(|r| r.get(c)).map(|w| w.width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        let cells =
            row.iter().zip(&widths).map(|(word, w)| format!("{word}{}", " ".repeat(w - word.width())));
        writeln!(text, "{}", cells.collect::<Vec<_>>().join(" | ").trim_end()).unwrap();
    }
    text
}

fn forms_text(disclosure: &Disclosure) -> String {
    let forms = &disclosure.forms;
    let mut text = format!(
        "family: {}\ndepartment: {}\nfiscal year: {}\n",
        forms.family.map_or_else(|| "?".to_owned(), |f| format!("{f:?}")),
        forms.department.as_deref().unwrap_or("?"),
        forms.fiscal_year.map_or_else(|| "?".to_owned(), |y| y.to_string()),
    );
    for note in &disclosure.notes {
        writeln!(text, "note: {note}").unwrap();
    }
    for form in &forms.forms {
        let facts: Vec<&Fact> = disclosure.facts_of(form).collect();
        text.push('\n');
        text.push_str(&form_text(form, &facts));
    }
    text
}

fn form_text(form: &Form, facts: &[&Fact]) -> String {
    let or_dash = |word: &Option<String>| word.clone().unwrap_or_else(|| "-".to_owned());
    let mut text = format!("{} {}: {}\n", form.kind, form.instance, or_dash(&form.title));
    let pages: Vec<String> = form.pages.iter().map(u32::to_string).collect();
    writeln!(text, "  {}, {}, page {}", or_dash(&form.form_no), or_dash(&form.unit), pages.join(", "))
        .unwrap();
    for grid in &form.grids {
        writeln!(text, "  page {}: {} rows × {} columns", grid.page, grid.rows(), grid.columns()).unwrap();
    }
    if form.is_official() {
        let reported = form.lines.iter().filter(|l| !l.amounts.is_empty()).count();
        writeln!(text, "  {} lines, {reported} with amounts", form.lines.len()).unwrap();
    }
    // In the order in which the columns first show: side, measure, how many amounts.
    let mut columns: Vec<(String, usize)> = Vec::new();
    for fact in facts {
        let name = fact
            .side
            .as_ref()
            .map_or_else(|| fact.measure.clone(), |side| format!("{side}.{}", fact.measure));
        match columns.iter_mut().find(|(column, _)| *column == name) {
            Some((_, count)) => *count += 1,
            None => columns.push((name, 1)),
        }
    }
    for (column, count) in columns {
        writeln!(text, "  {count:4} {column}").unwrap();
    }
    text
}

fn facts_csv(disclosure: &Disclosure) -> String {
    let head = [
        "form",
        "instance",
        "side",
        "place",
        "code",
        "item",
        "path",
        "line_no",
        "nth",
        "level",
        "parent",
        "class_code",
        "measure",
        "raw",
        "unit",
        "amount_yuan",
        "page",
        "cell",
        "status",
    ];
    records_csv(&head, &disclosure.facts)
}

fn figures_csv(disclosure: &Disclosure) -> String {
    let head = ["page", "key", "item", "code", "raw", "unit", "amount_yuan", "direction", "status", "reason"];
    records_csv(&head, &disclosure.figures)
}

fn records_csv(head: &[&str], records: &[impl serde::Serialize]) -> String {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(head).unwrap();
    for record in records {
        let record = serde_json::to_value(record).unwrap();
        csv.write_record(head.iter().map(|field| match &record[field] {
            serde_json::Value::Null => String::new(),
            serde_json::Value::String(word) => word.clone(),
            serde_json::Value::Array(words) => {
                words.iter().map(|w| w.as_str().unwrap()).collect::<Vec<_>>().join("/")
            }
            other => other.to_string(),
        }))
        .unwrap();
    }
    String::from_utf8(csv.into_inner().unwrap()).unwrap()
}
