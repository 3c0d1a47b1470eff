//! Goes through the records of a workbook stream, and reads numbers from their bytes.

/// Types of records (MS-XLS, 2.3).
pub(super) mod kind {
    pub(in crate::office::xls) const FORMULA: u16 = 0x0006;
    pub(in crate::office::xls) const END: u16 = 0x000a;
    pub(in crate::office::xls) const FILE_PASS: u16 = 0x002f;
    pub(in crate::office::xls) const CONTINUE: u16 = 0x003c;
    pub(in crate::office::xls) const COLUMN_INFO: u16 = 0x007d;
    pub(in crate::office::xls) const BOUND_SHEET: u16 = 0x0085;
    pub(in crate::office::xls) const RK_ROW: u16 = 0x00bd;
    pub(in crate::office::xls) const BLANK_ROW: u16 = 0x00be;
    pub(in crate::office::xls) const RICH_LABEL: u16 = 0x00d6;
    pub(in crate::office::xls) const XF: u16 = 0x00e0;
    pub(in crate::office::xls) const MERGED: u16 = 0x00e5;
    pub(in crate::office::xls) const DRAWING_GROUP: u16 = 0x00eb;
    pub(in crate::office::xls) const STRINGS: u16 = 0x00fc;
    pub(in crate::office::xls) const STRING_LABEL: u16 = 0x00fd;
    pub(in crate::office::xls) const BLANK: u16 = 0x0201;
    pub(in crate::office::xls) const NUMBER: u16 = 0x0203;
    pub(in crate::office::xls) const LABEL: u16 = 0x0204;
    pub(in crate::office::xls) const BOOLEAN_OR_ERROR: u16 = 0x0205;
    pub(in crate::office::xls) const STRING: u16 = 0x0207;
    pub(in crate::office::xls) const ROW: u16 = 0x0208;
    pub(in crate::office::xls) const DEFAULT_ROW_HEIGHT: u16 = 0x0225;
    pub(in crate::office::xls) const WINDOW: u16 = 0x023e;
    pub(in crate::office::xls) const RK: u16 = 0x027e;
    pub(in crate::office::xls) const FORMAT: u16 = 0x041e;
    pub(in crate::office::xls) const BEGIN: u16 = 0x0809;
}

/// A record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'b> {
    pub(super) kind: u16,
    pub(super) data: &'b [u8],
    /// Where the next one begins.
    pub(super) next: usize,
}

/// Records of a stream from a byte on.
pub(super) struct Records<'b> {
    stream: &'b [u8],
    at: usize,
}

impl<'b> Records<'b> {
    pub(super) fn from(stream: &'b [u8], at: usize) -> Self {
        Self { stream, at }
    }
}

impl<'b> Iterator for Records<'b> {
    type Item = Record<'b>;

    fn next(&mut self) -> Option<Record<'b>> {
        let kind = u16_at(self.stream, self.at)?;
        let length = usize::from(u16_at(self.stream, self.at + 2)?);
        let from = self.at + 4;
        let data = self.stream.get(from..from + length)?;
        self.at = from + length;
        Some(Record { kind, data, next: self.at })
    }
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(two.try_into().ok()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

/// A binary fraction as the shortest decimal that is stored as it.
pub(super) fn f64_at(bytes: &[u8], at: usize) -> Option<String> {
    let eight = bytes.get(at..at.checked_add(8)?)?;
    let value = f64::from_le_bytes(eight.try_into().ok()?);
    value.is_finite().then(|| value.to_string())
}

/// A number in four bytes: an integer or the upper half of a binary fraction, maybe a hundred times too large.
pub(super) fn rk_to_number(rk: u32) -> String {
    let is_hundredfold = rk & 1 != 0;
    if rk & 2 != 0 {
        let whole = i64::from(rk.cast_signed() >> 2);
        return match is_hundredfold {
            true => rust_decimal::Decimal::new(whole, 2).normalize().to_string(),
            false => whole.to_string(),
        };
    }
    let value = f64::from_bits(u64::from(rk & !3) << 32);
    // Divided as spreadsheets do, so that the same digits come out.
    let value = if is_hundredfold { value / 100.0 } else { value };
    value.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_four_bytes_are_read() {
        assert_eq!(rk_to_number((123_456 << 2) | 3), "1234.56");
        assert_eq!(rk_to_number((7 << 2) | 2), "7");
        assert_eq!(rk_to_number(((-5i32 << 2) as u32) | 2), "-5");
        assert_eq!(rk_to_number(0x3ff0_0000), "1");
        assert_eq!(rk_to_number(0x3ff0_0001), "0.01");
    }

    #[test]
    fn a_record_that_is_cut_ends_the_stream() {
        let stream = [0x0a, 0, 0, 0, 0x03, 0x02, 14, 0, 1, 2];
        let kinds: Vec<u16> = Records::from(&stream, 0).map(|record| record.kind).collect();
        assert_eq!(kinds, [kind::END]);
        assert_eq!(Records::from(&stream, 99).count(), 0);
    }
}
