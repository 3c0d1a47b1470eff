//! A table as it is written, before it is laid out.

/// Most cells of a table.
pub(super) const MOST_CELLS: usize = 200_000;
/// Most columns of a span, and rows, as HTML says.
const MOST_SPANNED: (usize, usize) = (65_534, 1_000);

/// How a row is seen.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// It is.
    #[default]
    Shown,
    /// It is not displayed, and no part of the table.
    Gone,
    /// It is a part of the table without height.
    Collapsed,
}

/// What a group of rows is.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// `<thead>`.
    Head,
    /// `<tbody>`, or rows in no group.
    #[default]
    Body,
    /// `<tfoot>`.
    Foot,
}

/// A cell.
#[derive(Debug, Default)]
pub(super) struct RawCell {
    /// Its text, line by line.
    pub(super) text: String,
    /// Rows it spans; 0 for all of its group that follow.
    pub(super) rows: usize,
    /// Columns it spans.
    pub(super) columns: usize,
    /// Whether it is not displayed.
    pub(super) is_gone: bool,
    /// Whether a part of it is struck out, or marked as inserted.
    pub(super) is_tracked: bool,
    /// Whether it shows a picture.
    pub(super) has_picture: bool,
}

/// A row.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// Its cells.
    pub(super) cells: Vec<RawCell>,
    /// How it is seen.
    pub(super) seen: Seen,
    /// Whether its height is said to be zero.
    pub(super) is_flat: bool,
}

/// A group of rows.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// What it is.
    pub(super) part: Part,
    /// Its rows.
    pub(super) rows: Vec<Row>,
}

/// A table.
#[derive(Debug, Default)]
pub(super) struct RawTable {
    /// Groups of rows as they are written.
    pub(super) groups: Vec<Group>,
    /// Whether each column is hidden, as far as `<col>` says so.
    columns: Vec<bool>,
    cells: usize,
}

impl RawTable {
    /// Begins a group of rows.
    pub(super) fn begin_group(&mut self, part: Part) {
        self.groups.push(Group { part, rows: Vec::new() });
    }

    /// Begins a row in the group that is open.
    pub(super) fn begin_row(&mut self, seen: Seen, is_flat: bool) {
        if self.groups.is_empty() {
            self.begin_group(Part::Body);
        }
        if let Some(group) = self.groups.last_mut() {
            group.rows.push(Row { cells: Vec::new(), seen, is_flat });
        }
    }

    /// Adds a cell to the row that is open.
    pub(super) fn add(&mut self, cell: RawCell) {
        self.cells += 1;
        if self.is_too_large() {
            return;
        }
        if let Some(row) = self.groups.last_mut().and_then(|group| group.rows.last_mut()) {
            row.cells.push(cell);
        }
    }

    /// Whether it has more cells than are read.
    pub(super) fn is_too_large(&self) -> bool {
        self.cells > MOST_CELLS
    }

    /// Adds columns.
    pub(super) fn add_columns(&mut self, count: usize, is_hidden: bool) {
        let count = count.clamp(1, MOST_SPANNED.1);
        if self.columns.len() < 10 * MOST_SPANNED.1 {
            self.columns.extend(std::iter::repeat_n(is_hidden, count));
        }
    }

    /// Whether a column is hidden.
    pub(super) fn hides(&self, column: usize) -> bool {
        self.columns.get(column).copied().unwrap_or(false)
    }

    /// Whether it shows neither text nor pictures.
    pub(super) fn is_blank(&self) -> bool {
        let rows = self.groups.iter().flat_map(|group| &group.rows);
        rows.flat_map(|row| &row.cells).all(|cell| cell.text.is_empty() && !cell.has_picture)
    }

    /// Takes away rows at the end without height and text, by which Word says how wide columns are.
    pub(super) fn drop_rulers(&mut self) {
        for group in self.groups.iter_mut().rev() {
            while group.rows.last().is_some_and(|row| {
                row.is_flat && row.cells.iter().all(|cell| cell.text.is_empty() && !cell.has_picture)
            }) {
                group.rows.pop();
            }
            if !group.rows.is_empty() {
                return;
            }
        }
    }
}

/// Reads `rowspan` and `colspan` as HTML says: what is no number is 1, what is too large is cut.
pub(super) fn spans(rowspan: Option<&str>, colspan: Option<&str>) -> (usize, usize) {
    let number = |text: Option<&str>| {
        let text = text?.trim_start().trim_start_matches('+');
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let digits = text.get(..digits).filter(|digits| !digits.is_empty())?;
        Some(digits.parse::<usize>().unwrap_or(usize::MAX))
    };
    let rows = number(rowspan).unwrap_or(1).min(MOST_SPANNED.0);
    let columns = number(colspan).filter(|count| *count > 0).unwrap_or(1).min(MOST_SPANNED.1);
    (rows, columns)
}
