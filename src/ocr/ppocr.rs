//! The first reader: runs the recogniser of PP-OCRv4 by `rten`, without any native library.
//!
//! A crop is scaled to 48 rows. For each time step of 8 columns the network gives the likelihood of 6,623 characters, which
//! [`ctc`](super::ctc) decodes into strings.

use std::sync::Arc;

use image::GrayImage;
use image::imageops::{FilterType, resize};
use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, NdTensorView};

use super::ctc::{Step, StepGrid, steps_to_read};
use super::reader::{Expected, Read, TextReader};
use crate::error::{Error, Result};
use crate::text::number::to_ascii;

const NAME: &str = "ppocr-v4";

/// The rows that the network was trained with.
const HEIGHT: u32 = 48;

/// The columns of a step. The width is made a multiple of it.
const STEP: u32 = 8;

/// Widest input, in columns: 3,200 are over 60 Chinese characters. What is longer is a ruling line, and is squeezed.
const WIDEST: u32 = 3_200;

/// Most characters that are kept of a step of text; of a number all are kept that it may have.
const CHOICES: usize = 5;

/// Least likelihood of a character that is kept.
const LEAST: f32 = 1e-4;

/// Class of the blank: no character begins here.
const BLANK: usize = 0;

/// The weights of the network and what its classes mean: loaded once, shared by the engines of all threads.
pub struct Recogniser {
    model: Model,
    input: NodeId,
    output: NodeId,
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

/// Lists the characters of all classes: the blank, those that the model lists, one per line, and the space.
fn alphabet(characters: &str) -> Vec<char> {
    let listed = characters.split('\n').map(|line| line.chars().next().unwrap_or(' '));
    std::iter::once('\0').chain(listed).chain([' ']).collect()
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
    last: Option<NetworkOutput>,
}

/// Output of the network for a crop.
struct NetworkOutput {
    crop: GrayImage,
    /// Likelihood of each class at each step.
    likelihoods: NdTensor<f32, 3>,
    /// Columns of the crop in a step.
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
    fn run(&self, crop: &GrayImage) -> Result<Option<NetworkOutput>> {
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
        Ok(Some(NetworkOutput { crop: crop.clone(), likelihoods: output, step }))
    }
}

impl TextReader for PpOcr {
    fn name(&self) -> &'static str {
        NAME
    }

    fn read(&mut self, crop: &GrayImage, expected: Expected) -> Result<Read> {
        let output = match self.last.take().filter(|last| last.crop == *crop) {
            Some(last) => last,
            None => match self.run(crop)? {
                Some(output) => output,
                None => return Ok(Read::default()),
            },
        };
        let recogniser = &*self.shared;
        let [_, count, _] = output.likelihoods.shape();
        let steps: Vec<Step> = (0..count)
            .map(|at| {
                let row = output.likelihoods.slice((0, at));
                match (expected, row.data()) {
                    (_, None) => Step::default(),
                    (Expected::Text, Some(row)) => text_step(row, &recogniser.alphabet),
                    (Expected::Number, Some(row)) => number_step(row, &recogniser.numeric),
                }
            })
            .collect();
        let read = steps_to_read(&steps, StepGrid { from: 0.0, step: output.step });
        self.last = Some(output);
        Ok(read)
    }
}

/// A crop scaled for the network.
struct NetworkInput {
    pixels: Vec<f32>,
    /// Columns of the scaled crop, without and with the paper behind it.
    width: u32,
    padded: u32,
}

impl NetworkInput {
    /// Makes the tensor of three equal channels.
    fn tensor(&self) -> NdTensor<f32, 4> {
        let (height, width) = (HEIGHT as usize, self.padded as usize);
        NdTensorView::from_data([1, 1, height, width], self.pixels.as_slice())
            .broadcast([1, 3, height, width])
            .to_tensor()
    }
}

/// Scales a crop to the rows of the network, black to −1 and white to 1; `None` where it has no pixels.
fn fit(crop: &GrayImage) -> Option<NetworkInput> {
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
    Some(NetworkInput { pixels, width, padded })
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
