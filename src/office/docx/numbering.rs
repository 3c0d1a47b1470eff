//! Counts the paragraphs of lists and gives the labels that are shown in front of them: 一、 （二） 1.
//!
//! Items of accounts and titles of forms have such labels, which are not in the text of the paragraph.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::numerals::numeral;
use super::styles::{Numbered, Styles};
use super::xml::Element;

/// Levels of a list.
const LEVELS: usize = 9;
/// Most lists that refer to another one before it is a circle.
const LINKS: usize = 5;

/// The lists of a document, with their counters.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// Definitions by their numbers.
    definitions: FxHashMap<i64, Definition>,
    /// Lists by their numbers.
    lists: FxHashMap<i64, List>,
    /// Counters of a definition: lists that share it go on counting.
    counters: FxHashMap<i64, [Option<u32>; LEVELS]>,
    /// Lists and levels whose own first number was used.
    started: BTreeSet<(i64, usize)>,
}

#[derive(Debug, Default)]
struct Definition {
    levels: FxHashMap<usize, Level>,
    /// Style whose list is meant instead.
    link: Option<String>,
}

#[derive(Debug, Clone)]
struct Level {
    start: u32,
    format: String,
    /// The label, in which `%1` stands for the number of the first level.
    text: String,
    /// Whether all numbers in the label are Arabic.
    is_legal: bool,
    /// Whether nothing parts the label from the text.
    is_close: bool,
    /// Whether it starts anew below each item of the levels above.
    restarts: bool,
    /// Style of paragraphs that are of this level.
    style: Option<String>,
}

#[derive(Debug)]
struct List {
    definition: i64,
    starts: FxHashMap<usize, u32>,
    levels: FxHashMap<usize, Level>,
}

impl Numbering {
    /// Reads `w:numbering`.
    pub(super) fn read(root: &Element) -> Self {
        let mut read = Self::default();
        for element in root.elements() {
            let number = |name| element.attribute(name).and_then(|id| id.trim().parse::<i64>().ok());
            match &*element.name {
                "abstractNum" => {
                    let Some(id) = number("abstractNumId") else { continue };
                    let link = element.value_of("numStyleLink").map(str::to_owned);
                    read.definitions.insert(id, Definition { levels: levels(element), link });
                }
                "num" => {
                    let Some(id) = number("numId") else { continue };
                    let definition = element.value_of("abstractNumId").and_then(|id| id.trim().parse().ok());
                    let Some(definition) = definition else { continue };
                    let mut list = List { definition, starts: FxHashMap::default(), levels: FxHashMap::default() };
                    for own in element.elements().filter(|own| &*own.name == "lvlOverride") {
                        let level = own.attribute("ilvl").and_then(|level| level.trim().parse::<usize>().ok());
                        let Some(level) = level.filter(|level| *level < LEVELS) else { continue };
                        let start = own.value_of("startOverride").and_then(|start| start.trim().parse().ok());
                        list.starts.extend(start.map(|start| (level, start)));
                        list.levels.extend(levels(own));
                    }
                    read.lists.insert(id, list);
                }
                _ => {}
            }
        }
        read
    }

