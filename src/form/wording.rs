//! One form for wording, so that a title or header is known however it is set.

use super::models::models;

/// What ordinals are made of.
const NUMERALS: &str = "一二三四五六七八九十";

/// The text without white space and quotation marks, with full-width brackets and colons: how wording is compared.
///
/// `“ 三 公 ”经费(境)` → `三公经费（境）`
pub(crate) fn plain(text: &str) -> String {
    text.chars()
        .filter(|ch| !ch.is_whitespace())
        .filter_map(|ch| match ch {
            '“' | '”' | '"' | '‘' | '’' | '\'' | '＂' | '„' | '‟' | '《' | '》' | '「' | '」' => {
                None
            }
            '(' | '〔' | '﹝' | '[' | '【' => Some('（'),
            ')' | '〕' | '﹞' | ']' | '】' => Some('）'),
            ':' | '﹕' => Some('：'),
            ',' => Some('，'),
            _ => Some(ch),
        })
        .collect()
}

/// A department's name without the specks and marks around it: none begins or ends with one.
pub(crate) fn without_dirt(name: &str) -> &str {
    name.trim_matches(|c: char| !c.is_alphanumeric() && !"（）".contains(c))
}

/// The name of a line with layout removed: no white space but between Latin words, no ordinal, no leading `其中：`, no
/// trailing colon, full-width brackets and quotes.
///
/// `（一）车辆数合计(辆)` → `车辆数合计（辆）`
pub(crate) fn item_name(printed: &str) -> String {
    let mut name = close_up(printed);
    loop {
        let shorter = without_ordinal(&name);
        if shorter.len() == name.len() || shorter.is_empty() {
            break;
        }
        name = shorter.to_owned();
    }
    name.trim_end_matches('：').to_owned()
}

/// Removes white space but between two Latin words, and widens brackets, colons, commas and quotes.
fn close_up(printed: &str) -> String {
    let chars: Vec<char> = printed.trim().chars().collect();
    let mut name = String::with_capacity(printed.len());
    let mut open_quote = true;
    for (i, ch) in chars.iter().enumerate() {
        match ch {
            c if c.is_whitespace() => {
                let latin = |at: Option<&char>| at.is_some_and(char::is_ascii_alphabetic);
                if latin(i.checked_sub(1).and_then(|b| chars.get(b))) && latin(chars.get(i + 1)) {
                    name.push(' ');
                }
            }
            '"' | '＂' => {
                name.push(if open_quote { '“' } else { '”' });
                open_quote = !open_quote;
            }
            '(' | '〔' | '﹝' | '[' | '【' => name.push('（'),
            ')' | '〕' | '﹞' | ']' | '】' => name.push('）'),
            ':' => name.push('：'),
            ',' => name.push('，'),
            _ => name.push(*ch),
        }
    }
    name
}

/// Without one leading ordinal (`一、` `（一）` `（1）` `1.` `1、`) or `其中：`.
pub(crate) fn without_ordinal(name: &str) -> &str {
    let of_which = &models().wording.items.of_which;
    if let Some(rest) = of_which.iter().find_map(|mark| name.strip_prefix(mark.as_str())) {
        return rest;
    }
    let numeral = |c: char| NUMERALS.contains(c) || c.is_ascii_digit();
    if let Some(inner) = name.strip_prefix(['（', '(']) {
        let rest = inner.trim_start_matches(numeral);
        if rest.len() < inner.len()
            && let Some(rest) = rest.strip_prefix(['）', ')'])
        {
            return rest;
        }
        return name;
    }
    let rest = name.trim_start_matches(numeral);
    if rest.len() == name.len() {
        return name;
    }
    match rest.strip_prefix(['、', '.', '．']) {
        // `1.5倍` is no ordinal.
        Some(rest) if !rest.starts_with(|c: char| c.is_ascii_digit()) => rest,
        _ => name,
    }
}

/// Without the Chinese numerals that it begins with.
pub(crate) fn without_numerals(name: &str) -> &str {
    name.trim_start_matches(|c| NUMERALS.contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wording_is_compared_without_spaces_quotes_and_widths() {
        assert_eq!(plain("因 公 出国(境)费"), "因公出国（境）费");
        assert_eq!(plain("财政拨款”三公“经费"), plain("财政拨款\"三公\"经费"));
    }

    #[test]
    fn names_lose_layout_and_keep_units() {
        for (printed, name) in [
            ("合 计", "合计"),
            ("一、一般公共服务支出", "一般公共服务支出"),
            ("二十二、灾害防治及应急管理支 出", "灾害防治及应急管理支出"),
            ("（一）车辆数合计(辆)", "车辆数合计（辆）"),
            ("1.副部(省)级及以上领导用车", "副部（省）级及以上领导用车"),
            ("其中：基本支出：", "基本支出"),
            ("政府办公厅（室）及相关机构事务", "政府办公厅（室）及相关机构事务"),
            ("2.5倍", "2.5倍"),
            ("CA  数字 证书 A B", "CA数字证书A B"),
        ] {
            assert_eq!(item_name(printed), name, "{printed}");
        }
    }
}
