//! Says whether the data of a stream are whole. The library gives back what could be decoded before a fault, and says nothing.
//!
//! Many honest files lack a checksum, or have bytes behind it, or a wrong `/Length`: data that inflate to their last block are
//! whole where the checksum is missing, and damaged where one is there and is another.

use std::borrow::Cow;

use flate2::{Decompress, FlushDecompress, Status};
use hayro_syntax::Filter;
use hayro_syntax::object::{Array, Dict, Name, Number, Object, Stream};

/// Most bytes to which a stream that is no picture may grow.
const MOST_BYTES: u64 = 512 * 1024 * 1024;
/// Number of bytes of the checksum behind Flate data.
const CHECKSUM: usize = 4;
/// Bytes that are inflated at a time.
const STEP: usize = 32 * 1024;
/// Whitespace at the end, by which a wrong `/Length` is wrong in many files.
const SPARE: usize = 2;
/// Largest type of a row of the PNG predictors.
const LAST_ROW_TYPE: u8 = 4;

/// What is known of the data of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wholeness {
    /// A checksum proves them.
    Proven,
    /// Nothing speaks against them, and nothing proves them.
    Unproven,
    /// They are damaged: so.
    Damaged(&'static str),
    /// They grow beyond all measure, and must not be decoded.
    TooLarge,
}

use Wholeness::{Damaged, Proven, TooLarge, Unproven};

/// What inflates one stream after the other: to make it anew costs more than to inflate a short one.
pub(super) struct Inflater {
    step: Vec<u8>,
    state: Decompress,
}

impl Default for Inflater {
    fn default() -> Self {
        Self { step: Vec::new(), state: Decompress::new(true) }
    }
}

/// Looks at the data of a stream.
pub(super) fn look(stream: &Stream<'_>, inflater: &mut Inflater) -> Wholeness {
    if names_unknown_filter(stream) {
        return Damaged("its filter is none that exists");
    }
    let filters = stream.filters();
    let raw = stream.raw_data();
    if filters.is_empty() {
        return length_of(stream, &raw);
    }
    let mut data: Cow<'_, [u8]> = Cow::Borrowed(&raw);
    let mut wholeness = Unproven;
    let last = filters.len() - 1;
    for (at, filter) in filters.iter().enumerate() {
        let decoded = match filter {
            Filter::Crypt if at == 0 => continue,
            Filter::FlateDecode => {
                let predictor = Predictor::of(stream, at);
                let mut out = (at < last || predictor.is_some()).then(Vec::new);
                wholeness = inflate(&data, &mut out, inflater);
                if matches!(wholeness, Damaged(_) | TooLarge) {
                    return wholeness;
                }
                match (out, predictor) {
                    (Some(out), Some(predictor)) if !predictor.fits(&out) => {
                        return Damaged("the rows of its predictor do not fit");
                    }
                    (Some(out), None) => Some(out),
                    _ => None,
                }
            }
            Filter::Ascii85Decode => match ascii85(&data) {
                Some(decoded) => Some(decoded),
                None => return Damaged("its ASCII85 data are damaged"),
            },
            Filter::AsciiHexDecode => match ascii_hex(&data) {
                Some(decoded) => Some(decoded),
                None => return Damaged("its hexadecimal data are damaged"),
            },
            Filter::LzwDecode | Filter::RunLengthDecode => {
                wholeness = Unproven;
                if stream.decoded_data().is_err() {
                    return Damaged("its compressed data are damaged");
                }
                None
            }
            // What pictures are stored in has no checksum; the decoders say what they cannot read.
            _ => {
                wholeness = Unproven;
                None
            }
        };
        match decoded {
            Some(decoded) => data = Cow::Owned(decoded),
            None => break,
        }
    }
    match wholeness {
        Unproven => length_of(stream, &raw),
        proven => proven,
    }
}

