//! Says of what the library must not be given, since it would take all time, all memory or the whole stack. What is refused
//! here costs the page that needs it.

use std::borrow::Cow;

use hayro_syntax::object::{Array, Dict, Number, Object, Stream, dict_or_stream};

use super::whole::parms_of;

/// Most bytes of a row of a predictor, and most bits of a pixel.
const MOST_ROW_BYTES: f64 = 16_777_216.0;
const MOST_PIXEL_BITS: f64 = 255.0;
/// Most pixels of a picture: a sheet of A0 at 300 dpi has 140 million.
pub(in crate::pdf) const MOST_PIXELS: f64 = 268_435_456.0;
/// Most widths in the ranges of a font: a font has 65,536 characters at most.
const MOST_WIDTHS: u64 = 1_000_000;
/// Largest code of a simple font: they are of one byte, and some producers write more.
const MOST_CODE: f64 = 65_535.0;
/// Depth of procedures in a PostScript function, and of functions in functions; real ones have three.
const MOST_DEPTH: usize = 64;
/// Most functions of which one is made.
const MOST_FUNCTIONS: usize = 4_096;
/// Most inputs of a sampled function: it is evaluated at all corners of a cube of so many dimensions.
const MOST_INPUTS: usize = 8;

/// What is impossible of the filters of a stream.
pub(super) fn filters(stream: &Stream<'_>) -> Option<String> {
    (0..stream.filters().len()).find_map(|at| predictor(&parms_of(stream, at)?))
}

fn predictor(parms: &Dict<'_>) -> Option<String> {
    let number = |key: &str, usual: f64| parms.get::<Number>(key).map_or(usual, |number| number.as_f64());
    is_impossible(
        number("Predictor", 1.0),
        number("Colors", 1.0),
        number("BitsPerComponent", 8.0),
        number("Columns", 1.0),
    )
    .then(|| "its predictor has impossible parameters".to_owned())
}

/// Whether a predictor cannot be applied.
pub(super) fn is_impossible(predictor: f64, colors: f64, bits: f64, columns: f64) -> bool {
    let is_whole = |number: f64| (1.0..=MOST_ROW_BYTES).contains(&number);
    let sizes = [1.0, 2.0, 4.0, 8.0, 16.0];
    let is_known = |bits: f64| sizes.iter().any(|size: &f64| (size - bits).abs() < f64::EPSILON);
    let is = |known: f64| (predictor - known).abs() < f64::EPSILON;
    if is(1.0) {
        return false;
    }
    // TIFF, and the five of PNG with one for all.
    let is_there = is(2.0) || (10..=15).any(|known: u8| is(f64::from(known)));
    let is_sane = is_whole(colors)
        && is_whole(columns)
        && is_known(bits)
        && colors * bits <= MOST_PIXEL_BITS
        && colors * bits * columns / 8.0 <= MOST_ROW_BYTES;
    !is_there || !is_sane
}

/// What is impossible of the size of a picture.
pub(super) fn picture(picture: &Stream<'_>) -> Option<String> {
    let dict = picture.dict();
    // Without a width it is drawn by nobody.
    if !dict.contains_key("Width") && !dict.contains_key("W") {
        return None;
    }
    let number = |key: &str| dict.get::<Number>(key).map_or(0.0, |number| number.as_f64());
    let (width, height) = (number("Width"), number("Height"));
    let mut pixels = width * height;
    for at in 0..picture.filters().len() {
        let parms = parms_of(picture, at).unwrap_or_default();
        let side = |key: &str| parms.get::<Number>(key).map_or(0.0, |number| number.as_f64());
        pixels = pixels.max(side("Columns") * height.max(side("Rows")));
    }
    let raw = picture.raw_data();
    pixels = pixels.max(jpeg2000_pixels(&raw)).max(jbig2_pixels(picture, &raw));
    (pixels > MOST_PIXELS).then(|| format!("its size is impossible: {pixels:.0} pixels"))
}

/// Pixels that the header of a JPEG 2000 codestream declares.
fn jpeg2000_pixels(data: &[u8]) -> f64 {
    const HEADER: [u8; 4] = [0xff, 0x4f, 0xff, 0x51];
    let head = data.get(..2_048).unwrap_or(data);
    let Some(at) = head.windows(4).position(|four| four == HEADER) else { return 0.0 };
    let side = |offset: usize| {
        let four = data.get(at + offset..at + offset + 4).and_then(|four| <[u8; 4]>::try_from(four).ok());
        f64::from(u32::from_be_bytes(four.unwrap_or_default()))
    };
    // Behind the marker: length and capabilities, then the size of the grid and its offset.
    (side(8) - side(16)).max(0.0) * (side(12) - side(20)).max(0.0)
}

