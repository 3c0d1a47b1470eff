//! Finds the department of a document on its cover and on its forms, and gives each form its own.
//!
//! A cover has other words than a department's name, too: what is a fragment of a title or a sentence, or a place alone,
//! is none and is told. Where cover and forms name departments that are not one, both are quoted.

use std::collections::BTreeMap;

use super::department_name::{
    SHORTEST_NAME, are_one, gives_way, is_no_department, name_others, without_scope,
};
use super::forms::{Form, OTHER};
use super::statements::contradicting;
use crate::place::{Note, Severity};
use crate::region::{begins_with_known_place, is_bare_place};
use crate::taxonomy::Models;
use crate::text::number::has_digit;
use crate::text::plain::{plain, without_dirt};

/// Longer lines are sentences, not names.
const LONGEST_NAME: usize = 40;

/// Finds the department of the document, and gives its name to forms that name it in another way. On pages names may be set
/// over several lines (`wraps`); where there are none a line is a paragraph.
pub(super) fn find_department(
    models: &Models,
    (pages, wraps): (&[Vec<String>], bool),
    forms: &mut [Form],
    notes: &mut Vec<Note>,
) -> Option<String> {
    let mut rejected = Vec::new();
    for form in forms.iter_mut() {
        if let Some(name) = form.department.take_if(|name| is_no_department(models, &plain(name))) {
            rejected.push(name);
        }
    }
    let printed = majority(forms.iter().filter_map(|f| f.department.clone()));
    let labelled: Vec<String> = forms.iter().filter_map(|f| f.department.clone()).collect();
    let printed = printed.map(|name| of_known_place(models, name, &labelled));
    let on_cover = cover_name(models, (pages, wraps), &labelled, &mut rejected);
    // The cover has the whole name where the forms leave a part of it out.
    let whole = |name: &&String| {
        let is_longer = |p: &String| are_one(models, name, p) && name.len() > p.len();
        printed.as_ref().is_none_or(|p| is_longer(p) || gives_way(models, p, name))
    };
    let department = on_cover.as_ref().filter(whole).cloned().or(printed);
    let has_facts = forms.iter().any(|form| form.is_official() && !form.lines.is_empty());
    let is_whole = |form: &&Form| models.is_of_whole_place(&form.kind);
    let official = || forms.iter().filter(|form| form.is_official());
    // The accounts of a whole place are no department's.
    let is_book = official().next().is_some() && official().all(|form| is_whole(&form));
    let missing = match rejected.first() {
        _ if department.is_some() || is_book => None,
        Some(words) => {
            Some(format!("“{words}” stands where the department would, and is none: no department is known"))
        }
        None => {
            has_facts.then(|| "no department is known: neither the cover nor a form names one".to_owned())
        }
    };
    notes.extend(missing.map(|message| Note::on_document(Severity::Warning, message)));
    doubt_contradictions(models, forms, on_cover.as_deref(), department.as_deref());
    assign_departments(models, forms, department.as_deref(), notes);
    department
}

/// Finds the department on the cover: before the title or inside it, where the cover is read as one text, since names are
/// set over several lines; else the short line next to the title. `labelled` are the names on the forms, which confirm
/// one that does not end like a department's; what is none is `rejected`.
fn cover_name(
    models: &Models,
    (cover, wraps): (&[Vec<String>], bool),
    labelled: &[String],
    rejected: &mut Vec<String>,
) -> Option<String> {
    let pattern = &models.cover_title;
    let is_text = |name: &str| {
        (3..=LONGEST_NAME).contains(&name.chars().count())
            && !name.contains(['。', '，', '：', '…', '、'])
            && !has_digit(name)
    };
    let is_confirmed = |name: &str| {
        models.department_end.is_match(without_scope(models, name))
            || labelled.iter().any(|label| are_one(models, name, label))
    };
    let mut accept = |name: &str| {
        let text = is_text(name);
        let accepted = text && !is_no_department(models, name) && is_confirmed(name);
        // A place alone is the document's place.
        if text && !accepted && !is_bare_place(models, without_scope(models, name)) {
            rejected.push(name.to_owned());
        }
        accepted
    };
    let mut named = |text: &str| {
        let found = pattern.captures(text)?;
        let parts = [found.name("before"), found.name("middle")];
        let mut names = parts.into_iter().flatten().map(|part| without_dirt(part.as_str()));
        names.find(|name| accept(name)).map(str::to_owned)
    };
    let whole = cover.first().map(|page| page.concat());
    let lines: Vec<&String> = cover.iter().flatten().collect();
    let in_title = match wraps {
        true => whole.and_then(|text| named(&text)).or_else(|| lines.iter().find_map(|line| named(line))),
        false => lines.iter().find_map(|line| named(line)),
    };
    in_title.or_else(|| {
        let at = lines.iter().position(|line| pattern.is_match(line))?;
        let beside = [at.checked_sub(1), Some(at + 1)];
        let mut names = beside.into_iter().flatten().filter_map(|i| lines.get(i)).map(|l| without_dirt(l));
        names
            .find(|name| is_text(name) && !is_no_department(models, name) && is_confirmed(name))
            .map(str::to_owned)
    })
}

