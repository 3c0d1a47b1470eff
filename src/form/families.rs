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
        // A self-evaluation (绩效自评) is of what was executed.
        let is_evaluation = models.kind(&form.kind).is_some_and(|kind| kind.is_performance());
        let silent = matches!(claim, Claim::Silent(family) if family.makes_facts()) && !is_evaluation;
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
    // 一般公共预算收支总表 over 决算数 is of the accounts.
    let is_read = models.is_of_whole_place(&form.kind) && form.has_columns_of_accounts;
    let is_settled = whole.is_named_in(&words) || is_read;
    let is_departments = form.is_official() && !models.is_of_whole_place(&form.kind);
    let is_planned = models.families.iter().any(|m| !m.facts && !m.whole && m.is_named_in(&words));
    match place {
        Some(WholePlace::Said) if is_settled => Claim::Speaks(whole.family),
        Some(WholePlace::Said) if is_planned => Claim::WholeBudget,
        _ if marked && is_planned && !is_settled => Claim::WholeBudget,
        Some(WholePlace::Named) if is_settled && is_departments => Claim::Placed(whole.family),
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
mod tests;
