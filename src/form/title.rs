//! Reads titles: the kind of form that a line above a table announces.

use crate::taxonomy::{KnownTitle, Models};
use crate::text::plain::plain;

/// Longer lines are sentences.
const LONGEST_TITLE: usize = 45;

/// Title of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Title {
    /// As printed.
    pub(crate) printed: String,
    /// The kind that it announces; `None` where the title is not known.
    pub(crate) kind: Option<String>,
}

/// Reads a line as a title; `None` where it is none.
pub(crate) fn line_to_title(models: &Models, printed: &str) -> Option<Title> {
    let words = plain(printed);
    let too_long = words.chars().count() > LONGEST_TITLE;
    if too_long || !models.may_hold_title(&words) || is_remark(models, &words) {
        return None;
    }
    let (stripped, known) = announced(models, &words);
    if known.is_none() && !models.looks_like_title(&stripped) {
        return None;
    }
    if known.is_none() && models.form_number.is_match(&words) {
        return None;
    }
    let by_pattern = || kind_by_pattern(models, &words);
    let known = known.map(|t| t.kind.clone());
    let own = known.clone().filter(|kind| models.is_of_whole_place(kind));
    let other = || is_other_of_whole_place(models, &words).then(|| super::OTHER.to_owned());
    let unknown = || kind_of_unknown(models, &stripped);
    let kind = own.or_else(other).or(known).or_else(by_pattern).or_else(unknown);
    Some(Title { printed: printed.trim().to_owned(), kind })
}

/// Strips a line of what may stand around a title, and finds the known title that the rest ends with.
fn announced<'m>(models: &'m Models, words: &str) -> (String, Option<&'m KnownTitle>) {
    let stripped = strip(models, words);
    if let Some(known) = known_title(models, &stripped) {
        return (stripped, Some(known));
    }
    let Some(bracket) = models.title_bracket.find(&stripped) else { return (stripped, None) };
    let stripped = strip(models, stripped.get(..bracket.start()).unwrap_or_default());
    let known = known_title(models, &stripped);
    (stripped, known)
}

/// The same of a line of which nothing else is wanted.
fn announced_in<'m>(models: &'m Models, words: &str) -> Option<&'m KnownTitle> {
    models.may_hold_title(words).then(|| announced(models, words).1)?
}

/// Finds the title of a table: the nearest line above it that is a known title, else the nearest that looks like one.
/// A title may be set on two lines.
pub(super) fn nearest_title(models: &Models, lines: &[String]) -> Option<Title> {
    nearest_title_by(models, lines, &|line| line_to_title(models, line))
}

/// Finds the title of a table where `line_to_title` knows what it was asked before.
pub(super) fn nearest_title_by(
    models: &Models,
    lines: &[String],
    line_to_title: &dyn Fn(&str) -> Option<Title>,
) -> Option<Title> {
    let length = |line: &str| announced_in(models, &plain(line)).map_or(0, |t| t.words.len());
    let mut titles: Vec<Title> = Vec::new();
    let mut before: Option<(&String, Option<Title>)> = None;
    for line in lines {
        let alone = line_to_title(line);
        let known = alone.as_ref().is_some_and(|t| t.kind.is_some());
        // Only where the line before is no title by itself: a number or a remark may follow one. A known title takes
        // what stands before it only as a part of a longer one: 一般公共预算财政拨款 over 支出决算表.
        let begun = before.filter(|(_, title)| title.as_ref().is_none_or(|t| t.kind.is_none()));
        let joined = begun.map(|(begun, _)| format!("{begun}{line}"));
        let joined = joined.filter(|joined| !known || length(joined) > length(line));
        let joined = joined.and_then(|joined| line_to_title(&joined));
        let joined = joined.filter(|t| t.kind.is_some());
        before = Some((line, alone.clone()));
        titles.extend(joined.or(alone));
    }
    let known = titles.iter().rposition(|t| t.kind.is_some());
    let nearest = known.or_else(|| titles.len().checked_sub(1))?;
    titles.into_iter().nth(nearest)
}

fn is_remark(models: &Models, words: &str) -> bool {
    models.wording.items.remarks.iter().any(|r| words.starts_with(r.as_str()))
}

/// Strips the ordinal, the number of the table, the year and (续).
fn strip(models: &Models, words: &str) -> String {
    let mut rest = words.to_owned();
    for suffix in &models.title_suffixes {
        rest = suffix.replace(&rest, "").into_owned();
    }
    loop {
        let before = rest.len();
        for prefix in &models.title_prefixes {
            rest = prefix.replace(&rest, "").into_owned();
        }
        if rest.len() == before {
            return rest;
        }
    }
}

/// Finds the longest known title that the line ends with, where nothing before it makes it another form's: a
/// department's name may stand there, `一般公共预算财政拨款` may not.
fn known_title<'a>(models: &'a Models, words: &str) -> Option<&'a KnownTitle> {
    let is_behind_place = |t: &KnownTitle| {
        words.strip_suffix(&t.words).is_some_and(|before| whole_place(models, before).is_some())
    };
    let fits = |t: &&KnownTitle| words.ends_with(&t.words) && (!t.behind_whole_place || is_behind_place(t));
    let title = models.titles.iter().find(fits)?;
    let before = words.strip_suffix(&title.words)?;
    let before = models.title_document.replace(before, "");
    let foreign = models.wording.titles.foreign.iter().any(|w| before.contains(w.as_str()));
    // What is none of ours stays none of ours, whatever stands before it.
    let is_performance = || models.kind(&title.kind).is_some_and(|kind| kind.is_performance());
    let believed = title.kind == super::OTHER || models.is_of_whole_place(&title.kind) || is_performance();
    (!foreign || believed).then_some(title)
}

