//! Reads which number format each style of cells has, and whether it has borders.

use std::collections::HashMap;

use crate::office::number_format::builtin_code;
use crate::office::xml::{Token, Xml};

/// Most styles: Excel allows 65,490.
const MOST: usize = 200_000;

/// Style of cells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// Code of its number format; empty for none.
    pub(super) format: String,
    /// Whether it has a border on any side.
    pub(super) has_border: bool,
}

/// Reads the styles of cells, in their order.
pub(super) fn xml_to_styles(text: &str) -> Result<Vec<Style>, String> {
    let mut xml = Xml::new(text);
    let mut codes: HashMap<u32, String> = HashMap::new();
    let mut borders: Vec<bool> = Vec::new();
    let mut styles: Vec<(u32, usize)> = Vec::new();
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
                "border" if borders.len() < MOST => borders.push(false),
                "left" | "right" | "top" | "bottom" | "start" | "end" => {
                    let style = element.attribute("style");
                    if let (Some(last), Some(_)) = (borders.last_mut(), style.filter(|style| style != "none"))
                    {
                        *last = true;
                    }
                }
                "cellXfs" => in_cells = true,
                "xf" if in_cells && styles.len() < MOST => {
                    let border = element.number("borderId").unwrap_or(usize::MAX);
                    styles.push((element.number("numFmtId").unwrap_or(0), border));
                }
                // Borders of rules are none of cells.
                "dxfs" => xml.skip()?,
                _ => {}
            },
            Token::Close(name) if name == "cellXfs" => in_cells = false,
            _ => {}
        }
    }
    let code = |id: &u32| codes.get(id).cloned().unwrap_or_else(|| builtin_code(*id).to_owned());
    let style = |(format, border): &(u32, usize)| Style {
        format: code(format),
        has_border: borders.get(*border).copied().unwrap_or(false),
    };
    Ok(styles.iter().map(style).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_and_borders_are_those_of_styles_of_cells() {
        let xml = "<styleSheet><numFmts><numFmt numFmtId='176' formatCode='0!.0,'/></numFmts>\
                   <borders><border><left/></border><border><left style='thin'><color/></left></border></borders>\
                   <cellStyleXfs><xf numFmtId='9'/></cellStyleXfs>\
                   <cellXfs><xf numFmtId='0'/><xf numFmtId='176' borderId='1'/><xf numFmtId='4' borderId='0'/></cellXfs>\
                   </styleSheet>";
        let styles = xml_to_styles(xml).unwrap();
        let read: Vec<_> = styles.iter().map(|style| (style.format.as_str(), style.has_border)).collect();
        assert_eq!(read, [("", false), ("0!.0,", true), ("#,##0.00", false)]);
    }
}
