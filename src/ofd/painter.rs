//! Draws the objects of a page on a surface: blocks and composite objects in each other, paths, pictures; text is drawn in
//! [`text`](super::text).

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::colour::ink;
use super::files::Files;
use super::fonts::Face;
use super::object::{Block, Object, is_misplaced};
use super::outline;
use super::pictures::picture_of;
use super::resources::{FontEntry, Scope};
use super::surface::Surface;
use super::xml::Element;
use crate::geom::Rect;
use crate::pdf::{Ink, PaintedPath};

/// Most characters and objects of a page.
const MOST_DRAWN: usize = 400_000;
/// Deepest composite object and block.
const DEEPEST: usize = 24;
/// Width of lines where none is stated, in millimetres.
const USUAL_WIDTH: f64 = 0.353;
/// How far something may reach out of its boundary without being cut, in points: boundaries are rounded, and lines have half
/// their width outside.
const OUTSIDE: f64 = 3.0;

/// What is odd about a page.
#[derive(Default)]
pub(super) struct Says {
    /// Number of texts whose steps were guessed, and of those whose steps are wrong.
    pub(super) guessed: usize,
    pub(super) wrong_steps: usize,
    /// Number of objects whose place cannot be read.
    pub(super) misplaced: usize,
    /// Number of paths, pictures and composite objects that cannot be read.
    pub(super) wrong_paths: usize,
    pub(super) lost_pictures: usize,
    pub(super) lost_units: usize,
    /// Whether there is too much on the page.
    pub(super) is_full: bool,
    /// Whether it takes too long.
    pub(super) is_slow: bool,
}

/// Draws the objects of one page.
pub(super) struct Painter<'a, 'f, 'n> {
    files: &'f Files,
    pub(super) scope: Scope<'a>,
    pub(super) says: &'n mut Says,
    faces: BTreeMap<String, Option<Rc<Face>>>,
    drawn: usize,
    depth: usize,
}

impl<'a, 'f, 'n> Painter<'a, 'f, 'n> {
    pub(super) fn new(files: &'f Files, scope: Scope<'a>, says: &'n mut Says) -> Self {
        Self { files, scope, says, faces: BTreeMap::new(), drawn: 0, depth: 0 }
    }

    /// Draws the objects of a layer, a block, a unit or an appearance.
    pub(super) fn draw_block(&mut self, block: &'a Element, at: &Block<'a>, surface: &mut dyn Surface<'f>) {
        if self.depth >= DEEPEST {
            self.says.is_full = true;
            return;
        }
        self.depth += 1;
        let at = Block { look: block.attribute("DrawParam").or(at.look), ..*at };
        for element in &block.children {
            if !self.spend() {
                break;
            }
            if surface.is_too_slow() {
                self.says.is_slow = true;
                break;
            }
            match &*element.name {
                "PageBlock" if element.flag("Visible", true) => self.draw_block(element, &at, surface),
                "TextObject" | "PathObject" | "ImageObject" | "CompositeObject" if is_misplaced(element) => {
                    self.says.misplaced += 1;
                }
                "TextObject" | "PathObject" | "ImageObject" | "CompositeObject" => {
                    if let Some(object) = Object::of(element, &at) {
                        self.draw_object(element, &object, surface);
                    }
                }
                _ => {}
            }
        }
        self.depth -= 1;
    }

    /// Counts something that is drawn; says whether there is room for it.
    pub(super) fn spend(&mut self) -> bool {
        self.drawn += 1;
        self.says.is_full |= self.drawn > MOST_DRAWN;
        !self.says.is_full && !self.says.is_slow
    }

    /// The embedded font of an entry; `None` where there is none that is understood.
    pub(super) fn face(&mut self, font: &FontEntry) -> Option<Rc<Face>> {
        let key = font.files.first()?;
        if let Some(face) = self.faces.get(key) {
            return face.clone();
        }
        let bytes = self.files.font(&font.files);
        let face = bytes.and_then(|bytes| Face::new(Arc::new(bytes), 0)).map(Rc::new);
        self.faces.insert(key.clone(), face.clone());
        face
    }

