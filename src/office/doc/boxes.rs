//! Finds the text of text boxes by the places at which their shapes are anchored.

use rustc_hash::FxHashMap;

use super::bytes::{plc, u32_at};
use super::file::{Part, WordFile};

/// Story of the text boxes of the main text.
const STORY: usize = 6;

/// The text boxes of the main text.
#[derive(Debug, Default)]
pub(super) struct Boxes {
    /// Shapes by the places of their anchors.
    anchors: FxHashMap<usize, u32>,
    /// For each shape its text in the whole text, those that were not yet read.
    texts: Vec<(u32, usize, usize)>,
}

impl Boxes {
    pub(super) fn read(file: &WordFile) -> Self {
        let before = (0..STORY).fold(0_usize, |sum, story| sum.saturating_add(file.length(story)));
        let length = file.length(STORY);
        let shape = |data: &[u8], at: usize| u32_at(data, at).unwrap_or(0);
        let anchors = plc(file.part(Part::Shapes), 26).map(|(at, _, data)| (at, shape(data, 0))).collect();
        let texts = plc(file.part(Part::TextBoxes), 22)
            .filter(|(from, to, _)| from < to && *to <= length)
            .map(|(from, to, data)| (shape(data, 14), before.saturating_add(from), before.saturating_add(to)))
            .filter(|(shape, ..)| *shape != 0);
        Self { anchors, texts: texts.collect() }
    }

    /// The text of the text box that is anchored at a place; each is given once.
    pub(super) fn take(&mut self, anchor: usize) -> Option<(usize, usize)> {
        let shape = self.anchors.get(&anchor)?;
        let index = self.texts.iter().position(|(known, ..)| known == shape)?;
        let (_, from, to) = self.texts.remove(index);
        Some((from, to))
    }

    /// The texts whose anchors were not met.
    pub(super) fn left(&mut self) -> Vec<(usize, usize)> {
        std::mem::take(&mut self.texts).into_iter().map(|(_, from, to)| (from, to)).collect()
    }
}