    /// Counts a paragraph and gives its label with what parts it from the text; none where it has none, or a mark alone.
    pub(super) fn label(&mut self, numbered: Numbered, style: Option<&str>, styles: &Styles) -> Option<String> {
        let id = numbered.list.filter(|id| *id != 0)?;
        let list = self.lists.get(&id)?;
        let mut definition = list.definition;
        for _ in 0..LINKS {
            let Some(link) = self.definitions.get(&definition)?.link.as_deref() else { break };
            let linked = styles.numbered(Numbered::default(), Some(link)).list?;
            definition = self.lists.get(&linked)?.definition;
        }
        let levels = &self.definitions.get(&definition)?.levels;
        let find = |level: usize| list.levels.get(&level).or_else(|| levels.get(&level));
        let of_style = || {
            let is_its = |level: &usize| find(*level).is_some_and(|level| level.style.as_deref() == style);
            style.and_then(|_| (0..LEVELS).find(is_its))
        };
        let at = numbered.level.or_else(of_style).unwrap_or(0).min(LEVELS - 1);
        let level = find(at)?;
        let counters = self.counters.entry(definition).or_insert([None; LEVELS]);
        let own = list.starts.get(&at).copied().filter(|_| self.started.insert((id, at)));
        let counter = counters.get_mut(at)?;
        let next = counter.map_or(level.start, |number| number.saturating_add(1));
        *counter = Some(own.unwrap_or(next));
        for (below, counter) in counters.iter_mut().enumerate().skip(at + 1) {
            if find(below).is_none_or(|level| level.restarts) {
                *counter = None;
            }
        }
        if level.format == "bullet" {
            return None;
        }
        let number = |index: usize| {
            let shown = find(index)?;
            let number = counters.get(index).copied().flatten().unwrap_or(shown.start);
            Some(numeral(number, if level.is_legal { "decimal" } else { &shown.format }))
        };
        let mut label = String::new();
        let mut chars = level.text.chars().peekable();
        while let Some(c) = chars.next() {
            match chars.peek().and_then(|digit| digit.to_digit(10)).filter(|_| c == '%') {
                Some(place @ 1..) => {
                    chars.next();
                    label.extend(usize::try_from(place - 1).ok().and_then(number));
                }
                _ => label.push(c),
            }
        }
        let parted = !level.is_close && label.ends_with(|c: char| c.is_ascii_graphic());
        label.push_str(if parted { " " } else { "" });
        (!label.trim().is_empty()).then_some(label)
    }
}

fn levels(parent: &Element) -> FxHashMap<usize, Level> {
    let read = |element: &Element| {
        let level: usize = element.attribute("ilvl")?.trim().parse().ok().filter(|level| *level < LEVELS)?;
        let text = element.value_of("lvlText").unwrap_or_default();
        let read = Level {
            start: element.value_of("start").and_then(|start| start.trim().parse().ok()).unwrap_or(0),
            format: element.value_of("numFmt").unwrap_or("decimal").to_owned(),
            text: text.chars().take(255).collect(),
            is_legal: element.switch("isLgl") == Some(true),
            is_close: element.value_of("suff") == Some("nothing"),
            restarts: element.value_of("lvlRestart") != Some("0"),
            style: element.value_of("pStyle").map(str::to_owned),
        };
        Some((level, read))
    };
    parent.elements().filter(|element| &*element.name == "lvl").filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::super::xml::parse;
    use super::*;

    fn numbering() -> Numbering {
        let xml = "<w:numbering xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>\
            <w:abstractNum w:abstractNumId='7'>\
            <w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='chineseCountingThousand'/><w:lvlText w:val='%1、'/></w:lvl>\
            <w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:isLgl/><w:lvlText w:val='%1.%2'/></w:lvl>\
            </w:abstractNum>\
            <w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>\
            <w:num w:numId='2'><w:abstractNumId w:val='7'/>\
            <w:lvlOverride w:ilvl='0'><w:startOverride w:val='5'/></w:lvlOverride></w:num></w:numbering>";
        Numbering::read(&parse("a", "numbering.xml", xml.as_bytes()).unwrap())
    }

    #[test]
    fn labels_count_over_levels_and_lists() {
        let mut numbering = numbering();
        let mut label = |list, level| {
            let numbered = Numbered { list: Some(list), level: Some(level) };
            numbering.label(numbered, None, &Styles::default()).unwrap_or_default()
        };
        let labels = [(1, 0), (1, 1), (1, 1), (1, 0), (1, 1), (2, 0), (2, 0), (1, 0), (0, 0), (9, 0)];
        let labels: Vec<String> = labels.into_iter().map(|(list, level)| label(list, level)).collect();
        assert_eq!(labels, ["一、", "1.1 ", "1.2 ", "二、", "2.1 ", "五、", "六、", "七、", "", ""]);
    }
}
