//! Runs a recogniser by `rten`, without any native library: a crop, scaled to the rows of the network, goes in, and for
//! each step along its width the likelihood of each character comes out, which [`ctc`](super::ctc) decodes into strings.

use std::sync::Arc;

use image::GrayImage;
use image::imageops::{FilterType, resize};
use rten::{Model, ModelOptions, NodeId, OpRegistry, RunOptions, ThreadPool, op_registry};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

use super::ctc::{Step, StepGrid};
use crate::error::{Error, Result};

/// Class of the blank: no character begins here.
pub(super) const BLANK: usize = 0;

/// How crops are scaled for a network.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    /// The rows that the network was trained with.
    pub(super) rows: u32,
    /// The columns of a step. The width is made a multiple of it.
    pub(super) step: u32,
    /// Columns of paper before and behind the crop.
    pub(super) paper: (u32, u32),
    /// Widest input, in columns: what is longer is squeezed.
    pub(super) widest: u32,
    /// Channels, all alike.
    pub(super) channels: usize,
    /// What ink (0) is for the network, and how many levels of gray make one of its units: paper is `ink + 255 / levels`.
    pub(super) ink: f32,
    pub(super) levels: f32,
}

/// The weights of a network and what its classes mean: loaded once, shared by the engines of all threads.
pub(super) struct Network {
    name: &'static str,
    shape: Shape,
    model: Model,
    input: NodeId,
    output: NodeId,
    /// Characters of the classes as the model lists them, one a line, without the blank.
    pub(super) characters: Vec<char>,
}

/// Likelihoods of the classes at each step of a crop.
pub(super) struct Likelihoods {
    tensor: NdTensor<f32, 3>,
    /// Where the steps lie in the crop.
    pub(super) grid: StepGrid,
}

impl Likelihoods {
    /// Likelihoods of all classes, step by step.
    pub(super) fn steps(&self) -> impl Iterator<Item = &[f32]> {
        let [_, count, _] = self.tensor.shape();
        (0..count).map(|at| self.tensor.slice((0, at)).data().unwrap_or_default())
    }
}

/// The operators that our networks and PP-OCRv4 use. The linker leaves out all others; weights
/// that ask for one are refused with its name.
fn operators() -> OpRegistry {
    op_registry!(
        Add,
        AveragePool,
        BatchNormalization,
        Cast,
        Clip,
        Concat,
        Conv,
        Div,
        GlobalAveragePool,
        HardSigmoid,
        MatMul,
        Mul,
        Pow,
        ReduceMean,
        Relu,
        Reshape,
        Shape,
        Sigmoid,
        Slice,
        Softmax,
        Sqrt,
        Squeeze,
        Sub,
        Transpose
    )
}

impl Network {
    /// Loads weights (`.onnx`), whose metadata carry the list of characters.
    ///
    /// # Errors
    /// [`Error::is_ocr`] where they are not those of such a network.
    pub(super) fn load(name: &'static str, shape: Shape, weights: Vec<u8>) -> Result<Self> {
        let model = ModelOptions::with_ops(operators())
            .prepack_weights(true)
            .load(weights)
            .map_err(|fault| Error::recognition(name, fault))?;
        let listed = model.metadata().get("character").unwrap_or_default();
        let characters = listed.split('\n').map(|line| line.chars().next().unwrap_or(' ')).collect();
        let (&[input], &[output]) = (model.input_ids(), model.output_ids()) else {
            return Err(Error::recognition(name, "the network has not one input and one output"));
        };
        Ok(Self { name, shape, model, input, output, characters })
    }

    /// Runs the network on a crop; `None` where it has no pixels. `classes` is the number that it must have.
    pub(super) fn run(
        &self,
        crop: &GrayImage,
        classes: usize,
        options: &RunOptions,
    ) -> Result<Option<Likelihoods>> {
        let Some((input, width, padded)) = self.shape.fit(crop) else { return Ok(None) };
        let failed = |fault: String| Error::recognition(self.name, fault);
        let [output] = self
            .model
            .run_n([(self.input, input.view().into())].into(), [self.output], Some(options.clone()))
            .map_err(|fault| failed(fault.to_string()))?;
        let tensor: NdTensor<f32, 3> = output.try_into().map_err(|_| failed("no likelihoods".to_owned()))?;
        let [_, count, found] = tensor.shape();
        if found != classes || count == 0 {
            return Err(failed(format!("{count} steps of {found} classes")));
        }
        #[expect(clippy::cast_precision_loss, reason = "pictures are some thousand pixels wide")]
        let (column, step) = (crop.width() as f32 / width as f32, padded as f32 / count as f32);
        #[expect(clippy::cast_precision_loss, reason = "a few columns")]
        let from = -(self.shape.paper.0 as f32) * column;
        Ok(Some(Likelihoods { tensor, grid: StepGrid { from, step: step * column } }))
    }
}

impl Shape {
    /// Scales a crop to the rows of the network. Gives its width, without and with the paper around it; `None` where it has
    /// no pixels.
    fn fit(&self, crop: &GrayImage) -> Option<(NdTensor<f32, 4>, u32, u32)> {
        let (width, height) = crop.dimensions();
        if width == 0 || height == 0 {
            return None;
        }
        let width = (u64::from(width) * u64::from(self.rows)).div_ceil(u64::from(height));
        let width = u32::try_from(width).unwrap_or(self.widest).clamp(1, self.widest);
        let padded = (self.paper.0 + width + self.paper.1).next_multiple_of(self.step);
        let scaled = resize(crop, width, self.rows, FilterType::Triangle);
        let (before, behind) = (self.paper.0 as usize, (padded - width - self.paper.0) as usize);
        let value = |v: &u8| f32::from(*v) / self.levels + self.ink;
        let paper = |columns: usize| std::iter::repeat_n(value(&u8::MAX), columns);
        let mut pixels: Vec<f32> = Vec::with_capacity(self.channels * (padded * self.rows) as usize);
        for row in scaled.as_raw().chunks_exact(width as usize) {
            pixels.extend(paper(before).chain(row.iter().map(value)).chain(paper(behind)));
        }
        let one = pixels.len();
        for _ in 1..self.channels {
            pixels.extend_from_within(..one);
        }
        let shape = [1, self.channels, self.rows as usize, padded as usize];
        Some((NdTensor::from_data(shape, pixels), width, padded))
    }
}

/// Least likelihood of a character that is kept.
const LEAST: f32 = 1e-4;

/// Makes a step of the likelihoods of its classes: the characters that are wanted, the likeliest first.
pub(super) fn likely_characters(row: &[f32], characters: &[char], wanted: impl Fn(char) -> bool) -> Step {
    let listed = characters.iter().zip(row.iter().skip(BLANK + 1));
    let mut chars: Vec<(char, f32)> = listed
        .filter(|(ch, likely)| **likely >= LEAST && wanted(**ch))
        .map(|(ch, likely)| (*ch, *likely))
        .collect();
    chars.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    Step { blank: row.get(BLANK).copied().unwrap_or(0.0), chars }
}

/// Options that compute on one thread, so that the result and the load do not depend on the machine.
pub(super) fn on_one_thread() -> RunOptions {
    RunOptions::default().with_thread_pool(Some(Arc::new(ThreadPool::with_num_threads(1))))
}
