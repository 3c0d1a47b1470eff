//! Audits the fonts of a page: which of them say truly what their codes mean.
//!
//! A subset font without ToUnicode and without an encoding reads as *wrong digits* in every reader (`3` comes out as
//! `4`), so that looking for missing characters is no test: the dictionaries of the fonts in use are audited. Trusted are:
//! - a font with a ToUnicode map;
//! - a font that is not embedded;
//! - a font whose codes are mapped in another way (`to_unicode`);
//! - a font with a named encoding that is not symbolic;
//! - a Type 1 or CFF font whose glyphs are named by the characters that they show (`glyph_names`).

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use hayro_syntax::page::{Page, Resources};

use super::appearance;
use super::to_unicode::{CodeMappings, descendant};

/// Depth to which form XObjects are followed; real documents nest two or three.
const MAX_DEPTH: usize = 8;

/// Most form XObjects that are walked on a page; one with more is hiding something.
const MOST_FORMS: usize = 500;

/// A question to a font; `None` is a font that is named and not there, since the file is damaged.
type FontPredicate<'q> = dyn FnMut(Option<&Dict<'_>>) -> bool + 'q;

/// Names the fonts with which the page shows text although they cannot be trusted.
///
/// Mappings of fonts without a ToUnicode map are learned on the way, so that this comes before the page is interpreted.
pub(super) fn untrusted_fonts_in_use(page: &Page<'_>, mappings: &mut CodeMappings) -> Vec<String> {
    fonts_in_use(page, &mut |font| font.is_none_or(|font| !is_trusted(font, mappings)))
}

/// Whether the page shows text with composite fonts that it does not embed. Such text is Chinese, and blank where no other
/// font stands in.
pub(super) fn shows_unembedded_composite_fonts(page: &Page<'_>) -> bool {
    let is_composite = |font: &Dict<'_>| font.get::<Name<'_>>("Subtype").as_deref() == Some(b"Type0");
    let lacks = |font: &Dict<'_>| is_composite(font) && !is_embedded_composite(font);
    !fonts_in_use(page, &mut |font| font.is_some_and(lacks)).is_empty()
}

/// Names the wanted fonts with which the page shows text.
fn fonts_in_use(page: &Page<'_>, is_wanted: &mut FontPredicate<'_>) -> Vec<String> {
    let mut found = Vec::new();
    // Most pages have no such font at all: then the content need not be walked.
    if any_wanted(page.resources(), 0, is_wanted) {
        let mut walk = ContentWalk { found, forms: 0, is_wanted };
        walk.content(page.typed_operations(), page.resources(), 0, None);
        found = walk.found;
    }
    // Appearances may name a font of the form, which is not theirs: one that is not there says nothing.
    let mut is_wanted = |font: Option<&Dict<'_>>| font.is_some() && is_wanted(font);
    for (stream, resources) in appearance::drawn_with(page) {
        if any_wanted(&resources, 0, &mut is_wanted)
            && let Ok(content) = stream.decoded_data()
        {
            let mut walk = ContentWalk { found, forms: 0, is_wanted: &mut is_wanted };
            walk.content(TypedIter::new(content.as_ref()), &resources, 0, None);
            found = walk.found;
        }
    }
    found
}

/// Whether the resources have any wanted font. All fonts are looked at, so that each is learned.
fn any_wanted(resources: &Resources<'_>, depth: usize, is_wanted: &mut FontPredicate<'_>) -> bool {
    let mut any = false;
    for name in resources.fonts.keys() {
        any |= is_wanted(resources.get_font(&name).as_ref());
    }
    for name in resources.ext_g_states.keys() {
        any |= state_font(resources, &name).is_some_and(|font| is_wanted(Some(&font)));
    }
    if depth < MAX_DEPTH {
        for name in resources.x_objects.keys() {
            let inner = form(resources, &name).and_then(|f| f.1);
            any |= inner.is_some_and(|inner| any_wanted(&inner, depth + 1, is_wanted));
        }
    }
    any
}

/// The stream of a form XObject and its resources, where it has its own; `None` for images.
fn form<'a>(resources: &Resources<'a>, name: &Name<'_>) -> Option<(Stream<'a>, Option<Resources<'a>>)> {
    let stream = resources.get_x_object(name)?;
    (stream.dict().get::<Name<'_>>("Subtype")?.as_ref() == b"Form").then_some(())?;
    let inner = stream.dict().get::<Dict<'_>>("Resources").map(Resources::new);
    Some((stream, inner))
}

