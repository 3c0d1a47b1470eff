//! Damages a document: what, where and how is drawn by chance from a seed.
//!
//! Bytes with a checksum (compressed streams), cross-references and the length of the file can tell that they were
//! damaged: of these each change of an amount has to be told. A byte of a dictionary cannot, where it makes another
//! valid one: another width, another reference. The same goes for streams whose content was changed and that were
//! compressed again. These are other documents, and have only to be read without a fault of the program.

use std::fmt;
use std::ops::Range;

use crate::places::{Part, Place};
use crate::program::Reading;
use crate::reseal::compress_to;
use crate::seed::Random;
use crate::words::{change_word, with_offsets_moved};

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
/// Of so many damaged streams one is resealed, in one of so many attempts.
const RESEALED: usize = 4;
const TRIES: usize = 8;
/// No document has a place that was not found in so many.
const MOST_DRAWN: usize = 1000;
/// Of so many damages of plain bytes one does not look at what they say.
const UNREAD: usize = 4;

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

/// What comes in place of which bytes.
pub(crate) type Change = (Range<usize>, Vec<u8>);

/// Draws the mutant of a seed.
pub(crate) fn draw(seed: u64, sources: &[Source]) -> Mutant {
    let mut random = Random::from_seed(seed);
    let drawn = draw_place(&mut random);
    let mut places = std::iter::repeat_n(drawn, MOST_DRAWN).chain(std::iter::repeat(Place::Anywhere));
    loop {
        let place = places.next().unwrap();
        let index = random.below(sources.len());
        let source = &sources[index];
        // A document of which something is told anyway cannot show that damage is; it can have pictures.
        let told = !matches!(source.reading, Reading::Read { told: false, .. });
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
    if place == Place::Plain && random.below(UNREAD) > 0 {
        return damage_word(random, &source.bytes, part?);
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

/// Changes a word of plain bytes. What stands behind it moves, and is found all the same.
fn damage_word(random: &mut Random, file: &[u8], part: &Part) -> Option<Mutant> {
    let word = change_word(random, file, part.bytes.clone())?;
    let end = word.change.0.end;
    let mut mutant = made(part.place, word.damage, word.of_storage, file, vec![word.change]);
    mutant.bytes = with_offsets_moved(&mutant.bytes, end, mutant.bytes.len() as i64 - file.len() as i64);
    Some(mutant)
}

fn byte(random: &mut Random) -> u8 {
    u8::try_from(random.below(256)).unwrap()
}

/// Changes what a stream holds and compresses it again.
fn reseal(random: &mut Random, file: &[u8], part: &Part, content: &[u8]) -> Option<Mutant> {
    for attempt in 0..TRIES {
        let mut new = content.to_vec();
        if random.below(2) == 0
            && let Some(word) = change_word(random, content, 0..content.len())
        {
            new.splice(word.change.0, word.change.1);
        } else {
            for _ in 0..1 + random.below(3) {
                let at = random.below(new.len());
                new[at] = byte(random);
            }
        }
        // What stands there twice compresses better.
        let length = random.below(1 + 16 * attempt).min(new.len() / 2);
        let from = random.below(1 + new.len() - 2 * length);
        new.copy_within(from..from + length, from + length);
        if let Some(compressed) = compress_to(&new, part.bytes.len()) {
            let change = (part.bytes.clone(), compressed);
            return Some(made(part.place, Damage::Resealed, false, file, vec![change]));
        }
    }
    None
}
