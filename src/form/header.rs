//! The header of a table: which rows it takes, and what each column holds, by the words of one kind.

use std::collections::BTreeSet;

use super::models::{KindModel, Layout, MeasureModel, Models};
use super::wording::{plain, without_ordinal};
use crate::table::{Cell, Grid};

/// Title, department and unit may stand inside the frame: the header begins in one of the first rows.
const ROWS_BEFORE_HEADER: usize = 6;

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Role {
    /// The classification code, or one of its parts 类 款 项.
    Code,
    /// The name of the line.
    Item,
    /// 行次.
    Line,
    /// An amount.
    Amount {
        /// Its measure, as CONTRACT names it.
        measure: String,
        /// `income`, `expenditure`, `budget` or `final`, where the form has sides.
        side: Option<String>,
        /// A unit that the header states for this column alone.
        unit: Option<String>,
    },
    /// A part of a measure, or a column of one province, that has no name in the contract (基本支出结转 under
    /// 年初结转和结余): kept in the grid, makes no facts.
    Part,
    /// Nothing is printed over it.
    Nothing,
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Column {
    /// Left and right edge, in points.
    pub(crate) x: (f64, f64),
    pub(crate) role: Role,
    /// Groups stand side by side, each with its own labels; counted from 0.
    pub(crate) group: usize,
}

/// A header as one kind reads it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Header {
    /// The row in which it begins; title and unit lines inside the frame stand above.
    pub(crate) first_row: usize,
    /// The first row below it.
    pub(crate) body_row: usize,
    pub(crate) columns: Vec<Column>,
    /// Heading under which the first lines stand (`一、政府采购情况`).
    pub(crate) section: Option<String>,
    /// Amounts that stand in the 栏次 line, where no item is.
    pub(crate) stray: Vec<String>,
}

/// Reads the header of a table in the words of one kind; `None` where it is not of that kind.
pub(crate) fn read_header(models: &Models, kind: &KindModel, grid: &Grid) -> Option<Header> {
    let words = Words { models, kind };
    let first_row = (0..grid.rows().min(ROWS_BEFORE_HEADER)).find(|r| words.begins_header(grid, *r))?;
    let mut header =
        Header { first_row, body_row: first_row, columns: Vec::new(), section: None, stray: Vec::new() };
    let mut row = first_row;
    let mut numbered = false;
    while row < grid.rows() {
        match words.classify(grid, row, first_row, numbered) {
            RowKind::Words => {}
            RowKind::Section(section) => header.section = Some(section),
            RowKind::Numbers(stray) => {
                numbered = true;
                header.stray.extend(stray);
            }
            RowKind::Blank if row == first_row || row + 1 < words.spanned_to(grid, first_row, row) => {}
            RowKind::Blank | RowKind::Body => break,
        }
        row += 1;
    }
    header.body_row = row;
    // A total line may share its row with the last words of the header: `合计 | 0 | 2002.80 | 合计 | 基本支出 | 项目支出 | 0`.
    let header_end = if row < grid.rows() && words.is_mixed(grid, row) { row + 1 } else { row };
    header.columns = words.columns(grid, first_row, header_end);
    words.is_complete(&header).then_some(header)
}

enum RowKind {
    Words,
    Section(String),
    Numbers(Vec<String>),
    Blank,
    Body,
}

struct Words<'a> {
    models: &'a Models,
    kind: &'a KindModel,
}

