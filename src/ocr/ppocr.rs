//! The first reader: the recogniser of PP-OCRv4, run by `rten` without any native library.
//!
//! A crop becomes a picture of 48 rows; the network looks at it in steps of 8 columns and says for each which of 6,623
//! characters stands there ([`ctc`](super::ctc) makes strings of that).

use std::sync::Arc;

use image::GrayImage;
use image::imageops::{FilterType, resize};
use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, NdTensorView};

use super::ctc::{Spread, Step, steps_to_read};
use super::reader::{Expected, Read, Reader};
use crate::error::{Error, Result};
use crate::text::number::to_ascii;

const NAME: &str = "ppocr-v4";

/// The rows that the network was trained with.
const HEIGHT: u32 = 48;

/// The columns of a step. The width is made a multiple of it.
const STEP: u32 = 8;

/// Wider lines are squeezed: 3,200 columns are over 60 Chinese characters, and what is longer is a ruling line.
const WIDEST: u32 = 3_200;

/// How many characters a step of text is remembered by; a number remembers all that it allows.
const CHOICES: usize = 5;

/// Less likely characters are forgotten.
const LEAST: f32 = 1e-4;

/// The class that says that no character begins here.
const BLANK: usize = 0;

/// The weights of the network and what its classes mean: loaded once, shared by the engines of all threads.
pub struct Recogniser {
    model: Model,
    input: NodeId,
    output: NodeId,
    /// The character of each class; that of the blank is never looked at.
    alphabet: Vec<char>,
    /// The classes that a number may have, with the character that they stand for.
    numeric: Vec<(usize, char)>,
}

impl std::fmt::Debug for Recogniser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Recogniser({} classes)", self.alphabet.len())
    }
}

impl Recogniser {
    /// Takes the weights (`.onnx`), whose metadata carry the list of characters.
    ///
    /// # Errors
    /// [`Error::is_ocr`] where they are not those of such a recogniser.
    pub fn load(weights: Vec<u8>) -> Result<Self> {
        let model = ModelOptions::with_all_ops()
            .prepack_weights(true)
            .load(weights)
            .map_err(|fault| Error::recognition(NAME, fault))?;
        let characters = model.metadata().get("character").unwrap_or_default();
        let alphabet = alphabet(characters);
        let (&[input], &[output]) = (model.input_ids(), model.output_ids()) else {
            return Err(Error::recognition(NAME, "the network has not one input and one output"));
        };
        let numeric: Vec<_> =
            alphabet.iter().enumerate().filter_map(|(class, ch)| Some((class, as_numeric(*ch)?))).collect();
        if !"0123456789.,-".chars().all(|needed| numeric.iter().any(|(_, ch)| *ch == needed)) {
            return Err(Error::recognition(NAME, "the network carries no list of characters"));
        }
        Ok(Self { model, input, output, alphabet, numeric })
    }
}

/// The blank, the characters as the model lists them, one a line, and the space.
fn alphabet(characters: &str) -> Vec<char> {
    let listed = characters.split('\n').map(|line| line.chars().next().unwrap_or(' '));
    std::iter::once('\0').chain(listed).chain([' ']).collect()
}

/// What a character is in a number, if it may stand in one: printers set a minus in many ways.
fn as_numeric(ch: char) -> Option<char> {
    match ch {
        '一' | '―' => Some('-'),
        _ => to_ascii(ch),
    }
}

/// One engine: the shared weights and a thread of its own.
pub struct PpOcr {
    shared: Arc<Recogniser>,
    options: RunOptions,
    /// What it saw last: the same crop is often looked at again as a number, which asks for no other network.
    last: Option<Seen>,
}

/// What the network says of a crop.
struct Seen {
    crop: GrayImage,
    /// For each step the likelihood of each class.
    output: NdTensor<f32, 3>,
    /// Columns of the crop a step.
    step: f32,
}

impl PpOcr {
    /// An engine that computes on one thread, so that the result and the load do not depend on the machine.
    pub fn new(shared: &Arc<Recogniser>) -> Self {
        let pool = Arc::new(ThreadPool::with_num_threads(1));
        let options = RunOptions::default().with_thread_pool(Some(pool));
        Self { shared: Arc::clone(shared), options, last: None }
    }

