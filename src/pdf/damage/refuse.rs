//! Takes out of the bytes of a file what the library cannot stand, before it sees them: it decodes streams of objects and of
//! tables while it opens a file, where nothing can be caught, and a failed allocation ends the process.
//!
//! Only names in dictionaries are made unknown, each in its place, so that all offsets stand. What is taken out is told, and
//! costs the pages that need it.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::bytes::Regex;

use super::limits::{MOST_PIXELS, is_impossible};
use super::tree::object_around;

static PREDICTOR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?-u)/Predictor\b").ok());
static WIDTH: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?-u)/(Width|Height|Columns|Rows)\s*\d{5,}").ok());
/// What a name begins with that was made unknown.
pub(super) const BLOT: &[u8] = b"?";
/// Bytes of a dictionary in which the other entries of the same are looked for.
const DICTIONARY: usize = 4_096;
/// Bytes within which the next dictionary opens, where dictionaries stand in each other.
const NEAR: usize = 64;
/// Depth of dictionaries that the library is given; it reads 512 levels.
const MOST_DEPTH: usize = 128;

/// What was taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pdf) struct Refused {
    /// Number of the object; 0 where that is not known.
    pub(super) object: u32,
    /// Why.
    pub(super) what: String,
    /// Whether it is told of the document; else of the pages that need the object.
    pub(super) concerns_all: bool,
}

/// Takes out what the library cannot stand.
pub(in crate::pdf) fn refuse(bytes: &[u8]) -> (Cow<'_, [u8]>, Vec<Refused>) {
    let mut bytes = Cow::Borrowed(bytes);
    let mut refused = Vec::new();
    predictors(&mut bytes, &mut refused);
    pictures(&mut bytes, &mut refused);
    nested(&mut bytes, &mut refused);
    (bytes, refused)
}

/// Makes an unknown name of the one that begins there.
fn blot(bytes: &mut Cow<'_, [u8]>, at: usize) {
    if let Some(byte) = bytes.to_mut().get_mut(at + 1) {
        *byte = b'?';
    }
}

/// The dictionary around a byte, as far as others in it do not part it.
fn around(bytes: &[u8], at: usize, open: &[u8], close: &[u8]) -> (usize, usize) {
    let from = at.saturating_sub(DICTIONARY);
    let before = bytes.get(from..at).unwrap_or_default();
    let after = bytes.get(at..bytes.len().min(at + DICTIONARY)).unwrap_or_default();
    let begin = before.windows(open.len()).rposition(|two| two == open).map_or(from, |found| from + found);
    let end =
        after.windows(close.len()).position(|two| two == close).map_or(at + after.len(), |found| at + found);
    (begin, end)
}

/// The number behind a name in a piece of a dictionary; not a number where it is none, as where it is a reference.
fn number(piece: &[u8], name: &[u8]) -> Option<f64> {
    let is_end = |at: usize| piece.get(at).is_none_or(|byte| !byte.is_ascii_alphanumeric());
    let at = piece
        .windows(name.len())
        .enumerate()
        .position(|(at, word)| word == name && is_end(at + name.len()))?;
    let rest = piece.get(at + name.len()..)?.trim_ascii_start();
    let length = rest.iter().take_while(|byte| byte.is_ascii_digit() || b"+-.eE".contains(byte)).count();
    let after = rest.get(length..)?.trim_ascii_start();
    let is_reference = after.first().is_some_and(u8::is_ascii_digit);
    let text = rest.get(..length).and_then(|text| std::str::from_utf8(text).ok());
    Some(text.and_then(|text| text.parse().ok()).filter(|_| !is_reference).unwrap_or(f64::NAN))
}

fn predictors(bytes: &mut Cow<'_, [u8]>, refused: &mut Vec<Refused>) {
    let Some(name) = PREDICTOR.as_ref() else { return };
    let found: Vec<usize> = name.find_iter(bytes).map(|found| found.start()).collect();
    for at in found {
        let (begin, end) = around(bytes, at, b"<<", b">>");
        let piece = bytes.get(begin..end).unwrap_or_default();
        let of = |name: &str, usual: f64| number(piece, name.as_bytes()).unwrap_or(usual);
        let parms =
            (of("/Predictor", 1.0), of("/Colors", 1.0), of("/BitsPerComponent", 8.0), of("/Columns", 1.0));
        let is_direct = !(parms.0.is_nan() || parms.1.is_nan() || parms.2.is_nan() || parms.3.is_nan());
        // What stands elsewhere is looked at where the stream is: but for streams that are decoded before that.
        let is_needed_early = || {
            let (begin, end) = around(bytes, at, b"obj", b"stream");
            let dict = bytes.get(begin..end).unwrap_or_default();
            [b"/ObjStm".as_slice(), b"/XRef"]
                .iter()
                .any(|kind| dict.windows(kind.len()).any(|word| word == *kind))
        };
        let is_refused =
            if is_direct { is_impossible(parms.0, parms.1, parms.2, parms.3) } else { is_needed_early() };
        if is_refused {
            let object = object_around(bytes, at).map_or(0, |(object, _)| object);
            blot(bytes, at);
            let what = "its predictor has impossible parameters".to_owned();
            refused.push(Refused { object, what, concerns_all: object == 0 });
        }
    }
}

