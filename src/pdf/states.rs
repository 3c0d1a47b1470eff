//! Finds the graphics states of a page that change nothing: many producers set one before each text, and the library reads its
//! dictionary again each time.

use hayro_interpret::hayro_syntax::page::Page as PdfPage;
use hayro_syntax::object::{Dict, Name};
use hayro_syntax::page::Resources;

/// The resources of a page without its graphics states, where all of these set what is set anyway: opaque, mixed with nothing,
/// without a mask. Then no operator on the page sets anything else, so that to leave one out is to draw the same.
///
/// `None` where a state changes something, or there is none. Of a page with annotations the library reads the states itself.
pub(super) fn without_idle_states<'a>(page: &PdfPage<'a>) -> Option<Resources<'a>> {
    let resources = page.resources();
    let mut states = resources.ext_g_states.keys().peekable();
    states.peek()?;
    let is_idle =
        |name: Name<'_>| resources.get_ext_g_state(&name).is_none_or(|state| changes_nothing(&state));
    let is_drawn_alone = !page.raw().contains_key("Annots");
    (is_drawn_alone && states.all(is_idle))
        .then(|| Resources { ext_g_states: Dict::empty(), ..resources.clone() })
}

/// Whether a state sets what is set at the beginning of a page, and nothing else that is drawn with.
fn changes_nothing(state: &Dict<'_>) -> bool {
    let is_opaque = |key: &str| state.get::<f32>(key).is_some_and(|share| share.to_bits() == 1f32.to_bits());
    let is_named = |key: &str, names: [&[u8]; 2]| {
        state.get::<Name<'_>>(key).is_some_and(|name| names.contains(&name.as_ref()))
    };
    state.keys().all(|key| match key.as_ref() {
        // What is said of overprinting, of strokes and of alpha as shape draws nothing by itself.
        b"Type" | b"AIS" | b"OP" | b"op" | b"OPM" | b"SA" => true,
        b"CA" => is_opaque("CA"),
        b"ca" => is_opaque("ca"),
        b"BM" => is_named("BM", [b"Normal", b"Compatible"]),
        b"SMask" => is_named("SMask", [b"None", b"None"]),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use hayro_syntax::object::FromBytes;

    use super::*;

    #[test]
    fn a_state_that_sets_what_is_set_anyway_changes_nothing() {
        let is_idle = |dict: &str| changes_nothing(&Dict::from_bytes(dict.as_bytes()).unwrap());
        assert!(is_idle("<< /Type /ExtGState /AIS false /BM /Normal /CA 1 /ca 1.0 /SMask /None >>"));
        for other in [
            "/ca 0.5",
            "/CA 0",
            "/BM /Multiply",
            "/BM [/Normal]",
            "/SMask << /S /Alpha >>",
            "/LW 1",
            "/Font [1 0 R 9]",
        ] {
            assert!(!is_idle(&format!("<< {other} >>")), "{other}");
        }
    }
}
