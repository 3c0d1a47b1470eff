//! Draws tables as printed: every cell with its row, its column and its span.

use super::overlay::{Colour, Overlay, Spot};
use crate::table::{Cell, PageTables};

const BORDER: f64 = 0.8;

/// Makes an overlay of the cells, and of the lines between the tables.
pub fn tables_to_overlay(tables: &PageTables) -> Overlay {
    let shape = |grid: &crate::table::Grid| format!("{} × {}", grid.rows(), grid.columns());
    let shapes: Vec<String> = tables.grids.iter().map(shape).collect();
    let caption = match shapes.as_slice() {
        [] => "no table".to_owned(),
        shapes => format!("tables of {} (rows × columns, counted from 0)", shapes.join(", ")),
    };
    let mut overlay = Overlay::new(caption);
    for line in &tables.lines {
        overlay.frame(line.rect, Colour::TEAL, BORDER / 2.0);
    }
    for cell in tables.grids.iter().flat_map(|grid| &grid.cells) {
        let colour = colour(cell);
        overlay.area(cell.rect, colour, BORDER, if cell.lines.is_empty() { 0 } else { 20 });
        for line in &cell.lines {
            overlay.frame(line.rect, colour, BORDER / 3.0);
        }
        overlay.label(name(cell), cell.rect, colour, Spot::Corner);
    }
    overlay.meaning(Colour::BLUE, "cell: row,column");
    overlay.meaning(Colour::ORANGE, "spanning cell: row,column and rows×columns");
    overlay.meaning(Colour::GREY, "blank cell");
    overlay.meaning(Colour::RED, "a number may belong to the cell beside it");
    overlay.meaning(Colour::TEAL, "line outside of tables");
    overlay
}

fn colour(cell: &Cell) -> Colour {
    match cell {
        cell if cell.overrun => Colour::RED,
        cell if cell.rows > 1 || cell.columns > 1 => Colour::ORANGE,
        cell if cell.lines.is_empty() => Colour::GREY,
        _ => Colour::BLUE,
    }
}

/// Writes the label of a cell: `3,2`, and `3,2 1×4` where it spans four columns.
fn name(cell: &Cell) -> String {
    let place = format!("{},{}", cell.row, cell.column);
    if cell.rows > 1 || cell.columns > 1 { format!("{place} {}×{}", cell.rows, cell.columns) } else { place }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Rect;

    #[test]
    fn spans_are_named_and_coloured() {
        let cell = |rows, columns| Cell {
            row: 3,
            column: 2,
            rows,
            columns,
            rect: Rect::new(0.0, 0.0, 9.0, 9.0),
            lines: Vec::new(),
            overrun: false,
            row_doubted: false,
            place: None,
            known: None,
        };
        assert_eq!((name(&cell(1, 1)), colour(&cell(1, 1))), ("3,2".to_owned(), Colour::GREY));
        assert_eq!((name(&cell(1, 4)), colour(&cell(1, 4))), ("3,2 1×4".to_owned(), Colour::ORANGE));
    }
}
