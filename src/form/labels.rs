//! Reads the cells of a line's labels as its code and name.

use crate::page::Reading;
use crate::taxonomy::Models;
use crate::taxonomy::item_name::{item_name, without_ordinal};
use crate::text::code::{depth, split_code, split_code_behind};
use crate::text::number::{
    amount_beside_words, is_comma, is_dash, is_digit, is_minus, is_point, is_separator,
};

/// Labels of a line: its code, its name, its number.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Labels {
    pub(super) code: Option<String>,
    pub(super) item: Option<String>,
    pub(super) item_raw: Option<String>,
    /// The name in known words, where it was read as another.
    pub(super) known: Option<String>,
    /// What code and name were recognised as.
    pub(super) readings: Vec<Reading>,
    pub(super) line_no: Option<u32>,
    /// Why code or name cannot be trusted.
    pub(super) doubt: Option<String>,
}

/// Puts code and name together from the texts of the code columns (one, or 类 款 项) and the name columns. `coded` says that
/// lines of the form have codes, so that a name may begin with one.
pub(super) fn texts_to_labels(
    models: &Models,
    codes: Vec<String>,
    mut names: Vec<String>,
    line_no: Option<u32>,
    coded: bool,
) -> Labels {
    let mut labels = Labels { line_no, ..Labels::default() };
    let mut code = String::new();
    let mut torn = None;
    for text in codes {
        let (digits, rest) = split_code(&text).unwrap_or_else(|| leading_digits(&text));
        let runs_on = rest.strip_prefix(is_separator).is_some_and(|behind| behind.starts_with(is_digit));
        torn = torn.or_else(|| (runs_on && !digits.is_empty()).then(|| text.clone()));
        // 合计 over code and name, or 201一般公共服务支出 in one cell.
        if !rest.is_empty() {
            names.insert(0, rest.to_owned());
        }
        code.push_str(&digits);
    }
    // Two name columns, the first of which holds codes: 项目 over both without words below.
    let all_digits = |name: &String| name.chars().all(|c| is_digit(c) || c.is_whitespace());
    if code.is_empty()
        && coded
        && let Some((digits, rest)) =
            names.first().and_then(|name| split_code(name).or_else(|| split_code_behind(name)))
    {
        // Or one name column that holds both: 科目编码及名称.
        let rest = rest.to_owned();
        code = digits;
        names.remove(0);
        if !rest.is_empty() {
            names.insert(0, rest);
        }
    } else if code.is_empty() && names.len() > 1 && names.first().is_some_and(all_digits) {
        code = names.remove(0).split_whitespace().collect();
    }
    if !code.is_empty() {
        labels.doubt = length_doubt(&code);
        labels.code = Some(code);
    }
    let raw = names.join("");
    if raw.contains(char::REPLACEMENT_CHARACTER) {
        labels.doubt = Some("the name holds a character that the font does not tell".to_owned());
    }
    if let Some(text) = torn {
        labels.doubt = Some(format!("the code is the beginning of another number ({text})"));
    }
    if holds_amount(&raw) || amount_beside_words(&raw).is_some() {
        labels.doubt = Some("the name may hold an amount".to_owned());
    }
    if labels.code.is_some() && begins_with_code(models, &raw) {
        labels.doubt = Some("the name begins with digits, which may belong to the code".to_owned());
    }
    let name = item_name(&raw);
    if !name.is_empty() && without_ordinal(&name).is_empty() {
        labels.doubt = Some("the line has an ordinal and no name".to_owned());
    }
    if !name.is_empty() {
        labels.item = Some(name);
        labels.item_raw = Some(raw.trim().to_owned());
    }
    labels
}

/// The digits that a text begins with, and what stands behind them: a part of a code, or a code of another length.
fn leading_digits(text: &str) -> (String, &str) {
    let rest = text.trim_start_matches(|c: char| is_digit(c) || c.is_whitespace());
    let digits = text.strip_suffix(rest).unwrap_or_default();
    (digits.chars().filter(|c| is_digit(*c)).collect(), rest)
}

/// Says what is odd about the length of a code.
pub(super) fn length_doubt(code: &str) -> Option<String> {
    depth(code).is_none().then(|| format!("a code of {} digits ({code})", code.len()))
}

/// Whether a name begins with two to four digits that are neither an ordinal nor a year (`2023年`): the end of a code.
fn begins_with_code(models: &Models, name: &str) -> bool {
    let name = name.trim_start();
    let behind = name.trim_start_matches(is_digit);
    let digits = name.len() - behind.len();
    let word = behind.trim_start();
    (2..=4).contains(&digits) && word.starts_with(char::is_alphabetic) && !models.years.is_marked_behind(word)
}

