//! Reads colours.

use super::resources::{Scope, SpaceKind};
use super::values::number;
use super::xml::Element;
use crate::pdf::Ink;

/// Reads a colour; `None` where nothing is painted with it: it has no value, or is a pattern.
pub(super) fn ink(colour: &Element, scope: Scope<'_>) -> Option<Ink> {
    let opacity = alpha(colour);
    if let Some(shading) = colour.children.iter().find(|child| child.name.ends_with("Shd")) {
        return lightest(shading, scope).map(|ink| Ink { opacity: opacity * ink.opacity, ..ink });
    }
    let space = colour.attribute("ColorSpace").and_then(|id| scope.space(id));
    let indexed = || colour.attribute("Index")?.parse::<usize>().ok();
    let value = match indexed().and_then(|at| space?.palette.get(at)) {
        Some(value) => value,
        None => colour.value("Value")?,
    };
    let parts: Option<Vec<f64>> =
        value.split([' ', ',', '\t', '\n']).filter(|p| !p.is_empty()).map(part).collect();
    let largest = space.map_or(255.0, |space| space.largest);
    let parts: Vec<f64> = parts?.iter().map(|part| (part / largest).clamp(0.0, 1.0)).collect();
    let rgb = match (space.map(|space| space.kind), parts.as_slice()) {
        (_, [gray]) => [*gray; 3],
        (_, [r, g, b]) => [*r, *g, *b],
        (None | Some(SpaceKind::Cmyk), [c, m, y, k]) => [c, m, y].map(|part| (1.0 - part) * (1.0 - k)),
        _ => return None,
    };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to 255
    let rgb = rgb.map(|part| (part * 255.0).round() as u8);
    Some(Ink { rgb, opacity })
}

/// How much of something is seen, from 0 to 1: by its `Alpha`, which is of 255.
#[allow(clippy::cast_possible_truncation)] // 0 to 1
pub(super) fn alpha(element: &Element) -> f32 {
    let alpha = element.attribute("Alpha").and_then(number);
    alpha.map_or(1.0, |alpha| (alpha / 255.0).clamp(0.0, 1.0) as f32)
}

/// A component: a number, or hexadecimal digits behind a `#`.
fn part(text: &str) -> Option<f64> {
    match text.strip_prefix('#') {
        Some(digits) => u32::from_str_radix(digits, 16).ok().map(f64::from),
        None => number(text),
    }
}

/// The lightest colour of a shading: print that stands out from it stands out from all.
fn lightest(shading: &Element, scope: Scope<'_>) -> Option<Ink> {
    let colours = shading.all("Segment").chain(shading.all("Segement")).chain(shading.all("Point"));
    let inks = colours.filter_map(|segment| ink(segment.child("Color")?, scope));
    inks.max_by_key(|ink| ink.rgb.iter().map(|part| u32::from(*part)).sum::<u32>())
}

#[cfg(test)]
mod tests {
    use super::super::resources::Resources;
    use super::super::xml::parse;
    use super::*;

    #[test]
    fn colours_are_gray_rgb_or_cmyk_by_their_parts_and_space() {
        let none = Resources::default();
        let mut shared = Resources::default();
        let spaces = r#"<Res><ColorSpaces><ColorSpace ID="1" BitsPerComponent="16"/><ColorSpace ID="2"><Palette>
            <CV>1 2 3</CV></Palette></ColorSpace></ColorSpaces></Res>"#;
        shared.add(parse(spaces.as_bytes()).unwrap(), "a");
        let of = |xml: &str| {
            let scope = Scope { own: &none, shared: &shared };
            ink(&parse(xml.as_bytes()).unwrap(), scope).map(|ink| ink.rgb)
        };
        assert_eq!(of(r##"<C Value="#ff 0 128"/>"##), Some([255, 0, 128]));
        assert_eq!(of(r#"<C Value="7"/>"#), Some([7; 3]));
        assert_eq!(of(r#"<C Value="0 0 0 255"/>"#), Some([0; 3]));
        assert_eq!(of(r#"<C Value="65535 0 0" ColorSpace="1"/>"#), Some([255, 0, 0]));
        assert_eq!(of(r#"<C Index="0" ColorSpace="2"/>"#), Some([1, 2, 3]));
        assert_eq!(of("<C><Value>9 8 7</Value></C>"), Some([9, 8, 7]));
        assert_eq!((of("<C/>"), of(r#"<C Value="a b c"/>"#)), (None, None));
        let shading = r#"<C><AxialShd><Segment><Color Value="0 0 0"/></Segment><Segment><Color Value="9 9 9"/></Segment>
            </AxialShd></C>"#;
        assert_eq!(of(shading), Some([9; 3]));
    }
}
