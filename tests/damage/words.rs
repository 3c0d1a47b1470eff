//! Damages what is written in words: dictionaries, and the contents of streams that are compressed again.

use std::ops::Range;
use std::sync::LazyLock;

use regex::bytes::{Captures, Regex};

use crate::mutant::{Change, Damage};
use crate::seed::Random;

const DAMAGES: [Damage; 5] = [Damage::Number, Damage::Number, Damage::Name, Damage::Bracket, Damage::Entry];

/// Entries that no dictionary should have; one of the same name may be there already.
const ENTRIES: [&str; 16] = [
    "/DecodeParms<</Predictor 12/Columns 2147483647/Colors 32>>",
    "/DecodeParms<</Predictor 15/Columns 0>>",
    "/DecodeParms<</Predictor 2/Columns 4294967295/BitsPerComponent 16>>",
    "/DecodeParms[<</Predictor 12/Colors 0>>null]",
    "/Filter/LZWDecode",
    "/Filter[/FlateDecode/FlateDecode]",
    "/Filter/Crypt",
    "/W[0 4294967295 500]",
    "/W2[0 4294967295 1 2 3]",
    "/Width 4294967295/Height 4294967295/BitsPerComponent 16",
    "/Matrix[0 0 0 0 0 0]",
    "/MediaBox[0 0 1e30 -1e30]",
    "/UserUnit 1e20",
    "/Rotate 4294967295",
    "/FirstChar -4294967295/LastChar 4294967295",
    "/Contents[1 0 R 2 0 R 3 0 R 4 0 R 5 0 R 6 0 R 7 0 R]",
];

/// Keys and filters that say how streams are stored. Where they or their numbers are wrong, so is what comes out.
const OF_STORAGE: [&[u8]; 11] = [
    b"Length",
    b"Filter",
    b"FlateDecode",
    b"ASCII85Decode",
    b"DecodeParms",
    b"Predictor",
    b"Columns",
    b"Colors",
    b"BitsPerComponent",
    b"N",
    b"First",
];

static KNOWN_NUMBER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"/([A-Z][A-Za-z0-9]*)\s*\[?\s*(-?\d+)").unwrap());
static NUMBER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"()(-?\d*\.?\d+)").unwrap());
static NAME: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"()/([A-Za-z0-9+]+)").unwrap());
static OPENING: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(obj\s?|)(<<)").unwrap());
static BRACKET: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"()(<<|>>|[\[\]<>()])").unwrap());
static OFFSET: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(\d{10}) \d{5} n|startxref\s+(\d+)").unwrap());

/// Damaged word.
pub(crate) struct Word {
    pub(crate) damage: Damage,
    pub(crate) change: Change,
    /// It says how a stream is stored.
    pub(crate) of_storage: bool,
}

/// Changes a number or a name, adds an entry to a dictionary, or takes a bracket away; `None` where there is none.
pub(crate) fn change_word(random: &mut Random, bytes: &[u8], within: Range<usize>) -> Option<Word> {
    let damage = DAMAGES[random.below(DAMAGES.len())];
    let known = random.below(4) != 0;
    let words = match damage {
        Damage::Number if known => &KNOWN_NUMBER,
        Damage::Number => &NUMBER,
        Damage::Name => &NAME,
        Damage::Entry => &OPENING,
        _ => &BRACKET,
    };
    let found: Vec<_> = words.captures_iter(&bytes[within.clone()]).collect();
    // Keys that are rare are drawn as often as others, and dictionaries in others as often as objects.
    let mut keys: Vec<&[u8]> = found.iter().map(|captures| captures.get(1).unwrap().as_bytes()).collect();
    keys.sort_unstable();
    keys.dedup();
    let key = *keys.get(random.below(keys.len().max(1)))?;
    let found: Vec<_> = found.iter().filter(|captures| &captures[1] == key).collect();
    let captures = found[random.below(found.len())];
    let word = captures.get(2)?;
    let new = match damage {
        Damage::Number => number(random, word.as_bytes()),
        Damage::Name => name(random, word.as_bytes()),
        Damage::Entry => format!("<<{}", ENTRIES[random.below(ENTRIES.len())]).into_bytes(),
        _ => Vec::new(),
    };
    let said = if damage == Damage::Number { &captures[1] } else { word.as_bytes() };
    let range = within.start + word.start()..within.start + word.end();
    Some(Word { damage, change: (range, new), of_storage: OF_STORAGE.contains(&said) })
}

/// Sets right the cross-reference table, and where it stands, after what is behind `end` moved: only what was meant to
/// be wrong is wrong. Cross-reference streams stay as they are.
pub(crate) fn with_offsets_moved(file: &[u8], end: usize, by: i64) -> Vec<u8> {
    let moved = |captures: &Captures<'_>| {
        let number = captures.get(1).or(captures.get(2)).unwrap();
        let offset: i64 = std::str::from_utf8(number.as_bytes()).unwrap().parse().unwrap();
        let moved = if offset >= end as i64 { offset + by } else { offset };
        let all = &captures[0];
        let digits = number.len();
        let (before, after) = (number.start() - captures.get(0).unwrap().start(), number.end());
        let after = &all[after - captures.get(0).unwrap().start()..];
        [&all[..before], format!("{moved:0digits$}").as_bytes(), after].concat()
    };
    OFFSET.replace_all(file, moved).into_owned()
}

fn number(random: &mut Random, old: &[u8]) -> Vec<u8> {
    let old: i64 = std::str::from_utf8(old).ok().and_then(|text| text.parse().ok()).unwrap_or(0);
    let new = match random.below(12) {
        0 => return b"99999999999999999999".to_vec(),
        1 => return b"0.0000001".to_vec(),
        2 => 0,
        3 => -1,
        4 => i64::from(i32::MAX),
        5 => i64::from(u32::MAX),
        6 => i64::MAX,
        7 => old.saturating_add(1),
        8 => old.saturating_sub(1),
        9 => old.saturating_mul(-1),
        10 => old.saturating_mul(1000),
        _ => i64::try_from(random.below(1000)).unwrap(),
    };
    new.to_string().into_bytes()
}

fn name(random: &mut Random, old: &[u8]) -> Vec<u8> {
    const OTHERS: [&[u8]; 8] =
        [b"X", b"Page", b"Pages", b"LZWDecode", b"Font", b"ObjStm", b"Identity-H", b"ASCIIHexDecode"];
    let mut new = old.to_vec();
    match random.below(3) {
        0 => OTHERS[random.below(OTHERS.len())].to_vec(),
        1 => {
            let at = random.below(new.len());
            new[at] = b'a' + u8::try_from(random.below(26)).unwrap();
            new
        }
        _ => {
            new.truncate(random.below(new.len()));
            new
        }
    }
}

#[test]
fn offsets_follow_what_was_added() {
    let file = b"1 0 obj\nendobj\nxref\n0 2\n0000000000 65535 f \n0000000000 00000 n \n0000000015 00000 n \nstartxref\n15\n%%EOF";
    let moved = with_offsets_moved(file, 10, 5);
    let expected = b"1 0 obj\nendobj\nxref\n0 2\n0000000000 65535 f \n0000000000 00000 n \n0000000020 00000 n \nstartxref\n20\n%%EOF";
    assert_eq!(moved.escape_ascii().to_string(), expected.escape_ascii().to_string());
}
