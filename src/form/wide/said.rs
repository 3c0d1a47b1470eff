//! Keeps what a table and the lines over it say: each table is tried with many others.

use std::cell::OnceCell;

use super::whole::first_labels;
use crate::form::heading::{Heading, lines_to_heading};
use crate::form::title::{Title, nearest_title};
use crate::table::{Grid, PageTables, TextLine};
use crate::taxonomy::Models;

/// What a table and the lines over it say, found out when it is first asked for.
pub(super) struct Said<'a> {
    grid: &'a Grid,
    /// The lines, below the table before it on its page.
    pub(super) lines: Vec<&'a TextLine>,
    title: OnceCell<Option<Title>>,
    heading: OnceCell<Heading>,
    /// The labels in its first column.
    labels: OnceCell<Vec<String>>,
    /// Whether the table is read as its own title says, without any other.
    pub(super) is_whole: OnceCell<bool>,
}

impl<'a> Said<'a> {
    /// Looks at the lines over a table of a page.
    pub(super) fn over(page: &'a PageTables, number: usize) -> Option<Self> {
        let grid = page.grids.get(number)?;
        let before = number.checked_sub(1).and_then(|number| page.grids.get(number));
        let top = before.map_or(f64::NEG_INFINITY, |grid| grid.rect.y1);
        let is_over = |l: &&TextLine| top < l.rect.mid_y() && l.rect.mid_y() < grid.rect.y0;
        let lines: Vec<&TextLine> = page.lines.iter().filter(is_over).collect();
        let (title, heading) = (OnceCell::new(), OnceCell::new());
        let (labels, is_whole) = (OnceCell::new(), OnceCell::new());
        Some(Self { grid, lines, title, heading, labels, is_whole })
    }

    /// The nearest title.
    pub(super) fn title(&self, models: &Models) -> Option<&Title> {
        let words = || self.lines.iter().map(|line| line.words().to_owned()).collect::<Vec<String>>();
        self.title.get_or_init(|| nearest_title(models, &words())).as_ref()
    }

    /// The labels in its first column.
    pub(super) fn labels(&self) -> &[String] {
        self.labels.get_or_init(|| first_labels(self.grid))
    }

    /// Unit, year and department.
    pub(super) fn heading(&self, models: &Models) -> &Heading {
        self.heading.get_or_init(|| lines_to_heading(models, self.lines.iter().map(|line| line.words())))
    }
}
