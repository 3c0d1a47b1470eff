//! Finds in the bytes of a PDF what can be damaged: streams and what they hold, cross-reference tables, and the plain
//! bytes between. What it does not find is plain.

use std::fmt;
use std::io::Read;
use std::ops::Range;
use std::sync::LazyLock;

use regex::bytes::Regex;

/// What a damaged byte belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    Anywhere,
    /// Contents of pages and form XObjects.
    Contents,
    ObjectStreams,
    /// Cross-reference tables and streams.
    CrossReferences,
    /// Font programs, and glyphs of Type 3 fonts.
    Fonts,
    CharacterMaps,
    Pictures,
    OtherStreams,
    /// All that is neither in a stream nor in a cross-reference table.
    Plain,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Anywhere => "anywhere",
            Self::Contents => "contents of pages",
            Self::ObjectStreams => "object streams",
            Self::CrossReferences => "cross-references",
            Self::Fonts => "fonts",
            Self::CharacterMaps => "character maps",
            Self::Pictures => "pictures",
            Self::OtherStreams => "other streams",
            Self::Plain => "plain bytes",
        })
    }
}

/// Part of a file that is damaged as one.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) place: Place,
    pub(crate) bytes: Range<usize>,
    /// Its bytes have a checksum: the one of Flate.
    pub(crate) checked: bool,
    /// What it holds, where that is one zlib stream and nothing else.
    pub(crate) inflated: Option<Vec<u8>>,
}

static STREAM: LazyLock<Regex> = LazyLock::new(|| Regex::new(r">>\s*stream\r?\n").unwrap());
static LENGTH: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"/Length (\d+)( \d+ R)?").unwrap());
static TABLE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[\r\n]xref\s[0-9\s]*(?:\d{10} \d{5} [nf]\s+)+").unwrap());
static PICTURE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"/Subtype ?/Image\b").unwrap());
static CONTENTS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\s(Tf|re|Do|cm|l)\s").unwrap());
static GLYPH: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^[-0-9. ]+ d[01]\s").unwrap());

/// Gives the parts of a file in their order, without gaps.
pub(crate) fn find_parts(file: &[u8]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut from = 0;
    let mut search = from;
    while let Some(found) = STREAM.find_at(file, search) {
        search = found.end();
        // Without a length that fits it is left with what is plain.
        let Some(end) = length(file, found.start()).and_then(|length| found.end().checked_add(length)) else {
            continue;
        };
        if end > file.len() {
            continue;
        }
        let data = found.end()..end;
        search = end;
        plain(file, from..data.start, &mut parts);
        parts.push(stream(file, dictionary(file, found.start()), data.clone()));
        from = data.end;
    }
    plain(file, from..file.len(), &mut parts);
    parts
}

/// Gives the dictionary that ends at a position.
fn dictionary(file: &[u8], end: usize) -> &[u8] {
    let from = file[..end].windows(4).rposition(|bytes| bytes == b" obj").unwrap_or(0);
    &file[from..end]
}

/// Looks up the length of the stream whose dictionary ends at a position.
fn length(file: &[u8], end: usize) -> Option<usize> {
    let number = |bytes: &[u8]| std::str::from_utf8(bytes).ok()?.parse::<usize>().ok();
    let captures = LENGTH.captures(dictionary(file, end))?;
    let direct = number(&captures[1])?;
    if captures.get(2).is_none() {
        return Some(direct);
    }
    let object = Regex::new(&format!(r"[\r\n]{direct} 0 obj\s+(\d+)\s")).unwrap();
    number(&object.captures(file)?[1])
}

fn stream(file: &[u8], dictionary: &[u8], bytes: Range<usize>) -> Part {
    let has = |word: &str| dictionary.windows(word.len()).any(|window| window == word.as_bytes());
    let mut inflated = Vec::new();
    let flate = has("/FlateDecode");
    let inflates = flate
        && flate2::read::ZlibDecoder::new(&file[bytes.clone()]).read_to_end(&mut inflated).is_ok()
        && !inflated.is_empty();
    let place = if has("/XRef") {
        Place::CrossReferences
    } else if has("/ObjStm") {
        Place::ObjectStreams
    } else if PICTURE.is_match(dictionary) {
        Place::Pictures
    } else if has("/Length1") || has("/CIDFontType0C") || has("/Type1C") || GLYPH.is_match(&inflated) {
        Place::Fonts
    } else if inflated.windows(9).any(|window| window == b"begincmap") {
        Place::CharacterMaps
    } else if has("/ASCII85Decode") || has("/Form") || has("/Predictor") || CONTENTS.is_match(&inflated) {
        Place::Contents
    } else {
        Place::OtherStreams
    };
    // A predictor's rows could be changed as well, but their filters would have to fit.
    let inflated = Some(inflated).filter(|_| inflates && !has("/DecodeParms"));
    Part { place, bytes, checked: flate, inflated }
}

fn plain(file: &[u8], range: Range<usize>, parts: &mut Vec<Part>) {
    let part = |place, bytes| Part { place, bytes, checked: false, inflated: None };
    let mut from = range.start;
    for table in TABLE.find_iter(&file[range.clone()]) {
        let table = range.start + table.start()..range.start + table.end();
        parts.push(part(Place::Plain, from..table.start));
        from = table.end;
        parts.push(part(Place::CrossReferences, table));
    }
    parts.push(part(Place::Plain, from..range.end));
}

#[test]
fn parts_are_found() {
    let file = b"%PDF-1.4\n1 0 obj\n<</Length 2 0 R>>\nstream\nq 1 0 0 1 0 0 cm Q\nendstream\nendobj\n2 0 obj\n18\nendobj\n\
        xref\n0 1\n0000000000 65535 f \ntrailer\n<<>>\n";
    let places: Vec<_> = find_parts(file).into_iter().map(|part| (part.place, part.bytes)).collect();
    let expected = [
        (Place::Plain, 0..42),
        (Place::OtherStreams, 42..60),
        (Place::Plain, 60..95),
        (Place::CrossReferences, 95..125),
        (Place::Plain, 125..138),
    ];
    assert_eq!(places, expected);
}
