//! Finds the year of a document and of each of its forms, and what contradicts them.
//!
//! A form is of the year that its title or its heading names, else of the document's. A form of another year than the
//! cover's is no contradiction, as long as some form is of the cover's.

use std::collections::BTreeMap;

use super::forms::Form;
use super::heading::{line_to_year, names_several_years};
use super::statements::{Stated, contradicting, contradiction};
use crate::taxonomy::Models;
use crate::text::plain::plain;

/// Longer lines of a cover are sentences.
const LONGEST_TITLE: usize = 40;

/// Gives each form its year, and finds that of the document.
pub(super) fn assign_years(models: &Models, pages: &[Vec<String>], forms: &mut [Form]) -> Option<u16> {
    let own: Vec<u16> = forms.iter().filter(|f| f.is_official()).filter_map(|f| f.fiscal_year).collect();
    let on_cover = cover_year(models, pages, forms);
    let is_confirmed = |stated: &Stated<u16>| own.is_empty() || own.contains(&stated.value);
    let year = (on_cover.as_ref().filter(|stated| is_confirmed(stated)).map(|stated| stated.value))
        .or_else(|| majority(own.iter().copied()))
        .or_else(|| pages.iter().flatten().find_map(|line| line_to_year(line)))
        .or_else(|| majority(forms.iter().filter_map(|f| f.fiscal_year)));
    let unconfirmed = on_cover.filter(|stated| !is_confirmed(stated));
    let mut several: Vec<u16> = own;
    several.sort_unstable();
    several.dedup();
    for form in forms.iter_mut() {
        let stated = &form.statements;
        let mut doubts: Vec<String> = contradiction("years", &stated.years).into_iter().collect();
        let own = form.fiscal_year;
        form.fiscal_year = own.or(year);
        let title = form.title.as_deref().unwrap_or(&form.kind);
        let words = |year: u16| {
            let own = stated.years.iter().find(|stated| stated.value == year);
            own.map_or_else(|| format!("{year}年"), |own| own.words.clone())
        };
        let over_columns = stated.header_years.iter().find(|over| Some(over.value) != form.fiscal_year);
        if let (Some(over), Some(year)) = (over_columns, form.fiscal_year) {
            doubts.push(contradicting("years", &words(year), &over.words));
        }
        if let Some(cover) = &unconfirmed {
            let other = form.fiscal_year.map(words).unwrap_or_default();
            doubts.push(contradicting("years", &cover.words, &other));
        } else if own.is_none() && several.len() > 1 {
            let years = several.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
            doubts.push(format!("the forms of the document name several years ({years}), and {title} none"));
        }
        form.doubts.append(&mut doubts);
    }
    year
}

/// Finds the year that the cover names in its title, alone or before a line break (2023年度部门决算; 2023年度), where it
/// names one. The title of a form on the first page is none of a cover.
fn cover_year(models: &Models, pages: &[Vec<String>], forms: &[Form]) -> Option<Stated<u16>> {
    let stated = |line: &String| Some(Stated { value: line_to_year(line)?, words: line.clone() });
    let of_forms: Vec<String> = forms.iter().filter_map(|form| form.title.as_deref()).map(plain).collect();
    let is_title = |line: &&String| is_cover_title(models, line) && !of_forms.contains(*line);
    let of_page = |page: &Vec<String>| -> Vec<Stated<u16>> {
        page.iter().filter(is_title).filter_map(stated).collect()
    };
    let years = pages.iter().map(of_page).find(|years| !years.is_empty())?;
    let first = years.first()?.clone();
    years.iter().all(|other| other.value == first.value).then_some(first)
}

