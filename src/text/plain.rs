//! Brings wording into one form, so that a title, a header or a name is known however it is set.

use super::footnote::is_raised;
use super::number::is_chinese_numeral;

/// Removes white space, quotation marks and raised digits (marks of footnotes), and widens brackets, colons and commas: the
/// form in which wording is compared.
///
/// `“ 三 公 ”经费(境)` → `三公经费（境）`
pub(crate) fn plain(text: &str) -> String {
    // Hardly any word grows, so that one allocation is enough.
    let mut words = String::with_capacity(text.len());
    words.extend(text.chars().filter(|ch| !ch.is_whitespace()).filter_map(|ch| match ch {
        '“' | '”' | '"' | '‘' | '’' | '\'' | '＂' | '„' | '‟' | '《' | '》' | '「' | '」' => {
            None
        }
        '﹕' => Some('：'),
        _ if is_raised(ch) => None,
        _ => Some(widened(ch)),
    }));
    words
}

/// Removes white space except between two Latin words, and widens brackets, colons, commas and straight quotation marks:
/// the form in which names are written.
pub(crate) fn close_up(printed: &str) -> String {
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
            _ => name.push(widened(*ch)),
        }
    }
    name
}

/// Brings all words into their plain form.
pub(crate) fn make_plain(words: &mut [String]) {
    for word in words {
        *word = plain(word);
    }
}

/// Removes the specks and marks around a department's name: it begins and ends with a letter, a digit or a bracket.
pub(crate) fn without_dirt(name: &str) -> &str {
    name.trim_matches(|c: char| !c.is_alphanumeric() && !"（）".contains(c))
}

/// Removes the Chinese numerals that a name begins with.
pub(crate) fn without_numerals(name: &str) -> &str {
    name.trim_start_matches(is_chinese_numeral)
}

/// The full-width form of a bracket (of any shape), a colon or a comma; any other character stays as it is.
fn widened(ch: char) -> char {
    match ch {
        '(' | '〔' | '﹝' | '[' | '【' => '（',
        ')' | '〕' | '﹞' | ']' | '】' => '）',
        ':' => '：',
        ',' => '，',
        _ => ch,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wording_is_compared_without_spaces_quotes_and_widths() {
        assert_eq!(plain("因 公 出国(境)费"), "因公出国（境）费");
        assert_eq!(plain("公务接待费²"), "公务接待费");
        assert_eq!(plain("财政拨款”三公“经费"), plain("财政拨款\"三公\"经费"));
    }

    #[test]
    fn names_keep_quotes_and_the_space_between_latin_words() {
        assert_eq!(close_up(" \"三 公\" 经费 [境] "), "“三公”经费（境）");
        assert_eq!(close_up("CA  数字 A B"), "CA数字A B");
    }

    #[test]
    fn specks_and_numerals_are_taken_off() {
        assert_eq!(without_dirt("·示例局（本级）_"), "示例局（本级）");
        assert_eq!(without_numerals("十二教育支出"), "教育支出");
    }
}