impl Words<'_> {
    fn knows(&self, word: &str) -> bool {
        self.kind.vocabulary.contains(word) || self.kind.vocabulary.contains(split_unit(self.models, word).0)
    }

    fn section(&self, word: &str) -> Option<String> {
        let name = without_ordinal(word);
        self.kind.sections.iter().find(|s| name.contains(s.as_str())).cloned()
    }

    fn is_number_word(&self, word: &str) -> bool {
        self.models.wording.header.column_numbers.iter().any(|w| w == word)
    }

    fn begins_header(&self, grid: &Grid, row: usize) -> bool {
        let printed: Vec<String> = grid.printed_in_row(row).map(|c| plain(&c.text())).collect();
        match printed.as_slice() {
            [only] => self.knows(only) || self.section(only).is_some(),
            many => self.is_header_row(many),
        }
    }

    fn classify(&self, grid: &Grid, row: usize, first_row: usize, numbered: bool) -> RowKind {
        let cells: Vec<&Cell> = grid.printed_in_row(row).collect();
        let words: Vec<String> = cells.iter().map(|c| plain(&c.text())).collect();
        if words.is_empty() {
            return RowKind::Blank;
        }
        if words.iter().any(|w| self.is_number_word(w)) {
            return RowKind::Numbers(self.strays(&words));
        }
        if !numbered && row > first_row && (is_counting(&words) || self.counts_columns(grid, first_row, row))
        {
            return RowKind::Numbers(Vec::new());
        }
        if let ([only], false) = (words.as_slice(), self.kind.sections.is_empty())
            && let Some(section) = self.section(only)
        {
            return RowKind::Section(section);
        }
        // A total in the label columns begins the body, though 合计 is a word of the header elsewhere.
        let total_label = row > first_row
            && cells
                .iter()
                .zip(&words)
                .any(|(cell, word)| self.is_total(word) && self.is_label(grid, first_row, row, cell));
        let others = cells.iter().zip(&words).filter(|(cell, _)| !self.is_label(grid, first_row, row, cell));
        if total_label && others.clone().all(|(_, word)| !self.knows(word)) {
            return RowKind::Body;
        }
        if self.is_header_row(&words) && !numbered { RowKind::Words } else { RowKind::Body }
    }

    /// Mostly words that the kind knows, and no number: a province may add a column of its own.
    fn is_header_row(&self, words: &[String]) -> bool {
        let known = words.iter().filter(|w| self.knows(w)).count();
        known > 0 && 2 * known >= words.len() && !words.iter().any(|w| is_amount_like(w))
    }

    /// Whether the amount columns hold 1, 2, 3 … and nothing else: the line is the column numbers' whatever it is
    /// called (汾阳 2023 prints 档次 for 栏次). Amounts never do: a total is not one less than its first part.
    fn counts_columns(&self, grid: &Grid, first_row: usize, row: usize) -> bool {
        let amounts = (0..grid.columns())
            .filter(|c| matches!(self.role(&self.path(grid, first_row, row, *c)), Role::Amount { .. }));
        let printed: Vec<Option<u32>> = amounts
            .map(|c| grid.cell_at(row, c).and_then(|cell| column_number(&plain(&cell.text()))))
            .collect();
        printed.len() >= 2 && printed.iter().zip(1_u32..).all(|(number, n)| *number == Some(n))
    }

    /// What stands in the 栏次 line and is no number of a column.
    fn strays(&self, words: &[String]) -> Vec<String> {
        words
            .iter()
            .filter(|w| !self.is_number_word(w) && !self.knows(w) && column_number(w).is_none())
            .cloned()
            .collect()
    }

    fn is_total(&self, word: &str) -> bool {
        self.models.wording.items.totals.iter().any(|t| t == word)
    }

    /// Whether the columns of a cell are columns of labels, by the header above it.
    fn is_label(&self, grid: &Grid, first_row: usize, row: usize, cell: &Cell) -> bool {
        matches!(self.role(&self.path(grid, first_row, row, cell.column)), Role::Code | Role::Item)
    }

    /// The last row that the cells of the header's rows so far reach down to.
    fn spanned_to(&self, grid: &Grid, first_row: usize, row: usize) -> usize {
        let cells = grid.cells.iter().filter(|c| c.row >= first_row && c.row < row && !c.lines.is_empty());
        cells.map(|c| c.row + c.rows).max().unwrap_or(row)
    }

    /// A total line with amounts whose other cells are the lowest words of the header.
    fn is_mixed(&self, grid: &Grid, row: usize) -> bool {
        let words: Vec<String> = grid.printed_in_row(row).map(|c| plain(&c.text())).collect();
        let known = words.iter().filter(|w| self.knows(w)).count();
        known >= 2
            && words.iter().any(|w| self.is_total(w))
            && words.iter().all(|w| self.knows(w) || is_amount_like(w))
    }

    /// The words printed over a column, from the top down.
    fn path(&self, grid: &Grid, first_row: usize, end_row: usize, column: usize) -> Vec<String> {
        let mut path: Vec<String> = Vec::new();
        let mut last = usize::MAX;
        for row in first_row..end_row {
            let Some(index) = grid.index_at(row, column).filter(|i| *i != last) else { continue };
            last = index;
            let Some(cell) = grid.cells.get(index) else { continue };
            let word = plain(&cell.text());
            let number = is_amount_like(&word) || self.is_number_word(&word);
            if !word.is_empty() && !number {
                path.push(word);
            }
        }
        path
    }

    fn role(&self, path: &[String]) -> Role {
        let header = &self.models.wording.header;
        for (depth, word) in path.iter().enumerate().rev() {
            let is = |words: &[String]| words.iter().any(|w| w == word);
            // 项 is a part of a code only under a code's heading; 项目 heads both columns of labels.
            if is(&header.code) || (is(&header.code_parts) && depth > 0) {
                return Role::Code;
            }
            if is(&header.line) {
                return Role::Line;
            }
            if is(&header.item) {
                return Role::Item;
            }
        }
        self.amount(path)
    }

    fn amount(&self, path: &[String]) -> Role {
        let (path, mut unit): (Vec<&str>, Option<String>) = {
            let split: Vec<_> = path.iter().map(|w| self.known_part(w)).collect();
            let unit = split.iter().rev().find_map(|(_, unit)| unit.clone());
            (split.into_iter().map(|(word, _)| word).collect(), unit)
        };
        let side = path.iter().rev().find_map(|word| {
            self.kind
                .sides
                .iter()
                .find(|(_, words)| words.iter().any(|w| w == word))
                .map(|(side, _)| side.clone())
        });
        for (depth, word) in path.iter().enumerate().rev() {
            let above = &path[..depth];
            let fitting: Vec<&MeasureModel> =
                self.kind.measures.iter().filter(|m| self.fits(m, word, above, side.as_deref())).collect();
            // Under its own heading a word means more than without: 小计 under 公务用车购置及运行费.
            let best =
                fitting.iter().find(|m| !m.under.is_empty() && !m.under_optional).or_else(|| fitting.first());
            if let Some(measure) = best {
                let below_is_plain =
                    path[depth + 1..].iter().all(|w| self.is_total(w) || *w == "小计" || self.is_side(w));
                if !below_is_plain {
                    return Role::Part;
                }
                return Role::Amount { measure: measure.name.clone(), side, unit: unit.take() };
            }
        }
        if path.is_empty() { Role::Nothing } else { Role::Part }
    }

    fn known_part<'w>(&self, word: &'w str) -> (&'w str, Option<String>) {
        if self.kind.vocabulary.contains(word) { (word, None) } else { split_unit(self.models, word) }
    }

    fn is_side(&self, word: &str) -> bool {
        self.kind.sides.values().flatten().any(|w| w == word)
    }

    fn fits(&self, measure: &MeasureModel, word: &str, above: &[&str], side: Option<&str>) -> bool {
        if !measure.words.iter().any(|w| w == word) {
            return false;
        }
        if let (Some(wanted), Some(side)) = (measure.side.as_deref(), side)
            && wanted != side
        {
            return false;
        }
        let under = above.iter().any(|a| measure.under.iter().any(|u| u == a));
        let free = || {
            let heads = |a: &&str| {
                self.kind.measures.iter().any(|m| m.name != measure.name && m.words.iter().any(|w| w == a))
            };
            !above.iter().any(heads)
        };
        measure.under.is_empty() || under || (measure.under_optional && free())
    }

    /// Every column with its role and group.
    fn columns(&self, grid: &Grid, first_row: usize, end_row: usize) -> Vec<Column> {
        let mut group = 0;
        let mut amounts_seen = false;
        let mut columns = Vec::with_capacity(grid.columns());
        let roles: Vec<Role> =
            (0..grid.columns()).map(|c| self.role(&self.path(grid, first_row, end_row, c))).collect();
        for (c, role) in roles.into_iter().enumerate() {
            let label = matches!(role, Role::Code | Role::Item);
            if label && amounts_seen {
                group += 1;
                amounts_seen = false;
            }
            amounts_seen |= matches!(role, Role::Amount { .. } | Role::Part);
            columns.push(Column { x: (grid.xs[c], grid.xs[c + 1]), role, group });
        }
        if self.kind.layout == Layout::TwoSided {
            self.name_sides_by_position(&mut columns);
        }
        columns
    }

    /// Where 收入 and 支出 are not printed above them, the left group is the income and the right the expenditure.
    fn name_sides_by_position(&self, columns: &mut [Column]) {
        let groups = columns.iter().map(|c| c.group).max().unwrap_or(0);
        if groups != 1 {
            return;
        }
        for column in columns {
            let by_position = if column.group == 0 { super::INCOME } else { super::EXPENDITURE };
            if let Role::Amount { side, measure, .. } = &mut column.role
                && side.is_none()
            {
                let allowed = self
                    .kind
                    .measures
                    .iter()
                    .any(|m| m.name == *measure && m.side.as_deref().is_none_or(|s| s == by_position));
                if allowed {
                    *side = Some(by_position.to_owned());
                }
            }
        }
    }

    /// Whether all columns that the kind cannot do without are there, and labels where it has any.
    fn is_complete(&self, header: &Header) -> bool {
        let mut names = BTreeSet::new();
        let mut labels = false;
        for column in &header.columns {
            match &column.role {
                Role::Amount { measure, side: Some(side), .. } => {
                    names.insert(format!("{side}.{measure}"));
                    names.insert(measure.clone());
                }
                Role::Amount { measure, side: None, .. } => {
                    names.insert(measure.clone());
                }
                Role::Code | Role::Item => labels = true,
                Role::Line | Role::Part | Role::Nothing => {}
            }
        }
        let labelled = labels != (self.kind.layout == Layout::OneLine);
        labelled && self.kind.required.iter().all(|r| names.contains(r))
    }
}