    /// Runs the network on a crop; `None` where it has no pixels.
    fn see(&self, crop: &GrayImage) -> Result<Option<Seen>> {
        let Some(fitted) = fit(crop) else { return Ok(None) };
        let recogniser = &*self.shared;
        let input = fitted.tensor();
        let outputs = recogniser
            .model
            .run_n(
                [(recogniser.input, input.view().into())].into(),
                [recogniser.output],
                Some(self.options.clone()),
            )
            .map_err(|fault| Error::recognition(NAME, fault))?;
        let [output] = outputs;
        let output: NdTensor<f32, 3> = output.try_into().map_err(|fault| Error::recognition(NAME, fault))?;
        let [_, count, classes] = output.shape();
        if classes != recogniser.alphabet.len() || count == 0 {
            return Err(Error::recognition(NAME, format!("{count} steps of {classes} classes")));
        }
        #[expect(clippy::cast_precision_loss, reason = "pictures are some thousand pixels wide")]
        let step = crop.width() as f32 * fitted.padded as f32 / fitted.width as f32 / count as f32;
        Ok(Some(Seen { crop: crop.clone(), output, step }))
    }
}

impl Reader for PpOcr {
    fn name(&self) -> &'static str {
        NAME
    }

    fn read(&mut self, crop: &GrayImage, expected: Expected) -> Result<Read> {
        let seen = match self.last.take().filter(|last| last.crop == *crop) {
            Some(last) => last,
            None => match self.see(crop)? {
                Some(seen) => seen,
                None => return Ok(Read::default()),
            },
        };
        let recogniser = &*self.shared;
        let [_, count, _] = seen.output.shape();
        let steps: Vec<Step> = (0..count)
            .map(|at| {
                let row = seen.output.slice((0, at));
                match (expected, row.data()) {
                    (_, None) => Step::default(),
                    (Expected::Text, Some(row)) => text_step(row, &recogniser.alphabet),
                    (Expected::Number, Some(row)) => number_step(row, &recogniser.numeric),
                }
            })
            .collect();
        let read = steps_to_read(&steps, Spread { from: 0.0, step: seen.step });
        self.last = Some(seen);
        Ok(read)
    }
}

/// A crop as the network takes it.
struct Fitted {
    pixels: Vec<f32>,
    /// The columns of the crop, and with the paper behind it.
    width: u32,
    padded: u32,
}

impl Fitted {
    /// Three equal channels.
    fn tensor(&self) -> NdTensor<f32, 4> {
        let (height, width) = (HEIGHT as usize, self.padded as usize);
        NdTensorView::from_data([1, 1, height, width], self.pixels.as_slice())
            .broadcast([1, 3, height, width])
            .to_tensor()
    }
}

/// Scales a crop to the rows of the network, black to −1 and white to 1; `None` where it has no pixels.
fn fit(crop: &GrayImage) -> Option<Fitted> {
    let (width, height) = crop.dimensions();
    if width == 0 || height == 0 {
        return None;
    }
    let width = (u64::from(width) * u64::from(HEIGHT)).div_ceil(u64::from(height));
    let width = u32::try_from(width).unwrap_or(WIDEST).clamp(1, WIDEST);
    let padded = width.next_multiple_of(STEP);
    let scaled = resize(crop, width, HEIGHT, FilterType::Triangle);
    let paper = vec![1.0; (padded - width) as usize];
    let row = |row: &[u8]| {
        row.iter().map(|v| f32::from(*v) / 127.5 - 1.0).chain(paper.iter().copied()).collect::<Vec<_>>()
    };
    let pixels = scaled.as_raw().chunks_exact(width as usize).flat_map(row).collect();
    Some(Fitted { pixels, width, padded })
}

/// The likeliest characters of a step among all.
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

/// What a step says where only a number can stand: the classes that it may have, each form of a character counted
/// together, in shares of what they have in all.
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