/// Whether a dash or the end of a number stands before the name, or a number with decimals in it: the end of the column before.
fn holds_amount(name: &str) -> bool {
    let decimals = |after: &str| after.chars().take_while(|c| is_digit(*c)).count() >= 2;
    let points =
        name.match_indices('.').any(|(at, _)| name[..at].ends_with(is_digit) && decimals(&name[at + 1..]));
    let begun = name.trim_start();
    // `.72` is what the column of codes left of a number.
    let behind_point = begun.strip_prefix(|c| is_point(c) || is_comma(c));
    points
        || begun.starts_with(|c| is_dash(c) || is_minus(c))
        || behind_point.is_some_and(|rest| rest.starts_with(is_digit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::models;

    fn labels(codes: &[&str], names: &[&str]) -> (Option<String>, Option<String>, bool) {
        let owned = |texts: &[&str]| texts.iter().map(|t| (*t).to_owned()).collect();
        let labels = texts_to_labels(models(), owned(codes), owned(names), None, true);
        (labels.code, labels.item, labels.doubt.is_some())
    }

    fn pair(code: &str, item: &str) -> (Option<String>, Option<String>, bool) {
        (Some(code.to_owned()), Some(item.to_owned()), false)
    }

    #[test]
    fn codes_stand_in_one_cell_in_three_or_before_the_name() {
        assert_eq!(labels(&["2010301"], &["行政运行"]), pair("2010301", "行政运行"));
        assert_eq!(labels(&["201", "03", "01"], &["行政运行"]), pair("2010301", "行政运行"));
        assert_eq!(labels(&["2010301 行政运行"], &[]), pair("2010301", "行政运行"));
        assert_eq!(labels(&[], &["2010301", "行政运行"]), pair("2010301", "行政运行"));
    }

    #[test]
    fn codes_are_read_however_they_are_printed() {
        for printed in ["2,010,301", "201-03-01", "201.03.01", "201 03 01"] {
            assert_eq!(labels(&[printed], &["行政运行"]), pair("2010301", "行政运行"), "{printed}");
        }
        for printed in ["2010301 行政运行", "[2010301]行政运行", "2010301-行政运行", "2010301行政运行"]
        {
            assert_eq!(labels(&[], &[printed]), pair("2010301", "行政运行"), "{printed}");
            assert_eq!(labels(&[printed], &[]), pair("2010301", "行政运行"), "{printed}");
        }
        assert_eq!(labels(&[], &["行政运行（2010301）"]), pair("2010301", "行政运行"));
    }

    #[test]
    fn a_name_of_a_form_without_codes_begins_with_none() {
        let labels = texts_to_labels(models(), Vec::new(), vec!["201号楼维修".to_owned()], None, false);
        assert_eq!((labels.code, labels.item.as_deref()), (None, Some("201号楼维修")));
    }

    #[test]
    fn digits_of_a_name_are_no_code() {
        assert_eq!(labels(&["201一般公共服务支出2020年"], &[]), pair("201", "一般公共服务支出2020年"));
    }

    #[test]
    fn a_code_of_another_length_is_doubted() {
        assert!(!labels(&["20103"], &["甲"]).2);
        assert!(labels(&["2010"], &["甲"]).2);
        assert!(labels(&["201"], &["甲\u{fffd}"]).2);
    }

    #[test]
    fn a_name_that_begins_with_the_end_of_a_code_is_doubted() {
        for name in ["0202小学教育", "02小学教育", "02 小学教育"] {
            assert!(labels(&["205"], &[name]).2, "{name}");
        }
        for name in ["2020年救灾支出", "12.其他支出", "10、其他支出", "小学教育", "7其他支出"]
        {
            assert!(!labels(&["205"], &[name]).2, "{name}");
        }
    }

    #[test]
    fn a_name_that_holds_an_amount_is_doubted() {
        assert!(labels(&[], &["1,188.89一、一般公共服务支出"]).2);
        assert!(labels(&[], &["—八、社会保障和就业支出"]).2);
        assert!(labels(&["968"], &[".7230207邮电费"]).2);
        assert!(labels(&[], &["办公费 1,234"]).2);
        assert!(!labels(&[], &["1.副部（省）级及以上领导用车"]).2);
        // The end of an amount and the code of the next column are one text.
        assert!(labels(&["310.5730203咨询费"], &[]).2 && labels(&["959.7930"], &["水费"]).2);
    }
}
