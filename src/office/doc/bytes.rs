//! Reads little-endian numbers at places that a file names, which may lie outside of it.

/// So many bytes from a place.
pub(super) fn slice(bytes: &[u8], at: usize, length: usize) -> Option<&[u8]> {
    bytes.get(at..at.checked_add(length)?)
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    slice(bytes, at, N)?.try_into().ok()
}

/// A byte.
pub(super) fn u8_at(bytes: &[u8], at: usize) -> Option<u8> {
    bytes.get(at).copied()
}

/// A number of two bytes.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    array(bytes, at).map(u16::from_le_bytes)
}

/// A number of two bytes with a sign.
pub(super) fn i16_at(bytes: &[u8], at: usize) -> Option<i16> {
    array(bytes, at).map(i16::from_le_bytes)
}

/// A number of four bytes.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_le_bytes)
}

/// A number of four bytes as an index.
pub(super) fn index_at(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32_at(bytes, at)?).ok()
}

/// The entries of a `PLC`: a list of places with one more than of the data of `size` bytes between them. Each with its first
/// place and the next.
pub(super) fn plc(bytes: &[u8], size: usize) -> impl Iterator<Item = (usize, usize, &[u8])> {
    let count = bytes.len().saturating_sub(4) / (size + 4);
    let data = (count + 1) * 4;
    (0..count).filter_map(move |index| {
        let place = |index: usize| index_at(bytes, index * 4);
        Some((place(index)?, place(index + 1)?, slice(bytes, data + index * size, size)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_read_outside() {
        assert_eq!((u16_at(&[1, 2], 0), u16_at(&[1, 2], 1), u32_at(&[0; 3], 0)), (Some(513), None, None));
        assert_eq!(slice(&[0; 4], usize::MAX, 2), None);
        let list = [0, 0, 0, 0, 5, 0, 0, 0, 9, 0, 0, 0, 1, 0, 2, 0];
        let entries: Vec<_> = plc(&list, 2).collect();
        assert_eq!(entries, [(0, 5, &[1, 0][..]), (5, 9, &[2, 0][..])]);
        assert_eq!(plc(&[], 2).count(), 0);
    }
}