/// `年度预算数（万元）` → `年度预算数` and `万元`.
fn split_unit<'w>(models: &Models, word: &'w str) -> (&'w str, Option<String>) {
    let Some((head, tail)) = word.rsplit_once('（') else { return (word, None) };
    let Some(unit) = tail.strip_suffix('）') else { return (word, None) };
    let money = models.wording.money.iter().find(|m| m.words.iter().any(|w| w == unit));
    match money {
        Some(money) => (head, Some(money.name.clone())),
        None => (word, None),
    }
}

/// `1`, `7.00` → 1, 7: numbers of columns or lines, never amounts with real decimals.
pub(crate) fn column_number(word: &str) -> Option<u32> {
    let whole = word
        .split_once('.')
        .map_or(word, |(whole, decimals)| if decimals.bytes().all(|b| b == b'0') { whole } else { word });
    whole.parse().ok().filter(|n| (1..=99).contains(n))
}

/// `1 2 3 …`: the line that numbers the columns, where it does not say 栏次.
fn is_counting(words: &[String]) -> bool {
    words.len() >= 3 && words.iter().zip(1_u32..).all(|(word, n)| column_number(word) == Some(n))
}

fn is_amount_like(word: &str) -> bool {
    word.chars().any(|c| c.is_ascii_digit())
        && word.chars().all(|c| c.is_ascii_digit() || ".,，-－".contains(c))
}

