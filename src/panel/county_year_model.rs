//! Says what is added up by place and year, and makes the columns of it (`models/panel/county_year.toml`).

use std::sync::LazyLock;

use serde::Deserialize;

use super::fields::{ColumnType, Field, Table, tables};
use crate::taxonomy::classification::current_classes;
use crate::taxonomy::files;

const FILE: &str = "panel/county_year.toml";
/// Name of the columns of amounts without one of the known 类.
pub(super) const OTHER_CLASSES: &str = "class_other";
/// Amounts in 万元, as in the table of facts.
const AMOUNT: ColumnType = ColumnType::Decimal { precision: 28, scale: 8 };

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    family: String,
    table: Table,
    units: Table,
    amounts: Vec<Amount>,
}

/// Amounts that are added up.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Amount {
    pub(super) name: String,
    pub(super) form: String,
    pub(super) measure: String,
    pub(super) side: Option<String>,
    pub(super) level: Option<String>,
    /// Whether each 类 has columns, too.
    #[serde(default)]
    pub(super) by_class: bool,
    pub(super) en: String,
    pub(super) zh: String,
}

/// The table, and what it adds up.
pub(super) struct Model {
    pub(super) family: String,
    pub(super) table: Table,
    pub(super) units: Table,
    pub(super) amounts: Vec<Amount>,
    /// Names of what has columns: an amount, or a 类 of it.
    pub(super) subjects: Vec<String>,
}

pub(super) static MODEL: LazyLock<Model> = LazyLock::new(|| {
    // A test reads the file, so that one that cannot be read does not ship.
    let File { family, mut table, units, amounts } = files::parse(FILE).unwrap_or_default();
    let mut subjects = Vec::new();
    for amount in &amounts {
        let mut add = |name: String, en: String, zh: String| {
            table.fields.extend(fields_of(&name, &en, &zh));
            subjects.push(name);
        };
        add(amount.name.clone(), amount.en.clone(), amount.zh.clone());
        for (code, class) in current_classes().into_iter().filter(|_| amount.by_class) {
            add(class_name(&code), format!("of these {code} {class}"), format!("其中：{code} {class}"));
        }
        if amount.by_class {
            let en = "of these lines whose 类 is not known or is none of these".to_owned();
            add(OTHER_CLASSES.to_owned(), en, "其中：类不详或不在以上各类的".to_owned());
        }
    }
    Model { family, table, units, amounts, subjects }
});

/// Name of the columns of a 类.
pub(super) fn class_name(code: &str) -> String {
    format!("class_{code}")
}

/// Makes the columns of what is added up.
fn fields_of(name: &str, en: &str, zh: &str) -> [Field; 3] {
    let count = |ending: &str, en: String, zh: String| {
        Field::made(format!("{name}_{ending}"), ColumnType::Integer, en, zh)
    };
    [
        Field::made(name.to_owned(), AMOUNT, format!("{en}, in 万元"), format!("{zh}（万元）")),
        count("departments", format!("{en}, departments that printed it"), format!("{zh}：填列的部门数")),
        count("suspects", format!("{en}, amounts behind it in doubt"), format!("{zh}：其中存疑的金额数")),
    ]
}

/// The table of the units that are left out.
pub(super) fn units_table() -> &'static Table {
    &MODEL.units
}

/// The table.
pub(super) fn table() -> &'static Table {
    &MODEL.table
}

/// Lists the tables of a panel: those with rows of documents, and the two that add them up.
pub(super) fn all_tables() -> impl Iterator<Item = &'static Table> {
    tables().iter().chain([table(), units_table()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_is_read() {
        let model: Result<File, String> = files::parse(FILE);
        assert_eq!(model.map(|model| model.amounts.len()), Ok(7));
        assert!(table().fields.iter().any(|field| field.name == "class_208_departments"));
        let kinds: Vec<&str> =
            crate::taxonomy::models().kinds.iter().map(|kind| kind.kind.as_str()).collect();
        assert!(MODEL.amounts.iter().all(|amount| kinds.contains(&amount.form.as_str())));
    }
}
