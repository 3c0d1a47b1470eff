//! Reads which number format each style of cells has.

use std::collections::HashMap;

use crate::office::number_format::builtin_code;
use crate::office::xml::{Token, Xml};

/// Most styles: Excel allows 65,490.
const MOST: usize = 200_000;

/// Code of the number format of each style of cells, in their order.
pub(super) fn xml_to_formats(text: &str) -> Result<Vec<String>, String> {
    let mut xml = Xml::new(text);
    let mut codes: HashMap<u32, String> = HashMap::new();
    let mut styles: Vec<u32> = Vec::new();
    let mut in_cells = false;
    while let Some(token) = xml.next()? {
        match token {
            Token::Open(element) => match element.name() {
                "numFmt" => {
                    if let (Some(id), Some(code)) =
                        (element.number("numFmtId"), element.attribute("formatCode"))
                    {
                        codes.insert(id, code);
                    }
                }
                "cellXfs" => in_cells = true,
                "xf" if in_cells && styles.len() < MOST => styles.push(element.number("numFmtId").unwrap_or(0)),
                _ => {}
            },
            Token::Close(name) if name == "cellXfs" => in_cells = false,
            _ => {}
        }
    }
    let code = |id: &u32| codes.get(id).cloned().unwrap_or_else(|| builtin_code(*id).to_owned());
    Ok(styles.iter().map(code).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_those_of_styles_of_cells() {
        let xml = "<styleSheet><numFmts><numFmt numFmtId='176' formatCode='0!.0,'/></numFmts>\
                   <cellStyleXfs><xf numFmtId='9'/></cellStyleXfs>\
                   <cellXfs><xf numFmtId='0'/><xf numFmtId='176'/><xf numFmtId='4'/></cellXfs></styleSheet>";
        assert_eq!(xml_to_formats(xml).unwrap(), ["", "0!.0,", "#,##0.00"]);
    }
}
