//! Reads performance tables row by row, block by block, over pages.

use std::ops::Range;

use super::cells::{heading, holds_amount, money_of};
use super::funding::{Row, named_line, read_line, read_measures};
use super::headings::{Column, Header, Role, header_at};
use super::indicators::{read_row, read_total_below_funding};
use super::levels::Levels;
use super::pairs::{Pair, pairs_at, read_pairs};
use super::sources::{Sources, sources_at};
use crate::form::line::Line;
use crate::table::{Cell, Grid};
use crate::taxonomy::{Block, HeadingWord, Models, PerformanceWords, SummedLine};
use crate::text::plain::{close_up, plain};

/// Edges of one column differ by at most this much from page to page, in points.
const SAME_EDGE: f64 = 6.0;

/// The block that is open.
#[derive(Debug)]
enum Open {
    Lines {
        block: Block,
        columns: Vec<Column>,
        body_row: usize,
    },
    Sources(Sources),
    Pairs(Vec<Pair>),
    /// Scores that are no facts and count in the total.
    Management {
        columns: Vec<Column>,
        body_row: usize,
    },
    /// What holds no facts: goals, text.
    Text,
}

/// A performance table while it is read.
pub(in crate::form) struct Reading<'m> {
    models: &'m Models,
    words: &'m PerformanceWords,
    open: Open,
    levels: Levels,
    pub(in crate::form) lines: Vec<Line>,
    /// Lines that sum up scores, and are no facts.
    pub(in crate::form) totals: Vec<Line>,
    /// The unit of money that it states.
    pub(in crate::form) unit: Option<String>,
    /// The heading of the names of funding lines, and that of a second block of money.
    label: Option<String>,
    heading: Option<String>,
    has_total: bool,
    blocks: Vec<Block>,
    /// Numbers under no heading that is known.
    pub(in crate::form) unread: Vec<String>,
}

impl<'m> Reading<'m> {
    pub(in crate::form) fn new(models: &'m Models, words: &'m PerformanceWords) -> Self {
        Self {
            models,
            words,
            open: Open::Text,
            levels: Levels::default(),
            lines: Vec::new(),
            totals: Vec::new(),
            unit: None,
            label: None,
            heading: None,
            has_total: false,
            blocks: Vec::new(),
            unread: Vec::new(),
        }
    }

    /// Whether rows of another table may go on with it: those below its columns, a block that it has not, or the total of its
    /// indicators.
    pub(in crate::form) fn may_go_on_in(&self, grid: &Grid, rows: Range<usize>) -> bool {
        let first = rows.clone().find_map(|row| self.header(grid, row).map(|header| (row, header)));
        match first {
            Some((row, Header { block: Some(block), .. })) if row <= rows.start + 2 => match block {
                Block::Indicators => !self.has_total,
                Block::Summary => self.blocks.contains(&block),
                Block::Funding => !self.blocks.contains(&block),
            },
            _ => !self.has_total && self.has_columns_of(grid),
        }
    }

    fn has_columns_of(&self, grid: &Grid) -> bool {
        let columns = match &self.open {
            Open::Lines { columns, .. } => columns,
            // Goals and text may go on in any columns.
            Open::Text => return !self.blocks.is_empty(),
            Open::Sources(_) | Open::Management { .. } | Open::Pairs(_) => return true,
        };
        let edges = || columns.iter().flat_map(|column| [column.x.0, column.x.1]);
        let near = |x: f64| edges().any(|edge| (edge - x).abs() <= SAME_EDGE);
        let inner = grid.xs.iter().filter(|x| **x > grid.rect.x0 && **x < grid.rect.x1);
        let (known, all) = inner.fold((0, 0), |(known, all), x| (known + usize::from(near(*x)), all + 1));
        all == 0 || 2 * known >= all
    }

    fn header(&self, grid: &Grid, row: usize) -> Option<Header> {
        header_at(self.models, self.words, grid, row)
    }

    /// Whether it has a block that was understood.
    pub(in crate::form) fn has_blocks(&self) -> bool {
        !self.blocks.is_empty()
    }

