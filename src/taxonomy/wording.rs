//! Holds the wording that all official forms share: `models/wording.toml`.

use std::collections::HashMap;

use serde::Deserialize;

use super::files;
use crate::text::plain::{make_plain, plain};

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct HeaderWords {
    pub(crate) code: Vec<String>,
    pub(crate) code_parts: Vec<String>,
    pub(crate) item: Vec<String>,
    pub(crate) unit_item: Vec<String>,
    pub(crate) line: Vec<String>,
    pub(crate) column_numbers: Vec<String>,
    pub(crate) sums: Vec<String>,
    pub(crate) groups: Vec<String>,
    pub(crate) year: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ItemWords {
    pub(crate) totals: Vec<String>,
    pub(crate) page_totals: Vec<String>,
    pub(crate) unnumbered: Vec<String>,
    pub(crate) joints: Vec<String>,
    pub(crate) remarks: Vec<String>,
    /// Words of lines that say that a form has no data, and what stands alone in the place of data.
    pub(crate) no_data: Vec<String>,
    pub(crate) none: String,
    pub(crate) of_which: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct HeadingWords {
    pub(crate) department: Vec<String>,
    pub(crate) before_department: Vec<String>,
    pub(crate) placeholders: Vec<String>,
    /// Labels of the department above, and those that follow its name on a line.
    pub(crate) parent: Vec<String>,
    pub(crate) behind_parent: Vec<String>,
    /// What stands beside digits in a year, a date, the number of a form or of a page.
    pub(crate) with_digits: Vec<String>,
    /// Labels of other things that follow a department's name on its line.
    pub(crate) other_labels: Vec<String>,
    /// Marks of a seal behind a department's name.
    pub(crate) seals: Vec<String>,
    /// Words that stand where a name would and are none.
    pub(crate) no_names: Vec<String>,
    /// Patterns of a budget `code` before or behind a `name`.
    pub(crate) department_codes: Vec<String>,
    /// Numbers that names begin with: 120急救中心.
    pub(crate) numbers_in_names: Vec<String>,
    pub(crate) unit: Vec<String>,
    /// What may stand between the label of the unit and its value.
    pub(crate) label_ends: Vec<String>,
    /// Words of a sentence that speaks of all forms.
    pub(crate) all_forms: Vec<String>,
    /// Pattern of a sentence that states the `unit` of money.
    pub(crate) unit_statement: String,
    /// Words of units that are no unit of a line, and of how amounts are rounded.
    pub(crate) beside_units: Vec<String>,
    pub(crate) form_number: String,
    pub(crate) form_number_in_line: Vec<String>,
    pub(crate) consolidated: Vec<String>,
    pub(crate) own: Vec<String>,
    pub(crate) by_unit: Vec<String>,
    pub(crate) scope_heading: String,
    pub(crate) part_heading: String,
    /// Pattern of a heading of prose.
    pub(crate) section_heading: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct TitleWords {
    pub(crate) prefixes: Vec<String>,
    pub(crate) suffixes: Vec<String>,
    pub(crate) last_bracket: String,
    /// Pattern of a title that goes on from the page before.
    pub(crate) continued: String,
    pub(crate) foreign: Vec<String>,
    pub(crate) document: String,
    pub(crate) end: String,
}

/// Wording of forms of a whole place.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct WholePlaceWords {
    /// Pattern of a title, without year and number, that says so: 全省, 市本级.
    pub(crate) scope: String,
    /// Pattern of one that begins with a place: so do forms of departments that name no department.
    pub(crate) place: String,
    /// Words that budgets of whole places have alone, in their titles.
    pub(crate) budget_marks: Vec<String>,
    /// Words that titles of departments have, and none of a whole place.
    pub(crate) not_whole: Vec<String>,
    /// What such a budget is, in English and Chinese.
    pub(crate) budget_en: String,
    pub(crate) budget_zh: String,
}

/// Wording of a cover.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct CoverWords {
    /// Pattern of its title; `{families}` stands for the words of all families.
    pub(crate) title: String,
    /// The most characters that follow its last word.
    pub(crate) longest_end: usize,
    /// Ends of a line of it that goes on below.
    pub(crate) year_ends: Vec<String>,
    /// Words of a title whose year may be that of publication.
    pub(crate) published: Vec<String>,
    /// Pattern of the four budgets that the law knows.
    pub(crate) budgets_of_law: String,
}

/// Wording of departments' names.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct DepartmentWords {
    /// Pattern of what is none.
    pub(crate) none: String,
    /// Pattern of how they end.
    pub(crate) end: String,
}

/// Patterns of years, in the plain form of a line.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct YearWords {
    /// Patterns of a `year`, and of one that says that it is of the accounts.
    pub(crate) named: String,
    pub(crate) accounts: String,
    /// Pattern of one in Chinese numerals, with its `tens` and its `ones`.
    pub(crate) in_numerals: String,
    /// Pattern of a year or a date behind a name.
    pub(crate) behind_name: String,
    /// What stands behind the digits of a year.
    pub(crate) mark: String,
}

/// Unit of money.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct MoneyModel {
    pub(crate) name: String,
    pub(crate) yuan: String,
    pub(crate) words: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct OtherUnits {
    pub(crate) words: Vec<String>,
    /// The same words in their plain form.
    #[serde(skip)]
    pub(crate) plain_words: Vec<String>,
    #[serde(default)]
    pub(crate) written: HashMap<String, String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Blanks {
    pub(crate) marks: Vec<String>,
    pub(crate) dashes: String,
}

/// Words that tell whether a document speaks of accounts at all.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct AccountWords {
    pub(crate) words: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Wording {
    pub(crate) header: HeaderWords,
    pub(crate) items: ItemWords,
    pub(crate) heading: HeadingWords,
    pub(crate) titles: TitleWords,
    pub(crate) whole_place: WholePlaceWords,
    pub(crate) cover: CoverWords,
    pub(crate) department: DepartmentWords,
    pub(crate) year: YearWords,
    pub(crate) money: Vec<MoneyModel>,
    pub(crate) other_units: OtherUnits,
    pub(crate) blanks: Blanks,
    pub(crate) accounts: AccountWords,
}

impl Wording {
    /// Reads the file, its words in their plain form.
    pub(super) fn load() -> Result<Wording, String> {
        let mut wording: Wording = files::parse("wording.toml")?;
        let header = &mut wording.header;
        for words in [
            &mut header.code,
            &mut header.code_parts,
            &mut header.item,
            &mut header.unit_item,
            &mut header.line,
            &mut header.column_numbers,
            &mut header.sums,
            &mut header.groups,
            &mut wording.items.totals,
            &mut wording.items.page_totals,
            &mut wording.items.remarks,
            &mut wording.items.no_data,
        ] {
            make_plain(words);
        }
        wording.other_units.plain_words = wording.other_units.words.iter().map(|word| plain(word)).collect();
        Ok(wording)
    }
}
