//! Reads what all objects of a page have in common: their place, how much of them is seen, and their looks.

use super::colour::alpha;
use super::outline;
use super::resources::Scope;
use super::values::{map, number, rect, shift};
use super::xml::Element;
use crate::geom::{Affine, Rect};
use crate::pdf::PaintedPath;

/// Most clips of an object, and areas of a clip.
const MOST_CLIPS: usize = 64;

/// Where a block of objects stands, and what its objects take over from it.
#[derive(Clone, Copy)]
pub(super) struct Block<'a> {
    /// From its millimetres to points of the page.
    pub(super) to_page: Affine,
    /// From 0 to 1.
    pub(super) opacity: f32,
    /// Number of the look of objects that name none.
    pub(super) look: Option<&'a str>,
}

/// An object of a page.
pub(super) struct Object<'a> {
    /// From its own space to points of the page.
    pub(super) to_page: Affine,
    /// Box of its boundary on the page; `None` where it has none, or an empty one.
    pub(super) boundary: Option<Rect>,
    /// The boundary as it is written, and where it stands.
    pub(super) own_boundary: Option<Rect>,
    pub(super) block: Affine,
    /// From 0 to 1.
    pub(super) opacity: f32,
    pub(super) look: Option<&'a str>,
    /// What its clips leave: each is a path on the page.
    pub(super) clips: Vec<PaintedPath>,
}

impl<'a> Object<'a> {
    /// Reads an object in a block; `None` where it is not to be seen.
    pub(super) fn of(element: &'a Element, block: &Block<'a>) -> Option<Self> {
        if !element.flag("Visible", true) {
            return None;
        }
        let own_boundary = element.attribute("Boundary").and_then(rect);
        let (left, top) = own_boundary.map_or((0.0, 0.0), |own| (own.x0, own.y0));
        let moved = shift(left, top).then(&block.to_page);
        let own = element.attribute("CTM").and_then(map).unwrap_or(Affine::IDENTITY);
        let to_page = own.then(&moved);
        Some(Self {
            to_page,
            boundary: own_boundary.filter(|own| own.area() > 0.0).map(|own| block.to_page.rect(&own)),
            own_boundary,
            block: block.to_page,
            opacity: block.opacity * alpha(element),
            look: element.attribute("DrawParam").or(block.look),
            clips: clips(element, &to_page, &moved),
        })
    }

    /// A child of the element that says how it looks, or of the looks that it names.
    pub(super) fn look(&self, element: &'a Element, name: &str, scope: Scope<'a>) -> Option<&'a Element> {
        let own = element.child(name);
        own.or_else(|| scope.looks(self.look).find_map(|look| look.child(name)))
    }

    /// A number of the element, or of the looks that it names.
    pub(super) fn number(&self, element: &Element, name: &str, scope: Scope<'a>) -> Option<f64> {
        let own = element.attribute(name).and_then(number);
        own.or_else(|| scope.looks(self.look).find_map(|look| look.attribute(name).and_then(number)))
    }

    /// How many points one of its units is, on average of both directions.
    pub(super) fn scale(&self) -> f64 {
        let [a, b, c, d, ..] = self.to_page.0;
        (a * d - b * c).abs().sqrt()
    }
}

/// Whether the place of an object is written in a way that cannot be read: it may stand anywhere.
pub(super) fn is_misplaced(element: &Element) -> bool {
    let is_wrong =
        |name: &str, is_right: fn(&str) -> bool| element.attribute(name).is_some_and(|text| !is_right(text));
    is_wrong("CTM", |text| map(text).is_some()) || is_wrong("Boundary", |text| rect(text).is_some())
}

/// The clips of an object, as paths on the page. Those with text are left out: their shape is not known.
fn clips(element: &Element, to_page: &Affine, moved: &Affine) -> Vec<PaintedPath> {
    let Some(list) = element.child("Clips") else { return Vec::new() };
    // Whether clips are in the space of the object.
    let space = if list.flag("TransFlag", true) { to_page } else { moved };
    let mut clips = Vec::new();
    for clip in list.all("Clip").take(MOST_CLIPS) {
        let mut whole = PaintedPath::default();
        let mut is_known = true;
        for area in clip.all("Area").take(MOST_CLIPS) {
            let placed = area.attribute("CTM").and_then(map).unwrap_or(Affine::IDENTITY).then(space);
            match area.child("Path").and_then(|path| clip_path(path, &placed)) {
                Some(path) => whole.add(&path),
                None => is_known = false,
            }
        }
        if is_known {
            clips.push(whole);
        }
    }
    clips
}

fn clip_path(path: &Element, space: &Affine) -> Option<PaintedPath> {
    let own = path.attribute("Boundary").and_then(rect);
    let (left, top) = own.map_or((0.0, 0.0), |own| (own.x0, own.y0));
    let placed = path.attribute("CTM").and_then(map).unwrap_or(Affine::IDENTITY);
    let to_page = placed.then(&shift(left, top)).then(space);
    outline::path(&path.child("AbbreviatedData")?.text, &to_page)
}

#[cfg(test)]
mod tests {
    use super::super::xml::parse;
    use super::*;

    const BLOCK: Block<'static> =
        Block { to_page: Affine([2.0, 0.0, 0.0, 2.0, 0.0, 0.0]), opacity: 0.5, look: Some("9") };

    #[test]
    fn objects_are_moved_by_their_boundary_after_their_own_map() {
        let xml = r#"<T Boundary="10 20 5 5" CTM="3 0 0 3 1 1" Alpha="51"/>"#;
        let element = parse(xml.as_bytes()).unwrap();
        let object = Object::of(&element, &BLOCK).unwrap();
        assert_eq!(object.to_page.point(1.0, 1.0), (28.0, 48.0));
        assert_eq!(object.boundary, Some(Rect::new(20.0, 40.0, 30.0, 50.0)));
        assert!((object.opacity - 0.1).abs() < 1e-6 && (object.scale() - 6.0).abs() < 1e-9);
        assert_eq!(object.look, Some("9"));
        assert!(Object::of(&parse(b"<T Visible='false'/>").unwrap(), &BLOCK).is_none());
    }

    #[test]
    fn an_object_whose_place_cannot_be_read_is_misplaced() {
        let is_wrong = |xml: &str| is_misplaced(&parse(xml.as_bytes()).unwrap());
        assert!(is_wrong("<T CTM='1 0 0 1'/>") && is_wrong("<T Boundary='a'/>"));
        assert!(!is_wrong("<T/>") && !is_wrong("<T Boundary='0 0 1 1' CTM='1 0 0 1 0 0'/>"));
    }

    #[test]
    fn a_clip_is_the_sum_of_its_areas() {
        let xml = r#"<T Boundary="10 0 5 5"><Clips><Clip><Area><Path Boundary="1 0 2 2"><AbbreviatedData>M 0 0 L 1 0
            </AbbreviatedData></Path></Area><Area CTM="1 0 0 1 5 0"><Path><AbbreviatedData>M 0 0 L 1 0</AbbreviatedData>
            </Path></Area></Clip><Clip><Area><Text/></Area></Clip></Clips></T>"#;
        let element = parse(xml.as_bytes()).unwrap();
        let object = Object::of(&element, &BLOCK).unwrap();
        assert_eq!(object.clips.len(), 1);
        assert_eq!(object.clips[0].steps().count(), 4);
        assert_eq!(object.clips[0].bounds(), Some(Rect::new(22.0, 0.0, 32.0, 0.0)));
    }
}
