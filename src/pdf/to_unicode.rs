//! Maps the codes of embedded composite fonts without a ToUnicode map to Unicode.
//!
//! Report software and some printer drivers leave the map out and say the same in another way, which is as good:
//! - the font's codes are characters of a collection (Adobe-GB1 …), by a predefined CMap (`GBK-EUC-H`, `UniGB-UCS2-H`)
//!   or by the CIDSystemInfo of a CFF font: the collection's own table names them (ISO 32000-1, 9.10.2);
//! - the codes are glyph numbers (`Identity-H`) and the font program keeps its Unicode `cmap`: read backwards, it names
//!   the glyphs.
//!
//! Codes of other fonts have no known meaning, and their text is not read.
//!
//! All mappings are learned in the order of the pages before any page is read, so that pages may be read at the same time.
//! A page uses only mappings of the pages up to it, whichever thread reads it and when.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_cmap::{CMap, CMapName, CharacterCollection, CidFamily, load_embedded};
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream, String as PdfString};
use skrifa::raw::TableProvider;
use skrifa::{FontRef, MetadataProvider};

use super::glyph_names::names_its_glyphs;
use super::text_string::bf_text;
use crate::text::fold::fold;

/// Mapping from the codes of one font to characters.
enum CodeMapping {
    /// Codes to numbers of a collection, and these to characters.
    Collection { encoding: Box<CMap>, names: Box<CMap> },
    /// Glyph numbers to characters, from the font's own `cmap`.
    OwnCmap(HashMap<u32, char>),
}

impl CodeMapping {
    fn character(&self, code: u32, glyph: u32) -> Option<String> {
        match self {
            Self::OwnCmap(characters) => characters.get(&glyph).map(ToString::to_string),
            Self::Collection { encoding, names } => {
                let number = (1..=4).find_map(|length| encoding.lookup_cid_code(code, length))?;
                names.lookup_bf_string(number).map(bf_text)
            }
        }
    }
}

/// Hash of a font program: two fonts may share one.
type ProgramHash = u64;

/// The mappings of the fonts of a document, learned page by page.
#[derive(Default)]
pub(super) struct CodeMappings {
    /// The page whose fonts are learned.
    page: u32,
    /// By the object of the font, so that none is looked at twice: the program that it embeds, where its codes are mapped.
    fonts: HashMap<ObjectIdentifier, Option<ProgramHash>>,
    programs: HashMap<ProgramHash, Learned>,
    /// Whether fonts that are no composite ones name their glyphs, by their objects.
    named: HashMap<ObjectIdentifier, bool>,
}

/// The mapping of a font program, and the pages to which it applies.
struct Learned {
    encoding: Encoding,
    mapping: CodeMapping,
    /// The first page that uses it.
    from: u32,
    /// The first page on which fonts that share the program contradict each other.
    until: Option<u32>,
}

/// An encoding, by its name or the object of its CMap.
type Encoding = (Vec<u8>, Option<ObjectIdentifier>);

impl Learned {
    /// Whether it applies to a page: it was learned by then, and not contradicted.
    fn applies_to(&self, page: u32) -> bool {
        self.from <= page && self.until.is_none_or(|until| page < until)
    }
}

impl CodeMappings {
    /// Sets the page whose fonts are learned from now on.
    pub(super) fn set_page(&mut self, page: u32) {
        self.page = page;
    }

    /// Learns the mapping of an embedded composite font without ToUnicode; says whether it has one.
    pub(super) fn learn(&mut self, font: &Dict<'_>) -> bool {
        let Some(object) = font.obj_id() else { return self.learn_program(font).is_some() };
        if !self.fonts.contains_key(&object) {
            let program = self.learn_program(font);
            self.fonts.insert(object, program);
        }
        let program = self.fonts.get(&object).copied().flatten();
        program.is_some_and(|p| self.programs.get(&p).is_some_and(|learned| learned.until.is_none()))
    }

    /// Whether an embedded font that is no composite one names its glyphs by the characters that they show.
    pub(super) fn names_its_glyphs(&mut self, font: &Dict<'_>) -> bool {
        let Some(object) = font.obj_id() else { return names_its_glyphs(font) };
        *self.named.entry(object).or_insert_with(|| names_its_glyphs(font))
    }

    fn learn_program(&mut self, font: &Dict<'_>) -> Option<ProgramHash> {
        let bytes = font_program(font)?;
        let program = key_of(&bytes);
        let encoding = encoding_key(font)?;
        if let Some(learned) = self.programs.get_mut(&program) {
            if learned.encoding != encoding {
                learned.until.get_or_insert(self.page);
            }
            return learned.until.is_none().then_some(program);
        }
        let mapping = by_collection(font).or_else(|| by_own_cmap(font, &bytes))?;
        self.programs.insert(program, Learned { encoding, mapping, from: self.page, until: None });
        Some(program)
    }
}

/// Looks learned mappings up, for one thread that reads.
pub(super) struct Lookup<'m> {
    mappings: &'m CodeMappings,
    /// The page that is being read.
    page: u32,
    /// The programs, by the key that the PDF library gives them.
    by_key: RefCell<HashMap<u128, ProgramHash>>,
}