/// The font that a graphics state sets.
fn state_font<'a>(resources: &Resources<'a>, name: &Name<'_>) -> Option<Dict<'a>> {
    resources.get_ext_g_state(name)?.get::<Array<'_>>("Font")?.iter::<Dict<'_>>().next()
}

/// Walks content streams for the wanted fonts that show text.
struct ContentWalk<'w, 'q> {
    found: Vec<String>,
    forms: usize,
    is_wanted: &'w mut FontPredicate<'q>,
}

impl ContentWalk<'_, '_> {
    /// `current` is the wanted font that is set when the content begins: a form inherits its caller's.
    fn content(
        &mut self,
        operations: TypedIter<'_>,
        resources: &Resources<'_>,
        depth: usize,
        current: Option<String>,
    ) {
        let mut current = current;
        let mut saved: Vec<Option<String>> = Vec::new();
        let mut operations = operations;
        while let Some(operation) = operations.next() {
            match operation {
                TypedInstruction::SaveState(_) => saved.push(current.clone()),
                TypedInstruction::RestoreState(_) => current = saved.pop().unwrap_or(current),
                TypedInstruction::TextFont(font) => {
                    let found = resources.get_font(font.0);
                    current = (self.is_wanted)(found.as_ref()).then(|| match &found {
                        Some(font) => base_name(font),
                        None => format!("{} is missing", String::from_utf8_lossy(font.0.as_ref())),
                    });
                }
                TypedInstruction::SetGraphicsState(state) => {
                    if let Some(font) = state_font(resources, state.0) {
                        current = (self.is_wanted)(Some(&font)).then(|| base_name(&font));
                    }
                }
                TypedInstruction::ShowText(_)
                | TypedInstruction::ShowTexts(_)
                | TypedInstruction::NextLineAndShowText(_)
                | TypedInstruction::ShowTextWithParameters(_) => {
                    if let Some(name) = current.as_ref().filter(|name| !self.found.contains(name)) {
                        self.found.push(name.clone());
                    }
                }
                TypedInstruction::XObject(object) if depth < MAX_DEPTH && self.forms < MOST_FORMS => {
                    if let Some((stream, inner)) = form(resources, object.0)
                        && let Ok(content) = stream.decoded_data()
                    {
                        self.forms += 1;
                        let inner = inner.as_ref().unwrap_or(resources);
                        self.content(TypedIter::new(content.as_ref()), inner, depth + 1, current.clone());
                    }
                }
                _ => {}
            }
        }
    }
}

fn base_name(font: &Dict<'_>) -> String {
    font.get::<Name<'_>>("BaseFont")
        .map_or_else(|| "(unnamed)".to_owned(), |name| String::from_utf8_lossy(name.as_ref()).into_owned())
}

fn is_trusted(font: &Dict<'_>, mappings: &mut CodeMappings) -> bool {
    if matches!(font.get::<Object<'_>>("ToUnicode"), Some(Object::Stream(_) | Object::Name(_))) {
        return true;
    }
    let encoding = font.get::<Object<'_>>("Encoding");
    match font.get::<Name<'_>>("Subtype").as_deref() {
        Some(b"Type0") if is_embedded_composite(font) => mappings.learn(font),
        Some(b"Type0") => matches!(encoding, Some(Object::Name(_))),
        // Glyph names are all a Type 3 font has; where they mean nothing, no character comes out, visibly.
        Some(b"Type3") => true,
        _ => {
            let descriptor = font.get::<Dict<'_>>("FontDescriptor");
            let embedded = descriptor.as_ref().is_some_and(is_embedded);
            // Flag bit 3: the font has characters outside the standard Latin set (ISO 32000-1, table 123).
            let symbolic =
                descriptor.as_ref().and_then(|d| d.get::<i32>("Flags")).is_some_and(|f| f & 4 != 0);
            let named = match encoding {
                Some(Object::Name(_)) => true,
                Some(Object::Dict(dict)) => {
                    dict.contains_key("BaseEncoding") || dict.contains_key("Differences")
                }
                _ => false,
            };
            !embedded || (named && !symbolic) || mappings.names_its_glyphs(font)
        }
    }
}

fn is_embedded_composite(font: &Dict<'_>) -> bool {
    descendant(font)
        .and_then(|descendant| descendant.get::<Dict<'_>>("FontDescriptor"))
        .is_some_and(|descriptor| is_embedded(&descriptor))
}

fn is_embedded(descriptor: &Dict<'_>) -> bool {
    ["FontFile", "FontFile2", "FontFile3"].iter().any(|key| descriptor.contains_key(key))
}
