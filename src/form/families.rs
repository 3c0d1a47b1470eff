//! Tells of which family each form is, and what the document is: final accounts, a budget, those of a whole government,
//! or several of these in one file.
//!
//! A title speaks for a form: by the words of its family, and by the place that stands before it (全省, 市本级). A header
//! alone speaks for none, since those of other families look the same.

use std::collections::BTreeMap;

use super::dividers::{Divider, section_without_facts};
use super::forms::{Form, OTHER};
use super::title::{WholePlace, title_to_whole_place};
use crate::place::{Note, Severity};
use crate::record::words::Family;
use crate::region::is_bare_place;
use crate::taxonomy::{FamilyModel, Models};
use crate::text::plain::plain;

/// Longer lines of a cover are sentences, not titles.
const LONGEST_TITLE: usize = 40;

/// What a form or a line of the cover says of its family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Claim {
    /// Its title says that it is of this family.
    Speaks(Family),
    /// A word of the family stands in a title that no kind knows.
    Hints(Family),
    /// Its kind is of this family, and its title does not say so.
    Silent(Family),
    /// Its title begins with a place, as those of this family do, and is that of a department's form.
    Placed(Family),
    /// It is a form of a whole place's budget, which is of no family.
    WholeBudget,
    /// It says nothing.
    Nothing,
}

/// What the document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    One(Family),
    Several,
    WholeBudget,
    Nothing,
}

/// Gives each form its family, and finds that of the document; forms of families that make no facts lose their lines.
pub(super) fn tell_families(
    models: &Models,
    cover: &[String],
    dividers: &[Divider],
    forms: &mut [Form],
    notes: &mut Vec<Note>,
) -> Option<Family> {
    let mut claims = forms_to_claims(models, forms);
    heed_sections(models, dividers, forms, &mut claims, notes);
    let told = match claims_to_family(&claims) {
        Told::Nothing => cover_to_family(models, cover),
        told => told,
    };
    for (form, claim) in forms.iter_mut().zip(claims) {
        if claim == Claim::Nothing && models.is_of_whole_place(&form.kind) {
            let title = form.title.as_deref().unwrap_or_default();
            let message = format!(
                "{title}: the title of a whole government's form, in a document that is none; its amounts are not read"
            );
            notes.push(Note::on_page(Severity::Unread, form.pages.first().copied().unwrap_or(1), message));
        }
        assign(models, form, claim, told);
    }
    match told {
        Told::One(family) => Some(family),
        Told::Several => Some(Family::mixed()),
        Told::WholeBudget => {
            let words = &models.wording.whole_place;
            let message = format!("{} ({}): its forms are kept as grids", words.budget_en, words.budget_zh);
            notes.push(Note::on_document(Severity::Info, message));
            None
        }
        Told::Nothing => None,
    }
}

/// Collects what each form says, as far as the others do not speak against it.
fn forms_to_claims(models: &Models, forms: &[Form]) -> Vec<Claim> {
    let mut claims: Vec<Claim> = forms.iter().map(|form| form_to_claim(models, form)).collect();
    let speaks = |wanted: fn(Family) -> bool| {
        claims.iter().any(|claim| matches!(claim, Claim::Speaks(family) if wanted(*family)))
    };
    let (of_place, of_department) = (speaks(is_whole), speaks(|f| f.makes_facts() && !is_whole(f)));
    for (claim, form) in claims.iter_mut().zip(forms) {
        let placed = form.title.as_deref().and_then(|title| title_to_whole_place(models, title)).is_some();
        match *claim {
            Claim::Placed(family) if of_place => *claim = Claim::Speaks(family),
            Claim::Placed(_) => *claim = own_claim(models, form),
            // 一般公共预算支出决算表 among a department's forms, without a place, is no form of the whole place.
            Claim::Speaks(family) if of_department && !placed && is_whole(family) => *claim = Claim::Nothing,
            _ => {}
        }
    }
    claims
}

