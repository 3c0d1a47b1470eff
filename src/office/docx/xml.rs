//! Parses a part of a package into a tree of elements, within limits.
//!
//! Both namespaces of WordprocessingML (ECMA-376, Transitional and Strict) are one: its elements have their local name alone,
//! those of other vocabularies are asked for with a prefix that is fixed here, whatever the file calls it.

use std::borrow::Cow;
use std::rc::Rc;

use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::{NsReader, XmlVersion};
use rustc_hash::FxHashMap;

use crate::error::{Error, Result};

/// Most elements of a part: a book of tables has a million.
const ELEMENTS: usize = 4_000_000;
/// Deepest nesting: a table in a table takes six.
const DEPTH: usize = 250;

/// Namespaces, with the prefix that they have here.
const VOCABULARIES: [(&str, &str); 15] = [
    ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", ""),
    ("http://purl.oclc.org/ooxml/wordprocessingml/main", ""),
    ("http://schemas.openxmlformats.org/markup-compatibility/2006", "mc:"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "r:"),
    ("http://purl.oclc.org/ooxml/officeDocument/relationships", "r:"),
    ("http://schemas.openxmlformats.org/package/2006/relationships", "rel:"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/math", "m:"),
    ("http://purl.oclc.org/ooxml/officeDocument/math", "m:"),
    ("http://schemas.openxmlformats.org/drawingml/2006/picture", "pic:"),
    ("http://purl.oclc.org/ooxml/drawingml/picture", "pic:"),
    ("http://schemas.openxmlformats.org/drawingml/2006/chart", "c:"),
    ("http://purl.oclc.org/ooxml/drawingml/chart", "c:"),
    ("urn:schemas-microsoft-com:vml", "v:"),
    ("urn:schemas-microsoft-com:office:office", "o:"),
    ("http://schemas.microsoft.com/office/word/2010/wordprocessingShape", "wps:"),
];

/// An element with what it holds.
#[derive(Debug)]
pub(super) struct Element {
    /// Local name, with the prefix of its vocabulary; `?:` where that is none of [`VOCABULARIES`].
    pub(super) name: Rc<str>,
    attributes: Vec<(Rc<str>, String)>,
    pub(super) children: Vec<Node>,
}

/// What an element holds.
#[derive(Debug)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// Value of an attribute; of the main vocabulary by its local name.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| &**known == name).map(|(_, value)| value.as_str())
    }

    /// The elements that it holds itself.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first element of a name that it holds itself.
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| &*element.name == name)
    }

    /// `w:val` of the first element of a name that it holds itself.
    pub(super) fn value_of(&self, name: &str) -> Option<&str> {
        self.child(name)?.attribute("val")
    }

    /// An element that is on or off (ECMA-376 `ST_OnOff`): `None` where it is not there.
    pub(super) fn switch(&self, name: &str) -> Option<bool> {
        let value = self.child(name)?.attribute("val");
        Some(!matches!(value, Some("0" | "false" | "off")))
    }

    /// Whether it or what it holds has one of these names.
    pub(super) fn holds(&self, names: &[&str]) -> bool {
        names.contains(&&*self.name) || self.elements().any(|element| element.holds(names))
    }

    /// Its own text, without that of its elements.
    pub(super) fn text(&self) -> String {
        let texts = self.children.iter().filter_map(|node| match node {
            Node::Text(text) => Some(text.as_str()),
            Node::Element(_) => None,
        });
        texts.collect()
    }
}

/// Parses a part; `file` and `part` are for errors.
pub(super) fn parse(file: &str, part: &str, bytes: &[u8]) -> Result<Element> {
    let damaged = |what: &str| Error::damaged_package(file, &format!("{part}: {what}"));
    let text = decode(bytes).ok_or_else(|| damaged("no UTF-8 or UTF-16"))?;
    let mut reader = NsReader::from_str(&text);
    let mut names: FxHashMap<String, Rc<str>> = FxHashMap::default();
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    let mut count = 0_usize;
    loop {
        let event = reader.read_event().map_err(|error| damaged(&error.to_string()))?;
        let is_empty = matches!(event, Event::Empty(_));
        match event {
            Event::Start(start) | Event::Empty(start) => {
                count += 1;
                if count > ELEMENTS {
                    return Err(Error::too_large(file, "elements in a part", count, ELEMENTS));
                }
                if open.len() >= DEPTH {
                    return Err(damaged("elements are nested too deeply"));
                }
                let element = element(&reader, &start, &mut names).map_err(|what| damaged(&what))?;
                if is_empty {
                    close(element, &mut open, &mut root);
                } else {
                    open.push(element);
                }
            }
            Event::End(_) => {
                if let Some(element) = open.pop() {
                    close(element, &mut open, &mut root);
                }
            }
            Event::Text(text) => add_text(&mut open, &text.xml10_content()),
            Event::CData(text) => add_text(&mut open, &text.xml10_content()),
            Event::GeneralRef(reference) => {
                let char = reference.resolve_char_ref().map_err(|error| damaged(&error.to_string()))?;
                let known = char.or(match &*reference.into_inner() {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => None,
                });
                let char = known.ok_or_else(|| damaged("an entity that is not one of XML's own"))?;
                add_text(&mut open, char.encode_utf8(&mut [0; 4]));
            }
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    match root {
        Some(root) if open.is_empty() => Ok(root),
        _ => Err(damaged("it is cut off")),
    }
}

/// The text of a part in UTF-8, or in UTF-16 with its mark.
fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, mark)) => {
            encoding.decode_without_bom_handling_and_without_replacement(bytes.get(mark..)?)
        }
        None => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
    }
}

