//! Finds the properties of paragraphs and characters by their places in the stream (`FKP`, [MS-DOC] 2.9.33, 2.9.174).

use super::bytes::{index_at, plc, slice, u8_at, u16_at};
use super::file::{Part, WordFile};

/// Bytes of a page of properties.
const PAGE: usize = 512;

/// Properties of stretches of the stream.
#[derive(Debug, Default)]
pub(super) struct Runs<'a> {
    /// From, to, style, list of properties; in order.
    runs: Vec<(usize, usize, u16, &'a [u8])>,
}

impl<'a> Runs<'a> {
    /// Those of paragraphs.
    pub(super) fn of_paragraphs(file: &'a WordFile) -> Self {
        Self::read(file, Part::Paragraphs, 13, |page, entry| {
            let at = usize::from(u8_at(page, entry)?) * 2;
            if at == 0 {
                return None;
            }
            let (at, length) = match usize::from(u8_at(page, at)?) {
                0 => (at + 2, usize::from(u8_at(page, at + 1)?) * 2),
                half => (at + 1, half * 2 - 1),
            };
            let all = slice(page, at, length.min(PAGE.checked_sub(at)?))?;
            Some((u16_at(all, 0)?, all.get(2..)?))
        })
    }

    /// Those of characters.
    pub(super) fn of_characters(file: &'a WordFile) -> Self {
        Self::read(file, Part::Characters, 1, |page, entry| {
            let at = usize::from(u8_at(page, entry)?) * 2;
            if at == 0 {
                return Some((0, &[][..]));
            }
            Some((0, slice(page, at + 1, usize::from(u8_at(page, at)?))?))
        })
    }

    /// Reads all pages; `size` is that of the entries behind the places, `properties` finds those of one.
    fn read(
        file: &'a WordFile,
        part: Part,
        size: usize,
        properties: impl Fn(&'a [u8], usize) -> Option<(u16, &'a [u8])>,
    ) -> Self {
        let mut runs = Vec::new();
        for (_, _, number) in plc(file.part(part), 4) {
            let at = index_at(number, 0).map(|number| (number & 0x3F_FFFF) * PAGE);
            let Some(page) = at.and_then(|at| slice(&file.main, at, PAGE)) else { continue };
            let count = usize::from(u8_at(page, PAGE - 1).unwrap_or(0));
            for index in 0..count {
                let place = |index: usize| index_at(page, index * 4);
                let Some((from, to)) = place(index).zip(place(index + 1)) else { break };
                let (style, list) = properties(page, (count + 1) * 4 + index * size).unwrap_or_default();
                if from < to {
                    runs.push((from, to, style, list));
                }
            }
        }
        runs.sort_by_key(|run| run.0);
        Self { runs }
    }

    /// Style and properties at a place, and the place up to which they are the same.
    pub(super) fn at(&self, place: usize) -> (u16, &'a [u8], usize) {
        let after = self.runs.partition_point(|run| run.0 <= place);
        let run = after.checked_sub(1).and_then(|index| self.runs.get(index)).filter(|run| place < run.1);
        let next = self.runs.get(after).map_or(usize::MAX, |run| run.0);
        run.map_or((0, &[][..], next), |(_, to, style, list)| (*style, *list, (*to).min(next)))
    }
}
