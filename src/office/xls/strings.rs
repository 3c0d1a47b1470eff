//! Reads texts of records: counted characters in one byte or two, which long ones part among several records.

use super::records::{Record, kind, u16_at, u32_at};

/// Most texts that are shared: no sheet has more cells.
const MOST: usize = 2_000_000;

/// A text of a record, whose length in characters stands in front in one byte or in two.
pub(super) fn text(data: &[u8], is_long: bool) -> Option<String> {
    let count = if is_long { usize::from(u16_at(data, 0)?) } else { usize::from(*data.first()?) };
    let at = if is_long { 2 } else { 1 };
    let flags = *data.get(at)?;
    Some(characters(data.get(at + 1..)?, count, flags & 1 != 0))
}

/// So many characters, in two bytes each or in one; fewer where the bytes end.
fn characters(data: &[u8], count: usize, is_wide: bool) -> String {
    if is_wide {
        let units = data.chunks_exact(2).take(count);
        let units: Vec<u16> =
            units.filter_map(|two| Some(u16::from_le_bytes(two.try_into().ok()?))).collect();
        return String::from_utf16_lossy(&units);
    }
    data.iter().take(count).map(|byte| char::from(*byte)).collect()
}

/// Goes on over the records that continue one another.
struct Parts<'b> {
    parts: Vec<&'b [u8]>,
    part: usize,
    at: usize,
}

impl<'b> Parts<'b> {
    /// The rest of the part that is read; of the next one where it is at its end.
    fn rest(&mut self) -> Option<&'b [u8]> {
        loop {
            let part = *self.parts.get(self.part)?;
            if let Some(rest) = part.get(self.at..).filter(|rest| !rest.is_empty()) {
                return Some(rest);
            }
            self.part += 1;
            self.at = 0;
        }
    }

    fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        let mut out = [0; N];
        for byte in &mut out {
            *byte = *self.rest()?.first()?;
            self.at += 1;
        }
        Some(out)
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            let step = count.min(self.rest()?.len());
            self.at += step;
            count -= step;
        }
        Some(())
    }

    /// Characters, which go on in the next part behind a byte that says how wide they are there.
    fn characters(&mut self, mut count: usize, mut is_wide: bool) -> Option<String> {
        let mut text = String::new();
        loop {
            let part = self.parts.get(self.part)?.get(self.at..).unwrap_or_default();
            let width = if is_wide { 2 } else { 1 };
            let here = count.min(part.len() / width);
            text.push_str(&characters(part, here, is_wide));
            self.at += here * width;
            count -= here;
            if count == 0 {
                return Some(text);
            }
            self.part += 1;
            self.at = 1;
            is_wide = self.parts.get(self.part)?.first()? & 1 != 0;
        }
    }
}

/// Reads the shared texts, whose first record is followed by those that continue it.
pub(super) fn records_to_strings<'b>(
    first: &Record<'b>,
    behind: impl Iterator<Item = Record<'b>>,
) -> Vec<String> {
    let mut parts = vec![first.data];
    parts.extend(behind.take_while(|record| record.kind == kind::CONTINUE).map(|record| record.data));
    let count = u32_at(first.data, 4).map_or(0, |count| count as usize).min(MOST);
    let mut parts = Parts { parts, part: 0, at: 8 };
    let mut strings = Vec::new();
    while strings.len() < count {
        let Some(string) = shared_text(&mut parts) else { break };
        strings.push(string);
    }
    strings
}

fn shared_text(parts: &mut Parts<'_>) -> Option<String> {
    let [low, high, flags] = parts.bytes::<3>()?;
    let runs = if flags & 8 != 0 { usize::from(u16::from_le_bytes(parts.bytes()?)) } else { 0 };
    let extended = if flags & 4 != 0 { u32::from_le_bytes(parts.bytes()?) as usize } else { 0 };
    let count = usize::from(u16::from_le_bytes([low, high]));
    let text = if count == 0 { String::new() } else { parts.characters(count, flags & 1 != 0)? };
    // Fonts of runs, and pronunciations.
    parts.skip(runs * 4 + extended)?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_go_on_in_the_next_record_in_another_width() {
        let mut first = vec![0, 0, 0, 0, 2, 0, 0, 0];
        first.extend([4, 0, 0, b'1', b',']);
        let mut second = vec![1, b'2', 0, 0x4e, 0x4e];
        second.splice(3..5, [0, 0x4e]);
        second.extend([1, 0, 8, 1, 0, b'x', 9, 9]);
        let record = |kind, data| Record { kind, data, next: 0 };
        let third = [9, 9];
        let behind = [record(kind::CONTINUE, &second[..]), record(kind::CONTINUE, &third[..])];
        let strings = records_to_strings(&record(kind::STRINGS, &first[..]), behind.into_iter());
        assert_eq!(strings, ["1,2一", "x"]);
    }

    #[test]
    fn a_count_that_lies_ends_with_the_bytes() {
        let first = [0, 0, 0, 0, 255, 255, 255, 255, 3, 0, 0, b'a'];
        let record = Record { kind: kind::STRINGS, data: &first, next: 0 };
        assert!(records_to_strings(&record, std::iter::empty()).is_empty());
        assert_eq!(text(&[2, 0, 0, b'a', b'b'], true).as_deref(), Some("ab"));
        assert_eq!(text(&[2, 1, 0, 0x4e], false).as_deref(), Some("一"));
    }
}
