//! Takes lists of properties apart (`Sprm`, [MS-DOC] 2.2.5.1).

use super::bytes::{slice, u8_at, u16_at};

/// A property: its code and its operand.
pub(super) type Sprm<'a> = (u16, &'a [u8]);

/// Definition of a row of a table.
pub(super) const ROW: u16 = 0xD608;
/// Tabs that change, whose length may be told otherwise.
const TABS: u16 = 0xC615;

/// The properties of a list, up to the first that is damaged.
pub(super) fn sprms(list: &[u8]) -> impl Iterator<Item = Sprm<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let code = u16_at(list, at)?;
        at += 2;
        let (skip, length) = match code >> 13 {
            0 | 1 => (0, 1),
            2 | 4 | 5 => (0, 2),
            3 => (0, 4),
            7 => (0, 3),
            _ if code == ROW => (2, usize::from(u16_at(list, at)?).checked_sub(1)?),
            _ => match u8_at(list, at)? {
                255 if code == TABS => {
                    let deleted = usize::from(u8_at(list, at + 1)?) * 4;
                    (1, 2 + deleted + usize::from(u8_at(list, at + 2 + deleted)?) * 3)
                }
                length => (1, usize::from(length)),
            },
        };
        let operand = slice(list, at + skip, length)?;
        at += skip + length;
        Some((code, operand))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_have_the_lengths_that_their_codes_say() {
        let list = [0x3C, 0x08, 1, 0x0B, 0x46, 2, 0, 0x08, 0xD6, 3, 0, 7, 8, 0x2B, 0xD6, 2, 4, 5, 0x16, 0x24];
        let taken: Vec<Sprm<'_>> = sprms(&list).collect();
        assert_eq!(taken, [(0x083C, &[1][..]), (0x460B, &[2, 0]), (ROW, &[7, 8]), (0xD62B, &[4, 5])]);
    }
}
