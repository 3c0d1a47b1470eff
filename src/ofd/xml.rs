//! Reads a part of the package into a tree of elements, within limits.
//!
//! Names are compared without their prefixes: makers use namespaces of their own. Nothing outside of the part is followed, and
//! entities of its own are not known, so that nothing grows.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// Most bytes of a part: a page that is full of text has one million.
const MOST_BYTES: usize = 64_000_000;
/// Most elements of a part.
const MOST_ELEMENTS: usize = 1_000_000;
/// Most attributes of an element, and of a part.
const MOST_ATTRIBUTES: usize = 64;
const MOST_IN_ALL: usize = 3_000_000;
/// Deepest element: blocks of a page are nested by hand.
const DEEPEST: usize = 64;
/// Number of first bytes in which a part declares its encoding.
const HEAD: usize = 256;

/// An element of XML.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Its name without a prefix.
    pub(super) name: Box<str>,
    attributes: Vec<(Box<str>, Box<str>)>,
    pub(super) children: Vec<Element>,
    /// Its own text, without that of its children.
    pub(super) text: String,
}

impl Element {
    /// Whether it is called so.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The first child of a name.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.is(name))
    }

    /// The children of a name.
    pub(super) fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Self> {
        self.children.iter().filter(move |child| child.is(name))
    }

    /// An attribute, as the standard writes it or with other capitals.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let exact = self.attributes.iter().find(|(known, _)| &**known == name);
        let found =
            exact.or_else(|| self.attributes.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)));
        found.map(|(_, value)| value.trim())
    }

    /// An attribute, or what some makers write instead of it: a child of its name.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.attribute(name).or_else(|| self.child(name).map(|child| child.text.trim()))
    }

    /// Whether an attribute says yes; `otherwise` where it is not there or says nothing.
    pub(super) fn flag(&self, name: &str, otherwise: bool) -> bool {
        match self.attribute(name) {
            Some("true" | "True" | "TRUE" | "1") => true,
            Some("false" | "False" | "FALSE" | "0") => false,
            _ => otherwise,
        }
    }

    /// The text of a child of a name, where it says something.
    pub(super) fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.trim()).filter(|text| !text.is_empty())
    }
}

/// Reads a part; the error says what is wrong with it.
pub(super) fn parse(bytes: &[u8]) -> Result<Element, String> {
    if bytes.len() > MOST_BYTES {
        return Err(format!("{} bytes, more than {MOST_BYTES}", bytes.len()));
    }
    let text = decode(bytes);
    let mut reader = Reader::from_str(&text);
    let mut open: Vec<Element> = Vec::new();
    let (mut count, mut attributes) = (0, 0);
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let closed = match event {
            Event::Start(start) => {
                count += 1;
                if open.len() >= DEEPEST || count > MOST_ELEMENTS {
                    return Err("too many elements, or too many in each other".to_owned());
                }
                let begun = element(&start)?;
                attributes += begun.attributes.len();
                if attributes > MOST_IN_ALL {
                    return Err("too many attributes".to_owned());
                }
                open.push(begun);
                continue;
            }
            Event::Empty(start) => {
                count += 1;
                if count > MOST_ELEMENTS {
                    return Err("too many elements".to_owned());
                }
                let whole = element(&start)?;
                attributes += whole.attributes.len();
                if attributes > MOST_IN_ALL {
                    return Err("too many attributes".to_owned());
                }
                whole
            }
            // Its name is that of the start: the reader checks it.
            Event::End(_) => open.pop().ok_or("an end without a start")?,
            Event::Text(text) => {
                append(&mut open, &text.xml10_content());
                continue;
            }
            Event::CData(text) => {
                append(&mut open, &text.xml10_content());
                continue;
            }
            Event::GeneralRef(entity) => {
                append(&mut open, character(&entity).encode_utf8(&mut [0; 4]));
                continue;
            }
            Event::Eof => return Err("it ends too early".to_owned()),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::DocType(_) => continue,
        };
        match open.last_mut() {
            Some(parent) => parent.children.push(closed),
            // What stands behind the root is nothing.
            None => return Ok(closed),
        }
    }
}