/// Pixels that the first page of JBIG2 data declares, where their first segment is that.
fn jbig2_pixels(picture: &Stream<'_>, data: &[u8]) -> f64 {
    /// Kind of a segment that describes the page.
    const PAGE: u8 = 48;
    if !picture.filters().contains(&hayro_syntax::Filter::Jbig2Decode) {
        return 0.0;
    }
    let (Some(flags), Some(size)) = (data.get(4), data.get(11..19)) else { return 0.0 };
    if flags & 0x3f != PAGE || flags & 0x40 != 0 {
        return 0.0;
    }
    let sides: Vec<f64> = size
        .chunks(4)
        .filter_map(|four| Some(f64::from(u32::from_be_bytes(four.try_into().ok()?))))
        .collect();
    // A height that is not known is all ones.
    match sides.as_slice() {
        [width, height] if *height < f64::from(u32::MAX) => width * height,
        _ => 0.0,
    }
}

/// What is impossible of the codes of a simple font.
pub(super) fn codes(font: &Dict<'_>) -> Option<String> {
    let is_impossible =
        |key| font.get::<Number>(key).is_some_and(|code| !(0.0..=MOST_CODE).contains(&code.as_f64()));
    ["FirstChar", "LastChar"].into_iter().any(is_impossible).then(|| "its codes are impossible".to_owned())
}

/// What is impossible of the widths of a composite font.
pub(super) fn widths(font: &Dict<'_>) -> Option<String> {
    let is_long = |(key, values)| {
        font.get::<Array<'_>>(key).is_some_and(|widths| range_total(&plain(&widths), values) > MOST_WIDTHS)
    };
    [("W", 3), ("W2", 5)].into_iter().any(is_long).then(|| "its widths are of impossible ranges".to_owned())
}

/// The bytes of an array, with what they refer to in its place.
fn plain<'a>(widths: &Array<'a>) -> Cow<'a, [u8]> {
    if memchr::memchr(b'R', widths.data()).is_none() {
        return Cow::Borrowed(widths.data());
    }
    let text = widths.iter::<Object<'_>>().map(|item| match item {
        Object::Number(number) => format!("{} ", number.as_f64()),
        Object::Array(_) => "[]".to_owned(),
        _ => String::new(),
    });
    Cow::Owned(text.collect::<String>().into_bytes())
}

/// Number of characters in the ranges of an array of widths without its brackets, which are `values` numbers each: first, last, and what they are.
fn range_total(data: &[u8], values: usize) -> u64 {
    let mut total = 0_u64;
    let mut depth = 0_usize;
    let mut numbers: Vec<f64> = Vec::new();
    let is_digit = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+');
    let mut at = 0;
    while let Some(byte) = data.get(at).copied() {
        at += 1;
        match byte {
            b'[' => {
                depth += 1;
                numbers.clear();
            }
            b']' => depth = depth.saturating_sub(1),
            byte if is_digit(byte) && depth == 0 => {
                let begin = at - 1;
                while data.get(at).copied().is_some_and(is_digit) {
                    at += 1;
                }
                let text = data.get(begin..at).and_then(|digits| std::str::from_utf8(digits).ok());
                numbers.push(text.and_then(|text| text.parse().ok()).unwrap_or(0.0));
                if numbers.len() == values {
                    let (first, last) = (numbers.first().copied(), numbers.get(1).copied());
                    // Saturates: more than there may be is enough.
                    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                    let count = (last.unwrap_or(0.0) - first.unwrap_or(0.0)).max(0.0) as u64;
                    total = total.saturating_add(count);
                    numbers.clear();
                }
            }
            _ => {}
        }
    }
    total
}

/// Whether an array holds numbers, references and arrays of them alone.
pub(super) fn are_numbers(data: &[u8]) -> bool {
    data.iter().all(|byte| byte.is_ascii_digit() || byte.is_ascii_whitespace() || b".+-[]R\0".contains(byte))
}

/// What is impossible of a function.
pub(super) fn function(object: &Object<'_>) -> Option<String> {
    let mut count = 0;
    (!is_bounded(object, 0, &mut count)).then(|| "it is a function of impossible depth".to_owned())
}

