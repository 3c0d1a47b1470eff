//! Knows of styles what decides whether text is seen: hidden, raised, numbered.
//!
//! `w:vanish` is a toggle (ECMA-376 17.7.3): of one kind of style the nearest in the chain counts, between kinds each that is
//! on turns it over, and what the text itself says counts before all of them.

use rustc_hash::FxHashMap;

use super::super::flow::pieces::Height;
use super::xml::Element;

/// Longest chain of styles that build on each other; more is a circle.
const CHAIN: usize = 40;

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: FxHashMap<String, Style>,
    /// Style of paragraphs that name none.
    paragraph: Option<String>,
    /// Style of tables that name none.
    table: Option<String>,
    /// Whether text is hidden by default.
    hidden: bool,
}

#[derive(Debug, Default)]
struct Style {
    base: Option<String>,
    look: Look,
    numbered: Numbered,
}

/// What properties of a run or a style say; `None` where they say nothing.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Look {
    pub(super) hidden: Option<bool>,
    pub(super) height: Option<Height>,
}

/// The list to which a paragraph belongs.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Numbered {
    pub(super) list: Option<i64>,
    pub(super) level: Option<usize>,
}

impl Look {
    /// Reads `w:rPr`.
    pub(super) fn of(properties: &Element) -> Self {
        let hidden = properties.switch("vanish");
        let special = properties.switch("specVanish");
        let height = properties.value_of("vertAlign").map(|value| match value {
            "superscript" => Height::Raised,
            "subscript" => Height::Lowered,
            _ => Height::Line,
        });
        Self { hidden: if special == Some(true) { special } else { hidden }, height }
    }
}

impl Numbered {
    /// Reads `w:pPr` for `w:numPr`.
    pub(super) fn of(properties: &Element) -> Self {
        let Some(numbered) = properties.child("numPr") else { return Self::default() };
        Self {
            list: numbered.value_of("numId").and_then(|id| id.trim().parse().ok()),
            level: numbered.value_of("ilvl").and_then(|level| level.trim().parse().ok()),
        }
    }
}

impl Styles {
    /// Reads `w:styles`.
    pub(super) fn read(root: &Element) -> Self {
        let mut read = Self::default();
        let defaults = root.child("docDefaults").and_then(|defaults| defaults.child("rPrDefault"));
        let defaults = defaults.and_then(|defaults| defaults.child("rPr")).map(Look::of);
        read.hidden = defaults.and_then(|look| look.hidden) == Some(true);
        for style in root.elements().filter(|element| &*element.name == "style") {
            let Some(id) = style.attribute("styleId") else { continue };
            if !matches!(style.attribute("default"), None | Some("0" | "false" | "off")) {
                match style.attribute("type") {
                    Some("paragraph") => read.paragraph = Some(id.to_owned()),
                    Some("table") => read.table = Some(id.to_owned()),
                    _ => {}
                }
            }
            let style = Style {
                base: style.value_of("basedOn").map(str::to_owned),
                look: style.child("rPr").map(Look::of).unwrap_or_default(),
                numbered: style.child("pPr").map(Numbered::of).unwrap_or_default(),
            };
            read.styles.insert(id.to_owned(), style);
        }
        read
    }

    fn chain(&self, id: Option<&str>) -> impl Iterator<Item = &Style> {
        let first = id.and_then(|id| self.styles.get(id));
        let next = |style: &&Style| style.base.as_ref().and_then(|base| self.styles.get(base));
        std::iter::successors(first, next).take(CHAIN)
    }

    /// Whether text is hidden, and the height at which it stands: by its own properties, else by the styles of its run, its
    /// paragraph and its table.
    pub(super) fn look(
        &self,
        own: Look,
        run: Option<&str>,
        paragraph: Option<&str>,
        table: Option<Option<&str>>,
    ) -> (bool, Height) {
        let paragraph = paragraph.or(self.paragraph.as_deref());
        let table = table.and_then(|table| table.or(self.table.as_deref()));
        let chains = [run, paragraph, table];
        let hidden = own.hidden.unwrap_or_else(|| {
            let on = |id: &Option<&str>| self.chain(*id).find_map(|style| style.look.hidden) == Some(true);
            self.hidden || chains.iter().filter(|id| on(id)).count() % 2 == 1
        });
        let height = own
            .height
            .or_else(|| chains.iter().find_map(|id| self.chain(*id).find_map(|style| style.look.height)));
        (hidden, height.unwrap_or(Height::Line))
    }

    /// The list of a paragraph: by its own properties, else by its style; and the style that says it.
    pub(super) fn numbered(&self, own: Numbered, paragraph: Option<&str>) -> Numbered {
        let paragraph = paragraph.or(self.paragraph.as_deref());
        let list = |numbered: Numbered| numbered.list;
        let level = |numbered: Numbered| numbered.level;
        Numbered {
            list: own.list.or_else(|| self.chain(paragraph).find_map(|style| list(style.numbered))),
            level: own.level.or_else(|| self.chain(paragraph).find_map(|style| level(style.numbered))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::xml::parse;
    use super::*;

    const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

    fn styles(inner: &str) -> Styles {
        let xml = format!("<w:styles xmlns:w='{WORD}'>{inner}</w:styles>");
        Styles::read(&parse("a", "styles.xml", xml.as_bytes()).unwrap())
    }

    #[test]
    fn hidden_text_is_known_by_chains_and_turned_over_between_kinds() {
        let known = styles(
            "<w:style w:type='paragraph' w:styleId='a'><w:rPr><w:vanish/></w:rPr></w:style>\
             <w:style w:type='paragraph' w:styleId='b'><w:basedOn w:val='a'/></w:style>\
             <w:style w:type='paragraph' w:styleId='c'><w:basedOn w:val='a'/><w:rPr><w:vanish w:val='0'/></w:rPr></w:style>\
             <w:style w:type='character' w:styleId='r'><w:rPr><w:vanish/><w:vertAlign w:val='superscript'/></w:rPr></w:style>\
             <w:style w:type='paragraph' w:styleId='x'><w:basedOn w:val='x'/></w:style>",
        );
        let hidden = |own, run, paragraph| {
            known.look(Look { hidden: own, height: None }, run, Some(paragraph), None).0
        };
        assert!(hidden(None, None, "a") && hidden(None, None, "b") && !hidden(None, None, "c"));
        assert!(!hidden(None, Some("r"), "b") && hidden(None, Some("r"), "c"), "a toggle");
        assert!(!hidden(Some(false), None, "a") && hidden(Some(true), None, "c") && !hidden(None, None, "x"));
        assert_eq!(known.look(Look::default(), Some("r"), None, None).1, Height::Raised);
    }

    #[test]
    fn lists_are_known_by_styles() {
        let known = styles(
            "<w:style w:type='paragraph' w:default='1' w:styleId='a'><w:pPr><w:numPr><w:numId w:val='3'/></w:numPr></w:pPr></w:style>",
        );
        let own = Numbered { list: None, level: Some(2) };
        assert_eq!(known.numbered(own, None), Numbered { list: Some(3), level: Some(2) });
    }
}
