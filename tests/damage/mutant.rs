//! Damages a document: what, where and how is drawn by chance from a seed.
//!
//! Bytes with a checksum (compressed streams), cross-references and the length of the file can tell that they were
//! damaged: of these each change of an amount has to be told. A byte of a dictionary cannot, where it makes another
//! valid one: another width, another reference. The same goes for streams whose content was changed and that were
//! compressed again. These are other documents, and have only to be read without a fault of the program.

use std::fmt;
use std::ops::Range;
use std::sync::LazyLock;

use regex::bytes::Regex;

use crate::places::{Part, Place};
use crate::program::Reading;
use crate::reseal::compress_to;
use crate::seed::Random;

/// Document that is damaged.
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) parts: Vec<Part>,
    /// What the program makes of it as it is.
    pub(crate) reading: Reading,
}

/// What is done to the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Damage {
    Bit,
    Byte,
    Zeros,
    Noise,
    CutOut,
    Doubled,
    CutOff,
    Exchanged,
    Number,
    Name,
    Bracket,
    Entry,
    Resealed,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Bit => "one bit",
            Self::Byte => "one byte",
            Self::Zeros => "a sector of zeros",
            Self::Noise => "a sector of noise",
            Self::CutOut => "a run cut out",
            Self::Doubled => "a run doubled",
            Self::CutOff => "the end cut off",
            Self::Exchanged => "two blocks exchanged",
            Self::Number => "a number changed",
            Self::Name => "a name changed",
            Self::Bracket => "a bracket removed",
            Self::Entry => "an entry added",
            Self::Resealed => "changed and resealed",
        })
    }
}

/// Damage of any bytes.
const OF_BYTES: [Damage; 8] = [
    Damage::Bit,
    Damage::Byte,
    Damage::Zeros,
    Damage::Noise,
    Damage::CutOut,
    Damage::Doubled,
    Damage::CutOff,
    Damage::Exchanged,
];
/// Damage of what is written in words.
const OF_WORDS: [Damage; 5] = [Damage::Number, Damage::Number, Damage::Name, Damage::Bracket, Damage::Entry];

/// How often each place is damaged.
const PLACES: [(Place, usize); 9] = [
    (Place::Anywhere, 4),
    (Place::Contents, 4),
    (Place::ObjectStreams, 2),
    (Place::CrossReferences, 2),
    (Place::Fonts, 2),
    (Place::CharacterMaps, 2),
    (Place::Pictures, 1),
    (Place::OtherStreams, 1),
    (Place::Plain, 4),
];

const SECTOR: usize = 512;
const LONGEST_RUN: usize = 2000;
/// Of so many damaged streams one is resealed.
const RESEALED: usize = 4;

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

/// Numbers that say how streams are stored. Where they are wrong, so is what comes out.
const OF_STREAMS: [&[u8]; 7] =
    [b"Length", b"Predictor", b"Columns", b"Colors", b"BitsPerComponent", b"N", b"First"];

static KNOWN_NUMBER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"/([A-Z][A-Za-z0-9]*)\s*\[?\s*(-?\d+)").unwrap());
static NUMBER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"()(-?\d*\.?\d+)").unwrap());
static NAME: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"()/([A-Za-z0-9+]+)").unwrap());
static OPENING: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(obj\s?|)(<<)").unwrap());
static BRACKET: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"()(<<|>>|[\[\]<>()])").unwrap());

/// Damaged document.
#[derive(Debug)]
pub(crate) struct Mutant {
    pub(crate) seed: u64,
    /// Index of the document among the sources.
    pub(crate) source: usize,
    pub(crate) place: Place,
    pub(crate) damage: Damage,
    /// First damaged byte.
    pub(crate) offset: usize,
    /// It can be seen that the file is damaged, so that each change has to be told.
    pub(crate) visible: bool,
    pub(crate) bytes: Vec<u8>,
}

/// Damage under way: what comes in place of which bytes.
type Change = (Range<usize>, Vec<u8>);

/// Draws the mutant of a seed.
pub(crate) fn draw(seed: u64, sources: &[Source]) -> Mutant {
    let mut random = Random::from_seed(seed);
    let place = draw_place(&mut random);
    loop {
        let index = random.below(sources.len());
        let source = &sources[index];
        // A document of which something is told anyway cannot show that damage is; it can have pictures.
        let told = matches!(source.reading, Reading::Read { told: true, .. });
        if (!told || place == Place::Pictures)
            && let Some(mutant) = damage(&mut random, place, source)
            && mutant.bytes != source.bytes
        {
            return Mutant { seed, source: index, ..mutant };
        }
    }
}

fn draw_place(random: &mut Random) -> Place {
    let mut ticket = random.below(PLACES.iter().map(|(_, weight)| weight).sum());
    for (place, weight) in PLACES {
        if ticket < weight {
            return place;
        }
        ticket -= weight;
    }
    Place::Anywhere
}

