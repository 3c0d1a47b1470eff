//! Reads what a title, or the part of the book that it stands in, says of the scope of a form.

use crate::form::title::title_to_whole_place;
use crate::record::words::Scope;
use crate::taxonomy::{ColumnWords, KindModel, Models};
use crate::text::plain::plain;

/// What a title says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    /// It names a scope, or says that the columns do.
    Scope(Option<Scope>),
    Nothing,
}

/// Finds the scope of a form: its title says it, else the part of the book, else the place that its title names, else
/// the kind. `None` where the columns say it.
pub(in crate::form) fn scope_of_form(
    models: &Models,
    words: &ColumnWords,
    kind: &KindModel,
    title: &str,
    part: Option<Scope>,
) -> Option<Scope> {
    let title = plain(title);
    match said(words, &title) {
        Said::Scope(scope) => scope,
        Said::Nothing => part
            .or_else(|| is_of_named_place(models, words, &title).then_some(Scope::Whole))
            .or_else(|| kind.usual_scope.as_deref().and_then(Scope::of_word)),
    }
}

/// Whether the title, or the part of the book, says the scope.
pub(in crate::form) fn is_scope_said(
    models: &Models,
    words: &ColumnWords,
    title: &str,
    part: Option<Scope>,
) -> bool {
    let title = plain(title);
    part.is_some() || said(words, &title) != Said::Nothing || is_of_named_place(models, words, &title)
}

/// Whether a title begins with the name of a place: 2022年青山县一般公共预算收入决算表.
pub(in crate::form) fn is_of_named_place(models: &Models, words: &ColumnWords, title: &str) -> bool {
    let title = plain(title);
    said(words, &title) == Said::Nothing
        && (title_to_whole_place(models, &title).is_some() || words.places.in_title.is_match(&title))
}

/// Finds the scope that the heading of a part of the book names.
pub(in crate::form) fn scope_of_part(words: &ColumnWords, heading: &str) -> Option<Scope> {
    match said(words, &plain(heading)) {
        Said::Scope(scope) => scope,
        Said::Nothing => None,
    }
}

fn said(words: &ColumnWords, title: &str) -> Said {
    let found = words.titles.iter().find(|scope| scope.pattern.is_match(title));
    found.map_or(Said::Nothing, |found| Said::Scope(found.scope.as_deref().and_then(Scope::of_word)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::models;

    #[test]
    fn titles_say_whose_figures_these_are() {
        let words = models().families.iter().find_map(|family| family.columns.as_ref()).unwrap();
        let scope = |title: &str, kind: &str, part| {
            scope_of_form(models(), words, models().kind(kind).unwrap(), title, part)
        };
        let (whole, own, below) = (Some(Scope::Whole), Some(Scope::OwnLevel), Some(Scope::Below));
        for (title, kind, wanted) in [
            ("2021年全区一般公共预算收入决算表", "government_general_revenue", whole),
            ("2021年自治区本级一般公共预算收入决算表", "government_general_revenue", own),
            ("2024年省级一般公共预算收支决算总表", "government_general_balance", own),
            ("2021年各市县一般公共预算收入决算表", "government_general_revenue", below),
            ("2021年区级对市县税收返还和转移支付决算表", "government_transfer", own),
            ("2024年政府性基金转移支付决算表（22）", "government_fund_transfer", own),
            ("2023年中央对山东省税收返还及一般公共预算转移支付决算表", "government_transfer", whole),
            (
                "2.7 2022年黑龙江省共同财政事权转移支付分项目分地区情况表",
                "government_transfer_by_place",
                whole,
            ),
            ("2024年政府一般债务限额和余额情况表", "government_debt_limit_balance", whole),
            ("2023年山东省及省本级地方政府新增一般债券使用情况表", "government_bond_use", None),
        ] {
            assert_eq!(scope(title, kind, None), wanted, "{title}");
        }
        let named = "2022年黑龙江省国有资本经营支出决算表";
        assert_eq!(scope(named, "government_state_capital_expenditure", own), own);
        assert_eq!(scope_of_part(words, "第三部分 黑龙江省本级财政决算报表"), own);
    }
}
