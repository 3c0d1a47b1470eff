//! Looks for damage in dictionaries: the library passes over what is no entry, and a key that is misspelt is one that is not
//! there.

use hayro_syntax::object::{Dict, MaybeRef, Name, Object};
use hayro_syntax::reader::{Reader, ReaderExt};

use super::refuse::BLOT;

/// Keys on which it depends what a page shows. A key that is none that is known, and one of these but for one byte, is damaged.
const KEYS: [&str; 38] = [
    "Contents",
    "Resources",
    "MediaBox",
    "CropBox",
    "Rotate",
    "UserUnit",
    "Annots",
    "Parent",
    "Type",
    "Font",
    "XObject",
    "ExtGState",
    "Pattern",
    "ColorSpace",
    "Shading",
    "Subtype",
    "BaseFont",
    "Encoding",
    "ToUnicode",
    "DescendantFonts",
    "FontDescriptor",
    "FirstChar",
    "LastChar",
    "Widths",
    "CharProcs",
    "FontMatrix",
    "CIDSystemInfo",
    "CIDToGIDMap",
    "Filter",
    "DecodeParms",
    "Length",
    "Matrix",
    "BBox",
    "Predictor",
    "Columns",
    "Colors",
    "BitsPerComponent",
    "Differences",
];
/// Keys that are known and like others.
const ALIKE: [&str; 4] = ["FontFile", "FontFile2", "FontFile3", "Properties"];
/// Short keys of a field that is shown on a page (ISO 32000-2, 12.5 and 12.7).
const SHORT_OF_FIELDS: [&str; 34] = [
    "P", "NM", "DR", "M", "F", "AP", "AS", "C", "OC", "AF", "ca", "CA", "BM", "T", "H", "MK", "A", "AA",
    "BS", "FT", "TU", "TM", "Ff", "V", "DV", "DA", "Q", "DS", "RV", "Opt", "TI", "I", "BE", "RC",
];
/// Short keys of a font in a composite font.
const SHORT_OF_FONTS: [&str; 4] = ["W", "DW", "W2", "DW2"];
/// Bytes of the shortest of these keys.
const SHORTEST: usize = 4;
/// Bytes of a short key, of which hardly any is private.
const SHORT: usize = 2;

/// What is damaged of a dictionary.
pub(super) fn damaged(dict: &Dict<'_>) -> Option<String> {
    if !is_clean(dict.data()) {
        return Some("its entries are damaged".to_owned());
    }
    let is_known = |name: &[u8]| KEYS.iter().chain(&ALIKE).any(|key| key.as_bytes() == name);
    let is_damaged = |name: &Name<'_>| {
        let name: &[u8] = name.as_ref();
        name.len() >= SHORTEST
            && !is_known(name)
            && !name.starts_with(BLOT)
            && KEYS.iter().any(|key| is_near(name, key) && !dict.contains_key(key))
    };
    dict.keys().find(is_damaged).map(|name| in_words(&name))
}

/// A short key of a field that no field has.
pub(super) fn damaged_in_field(field: &Dict<'_>) -> Option<String> {
    unknown_short(field, &SHORT_OF_FIELDS)
}

/// A short key of a font in a composite font that no such font has.
pub(super) fn damaged_in_font(font: &Dict<'_>) -> Option<String> {
    unknown_short(font, &SHORT_OF_FONTS)
}

fn unknown_short(dict: &Dict<'_>, known: &[&str]) -> Option<String> {
    let is_unknown = |name: &Name<'_>| {
        name.as_ref().len() <= SHORT && !known.iter().any(|known| known.as_bytes() == name.as_ref())
    };
    dict.keys().find(is_unknown).map(|name| in_words(&name))
}

fn in_words(name: &Name<'_>) -> String {
    format!("its key {} is damaged", name.as_str().escape_default())
}

/// Whether the bytes of a dictionary are keys and values in turn. The library passes over what is neither.
fn is_clean(bytes: &[u8]) -> bool {
    let mut reader = Reader::new(bytes);
    // Those of a picture in contents have no brackets.
    if reader.forward_tag(b"<<").is_none() {
        return true;
    }
    loop {
        reader.skip_white_spaces_and_comments();
        if reader.forward_tag(b">>").is_some() {
            return true;
        }
        if reader.skip::<Name<'_>>(false).is_none() {
            return false;
        }
        reader.skip_white_spaces_and_comments();
        let begin = reader.peek_byte();
        let is_value = begin.is_some_and(|byte| b"/<([+-.tfn".contains(&byte) || byte.is_ascii_digit());
        if begin == Some(b'[')
            && let Some(end) = end_of_numbers(bytes, reader.offset())
        {
            reader.jump(end);
            continue;
        }
        if !is_value || reader.skip::<MaybeRef<Object<'_>>>(false).is_none() {
            return false;
        }
    }
}

/// The end of an array of numbers, which widths are thousands of; `None` where it holds something else.
fn end_of_numbers(bytes: &[u8], begin: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in bytes.iter().enumerate().skip(begin) {
        match byte {
            b'[' => depth += 1,
            b']' => depth = depth.checked_sub(1)?,
            byte if byte.is_ascii_digit() || byte.is_ascii_whitespace() || b".-".contains(byte) => {}
            _ => return None,
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

/// Whether a name is a key with one byte changed.
pub(super) fn is_near(name: &[u8], key: &str) -> bool {
    key.len() == name.len() && key.bytes().zip(name).filter(|(a, b)| a != *b).count() == 1
}

#[cfg(test)]
mod tests {
    use hayro_syntax::object::FromBytes;

    use super::*;

    fn of(dict: &str) -> bool {
        damaged(&Dict::from_bytes(dict.as_bytes()).unwrap()).is_some()
    }

    #[test]
    fn keys_that_are_one_byte_off_are_damaged() {
        assert!(!of("<</Type /Page /Contents 4 0 R /Resources <<>> /CSp /x>>"));
        assert!(of("<</Contgnts 4 0 R>>") && of("<</Resourcer <<>>>>"));
        assert!(!of("<</FontFile 1 0 R /FontFile3 2 0 R /Length1 5 /Length 4>>"));
    }

    #[test]
    fn what_is_no_entry_is_damage() {
        assert!(!of("<</A 1 /B (x) /C<</D[1 2 0 R]>>%note\n/E true/F null /G -.5 /H<00>>>"));
        assert!(!is_clean(b"<</A 1 .F 4 /B 2>>") && !is_clean(b"<</A 1 0 S /B 2>>"));
    }

    #[test]
    fn short_keys_of_fields_are_known() {
        let field =
            |text: &'static str| damaged_in_field(&Dict::from_bytes(text.as_bytes()).unwrap()).is_some();
        assert!(!field("<</FT /Tx /T (a) /V (1) /F 4 /AP <<>> /Rect [0 0 1 1]>>"));
        assert!(field("<</FT /Tx /W (1)>>") && field("<</BP <<>>>>"));
        assert!(damaged_in_font(&Dict::from_bytes(b"<</V [1 [500]] /DW 1000>>").unwrap()).is_some());
    }
}
