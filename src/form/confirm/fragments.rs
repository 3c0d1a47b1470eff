//! Finds printed names that are a part of a known name, or hold more than one.
//!
//! Where no line parts the rows, a page cuts one, or a stamp stands over it, a name may lose words to its neighbour, or take
//! some of its: digits, words of the header, the beginning of the next name. What the classification or the form itself
//! calls the line tells that. A bracket behind a name (（款）) belongs to it, and wordings that are none of these say
//! nothing.

use std::collections::BTreeMap;

use crate::taxonomy::classification::codes_of;
use crate::taxonomy::item_name::without_ordinal;
use crate::taxonomy::{KindModel, Models};
use crate::text::number::{has_digit, is_chinese_numeral, is_digit};

/// Shorter names stand inside others (总计 in 收入总计).
const SHORTEST_NAME: usize = 4;
/// … and shorter rests are endings that a province adds.
const SHORTEST_REST: usize = 3;

/// A single digit may number a name.
const FEWEST_DIGITS: usize = 2;

/// What becomes of a printed name that is none of those of its code.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fragment {
    /// It is the beginning of the only name that its code can have.
    Begun(String),
    /// It is in doubt, for this reason.
    Doubted(String),
}

/// Says whether digits stand behind a name: those of a stamp, of the next cell. A year has its own word behind it.
pub(super) fn ends_with_digits(name: &str) -> Option<String> {
    let words = name.trim_end_matches(is_digit);
    let is_odd = name.len() - words.len() >= FEWEST_DIGITS && words.chars().any(char::is_alphabetic);
    is_odd.then(|| "digits stand behind the name".to_owned())
}

/// Holds a name in its plain form against the official names of its code, of which it is none.
pub(super) fn beside_code(models: &Models, official: &[String], name: &str) -> Option<Fragment> {
    let begun: Vec<&String> = official.iter().filter(|whole| whole.starts_with(name)).collect();
    if let [whole] = begun.as_slice()
        && length(name) >= SHORTEST_NAME
        && 2 * length(name) >= length(whole)
    {
        return Some(Fragment::Begun((*whole).clone()));
    }
    let doubted = |why: String| Some(Fragment::Doubted(why));
    if let Some(whole) = official.iter().find(|whole| is_torn(whole, name)) {
        return doubted(format!("the name of its code is {whole}, and only a part of it stands here"));
    }
    if let Some((whole, rest)) = official.iter().find_map(|whole| Some((whole, beyond(name, whole)?)))
        && !is_bracket(&rest)
    {
        return doubted(format!("the name of its code is {whole}, and more stands here"));
    }
    let totals = models.wording.items.totals.iter().chain(&models.wording.items.page_totals);
    if totals.into_iter().any(|total| name.ends_with(total.as_str()) && name != total) {
        return doubted("the name ends with the words of a total".to_owned());
    }
    two_names(name).then(|| Fragment::Doubted("the name is that of two lines".to_owned()))
}

/// Says what is odd about a name, in its plain form, on a form whose lines are always the same.
pub(super) fn on_fixed_form(models: &Models, kind: &KindModel, name: &str) -> Option<String> {
    let items = &models.wording.items;
    if name.is_empty() || kind.knows_line(models, name) || kind.vocabulary.contains(name) {
        return None;
    }
    if items.totals.iter().any(|total| total == name) {
        return None;
    }
    if holds_ordinal(name) {
        return Some("the name holds the ordinal of another line".to_owned());
    }
    let known = || kind.known_lines(models);
    // The longest line that it holds.
    let held = known().filter(|line| length(line) >= SHORTEST_NAME && name.contains(line.as_str()));
    if let Some(line) = held.max_by_key(|line| (length(line), line.as_str()))
        && let Some(rest) = beyond(name, line)
        && !is_bracket(&rest)
    {
        let odd = has_digit(&rest) || items.totals.contains(&rest) || length(&rest) >= SHORTEST_REST;
        return odd.then(|| format!("the name holds {line}, which is a line of its own, and more"));
    }
    let total = items.totals.iter().find_map(|total| name.strip_suffix(total.as_str()));
    if total.is_some_and(|rest| !kind.vocabulary.contains(rest) && known().any(|line| line.contains(rest))) {
        return Some("the name ends with the words of a total".to_owned());
    }
    let whole = known().filter(|line| line.contains(name)).min()?;
    let is_wording = known().any(|line| is_wording_of(&items.joints, kind, line, name));
    (!is_wording).then(|| format!("the name is only a part of that of a line: {whole}"))
}

/// Whether a part of a known name may be another wording of it: what it lacks are words of their own.
fn is_wording_of(joints: &[String], kind: &KindModel, line: &str, name: &str) -> bool {
    let are_words = |rest: &str| {
        rest.is_empty()
            || kind.vocabulary.contains(rest)
            || joints.iter().any(|joint| rest.starts_with(joint.as_str()) || rest.ends_with(joint.as_str()))
    };
    line.split_once(name).is_some_and(|(before, behind)| are_words(before) && are_words(behind))
}

