//! Walks what a font needs: its program, its maps and its encoding.

use hayro_interpret::hayro_cmap::{CMapName, load_embedded};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use hayro_syntax::page::Resources;

use super::walk::Walk;
use super::{keys, limits};

const FONT_FILES: [&str; 3] = ["FontFile2", "FontFile3", "FontFile"];
const FONT_KINDS: [&[u8]; 5] = [b"Type0", b"Type1", b"MMType1", b"TrueType", b"Type3"];
const CID_FONT_KINDS: [&[u8]; 2] = [b"CIDFontType0", b"CIDFontType2"];
const ENCODINGS: [&str; 5] =
    ["WinAnsiEncoding", "MacRomanEncoding", "MacExpertEncoding", "StandardEncoding", "PDFDocEncoding"];

impl<'a> Walk<'a, '_> {
    /// A font.
    pub(super) fn font(&mut self, font: &Dict<'a>) {
        self.keys(font);
        if let Some(what) = limits::codes(font) {
            self.bar(what);
        }
        let kind = font.get::<Name<'_>>("Subtype");
        let kind = kind.as_deref().unwrap_or_default();
        let is_composite = font.contains_key("DescendantFonts");
        if !FONT_KINDS.contains(&kind) || is_composite != (kind == b"Type0") {
            self.fault("nobody knows what kind of a font it is");
        }
        self.entry(font, "ToUnicode", "the map of a font", &mut |walk, map| {
            if let Object::Stream(map) = map {
                walk.stream(&map);
            }
        });
        self.entry(font, "Encoding", "the encoding of a font", &mut |walk, encoding| match encoding {
            Object::Stream(map) => {
                walk.stream(&map);
            }
            Object::Dict(encoding) => walk.keys(&encoding),
            Object::Name(name) if !is_encoding(&name, is_composite) => {
                walk.fault(format!("its encoding {} does not exist", name.as_str().escape_default()));
            }
            _ => {}
        });
        self.entry(font, "DescendantFonts", "the font in a font", &mut |walk, inner| match inner {
            Object::Array(inner) => {
                for inner in inner.raw_iter().take(1) {
                    walk.follow(inner, "the font in a font", &mut |walk, inner| match inner {
                        Object::Dict(inner) => walk.inner_font(&inner),
                        _ => walk.fault("it is no font"),
                    });
                }
            }
            _ => walk.fault("it is no font"),
        });
        self.descriptor(font);
        if kind == b"Type3" {
            let resources = font.get::<Dict<'_>>("Resources").map(Resources::new);
            if let Some(resources) = &resources {
                self.resources(resources);
            }
            // With a map for its text nothing that is read comes from its glyphs; hundreds of small streams would take a tenth of
            // what a document takes.
            if font.get::<Stream<'_>>("ToUnicode").is_some() {
                return;
            }
            self.entry(font, "CharProcs", "the glyphs of a font", &mut |walk, glyphs| {
                let Object::Dict(glyphs) = glyphs else { return };
                for name in glyphs.keys() {
                    walk.entry(&glyphs, name.as_str(), "a glyph", &mut |walk, glyph| match glyph {
                        Object::Stream(glyph) => {
                            walk.stream(&glyph);
                        }
                        _ => walk.fault("it is no glyph"),
                    });
                }
            });
        }
    }

    fn inner_font(&mut self, font: &Dict<'a>) {
        self.keys(font);
        if let Some(what) = keys::damaged_in_font(font) {
            self.fault(what);
        }
        let kind = font.get::<Name<'_>>("Subtype");
        if !CID_FONT_KINDS.contains(&kind.as_deref().unwrap_or_default()) {
            self.fault("nobody knows what kind of a font it is");
        }
        if let Some(what) = limits::widths(font) {
            self.bar(what);
        }
        self.entry(font, "CIDToGIDMap", "the map of a font", &mut |walk, map| {
            if let Object::Stream(map) = map {
                walk.stream(&map);
            }
        });
        for key in ["W", "W2"] {
            let widths = font.get::<Array<'_>>(key);
            if font.contains_key(key) && widths.is_none_or(|widths| !limits::are_numbers(widths.data())) {
                self.fault("its widths are damaged");
            }
        }
        self.descriptor(font);
    }

    fn descriptor(&mut self, font: &Dict<'a>) {
        self.entry(font, "FontDescriptor", "the description of a font", &mut |walk, descriptor| {
            let Object::Dict(descriptor) = descriptor else { return walk.fault("it describes no font") };
            walk.keys(&descriptor);
            for key in FONT_FILES {
                walk.entry(&descriptor, key, "the program of a font", &mut |walk, program| match program {
                    Object::Stream(program) => {
                        walk.stream(&program);
                    }
                    _ => walk.fault("it is no font program"),
                });
            }
        });
    }
}

/// Whether an encoding of that name exists. Simple fonts may name others, which say nothing: but for those that are misspelt.
fn is_encoding(name: &Name<'_>, is_composite: bool) -> bool {
    if !is_composite {
        return !ENCODINGS.iter().any(|encoding| keys::is_near(name.as_ref(), encoding));
    }
    match CMapName::from_bytes(name.as_ref()) {
        CMapName::IdentityH | CMapName::IdentityV => true,
        name => load_embedded(name).is_some(),
    }
}
