//! Decodes TIFF: one page for each frame that is no thumbnail, also with the codecs of fax machines.

use std::io::Cursor;

use hayro_ccitt::{DecodeSettings, DecoderContext, EncodingMode};
use image::metadata::Orientation;
use image::{DynamicImage, GrayImage, RgbImage};
use tiff::ColorType;
use tiff::decoder::ifd::Value;
use tiff::decoder::{ChunkType, Decoder, DecodingResult, Limits};
use tiff::tags::Tag;

use super::decode::on_paper;
use super::density;
use super::frame::{ImageFrame, MOST_PIXELS};

/// Bits of `NewSubfileType`: a smaller version of another frame, or a mask.
const NO_PAGE: u32 = 0b101;
/// A tag of fax data: bit 0 says that lines refer to the line before.
const T4_OPTIONS: Tag = Tag::Unknown(292);
/// Values of `Compression`: modified Huffman, T.4, T.6, and the old way to hold a JPEG.
const HUFFMAN: u16 = 2;
const FAX3: u16 = 3;
const FAX4: u16 = 4;

type TiffDecoder<'b> = Decoder<Cursor<&'b [u8]>>;

fn open(bytes: &[u8]) -> Option<TiffDecoder<'_>> {
    let mut limits = Limits::default();
    // Three channels of 16 bits.
    limits.decoding_buffer_size = usize::try_from(MOST_PIXELS * 6).unwrap_or(usize::MAX);
    Decoder::new(Cursor::new(bytes)).ok().map(|decoder| decoder.with_limits(limits))
}

/// Reads what up to `most` frames state of themselves; `None` where the chain of frames is broken.
pub(super) fn frames(bytes: &[u8], most: usize) -> Option<Vec<ImageFrame>> {
    let mut decoder = open(bytes)?;
    let mut frames = Vec::new();
    for index in 0.. {
        let kind = unsigned(&mut decoder, Tag::NewSubfileType).unwrap_or(0);
        if kind & NO_PAGE == 0 {
            frames.push(frame(&mut decoder, index)?);
        }
        if !decoder.more_images() || frames.len() >= most || index > 2 * most {
            break;
        }
        decoder.next_image().ok()?;
    }
    Some(frames)
}

fn frame(decoder: &mut TiffDecoder<'_>, index: usize) -> Option<ImageFrame> {
    let (width, height) = decoder.dimensions().ok()?;
    let mut side = |tag| match decoder.find_tag(tag).ok().flatten()? {
        Value::Rational(pixels, of) => Some(f64::from(pixels) / f64::from(of)),
        other => other.into_f64().ok(),
    };
    let sides = side(Tag::XResolution).zip(side(Tag::YResolution));
    let unit = unsigned(decoder, Tag::ResolutionUnit).unwrap_or(2);
    let orientation = unsigned(decoder, Tag::Orientation).and_then(|n| u8::try_from(n).ok());
    (width > 0 && height > 0).then_some(ImageFrame {
        index,
        width,
        height,
        dpi: sides.and_then(|sides| density::in_inches(sides, f64::from(unit))),
        orientation: orientation.and_then(Orientation::from_exif).unwrap_or(Orientation::NoTransforms),
    })
}

fn unsigned(decoder: &mut TiffDecoder<'_>, tag: Tag) -> Option<u32> {
    decoder.find_tag_unsigned(tag).ok().flatten()
}

/// Decodes the pixels of a frame; `None` where they are damaged or stored in an unsupported way.
pub(super) fn pixels(bytes: &[u8], index: usize) -> Option<DynamicImage> {
    let mut decoder = open(bytes)?;
    decoder.seek_to_image(index).ok()?;
    let (width, height) = decoder.dimensions().ok()?;
    let compression = unsigned(&mut decoder, Tag::Compression).and_then(|n| u16::try_from(n).ok());
    if let Some(method @ (HUFFMAN | FAX3 | FAX4)) = compression {
        return fax(&mut decoder, bytes, method).map(DynamicImage::from);
    }
    let color = decoder.colortype().ok()?;
    // Channels apart from each other: the library gives the first only.
    if color.num_samples() > 1 && unsigned(&mut decoder, Tag::PlanarConfiguration).unwrap_or(1) != 1 {
        return None;
    }
    let samples: Vec<u8> = match decoder.read_image().ok()? {
        DecodingResult::U8(samples) => samples,
        // The upper half of each says enough.
        DecodingResult::U16(samples) => samples.iter().map(|sample| sample.to_be_bytes()[0]).collect(),
        _ => return None,
    };
    let image: DynamicImage = match color {
        ColorType::Gray(8 | 16) => GrayImage::from_raw(width, height, samples)?.into(),
        ColorType::Gray(bits @ (1 | 2 | 4)) => {
            GrayImage::from_raw(width, height, unpack(&samples, width, bits))?.into()
        }
        ColorType::RGB(8 | 16) => RgbImage::from_raw(width, height, samples)?.into(),
        ColorType::RGBA(8 | 16) => image::RgbaImage::from_raw(width, height, samples)?.into(),
        ColorType::CMYK(8) => {
            let rgb = samples.chunks_exact(4).flat_map(|p| [0, 1, 2].map(|i| without(p[i], p[3]))).collect();
            RgbImage::from_raw(width, height, rgb)?.into()
        }
        _ => return None,
    };
    Some(on_paper(image))
}