/// Takes a form whose title says nothing as one of the section that it stands in, where that is a budget and no final
/// accounts have begun in it: 部门支出总表 behind 2024年部门预算, before those.
fn heed_sections(
    models: &Models,
    dividers: &[Divider],
    forms: &[Form],
    claims: &mut [Claim],
    notes: &mut Vec<Note>,
) {
    let speaks = |claim: &Claim| matches!(claim, Claim::Speaks(family) if family.makes_facts());
    if !claims.iter().any(speaks) {
        return;
    }
    let mut spoken_on = 0;
    for (claim, form) in claims.iter_mut().zip(forms) {
        let page = form.pages.first().copied().unwrap_or(1);
        if speaks(claim) {
            spoken_on = page;
        }
        let silent = matches!(claim, Claim::Silent(family) if family.makes_facts());
        let section =
            section_without_facts(models, dividers, form).filter(|(_, part, _)| part.page > spoken_on);
        if let (true, Some((family, _, words))) = (silent, section) {
            *claim = Claim::Speaks(family);
            let title = form.title.as_deref().unwrap_or("a form");
            let message = format!(
                "{title} stands behind “{words}” and does not say that it is of final accounts: its amounts are not read"
            );
            notes.push(Note::on_page(Severity::Warning, page, message));
        }
    }
}

fn is_whole(family: Family) -> bool {
    family.model().is_some_and(|model| model.whole)
}

/// Reads what the title of a form says of its family.
fn form_to_claim(models: &Models, form: &Form) -> Claim {
    let title = form.title.as_deref().unwrap_or_default();
    let words = plain(title);
    let place = title_to_whole_place(models, title);
    let Some(whole) = models.families.iter().find(|model| model.whole) else {
        return own_claim(models, form);
    };
    let marks = &models.wording.whole_place.budget_marks;
    let holds = |marks: &[String]| marks.iter().any(|mark| words.contains(mark.as_str()));
    let marked = holds(marks) && !holds(&models.wording.whole_place.not_whole);
    let is_settled = whole.is_named_in(&words);
    let is_planned = models.families.iter().any(|m| !m.facts && !m.whole && m.is_named_in(&words));
    match place {
        Some(WholePlace::Said) if is_settled => Claim::Speaks(whole.family),
        Some(WholePlace::Said) if is_planned => Claim::WholeBudget,
        _ if marked && is_planned && !is_settled => Claim::WholeBudget,
        Some(WholePlace::Named) if is_settled && form.is_official() => Claim::Placed(whole.family),
        _ => own_claim(models, form),
    }
}

/// Reads what the kind of a form says, with its title.
fn own_claim(models: &Models, form: &Form) -> Claim {
    let Some(model) = models.family_of(&form.kind).and_then(Family::model).filter(|_| form.kind != OTHER)
    else {
        return Claim::Nothing;
    };
    let titled = form.title.as_deref().is_some_and(|title| model.is_named_in(&plain(title)));
    let is_unknown = model.unknown_titles.as_ref().is_some_and(|unknown| unknown.kind == form.kind);
    // A kind that is not read was known by its title.
    match () {
        () if is_unknown => Claim::Hints(model.family),
        () if titled || (models.kind(&form.kind).is_none() && !model.whole) => Claim::Speaks(model.family),
        () => Claim::Silent(model.family),
    }
}

/// Whether a line of a cover is the title of a whole place's accounts or budget: 全省, 汾阳市2023年决算, 预算执行情况.
fn is_of_whole_place(models: &Models, line: &str) -> bool {
    let words = &models.wording.whole_place;
    let holds = |marks: &[String]| marks.iter().any(|mark| line.contains(mark.as_str()));
    let place = || {
        let found = models.cover_title.captures(line)?;
        [found.name("before"), found.name("middle")]
            .into_iter()
            .flatten()
            .find(|part| is_bare_place(models, part.as_str()))
    };
    let said = title_to_whole_place(models, line) == Some(WholePlace::Said);
    said || !holds(&words.not_whole) && (holds(&words.budget_marks) || place().is_some())
}

/// Finds the family that the forms speak for; where none does, that which titles of no known kind hint at.
fn claims_to_family(claims: &[Claim]) -> Told {
    let mut spoken: BTreeMap<Family, usize> = BTreeMap::new();
    let mut hinted: BTreeMap<Family, usize> = BTreeMap::new();
    for claim in claims {
        match claim {
            Claim::Speaks(family) => *spoken.entry(*family).or_default() += 1,
            Claim::Hints(family) => *hinted.entry(*family).or_default() += 1,
            _ => {}
        }
    }
    let whole_budgets = claims.iter().filter(|claim| **claim == Claim::WholeBudget).count();
    let facts = spoken.keys().any(|family| family.makes_facts() || is_whole(*family));
    if !facts && whole_budgets > 0 && whole_budgets >= spoken.values().sum() {
        return Told::WholeBudget;
    }
    let told = if spoken.is_empty() { hinted } else { spoken };
    match told.into_keys().collect::<Vec<_>>().as_slice() {
        [] => Told::Nothing,
        [only] => Told::One(*only),
        _ => Told::Several,
    }
}

