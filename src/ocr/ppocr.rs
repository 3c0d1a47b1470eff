//! The first reader: runs the recogniser of PP-OCRv4 by `rten`, without any native library.
//!
//! A crop is scaled to 48 rows. For each time step of 8 columns the network gives the likelihood of 6,623 characters, which
//! [`ctc`](super::ctc) decodes into strings.

use std::sync::Arc;

use image::GrayImage;
use rten::RunOptions;

use super::ctc::{Step, steps_to_read};
use super::network::{BLANK, Likelihoods, Network, Shape, on_one_thread};
use super::reader::{Expected, Read, TextReader};
use crate::error::{Error, Result};
use crate::text::number::to_ascii;

const NAME: &str = "ppocr-v4";

/// Black is −1 and white 1. 3,200 columns are over 60 Chinese characters.
const SHAPE: Shape =
    Shape { rows: 48, step: 8, paper: (0, 0), widest: 3_200, channels: 3, ink: -1.0, levels: 127.5 };

/// Most characters that are kept of a step of text; of a number all are kept that it may have.
const CHOICES: usize = 5;

/// Least likelihood of a character that is kept.
const LEAST: f32 = 1e-4;

/// The weights of the network and what its classes mean: loaded once, shared by the engines of all threads.
pub struct Recogniser {
    network: Network,
    /// Character of each class; that of the blank is never looked at.
    alphabet: Vec<char>,
    /// Classes that a number may have, with the character that each stands for.
    numeric: Vec<(usize, char)>,
}

impl std::fmt::Debug for Recogniser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Recogniser({} classes)", self.alphabet.len())
    }
}

impl Recogniser {
    /// Loads the weights (`.onnx`), whose metadata carry the list of characters.
    ///
    /// # Errors
    /// [`Error::is_ocr`] where they are not those of such a recogniser.
    pub fn load(weights: Vec<u8>) -> Result<Self> {
        let network = Network::load(NAME, SHAPE, weights)?;
        // The blank, those that the model lists, and the space.
        let alphabet: Vec<char> =
            std::iter::once('\0').chain(network.characters.iter().copied()).chain([' ']).collect();
        let numeric: Vec<_> =
            alphabet.iter().enumerate().filter_map(|(class, ch)| Some((class, as_numeric(*ch)?))).collect();
        if !"0123456789.,-".chars().all(|needed| numeric.iter().any(|(_, ch)| *ch == needed)) {
            return Err(Error::recognition(NAME, "the network carries no list of characters"));
        }
        Ok(Self { network, alphabet, numeric })
    }
}

/// Plain form of a character in a number; `None` where it cannot stand in one. A minus is printed in many ways.
fn as_numeric(ch: char) -> Option<char> {
    match ch {
        '一' | '―' => Some('-'),
        _ => to_ascii(ch),
    }
}

/// One engine: shared weights, and a pool of one thread.
pub struct PpOcr {
    shared: Arc<Recogniser>,
    options: RunOptions,
    /// Output for the last crop: the same crop is often read again as a number, for which the network need not run again.
    last: Option<(GrayImage, Likelihoods)>,
}

impl PpOcr {
    /// An engine that computes on one thread.
    pub fn new(shared: &Arc<Recogniser>) -> Self {
        Self { shared: Arc::clone(shared), options: on_one_thread(), last: None }
    }
}

impl TextReader for PpOcr {
    fn name(&self) -> &'static str {
        NAME
    }

    fn read(&mut self, crop: &GrayImage, expected: Expected) -> Result<Read> {
        let recogniser = &*self.shared;
        let (crop, found) = match self.last.take().filter(|(last, _)| last == crop) {
            Some(last) => last,
            None => match recogniser.network.run(crop, recogniser.alphabet.len(), &self.options)? {
                Some(found) => (crop.clone(), found),
                None => return Ok(Read::default()),
            },
        };
        let to_step = |row: &[f32]| match expected {
            Expected::Text => text_step(row, &recogniser.alphabet),
            Expected::Number => number_step(row, &recogniser.numeric),
        };
        let steps: Vec<Step> = found.steps().map(to_step).collect();
        let read = steps_to_read(&steps, found.grid);
        self.last = Some((crop, found));
        Ok(read)
    }
}

/// Makes a step of text of the likeliest characters.
fn text_step(row: &[f32], alphabet: &[char]) -> Step {
    let mut chars: Vec<(char, f32)> = row
        .iter()
        .zip(alphabet)
        .skip(BLANK + 1)
        .filter(|(likely, _)| **likely >= LEAST)
        .map(|(likely, ch)| (*ch, *likely))
        .collect();
    chars.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    chars.truncate(CHOICES);
    Step { blank: row.get(BLANK).copied().unwrap_or(0.0), chars }
}

/// Makes a step of a number of the classes that a number may have. The forms of a character are added up, and likelihoods
/// are shares of the sum.
fn number_step(row: &[f32], numeric: &[(usize, char)]) -> Step {
    let mut chars: Vec<(char, f32)> = Vec::new();
    for (class, ch) in numeric {
        let likely = row.get(*class).copied().unwrap_or(0.0);
        match chars.iter_mut().find(|(known, _)| known == ch) {
            Some((_, sum)) => *sum += likely,
            None => chars.push((*ch, likely)),
        }
    }
    let blank = row.get(BLANK).copied().unwrap_or(0.0);
    let all = (blank + chars.iter().map(|(_, likely)| likely).sum::<f32>()).max(f32::MIN_POSITIVE);
    chars.iter_mut().for_each(|(_, likely)| *likely /= all);
    chars.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    Step { blank: blank / all, chars }
}