/// Doubts forms that are all of one department and not of the cover's; and a form of another department than the rest
/// that has no set of its own: it stands where theirs would. Forms of several units under the cover of their bureau are a
/// collection.
fn doubt_contradictions(
    models: &Models,
    forms: &mut [Form],
    on_cover: Option<&str>,
    department: Option<&str>,
) {
    let Some(department) = department else { return };
    let differs = |form: &Form, from: &str| {
        form.department.as_deref().is_some_and(|own| name_others(models, own, from))
    };
    let labelled = |form: &&Form| form.is_official() && form.department.is_some();
    if let Some(cover) = on_cover
        && forms.iter().any(|form| labelled(&form))
        && forms.iter().filter(labelled).all(|form| differs(form, cover) && !differs(form, department))
    {
        for form in forms.iter_mut().filter(|form| form.is_official()) {
            let own = form.department.as_deref().unwrap_or(department);
            form.doubts.push(contradicting("departments", cover, own));
        }
        return;
    }
    let of_rest: Vec<String> =
        forms.iter().filter(|form| !differs(form, department)).map(|form| form.kind.clone()).collect();
    for form in forms.iter_mut().filter(|form| form.is_official()) {
        if differs(form, department)
            && !of_rest.contains(&form.kind)
            && let Some(own) = &form.department
        {
            form.doubts.push(contradicting("departments", department, own));
        }
    }
}