/// Damages a document in a place; `None` where it has none, or the damage does not fit.
fn damage(random: &mut Random, place: Place, source: &Source) -> Option<Mutant> {
    let whole = 0..source.bytes.len();
    let parts: Vec<&Part> = source.parts.iter().filter(|part| part.place == place).collect();
    let part = if parts.is_empty() { None } else { Some(parts[random.below(parts.len())]) };
    if place == Place::Plain {
        return damage_words(random, &source.bytes, part?);
    }
    if let Some(content) = part.and_then(|part| part.inflated.as_deref())
        && random.below(RESEALED) == 0
    {
        return reseal(random, &source.bytes, part?, content);
    }
    let within = if place == Place::Anywhere { whole } else { part?.bytes.clone() };
    let damage = OF_BYTES[random.below(OF_BYTES.len())];
    let changes = change_bytes(random, damage, &source.bytes, within)?;
    // Offsets behind what is missing or too much are wrong, wherever it was.
    let moved = matches!(damage, Damage::CutOut | Damage::Doubled | Damage::CutOff);
    let visible = moved || changes.iter().all(|(range, _)| is_visible(&source.parts, range));
    Some(made(place, damage, visible, &source.bytes, changes))
}

/// Says whether damage of these bytes can be seen.
fn is_visible(parts: &[Part], range: &Range<usize>) -> bool {
    let mut hit = parts.iter().filter(|part| part.bytes.start < range.end && range.start < part.bytes.end);
    hit.all(|part| part.checked || part.place == Place::CrossReferences)
}

fn made(place: Place, damage: Damage, visible: bool, file: &[u8], mut changes: Vec<Change>) -> Mutant {
    changes.sort_by_key(|(range, _)| range.start);
    let offset = changes.first().map_or(0, |(range, _)| range.start);
    let mut bytes = file.to_vec();
    for (range, new) in changes.into_iter().rev() {
        bytes.splice(range, new);
    }
    Mutant { seed: 0, source: 0, place, damage, offset, visible, bytes }
}

fn change_bytes(
    random: &mut Random,
    damage: Damage,
    file: &[u8],
    within: Range<usize>,
) -> Option<Vec<Change>> {
    if within.is_empty() {
        return None;
    }
    let start = within.start + random.below(within.len());
    let run =
        |random: &mut Random, longest: usize| start..(start + 1 + random.below(longest)).min(within.end);
    let sector = start..(start + SECTOR).min(within.end);
    let one = start..start + 1;
    let new = match damage {
        Damage::Bit => (one, vec![file[start] ^ (1 << random.below(8))]),
        Damage::Byte => (one, vec![byte(random)]),
        Damage::Zeros => (sector.clone(), vec![0; sector.len()]),
        Damage::Noise => (sector.clone(), sector.map(|_| byte(random)).collect()),
        Damage::CutOut => (run(random, LONGEST_RUN), Vec::new()),
        Damage::Doubled => {
            let run = run(random, LONGEST_RUN);
            (run.end..run.end, file[run].to_vec())
        }
        Damage::CutOff => (start..file.len(), Vec::new()),
        Damage::Exchanged => {
            let length = 1 + random.below(SECTOR.min(within.len() / 2).max(1));
            let room = within.len().checked_sub(2 * length)?;
            let first = within.start + random.below(room + 1);
            let second = first + length + random.below(within.end - first - 2 * length + 1);
            let (first, second) = (first..first + length, second..second + length);
            return Some(vec![
                (first.clone(), file[second.clone()].to_vec()),
                (second, file[first].to_vec()),
            ]);
        }
        _ => return None,
    };
    Some(vec![new])
}

fn byte(random: &mut Random) -> u8 {
    u8::try_from(random.below(256)).unwrap()
}

/// Changes a number or a name of a dictionary, adds an entry, or takes a bracket away.
fn damage_words(random: &mut Random, file: &[u8], part: &Part) -> Option<Mutant> {
    let damage = OF_WORDS[random.below(OF_WORDS.len())];
    let known = random.below(4) != 0;
    let words = match damage {
        Damage::Number if known => &KNOWN_NUMBER,
        Damage::Number => &NUMBER,
        Damage::Name => &NAME,
        Damage::Entry => &OPENING,
        _ => &BRACKET,
    };
    let found: Vec<_> = words.captures_iter(&file[part.bytes.clone()]).collect();
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
    let visible = damage == Damage::Number && OF_STREAMS.contains(&&captures[1]);
    let range = part.bytes.start + word.start()..part.bytes.start + word.end();
    Some(made(part.place, damage, visible, file, vec![(range, new)]))
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

/// Changes what a stream holds and compresses it again.
fn reseal(random: &mut Random, file: &[u8], part: &Part, content: &[u8]) -> Option<Mutant> {
    let mut new = content.to_vec();
    for _ in 0..1 + random.below(3) {
        let at = random.below(new.len());
        // A byte that the stream has already compresses better.
        new[at] = if random.below(2) == 0 { byte(random) } else { content[random.below(content.len())] };
    }
    let compressed = compress_to(&new, part.bytes.len())?;
    Some(made(part.place, Damage::Resealed, false, file, vec![(part.bytes.clone(), compressed)]))
}