/// Whether a line of the cover is the title of a family that makes facts, or ends with the year of one.
fn is_cover_title(models: &Models, line: &str) -> bool {
    let words = plain(line);
    let ends = models.families.iter().filter(|family| family.facts).flat_map(|family| &family.words);
    let rest = |word: &String| words.rsplit_once(word.as_str()).map(|(_, rest)| rest.chars().count());
    let named = ends.filter_map(rest).any(|rest| rest <= models.wording.cover.longest_end);
    let is_short = words.chars().count() <= LONGEST_TITLE && !words.contains(['，', '。', '；']);
    let goes_on = models.wording.cover.year_ends.iter().any(|end| words.ends_with(end.as_str()));
    is_short && (named || goes_on) && !names_several_years(&words)
}

fn majority(values: impl Iterator<Item = u16>) -> Option<u16> {
    let mut counts: BTreeMap<u16, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::super::around::lines_to_statements;
    use super::super::forms::sample;
    use super::super::title::line_to_title;
    use super::*;
    use crate::taxonomy::models;

    /// Gives the years of the document and of its forms, and marks those with a doubt.
    fn years(cover: &[&str], forms: &[&[&str]]) -> String {
        let cover: Vec<String> = cover.iter().map(|line| plain(line)).collect();
        let mut forms: Vec<Form> = forms
            .iter()
            .map(|lines| {
                let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
                let title = line_to_title(models(), &lines[0]);
                let statements = lines_to_statements(models(), title.as_ref(), &lines, None, &[]);
                let own = statements.years.first().map(|stated| stated.value);
                Form { fiscal_year: own, statements, ..sample("expenditure", &lines[0]) }
            })
            .collect();
        let year = assign_years(models(), &[cover], &mut forms);
        let shown = |year: Option<u16>| year.map_or("-".to_owned(), |year| year.to_string());
        let forms = forms.iter().map(|f| shown(f.fiscal_year) + if f.doubts.is_empty() { "" } else { "?" });
        std::iter::once(shown(year)).chain(forms).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_form_is_of_its_own_year() {
        let forms: [&[&str]; 2] = [&["2023年度支出决算表"], &["2022年度支出决算表"]];
        assert_eq!(years(&["某局2023年度部门决算"], &forms), "2023 2023 2022");
        assert_eq!(years(&["某局部门决算"], &forms), "2023 2023 2022");
        let heading: [&[&str]; 2] = [&["支出决算表", "部门：某局 2023年度"], &["支出决算表", "2022年度"]];
        assert_eq!(years(&["某局2023年度部门决算"], &heading), "2023 2023 2022");
        assert_eq!(years(&["某局2023年度部门决算"], &[&["支出决算表"]]), "2023 2023");
    }

    #[test]
    fn a_cover_of_another_year_than_all_forms_contradicts_them() {
        let forms: [&[&str]; 2] = [&["2022年度支出决算表"], &["收入决算表"]];
        assert_eq!(years(&["某局2023年度部门决算"], &forms), "2022 2022? 2022?");
        // The year of publication is no year of the accounts.
        assert_eq!(years(&["2023年公开2022年度部门决算", "2023年8月"], &forms), "2022 2022 2022");
        assert_eq!(years(&["某局部门决算", "2023年8月"], &forms), "2022 2022 2022");
        // Of the lines on the cover a sentence is no title, and a year alone is.
        assert_eq!(years(&["与2023年度部门决算相比，增加"], &forms), "2022 2022 2022");
        assert_eq!(years(&["某局2023年度", "部门决算"], &forms), "2022 2022? 2022?");
    }

    #[test]
    fn title_and_heading_of_one_form_contradict_each_other() {
        let forms: [&[&str]; 1] = [&["2022年度支出决算表", "部门：某局 2023年度 单位：万元"]];
        assert_eq!(years(&["2022年度部门决算"], &forms), "2022 2022?");
    }

    #[test]
    fn among_forms_of_several_years_one_without_is_doubted() {
        let forms: [&[&str]; 3] = [&["2023年度支出决算表"], &["2022年度支出决算表"], &["收入决算表"]];
        assert_eq!(years(&["某局2023年度部门决算"], &forms), "2023 2023 2022 2023?");
    }
}
