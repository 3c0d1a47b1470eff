//! Writes `codebook.md`: each table and column in English and Chinese, with how much of it is there, as those who deposit
//! data are asked for it.

use std::fmt::Write;

use super::categories::categories;
use super::fields::{ColumnType, Field, Table};
use super::profile::{ColumnProfile, Profile};

/// Name of the file.
pub(super) const FILE: &str = "codebook.md";

const HEAD: &str = "\
# Codebook 变量说明

Published final accounts of Chinese departments (部门决算) and governments (政府决算), as printed; made by juesuan.
中国政府部门决算、政府决算公开中的金额（按所印），由 juesuan 生成。

- Source: the published documents, listed in `documents` (`source`, SHA-256). 来源：`documents` 表所列的公开文件。
- Unit of observation: the row, as each table says. 观测单位：见各表。
- Period and coverage: the years and places of `fiscal_year` and `region_code`; what was not read is in `documents`
  (`outcome`, `cause`) and `notes`. 时期与范围：见 `fiscal_year`、`region_code`；未能读取的见 `documents`、`notes`。
- Missing values: null in Parquet, an empty field in CSV, `.` or an empty text in Stata. A blank on paper is missing, never 0.
  缺失值：Parquet 为空值，CSV 为空字段，Stata 为 `.` 或空串。表中空白是缺失，不是 0。
- Amounts are exact decimals; in Stata they are doubles, with the exact text beside those in 元. 金额为精确小数；Stata 中为双精度数，
  以元计的另附精确文本。
";

/// Describes the tables of a panel with what they hold.
pub(super) fn codebook<'a>(tables: impl Iterator<Item = (&'a Table, &'a Profile)>) -> String {
    let mut text = HEAD.to_owned();
    for (table, profile) in tables {
        // Writing into a String cannot fail.
        let _ = write!(
            text,
            "\n## {name}\n\n{en}. {rows} rows.\n{zh}。{rows} 行。\n\n\
             | column 变量 | type 类型 | meaning 含义 | missing 缺失 |\n|---|---|---|---|\n",
            name = table.name,
            en = table.en,
            zh = table.zh,
            rows = profile.rows,
        );
        for (field, column) in table.fields.iter().zip(&profile.columns) {
            let _ = writeln!(
                text,
                "| `{}` | {} | {} {} | {} |",
                field.name,
                type_name(field.kind),
                escaped(&field.en),
                escaped(&field.zh),
                missing(profile.rows, column.present)
            );
        }
        for (field, column) in table.fields.iter().zip(&profile.columns) {
            text.push_str(&words(field, column));
        }
    }
    text
}

fn type_name(kind: ColumnType) -> String {
    match kind {
        ColumnType::Text => "text".to_owned(),
        ColumnType::Integer => "integer".to_owned(),
        ColumnType::Boolean => "boolean".to_owned(),
        ColumnType::Number => "double".to_owned(),
        ColumnType::Decimal { precision, scale } => format!("decimal({precision},{scale})"),
    }
}

/// Share of the rows without a value, in percent with one decimal, rounded half up.
fn missing(rows: u64, present: u64) -> String {
    let missing = rows.saturating_sub(present);
    if rows == 0 {
        return "–".to_owned();
    }
    let thousandths = (u128::from(missing) * 2000 + u128::from(rows)) / (2 * u128::from(rows));
    format!("{missing} ({}.{}%)", thousandths / 10, thousandths % 10)
}

/// Lists the words of a column with their meaning and number.
fn words(field: &Field, column: &ColumnProfile) -> String {
    let Some(list) = &field.categories else { return String::new() };
    let label = |word: &str| {
        categories(list).iter().find(|known| known.value == word).map(|known| known.label.as_str())
    };
    let there = column.words.iter().filter(|(_, count)| *count > 0);
    let there = there.map(|(word, count)| format!("`{word}` {} {count}", label(word).unwrap_or("–")));
    let there: Vec<String> = there.collect();
    if there.is_empty() { String::new() } else { format!("\n`{}`: {}\n", field.name, there.join("; ")) }
}

/// Writes a text as one in a cell of a table.
fn escaped(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::cell::CellValue;
    use crate::panel::fields::tables;

    #[test]
    fn shares_are_rounded_half_up() {
        assert_eq!(
            [missing(3, 2), missing(3, 3), missing(2000, 1999)],
            ["1 (33.3%)", "0 (0.0%)", "1 (0.1%)"]
        );
        assert_eq!(missing(0, 0), "–");
    }

    #[test]
    fn every_column_is_told_with_its_words() {
        let table = &tables()[0];
        let mut profile = Profile::new(table);
        let status = |field: &Field| {
            if field.name == "status" { CellValue::Text("suspect".to_owned()) } else { CellValue::Null }
        };
        profile.add(&table.fields.iter().map(status).collect::<Vec<_>>());
        let text = codebook([(table, &profile)].into_iter());
        for field in &table.fields {
            assert!(text.contains(&format!("| `{}` |", field.name)), "{}", field.name);
        }
        assert!(text.contains("`status`: `suspect` 存疑 suspect 1\n"), "{text}");
        assert!(text.contains("reader\\|text\\|confidence"));
    }
}
