//! Draws a page: its templates, its layers and its annotations, in the order in which they lie on each other.

use super::files::{Files, join};
use super::object::Block;
use super::painter::{Painter, Says};
use super::resources::{Resources, Scope};
use super::structure::{Body, Entry, Template, size};
use super::surface::Surface;
use super::values::{POINTS, rect, shift};
use super::xml::Element;
use crate::geom::Affine;
use crate::page::LOOK_AT_PAGE;
use crate::place::{Note, Severity};

/// Size of a page that states none: A4, in millimetres.
const A4: (f64, f64) = (210.0, 297.0);
/// Longest side of a page, in millimetres: beyond A0 twice.
const LONGEST: f64 = 3_000.0;
/// Most templates of a page, parts of its resources, and parts of its annotations.
const MOST_PARTS: usize = 64;

/// A page as it is written.
pub(super) struct Loaded<'a> {
    body: &'a Body,
    /// Its content, where it can be read.
    root: Option<Element>,
    own: Resources,
    annotations: Vec<Element>,
    /// Width and height in points.
    pub(super) size: (f64, f64),
    pub(super) notes: Vec<Note>,
}

/// Reads a page, and what it needs.
pub(super) fn load<'a>(entry: &Entry, number: u32, body: &'a Body, files: &Files) -> Loaded<'a> {
    let mut notes = Vec::new();
    let unread = |what: String| Note::on_page(Severity::Unread, number, what).hint(LOOK_AT_PAGE);
    let root = files.xml(&entry.files);
    let root = root.map_err(|fault| notes.push(unread(format!("the page is not read: {fault}")))).ok();
    let mut own = Resources::default();
    let parts = root.iter().flat_map(|root| root.all("PageRes")).take(MOST_PARTS);
    for part in parts.map(|part| part.text.trim()).filter(|part| !part.is_empty()) {
        let folders = entry.files.first().map_or("", |file| super::files::folder(file));
        let name = join(folders, part);
        match files.xml(&[name.clone(), join("", part)]) {
            Ok(resources) => own.add(resources, &name),
            Err(fault) => notes.push(unread(format!("pictures of the page may be missing: {fault}"))),
        }
    }
    let mut annotations = Vec::new();
    for names in body.annotations.get(&entry.id).into_iter().flatten().take(MOST_PARTS) {
        match files.xml(names) {
            Ok(annotation) => annotations.push(annotation),
            Err(fault) => notes.push(unread(format!("annotations of the page are not read: {fault}"))),
        }
    }
    let mut page = Loaded { body, root, own, annotations, size: (0.0, 0.0), notes };
    page.size = page.find_size(number);
    page
}

impl<'a> Loaded<'a> {
    /// Whether there is nothing to draw.
    pub(super) fn is_lost(&self) -> bool {
        self.root.is_none()
    }

    fn find_size(&mut self, number: u32) -> (f64, f64) {
        // Some makers write the area into the content.
        let area = |root: &Element| {
            let inner = root.child("Content").and_then(|content| content.child("PageArea"));
            root.child("Area").or(root.child("PageArea")).or(inner).and_then(size)
        };
        let of_templates =
            || self.templates().find_map(|(template, _)| area(template.content.as_ref().ok()?));
        let stated = self.root.as_ref().and_then(area).or_else(of_templates).or(self.body.size);
        let (width, height) = stated.unwrap_or(A4);
        if stated.is_none() || width.max(height) > LONGEST {
            let message = "the page states no size that can be right: taken for A4";
            self.notes.push(Note::on_page(Severity::Warning, number, message));
            return (A4.0 * POINTS, A4.1 * POINTS);
        }
        (width * POINTS, height * POINTS)
    }

    /// The templates that the page shows, and whether they lie above it.
    fn templates(&self) -> impl Iterator<Item = (&'a Template, bool)> {
        let body = self.body;
        let named = self.root.iter().flat_map(|root| root.all("Template")).take(MOST_PARTS);
        named.filter_map(move |named| {
            let template = body.templates.get(named.attribute("TemplateID")?)?;
            let is_above = named.attribute("ZOrder").map_or(template.is_above, |order| order == "Foreground");
            Some((template, is_above))
        })
    }

