//! Reads the cross-reference tables of a file once more, and holds them against the objects: the library rebuilds a table that
//! does not fit, and says nothing.

use std::collections::HashSet;

use hayro_syntax::object::{Array, Dict, FromBytes, ObjectIdentifier, Stream};
use rustc_hash::FxHashMap;

use super::whole::{Inflater, Wholeness, look};

const START: &[u8] = b"startxref";
/// Bytes of an entry of a table.
const ENTRY: usize = 20;
/// Most tables of one file.
const MOST_TABLES: usize = 256;

/// What the tables of a file say.
pub(super) struct Table<'b> {
    bytes: &'b [u8],
    /// Whether they cannot be followed to their end, so that the library looks for all objects itself.
    pub(super) is_rebuilt: bool,
    /// Whether the data of one are damaged.
    pub(super) is_damaged: bool,
    /// Where objects begin, by number and generation.
    places: FxHashMap<(u32, u32), usize>,
}

/// Reads the tables of a file.
pub(super) fn read(bytes: &[u8]) -> Table<'_> {
    let mut reader = Reader { bytes, places: FxHashMap::default(), seen: HashSet::new(), is_damaged: false };
    let begin = last_table(bytes);
    let is_rebuilt = begin.and_then(|begin| reader.table(begin)).is_none();
    Table { bytes, is_rebuilt, is_damaged: reader.is_damaged, places: reader.places }
}

impl Table<'_> {
    /// Whether an object is not where the table says.
    pub(super) fn misplaces(&self, id: ObjectIdentifier) -> bool {
        let Ok(generation) = u32::try_from(id.gen_number) else { return false };
        let object = (id.obj_number, generation);
        let is_elsewhere = |place: &usize| header(self.bytes, *place) != Some(object);
        !self.is_rebuilt && self.places.get(&object).is_some_and(is_elsewhere)
    }
}

fn last_table(bytes: &[u8]) -> Option<usize> {
    let at = bytes.windows(START.len()).rposition(|nine| nine == START)?;
    number(bytes, &mut skip_space(bytes, at + START.len()))
}

struct Reader<'b> {
    bytes: &'b [u8],
    places: FxHashMap<(u32, u32), usize>,
    seen: HashSet<usize>,
    is_damaged: bool,
}

impl Reader<'_> {
    /// Reads a table and those before it; the newest entry of an object counts.
    fn table(&mut self, begin: usize) -> Option<()> {
        let mut next = vec![begin];
        while let Some(begin) = next.pop() {
            if !self.seen.insert(begin) || self.seen.len() > MOST_TABLES {
                return None;
            }
            let at = skip_space(self.bytes, begin);
            let trailer = match header(self.bytes, at) {
                Some(_) => self.stream(at)?,
                None => self.plain(at)?,
            };
            let place = |key: &str| trailer.get::<i32>(key).map(usize::try_from);
            // The last one is read first.
            for key in ["Prev", "XRefStm"] {
                if let Some(place) = place(key) {
                    next.push(place.ok()?);
                }
            }
        }
        Some(())
    }

    fn add(&mut self, number: u32, generation: u32, place: usize) {
        self.places.entry((number, generation)).or_insert(place);
    }

    /// A table in plain text.
    fn plain(&mut self, at: usize) -> Option<Dict<'_>> {
        let bytes = self.bytes;
        let mut at = skip_space(bytes, after(bytes, at, b"xref")?);
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            let first = number(bytes, &mut at)?;
            at = skip_space(bytes, at);
            let count = number(bytes, &mut at)?;
            at = skip_space(bytes, at);
            for object in (0..count).map(|index| first.checked_add(index)) {
                let entry = bytes.get(at..at + ENTRY)?;
                at += ENTRY;
                let place = digits(entry.get(..10)?)?;
                let generation = digits(entry.get(11..16)?)?;
                if entry.get(17) == Some(&b'n') {
                    self.add(u32::try_from(object?).ok()?, u32::try_from(generation).ok()?, place);
                }
            }
            at = skip_space(bytes, at);
        }
        let at = skip_space(bytes, after(bytes, at, b"trailer")?);
        Dict::from_bytes(bytes.get(at..)?)
    }

    /// A table in a stream.
    fn stream(&mut self, at: usize) -> Option<Dict<'_>> {
        let bytes = self.bytes;
        let mut at = at;
        number(bytes, &mut at)?;
        at = skip_space(bytes, at);
        number(bytes, &mut at)?;
        at = skip_space(bytes, after(bytes, skip_space(bytes, at), b"obj")?);
        let stream = Stream::from_bytes(bytes.get(at..)?)?;
        if super::limits::filters(&stream).is_some() {
            return None;
        }
        if let Wholeness::Damaged(_) | Wholeness::TooLarge = look(&stream, &mut Inflater::default()) {
            self.is_damaged = true;
        }
        let [kind, place, last] = stream.dict().get::<[u8; 3]>("W")?.map(usize::from);
        let data = stream.decoded_data().ok()?;
        let mut entries = data.chunks_exact((kind + place + last).max(1));
        let sections = match stream.dict().get::<Array<'_>>("Index") {
            Some(index) => index.iter::<(u32, u32)>().collect(),
            None => vec![(0, stream.dict().get::<u32>("Size")?)],
        };
        for (first, count) in sections {
            for object in (0..count).map(|index| first.checked_add(index)) {
                let entry = entries.next()?;
                let field = |from: usize, length: usize| {
                    let bytes = entry.get(from..from + length).unwrap_or_default();
                    bytes.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte))
                };
                if kind == 0 || field(0, kind) == 1 {
                    let place_of = usize::try_from(field(kind, place)).ok()?;
                    self.add(object?, u32::try_from(field(kind + place, last)).ok()?, place_of);
                }
            }
        }
        Some(stream.dict().clone())
    }
}

