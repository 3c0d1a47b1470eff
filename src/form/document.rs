//! Reads what the document says of itself: final accounts or a budget, whose, and of which year.

use std::collections::BTreeMap;

use super::forms::{Form, Forms, OTHER};
use super::heading::line_to_year;
use super::stitch::number_instances;
use crate::place::{Note, Severity};
use crate::record::words::Family;
use crate::table::PageTables;
use crate::taxonomy::{FamilyModel, Models};
use crate::text::number::has_digit;
use crate::text::plain::{plain, without_dirt};

/// The cover and what follows it say what a document is; tables of contents and prose come later.
const COVER_PAGES: usize = 2;
/// Names of which at least this share is equal, from both ends, are one: 上海市规划和自然资源局 on the forms of
/// 上海市普陀区规划和自然资源局 (2024).
const SAME_NAME: (usize, usize) = (7, 10);
/// Shorter names are what is left of one (上 | 海市普陀区民政局).
const SHORTEST_NAME: usize = 4;
/// Longer lines are sentences, not names.
const LONGEST_NAME: usize = 40;

/// Finds the family, the department and the year of a document, and gives its forms departments, units and numbers.
pub(super) fn describe(models: &Models, tables: &[PageTables], mut forms: Vec<Form>) -> Forms {
    let mut notes = Vec::new();
    let page_words = |t: &PageTables| t.lines.iter().map(|l| plain(l.words())).collect::<Vec<_>>();
    let pages: Vec<Vec<String>> = tables.iter().take(COVER_PAGES).map(page_words).collect();
    let cover = pages.concat();
    let family = family(models, &cover, &forms);
    let unread = family.and_then(Family::model).filter(|model| !model.facts);
    if let Some(unknown) = unread.and_then(|model| model.unknown_titles.as_ref()) {
        for form in forms.iter_mut().filter(|f| f.is_official()) {
            form.kind.clone_from(&unknown.kind);
            form.lines.clear();
        }
    }
    let printed = majority(forms.iter().filter_map(|f| f.department.clone()));
    // The cover has the whole name where the forms leave a part of it out.
    let on_cover = cover_name(models, &pages);
    let whole = |name: &String| printed.as_ref().is_none_or(|p| are_one(name, p) && name.len() > p.len());
    let department = on_cover.filter(whole).or(printed);
    let fiscal_year = majority(forms.iter().filter(|f| f.is_official()).filter_map(|f| f.fiscal_year))
        .or_else(|| cover.iter().find_map(|l| line_to_year(l)))
        .or_else(|| majority(forms.iter().filter_map(|f| f.fiscal_year)));
    assign_departments(&mut forms, department.as_deref(), &mut notes);
    assign_units(&mut forms, &mut notes);
    number_instances(&mut forms);
    Forms { family, department, fiscal_year, forms, text_is_doubted: false, notes }
}

/// The family that most forms speak for; where several have as many, the one that most lines of the cover name.
fn family(models: &Models, cover: &[String], forms: &[Form]) -> Option<Family> {
    let short: Vec<&String> = cover.iter().filter(|line| line.chars().count() <= LONGEST_NAME).collect();
    let of_forms = |model: &FamilyModel| forms.iter().filter(|form| speaks_for(models, model, form)).count();
    let of_cover = |model: &FamilyModel| short.iter().filter(|line| model.is_named_in(line)).count();
    most(models, of_forms).or_else(|| most(models, of_cover))
}

/// Whether a form is one of the family's and its title says so: a header alone looks like another family's, but a kind that
/// is not read was known by its title.
fn speaks_for(models: &Models, model: &FamilyModel, form: &Form) -> bool {
    let titled = || form.title.as_deref().is_some_and(|title| model.is_named_in(&plain(title)));
    models.family_of(&form.kind) == Some(model.family) && (models.kind(&form.kind).is_none() || titled())
}

/// The family with the greatest count; `None` where several have it.
fn most(models: &Models, count: impl Fn(&FamilyModel) -> usize) -> Option<Family> {
    let counts: Vec<(usize, Family)> = models.families.iter().map(|m| (count(m), m.family)).collect();
    let greatest = counts.iter().map(|(count, _)| *count).max()?;
    let mut first = counts.into_iter().filter(|(count, _)| *count == greatest);
    let found = first.next()?.1;
    first.next().is_none().then_some(found)
}

