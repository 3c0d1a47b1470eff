//! Keeps the resources of a document or a page: fonts, pictures, composite units, looks and colour spaces, by their numbers.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::files::{folder, join};
use super::xml::Element;

/// Most looks that stand on one another.
const DEEPEST: usize = 16;

/// Resources by their numbers.
#[derive(Default)]
pub(super) struct Resources {
    fonts: BTreeMap<String, Arc<FontEntry>>,
    media: BTreeMap<String, Arc<Media>>,
    looks: BTreeMap<String, Arc<Element>>,
    composites: BTreeMap<String, Arc<Element>>,
    spaces: BTreeMap<String, Space>,
}

/// A font.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FontEntry {
    pub(super) name: String,
    /// Where its file may be; empty where it is not embedded.
    pub(super) files: Vec<String>,
}

/// A picture.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Media {
    /// Where its file may be.
    pub(super) files: Vec<String>,
}

/// A space of colours.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Space {
    pub(super) kind: SpaceKind,
    /// Largest value of a component.
    pub(super) largest: f64,
    /// Colours that are given by their number.
    pub(super) palette: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SpaceKind {
    Gray,
    Rgb,
    Cmyk,
}

impl Resources {
    /// Adds the resources of a part, which was found under this name.
    pub(super) fn add(&mut self, root: Element, part: &str) {
        let own = folder(part);
        let base = root.attribute("BaseLoc").map_or_else(|| own.to_owned(), |base| join(own, base));
        let files = |name: &str| {
            let folders = [base.as_str(), own, folder(own)];
            folders.iter().map(|folder| join(folder, name)).collect::<Vec<_>>()
        };
        for entry in root.children.into_iter().flat_map(|group| group.children) {
            let Some(id) = entry.attribute("ID").map(str::to_owned) else { continue };
            match &*entry.name {
                "Font" => {
                    let name = entry.attribute("FontName").unwrap_or_default().to_owned();
                    let files = entry.text_of("FontFile").map(files).unwrap_or_default();
                    self.fonts.insert(id, Arc::new(FontEntry { name, files }));
                }
                "MultiMedia" => {
                    let files = entry.text_of("MediaFile").map(files).unwrap_or_default();
                    self.media.insert(id, Arc::new(Media { files }));
                }
                "DrawParam" => drop(self.looks.insert(id, Arc::new(entry))),
                "CompositeGraphicUnit" => drop(self.composites.insert(id, Arc::new(entry))),
                "ColorSpace" => drop(self.spaces.insert(id, space(&entry))),
                _ => {}
            }
        }
    }
}

fn space(entry: &Element) -> Space {
    let kind = match entry.attribute("Type") {
        Some("GRAY" | "Gray" | "gray") => SpaceKind::Gray,
        Some("CMYK" | "cmyk") => SpaceKind::Cmyk,
        _ => SpaceKind::Rgb,
    };
    let bits = entry.attribute("BitsPerComponent").and_then(|bits| bits.parse().ok()).unwrap_or(8_i32);
    let palette = entry.child("Palette").into_iter().flat_map(|palette| palette.all("CV"));
    let largest = 2_f64.powi(bits.clamp(1, 16)) - 1.0;
    Space { kind, largest, palette: palette.map(|colour| colour.text.clone()).collect() }
}

/// The resources that a page sees: its own, then those of its document.
#[derive(Clone, Copy)]
pub(super) struct Scope<'r> {
    pub(super) own: &'r Resources,
    pub(super) shared: &'r Resources,
}

impl<'r> Scope<'r> {
    fn find<T>(self, id: &str, of: impl Fn(&'r Resources) -> &'r BTreeMap<String, T>) -> Option<&'r T> {
        of(self.own).get(id).or_else(|| of(self.shared).get(id))
    }

    pub(super) fn font(self, id: &str) -> Option<&'r Arc<FontEntry>> {
        self.find(id, |resources| &resources.fonts)
    }

    pub(super) fn media(self, id: &str) -> Option<&'r Arc<Media>> {
        self.find(id, |resources| &resources.media)
    }

    pub(super) fn composite(self, id: &str) -> Option<&'r Element> {
        self.find(id, |resources| &resources.composites).map(|unit| &**unit)
    }

    pub(super) fn space(self, id: &str) -> Option<&'r Space> {
        self.find(id, |resources| &resources.spaces)
    }

    /// The looks that a number names: its own, then those that it stands on.
    pub(super) fn looks(self, id: Option<&str>) -> impl Iterator<Item = &'r Element> {
        let look = move |id: &str| self.find(id, |resources| &resources.looks).map(|look| &**look);
        let next = move |last: &&'r Element| last.attribute("Relative").and_then(look);
        std::iter::successors(id.and_then(look), next).take(DEEPEST)
    }
}

#[cfg(test)]
mod tests {
    use super::super::xml::parse;
    use super::*;

    #[test]
    fn resources_are_found_by_their_numbers_and_circles_of_looks_end() {
        let xml = r#"<Res BaseLoc="Res"><Fonts><Font ID="1" FontName="A"><FontFile>a.ttf</FontFile></Font></Fonts>
            <DrawParams><DrawParam ID="2" Relative="3"/><DrawParam ID="3" Relative="2" LineWidth="1"/></DrawParams>
            <ColorSpaces><ColorSpace ID="4" Type="CMYK"/></ColorSpaces></Res>"#;
        let mut shared = Resources::default();
        shared.add(parse(xml.as_bytes()).unwrap(), "Doc_0/PublicRes.xml");
        let own = Resources::default();
        let scope = Scope { own: &own, shared: &shared };
        assert_eq!(scope.font("1").unwrap().files, ["Doc_0/Res/a.ttf", "Doc_0/a.ttf", "a.ttf"]);
        assert_eq!(scope.looks(Some("2")).find_map(|look| look.attribute("LineWidth")), Some("1"));
        assert_eq!(scope.looks(Some("2")).count(), DEEPEST);
        assert_eq!((scope.looks(None).count(), scope.looks(Some("9")).count()), (0, 0));
        assert_eq!(scope.space("4").map(|space| space.kind), Some(SpaceKind::Cmyk));
    }
}
