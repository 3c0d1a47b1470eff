//! Finds the department of a document on its cover and on its forms, and gives each form its own.
//!
//! A cover has other words than a department's name, too: what is a fragment of a title or a sentence, or a place alone,
//! is none and is told. Where cover and forms name departments that are not one, both are quoted.

use std::collections::BTreeMap;

use super::forms::{Form, OTHER};
use super::heading::are_units;
use super::statements::contradicting;
use crate::place::{Note, Severity};
use crate::region::{is_bare_place, place_of};
use crate::taxonomy::Models;
use crate::text::number::{has_digit, is_chinese_numeral, is_digit};
use crate::text::plain::{plain, without_dirt};

/// Names of which at least this share is equal, from both ends, are one: 上海市规划和自然资源局 on the forms of
/// 上海市普陀区规划和自然资源局 (2024).
const SAME_NAME: (usize, usize) = (7, 10);
/// Shorter names are what is left of one (上 | 海市普陀区民政局).
const SHORTEST_NAME: usize = 4;
/// Longer lines are sentences, not names.
const LONGEST_NAME: usize = 40;

/// Finds the department of the document, and gives its name to forms that name it in another way.
pub(super) fn find_department(
    models: &Models,
    pages: &[Vec<String>],
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
    let on_cover = cover_name(models, pages, &labelled, &mut rejected);
    // The cover has the whole name where the forms leave a part of it out.
    let whole = |name: &&String| {
        let is_longer = |p: &String| are_one(models, name, p) && name.len() > p.len();
        printed.as_ref().is_none_or(|p| is_longer(p) || gives_way(models, p, name))
    };
    let department = on_cover.as_ref().filter(whole).cloned().or(printed);
    if let (None, Some(words)) = (&department, rejected.first()) {
        let message =
            format!("“{words}” stands where the department would, and is none: no department is known");
        notes.push(Note::on_document(Severity::Warning, message));
    }
    doubt_contradictions(models, forms, on_cover.as_deref(), department.as_deref());
    assign_departments(models, forms, department.as_deref(), notes);
    department
}

