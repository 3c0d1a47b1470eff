//! Decides by title and header together which kind a table is.

use super::header::{CellTexts, FirstLook, Header, read_header_of};
use super::title::Title;
use crate::table::Grid;
use crate::taxonomy::{KindModel, Models};
use crate::text::plain::plain;

/// A kind that can read the header of a table, and how it reads it.
pub(super) struct Candidate<'m> {
    pub(super) kind: &'m KindModel,
    pub(super) header: Header,
}

/// Says what a table is, as far as that is known without its neighbours.
pub(super) enum TableDecision<'m> {
    /// An official form.
    Kind(Candidate<'m>),
    /// A form of another family, or a table that only looks like an official form.
    Foreign(String),
    /// Header and title leave it open: it may go on with the form before.
    Open,
}

/// Finds all kinds that can read the header of a table.
pub(super) fn candidates<'m>(models: &'m Models, grid: &Grid) -> Vec<Candidate<'m>> {
    let texts = CellTexts::new(grid);
    let read = |kind: &'m KindModel| {
        read_header_of(models, kind, grid, &texts).map(|header| Candidate { kind, header })
    };
    let look = FirstLook::new(grid, &texts);
    models.kinds.iter().filter(|kind| kind.is_by_header() && look.may_show(kind)).filter_map(read).collect()
}

/// Whether tables of the kind that a title announces are read by their headers.
pub(super) fn is_read(models: &Models, title: &Title) -> bool {
    title.kind.as_deref().is_some_and(|name| models.kinds.iter().any(|k| k.kind == name && k.is_by_header()))
}

/// Reads a table as the kind that its title announces: what [`decide`] finds without a doubt. No other kind is asked.
pub(super) fn read_as_announced<'m>(models: &'m Models, grid: &Grid, title: &Title) -> Option<Candidate<'m>> {
    let announced = title.kind.as_deref()?;
    let texts = CellTexts::new(grid);
    let look = FirstLook::new(grid, &texts);
    let of_title = |kind: &&KindModel| kind.kind == announced && kind.is_by_header() && look.may_show(kind);
    let read = |kind: &'m KindModel| {
        read_header_of(models, kind, grid, &texts).map(|header| Candidate { kind, header })
    };
    models.kinds.iter().filter(of_title).find_map(read)
}

/// Title and header decide. The header overrules a title that it contradicts; a title that is another form's is
/// believed, since headers of whole-government accounts and budgets look like ours.
pub(super) fn decide<'m>(
    models: &Models,
    mut candidates: Vec<Candidate<'m>>,
    title: Option<&Title>,
) -> (TableDecision<'m>, Option<String>) {
    let Some(title) = title else {
        return (
            only(candidates, |c| c.kind.header_suffices).map_or(TableDecision::Open, TableDecision::Kind),
            None,
        );
    };
    let Some(announced) = title.kind.as_deref() else {
        return (TableDecision::Open, None);
    };
    // Another family's, or none's: a kind that is not read.
    if models.kind(announced).is_none_or(|kind| !kind.is_by_header()) {
        return (TableDecision::Foreign(announced.to_owned()), None);
    }
    if let Some(found) = candidates.iter().position(|c| c.kind.kind == announced) {
        return (TableDecision::Kind(candidates.swap_remove(found)), None);
    }
    // The title of a neighbour (湖北 利川 2021): the header decides the kind, and the title's subject which of several.
    let words = plain(&title.printed);
    let by_subject = |c: &Candidate<'_>| c.kind.topics.iter().all(|topic| words.contains(topic.as_str()));
    let count = candidates.len();
    let overruled = only(candidates, |c| by_subject(c) || (count == 1 && c.kind.header_suffices));
    match overruled {
        Some(candidate) => {
            let message = format!(
                "the title says {} and the header is that of {}: read by the header",
                title.printed, candidate.kind.official
            );
            (TableDecision::Kind(candidate), Some(message))
        }
        None => (
            TableDecision::Open,
            Some(format!(
                "{}: its header is none that is known for this form; its amounts are not read",
                title.printed
            )),
        ),
    }
}

fn only<'m>(
    candidates: Vec<Candidate<'m>>,
    wanted: impl Fn(&Candidate<'m>) -> bool,
) -> Option<Candidate<'m>> {
    let mut fitting = candidates.into_iter().filter(wanted);
    let first = fitting.next()?;
    fitting.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::super::title::line_to_title;
    use super::*;
    use crate::table::samples::grid;
    use crate::taxonomy::models;

    const GENERAL: [&str; 3] = [
        "项目 | < | 本年支出 | < | <",
        "科目编码 | 科目名称 | 小计 | 基本支出 | 项目支出",
        "合计 | < | 1.00 | 1.00 | ",
    ];

    fn kind(rows: &[&str], title: Option<&str>) -> Option<String> {
        let title = title.and_then(|t| line_to_title(models(), t));
        match decide(models(), candidates(models(), &grid(rows)), title.as_ref()).0 {
            TableDecision::Kind(candidate) => Some(candidate.kind.kind.clone()),
            TableDecision::Foreign(kind) => Some(kind),
            TableDecision::Open => None,
        }
    }

    #[test]
    fn the_title_decides_between_equal_headers() {
        let general = kind(&GENERAL, Some("一般公共预算财政拨款支出决算表"));
        assert_eq!(general.as_deref(), Some("general_public_budget_expenditure"));
        assert_eq!(
            kind(&GENERAL, Some("国有资本经营预算财政拨款支出决算表")).as_deref(),
            Some("state_capital")
        );
        assert_eq!(kind(&GENERAL, None), None);
    }

    #[test]
    fn a_table_is_read_as_announced_where_the_title_is_not_overruled() {
        let is_read = |title: &str| {
            let title = line_to_title(models(), title).unwrap();
            let decided = decide(models(), candidates(models(), &grid(&GENERAL)), Some(&title));
            let alone = read_as_announced(models(), &grid(&GENERAL), &title);
            assert_eq!(
                alone.is_some(),
                matches!(decided, (TableDecision::Kind(_), None)),
                "{}",
                title.printed
            );
            alone.is_some()
        };
        assert!(is_read("国有资本经营预算财政拨款支出决算表"));
        assert!(!is_read("一般公共预算财政拨款基本支出决算表"), "overruled");
        assert!(!is_read("一般公共预算财政拨款项目支出决算表"), "of no kind that is read");
    }

    #[test]
    fn the_header_overrules_the_title_of_a_neighbour() {
        // 湖北 利川 2021 prints form 06's title on form 05.
        let found = kind(&GENERAL, Some("一般公共预算财政拨款基本支出决算表"));
        assert_eq!(found.as_deref(), Some("general_public_budget_expenditure"));
    }

    #[test]
    fn another_forms_title_is_believed() {
        assert_eq!(kind(&GENERAL, Some("一般公共预算财政拨款项目支出决算表")).as_deref(), Some("other"));
        assert_eq!(
            kind(&GENERAL, Some("2025年一般公共预算支出预算表")).as_deref(),
            Some("budget_general_public_expenditure")
        );
    }
}
