//! Decodes the bytes of a web page: by its mark, by its declaration where the bytes do not contradict it, else by the bytes.
//!
//! Pages of governments say `gb2312` and hold characters of GB18030, which contains it; templates declare UTF-8 around
//! text of GBK, and the reverse.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// First bytes in which a declaration is looked for. The standard says 1,024; pages with scripts above it are not rare.
const DECLARATION: usize = 8_192;
/// One in so many sequences of UTF-8 may be broken: text is cut in the middle of a character more often than pages are in
/// another encoding and look like UTF-8.
const BROKEN: usize = 50;
/// So many characters beyond ASCII that are all good UTF-8 are that and nothing else.
const SURE: usize = 8;

/// A page as text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    /// Its characters.
    pub(super) text: String,
    /// Number of characters that could not be decoded.
    pub(super) lost: usize,
    /// Name of the encoding.
    pub(super) encoding: &'static str,
}

/// Decodes a page.
pub(super) fn decode(bytes: &[u8]) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decode_as(encoding, bytes.get(mark..).unwrap_or_default());
    }
    decode_as(utf16_without_mark(bytes).unwrap_or_else(|| choose(bytes)), bytes)
}

fn decode_as(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, has_errors) = encoding.decode_without_bom_handling(bytes);
    let lost = if has_errors { text.matches(char::REPLACEMENT_CHARACTER).count() } else { 0 };
    Decoded { text: text.into_owned(), lost, encoding: encoding.name() }
}

/// UTF-16 is known by the zeros of its ASCII characters.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes.get(..4)? {
        [a, 0, b, 0] if *a != 0 && *b != 0 => Some(UTF_16LE),
        [0, a, 0, b] if *a != 0 && *b != 0 => Some(UTF_16BE),
        _ => None,
    }
}

fn choose(bytes: &[u8]) -> &'static Encoding {
    let declared = declared(bytes.get(..DECLARATION).unwrap_or(bytes));
    let utf8 = Utf8::of(bytes);
    if utf8.broken == 0 && (utf8.good >= SURE || declared.is_none_or(|declared| declared == UTF_8)) {
        return UTF_8;
    }
    if declared == Some(UTF_8) && utf8.broken.saturating_mul(BROKEN) <= utf8.good {
        return UTF_8;
    }
    let faults = |encoding: &'static Encoding| decode_as(encoding, bytes).lost;
    let (gb, big5) = (faults(GB18030), faults(BIG5));
    match declared {
        // A declaration is believed where nothing speaks against it more than against others.
        Some(declared) if declared == BIG5 && big5 <= gb => BIG5,
        Some(declared) if declared == GB18030 && gb <= big5 => {
            if gb == 0 {
                GB18030
            } else {
                likelier(bytes, gb, big5)
            }
        }
        // Names of western encodings are what servers and editors put there; what is left is believed where it fits.
        Some(declared) if !is_chinese(declared) && declared != UTF_8 && !is_western(declared) => {
            if faults(declared) == 0 { declared } else { likelier(bytes, gb, big5) }
        }
        _ if utf8.broken.saturating_mul(BROKEN) <= utf8.good => UTF_8,
        _ => likelier(bytes, gb, big5),
    }
}

/// GB18030 or Big5: that with fewer faults, else what the frequency of characters says, else GB18030.
fn likelier(bytes: &[u8], gb: usize, big5: usize) -> &'static Encoding {
    match gb.cmp(&big5) {
        std::cmp::Ordering::Less => GB18030,
        std::cmp::Ordering::Greater => BIG5,
        std::cmp::Ordering::Equal => {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            detector.feed(bytes, true);
            if detector.guess(None, Utf8Detection::Deny) == BIG5 { BIG5 } else { GB18030 }
        }
    }
}

fn is_chinese(encoding: &'static Encoding) -> bool {
    encoding == GB18030 || encoding == BIG5
}

fn is_western(encoding: &'static Encoding) -> bool {
    let name = encoding.name();
    name.starts_with("windows-125") || name.starts_with("ISO-8859") || name == "macintosh"
}