    fn draw_object(&mut self, element: &'a Element, object: &Object<'a>, surface: &mut dyn Surface<'f>) {
        for clip in &object.clips {
            surface.push_clip(clip.clone());
        }
        match &*element.name {
            "TextObject" => self.draw_text(element, object, surface),
            "PathObject" => self.draw_path(element, object, surface),
            "ImageObject" => self.draw_picture(element, object, surface),
            _ => self.draw_unit(element, object, surface),
        }
        for _ in &object.clips {
            surface.pop_clip();
        }
    }

    fn draw_path(&mut self, element: &'a Element, object: &Object<'a>, surface: &mut dyn Surface<'f>) {
        let data = element.text_of("AbbreviatedData");
        let Some(path) = data.and_then(|data| outline::path(data, &object.to_page)) else {
            self.says.wrong_paths += usize::from(data.is_some());
            return;
        };
        let painted = |name: &str, otherwise: Option<Ink>| {
            let colour = object.look(element, name, self.scope);
            let painted = colour.map_or(otherwise, |colour| ink(colour, self.scope))?;
            Some(Ink { opacity: painted.opacity * object.opacity, ..painted })
        };
        let is_clipped = push_boundary(object, path.bounds(), surface);
        // A fill without a colour is transparent, a line without one black.
        if element.flag("Fill", false)
            && let Some(fill) = painted("FillColor", None)
        {
            surface.fill(&path, fill, element.attribute("Rule") == Some("Even-Odd"));
        }
        if element.flag("Stroke", true)
            && let Some(stroke) = painted("StrokeColor", Some(Ink::BLACK))
        {
            let width = object.number(element, "LineWidth", self.scope).unwrap_or(USUAL_WIDTH);
            surface.stroke(&path, stroke, width.abs() * object.scale());
        }
        if is_clipped {
            surface.pop_clip();
        }
    }

    fn draw_picture(&mut self, element: &'a Element, object: &Object<'a>, surface: &mut dyn Surface<'f>) {
        match picture_of(element, object, self.scope, self.files) {
            Some(picture) => {
                let unit = Rect::new(0.0, 0.0, 1.0, 1.0);
                let is_clipped = push_boundary(object, Some(picture.to_page.rect(&unit)), surface);
                surface.picture(picture);
                if is_clipped {
                    surface.pop_clip();
                }
            }
            None => self.says.lost_pictures += 1,
        }
    }

    fn draw_unit(&mut self, element: &'a Element, object: &Object<'a>, surface: &mut dyn Surface<'f>) {
        let unit = element.attribute("ResourceID").and_then(|id| self.scope.composite(id));
        let Some(content) = unit.and_then(|unit| unit.child("Content")) else {
            self.says.lost_units += 1;
            return;
        };
        let at = Block { to_page: object.to_page, opacity: object.opacity, look: object.look };
        self.draw_block(content, &at, surface);
    }
}

/// Clips what reaches far out of the boundary of its object; says whether it does.
fn push_boundary(object: &Object<'_>, drawn: Option<Rect>, surface: &mut dyn Surface<'_>) -> bool {
    let (Some(own), Some(on_page), Some(drawn)) = (object.own_boundary, object.boundary, drawn) else {
        return false;
    };
    let around = Rect {
        x0: on_page.x0 - OUTSIDE,
        y0: on_page.y0 - OUTSIDE,
        x1: on_page.x1 + OUTSIDE,
        y1: on_page.y1 + OUTSIDE,
    };
    let reaches_out = around.union(&drawn) != around;
    if reaches_out {
        surface.push_clip(PaintedPath::of_rect(&own, &object.block));
    }
    reaches_out
}
