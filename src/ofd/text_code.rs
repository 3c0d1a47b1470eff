//! Places the characters of a `TextCode`: where each begins, by the steps that are listed or by the widths of the font.

use super::values::{number, steps};
use super::xml::Element;
use crate::page::Doubt;

/// What stands for a character that the maker did not know: its glyph alone says what it is.
const UNKNOWN: char = '¤';

/// A character with its place, in the space of its object.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PlacedChar {
    pub(super) ch: char,
    pub(super) x: f64,
    pub(super) y: f64,
    /// How far it is to the next one; `None` behind the last.
    pub(super) step: Option<(f64, f64)>,
    /// The glyph that is drawn for it, where the file names one.
    pub(super) glyph: Option<u32>,
    pub(super) doubt: Option<Doubt>,
}

/// The characters of a `TextCode`, and what was odd.
#[derive(Debug, Default)]
pub(super) struct PlacedCode {
    pub(super) chars: Vec<PlacedChar>,
    /// Whether steps had to be guessed.
    pub(super) is_guessed: bool,
    /// Whether the steps, or the glyphs, are wrong.
    pub(super) is_wrong: bool,
}

/// Places a `TextCode`. `before` is where the last one began; `advance` says how far a character goes.
pub(super) fn place(
    code: &Element,
    transforms: &[&Element],
    before: &mut (f64, f64),
    advance: impl Fn(char) -> (f64, f64),
) -> PlacedCode {
    let coordinate = |name: &str, last: f64| code.attribute(name).and_then(number).unwrap_or(last);
    *before = (coordinate("X", before.0), coordinate("Y", before.1));
    let listed = |name: &str, most: usize| code.attribute(name).map(|text| steps(text, most));
    let whole = code.text.chars().count();
    let (across, down) = (listed("DeltaX", whole), listed("DeltaY", whole));
    let mut placed =
        PlacedCode { is_wrong: across == Some(None) || down == Some(None), ..PlacedCode::default() };
    let (across, down) =
        (across.flatten().filter(|list| !list.is_empty()), down.flatten().filter(|list| !list.is_empty()));
    let count = across.as_ref().or(down.as_ref()).map(Vec::len);
    let text = without_layout(&code.text, count);
    let chars: Vec<char> = text.chars().collect();
    let (mut x, mut y) = *before;
    for (at, ch) in chars.iter().enumerate() {
        let listed = |list: &Option<Vec<f64>>| list.as_ref().map(|list| list.get(at).copied());
        let step = match (listed(&across), listed(&down)) {
            (Some(Some(dx)), dy) => Some((dx, dy.flatten().unwrap_or(0.0))),
            (dx, Some(Some(dy))) => Some((dx.flatten().unwrap_or(0.0), dy)),
            _ => None,
        };
        let is_last = at + 1 == chars.len();
        placed.is_guessed |= step.is_none() && !is_last;
        let step = step.unwrap_or_else(|| advance(*ch));
        let next = (!is_last).then_some(step);
        placed.chars.push(PlacedChar { ch: *ch, x, y, step: next, glyph: None, doubt: None });
        (x, y) = (x + step.0, y + step.1);
    }
    for transform in transforms {
        placed.is_wrong |= apply(transform, &mut placed.chars).is_none();
    }
    placed
}

/// Whether a `TextCode` says where it begins in a way that cannot be read: it may stand anywhere.
pub(super) fn is_misplaced(code: &Element) -> bool {
    ["X", "Y"].iter().any(|name| code.attribute(name).is_some_and(|text| number(text).is_none()))
}

/// The text without the ends of lines and the indents of a file that is laid out to be read by people: such a text has fewer
/// characters than steps.
fn without_layout(text: &str, steps: Option<usize>) -> &str {
    let inner = text.trim_matches(['\n', '\r', '\t', ' ']);
    let is_laid_out = text.starts_with(['\n', '\r']) || text.ends_with(['\n', '\r', '\t']);
    let fits = |text: &str| steps.is_some_and(|steps| steps + 1 >= text.chars().count());
    if is_laid_out && (steps.is_none() || !fits(text) || fits(inner)) { inner } else { text }
}

