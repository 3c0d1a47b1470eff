//! Finds the department above that of the document (主管部门), which headings and performance tables name.

use super::department_name::{is_no_department, name_others, without_scope};
use super::departments::majority;
use super::labelled_name::value_to_department;
use crate::table::{Cell, Grid, PageTables};
use crate::taxonomy::Models;
use crate::text::plain::plain;

/// A character of every label: what has it not need not be looked at.
const IN_LABELS: char = '管';

/// Finds the department above; `None` where none is printed, where several are, and where it is the department itself.
pub(super) fn find_parent(
    models: &Models,
    tables: &[PageTables],
    department: Option<&str>,
) -> Option<String> {
    let lines = tables.iter().flat_map(|page| &page.lines).filter(|line| line.words().contains(IN_LABELS));
    let in_lines = lines.filter_map(|line| {
        let words = plain(line.words());
        value_to_parent(models, behind_label(models, &words)?.strip_prefix('：')?)
    });
    let in_cells = tables.iter().flat_map(|page| &page.grids).flat_map(|grid| cells_to_parents(models, grid));
    let names: Vec<String> = in_lines.chain(in_cells).collect();
    let name = majority(names.iter().cloned())?;
    let is_other = |other: &str| name_others(models, other, &name);
    let is_one = !names.iter().any(|other| is_other(other)) && department.is_none_or(is_other);
    is_one.then_some(name)
}

/// Reads the departments that stand behind the label in a table: in its cell, or in the next one.
fn cells_to_parents(models: &Models, grid: &Grid) -> Vec<String> {
    let read = |(at, cell): (usize, &Cell)| {
        let words = plain(&cell.words());
        let behind = behind_label(models, &words)?;
        let in_cell = behind.strip_prefix('：').unwrap_or(behind);
        if !in_cell.is_empty() {
            // A longer word that begins like the label is another one: 主管部门自评得分.
            return value_to_parent(models, behind.strip_prefix('：')?);
        }
        let column = cell.column + cell.columns;
        let next =
            grid.cells.iter().skip(at + 1).find(|next| (next.row, next.column) == (cell.row, column))?;
        value_to_parent(models, &plain(&next.words()))
    };
    let may_be =
        |cell: &Cell| cell.known.is_some() || cell.lines.iter().any(|line| line.text.contains(IN_LABELS));
    grid.cells.iter().enumerate().filter(|(_, cell)| may_be(cell)).filter_map(read).collect()
}

/// Gives what stands behind the label of the department above, where a text begins with it.
fn behind_label<'t>(models: &Models, words: &'t str) -> Option<&'t str> {
    let labels = &models.wording.heading.parent;
    labels.iter().find_map(|label| words.strip_prefix(label.as_str()))
}

/// Reads the name of a department behind the label, up to the next one.
fn value_to_parent(models: &Models, value: &str) -> Option<String> {
    let behind = models.wording.heading.behind_parent.iter().filter_map(|label| value.find(label.as_str()));
    let value = behind.min().and_then(|at| value.get(..at)).unwrap_or(value);
    let name = value_to_department(models, value)?;
    let is_one =
        models.department_end.is_match(without_scope(models, &name)) && !is_no_department(models, &name);
    is_one.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::samples::grid;
    use crate::taxonomy::models;

    fn parent(rows: &[&str], department: Option<&str>) -> Option<String> {
        let names = cells_to_parents(models(), &grid(rows));
        let page = PageTables {
            page: 1,
            size: None,
            as_seen: crate::geom::Affine::IDENTITY,
            grids: vec![grid(rows)],
            lines: Vec::new(),
            notes: Vec::new(),
            parts: Vec::new(),
        };
        let found = find_parent(models(), &[page], department);
        assert!(found.is_none() || !names.is_empty());
        found
    }

    #[test]
    fn a_table_names_the_department_above() {
        let own = Some("汾阳市政府采购中心");
        for rows in [
            [
                "项目名称 | 甲项目 | < | <",
                "主管部门及代码 | 019-汾阳市行政审批服务管理局 | 预算单位 | 019003-汾阳市政府采购中心",
            ],
            [
                "项目名称 | 甲项目 | < | <",
                "主管部门：汾阳市行政审批服务管理局 | < | 实施单位 | 汾阳市政府采购中心",
            ],
        ] {
            assert_eq!(parent(&rows, own).as_deref(), Some("汾阳市行政审批服务管理局"));
        }
    }

    #[test]
    fn the_department_itself_and_several_are_none() {
        let one = ["主管部门 | 汾阳市行政审批服务管理局"];
        assert_eq!(parent(&one, Some("汾阳市行政审批服务管理局")), None);
        assert_eq!(parent(&one, Some("汾阳市行政审批服务管理局（本级）")), None);
        assert_eq!(parent(&one, Some("审批局")), None);
        let two = ["主管部门 | 汾阳市行政审批服务管理局", "主管部门 | 汾阳市财政局"];
        assert_eq!(parent(&two, Some("汾阳市政府采购中心")), None);
    }

    #[test]
    fn what_is_no_name_is_none() {
        for rows in [["主管部门 | 预算单位"], ["主管部门 | "], ["主管部门自评得分 | 汾阳市财政局"]]
        {
            assert_eq!(parent(&rows, Some("汾阳市政府采购中心")), None);
        }
    }

    #[test]
    fn every_label_has_the_character_that_is_looked_for() {
        assert!(models().wording.heading.parent.iter().all(|label| label.contains(IN_LABELS)));
    }

    #[test]
    fn a_label_on_a_line_ends_before_the_next() {
        let value = plain("062-甲县财政局 项目单位：062002-乙所");
        assert_eq!(value_to_parent(models(), &value).as_deref(), Some("甲县财政局"));
    }
}
