//! The net that reads glyphs: three layers, with the weights of `models/glyphs/`.

use std::sync::LazyLock;

use super::features::{COUNT, Features};
use super::mark::Mark;
use crate::source::glyph_weights;

const FIRST: usize = 80;
const SECOND: usize = 48;
/// 0–9 `. , - ( ) % + / ¥ △`, round ones like O, upright ones like l, `·`, other.
const CLASSES: usize = 24;
/// Classes that fonts draw like 0 and like 1.
const LIKE_ZERO: usize = 20;
const LIKE_ONE: usize = 21;
/// Classes of signs before numbers.
const PLUS: usize = 16;
const MONEY: usize = 18;

/// A layer: its weights, row by row of its input, and what is added.
struct Layer {
    weights: Vec<f32>,
    bias: Vec<f32>,
}

static LAYERS: LazyLock<[Layer; 3]> = LazyLock::new(|| {
    let mut numbers = glyph_weights().chunks_exact(4).map(|four| {
        let mut bytes = [0; 4];
        bytes.copy_from_slice(four);
        f32::from_le_bytes(bytes)
    });
    [(COUNT, FIRST), (FIRST, SECOND), (SECOND, CLASSES)].map(|(inputs, outputs)| Layer {
        weights: numbers.by_ref().take(inputs * outputs).collect(),
        bias: numbers.by_ref().take(outputs).collect(),
    })
});

impl Layer {
    fn of(&self, inputs: &[f32]) -> Vec<f32> {
        let mut outputs = self.bias.clone();
        for (input, row) in inputs.iter().zip(self.weights.chunks_exact(self.bias.len().max(1))) {
            // Most pixels of a glyph are white.
            if *input != 0.0 {
                for (output, weight) in outputs.iter_mut().zip(row) {
                    *output += input * weight;
                }
            }
        }
        outputs
    }
}

/// How likely it is that a glyph shows each of the classes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Likelihood([f32; CLASSES]);

impl Likelihood {
    /// How likely the mark is.
    pub(crate) fn of(&self, mark: Mark) -> f32 {
        let class = |at: usize| self.0.get(at).copied().unwrap_or(0.0);
        match mark {
            Mark::Digit(0) => class(0) + class(LIKE_ZERO),
            Mark::Digit(1) => class(1) + class(LIKE_ONE),
            Mark::Digit(digit) => class(usize::from(digit)),
            Mark::Point => class(10),
            Mark::Comma => class(11),
            Mark::Minus => class(12),
            Mark::Bracket => class(13) + class(14),
            Mark::Percent => class(15),
            Mark::Plus => class(PLUS) + class(MONEY),
        }
    }

    /// A likelihood for tests: of some marks, the rest of another class.
    #[cfg(test)]
    pub(crate) fn sample(of: &[(Mark, f32)]) -> Self {
        let mut classes = [0.0; CLASSES];
        for (mark, likelihood) in of {
            let at = Mark::ALL.iter().position(|known| known == mark).unwrap();
            classes[if at == 14 { 15 } else { at }] = *likelihood;
        }
        classes[CLASSES - 1] = 1.0 - classes.iter().sum::<f32>();
        Self(classes)
    }
}

/// Reads the numbers of a glyph.
pub(super) fn likelihood(features: &Features) -> Likelihood {
    let [first, second, third] = &*LAYERS;
    let positive = |values: Vec<f32>| values.into_iter().map(|v| v.max(0.0)).collect::<Vec<f32>>();
    let values = third.of(&positive(second.of(&positive(first.of(features)))));
    let most = values.iter().copied().fold(f32::MIN, f32::max);
    let mut classes = [0.0; CLASSES];
    for (class, value) in classes.iter_mut().zip(&values) {
        *class = (value - most).exp();
    }
    let sum: f32 = classes.iter().sum();
    Likelihood(classes.map(|class| class / sum))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_fill_the_layers() {
        let counts: Vec<(usize, usize)> =
            LAYERS.iter().map(|layer| (layer.weights.len(), layer.bias.len())).collect();
        assert_eq!(counts, [(244 * 80, 80), (80 * 48, 48), (48 * 24, 24)]);
        let all: usize = counts.iter().map(|(weights, bias)| weights + bias).sum();
        assert_eq!(glyph_weights().len(), 4 * all);
    }
}
