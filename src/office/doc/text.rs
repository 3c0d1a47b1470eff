//! Puts the text of a document together of its pieces.

use crate::error::Result;

use super::bytes::{index_at, plc, slice, u8_at, u16_at};
use super::file::{Part, WordFile};

/// A piece of the text.
#[derive(Debug, Clone, Copy)]
struct Piece {
    /// Its first character and the one after it, counted in the whole text.
    from: usize,
    to: usize,
    /// Where it is in the stream.
    at: usize,
    /// Bytes a character.
    width: usize,
    /// Properties that were saved with it.
    extra: Extra,
}

/// Properties that a piece was saved with, over those of its text.
#[derive(Debug, Clone, Copy)]
enum Extra {
    /// One of a few.
    One(&'static [u8]),
    /// A list of its number.
    List(usize),
}

impl Extra {
    /// Takes the code of properties apart (`Prm`).
    fn of(code: u16) -> Self {
        if code & 1 == 1 {
            return Self::List(usize::from(code >> 1));
        }
        Self::One(match (code >> 1 & 0x7F, code >> 8) {
            (0x41, 1) => &[0x00, 0x08, 1],
            (0x42, 1) => &[0x01, 0x08, 1],
            (0x5C, 0) => &[0x3C, 0x08, 0],
            (0x5C, 1) => &[0x3C, 0x08, 1],
            (0x68, 1) => &[0x48, 0x2A, 1],
            (0x68, 2) => &[0x48, 0x2A, 2],
            _ => &[],
        })
    }
}

/// The text of a document with the places of its characters.
#[derive(Debug, Default)]
pub(super) struct Text<'a> {
    /// All characters, in UTF-16: those of all stories.
    pub(super) units: Vec<u16>,
    pieces: Vec<Piece>,
    /// Properties that pieces have.
    extras: Vec<&'a [u8]>,
}

impl<'a> Text<'a> {
    /// Reads the pieces (`Clx`).
    pub(super) fn read(file: &'a WordFile) -> Result<Self> {
        let mut read = Self::default();
        let part = file.part(Part::Pieces);
        let mut at = 0;
        while u8_at(part, at) == Some(1) {
            let length = usize::from(u16_at(part, at + 1).unwrap_or(0));
            read.extras.push(slice(part, at + 3, length).unwrap_or_default());
            at += 3 + length;
        }
        let list =
            (u8_at(part, at) == Some(2)).then(|| slice(part, at + 5, index_at(part, at + 1)?)).flatten();
        let list = list.ok_or_else(|| file.damaged("it does not say where its text is"))?;
        for (from, to, piece) in plc(list, 8) {
            let place = index_at(piece, 2).unwrap_or(usize::MAX);
            let is_narrow = place & 0x4000_0000 != 0;
            let (at, width) =
                if is_narrow { ((place & 0x3FFF_FFFF) / 2, 1) } else { (place & 0x3FFF_FFFF, 2) };
            let extra = Extra::of(u16_at(piece, 6).unwrap_or(0));
            let count = to.checked_sub(from).filter(|_| from == read.units.len());
            let bytes = count.and_then(|count| slice(&file.main, at, count.checked_mul(width)?));
            let bytes = bytes.ok_or_else(|| file.damaged("a piece of its text is not there"))?;
            // Pieces of an honest file do not share their bytes.
            if read.units.len() + bytes.len() / width > file.main.len() {
                return Err(file.damaged("its pieces of text overlap"));
            }
            if is_narrow {
                let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes);
                read.units.extend(text.encode_utf16());
            } else {
                read.units.extend(bytes.chunks_exact(2).filter_map(|pair| u16_at(pair, 0)));
            }
            read.pieces.push(Piece { from, to, at, width, extra });
        }
        Ok(read)
    }

    /// Where a character is in the stream, and the properties that its piece was saved with.
    pub(super) fn place(&self, character: usize) -> Option<(usize, &'a [u8])> {
        let after = self.pieces.partition_point(|piece| piece.from <= character);
        let piece = self.pieces.get(after.checked_sub(1)?).filter(|piece| character < piece.to)?;
        let extra = match piece.extra {
            Extra::One(list) => list,
            Extra::List(number) => self.extras.get(number).copied().unwrap_or_default(),
        };
        Some((piece.at + (character - piece.from) * piece.width, extra))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_of_pieces_are_lists_or_one_of_a_few() {
        assert!(matches!(Extra::of(0x0107), Extra::List(0x83)));
        assert!(matches!(Extra::of(0x5C << 1 | 0x100), Extra::One([0x3C, 0x08, 1])));
        assert!(matches!(Extra::of(0), Extra::One([])));
    }
}
