//! Finds the pages without tables and with little on them: the cover, and those that divide a document into parts
//! (2022年度部门决算 between two sets of forms).

use super::forms::Form;
use crate::record::words::Family;
use crate::table::PageTables;
use crate::taxonomy::Models;
use crate::text::plain::plain;

/// More lines are prose or a table of contents.
const MOST_LINES: usize = 8;
/// A longer title is a sentence.
const LONGEST_TITLE: usize = 40;

/// Page that stands alone before forms.
#[derive(Debug, Clone)]
pub(super) struct Divider {
    pub(super) page: u32,
    /// Its lines, in their plain form.
    pub(super) lines: Vec<String>,
}

/// Finds the dividers of a document, in the order of the pages.
pub(super) fn find_dividers(tables: &[PageTables]) -> Vec<Divider> {
    let bare =
        tables.iter().filter(|page| page.grids.is_empty() && (1..=MOST_LINES).contains(&page.lines.len()));
    bare.map(|page| Divider { page: page.page, lines: page.lines.iter().map(|l| plain(l.words())).collect() })
        .collect()
}

/// Gives the dividers before a form, the nearest first.
pub(super) fn before<'d>(dividers: &'d [Divider], form: &Form) -> impl Iterator<Item = &'d Divider> {
    let first = form.pages.first().copied().unwrap_or(0);
    dividers.iter().rev().filter(move |divider| divider.page < first)
}

/// Finds the family that the nearest divider with a title names, where its forms make no facts, with that divider and
/// its title.
pub(super) fn section_without_facts<'d>(
    models: &Models,
    dividers: &'d [Divider],
    form: &Form,
) -> Option<(Family, &'d Divider, &'d str)> {
    let titled = before(dividers, form).find_map(|divider| {
        let lines = divider.lines.iter();
        let named: Vec<(Family, &str)> =
            lines.filter_map(|line| Some((title_to_family(models, line)?, line.as_str()))).collect();
        (!named.is_empty()).then_some((divider, named))
    });
    let (divider, named) = titled?;
    let (family, title) = *named.first()?;
    let is_plan = |family: Family| family.model().is_some_and(|model| !model.facts && !model.whole);
    named.iter().all(|(family, _)| is_plan(*family)).then_some((family, divider, title))
}

/// Reads the family that a title with a year names; accounts go before plans (部门预算和部门决算).
fn title_to_family(models: &Models, line: &str) -> Option<Family> {
    let is_sentence = line.contains(['，', '。', '；', '：']);
    let is_title = !is_sentence && line.chars().count() <= LONGEST_TITLE && models.cover_title.is_match(line);
    let line = models.budgets_of_law.replace_all(line, "");
    let mut named = models.families.iter().filter(|model| is_title && model.is_named_in(&line));
    let first = named.clone().next();
    named.find(|model| model.facts).or(first).map(|model| model.family)
}

#[cfg(test)]
mod tests {
    use super::super::forms::sample;
    use super::*;
    use crate::taxonomy::models;

    fn section(pages: &[(u32, &[&str])]) -> Option<String> {
        let divider = |(page, lines): &(u32, &[&str])| Divider {
            page: *page,
            lines: lines.iter().map(|line| plain(line)).collect(),
        };
        let dividers: Vec<Divider> = pages.iter().map(divider).collect();
        let form = Form { pages: vec![5], ..sample("expenditure", "部门支出总表") };
        section_without_facts(models(), &dividers, &form)
            .map(|(family, _, title)| format!("{family} {title}"))
    }

    #[test]
    fn the_nearest_title_before_a_form_names_its_section() {
        let budget = Some("budget 某局2024年部门预算".to_owned());
        assert_eq!(section(&[(1, &["某局2024年部门预算"])]), budget);
        assert_eq!(section(&[(1, &["某局2024年部门预算"]), (2, &["部门概况"])]), budget);
        assert_eq!(section(&[(1, &["某局2024年部门预算"]), (3, &["某局", "2023年度部门决算"])]), None);
        assert_eq!(section(&[(1, &["某局2023年度部门决算"]), (7, &["2024年部门预算"])]), None);
        assert_eq!(section(&[(1, &["2024年部门预算", "2023年部门决算"])]), None);
        assert_eq!(section(&[(1, &["2024年部门预算和2023年部门决算"])]), None);
        // Lines of a report.
        assert_eq!(section(&[(1, &["我部门对2023年度部门预算项目全面开展绩效自评，"])]), None);
        assert_eq!(section(&[(1, &["我部门2023年度预算绩效工作开展情况如下"])]), None);
    }
}