/// Converts a channel of CMYK to one of RGB: the light that its ink and the black leave.
fn without(ink: u8, black: u8) -> u8 {
    let light = u32::from(255 - ink) * u32::from(255 - black) / 255;
    u8::try_from(light).unwrap_or(u8::MAX)
}

/// Unpacks samples of few bits, whose rows begin at whole bytes, to bytes from 0 to 255.
fn unpack(samples: &[u8], width: u32, bits: u8) -> Vec<u8> {
    let most = (1_u16 << bits) - 1;
    let row = (width as usize * usize::from(bits)).div_ceil(8).max(1);
    let sample = |row: &[u8], x: usize| {
        let bit = x * usize::from(bits);
        let byte = u16::from(row.get(bit / 8).copied().unwrap_or(0));
        let value = (byte >> (8 - usize::from(bits) - bit % 8)) & most;
        u8::try_from(value * 255 / most).unwrap_or(u8::MAX)
    };
    let mut bytes = Vec::with_capacity(samples.len() * 8);
    for row in samples.chunks_exact(row) {
        bytes.extend((0..width as usize).map(|x| sample(row, x)));
    }
    bytes
}

/// Decodes a bilevel picture in strips of the codes of fax machines (ITU-T T.4, T.6).
fn fax(decoder: &mut TiffDecoder<'_>, bytes: &[u8], method: u16) -> Option<GrayImage> {
    let (width, height) = decoder.dimensions().ok()?;
    let is_bits = unsigned(decoder, Tag::BitsPerSample).unwrap_or(1) == 1
        && unsigned(decoder, Tag::SamplesPerPixel).unwrap_or(1) == 1;
    if decoder.get_chunk_type() != ChunkType::Strip || !is_bits {
        return None;
    }
    let is_reversed = unsigned(decoder, Tag::FillOrder) == Some(2);
    // 0: zeros, which are the paper of a fax, are white.
    let is_inverted = unsigned(decoder, Tag::PhotometricInterpretation) == Some(1);
    let refers = method == FAX3 && unsigned(decoder, T4_OPTIONS).unwrap_or(0) & 1 == 1;
    let rows = unsigned(decoder, Tag::RowsPerStrip).unwrap_or(height).min(height).max(1);
    let offsets = decoder.get_tag_u64_vec(Tag::StripOffsets).ok()?;
    let lengths = decoder.get_tag_u64_vec(Tag::StripByteCounts).ok()?;
    let mut page = FaxRows { width: width as usize, gray: Vec::new() };
    for (strip, (offset, length)) in offsets.iter().zip(&lengths).enumerate() {
        let before = u32::try_from(strip).ok()?.checked_mul(rows)?;
        let rows = rows.min(height.checked_sub(before)?);
        let from = usize::try_from(*offset).ok()?;
        let data = bytes.get(from..from.checked_add(usize::try_from(*length).ok()?)?)?;
        let data =
            if is_reversed { data.iter().map(|byte| byte.reverse_bits()).collect() } else { data.to_vec() };
        let settings = DecodeSettings {
            columns: width,
            rows,
            end_of_block: true,
            end_of_line: false,
            rows_are_byte_aligned: method == HUFFMAN,
            encoding: match method {
                FAX4 => EncodingMode::Group4,
                _ if refers => EncodingMode::Group3_2D,
                _ => EncodingMode::Group3_1D,
            },
            // Lines that cannot be decoded would come out white.
            strict: true,
        };
        hayro_ccitt::decode(&data, &mut page, &mut DecoderContext::new(settings)).ok()?;
        // What ends early lacks rows.
        if page.gray.len() != page.width * (before + rows) as usize {
            return None;
        }
    }
    if is_inverted {
        page.gray.iter_mut().for_each(|pixel| *pixel = 255 - *pixel);
    }
    GrayImage::from_raw(width, height, page.gray)
}

/// Collects rows of fax data.
struct FaxRows {
    width: usize,
    gray: Vec<u8>,
}

impl hayro_ccitt::Decoder for FaxRows {
    fn push_row(&mut self, changes: &[u32]) {
        let start = self.gray.len();
        self.gray.resize(start + self.width, 255);
        let row = self.gray.get_mut(start..).unwrap_or_default();
        for black in changes.chunks(2) {
            let from = black.first().map_or(row.len(), |at| *at as usize);
            let to = black.get(1).map_or(row.len(), |at| *at as usize);
            if let Some(pixels) = row.get_mut(from..to) {
                pixels.fill(0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_bits_become_bytes_row_by_row() {
        assert_eq!(unpack(&[0b1010_0000, 0b0100_0000], 3, 1), [255, 0, 255, 0, 255, 0]);
        assert_eq!(unpack(&[0b0001_1011], 4, 2), [0, 85, 170, 255]);
        assert_eq!((without(0, 0), without(255, 0), without(0, 255)), (255, 0, 0));
    }
}
