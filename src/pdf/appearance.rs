//! Finds the annotations of a page that are shown, and the appearances that the file has for them.

use hayro_interpret::hayro_syntax::page::Page as PdfPage;
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::Resources;

/// Flags of annotations that are not shown.
const HIDDEN: u32 = 1 << 1;
const NO_VIEW: u32 = 1 << 5;
/// Most annotations of a page that are looked at.
const MOST: usize = 20_000;

/// The annotations of a page, hidden ones as well.
pub(super) fn annotations<'a>(page: &PdfPage<'a>) -> Vec<Dict<'a>> {
    let all = page.raw().get::<Array<'_>>("Annots");
    let resolve = |item: MaybeRef<Object<'a>>| match item {
        MaybeRef::Ref(reference) => page.xref().get::<Dict<'_>>(reference.into()),
        MaybeRef::NotRef(object) => object.into_dict(),
    };
    all.iter().flat_map(Array::raw_iter).take(MOST).filter_map(resolve).collect()
}

/// Whether the flags of an annotation hide it.
pub(super) fn is_hidden(annotation: &Dict<'_>) -> bool {
    annotation.get::<u32>("F").unwrap_or(0) & (HIDDEN | NO_VIEW) != 0
}

/// What the file draws of an annotation; `None` where a viewer has to draw it.
pub(super) fn appearance<'a>(annotation: &Dict<'a>) -> Option<Stream<'a>> {
    match annotation.get::<Dict<'_>>("AP")?.get::<Object<'_>>("N")? {
        Object::Stream(stream) => Some(stream),
        Object::Dict(states) => {
            let state = annotation.get::<Name<'_>>("AS")?;
            states.get::<Stream<'_>>(state.as_ref())
        }
        _ => None,
    }
}

/// Appearances that are drawn with a page, with their resources.
pub(super) fn drawn_with<'a>(page: &PdfPage<'a>) -> impl Iterator<Item = (Stream<'a>, Resources<'a>)> {
    let shown = annotations(page).into_iter().filter(|annotation| !is_hidden(annotation));
    shown.filter_map(|annotation| {
        let stream = appearance(&annotation)?;
        let resources = stream.dict().get::<Dict<'_>>("Resources")?;
        Some((stream, Resources::new(resources)))
    })
}

/// Layers that are off.
pub(super) fn hidden_layers(page: &PdfPage<'_>) -> Vec<ObjectIdentifier> {
    let catalog = page.xref().get::<Dict<'_>>(page.xref().root_id());
    let layers = catalog.and_then(|catalog| catalog.get::<Dict<'_>>("OCProperties")?.get::<Dict<'_>>("D"));
    let off = layers.and_then(|layers| layers.get::<Array<'_>>("OFF"));
    let references = off.iter().flat_map(Array::raw_iter).filter_map(|layer| layer.as_obj_ref());
    references.map(Into::into).collect()
}
