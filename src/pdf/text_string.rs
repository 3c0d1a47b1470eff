//! Decodes the text strings of PDFs: UTF-16 or UTF-8 where they begin with its mark, else PDFDocEncoding; and what maps of
//! fonts say.

use hayro_interpret::hayro_cmap::BfString;

/// Characters of PDFDocEncoding from 0x18 to 0x1f, where it is not Latin 1.
const ACCENTS: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
/// Characters of PDFDocEncoding from 0x80 to 0xa0.
const SIGNS: [char; 33] = [
    '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ', 'ﬂ',
    'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{fffd}', '€',
];

/// Text of a string.
pub(super) fn text(bytes: &[u8]) -> String {
    unicode(bytes).unwrap_or_else(|| bytes.iter().map(|byte| doc_char(*byte)).collect())
}

/// Text of a string that says that it is Unicode.
pub(super) fn unicode(bytes: &[u8]) -> Option<String> {
    let text = match bytes {
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => return None,
    };
    Some(without_language(&text))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| match pair {
        [a, b] => unit([*a, *b]),
        _ => 0xfffd,
    });
    char::decode_utf16(units).map(|ch| ch.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// The name of a language may stand between two escape characters.
fn without_language(text: &str) -> String {
    text.split('\u{1b}').step_by(2).collect()
}

fn doc_char(byte: u8) -> char {
    let at = |table: &[char], from: u8| {
        table.get(usize::from(byte - from)).copied().unwrap_or(char::REPLACEMENT_CHARACTER)
    };
    match byte {
        0x18..=0x1f => at(&ACCENTS, 0x18),
        0x80..=0xa0 => at(&SIGNS, 0x80),
        _ => char::from(byte),
    }
}

/// What a font's map says of a code: a character, or several for a ligature.
pub(super) fn bf_text(text: BfString) -> String {
    match text {
        BfString::Char(ch) => ch.to_string(),
        BfString::String(string) => string,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_of_a_text_string_is_read() {
        assert_eq!(text(b"\xfe\xff\x51\xb3\x7b\x97"), "决算");
        assert_eq!(text(b"\xff\xfe\xb3\x51\x97\x7b"), "决算");
        assert_eq!(text("\u{feff}决算".as_bytes()), "决算");
        assert_eq!(text(b"\x8a1,286.50 \x85 \xa5"), "−1,286.50 – ¥");
        assert_eq!(text(b"\xfe\xff\x00\x1bzh\x00\x1b\x51\xb3".as_slice()).chars().count(), 1);
        assert_eq!(unicode(b"a.pdf"), None);
    }
}
