//! Reads XML of office documents as a stream of elements and text. Namespaces are passed over: the same element has several
//! (Transitional, Strict, those of a maker), and no two elements that matter differ in them alone.
//!
//! Entities that a document declares itself are never expanded, and nothing outside of it is looked for.

use std::borrow::Cow;

use encoding_rs::Encoding;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// First bytes in which a declaration of the encoding may stand.
const DECLARATION: usize = 256;

/// What comes next in a document.
#[derive(Debug)]
pub(crate) enum Token<'x> {
    /// An element begins. One that is empty ends right after.
    Open(Element<'x>),
    /// An element of this name ends.
    Close(String),
    /// Characters, with references resolved; text may come in several parts.
    Text(Cow<'x, str>),
}

/// The beginning of an element.
#[derive(Debug)]
pub(crate) struct Element<'x>(BytesStart<'x>);

impl Element<'_> {
    /// Name without its prefix.
    pub(crate) fn name(&self) -> &str {
        local(self.0.name().into_inner())
    }

    /// Value of the attribute with this name, whatever its prefix; the first where several have it.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        let mut found = self.0.attributes();
        found.with_checks(false);
        let has_name = |key: &str| local(key) == name;
        let attribute = found.flatten().find(|attribute| has_name(attribute.key.into_inner()))?;
        attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(Cow::into_owned)
    }

    /// Value of an attribute that says yes or no; `None` where it is not there.
    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        let value = self.attribute(name)?;
        Some(matches!(value.trim(), "1" | "true" | "on" | "True"))
    }

    /// Value of an attribute that is a number.
    pub(crate) fn number<N: std::str::FromStr>(&self, name: &str) -> Option<N> {
        self.attribute(name)?.trim().parse().ok()
    }
}

/// A document that is read from its beginning to its end.
pub(crate) struct Xml<'x> {
    reader: Reader<&'x [u8]>,
    /// Elements that are open.
    depth: usize,
}

impl<'x> Xml<'x> {
    /// Begins to read.
    pub(crate) fn new(text: &'x str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        Self { reader, depth: 0 }
    }

    /// The next element, end or text; `None` at the end of the document.
    ///
    /// # Errors
    /// What is wrong in it, with the byte.
    pub(crate) fn next(&mut self) -> Result<Option<Token<'x>>, String> {
        loop {
            let event = self.reader.read_event().map_err(|error| self.fault(&error.to_string()))?;
            return Ok(Some(match event {
                Event::Start(start) => {
                    self.depth = self.depth.saturating_add(1);
                    Token::Open(Element(start))
                }
                Event::End(end) => {
                    self.depth = self.depth.saturating_sub(1);
                    Token::Close(local(end.name().into_inner()).to_owned())
                }
                Event::Text(text) => Token::Text(text.xml10_content()),
                Event::CData(text) => Token::Text(text.into_inner()),
                Event::GeneralRef(reference) => {
                    let name = reference.xml10_content().into_owned();
                    match reference.resolve_char_ref() {
                        Ok(Some(ch)) => Token::Text(Cow::Owned(ch.to_string())),
                        _ => match quick_xml::escape::resolve_predefined_entity(&name) {
                            Some(text) => Token::Text(Cow::Borrowed(text)),
                            None => return Err(self.fault(&format!("&{name}; is not expanded"))),
                        },
                    }
                }
                Event::Eof if self.depth > 0 => return Err(self.fault("it ends inside of an element")),
                Event::Eof => return Ok(None),
                _ => continue,
            }));
        }
    }

    /// Passes over everything up to the end of the element that was opened last.
    pub(crate) fn skip(&mut self) -> Result<(), String> {
        let mut depth = 1usize;
        while depth > 0 {
            match self.next()? {
                Some(Token::Open(_)) => depth += 1,
                Some(Token::Close(_)) => depth -= 1,
                Some(Token::Text(_)) => {}
                None => return Ok(()),
            }
        }
        Ok(())
    }

    /// The text of the element that was opened last, that of all elements inside included, those of a name left out.
    pub(crate) fn text_without(&mut self, left_out: &str) -> Result<String, String> {
        let mut text = String::new();
        let mut depth = 1usize;
        while depth > 0 {
            match self.next()? {
                Some(Token::Open(element)) if element.name() == left_out => self.skip()?,
                Some(Token::Open(_)) => depth += 1,
                Some(Token::Close(_)) => depth -= 1,
                Some(Token::Text(part)) => text.push_str(&part),
                None => break,
            }
        }
        Ok(text)
    }

    fn fault(&self, what: &str) -> String {
        format!("its XML at byte {}: {what}", self.reader.buffer_position())
    }
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Decodes XML by its mark or its declaration, else as UTF-8.
pub(crate) fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default()).0.into_owned();
    }
    let head = String::from_utf8_lossy(bytes.get(..DECLARATION).unwrap_or(bytes)).into_owned();
    let declared = head.split("?>").next().and_then(|head| head.split("encoding=").nth(1));
    let label = declared.map(|rest| rest.trim_start_matches(['"', '\'']));
    let label = label.and_then(|rest| rest.split(['"', '\'']).next());
    let encoding = label.and_then(|label| Encoding::for_label(label.as_bytes()));
    // What is declared as UTF-16 and begins with `<` in one byte is not.
    let encoding = encoding.filter(|found| found.is_ascii_compatible()).unwrap_or(encoding_rs::UTF_8);
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_known_without_prefixes_and_references_are_resolved() {
        let text =
            r#"<?xml version="1.0"?><x:a r:id="7&lt;" hidden="1"><b/>1&amp;2&#x4e00;<rPh>y</rPh></x:a>"#;
        let mut xml = Xml::new(text);
        let Some(Token::Open(element)) = xml.next().unwrap() else { panic!() };
        assert_eq!((element.name(), element.attribute("id").as_deref()), ("a", Some("7<")));
        assert_eq!((element.flag("hidden"), element.flag("shown")), (Some(true), None));
        assert_eq!(xml.text_without("rPh").unwrap(), "1&2一");
        assert!(xml.next().unwrap().is_none());
    }

    #[test]
    fn entities_of_the_document_are_not_expanded() {
        let text = r#"<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d SYSTEM "file:///e">]><a>&b;</a>"#;
        let mut xml = Xml::new(text);
        let fault = loop {
            match xml.next() {
                Ok(Some(_)) => {}
                Ok(None) => panic!(),
                Err(fault) => break fault,
            }
        };
        assert!(fault.contains("&b; is not expanded"), "{fault}");
    }

    #[test]
    fn what_is_cut_off_is_told() {
        let mut xml = Xml::new("<a><b>1");
        let fault = std::iter::from_fn(|| Some(xml.next())).find_map(Result::err);
        assert!(fault.unwrap().contains("ends inside"));
    }

    #[test]
    fn encodings_are_those_of_the_mark_or_the_declaration() {
        let (gbk, _, _) = encoding_rs::GBK.encode("<?xml version='1.0' encoding='gb2312'?><a>决算</a>");
        assert!(decode(&gbk).contains("决算"));
        let utf16: Vec<u8> = "\u{feff}<a>决</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&utf16), "<a>决</a>");
        assert_eq!(decode(b"<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>").len(), 43);
    }
}