fn pictures(bytes: &mut Cow<'_, [u8]>, refused: &mut Vec<Refused>) {
    let Some(name) = WIDTH.as_ref() else { return };
    let found: Vec<usize> = name.find_iter(bytes).map(|found| found.start()).collect();
    for at in found {
        let (begin, end) = around(bytes, at, b"obj", b"stream");
        let piece = bytes.get(begin..end).unwrap_or_default();
        let of = |name: &str| number(piece, name.as_bytes()).filter(|side| !side.is_nan()).unwrap_or(0.0);
        let pixels = of("/Width").max(of("/Columns")) * of("/Height").max(of("/Rows"));
        let Some(width) = piece.windows(6).position(|six| six == b"/Width") else { continue };
        if pixels > MOST_PIXELS {
            let object = object_around(bytes, at).map_or(0, |(object, _)| object);
            blot(bytes, begin + width);
            let what = format!("it is a picture of impossible size ({pixels:.0} pixels), and left out");
            refused.push(Refused { object, what, concerns_all: object == 0 });
        }
    }
}

/// Flattens dictionaries that stand in each other deeper than any real ones: for each of them the library would look at the
/// hundreds inside it again, wherever it looks for objects.
fn nested(bytes: &mut Cow<'_, [u8]>, refused: &mut Vec<Refused>) {
    let mut runs: Vec<Vec<usize>> = Vec::new();
    let mut run: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memmem::find(rest, b"<<")) {
        let begin = at + found;
        let is_inside = run.last().is_some_and(|last| {
            let between = bytes.get(*last + 2..begin).unwrap_or_default();
            between.len() <= NEAR && memchr::memmem::find(between, b">>").is_none()
        });
        if !is_inside {
            let ended = std::mem::take(&mut run);
            if ended.len() > MOST_DEPTH {
                runs.push(ended);
            }
        }
        run.push(begin);
        at = begin + 2;
    }
    if run.len() > MOST_DEPTH {
        runs.push(run);
    }
    for run in runs {
        let object =
            run.first().and_then(|first| object_around(bytes, *first)).map_or(0, |(object, _)| object);
        let what = format!("dictionaries stand in each other {} levels deep", run.len());
        refused.push(Refused { object, what, concerns_all: true });
        let bytes = bytes.to_mut();
        for begin in run.into_iter().skip(MOST_DEPTH) {
            if let Some(opening) = bytes.get_mut(begin..begin + 2) {
                opening.fill(b' ');
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> (String, Vec<Refused>) {
        let (bytes, refused) = refuse(text.as_bytes());
        (String::from_utf8(bytes.into_owned()).unwrap(), refused)
    }

    #[test]
    fn impossible_predictors_are_made_unknown_in_their_place() {
        let sane = "7 0 obj\n<</DecodeParms<</Columns 5/Predictor 12>>/Type/XRef>>stream\n";
        assert_eq!(refused(sane), (sane.to_owned(), Vec::new()));
        let (text, told) =
            refused("7 0 obj\n<</DecodeParms<</Columns 4294967295/Predictor 12>>/Length 5>>stream\n");
        assert!(text.contains("/?redictor 12") && told[0].object == 7, "{text}");
        let elsewhere = "7 0 obj\n<</DecodeParms<</Columns 9 0 R/Predictor 12>>/Length 5>>stream\n";
        assert!(refused(elsewhere).1.is_empty(), "looked at where the stream is");
        assert_eq!(refused(&elsewhere.replace("/Length 5", "/Type/ObjStm")).1.len(), 1);
    }

    #[test]
    fn pictures_of_impossible_size_are_made_unknown() {
        let of = |size: &str| refused(&format!("5 0 obj <</Subtype/Image/{size}>>stream\n"));
        assert!(of("Width 10000/Height 14000").1.is_empty());
        let (text, told) = of("Width 1000000/Height 1000000");
        assert!(text.contains("/?idth") && told[0].object == 5);
        assert_eq!(of("Height 20000/Width 8/DecodeParms<</Columns 1000000>>").1.len(), 1);
    }

    #[test]
    fn dictionaries_in_each_other_are_flattened() {
        let deep = |depth: usize| format!("2 0 obj\n<</A 1{}{}>>", "/Z <<".repeat(depth), ">>".repeat(depth));
        assert!(refused(&deep(100)).1.is_empty());
        let (text, told) = refused(&deep(5_000));
        assert_eq!((text.matches("<<").count(), told.len()), (MOST_DEPTH, 1));
    }
}