/// Sets the glyphs that are drawn for some characters. `None` where it names none that are there.
fn apply(transform: &Element, chars: &mut [PlacedChar]) -> Option<()> {
    let count = |name: &str| transform.attribute(name).map_or(Some(1), |text| text.parse::<usize>().ok());
    let at = transform.attribute("CodePosition")?.parse::<usize>().ok()?;
    let (codes, glyphs) = (count("CodeCount")?, count("GlyphCount")?);
    let listed: Option<Vec<u32>> =
        transform.value("Glyphs")?.split_whitespace().map(|glyph| glyph.parse().ok()).collect();
    let listed = listed?;
    let named = chars.get_mut(at..at.checked_add(codes)?)?;
    if codes == glyphs && listed.len() >= glyphs {
        for (char, glyph) in named.iter_mut().zip(listed) {
            char.glyph = Some(glyph);
        }
    } else {
        // Which glyph shows which character is not known.
        for char in named.iter_mut() {
            char.doubt = Some(Doubt::Several);
        }
    }
    for char in named.iter_mut().filter(|char| char.ch == UNKNOWN) {
        char.ch = char::REPLACEMENT_CHARACTER;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::super::xml::parse;
    use super::*;

    fn placed(xml: &str, before: (f64, f64)) -> (String, PlacedCode) {
        let code = parse(xml.as_bytes()).unwrap();
        let placed = place(&code, &[], &mut before.clone(), |_| (2.0, 0.0));
        let xs: Vec<String> = placed.chars.iter().map(|c| format!("{}@{},{}", c.ch, c.x, c.y)).collect();
        (xs.join(" "), placed)
    }

    #[test]
    fn characters_stand_where_the_steps_lead() {
        let of = |xml: &str| placed(xml, (9.0, 8.0)).0;
        assert_eq!(of(r#"<T X="1" Y="2" DeltaX="g 2 3">1.5</T>"#), "1@1,2 .@4,2 5@7,2");
        assert_eq!(of(r#"<T X="1" DeltaX="3" DeltaY="1">15</T>"#), "1@1,8 5@4,9");
        assert_eq!(of(r#"<T DeltaY="5">一二</T>"#), "一@9,8 二@9,13");
        assert_eq!(of(r#"<T X="1" Y="2" DeltaX="3 3 3">1 5</T>"#), "1@1,2  @4,2 5@7,2");
    }

    #[test]
    fn steps_that_lack_are_guessed_and_wrong_ones_are_told() {
        let (text, code) = placed(r#"<T X="0" Y="0">12</T>"#, (0.0, 0.0));
        assert!(text == "1@0,0 2@2,0" && code.is_guessed && !code.is_wrong);
        let (text, code) = placed(r#"<T X="0" Y="0" DeltaX="5">123</T>"#, (0.0, 0.0));
        assert!(text == "1@0,0 2@5,0 3@7,0" && code.is_guessed);
        assert!(placed(r#"<T X="0" Y="0" DeltaX="g a">123</T>"#, (0.0, 0.0)).1.is_wrong);
        assert!(!placed(r#"<T X="0" Y="0">1</T>"#, (0.0, 0.0)).1.is_guessed);
        let is_wrong = |xml: &str| is_misplaced(&parse(xml.as_bytes()).unwrap());
        assert!(is_wrong("<T X='a'>1</T>") && !is_wrong("<T X='1'>1</T>") && !is_wrong("<T>1</T>"));
    }

    #[test]
    fn the_layout_of_the_file_is_no_text() {
        assert_eq!(placed("<T X='0' Y='0' DeltaX='3'>\n  12\n </T>", (0.0, 0.0)).0, "1@0,0 2@3,0");
        assert_eq!(placed("<T X='0' Y='0' DeltaX='3 3 3'> 12 </T>", (0.0, 0.0)).1.chars.len(), 4);
    }

    #[test]
    fn glyphs_that_stand_for_several_characters_are_doubted() {
        let code = parse("<T X='0' Y='0' DeltaX='1 1 1 1'>12¤45</T>".as_bytes()).unwrap();
        let transforms = [
            r#"<G CodePosition="0" CodeCount="2" GlyphCount="2"><Glyphs>20 21</Glyphs></G>"#,
            r#"<G CodePosition="2"><Glyphs>5</Glyphs></G>"#,
            r#"<G CodePosition="3" CodeCount="2" GlyphCount="1"><Glyphs>5</Glyphs></G>"#,
            r#"<G CodePosition="4" CodeCount="2" GlyphCount="1"><Glyphs>5</Glyphs></G>"#,
        ];
        let transforms: Vec<Element> = transforms.iter().map(|xml| parse(xml.as_bytes()).unwrap()).collect();
        let place = |count: usize| {
            let transforms: Vec<&Element> = transforms.iter().take(count).collect();
            place(&code, &transforms, &mut (0.0, 0.0), |_| (1.0, 0.0))
        };
        let placed = place(3);
        let glyphs: Vec<Option<u32>> = placed.chars.iter().map(|c| c.glyph).collect();
        assert_eq!(glyphs, [Some(20), Some(21), Some(5), None, None]);
        assert_eq!(placed.chars.iter().filter(|c| c.doubt == Some(Doubt::Several)).count(), 2);
        assert!(
            placed.chars[2].ch == '\u{fffd}'
                && !placed.is_wrong
                && super::super::text_code::place(
                    &code,
                    &transforms.iter().collect::<Vec<_>>(),
                    &mut (0.0, 0.0),
                    |_| (1.0, 0.0)
                )
                .is_wrong
        );
    }
}