    /// Reads rows of a table. `goes_on` says that they go on with what was read before.
    pub(in crate::form) fn read(&mut self, grid: &Grid, rows: Range<usize>, goes_on: bool) {
        if let Open::Lines { body_row, .. } = &mut self.open {
            *body_row = 0;
        }
        let mut row = rows.start;
        // The first row of lines of a page may be the rest of one.
        let mut is_first = goes_on;
        while row < rows.end {
            if let Some(header) = self.header(grid, row) {
                row = header.body_row.max(row + 1);
                self.begin(header);
                continue;
            }
            if let Some(sources) = sources_at(self.words, grid, row).filter(|_| !self.is_inside_indicators())
            {
                self.begin_sources(grid, row, sources);
                row += 1;
                continue;
            }
            if let Some(pairs) = pairs_at(self.words, grid, row).filter(|_| !self.is_inside_indicators()) {
                self.blocks.push(Block::Funding);
                self.open = Open::Pairs(pairs);
            }
            self.read_row(grid, row, &mut is_first);
            row += 1;
        }
    }

    fn is_inside_indicators(&self) -> bool {
        matches!(self.open, Open::Lines { block: Block::Indicators, .. }) && !self.has_total
    }

    fn begin(&mut self, header: Header) {
        // A second block of money is none of sources: what was spent on each task (年度主要任务).
        if header.block == Some(Block::Funding) {
            let label = header.columns.iter().find(|column| column.role == Role::Label);
            let name = label.map(|column| column.text.clone()).filter(|name| !name.is_empty());
            match self.blocks.contains(&Block::Funding) {
                true => self.heading = name.filter(|name| self.label.as_ref() != Some(name)),
                false => self.label = name,
            }
        }
        if self.unit.is_none() && header.block != Some(Block::Indicators) {
            self.unit.clone_from(&header.unit);
        }
        let Some(block) = header.block else {
            let is_scored = header.columns.iter().any(|column| column.measures("score"));
            self.open = match is_scored {
                true => Open::Management { columns: header.columns, body_row: header.body_row },
                false => Open::Text,
            };
            return;
        };
        if !self.blocks.contains(&block) {
            self.blocks.push(block);
            self.levels.clear();
        }
        self.open = Open::Lines { block, columns: header.columns, body_row: header.body_row };
    }

    fn begin_sources(&mut self, grid: &Grid, row: usize, mut sources: Sources) {
        sources.first = self.lines.len();
        let beside = (0..grid.columns()).filter_map(|column| grid.cell_at(row, column));
        let beside = beside.filter(|cell| cell.rect.mid_x() < sources.labels.1);
        let stated = beside.filter_map(|cell| money_of(self.models, &plain(&cell.words()))).last();
        self.unit = self.unit.take().or(stated);
        self.lines.extend(sources.names.iter().map(|(_, cell)| named_line(grid, Some(cell), Vec::new())));
        self.blocks.push(Block::Funding);
        self.open = Open::Sources(sources);
    }

    fn read_row(&mut self, grid: &Grid, row: usize, is_first: &mut bool) {
        if self.is_section(grid, row) {
            return;
        }
        if self.is_of_goals(grid, row) {
            self.open = Open::Text;
            return;
        }
        if let Open::Lines { block: Block::Funding, columns, .. } = &self.open
            && let Some(total) = read_total_below_funding(self.models, self.words, grid, row, columns)
        {
            self.has_total = true;
            self.totals.push(total);
            return;
        }
        let read = match &mut self.open {
            Open::Text => return,
            Open::Sources(sources) => {
                read_measures(self.models, self.words, grid, row, sources, &mut self.lines)
            }
            Open::Pairs(pairs) => match read_pairs(self.models, grid, row, pairs) {
                Some(lines) => {
                    self.lines.extend(lines);
                    Row::Measures
                }
                None => Row::Text,
            },
            Open::Management { columns, body_row } => {
                match read_line(self.models, grid, row, columns, *body_row) {
                    Row::Line(line) => {
                        self.totals.push(Line { path: SummedLine::Management.path(), ..*line });
                        return;
                    }
                    other => other,
                }
            }
            Open::Lines { block: Block::Indicators, columns, .. } => {
                let lines = &mut self.lines;
                let levels = &mut self.levels;
                let read = read_row(self.models, self.words, grid, row, columns, levels, lines, *is_first);
                match (read.total, read.row) {
                    (Some(total), Row::Line(line)) => {
                        self.has_total |= total == SummedLine::Total;
                        self.totals.push(Line { path: total.path(), ..*line });
                        *is_first = false;
                        return;
                    }
                    (_, row) => row,
                }
            }
            Open::Lines { columns, body_row, .. } => read_line(self.models, grid, row, columns, *body_row),
        };
        self.note_unit(grid, row);
        match read {
            Row::Line(line) => self.add(grid, row, vec![*line], is_first),
            Row::Lines(lines) => self.add(grid, row, lines, is_first),
            Row::Measures => *is_first = false,
            Row::Blank => {}
            Row::Text => self.open = Open::Text,
        }
    }

