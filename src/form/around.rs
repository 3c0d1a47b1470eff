//! Reads what the lines around a form state of its unit and its year.

use super::heading::is_heading_line;
use super::statements::{Stated, Statements};
use super::title::{Title, line_to_title};
use super::unit_words::{line_to_units, stated_units};
use crate::taxonomy::Models;
use crate::text::plain::plain;

/// Reads the lines above a table (`page_line` is the first of its page) and those below it.
pub(super) fn lines_to_statements(
    models: &Models,
    title: Option<&Title>,
    above: &[String],
    page_line: Option<&String>,
    below: &[String],
) -> Statements {
    let at = title.and_then(|title| title_line(title, above));
    let own = above.get(at.unwrap_or(0)..).unwrap_or_default();
    let under_title = above.get(at.map_or(0, |at| at + 1)..).unwrap_or_default();
    let year = |words: &String| {
        Some(Stated { value: models.years.line_to_year(words)?, words: words.trim().to_owned() })
    };
    let stated = |units: Vec<String>, words: &str| {
        let words = words.trim().to_owned();
        units.into_iter().map(move |value| Stated { value, words: words.clone() })
    };
    let unit = |words: &String| stated(line_to_units(models, words), words);
    let running = page_line.filter(|line| is_running_title(models, line)).and_then(year);
    let in_title = title.and_then(|title| year(&title.printed));
    let in_heading = under_title.iter().filter(|line| is_heading_line(models, line)).filter_map(year);
    let under = below.iter().take_while(|line| !begins_another(models, line)).chain(page_end(models, below));
    Statements {
        years: in_title.into_iter().chain(in_heading).chain(running).collect(),
        header_years: Vec::new(),
        units: page_line.into_iter().chain(own).flat_map(unit).collect(),
        units_below: under.flat_map(|line| stated(stated_units(models, line), line)).collect(),
    }
}

/// Whether the first line of a page is the title of a document that makes facts (2020年度部门决算), set over every page,
/// and not one that names the year of publication.
fn is_running_title(models: &Models, line: &str) -> bool {
    let words = plain(line);
    let mut named = models
        .families
        .iter()
        .filter(|family| family.facts && !family.whole)
        .flat_map(|family| &family.words);
    let is_published = models.wording.cover.published.iter().any(|word| words.contains(word.as_str()));
    let ends = |word: &String| {
        words.strip_suffix(word.as_str()).is_some_and(|before| models.years.is_of_accounts(before))
    };
    !is_published && named.any(ends)
}

/// Whether a line below a form begins what is none of it: the next form, a part of the document, a section of its prose.
fn begins_another(models: &Models, line: &str) -> bool {
    let words = plain(line);
    line_to_title(models, line).is_some_and(|title| title.kind.is_some())
        || models.part_heading.is_match(&words)
        || models.section_heading.is_match(&words)
}

/// Gives the last line of a page that goes on with something else below a form, where it is no title of the next.
fn page_end<'a>(models: &Models, below: &'a [String]) -> Option<&'a String> {
    let goes_on = below.iter().position(|line| begins_another(models, line))?;
    let titled = below.iter().any(|line| line_to_title(models, line).is_some_and(|t| t.kind.is_some()));
    below.last().filter(|_| goes_on + 1 < below.len() && !titled)
}

/// Finds the line that a title ends with: it may be set on two.
fn title_line(title: &Title, lines: &[String]) -> Option<usize> {
    let printed = plain(&title.printed);
    lines.iter().rposition(|line| {
        let words = plain(line);
        words.chars().count() > 1 && printed.ends_with(&words)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::models;

    fn read(lines: &[&str], below: &[&str]) -> Statements {
        let owned = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        let lines = owned(lines);
        let title = super::super::title::nearest_title(models(), &lines);
        lines_to_statements(models(), title.as_ref(), &lines, lines.first(), &owned(below))
    }

    fn units(lines: &[&str], below: &[&str]) -> (Vec<String>, Vec<String>) {
        let found = read(lines, below);
        let values = |stated: Vec<Stated<String>>| stated.into_iter().map(|s| s.value).collect();
        (values(found.units), values(found.units_below))
    }

    #[test]
    fn units_from_the_title_on_and_in_the_first_line_of_the_page() {
        let above = ["某局 金额单位：万元", "（单位：元）的图", "支出决算表", "部门：某局 单位：元"];
        assert_eq!(units(&above, &[]).0, ["万元", "元"]);
        assert_eq!(units(&["支出决算表", "单位：万元"], &["第5页", "金额单位：元"]).1, ["元"]);
        assert_eq!(units(&["支出决算表"], &["收入决算表", "单位：元"]).1, Vec::<String>::new());
    }

    #[test]
    fn one_line_may_state_two_units() {
        for line in [
            "金额单位：元（万元）",
            "单位：元/万元",
            "单位：元   万元",
            "单位：万元、元",
            "单位：元 金额单位：万元",
        ] {
            assert_eq!(units(&["支出决算表", line], &[]).0.len(), 2, "{line}");
        }
        for line in [
            "单位：元/辆",
            "单位：万元、辆",
            "单位：元（列至角分）",
            "单位：万元（四舍五入）",
            "单位：万元（人民币）",
            "单位：元、角、分",
            "单位：万元/人次",
            "单位：万元",
        ] {
            assert_eq!(units(&["支出决算表", line], &[]).0.len(), 1, "{line}");
        }
    }

    #[test]
    fn a_title_may_state_the_unit() {
        assert_eq!(units(&["某局", "收入支出决算总表（万元）"], &[]).0, ["万元"]);
        assert_eq!(units(&["某局", "收入支出决算总表（元/万元）"], &[]).0, ["元", "万元"]);
        assert_eq!(units(&["收入支出决算总表（汇总）"], &[]).0, Vec::<String>::new());
    }

    #[test]
    fn prose_below_a_form_states_no_unit_of_it_and_the_foot_of_the_page_does() {
        let prose = ["第三部分 情况说明", "图1 支出构成（单位：万元）", "金额单位：元"];
        assert_eq!(units(&["支出决算表"], &prose).1, ["元"]);
        let section = ["一、收入情况", "与上年相比（单位：万元）", "增加5万元"];
        assert_eq!(units(&["支出决算表"], &section).1, Vec::<String>::new());
    }

    #[test]
    fn remarks_state_units_too_and_conversions_none() {
        assert_eq!(units(&[], &["注：本表以“万元”为金额单位（保留两位小数）。"]).1, ["万元"]);
        assert_eq!(units(&[], &["说明：本表金额单位为元，列至角分"]).1, ["元"]);
        assert_eq!(units(&[], &["本表金额转换为万元时，因四舍五入可能存在尾差。"]).1, Vec::<String>::new());
    }

    #[test]
    fn years_of_titles_and_headings_and_no_dates() {
        let years = |lines: &[&str]| read(lines, &[]).years.into_iter().map(|s| s.value).collect::<Vec<_>>();
        assert_eq!(years(&["2022年度支出决算表", "部门：某局 2023年度 单位：元"]), [2022, 2023]);
        assert_eq!(years(&["与2021年度相比，增加5万元。", "支出决算表", "2023年度"]), [2023]);
        assert_eq!(years(&["2022年度部门决算", "支出决算表", "2023年度"]), [2023, 2022]);
        assert_eq!(years(&["2024年度部门决算公开", "支出决算表", "2023年度"]), [2023]);
        assert_eq!(years(&["支出决算表", "公开时间：2024年8月20日", "（2024年公开）"]), Vec::<u16>::new());
    }
}