fn is_bounded(object: &Object<'_>, depth: usize, count: &mut usize) -> bool {
    *count += 1;
    if depth > MOST_DEPTH || *count > MOST_FUNCTIONS {
        return false;
    }
    let Some((dict, stream)) = dict_or_stream(object) else { return true };
    match (dict.get::<u8>("FunctionType"), stream) {
        (Some(0), _) => dict
            .get::<Array<'_>>("Size")
            .is_none_or(|size| size.raw_iter().take(MOST_INPUTS + 1).count() <= MOST_INPUTS),
        (Some(3), _) => dict
            .get::<Array<'_>>("Functions")
            .is_none_or(|inner| inner.iter::<Object<'_>>().all(|inner| is_bounded(&inner, depth + 1, count))),
        (Some(4), Some(stream)) => {
            stream.decoded_data().is_ok_and(|program| depth_of(&program) <= MOST_DEPTH)
        }
        _ => true,
    }
}

/// Depth of braces.
fn depth_of(program: &[u8]) -> usize {
    let (mut depth, mut most) = (0_usize, 0);
    for byte in program {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        most = most.max(depth);
    }
    most
}

#[cfg(test)]
mod tests {
    use hayro_syntax::object::FromBytes;

    use super::*;

    #[test]
    fn ranges_of_widths_are_counted() {
        assert_eq!(range_total(b"1 [500 600] 10 20 500 30 [500]", 3), 10);
        assert_eq!(range_total(b"0 4294967295 500", 3), 4_294_967_295);
        assert_eq!(range_total(b"0 65535 500 0 65535 500", 3), 131_070);
        assert_eq!(range_total(b"7 [1 2 3] 0 99 1 2 3", 5), 99);
        assert_eq!(range_total(b"-5 -9999999999 1", 3), 0);
        let of = |text: &'static str| widths(&Dict::from_bytes(text.as_bytes()).unwrap());
        assert_eq!(of("<</W [1 [500 600] 0 65535 500]>>"), None);
        assert!(of("<</W [0 4294967295 500]>>").is_some());
        assert!(of("<</W2 [0 99999999 1 2 3]>>").is_some());
    }

    #[test]
    fn parameters_of_predictors_are_sane_or_refused() {
        assert!(!is_impossible(12.0, 1.0, 8.0, 5.0));
        assert!(!is_impossible(15.0, 3.0, 8.0, 10_000.0));
        assert!(!is_impossible(1.0, 0.0, 0.0, 0.0), "without one they do not count");
        for (colors, bits, columns) in [
            (1.0, 8.0, 4_294_967_296.0),
            (32.0, 16.0, 4.0),
            (0.0, 8.0, 4.0),
            (1.0, 7.0, 4.0),
            (1.0, 8.0, 0.0),
            (1.0, 8.0, -5.0),
            (3.0, 8.0, 10_000_000.0),
        ] {
            assert!(is_impossible(12.0, colors, bits, columns), "{colors} {bits} {columns}");
        }
    }

    #[test]
    fn functions_are_bounded() {
        let of = |program: &str| {
            let bytes = format!("<</FunctionType 4 /Length {}>>stream\n{program}\nendstream", program.len());
            function(&Object::from_bytes(bytes.as_bytes()).unwrap())
        };
        assert_eq!(of("{ dup 0 gt { neg } { abs } ifelse }"), None);
        assert!(of(&format!("{}{}", "{".repeat(5_000), "}".repeat(5_000))).is_some());
        let nested = |depth: usize| {
            let open = "<</FunctionType 3 /Functions [".repeat(depth);
            let text = format!("{open}<</FunctionType 2>>{}", "]>>".repeat(depth));
            function(&Object::from_bytes(text.as_bytes()).unwrap())
        };
        assert_eq!(nested(3), None);
        assert!(nested(100).is_some());
        let sampled = "<</FunctionType 0 /Size [2 2 2 2 2 2 2 2 2 2 2 2]>>";
        assert!(function(&Object::from_bytes(sampled.as_bytes()).unwrap()).is_some());
    }

    #[test]
    fn sizes_of_pictures_are_bounded() {
        let of = |dict: &str, data: &[u8]| {
            let bytes =
                [format!("<<{dict} /Length {}>>stream\n", data.len()).as_bytes(), data, b"\nendstream"]
                    .concat();
            picture(&Stream::from_bytes(&bytes).unwrap())
        };
        assert_eq!(of("/Width 10000 /Height 14000", b"x"), None);
        assert!(of("/Width 1000000000 /Height 1000000000", b"x").is_some());
        let fax = "/Width 1728 /Height 2000 /Filter /CCITTFaxDecode /DecodeParms <</Columns 1000000000>>";
        assert!(of(fax, b"x").is_some());
        let mut codestream = vec![0xff, 0x4f, 0xff, 0x51, 0, 41, 0, 0];
        codestream.extend([0xff_u8, 0xff, 0xff, 0].repeat(2));
        codestream.extend([0; 8]);
        assert!(of("/Width 10 /Height 10 /Filter /JPXDecode", &codestream).is_some());
    }
}