    /// Draws the page; gives what is odd about it.
    pub(super) fn draw<'f>(&self, number: u32, files: &'f Files, surface: &mut dyn Surface<'f>) -> Vec<Note> {
        let Some(root) = &self.root else { return Vec::new() };
        let mut says = Says::default();
        let mut notes = Vec::new();
        let at = Block { to_page: Affine([POINTS, 0.0, 0.0, POINTS, 0.0, 0.0]), opacity: 1.0, look: None };
        let scope = Scope { own: &self.own, shared: &self.body.shared };
        let mut painter = Painter::new(files, scope, &mut says);
        let own: Vec<&Element> = layers(root).collect();
        for is_above in [false, true] {
            for (template, _) in self.templates().filter(|(_, above)| *above == is_above) {
                match &template.content {
                    Ok(content) => {
                        // Its pictures may be its own.
                        let resources = template.resources(content, files);
                        let scope = Scope { own: &resources, shared: &self.body.shared };
                        let mut of_template = Painter::new(files, scope, painter.says);
                        for layer in in_order(layers(content).collect()) {
                            of_template.draw_block(layer, &at, surface);
                        }
                    }
                    Err(fault) => {
                        let message = format!("a template of the page is not read: {fault}");
                        notes.push(Note::on_page(Severity::Unread, number, message).hint(LOOK_AT_PAGE));
                    }
                }
            }
            if !is_above {
                for layer in in_order(own.clone()) {
                    painter.draw_block(layer, &at, surface);
                }
            }
        }
        let watermarks = self.draw_annotations(&mut painter, &at, surface);
        if !watermarks.is_empty() {
            let message = format!("watermarks are not read: {}", watermarks.join(", "));
            notes.push(Note::on_page(Severity::Info, number, message));
        }
        notes.extend(says.notes(number));
        notes
    }

    /// Draws the annotations that are shown, but for watermarks, whose texts it gives.
    fn draw_annotations<'s, 'f>(
        &'s self,
        painter: &mut Painter<'s, 'f, '_>,
        at: &Block<'s>,
        surface: &mut dyn Surface<'f>,
    ) -> Vec<String> {
        let mut watermarks = Vec::new();
        for annotation in self.annotations.iter().flat_map(|part| part.all("Annot")) {
            if !annotation.flag("Visible", true) {
                continue;
            }
            for appearance in annotation.all("Appearance") {
                if annotation.attribute("Type") == Some("Watermark") {
                    let mut text = String::new();
                    collect_text(appearance, &mut text);
                    if !text.is_empty() && !watermarks.contains(&text) {
                        watermarks.push(text);
                    }
                    continue;
                }
                let own = appearance.attribute("Boundary").and_then(rect);
                let (left, top) = own.map_or((0.0, 0.0), |own| (own.x0, own.y0));
                let to_page = shift(left, top).then(&at.to_page);
                painter.draw_block(appearance, &Block { to_page, ..*at }, surface);
            }
        }
        watermarks
    }
}

impl Template {
    fn resources(&self, content: &Element, files: &Files) -> Resources {
        let mut own = Resources::default();
        for part in content.all("PageRes").take(MOST_PARTS) {
            let name = join(&self.folder, &part.text);
            if let Ok(resources) = files.xml(&[name.clone(), join("", &part.text)]) {
                own.add(resources, &name);
            }
        }
        own
    }
}

impl Says {
    fn notes(&self, number: u32) -> Vec<Note> {
        let note = |count: usize, severity, message: &str| {
            (count > 0).then(|| Note::on_page(severity, number, format!("{count} {message}")))
        };
        let counted = [
            note(
                self.guessed,
                Severity::Info,
                "texts do not say where each character stands: set by usual widths",
            ),
            note(self.wrong_steps, Severity::Warning, "texts place their characters in a way that is wrong"),
            note(
                self.misplaced,
                Severity::Unread,
                "texts, lines or pictures do not say where they stand: they were left",
            ),
            note(self.wrong_paths, Severity::Warning, "lines or shapes cannot be read"),
            note(self.lost_pictures, Severity::Unread, "pictures are missing: what they show is not read"),
            note(self.lost_units, Severity::Unread, "parts of the page that others share are missing"),
        ];
        let mut notes: Vec<Note> = counted.into_iter().flatten().collect();
        if self.is_full || self.is_slow {
            let message = match self.is_slow {
                true => "the page takes too long to read: the rest was left out",
                false => "the page has too many objects, or too many in each other: the rest was left out",
            };
            notes.push(Note::on_page(Severity::Unread, number, message).hint(LOOK_AT_PAGE));
        }
        notes
    }
}

/// The layers of a page or a template.
fn layers(root: &Element) -> impl Iterator<Item = &Element> {
    root.all("Content").flat_map(|content| content.all("Layer"))
}

/// Puts layers in the order in which they lie on each other.
fn in_order(mut layers: Vec<&Element>) -> Vec<&Element> {
    layers.sort_by_key(|layer| match layer.attribute("Type") {
        Some("Background") => 0,
        Some("Foreground") => 2,
        _ => 1,
    });
    layers
}

/// The text of all objects in a block.
fn collect_text(block: &Element, text: &mut String) {
    for element in &block.children {
        if element.is("TextCode") {
            text.push_str(element.text.trim());
        } else {
            collect_text(element, text);
        }
    }
}