/// Finds the family that most lines of the cover name.
fn cover_to_family(models: &Models, cover: &[String]) -> Told {
    let mut counts: BTreeMap<Claim, usize> = BTreeMap::new();
    for line in cover.iter().filter(|line| line.chars().count() <= LONGEST_TITLE) {
        let claim = line_to_claim(models, line);
        if claim != Claim::Nothing {
            *counts.entry(claim).or_default() += 1;
        }
    }
    let greatest = counts.values().copied().max().unwrap_or(0);
    let mut first = counts.into_iter().filter(|(_, count)| *count == greatest).map(|(claim, _)| claim);
    match (first.next(), first.next()) {
        (Some(Claim::Speaks(family)), None) => Told::One(family),
        (Some(Claim::WholeBudget), None) => Told::WholeBudget,
        _ => Told::Nothing,
    }
}

/// The family with the longest word in a line: 政府决算 says more than 决算; of equal ones the first, but for whole places.
fn line_to_claim(models: &Models, line: &str) -> Claim {
    let said = is_of_whole_place(models, line);
    let line = &models.budgets_of_law.replace_all(line, "");
    let longest = models.families.iter().map(|model| model.longest_word_in(line)).max().unwrap_or(0);
    let named: Vec<&FamilyModel> =
        models.families.iter().filter(|m| longest > 0 && m.longest_word_in(line) == longest).collect();
    let Some(first) = named.first() else { return Claim::Nothing };
    match named.iter().find(|model| model.whole).filter(|_| said) {
        Some(whole) => Claim::Speaks(whole.family),
        None if said && !first.facts && !first.whole => Claim::WholeBudget,
        None => Claim::Speaks(first.family),
    }
}

