//! One form for wording, so that a title or header is known however it is set.

/// What ordinals are made of.
pub(crate) const NUMERALS: &str = "一二三四五六七八九十";

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

/// Removes white space but between two Latin words, and widens brackets, colons, commas and quotes.
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
            '(' | '〔' | '﹝' | '[' | '【' => name.push('（'),
            ')' | '〕' | '﹞' | ']' | '】' => name.push('）'),
            ':' => name.push('：'),
            ',' => name.push('，'),
            _ => name.push(*ch),
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
}
