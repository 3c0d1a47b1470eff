//! Documents without pages: sheets made by hand go from tables to checked facts, and each fact names its cell.

use juesuan::check::judge_drafts;
use juesuan::fact::forms_to_facts;
use juesuan::form::{Forms, tables_to_forms};
use juesuan::geom::Affine;
use juesuan::record::words::Method;
use juesuan::sheet::SheetCell;
use juesuan::table::{PageTables, cells_to_grid, text_to_line};
use juesuan::{CellName, Fact, Source};

const TITLE: &str = "支出决算表";
const HEADER: [&str; 3] = [
    "项目 | < | 本年支出合计 | 基本支出 | 项目支出 | 上缴上级支出 | 经营支出 | 对附属单位补助支出",
    "科目编码 | 科目名称 | ^ | ^ | ^ | ^ | ^ | ^",
    "栏次 | < | 1 | 2 | 3 | 4 | 5 | 6",
];
const LINES: [&str; 6] = [
    "合计 | < | 300.50 | 200.50 | 100.00 | | |",
    "201 | 一般公共服务支出 | 200.50 | 150.50 | 50.00 | | |",
    "20103 | 政府办公厅（室）及相关机构事务 | 200.50 | 150.50 | 50.00 | | |",
    "2010301 | 行政运行 | 200.50 | 150.50 | 50.00 | | |",
    "208 | 社会保障和就业支出 | 100.00 | 50.00 | 50.00 | | |",
    "20805 | 行政事业单位养老支出 | 100.00 | 50.00 | 50.00 | | |",
];

/// A sheet with lines of text in its first rows and the table right below them: `<` goes on from the left, `^` from above.
pub(crate) fn sheet(number: u32, text: &[&str], rows: &[&str]) -> PageTables {
    let at = |row: usize, column: usize| CellName::Sheet {
        row: u32::try_from(row + 1).unwrap(),
        column: u32::try_from(column + 1).unwrap(),
    };
    let table: Vec<Vec<&str>> = rows.iter().map(|row| row.split('|').map(str::trim).collect()).collect();
    let word = |row: usize, column: usize| table.get(row).and_then(|r| r.get(column)).copied().unwrap_or("");
    let mut cells = Vec::new();
    for (row, words) in table.iter().enumerate() {
        for (column, text_of) in words.iter().enumerate() {
            if matches!(*text_of, "<" | "^") {
                continue;
            }
            let rows = 1 + (row + 1..table.len()).take_while(|below| word(*below, column) == "^").count();
            let columns = 1 + (column + 1..words.len()).take_while(|right| word(row, *right) == "<").count();
            cells.push(SheetCell::new(at(text.len() + row, column), rows, columns, *text_of));
        }
    }
    PageTables {
        as_seen: Affine::IDENTITY,
        page: number,
        size: None,
        grids: cells_to_grid(number, &cells).into_iter().collect(),
        lines: text.iter().enumerate().map(|(row, line)| text_to_line((row, 0), line)).collect(),
        notes: Vec::new(),
        parts: Vec::new(),
    }
}

fn read(tables: &[PageTables]) -> (Forms, Vec<Fact>) {
    let forms = tables_to_forms(tables);
    let mut drafts = forms_to_facts(&forms, &Source::from_bytes("book.xlsx", Vec::new()), None);
    let audit = judge_drafts(&mut drafts);
    assert!(!audit.findings.is_empty(), "something is checked");
    (forms, drafts.into_iter().map(|draft| draft.fact).collect())
}

/// `1 C6 2010301 total 200.50 verified`
fn written(facts: &[Fact]) -> Vec<String> {
    let fact = |fact: &Fact| {
        assert_eq!((fact.bbox, fact.method), (None, Method::Cell));
        let label = fact.code.as_deref().or(fact.item.as_deref()).unwrap_or("-");
        let cell = fact.cell.as_deref().unwrap();
        let status = format!("{:?}", fact.status).to_lowercase();
        format!("{} {cell} {label} {} {} {status}", fact.page, fact.measure, fact.raw)
    };
    facts.iter().map(fact).collect()
}

#[test]
fn a_form_of_a_sheet_becomes_checked_facts_that_name_their_cells() {
    let rows: Vec<&str> = HEADER.iter().chain(&LINES).copied().collect();
    let heading = [TITLE, "公开03表", "部门：某某市财政局 2023年度 金额单位：万元"];
    let tables = [sheet(1, &heading, &rows), sheet(2, &["说明"], &[])];
    let (forms, facts) = read(&tables);
    let [form] = forms.forms.as_slice() else { panic!("one form, not {}", forms.forms.len()) };
    assert_eq!((form.kind.as_str(), form.pages.as_slice()), ("expenditure", &[1][..]));
    assert_eq!((form.title.as_deref(), form.unit.as_deref()), (Some(TITLE), Some("万元")));
    assert_eq!((forms.department.as_deref(), forms.fiscal_year), (Some("某某市财政局"), Some(2023)));
    assert!(forms.notes.is_empty(), "{:?}", forms.notes);
    let facts_written = written(&facts);
    assert_eq!(facts_written.len(), 18);
    assert_eq!(facts_written[0], "1 C7 合计 total 300.50 verified");
    assert_eq!(facts_written[4], "1 D8 201 basic 150.50 verified");
    assert_eq!(facts_written[17], "1 E12 20805 project 50.00 verified");
}

#[test]
fn a_form_goes_on_from_sheet_to_sheet() {
    let first: Vec<&str> = HEADER.iter().chain(&LINES[..4]).copied().collect();
    let heading = [TITLE, "金额单位：万元"];
    let with_header: Vec<&str> = HEADER.iter().chain(&LINES[4..]).copied().collect();
    for (rows, from) in [(with_header, 4), (LINES[4..].to_vec(), 1)] {
        let (forms, facts) = read(&[sheet(1, &heading, &first), sheet(2, &[], &rows)]);
        assert_eq!(forms.forms.len(), 1);
        assert_eq!((forms.forms[0].pages.as_slice(), forms.forms[0].lines.len()), (&[1, 2][..], 6));
        let facts_written = written(&facts);
        assert_eq!(facts_written[0], "1 C6 合计 total 300.50 verified");
        assert_eq!(facts_written[12], format!("2 C{from} 208 total 100.00 verified"));
    }
}

#[test]
fn other_columns_are_another_table() {
    let first: Vec<&str> = HEADER.iter().chain(&LINES).copied().collect();
    let other = ["甲 | 1.00 | 2.00", "乙 | 3.00 | 4.00"];
    let tables = [sheet(1, &[TITLE, "金额单位：万元"], &first), sheet(2, &[], &other)];
    let (forms, facts) = read(&tables);
    assert_eq!(forms.forms[0].pages, [1]);
    assert_eq!(facts.len(), 18);
}
