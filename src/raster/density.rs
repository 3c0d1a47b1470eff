//! Reads the resolution that JFIF, EXIF and JP2 state. (PNG and TIFF have libraries for that.)

/// Centimetres per inch.
pub(super) const CENTIMETRES: f64 = 2.54;
/// Metres per inch.
pub(super) const METRES: f64 = 0.025_4;

/// Resolution along rows and down columns, in pixels per inch.
pub(super) type Dpi = (f64, f64);

/// Resolution of a JPEG, from the JFIF header right behind its first marker.
pub(super) fn of_jfif(bytes: &[u8]) -> Option<Dpi> {
    let header = bytes.get(2..18)?;
    let is_jfif = header.starts_with(b"\xff\xe0") && header.get(4..9)? == b"JFIF\0";
    let (x, y) = (number(header.get(12..14)?, false)?, number(header.get(14..16)?, false)?);
    match header.get(11)? {
        1 if is_jfif => positive((x, y)),
        2 if is_jfif => positive((x * CENTIMETRES, y * CENTIMETRES)),
        // No unit: only the ratio of the sides is stated.
        _ => None,
    }
}

/// Resolution in an EXIF block, which is a TIFF header with a directory of entries.
pub(super) fn of_exif(block: &[u8]) -> Option<Dpi> {
    let little = block.starts_with(b"II");
    let read = |at: usize, length: usize| number(block.get(at..at.checked_add(length)?)?, little);
    let offset = |at: usize| to_offset(read(at, 4)?);
    let directory = offset(4)?;
    let count = to_offset(read(directory, 2)?)?;
    let rational = |at: usize| Some(read(at, 4)? / read(at.checked_add(4)?, 4)?);
    let (mut x, mut y, mut unit) = (None, None, 2.0);
    for entry in 0..count {
        let at = directory.checked_add(2 + 12 * entry)?;
        match to_offset(read(at, 2)?)? {
            0x011a => x = rational(offset(at + 8)?),
            0x011b => y = rational(offset(at + 8)?),
            0x0128 => unit = read(at + 8, 2)?,
            _ => {}
        }
    }
    in_inches((x?, y?), unit)
}

/// Converts a resolution to inches; `unit` is that of TIFF: 2 for inches, 3 for centimetres.
pub(super) fn in_inches((x, y): Dpi, unit: f64) -> Option<Dpi> {
    match unit {
        unit if (1.5..2.5).contains(&unit) => positive((x, y)),
        unit if (2.5..3.5).contains(&unit) => positive((x * CENTIMETRES, y * CENTIMETRES)),
        _ => None,
    }
}

/// Resolution of a JP2 file, from the box of resolutions in its header. That of capture comes before that of display.
pub(super) fn of_jp2(bytes: &[u8]) -> Option<Dpi> {
    let header = find_box(bytes, b"jp2h")?;
    let boxes = find_box(header, b"res ")?;
    let stated = find_box(boxes, b"resc").or_else(|| find_box(boxes, b"resd"))?;
    let read = |at: usize| number(stated.get(at..at + 2)?, false);
    let power = |at: usize| stated.get(at).map(|e| 10_f64.powi(i32::from(e.cast_signed())));
    // Down first, in pixels per metre.
    let (y, x) = (read(0)? / read(2)? * power(8)?, read(4)? / read(6)? * power(9)?);
    positive((x * METRES, y * METRES))
}

/// Finds the content of the first box of a type.
fn find_box<'b>(bytes: &'b [u8], kind: &[u8; 4]) -> Option<&'b [u8]> {
    let mut rest = bytes;
    loop {
        let length = to_offset(number(rest.get(..4)?, false)?)?;
        let found = rest.get(4..8)?;
        // 0: up to the end. 1: a length of 64 bits, which only the pixels need.
        let end = if length == 0 { rest.len() } else { length };
        if end < 8 {
            return None;
        }
        if found == kind {
            return rest.get(8..end.min(rest.len()));
        }
        rest = rest.get(end..)?;
    }
}

/// Reads a whole number of up to four bytes.
fn number(bytes: &[u8], little: bool) -> Option<f64> {
    let value = |sum: u32, byte: &u8| (sum << 8) | u32::from(*byte);
    let sum = if little { bytes.iter().rev().fold(0, value) } else { bytes.iter().fold(0, value) };
    (bytes.len() <= 4).then(|| f64::from(sum))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // made of 32 bits
fn to_offset(number: f64) -> Option<usize> {
    (number >= 0.0).then_some(number as usize)
}

fn positive((x, y): Dpi) -> Option<Dpi> {
    (x.is_finite() && y.is_finite() && x > 0.0 && y > 0.0).then_some((x, y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jfif_states_inches_or_centimetres_or_nothing() {
        let jfif = |unit: u8| {
            let mut bytes = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x02".to_vec();
            bytes.extend([unit, 0, 200, 0, 100, 0, 0]);
            bytes
        };
        assert_eq!(of_jfif(&jfif(1)), Some((200.0, 100.0)));
        assert_eq!(of_jfif(&jfif(2)), Some((508.0, 254.0)));
        assert_eq!((of_jfif(&jfif(0)), of_jfif(b"\xff\xd8\xff")), (None, None));
    }

    #[test]
    fn exif_is_a_directory_in_either_order_of_bytes() {
        let mut block = b"MM\0*\0\0\0\x08\0\x02".to_vec();
        block.extend(b"\x01\x1a\0\x05\0\0\0\x01\0\0\0\x22\x01\x1b\0\x05\0\0\0\x01\0\0\0\x22");
        block.extend(b"\0\0\x01\x2c\0\0\0\x01");
        assert_eq!(of_exif(&block), Some((300.0, 300.0)));
        assert_eq!((of_exif(b""), of_exif(b"II*\0\xff\xff\xff\xff")), (None, None));
    }

    #[test]
    fn jp2_states_pixels_per_metre() {
        let boxed = |kind: &[u8; 4], content: &[u8]| {
            let length = u32::try_from(content.len() + 8).unwrap();
            [&length.to_be_bytes()[..], kind, content].concat()
        };
        // 11811 pixels a metre down, 1181.1 × 10 across.
        let stated = boxed(b"resc", &[0x2e, 0x23, 0, 1, 0x2e, 0x23, 0, 10, 0, 1]);
        let file = [boxed(b"jP  ", b"\r\n\x87\n"), boxed(b"jp2h", &boxed(b"res ", &stated))].concat();
        let (x, y) = of_jp2(&file).unwrap();
        assert!((x - 300.0).abs() < 0.01 && (y - 300.0).abs() < 0.01);
        assert_eq!(of_jp2(b"\0\0\0\x04jP  "), None);
    }
}