impl<'m> Lookup<'m> {
    pub(super) fn new(mappings: &'m CodeMappings) -> Self {
        Self { mappings, page: 0, by_key: RefCell::default() }
    }

    /// Sets the page that is read from now on.
    pub(super) fn set_page(&mut self, page: u32) {
        self.page = page;
    }

    /// Text of a glyph of a learned font; `None` where it has no mapping.
    pub(super) fn text(&self, glyph: &Glyph<'_>) -> Option<String> {
        let Glyph::Outline(outline) = glyph else { return None };
        if self.mappings.programs.is_empty() {
            return None;
        }
        let data = outline.font_data()?;
        let mut by_key = self.by_key.borrow_mut();
        let program = *by_key.entry(data.cache_key).or_insert_with(|| key_of(data.data.as_ref().as_ref()));
        let learned = self.mappings.programs.get(&program)?;
        if !learned.applies_to(self.page) {
            return None;
        }
        learned.mapping.character(outline.char_code(), outline.glyph_id().to_u32())
    }
}

fn key_of(bytes: &[u8]) -> ProgramHash {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

/// Gives the descendant font of a composite font.
pub(super) fn descendant<'a>(font: &Dict<'a>) -> Option<Dict<'a>> {
    font.get::<Array<'_>>("DescendantFonts")?.iter::<Dict<'_>>().next()
}

fn font_program(font: &Dict<'_>) -> Option<Vec<u8>> {
    let descriptor = descendant(font)?.get::<Dict<'_>>("FontDescriptor")?;
    let stream =
        ["FontFile2", "FontFile3", "FontFile"].iter().find_map(|k| descriptor.get::<Stream<'_>>(*k))?;
    Some(stream.decoded_data().ok()?.into_owned())
}

fn encoding_key(font: &Dict<'_>) -> Option<Encoding> {
    match font.get::<Object<'_>>("Encoding")? {
        Object::Name(name) => Some((name.as_ref().to_vec(), None)),
        Object::Stream(stream) => Some((Vec::new(), Some(stream.obj_id()))),
        _ => None,
    }
}

fn encoding(font: &Dict<'_>) -> Option<CMap> {
    match font.get::<Object<'_>>("Encoding")? {
        Object::Name(name) => match CMapName::from_bytes(name.as_ref()) {
            CMapName::IdentityH => Some(CMap::identity_h()),
            CMapName::IdentityV => Some(CMap::identity_v()),
            name => CMap::parse(load_embedded(name)?, load_embedded),
        },
        Object::Stream(stream) => CMap::parse(&stream.decoded_data().ok()?, load_embedded),
        _ => None,
    }
}

fn by_collection(font: &Dict<'_>) -> Option<CodeMapping> {
    let encoding = encoding(font)?;
    let named = |c: &CharacterCollection| c.family != CidFamily::AdobeIdentity;
    let family = match encoding.metadata().character_collection.as_ref().filter(|c| named(c)) {
        Some(collection) => collection.family.clone(),
        None => {
            let inner = descendant(font)?;
            // With a TrueType program the codes are its glyph numbers, whatever collection the font claims.
            (inner.get::<Name<'_>>("Subtype")?.as_ref() == b"CIDFontType0").then_some(())?;
            let info = inner.get::<Dict<'_>>("CIDSystemInfo")?;
            let word = |key: &str| info.get::<PdfString<'_>>(key).map(|s| s.as_bytes().to_vec());
            CidFamily::from_registry_ordering(&word("Registry")?, &word("Ordering")?)
        }
    };
    let names = CMap::parse(load_embedded(family.ucs2_cmap()?)?, load_embedded)?;
    Some(CodeMapping::Collection { encoding: Box::new(encoding), names: Box::new(names) })
}

/// Reverses the `cmap` of the font. Where several characters share a glyph, as a CJK radical and its character do, the folded
/// one with the lowest code point counts.
fn by_own_cmap(font: &Dict<'_>, program: &[u8]) -> Option<CodeMapping> {
    let name = font.get::<Name<'_>>("Encoding")?;
    if !name.as_ref().starts_with(b"Identity") {
        return None;
    }
    let program = FontRef::from_index(program, 0).ok()?;
    program.cmap().ok()?;
    let charmap = program.charmap();
    if charmap.is_symbol() || !charmap.has_map() {
        return None;
    }
    let mut characters: HashMap<u32, char> = HashMap::new();
    for (code, glyph) in charmap.mappings() {
        let Some(ch) = char::from_u32(code).map(fold).filter(|ch| !ch.is_control()) else { continue };
        let known = characters.entry(glyph.to_u32()).or_insert(ch);
        *known = (*known).min(ch);
    }
    characters.remove(&0);
    (!characters.is_empty()).then_some(CodeMapping::OwnCmap(characters))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_use_what_was_learned_up_to_them() {
        let mapping = CodeMapping::OwnCmap(HashMap::new());
        let learned = Learned { encoding: (Vec::new(), None), mapping, from: 2, until: Some(4) };
        assert_eq!([1, 2, 3, 4, 5].map(|page| learned.applies_to(page)), [false, true, true, false, false]);
    }
}