/// Gives a form its family; where that is not the one of its kind, it is kept as a grid.
fn assign(models: &Models, form: &mut Form, claim: Claim, told: Told) {
    form.family = match (claim, told) {
        (Claim::WholeBudget, _)
        | (_, Told::WholeBudget)
        | (Claim::Nothing, Told::Several | Told::Nothing) => None,
        // A budget's table stands among final accounts as itself, and among those of a whole place as one of them.
        (Claim::Hints(family), told) if !matches!(told, Told::One(one) if is_whole(one)) => Some(family),
        (_, Told::One(family)) => Some(family),
        (Claim::Speaks(family) | Claim::Silent(family) | Claim::Placed(family) | Claim::Hints(family), _) => {
            Some(family)
        }
    };
    if form.kind == OTHER {
        return;
    }
    if models.family_of(&form.kind) != form.family {
        let model = form.family.and_then(Family::model).filter(|model| !model.facts);
        let unknown = model.and_then(|model| model.unknown_titles.as_ref());
        form.kind = unknown.map_or(OTHER, |unknown| unknown.kind.as_str()).to_owned();
        form.lines.clear();
        form.readings.clear();
    } else if let (Claim::Silent(own), Told::Several, true) = (claim, told, form.is_official()) {
        let own = own.model().map(|model| model.en.as_str()).unwrap_or_default();
        let title = form.title.as_deref().unwrap_or("no title");
        form.doubts.push(format!(
            "the document holds forms of several families, and {title} does not say that this is one of {own}"
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::super::forms::sample;
    use super::*;
    use crate::taxonomy::models;

    /// Tells the family of the document, and of each form its kind and family.
    fn told(cover: &[&str], forms: &[(&str, &str)]) -> (String, Vec<String>) {
        let (family, forms, _) = told_with_notes(cover, forms);
        (family, forms)
    }

    fn told_with_notes(cover: &[&str], forms: &[(&str, &str)]) -> (String, Vec<String>, Vec<Note>) {
        let cover: Vec<String> = cover.iter().map(|line| plain(line)).collect();
        let mut forms: Vec<Form> = forms.iter().map(|(kind, title)| sample(kind, title)).collect();
        let mut notes = Vec::new();
        let family = tell_families(models(), &cover, &[], &mut forms, &mut notes);
        let id = |family: Option<Family>| family.map_or("-".to_owned(), |family| family.to_string());
        (id(family), forms.iter().map(|form| format!("{} {}", form.kind, id(form.family))).collect(), notes)
    }

    #[test]
    fn final_accounts_behind_a_budget_are_final_accounts() {
        let budget =
            [("budget_expenditure", "2024年部门支出预算表"), ("budget_income", "2024年部门收入预算表")];
        let (family, forms) =
            told(&["2024年部门预算"], &[&budget[..], &[("expenditure", "2023年度支出决算表")]].concat());
        assert_eq!(family, "mixed");
        assert_eq!(
            forms,
            ["budget_expenditure budget", "budget_income budget", "expenditure final_accounts"]
        );
    }

    #[test]
    fn a_header_alone_makes_no_final_accounts_of_a_budget() {
        let (family, forms) = told(&[], &[("budget_income", "收入预算表"), ("expenditure", "部门支出总表")]);
        assert_eq!((family.as_str(), forms[1].as_str()), ("budget", "budget_other budget"));
        // Of a kind that no title announces a family has no form.
        let (family, forms) = told(&[], &[("expenditure", "支出决算表"), ("budget_other", "预算绩效表")]);
        assert_eq!((family.as_str(), forms[1].as_str()), ("final_accounts", "budget_other budget"));
    }

    #[test]
    fn accounts_of_a_whole_place_are_no_budget_and_no_departments() {
        let (family, forms) = told(
            &["2022年黑龙江省和省本级财政决算"],
            &[
                ("government_general_balance", "2.2 2022年黑龙江省一般公共预算收支总表"),
                ("government_general_revenue", "2022年黑龙江省一般公共预算收入决算表"),
                ("general_public_budget_basic_expenditure", "2022年黑龙江省一般公共预算基本支出决算表"),
                ("other", "2022年全省国有资本经营预算对下转移支付表"),
            ],
        );
        assert_eq!(family, "government_accounts");
        assert_eq!(
            forms,
            [
                "government_general_balance government_accounts",
                "government_general_revenue government_accounts",
                "other government_accounts",
                "other -",
            ]
        );
    }

    #[test]
    fn a_departments_form_with_a_governments_title_is_a_grid_and_is_told() {
        let forms =
            [("expenditure", "支出决算表"), ("government_general_expenditure", "一般公共预算支出决算表")];
        let (family, forms, notes) = told_with_notes(&[], &forms);
        assert_eq!((family.as_str(), forms[1].as_str()), ("final_accounts", "other final_accounts"));
        assert_eq!((notes.len(), notes[0].severity), (1, Severity::Unread));
    }

    #[test]
    fn budgets_of_whole_places_are_of_no_family() {
        let (family, forms) = told(
            &["2025年市级一般公共预算收入执行情况表"],
            &[
                ("budget_other", "2025年市级一般公共预算收入执行情况表"),
                ("budget_general_public_expenditure", "表十八：2025年自治区本级一般公共预算支出预算表"),
            ],
        );
        assert_eq!((family.as_str(), forms[1].as_str()), ("-", "other -"));
        assert_eq!(told(&["2025年市本级一般公共预算收入预算表"], &[]).0, "-");
    }

    #[test]
    fn one_of_the_four_budgets_makes_no_budget() {
        assert_eq!(told(&["2025年地方一般公共预算收入", "增长5.1%"], &[]).0, "-");
        assert_eq!(told(&["2025年部门预算"], &[]).0, "budget");
    }

    #[test]
    fn the_cover_tells_where_no_form_does() {
        assert_eq!(told(&["2024年度部门决算", "甲局"], &[]).0, "final_accounts");
        for line in [
            "2024年度政府决算草案",
            "山东省2023年决算情况表",
            "2023年汾阳市决算公开",
            "关于2023年市级决算的报告",
        ] {
            assert_eq!(told(&[line], &[]).0, "government_accounts", "{line}");
        }
        for line in ["2024年预算执行情况与2025年预算草案的报告", "云川县2024年政府预算公开"]
        {
            assert_eq!(told(&[line], &[]).0, "-", "{line}");
        }
        for line in ["汾阳市2024年部门预算", "2024年部门预算执行情况", "汾阳市财政局2024年预算公开"]
        {
            assert_eq!(told(&[line], &[]).0, "budget", "{line}");
        }
        assert_eq!(told(&["甲局"], &[]).0, "-");
    }
}