/// Gives the department's name to forms that name it in another way. Forms of another department keep their own.
fn assign_departments(models: &Models, forms: &mut [Form], department: Option<&str>, notes: &mut Vec<Note>) {
    let Some(department) = department else { return };
    let mut others: Vec<String> = Vec::new();
    for form in forms.iter_mut() {
        match form.department.take() {
            Some(own)
                if own.chars().count() >= SHORTEST_NAME
                    && !are_one(models, &own, department)
                    && !gives_way(models, &own, department) =>
            {
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

/// A name, or the one of the others that is alike but for one character and, other than it, begins with a place that is
/// known: of 詹州市应急管理局 and 儋州市应急管理局 the first was misread, however often.
fn of_known_place(models: &Models, name: String, others: &[String]) -> String {
    let is_alike = |other: &&String| {
        other.chars().count() == name.chars().count()
            && other.chars().zip(name.chars()).filter(|(a, b)| a != b).count() == 1
            && begins_with_known_place(models, other)
    };
    if begins_with_known_place(models, &name) {
        return name;
    }
    others.iter().find(is_alike).cloned().unwrap_or(name)
}

pub(super) fn majority(values: impl Iterator<Item = String>) -> Option<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
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
    fn covers_name_the_department_on_one_line_or_two() {
        let owned = |lines: &[&str]| lines.iter().map(|l| (*l).to_owned()).collect::<Vec<_>>();
        let name = |lines: &[&str]| cover_name(models(), (&[owned(lines)], true), &[], &mut Vec::new());
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

    #[test]
    fn paragraphs_are_no_parts_of_a_name() {
        let page = ["首页", "信息公开", "甲县教育局2023年度部门决算公开"].map(str::to_owned).to_vec();
        let name = cover_name(models(), (&[page], false), &[], &mut Vec::new());
        assert_eq!(name.as_deref(), Some("甲县教育局"));
        let two = ["甲县教育局", "2023年度部门决算"].map(str::to_owned).to_vec();
        assert_eq!(
            cover_name(models(), (&[two], false), &[], &mut Vec::new()).as_deref(),
            Some("甲县教育局")
        );
    }

    /// Finds the department of a cover and of forms with these names, and which of these are doubted.
    fn found(cover: &[&str], labels: &[(&str, &str)]) -> (Option<String>, Vec<bool>, usize) {
        let pages = [cover.iter().map(|line| plain(line)).collect::<Vec<_>>()];
        let form = |(kind, name): &(&str, &str)| Form {
            department: Some((*name).to_owned()),
            ..super::super::forms::sample(kind, "决算表")
        };
        let mut forms: Vec<Form> = labels.iter().map(form).collect();
        let mut notes = Vec::new();
        let department = find_department(models(), (&pages, true), &mut forms, &mut notes);
        (department, forms.iter().map(|form| !form.doubts.is_empty()).collect(), notes.len())
    }

    #[test]
    fn what_is_no_department_is_told() {
        assert_eq!(found(&["2024年全省一般公共预算收支决算总表"], &[]), (None, vec![], 1));
        let own = found(&["2023年度部门决算"], &[("income", "张、人"), ("expenditure", "目录表一")]);
        assert_eq!((own.0, own.2), (None, 1));
        assert_eq!(
            found(&["山东省2023年决算情况表", "山东省财政厅"], &[]).0.as_deref(),
            Some("山东省财政厅")
        );
    }

    #[test]
    fn of_two_names_that_are_alike_the_one_of_a_known_place_is_right_and_the_other_is_doubted() {
        let forms = [
            ("income", "詹州市应急管理局"),
            ("expenditure", "儋州市应急管理局"),
            ("three_public", "詹州市应急管理局"),
        ];
        let (department, doubts, _) = found(&["2021年度部门决算"], &forms);
        assert_eq!((department.as_deref(), doubts), (Some("儋州市应急管理局"), vec![true, false, true]));
    }

    #[test]
    fn a_generic_name_gives_way_to_the_covers() {
        for (cover, own) in [
            ("汾阳市行政审批服务管理局", "审批局"),
            ("汾阳市人民法院", "人民法院"),
            ("汾阳市文峰街道办事处", "街道办事处"),
        ] {
            let (department, doubts, _) = found(&[cover, "2023年度部门决算"], &[("income", own)]);
            assert_eq!((department.as_deref(), doubts), (Some(cover), vec![false]));
        }
        for own in ["汾阳市教育局", "水利局", "审批局本级"] {
            let department = found(&["汾阳市行政审批服务管理局", "2023年度部门决算"], &[("income", own)]).0;
            assert_eq!(department.as_deref(), Some(own));
        }
    }

    #[test]
    fn a_cover_of_another_department_than_all_forms_contradicts_them() {
        let forms = [("income", "汾阳市教育局"), ("expenditure", "汾阳市教育局")];
        assert_eq!(found(&["汾阳市财政局2023年度部门决算"], &forms).1, [true, true]);
        // Short names, 本级, brackets.
        for cover in ["汾阳市教育局本级", "教育局", "中共汾阳市教育局委员会", "汾阳市教育局（汇总）"]
        {
            assert_eq!(found(&[&format!("{cover}2023年度部门决算")], &forms).1, [false, false], "{cover}");
        }
        // A bureau and one of its units, each with its forms.
        let sets =
            [("income", "汾阳市财政局"), ("income", "汾阳市财政学校"), ("expenditure", "汾阳市财政局")];
        assert_eq!(found(&["汾阳市财政局2023年度部门决算"], &sets).1, [false; 3]);
        // A collection of the units of a bureau.
        let units = [("income", "汾阳市财政学校"), ("income", "汾阳市预算编审中心")];
        assert_eq!(found(&["汾阳市财政局2023年度部门决算"], &units).1, [false; 2]);
        // The template of another department was left on one form.
        let left =
            [("income", "汾阳市财政局"), ("three_public", "汾阳市林业局"), ("expenditure", "汾阳市财政局")];
        assert_eq!(found(&["汾阳市财政局2023年度部门决算"], &left).1, [false, true, false]);
    }
}
