//! Tests the wording of real documents: whatever was seen once must be read the same way ever after.
//!
//! Tables say what was printed, what it means and where it was seen; every row is a test, and all that fail are
//! reported at once. Titles and headers of a family stand in `models/<family>/seen/`, what all families share beside
//! this file. A new wording is a row there and, as a rule, an entry under `models/`.

use std::path::Path;

use super::OTHER;
use super::by_words::shown_header;
use super::columns::Role;
use super::header::read_header;
use super::heading::lines_to_heading;
use super::labels::texts_to_labels;
use super::title::nearest_title;
use crate::table::samples::grid;
use crate::taxonomy::item_name::item_name;
use crate::taxonomy::models;
use crate::text::plain::plain;

/// Stands for nothing.
const NOTHING: &str = "-";

/// A row of a table: the number of its line in its file, and its fields.
type Row<const N: usize> = (usize, [String; N]);

/// The texts of the tables of one name: the one beside this file, where there is one, and those of the families.
fn tables(name: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let families = models().families.iter().map(|model| root.join(format!("models/{}/seen", model.family)));
    let folders = std::iter::once(root.join("src/form/seen")).chain(families);
    let found: Vec<String> =
        folders.filter_map(|folder| std::fs::read_to_string(folder.join(name)).ok()).collect();
    assert!(!found.is_empty(), "there is no table {name}");
    found
}

/// The rows of the tables of one name.
fn rows<const N: usize>(name: &str) -> Vec<Row<N>> {
    tables(name).iter().flat_map(|table| text_to_rows(table)).collect()
}

fn text_to_rows<const N: usize>(table: &str) -> Vec<Row<N>> {
    let written = table.lines().zip(1..).filter(|(l, _)| !l.is_empty() && !l.starts_with('#'));
    written
        .map(|(line, number)| {
            let fields: Vec<String> = line.split('|').map(|field| field.trim().to_owned()).collect();
            let count = fields.len();
            (number, fields.try_into().unwrap_or_else(|_| panic!("line {number} has {count} fields: {line}")))
        })
        .collect()
}

fn assert_none(file: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{} rows of seen/{file}:\n{}\n", faults.len(), faults.join("\n"));
}

fn or_nothing(value: Option<String>) -> String {
    value.unwrap_or_else(|| NOTHING.to_owned())
}

#[test]
fn titles_announce_their_kinds() {
    let mut faults = Vec::new();
    for (number, [printed, wanted, place]) in rows("titles.txt") {
        let lines: Vec<String> = printed.split(" / ").map(str::to_owned).collect();
        let found =
            or_nothing(nearest_title(models(), &lines).map(|t| t.kind.unwrap_or("unknown".to_owned())));
        // The name of a family stands for any of its kinds.
        let of_family = || models().family_of(&found).is_some_and(|family| family.id() == wanted);
        let right = found == wanted || of_family();
        if !right {
            faults.push(format!("{number}: {printed} ({place}): {found}, not {wanted}"));
        }
    }
    assert_none("titles.txt", &faults);
}

#[test]
fn every_title_of_the_models_announces_its_kind() {
    let mut faults = Vec::new();
    for title in &models().titles {
        let place = if title.behind_whole_place { "全省" } else { "" };
        let found = nearest_title(models(), &[format!("{place}{}", title.words)]).and_then(|t| t.kind);
        if found.as_ref() != Some(&title.kind) {
            faults.push(format!("{}: {found:?}, not {}", title.words, title.kind));
        }
    }
    assert_none("titles of models/", &faults);
}

#[test]
fn every_kind_has_a_title_and_a_header_that_were_seen() {
    let titles = rows::<3>("titles.txt");
    let headers = tables("headers.txt").concat();
    // What the columns of the others mean is told by words that all kinds of their family share.
    for kind in models().kinds.iter().filter(|kind| !kind.is_by_words()) {
        let begins = format!("{} @", kind.kind);
        assert!(titles.iter().any(|(_, [_, k, _])| *k == kind.kind), "{} has no title", kind.kind);
        let has_header = headers.lines().any(|l| l.starts_with(&begins));
        assert!(has_header || !kind.is_by_header(), "{} has no header", kind.kind);
    }
    assert!(titles.iter().any(|(_, [_, kind, _])| kind == OTHER));
}

