//! Cleans names of lines for facts: layout and ordinals are removed.

use super::models::models;
use crate::text::footnote::without_footnote;
use crate::text::number::{is_chinese_numeral, is_closing, is_digit, is_opening, is_point};
use crate::text::plain::close_up;

/// Removes layout from the name of a line: no white space but between Latin words, no ordinal, no leading `其中：`, no
/// trailing colon, no mark of a footnote, full-width brackets and quotes.
///
/// `（一）车辆数合计(辆)` → `车辆数合计（辆）`
pub(crate) fn item_name(printed: &str) -> String {
    let mut name = close_up(without_footnote(printed));
    loop {
        let shorter = without_ordinal(&name);
        if shorter.len() == name.len() || shorter.is_empty() {
            break;
        }
        name = shorter.to_owned();
    }
    name.trim_end_matches('：').to_owned()
}

/// Removes one leading ordinal (`一、` `（一）` `（1）` `1.` `1、`) or `其中：`.
pub(crate) fn without_ordinal(name: &str) -> &str {
    let of_which = &models().wording.items.of_which;
    if let Some(rest) = of_which.iter().find_map(|mark| name.strip_prefix(mark.as_str())) {
        return rest;
    }
    let numeral = |c: char| is_chinese_numeral(c) || is_digit(c);
    if let Some(inner) = name.strip_prefix(is_opening) {
        let rest = inner.trim_start_matches(numeral);
        if rest.len() < inner.len()
            && let Some(rest) = rest.strip_prefix(is_closing)
        {
            return rest;
        }
        return name;
    }
    let rest = name.trim_start_matches(numeral);
    if rest.len() == name.len() {
        return name;
    }
    match rest.strip_prefix(|c| c == '、' || is_point(c)) {
        // `1.5倍` is no ordinal, and 一、 before a year is one.
        Some(behind) if !behind.starts_with(is_digit) || is_before_year(name, behind) => behind,
        _ => name,
    }
}

/// Whether what stands before `behind` is 一、 and no digits.
fn is_before_year(name: &str, behind: &str) -> bool {
    let mark = name.strip_suffix(behind).and_then(|ordinal| ordinal.strip_suffix('、'));
    mark.is_some_and(|numerals| numerals.chars().all(is_chinese_numeral))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_layout_and_keep_units() {
        for (printed, name) in [
            ("合 计", "合计"),
            ("（一）公务接待费②", "公务接待费"),
            ("一、一般公共服务支出", "一般公共服务支出"),
            ("二十二、灾害防治及应急管理支 出", "灾害防治及应急管理支出"),
            ("（一）车辆数合计(辆)", "车辆数合计（辆）"),
            ("1.副部(省)级及以上领导用车", "副部（省）级及以上领导用车"),
            ("其中：基本支出：", "基本支出"),
            ("政府办公厅（室）及相关机构事务", "政府办公厅（室）及相关机构事务"),
            ("2.5倍", "2.5倍"),
            ("一、2021年末政府债务余额", "2021年末政府债务余额"),
            ("CA  数字 证书 A B", "CA数字证书A B"),
        ] {
            assert_eq!(item_name(printed), name, "{printed}");
        }
    }
}