#[cfg(test)]
mod tests {
    use super::super::models::models;
    use super::super::samples::grid;
    use super::*;

    fn roles(kind: &str, rows: &[&str]) -> Option<Vec<String>> {
        let models = models();
        let header = read_header(models, models.kind(kind)?, &grid(rows))?;
        Some(
            header
                .columns
                .iter()
                .map(|c| match &c.role {
                    Role::Amount { measure, side, .. } => {
                        format!("{}{measure}", side.as_ref().map_or(String::new(), |s| format!("{s}.")))
                    }
                    other => format!("{other:?}"),
                })
                .collect(),
        )
    }

    #[test]
    fn a_coded_header_with_spans() {
        let rows = [
            "项目 | < | 本年支出合计 | 基本支出 | 项目支出 | 上缴上级支出 | 经营支出 | 对附属单位补助支出",
            "科目编码 | 科目名称 | ^ | ^ | ^ | ^ | ^ | ^",
            "栏次 | < | 1 | 2 | 3 | 4 | 5 | 6",
            "合 计 | < | 192.58 | 192.58 | 0.00 | | |",
        ];
        assert_eq!(
            roles("expenditure", &rows).unwrap(),
            [
                "Code",
                "Item",
                "total",
                "basic",
                "project",
                "remitted_to_superior",
                "operating",
                "subsidy_to_affiliated"
            ]
        );
        assert!(roles("income", &rows).is_none());
    }

