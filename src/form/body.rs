//! The rows below a header to the lines of a form.

use super::columns::{Column, Role};
use super::labels::{Labels, texts_to_labels};
use super::line::{AmountCell, Line, drop_shadows};
use super::models::{KindModel, Layout, Models};
use super::wording::{plain, without_ordinal};
use crate::page::Page;
use crate::table::{Cell, Grid};

/// What a table's body holds: its lines and the heading that goes on to the next page.
pub(crate) struct Body {
    pub(crate) lines: Vec<Line>,
    pub(crate) section: Option<String>,
}

/// Reads the rows of a table from `body_row` down.
pub(crate) fn read_body(
    models: &Models,
    kind: &KindModel,
    grid: &Grid,
    columns: &[Column],
    body_row: usize,
    section: Option<String>,
    page: &Page,
) -> Body {
    let mut reader = Reader { models, kind, grid, columns, page, section };
    let groups = columns.iter().map(|c| c.group).max().unwrap_or(0);
    let mut lines: Vec<Line> = Vec::new();
    let mut labels_of_lines: Vec<(usize, Option<usize>)> = Vec::new(); // group and anchor cell, for each line
    for row in body_row..grid.rows() {
        if reader.skips(row) {
            continue;
        }
        for group in 0..=groups {
            let anchor = reader.anchor(row, group);
            let amounts = reader.amounts(row, group);
            let begins = anchor.is_some_and(|index| grid.cells.get(index).is_some_and(|c| c.row == row));
            if amounts.is_empty() && !begins {
                continue;
            }
            // Rows that a label spans are one line, unless they hold a second amount for one measure.
            let open = labels_of_lines.iter().rposition(|(g, a)| *g == group && a.is_some() && *a == anchor);
            if let Some(open) = open
                && let Some(line) = lines.get_mut(open)
                && !amounts.iter().any(|(_, new)| line.amounts.iter().any(|old| old.measure == new.measure))
            {
                line.amounts.extend(amounts.into_iter().map(|(_, amount)| amount));
                continue;
            }
            for line in reader.lines(row, group, anchor, amounts) {
                lines.push(line);
                labels_of_lines.push((group, anchor));
            }
        }
    }
    drop_shadows(&mut lines);
    Body { lines, section: reader.section }
}

struct Reader<'a> {
    models: &'a Models,
    kind: &'a KindModel,
    grid: &'a Grid,
    columns: &'a [Column],
    page: &'a Page,
    section: Option<String>,
}

