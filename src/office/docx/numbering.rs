//! Reads the definitions of lists (`w:numbering`), and knows of which list and level a paragraph is.

use rustc_hash::FxHashMap;

use super::super::flow::lists::{LEVELS, Level, List, Lists};
use super::styles::{Numbered, Styles};
use super::xml::Element;

/// Most definitions that refer to another one before it is a circle.
const LINKS: usize = 5;

/// The lists of a document.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    lists: Lists,
    /// Levels by the number of the definition and the style whose paragraphs are of them.
    styles: FxHashMap<(i64, String), usize>,
}

impl Numbering {
    /// Reads `w:numbering`.
    pub(super) fn read(root: &Element, styles: &Styles) -> Self {
        let mut read = Self::default();
        let mut links: FxHashMap<i64, &str> = FxHashMap::default();
        for element in root.elements() {
            let number = |name| element.attribute(name).and_then(|id| id.trim().parse::<i64>().ok());
            match &*element.name {
                "abstractNum" => {
                    let Some(id) = number("abstractNumId") else { continue };
                    links.extend(element.value_of("numStyleLink").map(|style| (id, style)));
                    for (level, style) in level_styles(element) {
                        read.styles.insert((id, style.to_owned()), level);
                    }
                    read.lists.definitions.insert(id, levels(element));
                }
                "num" => {
                    let Some(id) = number("numId") else { continue };
                    let definition = element.value_of("abstractNumId").and_then(|id| id.trim().parse().ok());
                    let Some(definition) = definition else { continue };
                    let mut list = List { definition, ..List::default() };
                    for own in element.elements().filter(|own| &*own.name == "lvlOverride") {
                        let level =
                            own.attribute("ilvl").and_then(|level| level.trim().parse::<usize>().ok());
                        let Some(level) = level.filter(|level| *level < LEVELS) else { continue };
                        let start = own.value_of("startOverride").and_then(|start| start.trim().parse().ok());
                        list.starts.extend(start.map(|start| (level, start)));
                        list.levels.extend(levels(own));
                    }
                    read.lists.lists.insert(id, list);
                }
                _ => {}
            }
        }
        // A definition may say that it is that of a style.
        let linked = |definition: i64| {
            let list = styles.numbered(Numbered::default(), Some(links.get(&definition)?)).list?;
            Some(read.lists.lists.get(&list)?.definition)
        };
        let follow = |first: i64| std::iter::successors(Some(first), |id| linked(*id)).take(LINKS).last();
        let moved: Vec<(i64, i64)> =
            read.lists.lists.iter().filter_map(|(id, list)| Some((*id, follow(list.definition)?))).collect();
        for (id, definition) in moved {
            if let Some(list) = read.lists.lists.get_mut(&id) {
                list.definition = definition;
            }
        }
        read
    }

    /// Counts a paragraph and gives its label; none where it has none.
    pub(super) fn label(&mut self, numbered: Numbered, style: Option<&str>) -> Option<String> {
        let id = numbered.list.filter(|id| *id != 0)?;
        let of_style = || {
            let definition = self.lists.lists.get(&id)?.definition;
            self.styles.get(&(definition, style?.to_owned())).copied()
        };
        let level = numbered.level.or_else(of_style).unwrap_or(0);
        self.lists.label(id, level)
    }
}

fn level_of(element: &Element) -> Option<usize> {
    element.attribute("ilvl")?.trim().parse().ok().filter(|level| *level < LEVELS)
}

fn level_styles(parent: &Element) -> impl Iterator<Item = (usize, &str)> {
    let levels = parent.elements().filter(|element| &*element.name == "lvl");
    levels.filter_map(|element| Some((level_of(element)?, element.value_of("pStyle")?)))
}

fn levels(parent: &Element) -> FxHashMap<usize, Level> {
    let read = |element: &Element| {
        let read = Level {
            start: element.value_of("start").and_then(|start| start.trim().parse().ok()).unwrap_or(0),
            format: element.value_of("numFmt").unwrap_or("decimal").to_owned(),
            text: element.value_of("lvlText").unwrap_or_default().chars().take(255).collect(),
            is_legal: element.switch("isLgl") == Some(true),
            is_close: element.value_of("suff") == Some("nothing"),
            restarts: element.value_of("lvlRestart") != Some("0"),
        };
        Some((level_of(element)?, read))
    };
    parent.elements().filter(|element| &*element.name == "lvl").filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::super::xml::parse;
    use super::*;

    #[test]
    fn definitions_may_be_those_of_styles_and_levels_too() {
        let word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
        let styles = format!(
            "<w:styles xmlns:w='{word}'><w:style w:type='numbering' w:styleId='s'><w:pPr><w:numPr><w:numId w:val='1'/>\
             </w:numPr></w:pPr></w:style></w:styles>"
        );
        let styles = Styles::read(&parse("a", "styles.xml", styles.as_bytes()).unwrap());
        let xml = format!(
            "<w:numbering xmlns:w='{word}'><w:abstractNum w:abstractNumId='7'><w:lvl w:ilvl='1'><w:start w:val='3'/>\
             <w:numFmt w:val='ideographTraditional'/><w:pStyle w:val='h'/><w:lvlText w:val='（%2）'/></w:lvl></w:abstractNum>\
             <w:abstractNum w:abstractNumId='8'><w:numStyleLink w:val='s'/></w:abstractNum>\
             <w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num><w:num w:numId='2'><w:abstractNumId w:val='8'/></w:num>\
             </w:numbering>"
        );
        let mut numbering = Numbering::read(&parse("a", "numbering.xml", xml.as_bytes()).unwrap(), &styles);
        let numbered = |list| Numbered { list: Some(list), level: None };
        assert_eq!(numbering.label(numbered(2), Some("h")).as_deref(), Some("（丙）"));
        assert_eq!(numbering.label(numbered(1), Some("h")).as_deref(), Some("（丁）"));
        assert_eq!(numbering.label(numbered(0), Some("h")), None);
    }
}