/// Finds the department on the cover: before the title or inside it, where the cover is read as one text, since names are
/// set over several lines; else the short line next to the title.
fn cover_name(models: &Models, cover: &[Vec<String>]) -> Option<String> {
    let pattern = &models.cover_title;
    let is_name = |name: &str| {
        (3..=LONGEST_NAME).contains(&name.chars().count())
            && !name.contains(['。', '，', '：', '…', '、'])
            && !has_digit(name)
    };
    let named = |text: &str| {
        let found = pattern.captures(text)?;
        let parts = [found.name("before"), found.name("middle")];
        let mut names = parts.into_iter().flatten().map(|part| without_dirt(part.as_str()));
        names.find(|name| is_name(name)).map(str::to_owned)
    };
    let whole = cover.first().map(|page| page.concat());
    let lines = || cover.iter().flatten();
    whole.and_then(|text| named(&text)).or_else(|| lines().find_map(|line| named(line))).or_else(|| {
        let lines: Vec<&String> = lines().collect();
        let at = lines.iter().position(|line| pattern.is_match(line))?;
        let beside = [at.checked_sub(1), Some(at + 1)];
        beside
            .into_iter()
            .flatten()
            .filter_map(|i| lines.get(i))
            .find(|l| is_name(l))
            .map(|l| without_dirt(l).to_owned())
    })
}

/// Gives the department's name to forms that name it in another way. Forms of another department keep their own.
fn assign_departments(forms: &mut [Form], department: Option<&str>, notes: &mut Vec<Note>) {
    let Some(department) = department else { return };
    let mut others: Vec<String> = Vec::new();
    for form in forms.iter_mut() {
        match form.department.take() {
            Some(own) if own.chars().count() >= SHORTEST_NAME && !are_one(&own, department) => {
                if form.kind != OTHER && !others.contains(&own) {
                    others.push(own.clone());
                }
                form.department = Some(own);
            }
            _ => {}
        }
    }
    if !others.is_empty() {
        let message = format!(
            "the forms name several departments ({department}, {}): each amount carries that of its form",
            others.join(", ")
        );
        notes.push(Note::on_document(Severity::Warning, message));
    }
}

/// Whether two names are one department's: one holds the other, or most of their characters are the same (a misprint).
/// 本级 is another unit than the whole.
fn are_one(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let front = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let back = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (shorter, longer) = (a.len().min(b.len()), a.len().max(b.len()));
    // Of equal names front and back count all characters twice.
    (front + back).min(shorter) * SAME_NAME.1 >= longer * SAME_NAME.0
}

/// Gives a form that declares no unit that of the other forms, where they agree, with a note.
fn assign_units(forms: &mut [Form], notes: &mut Vec<Note>) {
    let mut declared: Vec<String> =
        forms.iter().filter(|f| f.is_official()).filter_map(|f| f.unit.clone()).collect();
    declared.sort();
    declared.dedup();
    for form in forms.iter_mut().filter(|f| f.is_official() && f.unit.is_none() && !f.lines.is_empty()) {
        let page = form.pages.first().copied().unwrap_or(1);
        let title = form.title.as_deref().unwrap_or(&form.kind).to_owned();
        match declared.as_slice() {
            [only] => {
                form.unit = Some(only.clone());
                form.unit_assumed = true;
                let message = format!("{title} declares no unit; the other forms are in {only}");
                notes.push(Note::on_page(Severity::Warning, page, message));
            }
            _ => {
                let message = format!("{title} declares no unit: its amounts are not converted");
                notes.push(Note::on_page(Severity::Warning, page, message));
            }
        }
    }
}

fn majority<T: Ord + Clone>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::models;

    #[test]
    fn a_misprinted_name_is_the_departments_and_another_ones_is_not() {
        assert!(are_one("上海市规划和自然资源局", "上海市普陀区规划和自然资源局"));
        assert!(are_one("汾阳市行政审批服务管理局", "汾阳市行政审批服务管理局"));
        assert!(!are_one("汾阳市财政局", "汾阳市教育局教研室"));
        assert!(!are_one("汾阳市财政局", "汾阳市林业局"));
    }

    #[test]
    fn covers_name_the_department_on_one_line_or_two() {
        let owned = |lines: &[&str]| lines.iter().map(|l| (*l).to_owned()).collect::<Vec<_>>();
        let name = |lines: &[&str]| cover_name(models(), &[owned(lines)]);
        assert_eq!(name(&["沁阳市政务服务局", "2020年度部门决算"]).as_deref(), Some("沁阳市政务服务局"));
        let over_three = name(&["中共上海市普陀区委", "社会工作部2024年度", "部门决算"]);
        assert_eq!(over_three.as_deref(), Some("中共上海市普陀区委社会工作部"));
        assert_eq!(
            name(&["2023年度汾阳市行政审批服务管理局部门决算公开"]).as_deref(),
            Some("汾阳市行政审批服务管理局")
        );
        assert_eq!(name(&["沁阳市政务服务局.", "2020年度部门决算"]).as_deref(), Some("沁阳市政务服务局"));
        assert_eq!(name(&["目录"]), None);
    }
}
