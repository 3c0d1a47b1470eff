//! Finds the year of a document and of each of its forms, and what contradicts them.
//!
//! A form is of the year that its title or its heading names, else of the document's. A form of another year than the
//! cover's is no contradiction, as long as some form is of the cover's.

use std::collections::BTreeMap;

use super::dividers::{Divider, before};
use super::forms::Form;
use super::statements::{Stated, contradicting, contradiction};
use crate::table::PageTables;
use crate::taxonomy::Models;
use crate::text::plain::plain;

/// Longer lines of a cover are sentences.
const LONGEST_TITLE: usize = 40;

/// Gives each form its year, and finds that of the document.
pub(super) fn assign_years(
    models: &Models,
    pages: &[Vec<String>],
    dividers: &[Divider],
    forms: &mut [Form],
) -> Option<u16> {
    let own: Vec<u16> = forms.iter().filter(|f| f.is_official()).filter_map(|f| f.fiscal_year).collect();
    let of_forms: Vec<String> = forms.iter().filter_map(|form| form.title.as_deref()).map(plain).collect();
    let on_cover = cover_year(models, pages, &of_forms);
    let cover_words = on_cover.clone();
    let is_confirmed = |stated: &Stated<u16>| own.is_empty() || own.contains(&stated.value);
    let year = (on_cover.as_ref().filter(|stated| is_confirmed(stated)).map(|stated| stated.value))
        .or_else(|| majority(own.iter().copied()))
        .or_else(|| pages.iter().flatten().find_map(|line| models.years.line_to_year(line)))
        .or_else(|| majority(forms.iter().filter_map(|f| f.fiscal_year)));
    let unconfirmed = on_cover.filter(|stated| !is_confirmed(stated));
    let mut several: Vec<u16> = own;
    several.sort_unstable();
    several.dedup();
    for form in forms.iter_mut() {
        let stated = &form.statements;
        let mut doubts: Vec<String> = contradiction("years", &stated.years).into_iter().collect();
        let own = form.fiscal_year;
        // A page that divides the document speaks for the forms behind it, and is doubted where the document is of another.
        let of_part =
            before(dividers, form).find_map(|part| lines_to_year(models, &part.lines, &of_forms)).flatten();
        let of_part = of_part.filter(|part| own.is_none() && year.is_some_and(|year| year != part.value));
        form.fiscal_year = own.or(of_part.as_ref().map(|part| part.value)).or(year);
        if let (Some(part), Some(year)) = (&of_part, year) {
            let cover = cover_words.as_ref().filter(|cover| cover.value == year);
            let document = cover.map_or_else(|| format!("{year}年"), |cover| cover.words.clone());
            doubts.push(contradicting("years", &document, &part.words));
        }
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

/// Lists the lines of a page that speak for the document: `2023年度` over a table is that table's own.
pub(super) fn cover_lines(models: &Models, page: &PageTables) -> Vec<String> {
    let lines = page.lines.iter().map(|line| plain(line.words()));
    lines.filter(|line| page.grids.is_empty() || !ends_with_year(models, line)).collect()
}

/// Whether a line ends with a year: the rest of its title stands on the next.
fn ends_with_year(models: &Models, line: &str) -> bool {
    let bare = line.trim_matches(['（', '）']);
    models.wording.cover.year_ends.iter().any(|end| bare.ends_with(end.as_str()))
}

/// Finds the year that the cover names in its title, alone or before a line break (2023年度部门决算; 2023年度), where it
/// names one. The title of a form on the first page is none of a cover.
fn cover_year(models: &Models, pages: &[Vec<String>], of_forms: &[String]) -> Option<Stated<u16>> {
    pages.iter().find_map(|page| lines_to_year(models, page, of_forms)).flatten()
}

/// Reads the year that the titles on a page name: `None` where none does, and `Some(None)` where they differ.
fn lines_to_year(models: &Models, lines: &[String], of_forms: &[String]) -> Option<Option<Stated<u16>>> {
    let stated =
        |line: &String| Some(Stated { value: models.years.line_to_year(line)?, words: line.clone() });
    let is_title = |line: &&String| is_cover_title(models, line) && !of_forms.contains(*line);
    let mut years: Vec<Stated<u16>> = lines.iter().filter(is_title).filter_map(stated).collect();
    // 2024年部门决算公开 over （2023年度） is the year of publication.
    let wording = &models.wording.cover;
    let holds = |words: &[String], line: &str| words.iter().any(|word| line.contains(word.as_str()));
    let accounts = |stated: &Stated<u16>| holds(&wording.year_ends, &stated.words);
    if years.iter().any(accounts) {
        years.retain(|stated| accounts(stated) || !holds(&wording.published, &stated.words));
    }
    let first = years.first()?.clone();
    Some(years.iter().all(|other| other.value == first.value).then_some(first))
}

/// Whether a line of the cover is the title of a family that makes facts, or ends with the year of one.
fn is_cover_title(models: &Models, line: &str) -> bool {
    let words = plain(line);
    let ends = models
        .families
        .iter()
        .filter(|family| family.facts && !family.whole)
        .flat_map(|family| &family.words);
    let rest = |word: &String| words.rsplit_once(word.as_str()).map(|(_, rest)| rest.chars().count());
    let named = ends.filter_map(rest).any(|rest| rest <= models.wording.cover.longest_end);
    let is_short = words.chars().count() <= LONGEST_TITLE && !words.contains(['，', '。', '；']);
    is_short && (named || ends_with_year(models, &words)) && !models.years.names_several(&words)
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
        let year = assign_years(models(), &[cover], &[], &mut forms);
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
    fn the_year_of_publication_gives_way_to_the_one_of_the_accounts() {
        let forms: [&[&str]; 1] = [&["支出决算表", "2023年度"]];
        assert_eq!(years(&["某局", "2024年部门决算公开", "（2023年度）"], &forms), "2023 2023");
        assert_eq!(years(&["某局", "2024年部门决算公开"], &forms), "2023 2023?");
    }

    #[test]
    fn a_page_between_forms_speaks_for_those_behind_it() {
        let cover = ["2023年度部门决算".to_owned()];
        let read = |divider: &str, title: &str| {
            let part = Divider { page: 3, lines: vec![divider.to_owned()] };
            let form = |page: u32, year: Option<u16>| Form {
                pages: vec![page],
                fiscal_year: year,
                ..sample("expenditure", title)
            };
            let mut forms = [form(2, Some(2023)), form(4, None), form(5, Some(2023))];
            assign_years(models(), &[cover.to_vec()], &[part], &mut forms);
            forms.map(|form| (form.fiscal_year, form.doubts))
        };
        let [first, second, third] = read("2022年度部门决算", "支出决算表");
        assert_eq!((first.0, second.0, third.0), (Some(2023), Some(2022), Some(2023)));
        assert_eq!(second.1, ["two years contradict each other: “2023年度部门决算” and “2022年度部门决算”"]);
        assert!(first.1.is_empty() && third.1.is_empty());
        assert!(read("2023年度部门决算报表", "支出决算表").iter().all(|(_, doubts)| doubts.is_empty()));
        assert!(
            read("与2022年度部门决算相比，增加", "支出决算表").iter().all(|(_, doubts)| doubts.is_empty())
        );
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
