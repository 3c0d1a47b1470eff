//! Cuts numbers to whole ones as casting does, in a way that the processor can do for several at a time.

/// The largest number that is cut: 2^22.
pub(super) const MOST_CUT: f32 = 4_194_304.0;
/// Added to a number from 0 to 2^22, it leaves the nearest whole number in the last bits.
const SHIFT: f32 = 8_388_608.0;

/// The whole number below one from 0 to 2^22.
pub(super) fn cut(value: f32) -> f32 {
    let near = (value + SHIFT) - SHIFT;
    if near > value { near - 1.0 } else { near }
}

/// A whole number from 0 to 255 as a byte.
pub(super) fn to_byte(whole: f32) -> u8 {
    // It stands in the last bits.
    #[allow(clippy::cast_possible_truncation)]
    let byte = (whole + SHIFT).to_bits() as u8;
    byte
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::float_cmp)]
    fn it_cuts_as_casting_does() {
        for sixteenth in 0..60_000_u16 {
            let value = f32::from(sixteenth) / 16.0 + 0.001;
            assert_eq!(cut(value), f32::from(value as u16), "{value}");
        }
        assert_eq!((cut(3.0), cut(0.0), cut(2.999_999_8)), (3.0, 0.0, 2.0));
        assert!((0..=255_u8).all(|byte| to_byte(f32::from(byte)) == byte));
    }
}