fn element(
    reader: &NsReader<&[u8]>,
    start: &BytesStart<'_>,
    names: &mut FxHashMap<String, Rc<str>>,
) -> std::result::Result<Element, String> {
    let (space, local) = reader.resolver().resolve_element(start.name());
    let name = known(names, prefix(&space).unwrap_or("?:"), local.into_inner());
    let mut attributes = Vec::new();
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let key = attribute.key.into_inner();
        // Marks of who edited what make up half of the attributes of a document.
        if key.starts_with("xmlns") || key.contains(":rsid") {
            continue;
        }
        let (space, local) = reader.resolver().resolve_attribute(attribute.key);
        let Some(prefix) = prefix(&space) else { continue };
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| error.to_string())?;
        attributes.push((known(names, prefix, local.into_inner()), value.into_owned()));
    }
    Ok(Element { name, attributes, children: Vec::new() })
}

/// The prefix that a vocabulary has here, none for those without one.
fn prefix(space: &ResolveResult<'_>) -> Option<&'static str> {
    match space {
        ResolveResult::Unbound => Some(""),
        ResolveResult::Bound(Namespace("http://www.w3.org/XML/1998/namespace")) => Some("xml:"),
        ResolveResult::Bound(Namespace(name)) => {
            VOCABULARIES.iter().find(|(known, _)| known == name).map(|(_, prefix)| *prefix)
        }
        ResolveResult::Unknown(_) => None,
    }
}

/// One copy of each name.
fn known(names: &mut FxHashMap<String, Rc<str>>, prefix: &str, local: &str) -> Rc<str> {
    let name = format!("{prefix}{local}");
    match names.get(&name) {
        Some(known) => Rc::clone(known),
        None => Rc::clone(names.entry(name.clone()).or_insert_with(|| Rc::from(name))),
    }
}

/// Whether an element says only how something looks, which makes up most of a document: it is not kept.
fn is_ornament(name: &str) -> bool {
    matches!(
        name,
        "b" | "bCs"
            | "bookmarkEnd"
            | "bookmarkStart"
            | "color"
            | "i"
            | "ind"
            | "jc"
            | "kern"
            | "lang"
            | "lastRenderedPageBreak"
            | "proofErr"
            | "rFonts"
            | "shd"
            | "snapToGrid"
            | "spacing"
            | "sz"
            | "szCs"
            | "tcBorders"
            | "tcMar"
            | "vAlign"
            | "widowControl"
    )
}

fn close(element: Element, open: &mut [Element], root: &mut Option<Element>) {
    match open.last_mut() {
        Some(_) if is_ornament(&element.name) => {}
        Some(parent) => parent.children.push(Node::Element(element)),
        None => *root = root.take().or(Some(element)),
    }
}

fn add_text(open: &mut [Element], text: &str) {
    let Some(parent) = open.last_mut() else { return };
    if let Some(Node::Text(known)) = parent.children.last_mut() {
        known.push_str(text);
    } else {
        parent.children.push(Node::Text(text.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRICT: &str = "http://purl.oclc.org/ooxml/wordprocessingml/main";

    fn parsed(xml: &str) -> Result<Element> {
        parse("a.docx", "document.xml", xml.as_bytes())
    }

    #[test]
    fn names_do_not_depend_on_prefixes_and_namespaces_of_the_file() {
        let root = parsed(&format!(
            "<x:p xmlns:x='{STRICT}' xmlns:q='urn:q'><x:r x:val='1&amp;'>a&#20803;<q:r/>b</x:r><x:c x:val='0'/></x:p>"
        ));
        let root = root.unwrap();
        let run = root.child("r").unwrap();
        assert_eq!((run.attribute("val"), run.text().as_str()), (Some("1&"), "a元b"));
        assert_eq!((root.switch("c"), root.switch("d"), run.holds(&["?:r"])), (Some(false), None, true));
    }

    #[test]
    fn entities_depth_and_cuts_are_errors() {
        assert!(parsed("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>").unwrap_err().is_damaged());
        assert!(parsed(&"<a>".repeat(300)).unwrap_err().is_damaged());
        assert!(parsed("<a><b></b>").unwrap_err().is_damaged());
        let utf16: Vec<u8> = "\u{FEFF}<a>元</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(parse("a", "b", &utf16).unwrap().text(), "元");
    }
}