/// The declared encoding: `charset=` in `<meta>`, or `encoding=` of a declaration of XML.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let xml = head.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split("?>").next());
    let of_xml = xml.and_then(|xml| label(xml, "encoding"));
    let of_meta = || head.split("<meta").skip(1).find_map(|rest| label(rest.split('>').next()?, "charset"));
    let encoding = of_xml.or_else(of_meta)?;
    // `gb2312` and `gbk` are subsets of GB18030; who declares UTF-16 in ASCII means UTF-8.
    match encoding.name() {
        "GBK" => Some(GB18030),
        "UTF-16LE" | "UTF-16BE" => Some(UTF_8),
        _ => Some(encoding),
    }
}

fn label(text: &str, key: &str) -> Option<&'static Encoding> {
    text.match_indices(key).find_map(|(at, _)| {
        let rest = text.get(at + key.len()..)?.trim_start().strip_prefix('=')?;
        let rest = rest.trim_start().trim_start_matches(['"', '\'']);
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.')));
        Encoding::for_label(rest.get(..end.unwrap_or(rest.len()))?.as_bytes())
    })
}

/// How much of the bytes is UTF-8.
struct Utf8 {
    /// Characters beyond ASCII.
    good: usize,
    broken: usize,
}

impl Utf8 {
    fn of(bytes: &[u8]) -> Self {
        let mut counts = Self { good: 0, broken: 0 };
        for chunk in bytes.utf8_chunks() {
            counts.good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
            counts.broken += usize::from(!chunk.invalid().is_empty());
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAINLAND: &str = "<p>汾阳市财政局2023年度部门决算公开，单位：万元</p>";
    const TAIWAN: &str = "<p>臺北市財政局歲入歲出決算表，單位：新臺幣元，本年度決算數</p>";

    fn page(declared: &str, text: &str, encoding: &'static Encoding) -> Decoded {
        let text = format!("<html><head><meta charset=\"{declared}\"></head>{text}</html>");
        decode(&encoding.encode(&text).0)
    }

    #[test]
    fn declarations_are_believed_where_the_bytes_do_not_contradict_them() {
        for declared in ["gb2312", "GBK", "utf-8", "iso-8859-1", "none", "gb18030"] {
            for encoding in [GB18030, UTF_8] {
                let decoded = page(declared, MAINLAND, encoding);
                assert_eq!((decoded.encoding, decoded.lost), (encoding.name(), 0), "{declared}");
                assert!(decoded.text.contains("部门决算公开"));
            }
        }
        for declared in ["big5", "utf-8", "none"] {
            assert_eq!(page(declared, TAIWAN, BIG5).encoding, "Big5", "{declared}");
        }
        assert!(page("gb2312", "<p>镕𠮷</p>", GB18030).text.contains("镕𠮷"));
        assert_eq!(page("shift_jis", "<p>決算の表</p>", encoding_rs::SHIFT_JIS).encoding, "Shift_JIS");
    }

    #[test]
    fn declarations_stand_in_attributes_of_meta_and_in_xml() {
        let name = |head: &str| declared(head.as_bytes()).map(Encoding::name);
        let http = "<META http-equiv=Content-Type content='text/html; charset = gb2312'>";
        assert_eq!(name(http), Some("gb18030"));
        assert_eq!(name("<?xml version='1.0' encoding='big5'?><html>"), Some("Big5"));
        assert_eq!(name("<script>charset=big5</script>"), None);
    }

    #[test]
    fn marks_and_zeros_tell_utf_16_and_broken_characters_are_counted() {
        let utf16: Vec<u8> = "<p>决算</p>".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&utf16).text, "<p>决算</p>");
        let marked: Vec<u8> = "\u{feff}<p>决</p>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&marked).text, "<p>决</p>");
        let mut bytes = MAINLAND.repeat(5).into_bytes();
        bytes.truncate(bytes.len() - 5);
        let decoded = decode(&bytes);
        assert_eq!((decoded.encoding, decoded.lost), ("UTF-8", 1));
    }
}