/// Whether a name is a piece of another, or its pieces in another order.
fn is_torn(whole: &str, name: &str) -> bool {
    let mut rest = whole.chars();
    let in_order = name.chars().all(|c| rest.any(|other| other == c));
    let mut counts: BTreeMap<char, usize> = BTreeMap::new();
    whole.chars().for_each(|c| *counts.entry(c).or_default() += 1);
    let all_of_it = name
        .chars()
        .all(|c| counts.get_mut(&c).filter(|count| **count > 0).map(|count| *count -= 1).is_some());
    whole.contains(name) || all_of_it && !in_order
}

/// What a name has before and behind another one that it holds; `None` where it holds none.
fn beyond(name: &str, held: &str) -> Option<String> {
    let (before, behind) = name.split_once(held)?;
    Some(format!("{before}{behind}"))
}

/// Whether words are one bracket: （款）.
fn is_bracket(words: &str) -> bool {
    let inside = words.strip_prefix('（').and_then(|open| open.strip_suffix('）'));
    inside.is_some_and(|inside| !inside.contains(['（', '）']))
}

/// Whether a name is two official ones, one behind the other.
fn two_names(name: &str) -> bool {
    let is_name = |part: &str| length(part) >= SHORTEST_REST && codes_of(part).next().is_some();
    name.char_indices().any(|(at, _)| {
        name.split_at_checked(at).is_some_and(|(one, other)| is_name(one) && is_name(without_ordinal(other)))
    })
}

/// Whether an ordinal (二、) stands behind other words.
fn holds_ordinal(name: &str) -> bool {
    name.match_indices('、').any(|(at, _)| {
        let before = name.get(..at).unwrap_or_default();
        let words = before.trim_end_matches(is_chinese_numeral);
        words.len() < before.len() && words.chars().last().is_some_and(char::is_alphanumeric)
    })
}

fn length(words: &str) -> usize {
    words.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::classification::names_of;
    use crate::taxonomy::models;

    fn coded(code: &str, name: &str) -> Option<Fragment> {
        beside_code(models(), &names_of(code), name)
    }

    fn is_doubted(code: &str, name: &str) -> bool {
        matches!(coded(code, name), Some(Fragment::Doubted(_)))
    }

    #[test]
    fn names_that_lost_or_took_words_are_doubted() {
        for (code, name) in [
            ("302", "出"),
            ("2080505", "保险缴费支出"),
            ("2010399", "室）及相关机构事"),
            ("201", "一般公共服务支出12"),
            ("22102", "住房改革支出功能分类科目编码科目名称"),
            ("2089999", "支出其他社会保障和就业"),
            ("2080501", "行政单位离退休机关事业单位基本养老保"),
            ("2210203", "科目名称购房补贴"),
            ("30399", "家庭的补助人员经费合计"),
        ] {
            assert!(is_doubted(code, name), "{code} {name}");
        }
    }

    #[test]
    fn digits_behind_a_name_are_none_of_it() {
        for name in ["总计2024", "车辆数合计（辆）10086", "苍南县殡仪馆2024"] {
            assert!(ends_with_digits(name).is_some(), "{name}");
        }
        for name in ["第3中学", "项目1", "2024", "单价100万元（含）以上设备（不含车辆）"]
        {
            assert!(ends_with_digits(name).is_none(), "{name}");
        }
    }

    #[test]
    fn other_wordings_brackets_and_unknown_codes_say_nothing() {
        for (code, name) in [
            ("20103", "政府办公厅及相关机构事务"),
            ("2010301", "机关运转"),
            ("20199", "其他一般公共服务支出（款）"),
            ("2019988", "本省特色支出"),
        ] {
            assert_eq!(coded(code, name), None, "{code} {name}");
        }
    }

    #[test]
    fn a_long_beginning_is_the_only_name_that_the_code_has() {
        let whole = |code: &str, name: &str| match coded(code, name) {
            Some(Fragment::Begun(whole)) => Some(whole),
            _ => None,
        };
        assert_eq!(
            whole("2080505", "机关事业单位基本养老保险缴费").as_deref(),
            Some("机关事业单位基本养老保险缴费支出")
        );
        // 行政事业单位养老支出 and, to 2019, 行政事业单位离退休.
        assert!(whole("20805", "行政事业单位").is_none() && is_doubted("20805", "行政事业单位"));
    }

    #[test]
    fn fixed_forms_know_their_lines() {
        let kind = models().kind("income_expenditure_summary").unwrap();
        let odd = |name: &str| on_fixed_form(models(), kind, name).is_some();
        for name in [
            "一般公共服务支出二、外交支出三、国防支出",
            "债务还本支出54二十五、债务付息支出",
            "一般公共服务支出12",
            "年末结",
            "转和结余总计",
            "其他收入收入项目行次决算数",
            "节能环保支出财务专用章",
            "一般公共预",
        ] {
            assert!(odd(name), "{name}");
        }
        for name in [
            "一般公共服务支出",
            "收入总计",
            "本年收入",
            "年初结转",
            "财政拨款",
            "其他收入（含利息）",
            "抗疫特别国债安排的支出",
            "本省特色支出",
            "上年结转和结余收入",
        ] {
            assert!(!odd(name), "{name}");
        }
    }
}