/// Number and generation of the object that begins there.
pub(super) fn header(bytes: &[u8], at: usize) -> Option<(u32, u32)> {
    let mut at = at;
    let object = number(bytes, &mut at)?;
    at = skip_space(bytes, at);
    let generation = number(bytes, &mut at)?;
    after(bytes, skip_space(bytes, at), b"obj")?;
    Some((u32::try_from(object).ok()?, u32::try_from(generation).ok()?))
}

fn after(bytes: &[u8], at: usize, word: &[u8]) -> Option<usize> {
    bytes.get(at..)?.starts_with(word).then_some(at + word.len())
}

fn skip_space(bytes: &[u8], at: usize) -> usize {
    let is_space = |byte: &&u8| byte.is_ascii_whitespace() || **byte == 0;
    at + bytes.get(at..).unwrap_or_default().iter().take_while(is_space).count()
}

/// The number that begins there; `at` is then behind it.
fn number(bytes: &[u8], at: &mut usize) -> Option<usize> {
    let length = bytes.get(*at..)?.iter().take(20).take_while(|byte| byte.is_ascii_digit()).count();
    let text = bytes.get(*at..*at + length)?;
    *at += length;
    digits(text)
}

/// The number that all these bytes are.
fn digits(text: &[u8]) -> Option<usize> {
    let add = |value: usize, byte: &u8| {
        let digit = byte.is_ascii_digit().then(|| usize::from(byte - b'0'))?;
        value.checked_mul(10)?.checked_add(digit)
    };
    text.iter().try_fold(0, add).filter(|_| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(entry: &str) -> Vec<u8> {
        let body = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\n2 0 obj\n<<>>\nendobj\n";
        let table = format!("xref\n0 3\n0000000000 65535 f \n{entry}\n0000000029 00000 n \n");
        format!("{body}{table}trailer\n<</Size 3>>\nstartxref\n{}\n%%EOF", body.len()).into_bytes()
    }

    #[test]
    fn objects_are_where_the_table_says_or_not() {
        let bytes = file("0000000009 00000 n ");
        let right = read(&bytes);
        assert!(
            !right.is_rebuilt
                && !right.misplaces(ObjectIdentifier::new(1, 0))
                && !right.misplaces(ObjectIdentifier::new(2, 0))
        );
        let bytes = file("0000000010 00000 n ");
        let shifted = read(&bytes);
        assert!(
            shifted.misplaces(ObjectIdentifier::new(1, 0)) && !shifted.misplaces(ObjectIdentifier::new(2, 0))
        );
        assert!(read(&file("0000000029 00000 n ")).misplaces(ObjectIdentifier::new(1, 0)), "another one");
    }

    #[test]
    fn a_table_that_cannot_be_followed_is_rebuilt() {
        assert!(read(&file("00x0000009 00000 n ")).is_rebuilt);
        let mut bytes = file("0000000009 00000 n ");
        let at = bytes.windows(9).position(|nine| nine == START).unwrap();
        bytes[at + 10] ^= 1;
        assert!(read(&bytes).is_rebuilt);
    }
}
