//! Draws forms: what each column measures, and each line with its code and name.

use super::overlay::{Colour, Overlay, Spot, shortened};
use crate::form::{Column, Form, Line, Role, TableReading};
use crate::geom::Rect;
use crate::page::Page;
use crate::record::words::written;
use crate::table::Grid;

const BORDER: f64 = 0.8;
/// Room over a table for the labels of its columns, where no header stands, in points.
const HEADROOM: f64 = 8.0;
/// Longest label of a line, in characters.
const LONGEST: usize = 28;

/// Makes an overlay of the forms that stand on the page.
pub fn forms_to_overlay(forms: &[Form], page: &Page) -> Overlay {
    let here: Vec<&Form> = forms.iter().filter(|form| form.pages.contains(&page.number)).collect();
    let names: Vec<String> = here.iter().map(|form| name(form)).collect();
    let caption = if names.is_empty() { "no form".to_owned() } else { names.join("; ") };
    let mut overlay = Overlay::new(caption);
    for form in &here {
        for (index, grid) in form.grids.iter().enumerate().filter(|(_, g)| g.page == page.number) {
            let reading = form.readings.iter().find(|reading| reading.grid == index);
            // A performance table has no columns of one meaning.
            let is_read = reading.is_some() || !form.lines.is_empty();
            let colour = if is_read { Colour::GREEN } else { Colour::GREY };
            overlay.frame(grid.rect, colour, 2.0 * BORDER);
            overlay.label(name(form), grid.rect, colour, Spot::Above);
            if let Some(reading) = reading {
                columns(&mut overlay, grid, reading);
            }
        }
    }
    for form in &here {
        // What stands in one row with columns of several places, scopes or items is several lines.
        for row in form.lines.chunk_by(|a, b| a.place == b.place) {
            draw_row(&mut overlay, row, page);
        }
    }
    overlay.meaning(Colour::PURPLE, "code");
    overlay.meaning(Colour::BLUE, "name of the line");
    overlay.meaning(Colour::TEAL, "行次");
    overlay.meaning(Colour::GREEN, "amount: side.measure");
    overlay.meaning(Colour::ORANGE, "part of a measure, makes no facts");
    overlay.meaning(Colour::GREY, "not read");
    overlay.meaning(Colour::RED, "an unknown column, or a line in doubt");
    overlay
}

/// Draws the lines that share one name: the name once, and over each amount what it has of its own.
fn draw_row(overlay: &mut Overlay, row: &[Line], page: &Page) {
    let Some(first) = row.first() else { return };
    let of_all = |same: fn(&Line, &Line) -> bool| row.iter().all(|line| same(line, first));
    let item = of_all(|a, b| a.side == b.side && a.code == b.code && a.item == b.item && a.path == b.path);
    let part = of_all(|a, b| a.part == b.part);
    for line in row {
        let own =
            [line.part.clone().filter(|_| !part), written(line.scope), line.item.clone().filter(|_| !item)];
        let own: Vec<String> = own.into_iter().flatten().collect();
        for rect in line.amounts.iter().filter_map(|amount| page.upright_of(&amount.place)) {
            overlay.frame(rect, Colour::GREEN, BORDER);
            if !own.is_empty() {
                overlay.label(shortened(&own.join(" "), LONGEST), rect, Colour::GREEN, Spot::Above);
            }
        }
    }
    let Some(rect) = page.upright_of(&first.place) else { return };
    let doubtful = row.iter().find(|line| line.doubt.is_some());
    let colour = if doubtful.is_some() { Colour::RED } else { Colour::BLUE };
    overlay.frame(rect, colour, BORDER);
    let text = match (item, part) {
        (true, _) => line_name(first, part),
        (false, true) => first.part.clone(),
        (false, false) => None,
    };
    let doubt = doubtful.and_then(|line| line.doubt.as_deref());
    let doubt = doubt.map(|doubt| format!("? {}", shortened(doubt, LONGEST)));
    let parts: Vec<String> = text.into_iter().chain(doubt).collect();
    if !parts.is_empty() {
        overlay.label(parts.join(" "), rect, colour, Spot::Right);
    }
}

fn columns(overlay: &mut Overlay, grid: &Grid, reading: &TableReading) {
    let top = grid.rect.y0;
    let body = grid.ys.get(reading.body_row).copied().unwrap_or(grid.rect.y1);
    for column in &reading.columns {
        let (x0, x1) = column.x;
        let colour = colour(&column.role);
        overlay.area(Rect::new(x0, top, x1, body), colour, BORDER, 36);
        overlay.area(Rect::new(x0, body, x1, grid.rect.y1), colour, 0.0, 14);
        let head = Rect::new(x0, if body > top { top } else { top - HEADROOM }, x1, body);
        if let Some(text) = role_name(column) {
            overlay.label(text, head, colour, Spot::Foot);
        }
    }
}

fn colour(role: &Role) -> Colour {
    match role {
        Role::Code => Colour::PURPLE,
        Role::Item => Colour::BLUE,
        Role::Line => Colour::TEAL,
        Role::Amount { .. } => Colour::GREEN,
        Role::Part => Colour::ORANGE,
        Role::Unknown => Colour::RED,
        Role::Nothing => Colour::GREY,
    }
}

/// Writes the label of a column: `code`, `item`, `income.amount`.
fn role_name(column: &Column) -> Option<String> {
    Some(match &column.role {
        Role::Code => "code".to_owned(),
        Role::Item => "item".to_owned(),
        Role::Line => "line_no".to_owned(),
        Role::Amount { measure, side, unit } => {
            let side = side.as_ref().map(|side| format!("{side}.")).unwrap_or_default();
            let unit = unit.as_ref().map(|unit| format!(" ({unit})")).unwrap_or_default();
            format!("{side}{measure}{unit}")
        }
        Role::Part => "part".to_owned(),
        Role::Unknown => "unknown".to_owned(),
        Role::Nothing => return None,
    })
}

/// Writes the label of a form: `expenditure 1, 公开03表, 2022, 元`.
fn name(form: &Form) -> String {
    let mut words = vec![format!("{} {}", form.kind, form.instance)];
    words.extend(written(form.scope));
    words.extend(form.form_no.clone());
    words.extend(form.fiscal_year.map(|year| year.to_string()));
    words.extend(form.unit.as_ref().map(|unit| match form.unit_assumed {
        true => format!("{unit} (assumed)"),
        false => unit.clone(),
    }));
    words.join(", ")
}

/// Writes the label of a line: its place, a `>` for each line that it stands under, its code and name. Its side stands
/// over its columns; a line without labels (三公) is named by its side.
fn line_name(line: &Line, with_part: bool) -> Option<String> {
    let depth = ">".repeat(line.path.len());
    let depth = Some(depth.as_str()).filter(|depth| !depth.is_empty() && line.code.is_none());
    let part = line.part.as_deref().filter(|_| with_part);
    let words = [part, depth, line.code.as_deref(), line.item.as_deref()];
    let words: Vec<&str> = words.into_iter().flatten().collect();
    let text = if words.is_empty() { line.side.clone() } else { Some(words.join(" ")) };
    text.map(|text| shortened(&text, LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_by_side_and_measure() {
        let column = |role| Column { x: (0.0, 1.0), role, group: 0 };
        let amount =
            Role::Amount { measure: "amount".to_owned(), side: Some("income".to_owned()), unit: None };
        assert_eq!(role_name(&column(amount)).as_deref(), Some("income.amount"));
        assert_eq!(role_name(&column(Role::Nothing)), None);
    }
}
