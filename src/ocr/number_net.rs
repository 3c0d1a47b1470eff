//! The reader of numbers: a small network of our own, compiled in, that reads digits and their marks, and says of anything
//! else that it is no number. It needs no foreign weights and takes a millisecond, so that it is asked first of every crop.
//!
//! Its classes are the digits, `.,-()%`, a space (two cells in one crop) and [`OTHER`]. `tools/train/number_reader.py`
//! trains it; `models/ocr/README.md` says on what, and how often it errs.

use std::sync::Arc;

use image::GrayImage;
use rten::RunOptions;

use super::ctc::{Step, steps_to_read};
use super::network::{Network, Shape, likely_characters, on_one_thread};
use super::reader::{Expected, NUMBERS as NAME, Read, ReadChar, TextReader};
use crate::error::{Error, Result};
use crate::source::number_weights;

/// Stands for a run of characters that no number has.
pub const OTHER: char = 'X';

const SHAPE: Shape =
    Shape { rows: 28, step: 2, paper: (2, 6), widest: 288, channels: 1, ink: 1.0, levels: -255.0 };

/// A crop that is wider than so many times its height is no number: 23 digits and their marks.
const WIDEST: u32 = 10;

/// The network, loaded once and shared by the engines of all threads.
#[derive(Clone)]
pub struct NumberNetwork(Arc<Network>);

impl std::fmt::Debug for NumberNetwork {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NumberNetwork({} classes)", self.0.characters.len() + 1)
    }
}

impl NumberNetwork {
    /// Loads the weights that are compiled in.
    ///
    /// # Errors
    /// [`Error::is_ocr`] where they are not those of this network, which is a fault of the build.
    pub fn load() -> Result<Self> {
        let network = Network::load(NAME, SHAPE, number_weights().to_vec())?;
        if !"0123456789.,-()%X".chars().all(|needed| network.characters.contains(&needed)) {
            return Err(Error::recognition(NAME, "the network carries no list of characters"));
        }
        Ok(Self(Arc::new(network)))
    }
}

/// One engine: the shared network, and a pool of one thread.
pub struct NumberReader {
    network: NumberNetwork,
    options: RunOptions,
}

impl NumberReader {
    /// An engine that computes on one thread.
    pub fn new(network: &NumberNetwork) -> Self {
        Self { network: network.clone(), options: on_one_thread() }
    }
}

impl TextReader for NumberReader {
    fn name(&self) -> &'static str {
        NAME
    }

    /// Reads a crop. Of text, what is no number is [`OTHER`]; as a number, only digits and their marks are looked for.
    fn read(&mut self, crop: &GrayImage, expected: Expected) -> Result<Read> {
        if crop.width() > WIDEST * crop.height() {
            return Ok(match expected {
                Expected::Text => no_number(crop),
                Expected::Number => Read::default(),
            });
        }
        let network = &*self.network.0;
        let Some(found) = network.run(crop, network.characters.len() + 1, &self.options)? else {
            return Ok(Read::default());
        };
        let steps: Vec<Step> =
            found.steps().map(|row| likelihoods_to_step(row, &network.characters, expected)).collect();
        Ok(steps_to_read(&steps, found.grid))
    }
}

/// What is said of a crop that is too wide for a number.
fn no_number(crop: &GrayImage) -> Read {
    #[expect(clippy::cast_precision_loss, reason = "pictures are some thousand pixels wide")]
    let x = crop.width() as f32 / 2.0;
    Read {
        chars: vec![ReadChar { ch: OTHER, x, confidence: 1.0 }],
        confidence: 1.0,
        alternatives: Vec::new(),
    }
}

/// As a number, likelihoods are shares of what a number may have.
fn likelihoods_to_step(row: &[f32], characters: &[char], expected: Expected) -> Step {
    if expected == Expected::Text {
        return likely_characters(row, characters, |_| true);
    }
    let mut step = likely_characters(row, characters, |ch| ch != OTHER && ch != ' ');
    let all = (step.blank + step.chars.iter().map(|(_, likely)| likely).sum::<f32>()).max(f32::MIN_POSITIVE);
    step.chars.iter_mut().for_each(|(_, likely)| *likely /= all);
    step.blank /= all;
    step
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn read(name: &str, expected: Expected) -> String {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ocr").join(name);
        let crop = image::open(path).unwrap().to_luma8();
        NumberReader::new(&NumberNetwork::load().unwrap()).read(&crop, expected).unwrap().text()
    }

    #[test]
    fn numbers_are_read_and_words_are_none() {
        for expected in [Expected::Text, Expected::Number] {
            let texts = ["amount.png", "amount-negative.png", "code.png"].map(|name| read(name, expected));
            assert_eq!(texts, ["1,234,567.89", "-84.85", "2080505"]);
        }
        assert!(read("name.png", Expected::Text).contains(OTHER));
        assert!(!read("name.png", Expected::Number).contains(OTHER));
        assert_eq!(read("blank.png", Expected::Text), "");
    }
}