#[test]
fn lines_around_a_form_say_what_they_say() {
    let mut faults = Vec::new();
    for (number, [printed, department, year, unit, form_no, place]) in rows("headings.txt") {
        let found = lines_to_heading(models(), printed.split(" / ").map(str::trim));
        let pairs = [
            ("department", department, or_nothing(found.department)),
            ("year", year, or_nothing(found.fiscal_year.map(|y| y.to_string()))),
            ("unit", unit, or_nothing(found.unit)),
            ("form_no", form_no, or_nothing(found.form_no)),
        ];
        for (what, wanted, found) in pairs {
            if found != wanted {
                faults.push(format!("{number}: {printed} ({place}): {what} {found}, not {wanted}"));
            }
        }
    }
    assert_none("headings.txt", &faults);
}

#[test]
fn headers_are_read() {
    let mut faults = Vec::new();
    let headers = tables("headers.txt").join("\n\n");
    let lines: Vec<&str> = headers.lines().filter(|l| !l.starts_with('#')).collect();
    for block in lines.split(|l| l.is_empty()).filter(|b| !b.is_empty()) {
        let [first, table @ .., last] = block else { panic!("a block of one line: {block:?}") };
        let (kind, place) = first.split_once(" @ ").unwrap();
        let wanted = last.strip_prefix("= ").unwrap_or_else(|| panic!("{first}: no columns"));
        let table = grid(table);
        // A kind may be laid out in several ways: one of them reads the header.
        let layouts = models().kinds.iter().filter(|k| k.kind == kind);
        if layouts.clone().any(|kind| kind.is_by_words()) {
            let kind = layouts.clone().next().unwrap();
            let found = shown_header(models(), kind, &table, place).unwrap_or_else(|| "none".to_owned());
            if found != wanted {
                faults.push(format!(
                    "{kind} ({place}):\n  found  {found}\n  wanted {wanted}",
                    kind = kind.kind
                ));
            }
            continue;
        }
        let header = layouts.filter_map(|k| read_header(models(), k, &table)).next();
        let found = header.map(|h| h.columns.iter().map(|c| written(&c.role)).collect::<Vec<_>>().join(" "));
        let found = found.unwrap_or_else(|| "none".to_owned());
        if found != wanted {
            faults.push(format!("{kind} ({place}):\n  found  {found}\n  wanted {wanted}"));
        }
    }
    assert_none("headers.txt", &faults);
}

/// `expenditure.total`, `income.amount[万元]`, `Code`.
fn written(role: &Role) -> String {
    match role {
        Role::Amount { measure, side, unit } => {
            let side = side.as_ref().map_or(String::new(), |s| format!("{s}."));
            let unit = unit.as_ref().map_or(String::new(), |u| format!("[{u}]"));
            format!("{side}{measure}{unit}")
        }
        other => format!("{other:?}"),
    }
}

#[test]
fn lines_have_their_names_and_classes() {
    let models = models();
    let mut faults = Vec::new();
    let summaries = || models.kinds.iter().filter(|k| k.has_class_lines());
    for (number, [printed, name, wanted, place]) in rows("lines.txt") {
        let words = plain(&printed);
        let remark = models.wording.items.remarks.iter().any(|r| words.starts_with(r.as_str()));
        let mut labels = texts_to_labels(models, Vec::new(), vec![printed.clone()], None, false);
        if let Some(kind) = summaries().next() {
            kind.drop_unmarked_ordinal(models, &mut labels.item);
        }
        let item = labels.item.unwrap_or_default();
        let is_total = models.wording.items.totals.contains(&item);
        let class = models.class_codes.get(&plain(&item)).cloned();
        let known = summaries().any(|k| k.knows_line(models, &plain(&item)));
        let found = match (remark, is_total, class) {
            (true, ..) => "remark".to_owned(),
            (_, true, _) => "total".to_owned(),
            (_, _, Some(code)) => code,
            _ if known && wanted != NOTHING => "line".to_owned(),
            _ => NOTHING.to_owned(),
        };
        if found != wanted {
            faults.push(format!("{number}: {printed} ({place}): {found}, not {wanted}"));
        }
        if !remark && item != name {
            faults.push(format!("{number}: {printed} ({place}): named {item}, not {name}"));
        }
        if item_name(&item) != item {
            faults.push(format!("{number}: {printed}: {item} is no name yet"));
        }
    }
    assert_none("lines.txt", &faults);
}
