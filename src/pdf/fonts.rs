//! Which fonts of a page say truly what their codes mean, and which it takes from the system to be drawn.
//!
//! A subset font without ToUnicode and without an encoding reads as *wrong digits* in every reader (`3` comes out as
//! `4`), so a missing character is no sufficient test: the dictionaries of the fonts in use are audited. Trusted are a
//! ToUnicode map, a predefined CMap, a font that is not embedded, and a named encoding on a font that is not symbolic.

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use hayro_syntax::page::{Page, Resources};

/// Form XObjects are followed this deep; real documents nest two or three.
const MAX_DEPTH: usize = 8;

/// Forms are walked this often on a page; who has more hides something.
const MOST_FORMS: usize = 500;

/// What is asked of a font; `None` is one that is named and not there, since the file is damaged.
type Question = fn(Option<&Dict<'_>>) -> bool;

/// The names of the fonts with which the page shows text although they cannot be trusted.
pub(super) fn untrusted_fonts_in_use(page: &Page<'_>) -> Vec<String> {
    fonts_in_use(page, |font| font.is_none_or(|font| !is_trusted(font)))
}

/// Whether the page shows text with composite fonts that it does not embed: Chinese, and blank where no font of the
/// system stands in.
pub(super) fn lacks_fonts_in_use(page: &Page<'_>) -> bool {
    let lacks = |font: Option<&Dict<'_>>| font.is_some_and(|f| is_composite(f) && !is_embedded_composite(f));
    !fonts_in_use(page, lacks).is_empty()
}

/// The names of the fonts of this sort with which the page shows text.
fn fonts_in_use(page: &Page<'_>, is_wanted: Question) -> Vec<String> {
    let mut walk = Walk { is_wanted, found: Vec::new(), forms: 0 };
    // Most pages have no such font at all: then the content need not be walked.
    if any_wanted(is_wanted, page.resources(), 0) {
        walk.content(page.typed_operations(), page.resources(), 0, None);
    }
    walk.found
}

fn any_wanted(is_wanted: Question, resources: &Resources<'_>, depth: usize) -> bool {
    let fonts = resources.fonts.keys().any(|name| is_wanted(resources.get_font(&name).as_ref()));
    let states = resources
        .ext_g_states
        .keys()
        .any(|name| state_font(resources, &name).is_some_and(|f| is_wanted(Some(&f))));
    fonts
        || states
        || (depth < MAX_DEPTH
            && resources.x_objects.keys().any(|name| {
                form(resources, &name)
                    .and_then(|f| f.1)
                    .is_some_and(|inner| any_wanted(is_wanted, &inner, depth + 1))
            }))
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

struct Walk {
    is_wanted: Question,
    found: Vec<String>,
    forms: usize,
}

impl Walk {
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

fn is_composite(font: &Dict<'_>) -> bool {
    font.get::<Name<'_>>("Subtype").as_deref() == Some(b"Type0")
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
