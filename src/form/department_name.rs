//! Compares names of departments, and tells what is none.

use super::unit_words::are_units;
use crate::region::{is_bare_place, place_of};
use crate::taxonomy::Models;
use crate::text::number::{is_chinese_numeral, is_digit};

/// Names of which at least this share is equal, from both ends, are one: 上海市规划和自然资源局 on the forms of
/// 上海市普陀区规划和自然资源局 (2024).
const SAME_NAME: (usize, usize) = (7, 10);
/// Shorter names are what is left of one (上 | 海市普陀区民政局).
pub(super) const SHORTEST_NAME: usize = 4;

/// Whether words are no department's name: a fragment of a title or a sentence, a place alone, units, or what a
/// template has in its place (某某市XX局).
pub(super) fn is_no_department(models: &Models, name: &str) -> bool {
    let base = without_scope(models, name);
    [base, name].iter().any(|name| models.no_department.is_match(name))
        || is_bare_place(models, base)
        || are_units(models, name)
        || models.wording.heading.placeholders.iter().any(|mark| name.contains(mark.as_str()))
}

/// Removes 本级 and a bracket from the end of a name.
pub(super) fn without_scope<'n>(models: &Models, name: &'n str) -> &'n str {
    let name = name.strip_suffix('）').and_then(|open| open.rsplit_once('（')).map_or(name, |(base, _)| base);
    let own = models.wording.heading.own.iter().find_map(|own| name.strip_suffix(own.as_str()));
    own.filter(|base| !base.is_empty()).unwrap_or(name)
}

/// Whether two names truly name different departments: neither is a short form of the other, nor a misprint.
pub(super) fn name_others(models: &Models, a: &str, b: &str) -> bool {
    let (a, b) = (without_scope(models, a), without_scope(models, b));
    let enough = |name: &str| name.chars().count() >= SHORTEST_NAME;
    enough(a) && enough(b) && !are_one(models, a, b) && !is_short_for(a, b) && !is_short_for(b, a)
}

/// Whether the characters of a name stand in another, in their order: 汾阳市纪委 in 中共汾阳市纪律检查委员会.
fn is_short_for(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    short.chars().all(|c| rest.any(|other| other == c))
}

/// Whether a name is a generic one without its place, and a whole name its own: 审批局 and 人民法院 of 云川县人民法院.
pub(super) fn gives_way(models: &Models, short: &str, whole: &str) -> bool {
    let generic = without_scope(models, short) == short && place_of(models, short).is_none();
    let ends_alike = short.chars().last() == whole.chars().last();
    let placed = place_of(models, whole).is_some();
    generic && placed && short.len() < whole.len() && ends_alike && is_short_for(short, whole)
}

/// Whether two names are one department's: one holds the other, or most of their characters are the same (a misprint).
/// 本级 is another unit than the whole, 第一中学 than 第二中学, 东城区财政局 than 西城区财政局.
pub(super) fn are_one(models: &Models, a: &str, b: &str) -> bool {
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
}