    #[test]
    fn pairs_of_budget_and_final_columns() {
        // 上海: six pairs instead of two groups of six.
        let rows = [
            "财政拨款“三公”经费 | < | < | < | < | < | < | < | < | < | < | <",
            "合计 | < | 因公出国（境）费 | < | 公务用车购置及运行维护费 | < | < | < | < | < | 公务接待费 | <",
            "^ | ^ | ^ | ^ | 小计 | < | 公务用车购置费 | < | 公务用车运行维护费 | < | ^ | ^",
            "预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数",
            "1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12",
        ];
        let roles = roles("three_public", &rows).unwrap();
        assert_eq!(
            roles[..6],
            [
                "budget.total",
                "final.total",
                "budget.overseas_travel",
                "final.overseas_travel",
                "budget.vehicles",
                "final.vehicles"
            ]
        );
        assert_eq!(roles[11], "final.reception");
    }

    #[test]
    fn a_total_line_may_share_the_row_of_the_lowest_words() {
        // 上海 template p13 and 文旅 2025: 合计 0 2002.80 合计 基本支出 项目支出 0.
        let rows = [
            "项目 | < | 年初结转和结余 | 本年收入 | 本年支出 | < | < | 年末结转和结余",
            "功能分类科目编码 | 科目名称 | ^ | ^ | ^ | ^ | ^ | ^",
            "合计 | < | 0 | 2002.80 | 合计 | 基本支出 | 项目支出 | 0",
        ];
        let models = models();
        let header = read_header(models, models.kind("government_fund").unwrap(), &grid(&rows)).unwrap();
        assert_eq!(header.body_row, 2);
        assert_eq!(
            roles("government_fund", &rows).unwrap()[2..],
            ["opening_balance", "income", "total", "basic", "project", "closing_balance"]
        );
    }

    #[test]
    fn column_numbers_are_known_by_counting_too() {
        // 汾阳 2023: 档次 for 栏次.
        let rows = [
            "收入 | < | < | 支出 | < | <",
            "项目 | 行次 | 金额 | 项目 | 行次 | 金额",
            "档次 | | 1 | 档次 | | 2",
            "一、一般公共预算财政拨款收入 | 1 | 5.00 | 一、一般公共服务支出 | 31 | 749.17",
        ];
        let models = models();
        let header =
            read_header(models, models.kind("income_expenditure_summary").unwrap(), &grid(&rows)).unwrap();
        assert_eq!(header.body_row, 3);
    }

    #[test]
    fn an_amount_in_the_line_of_column_numbers_is_told() {
        // 洛阳 孟津 2024.
        let rows = [
            "收入 | < | < | 支出 | < | <",
            "项目 | 行次 | 金额 | 项目 | 行次 | 金额",
            "栏次 | | 907.94 | 栏次 | | 2",
            "一、一般公共预算财政拨款收入 | 1 | | 一、一般公共服务支出 | 31 | 749.17",
        ];
        let models = models();
        let header =
            read_header(models, models.kind("income_expenditure_summary").unwrap(), &grid(&rows)).unwrap();
        assert_eq!((header.body_row, header.stray), (3, vec!["907.94".to_owned()]));
    }

    #[test]
    fn parts_of_a_balance_are_no_measures() {
        // 云南: blocks with parts of their own.
        let rows = [
            "项目 | < | 年初结转和结余 | < | 本年支出 | < | <",
            "科目编码 | 科目名称 | 合计 | 基本支出结转 | 合计 | 基本支出 | 项目支出",
            "合计 | < | 1.00 | 1.00 | 2.00 | 2.00 |",
        ];
        assert_eq!(
            roles("general_public_budget_expenditure", &rows).unwrap(),
            ["Code", "Item", "opening_balance", "Part", "total", "basic", "project"]
        );
    }
}
