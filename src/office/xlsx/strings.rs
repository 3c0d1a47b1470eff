//! Reads the texts that cells share.

use crate::office::xml::{Token, Xml};

/// Most texts of a workbook.
const MOST: usize = 2_000_000;

/// Reads all shared texts in their order: runs joined, pronunciations left out.
pub(super) fn xml_to_strings(text: &str) -> Result<Vec<String>, String> {
    let mut xml = Xml::new(text);
    let mut strings = Vec::new();
    while let Some(token) = xml.next()? {
        if let Token::Open(element) = token
            && element.name() == "si"
        {
            strings.push(rich_text(&mut xml)?);
            if strings.len() > MOST {
                return Err(format!("more than {MOST} shared texts"));
            }
        }
    }
    Ok(strings)
}

/// The text of the element that was opened last: of its `t`, and of those in its runs.
pub(super) fn rich_text(xml: &mut Xml<'_>) -> Result<String, String> {
    let mut text = String::new();
    let mut depth = 1usize;
    while depth > 0 {
        match xml.next()? {
            Some(Token::Open(element)) => match element.name() {
                "t" => text.push_str(&xml.text_without("")?),
                "rPh" | "phoneticPr" | "rPr" => xml.skip()?,
                _ => depth += 1,
            },
            Some(Token::Close(_)) => depth -= 1,
            Some(Token::Text(_)) => {}
            None => break,
        }
    }
    Ok(unescape(&text))
}

/// Resolves `_x000D_`, by which texts hold characters that XML cannot.
fn unescape(text: &str) -> String {
    if !text.contains("_x") {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let code = from.get(2..6).filter(|_| from.get(6..7) == Some("_"));
        let ch = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        match ch {
            Some(ch) => {
                out.push(if ch == '\r' { '\n' } else { ch });
                rest = from.get(7..).unwrap_or_default();
            }
            None => {
                out.push_str("_x");
                rest = from.get(2..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_joined_and_pronunciations_left_out() {
        let xml = "<sst><si><t>合计</t><rPh sb='0' eb='1'><t>hej</t></rPh></si>\
                   <si><r><rPr><b/></rPr><t>1,2</t></r><r><t>34.50</t></r></si><si><t/></si><si><t>a_x000D_b_x_</t></si></sst>";
        assert_eq!(xml_to_strings(xml).unwrap(), ["合计", "1,234.50", "", "a\nb_x_"]);
    }
}
