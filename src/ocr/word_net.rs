//! The reader of words: a small network of our own, compiled in, that knows the characters of the official names of codes,
//! forms, columns and lines. It takes some milliseconds, so that it is asked before the reader of any text; `words` believes
//! it only where what it reads is such a name.
//!
//! `□` stands for a character that it does not know. `tools/train/word_reader.py` trains it; `models/ocr/README.md`
//! says on what, and how often it errs.

use std::sync::Arc;

use image::GrayImage;
use rten::RunOptions;

use super::ctc::{Step, steps_to_read};
use super::network::{Network, Shape, likely_characters, on_one_thread};
use super::reader::{Expected, Read, TextReader, WORDS as NAME};
use crate::error::{Error, Result};
use crate::source::word_weights;

/// 1,600 columns are 60 Chinese characters.
const SHAPE: Shape =
    Shape { rows: 32, step: 4, paper: (2, 6), widest: 1_600, channels: 1, ink: 1.0, levels: -255.0 };

/// Most characters that are kept of a step.
const CHOICES: usize = 5;

/// The network, loaded once and shared by the engines of all threads.
#[derive(Clone)]
pub struct WordNetwork(Arc<Network>);

impl std::fmt::Debug for WordNetwork {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "WordNetwork({} classes)", self.0.characters.len() + 1)
    }
}

impl WordNetwork {
    /// Loads the weights that are compiled in.
    ///
    /// # Errors
    /// [`Error::is_ocr`] where they are not those of this network, which is a fault of the build.
    pub fn load() -> Result<Self> {
        let network = Network::load(NAME, SHAPE, word_weights().to_vec())?;
        if !"支出决算表0123456789□".chars().all(|needed| network.characters.contains(&needed)) {
            return Err(Error::recognition(NAME, "the network carries no list of characters"));
        }
        Ok(Self(Arc::new(network)))
    }
}

/// One engine: the shared network, and a pool of one thread.
pub struct WordReader {
    network: WordNetwork,
    options: RunOptions,
}

impl WordReader {
    /// An engine that computes on one thread.
    pub fn new(network: &WordNetwork) -> Self {
        Self { network: network.clone(), options: on_one_thread() }
    }
}

impl TextReader for WordReader {
    fn name(&self) -> &'static str {
        NAME
    }

    /// Reads a crop as text, whatever is expected: numbers are not its matter.
    fn read(&mut self, crop: &GrayImage, _: Expected) -> Result<Read> {
        let network = &*self.network.0;
        let Some(found) = network.run(crop, network.characters.len() + 1, &self.options)? else {
            return Ok(Read::default());
        };
        let steps: Vec<Step> = found
            .steps()
            .map(|row| {
                let mut step = likely_characters(row, &network.characters, |_| true);
                step.chars.truncate(CHOICES);
                step
            })
            .collect();
        Ok(steps_to_read(&steps, found.grid))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn an_official_name_is_read() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ocr/name.png");
        let crop = image::open(path).unwrap().to_luma8();
        let mut reader = WordReader::new(&WordNetwork::load().unwrap());
        let read = reader.read(&crop, Expected::Text).unwrap();
        assert_eq!(read.text(), "机关事业单位基本养老保险缴费支出");
        let blank = reader.read(&GrayImage::from_pixel(40, 20, image::Luma([255])), Expected::Text).unwrap();
        assert_eq!(blank.text(), "");
    }
}