fn append(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

/// The character that an entity stands for; U+FFFD where that is not known.
fn character(entity: &BytesRef<'_>) -> char {
    let named = || match &*entity.xml10_content() {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => char::REPLACEMENT_CHARACTER,
    };
    entity.resolve_char_ref().ok().flatten().unwrap_or_else(named)
}

fn element(start: &BytesStart<'_>) -> Result<Element, String> {
    let mut element = Element { name: local(start.name().as_ref()).into(), ..Element::default() };
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let name = attribute.key.as_ref();
        if name.starts_with("xmlns") {
            continue;
        }
        let name = local(name);
        if element.attributes.len() >= MOST_ATTRIBUTES
            || element.attributes.iter().any(|(known, _)| &**known == name)
        {
            return Err(format!("an element {} with too many attributes {name}", element.name));
        }
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| error.to_string())?;
        element.attributes.push((name.into(), (*value).into()));
    }
    Ok(element)
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Decodes a part: by its mark of byte order, by what it declares, or as UTF-8. What is not valid in it and is in GB 18030, which
/// Chinese programs write without saying so, is that.
fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let text = bytes.get(mark..).unwrap_or_default();
        return encoding.decode_without_bom_handling(text).0.into_owned();
    }
    let encoding = match bytes {
        [b'<', 0, ..] => UTF_16LE,
        [0, b'<', ..] => UTF_16BE,
        _ => declared(bytes).unwrap_or(UTF_8),
    };
    if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        return text.into_owned();
    }
    let chinese = GB18030.decode_without_bom_handling_and_without_replacement(bytes);
    chinese.unwrap_or_else(|| encoding.decode_without_bom_handling(bytes).0).into_owned()
}

/// The encoding that the declaration of XML names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(HEAD))?;
    let end = head.windows(2).position(|two| two == b"?>")?;
    let head = std::str::from_utf8(head.get(..end)?).ok()?;
    let (_, value) = head.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let label = value.strip_prefix(['"', '\''])?.split(['"', '\'']).next()?;
    Encoding::for_label(label.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_found_without_their_prefixes_and_text_is_whole() {
        let xml = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><x:a><x:T size='1' \
                   xmlns:x='u'> 1&lt;2&#65;<![CDATA[<]]>&b; </x:T><x:C><Value> 0 </Value></x:C></x:a>";
        let root = parse(xml.as_bytes()).unwrap();
        let text = root.child("T").unwrap();
        assert_eq!((text.text.as_str(), text.attribute("Size")), (" 1<2A<\u{fffd} ", Some("1")));
        assert_eq!(root.child("c").and_then(|c| c.value("Value")), Some("0"));
    }

    #[test]
    fn the_declared_encoding_is_used_and_bytes_that_are_no_utf_8_are_chinese() {
        for head in ["<?xml version='1.0' encoding='GBK'?>", "<?xml version='1.0' encoding='UTF-8'?>", ""] {
            let xml = [head.as_bytes(), b"<a>", &GB18030.encode("决算").0, b"</a>"].concat();
            assert_eq!(parse(&xml).unwrap().text, "决算");
        }
        let utf_16: Vec<u8> = "<a>决</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(parse(&utf_16).unwrap().text, "决");
        assert_eq!(parse(&[&[0xff, 0xfe], &utf_16[..]].concat()).unwrap().text, "决");
    }

    #[test]
    fn what_is_cut_off_or_nested_too_deep_is_an_error() {
        assert!(parse(b"<a><b></a>").is_err() && parse(b"<a>").is_err() && parse(b"").is_err());
        assert!(parse("<a>".repeat(100_000).as_bytes()).is_err());
        assert!(parse(b"<a b='1' b='2'/>").is_err());
    }
}