    fn add(&mut self, grid: &Grid, row: usize, mut lines: Vec<Line>, is_first: &mut bool) {
        let is_money = matches!(self.open, Open::Lines { block: Block::Funding, .. });
        if let Some(heading) = self.heading.as_ref().filter(|_| is_money) {
            lines.iter_mut().for_each(|line| line.path = vec![heading.clone()]);
        }
        self.note_unknown(grid, row);
        self.lines.append(&mut lines);
        *is_first = false;
    }

    /// Whether a row holds nothing but the title of a section over all columns; that of a level of indicators names it.
    fn is_section(&mut self, grid: &Grid, row: usize) -> bool {
        let mut cells = grid.printed_in_row(row);
        let (Some(only), None) = (cells.next(), cells.next()) else { return false };
        let is_wide = only.column == 0 && only.columns == grid.columns();
        if !is_wide || grid.columns() < 2 {
            return false;
        }
        let name = heading(only);
        let sections = &self.words.sections;
        if sections.indicators.is_match(&name) || !name.contains(&sections.level) {
            return !sections.text.is_match(&name) || self.is_text();
        }
        self.levels.set_first(close_up(&only.words()));
        true
    }

    /// Whether a row of a funding block is that of the headings of goals.
    fn is_of_goals(&self, grid: &Grid, row: usize) -> bool {
        let is_heading = |cell: &Cell| self.words.headings.said(&heading(cell)).may_be(HeadingWord::Goals);
        let is_of_funding = !matches!(self.open, Open::Lines { block: Block::Indicators, .. });
        is_of_funding && grid.printed_in_row(row).any(is_heading)
    }

    fn is_text(&self) -> bool {
        matches!(self.open, Open::Text)
    }

    /// Takes note of the unit of money that a section beside the funding lines states.
    fn note_unit(&mut self, grid: &Grid, row: usize) {
        let Open::Lines { block: Block::Funding, columns, .. } = &self.open else { return };
        if self.unit.is_some() {
            return;
        }
        let first = columns.iter().find(|c| matches!(c.role, Role::Measure { .. })).map_or(0.0, |c| c.x.0);
        let beside = grid.printed_in_row(row).filter(|cell| cell.rect.mid_x() < first);
        self.unit = beside.filter_map(|cell| money_of(self.models, &plain(&cell.words()))).last();
    }

    /// Takes note of the numbers of a row that stand under no heading that is known.
    fn note_unknown(&mut self, grid: &Grid, row: usize) {
        let Open::Lines { columns, .. } = &self.open else { return };
        let first = columns.iter().find(|c| matches!(c.role, Role::Measure { .. })).map_or(0.0, |c| c.x.0);
        let unknown = |cell: &&Cell| {
            let middle = cell.rect.mid_x();
            let column = columns.iter().find(|column| column.x.0 <= middle && middle < column.x.1);
            middle > first && column.is_none_or(|column| column.role == Role::Unknown) && holds_amount(cell)
        };
        self.unread.extend(grid.printed_in_row(row).filter(unknown).map(Cell::text));
        // Two numbers under one heading that is no fact: a line between two headings is missing.
        for column in columns.iter().filter(|column| column.role == Role::Skipped) {
            let under =
                |cell: &&Cell| (column.x.0..column.x.1).contains(&cell.rect.mid_x()) && holds_amount(cell);
            let numbers: Vec<String> = grid.printed_in_row(row).filter(under).map(Cell::text).collect();
            if numbers.len() > 1 {
                self.unread.extend(numbers);
            }
        }
    }
}
