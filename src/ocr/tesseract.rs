//! The second reader: Tesseract 5, where it is installed.
//!
//! It errs in other ways than the first reader, so that what both read alike is seldom wrong. It gets one segment at a time,
//! scaled to the size that it reads best; numbers are read with its English data and only the characters of a number,
//! text with its Chinese data.

mod binding;

use image::imageops::{FilterType, replace, resize};
use image::{GrayImage, Luma};

pub use binding::Absence;
use binding::{Engine, Symbol};

use super::reader::{Expected, Read, ReadChar, TextReader};
use crate::error::{Error, Result};

const NAME: &str = "tesseract-5";

/// The data that numbers and text are read with.
const NUMBER_DATA: &std::ffi::CStr = c"eng";
const TEXT_DATA: &std::ffi::CStr = c"chi_sim";

/// The characters of a number. With the parentheses, one more number in 125 at 150 dpi is misread (a thin 1 as one).
const NUMBER_CHARS: &std::ffi::CStr = c"0123456789.,-()%";

/// How high the ink of a number and of text is made, in pixels. Of 17 to 38 pixels, 20 read most numbers of 1,150 crops
/// of 150 and 200 dpi; of 14 to 46, between 20 and 23 read most names.
const NUMBER_HEIGHT: f32 = 20.0;
const TEXT_HEIGHT: f32 = 22.0;

/// The paper around it: without, Tesseract loses what touches the edge.
const BORDER: u32 = 10;

/// Largest enlargement: a dash alone would become a wall.
const MOST_ENLARGED: f32 = 4.0;

/// Widest picture, in pixels: what is longer is a ruling line, and is squeezed.
const WIDEST: f32 = 6_000.0;

/// One engine for each kind of crop.
pub struct Tesseract {
    number: Engine,
    text: Engine,
}

impl Tesseract {
    /// Loads the library and the data of both languages.
    ///
    /// # Errors
    /// [`Absence`] where one of them is not installed, which is no fault of the crop.
    pub fn new() -> std::result::Result<Self, Absence> {
        let number = Engine::new(NUMBER_DATA, &[(c"tessedit_char_whitelist", NUMBER_CHARS)])?;
        Ok(Self { number, text: Engine::new(TEXT_DATA, &[])? })
    }

    /// The version of the library.
    ///
    /// # Errors
    /// [`Absence::Library`] where it is not installed.
    pub fn version() -> std::result::Result<String, Absence> {
        binding::version()
    }
}

/// The names of the data that it reads with, as Tesseract calls them.
pub fn languages() -> [String; 2] {
    [NUMBER_DATA, TEXT_DATA].map(|name| name.to_string_lossy().into_owned())
}

impl TextReader for Tesseract {
    fn name(&self) -> &'static str {
        NAME
    }

    fn read(&mut self, crop: &GrayImage, expected: Expected) -> Result<Read> {
        let (engine, height) = match expected {
            Expected::Number => (&mut self.number, NUMBER_HEIGHT),
            Expected::Text => (&mut self.text, TEXT_HEIGHT),
        };
        let Some(fitted) = fit(crop, height) else { return Ok(Read::default()) };
        let symbols = engine
            .read_line(&fitted.picture)
            .ok_or_else(|| Error::recognition(NAME, "it does not take this picture"))?;
        Ok(symbols_to_read(&symbols, expected, |x| (x - f32_of(BORDER)) * fitted.scale + fitted.left))
    }
}

/// A crop scaled for Tesseract.
struct ScaledCrop {
    picture: GrayImage,
    /// Columns of the crop in a column of the picture.
    scale: f32,
    /// Left edge of the ink in the crop.
    left: f32,
}

/// Cuts a crop to its ink, scales that to a height and puts paper around it; `None` where there is no ink.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sides are from 1 to some thousand"
)]
fn fit(crop: &GrayImage, height: f32) -> Option<ScaledCrop> {
    let (left, top, width, ink_height) = ink(crop)?;
    let scale = (height / f32_of(ink_height)).min(MOST_ENLARGED);
    let wide = (f32_of(width) * scale).round().clamp(1.0, WIDEST);
    let high = (f32_of(ink_height) * scale).round().max(1.0);
    let core = image::imageops::crop_imm(crop, left, top, width, ink_height).to_image();
    let core = resize(&core, wide as u32, high as u32, FilterType::CatmullRom);
    let mut picture =
        GrayImage::from_pixel(core.width() + 2 * BORDER, core.height() + 2 * BORDER, Luma([255]));
    replace(&mut picture, &core, i64::from(BORDER), i64::from(BORDER));
    Some(ScaledCrop { picture, scale: f32_of(width) / wide, left: f32_of(left) })
}