/// Whether a filter is named that no reader knows.
fn names_unknown_filter(stream: &Stream<'_>) -> bool {
    let named = ["F", "Filter"].iter().find_map(|key| stream.dict().get::<Object<'_>>(*key));
    let count = match named {
        Some(Object::Name(_)) => 1,
        Some(Object::Array(names)) => names.iter::<Name<'_>>().count(),
        _ => 0,
    };
    count > stream.filters().len()
}

/// Compares the length that the file states with the bytes that are there: without a checksum, it alone speaks for them.
fn length_of(stream: &Stream<'_>, raw: &[u8]) -> Wholeness {
    let Some(stated) = stream.dict().get::<Number>("Length") else { return Unproven };
    let there = raw.len();
    #[allow(clippy::cast_precision_loss)] // lengths of files are exact
    let apart = (stated.as_f64() - there as f64).abs();
    // What is encrypted is longer by its padding.
    let is_plain = matches!(stream.raw_data(), Cow::Borrowed(_));
    #[allow(clippy::cast_precision_loss)] // 2
    let is_other = apart > SPARE as f64;
    if is_plain && is_other { Damaged("its length is not the stated one") } else { Unproven }
}

/// Inflates data with a zlib header, into `out` where that is given.
fn inflate(data: &[u8], out: &mut Option<Vec<u8>>, inflater: &mut Inflater) -> Wholeness {
    match inflate_as(data, true, out, inflater) {
        Inflated::ToEnd(_) => return Proven,
        Inflated::TooLarge => return TooLarge,
        Inflated::Broken => {}
    }
    if data.iter().all(u8::is_ascii_whitespace) {
        return Unproven; // an empty stream, which some producers call compressed
    }
    if let Some(body) = zlib_body(data) {
        let mut plain = Some(Vec::new());
        if let Inflated::ToEnd(end) = inflate_as(body, false, &mut plain, inflater) {
            let decoded = plain.unwrap_or_default();
            let there = body.get(end..).unwrap_or_default();
            let sum = adler32(&decoded).to_be_bytes();
            let there = there.get(..CHECKSUM).unwrap_or(there);
            let is_right = sum.starts_with(there);
            if out.is_some() {
                *out = Some(decoded);
            }
            let is_missing = there.iter().all(u8::is_ascii_whitespace);
            return match is_right || is_missing {
                true => Unproven,
                false => Damaged("its data do not agree with their checksum"),
            };
        }
    } else if let Inflated::ToEnd(_) = inflate_as(data, false, out, inflater) {
        return Unproven; // without header and checksum, as some producers write it
    }
    Damaged("its compressed data are damaged")
}

/// The data behind a header of zlib; `None` where there is none.
fn zlib_body(data: &[u8]) -> Option<&[u8]> {
    let [method, flags, body @ ..] = data else { return None };
    let is_header = method & 0x0f == 8 && (u16::from(*method) << 8 | u16::from(*flags)).is_multiple_of(31);
    (is_header && flags & 0x20 == 0).then_some(body)
}

enum Inflated {
    /// To the end of the data, which is so many bytes behind their beginning.
    ToEnd(usize),
    Broken,
    TooLarge,
}

fn inflate_as(data: &[u8], zlib: bool, out: &mut Option<Vec<u8>>, inflater: &mut Inflater) -> Inflated {
    let Inflater { step, state } = inflater;
    step.resize(STEP, 0);
    state.reset(zlib);
    if let Some(out) = out {
        out.clear();
    }
    loop {
        let (read, written) = (state.total_in(), state.total_out());
        let Some(rest) = usize::try_from(read).ok().and_then(|read| data.get(read..)) else {
            return Inflated::Broken;
        };
        let status = state.decompress(rest, step, FlushDecompress::None);
        let grown = usize::try_from(state.total_out() - written).unwrap_or(0);
        if let (Some(out), Some(new)) = (out.as_mut(), step.get(..grown)) {
            out.extend_from_slice(new);
        }
        match status {
            Ok(Status::StreamEnd) => {
                return usize::try_from(state.total_in()).map_or(Inflated::Broken, Inflated::ToEnd);
            }
            Ok(_) if state.total_out() > MOST_BYTES => return Inflated::TooLarge,
            Ok(_) if state.total_in() == read && grown == 0 => return Inflated::Broken,
            Ok(_) => {}
            Err(_) => return Inflated::Broken,
        }
    }
}

/// Adler-32 (RFC 1950).
fn adler32(data: &[u8]) -> u32 {
    const MODULUS: u32 = 65_521;
    /// Most bytes whose sums fit 32 bits.
    const RUN: usize = 5_552;
    let (mut a, mut b) = (1_u32, 0_u32);
    for run in data.chunks(RUN) {
        for byte in run {
            a += u32::from(*byte);
            b += a;
        }
        a %= MODULUS;
        b %= MODULUS;
    }
    b << 16 | a
}

/// Rows of a predictor.
struct Predictor {
    is_png: bool,
    /// Bytes of a row, without its type.
    row: usize,
}

impl Predictor {
    /// The predictor of a filter; `None` where it has none.
    fn of(stream: &Stream<'_>, at: usize) -> Option<Self> {
        let parms = parms_of(stream, at)?;
        let number = |key: &str| parms.get::<u32>(key);
        let kind = number("Predictor").filter(|kind| *kind > 1)?;
        let bits = number("Colors").unwrap_or(1).checked_mul(number("BitsPerComponent").unwrap_or(8))?;
        let row = usize::try_from(bits.checked_mul(number("Columns").unwrap_or(1))?).ok()?.div_ceil(8);
        Some(Self { is_png: kind >= 10, row })
    }

    /// Whether inflated data are rows of it. The last may be cut: some encoders leave out what is white.
    fn fits(&self, data: &[u8]) -> bool {
        !self.is_png
            || data.chunks(self.row + 1).all(|row| row.first().is_some_and(|kind| *kind <= LAST_ROW_TYPE))
    }
}

/// Parameters of a filter of a stream.
pub(super) fn parms_of<'a>(stream: &Stream<'a>, at: usize) -> Option<Dict<'a>> {
    ["DP", "DecodeParms"].iter().find_map(|key| match stream.dict().get::<Object<'_>>(*key)? {
        Object::Dict(parms) => (at == 0).then_some(parms),
        Object::Array(parms) => list(&parms).into_iter().nth(at).and_then(Object::into_dict),
        _ => None,
    })
}