impl Reader<'_> {
    /// Rows that hold no line: a repeated header, a heading of a section, a remark, nothing.
    fn skips(&mut self, row: usize) -> bool {
        let words: Vec<String> = self.grid.printed_in_row(row).map(|c| plain(&c.text())).collect();
        match words.as_slice() {
            [] => false, // rows may belong to a label that began above
            [only] if self.is_remark(only) => true,
            [only] if self.section_of(only).is_some() => {
                self.section = self.section_of(only);
                true
            }
            [_] => false,
            many => {
                many.iter().all(|w| self.kind.vocabulary.contains(w))
                    && !many.iter().any(|w| self.is_total(w))
            }
        }
    }

    fn is_remark(&self, word: &str) -> bool {
        self.models.wording.items.remarks.iter().any(|r| word.starts_with(r.as_str()))
    }

    fn is_total(&self, word: &str) -> bool {
        self.models.wording.items.totals.iter().any(|t| t == word)
    }

    /// A word of the header, or 类款项 run together.
    fn is_header_text(&self, word: &str) -> bool {
        let parts = &self.models.wording.header.code_parts;
        self.kind.vocabulary.contains(word)
            || (!word.is_empty() && word.chars().all(|c| parts.iter().any(|p| p.chars().eq([c]))))
    }

    fn section_of(&self, word: &str) -> Option<String> {
        let name = without_ordinal(word);
        self.kind.sections.iter().find(|s| name == s.as_str()).cloned()
    }

    fn role(&self, column: usize) -> &Role {
        self.columns.get(column).map_or(&Role::Nothing, |c| &c.role)
    }

    fn label_columns(&self, group: usize) -> impl Iterator<Item = usize> {
        (0..self.columns.len()).filter(move |c| {
            self.columns[*c].group == group && matches!(self.columns[*c].role, Role::Code | Role::Item)
        })
    }

    /// The cell that names the line of a group in a row: that of the name, else that of the code.
    fn anchor(&self, row: usize, group: usize) -> Option<usize> {
        let of = |wanted: fn(&Role) -> bool| {
            self.label_columns(group).filter(move |c| wanted(&self.columns[*c].role))
        };
        let printed = |column: usize| {
            self.grid
                .index_at(row, column)
                .filter(|i| self.grid.cells.get(*i).is_some_and(|c| !c.lines.is_empty()))
        };
        of(|r| *r == Role::Item).find_map(printed).or_else(|| of(|r| *r == Role::Code).find_map(printed))
    }

    /// The amounts of a group that are printed at the height of a row, with their sides.
    fn amounts(&self, row: usize, group: usize) -> Vec<(Option<String>, AmountCell)> {
        let mut found = Vec::new();
        for cell in
            self.grid.cells.iter().filter(|c| !c.lines.is_empty() && c.row <= row && row < c.row + c.rows)
        {
            let Some(column) = self.columns.get(cell.column).filter(|c| c.group == group) else { continue };
            let Role::Amount { measure, side, unit } = &column.role else { continue };
            let ink = cell.ink();
            // An amount that spans rows belongs to the row in which it is printed.
            if cell.rows > 1 && !self.row_holds(row, ink.mid_y()) {
                continue;
            }
            let printed: Vec<String> = cell.lines.iter().map(|l| l.text.trim().to_owned()).collect();
            if self.is_blank(&printed.concat()) || self.is_total(&plain(&printed.concat())) {
                continue;
            }
            let amount = AmountCell {
                measure: measure.clone(),
                unit: unit.clone(),
                printed,
                fills: fills(cell),
                place: self.page.place(&ink),
                overrun: cell.overrun,
            };
            found.push((side.clone(), amount));
        }
        found
    }

    fn row_holds(&self, row: usize, y: f64) -> bool {
        let bounds = &self.grid.ys;
        let top = bounds.get(row).copied().unwrap_or(f64::MAX);
        let bottom = bounds.get(row + 1).copied().unwrap_or(f64::MIN);
        top <= y && y < bottom
    }

    fn is_blank(&self, text: &str) -> bool {
        let words = plain(text);
        let blanks = &self.models.wording.blanks;
        words.is_empty() || blanks.marks.contains(&words) || words.chars().all(|c| blanks.dashes.contains(c))
    }

    /// The line of a group in a row: one for each side, where one row has amounts of several (三公).
    fn lines(
        &self,
        row: usize,
        group: usize,
        anchor: Option<usize>,
        amounts: Vec<(Option<String>, AmountCell)>,
    ) -> Vec<Line> {
        let labels = self.labels(row, group);
        let label_rect = anchor.and_then(|i| self.grid.cells.get(i)).map(Cell::ink);
        let mut by_side: Vec<(Option<String>, Vec<AmountCell>)> = Vec::new();
        for (side, amount) in amounts {
            match by_side.iter_mut().find(|(known, _)| *known == side) {
                Some((_, amounts)) => amounts.push(amount),
                None => by_side.push((side, vec![amount])),
            }
        }
        if by_side.is_empty() {
            by_side.push((self.side_of_group(group), Vec::new()));
        }
        by_side
            .into_iter()
            .map(|(side, amounts)| {
                let place =
                    label_rect.map(|r| self.page.place(&r)).or_else(|| amounts.first().map(|a| a.place));
                let mut doubt = labels.doubt.clone();
                if self.kind.layout != Layout::OneLine
                    && labels.code.is_none()
                    && labels.item.is_none()
                    && !amounts.is_empty()
                {
                    doubt = Some("the line has neither a code nor a name".to_owned());
                }
                if let Some(twice) = amounts
                    .iter()
                    .enumerate()
                    .find(|(i, a)| amounts[..*i].iter().any(|b| b.measure == a.measure))
                {
                    doubt = Some(format!(
                        "two amounts of the line stand under one heading ({})",
                        twice.1.measure
                    ));
                }
                Line {
                    group,
                    side,
                    code: labels.code.clone(),
                    item: labels.item.clone(),
                    item_raw: labels.item_raw.clone(),
                    line_no: labels.line_no,
                    path: self.section.iter().cloned().collect(),
                    doubt,
                    amounts,
                    place: place.unwrap_or_else(|| self.page.place(&self.grid.rect)),
                }
            })
            .collect()
    }

    /// Where a line has no amounts, its side is that of its group's columns.
    fn side_of_group(&self, group: usize) -> Option<String> {
        self.columns.iter().filter(|c| c.group == group).find_map(|c| match &c.role {
            Role::Amount { side, .. } => side.clone(),
            _ => None,
        })
    }

    /// The labels of a group in a row. A cell that begins among the amounts of the group before is that group's.
    fn labels(&self, row: usize, group: usize) -> Labels {
        let (mut codes, mut names, mut line_no) = (Vec::new(), Vec::new(), None);
        let mut last = None;
        for column in (0..self.columns.len()).filter(|c| self.columns[*c].group == group) {
            let Some(index) = self.grid.index_at(row, column).filter(|i| Some(*i) != last) else { continue };
            let Some(cell) = self.grid.cells.get(index).filter(|c| !c.lines.is_empty()) else { continue };
            let text = cell.text();
            match self.role(column) {
                Role::Code => {
                    // 类 款 项 of a header row that holds the total, too, are no code.
                    let words = plain(&text);
                    if self.is_total(&words) || !self.is_header_text(&words) {
                        codes.push(text);
                    }
                }
                Role::Item => names.push(text),
                Role::Line => line_no = super::header::column_number(&plain(&text)).or(line_no),
                _ => continue,
            }
            last = Some(index);
        }
        if codes.is_empty() && names.is_empty() {
            names.extend(self.total_on_the_left(row, group));
        }
        texts_to_labels(codes, names, line_no)
    }

    /// A total centred over several groups may stand among the amounts of one of them: 公用经费合计, its amount in the
    /// last.
    fn total_on_the_left(&self, row: usize, group: usize) -> Option<String> {
        let first = self.label_columns(group).next()?;
        let left = (0..first).rev().filter_map(|column| self.grid.cell_at(row, column));
        let text = left.map(Cell::text).find(|text| !text.is_empty())?;
        self.is_total(&plain(&text)).then_some(text)
    }
}

