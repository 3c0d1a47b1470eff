//! Walks the annotations of a page: fields show amounts, too.

use hayro_syntax::object::{Array, Dict, Name, Object, Rect};
use hayro_syntax::page::{Page, Resources};

use super::super::appearance::{appearance, is_hidden};
use super::walk::Walk;
use super::whole::Wholeness;
use super::{content, keys};

/// Most annotations that are looked at.
const MOST: usize = 20_000;
/// Points by which a field may be larger than what it draws: its border.
const MOST_APART: f64 = 4.0;

impl<'a> Walk<'a, '_> {
    /// The annotations of a page, with what they draw.
    pub(super) fn annotations(&mut self, page: &Page<'a>) {
        let Some(all) = page.raw().get::<Array<'_>>("Annots") else {
            if page.raw().contains_key("Annots")
                && !matches!(page.raw().get::<Object<'_>>("Annots"), Some(Object::Null(_)))
            {
                self.fault("its notes and fields cannot be read");
            }
            return;
        };
        for annotation in all.raw_iter().take(MOST) {
            self.follow(annotation, "a note or a field", &mut |walk, annotation| match annotation {
                Object::Dict(annotation) => walk.annotation(&annotation),
                _ => walk.fault("it is no note and no field"),
            });
        }
    }

    fn annotation(&mut self, annotation: &Dict<'a>) {
        self.keys(annotation);
        if annotation.get::<Name<'_>>("Subtype").as_deref() == Some(b"Widget")
            && let Some(what) = keys::damaged_in_field(annotation)
        {
            self.fault(what);
        }
        if is_hidden(annotation) {
            return;
        }
        self.entry(annotation, "AP", "what a field draws", &mut |walk, drawn| match drawn {
            Object::Dict(drawn) => {
                walk.keys(&drawn);
                walk.entry(&drawn, "N", "what a field draws", &mut |_, _| {});
            }
            _ => walk.fault("what it draws cannot be read"),
        });
        // What they draw with may stand in the form of the document: what is not there says nothing.
        if let Some(stream) = appearance(annotation) {
            if is_of_other_size(annotation, stream.dict()) {
                self.fault("it is not of the size of what it draws");
            }
            let wholeness = self.stream(&stream);
            if let Some(own) = stream.dict().get::<Dict<'_>>("Resources") {
                self.resources(&Resources::new(own));
            }
            if wholeness == Wholeness::Unproven
                && let Ok(shown) = stream.decoded_data()
                && let Some(what) = content::operators(&shown)
            {
                self.fault(what);
            }
        }
    }
}

/// Whether a field is wider or higher than what it draws, which is then stretched over other places.
fn is_of_other_size(field: &Dict<'_>, drawn: &Dict<'_>) -> bool {
    let is_field = field.get::<Name<'_>>("Subtype").as_deref() == Some(b"Widget");
    let sides = |dict: &Dict<'_>, key: &str| dict.get::<Rect>(key).map(|rect| (rect.width(), rect.height()));
    let (Some(shown), Some(own)) = (sides(field, "Rect"), sides(drawn, "BBox")) else { return false };
    let apart = |a: f64, b: f64| (a - b).abs() > MOST_APART;
    is_field && !drawn.contains_key("Matrix") && (apart(shown.0, own.0) || apart(shown.1, own.1))
}