fn list<'a>(array: &Array<'a>) -> Vec<Object<'a>> {
    array.iter::<Object<'_>>().collect()
}

fn ascii85(data: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(data.len() * 4 / 5);
    let mut group: Vec<u8> = Vec::with_capacity(5);
    let mut flush = |group: &mut Vec<u8>| -> Option<()> {
        let count = group.len();
        if count == 0 {
            return Some(());
        }
        group.resize(5, b'u');
        let value = group
            .iter()
            .try_fold(0_u32, |value, digit| value.checked_mul(85)?.checked_add(u32::from(digit - b'!')))?;
        out.extend(value.to_be_bytes().iter().take(count.checked_sub(1).filter(|bytes| *bytes > 0)?));
        group.clear();
        Some(())
    };
    let mut is_ended = false;
    for byte in data {
        match byte {
            b'~' => {
                is_ended = true;
                break;
            }
            b'z' if group.is_empty() => {
                group.extend([b'!'; 5]);
                flush(&mut group)?;
            }
            b'!'..=b'u' => {
                group.push(*byte);
                if group.len() == 5 {
                    flush(&mut group)?;
                }
            }
            byte if byte.is_ascii_whitespace() || *byte == 0 => {}
            _ => return None,
        }
    }
    flush(&mut group)?;
    is_ended.then_some(out)
}