/// Finds the department on the cover: before the title or inside it, where the cover is read as one text, since names are
/// set over several lines; else the short line next to the title. `labelled` are the names on the forms, which confirm
/// one that does not end like a department's; what is none is `rejected`.
fn cover_name(
    models: &Models,
    cover: &[Vec<String>],
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
        models.department_end.is_match(without_scope(name))
            || labelled.iter().any(|label| are_one(models, name, label))
    };
    let mut accept = |name: &str| {
        let text = is_text(name);
        let accepted = text && !is_no_department(models, name) && is_confirmed(name);
        // A place alone is the document's place.
        if text && !accepted && !is_bare_place(models, without_scope(name)) {
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
    let in_title = whole.and_then(|text| named(&text)).or_else(|| lines.iter().find_map(|line| named(line)));
    in_title.or_else(|| {
        let at = lines.iter().position(|line| pattern.is_match(line))?;
        let beside = [at.checked_sub(1), Some(at + 1)];
        let mut names = beside.into_iter().flatten().filter_map(|i| lines.get(i)).map(|l| without_dirt(l));
        names
            .find(|name| is_text(name) && !is_no_department(models, name) && is_confirmed(name))
            .map(str::to_owned)
    })
}

/// Whether words are no department's name: a fragment of a title or a sentence, a place alone, units, or what a
/// template has in its place (某某市XX局).
fn is_no_department(models: &Models, name: &str) -> bool {
    let base = without_scope(name);
    [base, name].iter().any(|name| models.no_department.is_match(name))
        || is_bare_place(models, base)
        || are_units(models, name)
        || models.wording.heading.placeholders.iter().any(|mark| name.contains(mark.as_str()))
}

/// Removes 本级 and a bracket from the end of a name.
fn without_scope(name: &str) -> &str {
    let name = name.strip_suffix('）').and_then(|open| open.rsplit_once('（')).map_or(name, |(base, _)| base);
    name.strip_suffix("本级").filter(|base| !base.is_empty()).unwrap_or(name)
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

/// Whether two names truly name different departments: neither is a short form of the other, nor a misprint.
fn name_others(models: &Models, a: &str, b: &str) -> bool {
    let (a, b) = (without_scope(a), without_scope(b));
    let enough = |name: &str| name.chars().count() >= SHORTEST_NAME;
    enough(a) && enough(b) && !are_one(models, a, b) && !is_short_for(a, b) && !is_short_for(b, a)
}

/// Whether the characters of a name stand in another, in their order: 汾阳市纪委 in 中共汾阳市纪律检查委员会.
fn is_short_for(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    short.chars().all(|c| rest.any(|other| other == c))
}

/// Whether a name is a generic one without its place, and a whole name its own: 审批局 and 人民法院 of 云川县人民法院.
fn gives_way(models: &Models, short: &str, whole: &str) -> bool {
    let generic = without_scope(short) == short && place_of(models, short).is_none();
    let ends_alike = short.chars().last() == whole.chars().last();
    let placed = place_of(models, whole).is_some();
    generic && placed && short.len() < whole.len() && ends_alike && is_short_for(short, whole)
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

/// Whether two names are one department's: one holds the other, or most of their characters are the same (a misprint).
/// 本级 is another unit than the whole, 第一中学 than 第二中学, 东城区财政局 than 西城区财政局.
fn are_one(models: &Models, a: &str, b: &str) -> bool {
    let numerals = |name: &str| name.chars().filter(|c| is_numeral(*c)).collect::<String>();
    let (one, other) = (numerals(a), numerals(b));
    let numbered_apart = !one.is_empty() && !other.is_empty() && one != other;
    // 上海市 is 上海市普陀区 with a part left out, and so is 普陀区.
    let holds = |one: &str, other: &str| one.starts_with(other) || one.ends_with(other);
    let places = place_of(models, a).zip(place_of(models, b));
    if numbered_apart || places.is_some_and(|(one, other)| !holds(&one, &other) && !holds(&other, &one)) {
        return false;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let front = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let back = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (shorter, longer) = (a.len().min(b.len()), a.len().max(b.len()));
    // Of equal names front and back count all characters twice.
    (front + back).min(shorter) * SAME_NAME.1 >= longer * SAME_NAME.0
}

/// Whether a character numbers a department: 第一中学, 第2医院.
fn is_numeral(c: char) -> bool {
    is_digit(c) || is_chinese_numeral(c)
}

fn majority(values: impl Iterator<Item = String>) -> Option<String> {
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
    fn a_misprinted_name_is_the_departments_and_another_ones_is_not() {
        assert!(are_one(models(), "上海市规划和自然资源局", "上海市普陀区规划和自然资源局"));
        assert!(are_one(models(), "汾阳市行政审批服务管理局", "汾阳市行政审批服务管理局"));
        assert!(!are_one(models(), "汾阳市财政局", "汾阳市教育局教研室"));
        assert!(!are_one(models(), "汾阳市财政局", "汾阳市林业局"));
        assert!(!are_one(models(), "汾阳市第一高级中学", "汾阳市第二高级中学"));
        assert!(!are_one(models(), "北京市东城区财政局", "北京市西城区财政局"));
    }

    #[test]
    fn covers_name_the_department_on_one_line_or_two() {
        let owned = |lines: &[&str]| lines.iter().map(|l| (*l).to_owned()).collect::<Vec<_>>();
        let name = |lines: &[&str]| cover_name(models(), &[owned(lines)], &[], &mut Vec::new());
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
    fn fragments_and_places_are_no_departments() {
        for words in [
            "关于呼和浩特市",
            "目录表一",
            "全省一般公共",
            "江苏省十四届人大三次会议大会文件（二十一）江苏省",
            "海南省省本级三公经费汇总情况根据国务院关于推进政府",
            "黑龙江省和省本级",
            "黑龙江省和省本级财政",
            "山东省",
            "大足区",
            "省本级",
            "附表一",
            "地方政府债务限额及余额",
            "全市政府性基金支出",
            "自治区本级",
            "自治区本级政府",
            "云川县XX局",
            "河北省雄安新区预",
        ] {
            assert!(is_no_department(models(), words), "{words}");
        }
        for name in [
            "汾阳市财政局",
            "汾阳市财政局（本级）",
            "汾阳市财政局本级",
            "汾阳市贾家庄镇",
            "汾阳市非税收入征收管理局",
            "财政局",
            "国家税务总局某某市税务局",
            "某某市政府债务管理中心",
            "某某市人民代表大会常务委员会",
            "云川县第二届运动会筹备处",
            "云川县情况研究室",
            "云川县直属机关事务管理局",
            "云川县政务公开和信息目录管理中心",
            "甲局",
        ] {
            assert!(!is_no_department(models(), name), "{name}");
        }
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
        let department = find_department(models(), &pages, &mut forms, &mut notes);
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