/// Whether another two characters of the first line's size would not fit behind it.
fn fills(cell: &Cell) -> bool {
    cell.lines.first().is_some_and(|first| cell.rect.width() - first.rect.width() < first.size)
}

#[cfg(test)]
mod tests {
    use super::super::header::read_header;
    use super::super::models::models;
    use super::super::samples::grid;
    use super::*;
    use crate::geom::Affine;
    use crate::page::Origin;

    fn lines(kind: &str, rows: &[&str]) -> Vec<String> {
        let models = models();
        let kind = models.kind(kind).unwrap();
        let grid = grid(rows);
        let header = read_header(models, kind, &grid).unwrap();
        let page = Page {
            number: 1,
            width: 600.0,
            height: 800.0,
            origin: Origin::Text,
            upright: Affine::IDENTITY,
            glyphs: Vec::new(),
            rulings: Vec::new(),
            notes: Vec::new(),
        };
        read_body(models, kind, &grid, &header.columns, header.body_row, header.section.clone(), &page)
            .lines
            .iter()
            .map(|l| {
                let label = format!("{}{}", l.code.as_deref().unwrap_or(""), l.item.as_deref().unwrap_or(""));
                let amounts: Vec<String> =
                    l.amounts.iter().map(|a| format!("{}={}", a.measure, a.printed.concat())).collect();
                format!("{}{label} {}", l.path.concat(), amounts.join(" ")).trim().to_owned()
            })
            .collect()
    }

    #[test]
    fn codes_in_three_columns_and_a_total_in_the_header_row() {
        // 上海 财政局 2024: 类 | 款 | 项 | 合计 is both header and data.
        let rows = [
            "项目 | < | < | < | 本年支出合计 | 基本支出 | 项目支出 | 经营支出",
            "功能分类科目编码 | < | < | 科目名称 | ^ | ^ | ^ | ^",
            "类 | 款 | 项 | 合计 | 2,940.05 | 1,000.05 | 1,940.00 |",
            "201 | 06 | 01 | 行政运行 | 100.00 | 100.00 | — | ",
        ];
        assert_eq!(
            lines("expenditure", &rows),
            [
                "合计 total=2,940.05 basic=1,000.05 project=1,940.00",
                "2010601行政运行 total=100.00 basic=100.00"
            ]
        );
    }

    #[test]
    fn groups_side_by_side_and_a_foot_over_two_of_them() {
        let rows = [
            "人员经费 | < | < | 公用经费 | < | < | < | < | <",
            "科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数",
            "301 | 工资福利支出 | 1.00 | 302 | 商品和服务支出 | 2.00 | 310 | 资本性支出 | 0.00",
            "人员经费合计 | < | 1.00 | 公用经费合计 | < | < | < | < | 2.00",
        ];
        assert_eq!(
            lines("general_public_budget_basic_expenditure", &rows),
            [
                "301工资福利支出 amount=1.00",
                "302商品和服务支出 amount=2.00",
                "310资本性支出 amount=0.00",
                "人员经费合计 amount=1.00",
                "公用经费合计 amount=2.00"
            ]
        );
    }

    #[test]
    fn an_amount_printed_in_a_split_row_belongs_to_the_label_beside_it() {
        let rows = [
            "项目 | < | 本年支出 | < | <",
            "科目编码 | 科目名称 | 小计 | 基本支出 | 项目支出",
            "2080505 | 养老保险缴费支出 | 1.00 | 1.00 |",
            "^ | ^ | | | 3.00",
        ];
        assert_eq!(
            lines("general_public_budget_expenditure", &rows),
            ["2080505养老保险缴费支出 total=1.00 basic=1.00 project=3.00"]
        );
    }

    #[test]
    fn headings_become_the_path() {
        let rows = [
            "一、政府采购情况 | < | <",
            "项目 | 行次 | 统计数",
            "合计 | 1 | 72.40",
            "二、机关运行经费 | < | <",
            "项目 | | 统计数",
            "（一）行政单位 | 5 | 21.97",
        ];
        assert_eq!(
            lines("disclosure_statistics", &rows),
            ["政府采购情况合计 value=72.40", "机关运行经费行政单位 value=21.97"]
        );
    }

    #[test]
    fn blank_marks_are_not_reported() {
        let rows = [
            "项目 | < | 本年支出 | < | <",
            "科目编码 | 科目名称 | 小计 | 基本支出 | 项目支出",
            "合计 | < | ──── | / | 0",
        ];
        assert_eq!(lines("state_capital", &rows), ["合计 project=0"]);
    }
}