/// Finds the ink: left, top, width and height of what is darker than half way between the paper and the darkest ink; `None` for paper.
fn ink(crop: &GrayImage) -> Option<(u32, u32, u32, u32)> {
    /// Fainter than this is no ink, but the paper's own grain.
    const LEAST_CONTRAST: u8 = 64;
    let darkest = crop.as_raw().iter().min()?;
    let lightest = crop.as_raw().iter().max()?;
    if lightest.abs_diff(*darkest) < LEAST_CONTRAST {
        return None;
    }
    let limit = darkest + (lightest - darkest) / 2;
    let dark = || crop.enumerate_pixels().filter(|(_, _, pixel)| pixel.0[0] <= limit);
    let (left, right) = (dark().map(|p| p.0).min()?, dark().map(|p| p.0).max()?);
    let (top, bottom) = (dark().map(|p| p.1).min()?, dark().map(|p| p.1).max()?);
    Some((left, top, right - left + 1, bottom - top + 1))
}

#[expect(clippy::cast_precision_loss, reason = "sides are some thousand pixels")]
fn f32_of(pixels: u32) -> f32 {
    pixels as f32
}

/// Turns Tesseract's symbols into what was read; `place` leads from its columns to those of the crop.
///
/// It gives no likelihood of the whole: that of its least likely character stands for it.
fn symbols_to_read(symbols: &[Symbol], expected: Expected, place: impl Fn(f32) -> f32) -> Read {
    let mut chars: Vec<ReadChar> = Vec::new();
    for symbol in symbols {
        let confidence = (symbol.confidence / 100.0).clamp(0.0, 1.0);
        #[expect(clippy::cast_precision_loss, reason = "pictures are some thousand pixels wide")]
        let x = place((symbol.left + symbol.right) as f32 / 2.0);
        // Between Chinese characters it sees gaps that are none.
        let after_latin = chars.last().is_some_and(|last| last.ch.is_ascii_alphanumeric());
        let before_latin = symbol.text.starts_with(|c: char| c.is_ascii_alphanumeric());
        if symbol.begins_word && expected == Expected::Text && after_latin && before_latin {
            chars.push(ReadChar { ch: ' ', x, confidence });
        }
        chars.extend(symbol.text.chars().filter(|ch| !ch.is_whitespace()).map(|ch| ReadChar {
            ch,
            x,
            confidence,
        }));
    }
    let least = chars.iter().map(|c| c.confidence).fold(f32::INFINITY, f32::min);
    Read { confidence: if chars.is_empty() { 0.0 } else { least }, chars, alternatives: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbol(text: &str, left: i32, confidence: f32, begins_word: bool) -> Symbol {
        Symbol { text: text.to_owned(), left, right: left + 10, confidence, begins_word }
    }

    #[test]
    fn a_string_is_as_likely_as_its_least_likely_character() {
        let symbols =
            [symbol("8", 10, 99.0, true), symbol(".", 20, 40.0, false), symbol("5", 30, 98.0, true)];
        let read = symbols_to_read(&symbols, Expected::Number, |x| x / 2.0);
        assert_eq!((read.text().as_str(), read.chars[0].x), ("8.5", 7.5));
        assert!((read.confidence - 0.4).abs() < 1e-6);
        assert_eq!(symbols_to_read(&[], Expected::Number, |x| x), Read::default());
    }

    #[test]
    fn only_latin_words_stand_apart() {
        let word = |text: &str| symbol(text, 0, 90.0, true);
        let read = |words: &[&str]| {
            symbols_to_read(&words.iter().map(|w| word(w)).collect::<Vec<_>>(), Expected::Text, |x| x).text()
        };
        assert_eq!(read(&["A", "1", "款", "项", "2"]), "A 1款项2");
    }

    #[test]
    fn ink_is_scaled_and_paper_put_around() {
        let mut crop = GrayImage::from_pixel(50, 30, Luma([250]));
        for (x, y) in [(10, 5), (29, 23)] {
            crop.put_pixel(x, y, Luma([0]));
        }
        assert_eq!(ink(&crop), Some((10, 5, 20, 19)));
        let fitted = fit(&crop, 38.0).unwrap();
        assert_eq!(fitted.picture.dimensions(), (60, 58));
        assert!((fitted.scale - 0.5).abs() < 1e-6 && (fitted.left - 10.0).abs() < 1e-6);
    }

    #[test]
    fn paper_has_no_ink() {
        assert_eq!(ink(&GrayImage::from_pixel(9, 9, Luma([240]))), None);
        assert_eq!(ink(&GrayImage::new(0, 0)), None);
    }
}