/// How surely a title is that of a form of a whole place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WholePlace {
    /// It says so: 全省, 市本级, 各市县.
    Said,
    /// It begins with a place, as a department's may.
    Named,
}

/// Reads what a title says of a whole place; `None` where it says nothing.
pub(super) fn title_to_whole_place(models: &Models, title: &str) -> Option<WholePlace> {
    let (stripped, known) = announced(models, &plain(title));
    whole_place(models, known.and_then(|known| stripped.strip_suffix(&known.words)).unwrap_or(&stripped))
}

/// Reads it off what stands before a known title, else off the whole of another.
fn whole_place(models: &Models, before: &str) -> Option<WholePlace> {
    match () {
        () if models.whole_scope.is_match(before) => Some(WholePlace::Said),
        () if models.whole_place.is_match(before) => Some(WholePlace::Named),
        () => None,
    }
}

/// Finds the kind that a title would announce behind a whole place.
pub(super) fn kind_behind_whole_place<'m>(models: &'m Models, title: &Title) -> Option<&'m str> {
    let stripped = strip(models, &plain(&title.printed));
    let known = models.titles.iter().find(|t| t.behind_whole_place && stripped == t.words)?;
    Some(&known.kind)
}

/// Whether a title is that of a table of a whole place that is none of its official forms.
fn is_other_of_whole_place(models: &Models, words: &str) -> bool {
    let mut families = models.families.iter().filter_map(|family| family.columns.as_ref());
    families.any(|of_family| {
        of_family.others.is_match(words) && {
            let stripped = strip(models, words);
            let found = of_family.others.find(&stripped);
            found.and_then(|found| whole_place(models, stripped.get(..found.start())?)).is_some()
        }
    })
}

/// Finds the kind whose pattern a title has behind a whole place; the longest fits best.
fn kind_by_pattern(models: &Models, words: &str) -> Option<String> {
    let mut families = models.families.iter().filter_map(|family| family.columns.as_ref());
    if !families.any(|family| family.title_marks.iter().any(|mark| words.contains(mark.as_str()))) {
        return None;
    }
    let stripped = strip(models, words);
    let found = models.kinds.iter().filter_map(|kind| {
        let found = kind.title_pattern.as_ref()?.find(&stripped)?;
        let place = whole_place(models, stripped.get(..found.start())?);
        place.map(|_| (found.len(), kind))
    });
    found.max_by_key(|(length, _)| *length).map(|(_, kind)| kind.kind.clone())
}

/// The kind that the words of a family alone announce.
fn kind_of_unknown(models: &Models, words: &str) -> Option<String> {
    models.families.iter().find_map(|family| family.kind_of_unknown_title(words)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::models;

    fn kind(line: &str) -> Option<String> {
        line_to_title(models(), line).and_then(|t| t.kind)
    }

    #[test]
    fn the_longest_title_decides() {
        // Where each was seen: WORDING.
        for (line, expected) in [
            ("收 入 支 出 决 算 总 表", "income_expenditure_summary"),
            ("支出决算表", "expenditure"),
            ("一般公共预算财政拨款支出决算表", "general_public_budget_expenditure"),
            ("五、一般公共预算财政拨款支出决算表（公开05表）", "general_public_budget_expenditure"),
            ("2020年度收入决算表", "income"),
            ("收入决算表（汇总）", "income"),
            ("表6一般公共预算财政拨款基本支出决算明细表", "general_public_budget_basic_expenditure"),
            ("表一：收入支出决算总表", "income_expenditure_summary"),
            ("支出决算表（单位：万元）", "expenditure"),
            ("收入决算表 公开02表", "income"),
            ("表 1:收入支出决算总表", "income_expenditure_summary"),
            ("汾阳市行政审批服务管理局支出决算表", "expenditure"),
            ("财政拨款”三公“经费支出决算表", "three_public"),
            ("国有资本经营预算财政拨款收入支出决算表", "state_capital"),
            ("一般公共预算财政拨款项目支出决算表", "other"),
            ("2023年度项目支出绩效自评表", "performance_evaluation"),
            ("2023年一般公共预算收入征收经费项目支出绩效自评表", "performance_evaluation"),
            ("项目支出绩效自评汇总表", "performance_summary"),
            ("一般公共预算收入决算表", "government_general_revenue"),
            ("2023年山东省政府性基金预算支出决算表", "government_fund_expenditure"),
            ("政府性基金预算支出决算表", "government_fund"),
            ("2025年部门收入预算总表", "budget_income"),
            ("社会保险基金预算收支表", "budget_other"),
        ] {
            assert_eq!(kind(line).as_deref(), Some(expected), "{line}");
        }
    }

    #[test]
    fn a_known_end_behind_another_forms_words_is_not_known() {
        assert_eq!(kind("财政专户管理资金支出决算表"), None);
    }

    #[test]
    fn remarks_numbers_and_sentences_are_no_titles() {
        for line in
            ["注：本表反映部门本年度各项支出情况表", "公开01表", "部门：沁阳市", "一、收入决算情况说明"]
        {
            assert!(line_to_title(models(), line).is_none(), "{line}");
        }
    }
}
