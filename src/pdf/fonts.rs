//! Which fonts of a page say truly what their codes mean.
//!
//! A subset font without ToUnicode and without an encoding reads as *wrong digits* in every reader (`3` comes out as
//! `4`), so a missing character is no sufficient test: the dictionaries of the fonts in use are audited. Trusted are a
//! ToUnicode map, a predefined CMap, a font that is not embedded, and a named encoding on a font that is not symbolic.

use std::collections::HashSet;

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use hayro_syntax::page::{Page, Resources};

/// Form XObjects are followed this deep; real documents nest two or three.
const MAX_DEPTH: usize = 8;

/// The names of the fonts with which the page shows text although they cannot be trusted.
pub(super) fn untrusted_fonts_in_use(page: &Page<'_>) -> Vec<String> {
    let mut found = Vec::new();
    // Most pages have no untrusted font at all: then the content need not be walked.
    if any_untrusted(page.resources(), 0) {
        let mut walked = HashSet::new();
        walk(page.typed_operations(), page.resources(), 0, &mut walked, &mut found);
    }
    found
}

fn any_untrusted(resources: &Resources<'_>, depth: usize) -> bool {
    let here =
        resources.fonts.keys().any(|name| resources.get_font(&name).is_none_or(|font| !is_trusted(&font)));
    here || (depth < MAX_DEPTH
        && resources.x_objects.keys().any(|name| {
            form_resources(resources, &name).is_some_and(|(_, inner)| any_untrusted(&inner, depth + 1))
        }))
}

/// The stream and the resources of a form XObject; `None` for images and for forms that use their parent's resources.
fn form_resources<'a>(resources: &Resources<'a>, name: &Name<'_>) -> Option<(Stream<'a>, Resources<'a>)> {
    let stream = resources.get_x_object(name)?;
    (stream.dict().get::<Name<'_>>("Subtype")?.as_ref() == b"Form").then_some(())?;
    let inner = stream.dict().get::<Dict<'_>>("Resources")?;
    Some((stream, Resources::new(inner)))
}

fn walk(
    operations: TypedIter<'_>,
    resources: &Resources<'_>,
    depth: usize,
    walked: &mut HashSet<Vec<u8>>,
    found: &mut Vec<String>,
) {
    let mut current: Option<String> = None;
    let mut operations = operations;
    while let Some(operation) = operations.next() {
        match operation {
            TypedInstruction::TextFont(font) => {
                current = match resources.get_font(font.0) {
                    Some(font) if is_trusted(&font) => None,
                    Some(font) => Some(base_name(&font)),
                    // Named and not there: the file is damaged.
                    None => Some(format!("{} is missing", String::from_utf8_lossy(font.0.as_ref()))),
                };
            }
            TypedInstruction::ShowText(_)
            | TypedInstruction::ShowTexts(_)
            | TypedInstruction::NextLineAndShowText(_)
            | TypedInstruction::ShowTextWithParameters(_) => {
                if let Some(name) = current.as_ref().filter(|name| !found.contains(name)) {
                    found.push(name.clone());
                }
            }
            TypedInstruction::XObject(object) if depth < MAX_DEPTH => {
                let key = [depth.to_le_bytes().as_slice(), object.0.as_ref()].concat();
                if walked.insert(key)
                    && let Some((stream, inner)) = form_resources(resources, object.0)
                    && let Ok(content) = stream.decoded_data()
                {
                    walk(TypedIter::new(content.as_ref()), &inner, depth + 1, walked, found);
                }
            }
            _ => {}
        }
    }
}

fn base_name(font: &Dict<'_>) -> String {
    font.get::<Name<'_>>("BaseFont")
        .map_or_else(|| "(unnamed)".to_owned(), |name| String::from_utf8_lossy(name.as_ref()).into_owned())
}

fn is_trusted(font: &Dict<'_>) -> bool {
    if font.contains_key("ToUnicode") {
        return true;
    }
    let encoding = font.get::<Object<'_>>("Encoding");
    match font.get::<Name<'_>>("Subtype").as_deref() {
        Some(b"Type0") => match encoding {
            // Identity codes are glyph numbers of this very font: they mean nothing by themselves.
            Some(Object::Name(name)) => {
                !name.as_ref().starts_with(b"Identity") || !is_embedded_composite(font)
            }
            _ => false,
        },
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
            !embedded || (named && !symbolic)
        }
    }
}

fn is_embedded_composite(font: &Dict<'_>) -> bool {
    font.get::<Array<'_>>("DescendantFonts")
        .and_then(|fonts| fonts.iter::<Dict<'_>>().next())
        .and_then(|descendant| descendant.get::<Dict<'_>>("FontDescriptor"))
        .is_some_and(|descriptor| is_embedded(&descriptor))
}

fn is_embedded(descriptor: &Dict<'_>) -> bool {
    ["FontFile", "FontFile2", "FontFile3"].iter().any(|key| descriptor.contains_key(key))
}