fn ascii_hex(data: &[u8]) -> Option<Vec<u8>> {
    let end = data.iter().position(|byte| *byte == b'>')?;
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let blank = |byte: &&u8| !byte.is_ascii_whitespace() && **byte != 0;
    let digits = data.get(..end)?.iter().filter(blank).map(digit).collect::<Option<Vec<u8>>>()?;
    let pair = |pair: &[u8]| pair.first().map(|high| high << 4 | pair.get(1).copied().unwrap_or(0));
    digits.chunks(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use hayro_syntax::object::FromBytes;

    use super::*;

    fn zlib(data: &[u8]) -> Vec<u8> {
        let mut to = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        to.write_all(data).unwrap();
        to.finish().unwrap()
    }

    fn flate(packed: &[u8]) -> Wholeness {
        inflate(packed, &mut None, &mut Inflater::default())
    }

    #[test]
    fn each_flipped_bit_of_compressed_data_is_found() {
        let text = b"BT /F1 10 Tf (1,234.56) Tj 0 -12 Td (789.01) Tj ET";
        let packed = zlib(text);
        assert_eq!(flate(&packed), Proven);
        for bit in 16..packed.len() * 8 {
            let mut damaged = packed.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            // Bits between the data and the checksum mean nothing.
            let mut out = Some(Vec::new());
            let wholeness = inflate(&damaged, &mut out, &mut Inflater::default());
            let is_same = wholeness == Proven && out.as_deref() == Some(text.as_slice());
            assert!(is_same || matches!(wholeness, Damaged(_)), "bit {bit}");
        }
        for end in 3..packed.len() - CHECKSUM {
            assert!(matches!(flate(&packed[..end]), Damaged(_)), "cut at {end}");
        }
    }

    #[test]
    fn what_honest_producers_leave_out_is_no_damage() {
        let packed = zlib(b"0 0 m 10 10 l S");
        assert_eq!(flate(&[packed.as_slice(), b"\r\n"].concat()), Proven);
        for missing in 1..=CHECKSUM {
            assert_eq!(flate(&packed[..packed.len() - missing]), Unproven);
        }
        assert_eq!(flate(&packed[2..packed.len() - CHECKSUM]), Unproven, "no header");
        assert_eq!(flate(b"\n"), Unproven);
    }

    fn stream(dict: &str, data: &[u8]) -> Wholeness {
        let bytes = [format!("<<{dict}>>stream\n").as_bytes(), data, b"\nendstream"].concat();
        look(&Stream::from_bytes(&bytes).unwrap(), &mut Inflater::default())
    }

    #[test]
    fn filters_in_a_row_are_followed() {
        let hex: String = zlib(b"abc").iter().map(|byte| format!("{byte:02x}")).collect();
        let dict = "/Length 1 /Filter [/ASCIIHexDecode /FlateDecode]";
        assert_eq!(stream(dict, format!("{hex}>").as_bytes()), Proven);
        assert!(matches!(stream(dict, hex.as_bytes()), Damaged(_)), "no end");
        assert!(matches!(stream(dict, format!("{}0>", &hex[..hex.len() - 1]).as_bytes()), Damaged(_)));
        assert_eq!(stream("/Length 7 /Filter /ASCII85Decode", b"87cUR~>"), Unproven);
        assert!(matches!(stream("/Length 6 /Filter /ASCII85Decode", b"87c\x80U~>"), Damaged(_)));
        assert!(matches!(stream("/Length 3 /Filter /FlatfDecode", b"abc"), Damaged(_)));
    }

    #[test]
    fn a_length_speaks_for_what_has_no_checksum() {
        assert_eq!(stream("/Length 3", b"abc"), Unproven);
        assert_eq!(stream("/Length 4", b"abc"), Unproven, "a line break more");
        assert!(matches!(stream("/Length 31", b"abc"), Damaged(_)));
    }

    #[test]
    fn rows_of_a_predictor_have_types() {
        let dict = |columns| {
            format!("/Length 1 /Filter /FlateDecode /DecodeParms <</Predictor 12 /Columns {columns}>>")
        };
        let rows = zlib(&[2, 9, 8, 7, 2, 9, 8, 7]);
        assert_eq!(stream(&dict(3), &rows), Proven);
        assert!(matches!(stream(&dict(4), &rows), Damaged(_)));
    }
}
