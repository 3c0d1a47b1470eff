//! Defines what is drawn over a page: boxes, labels, and what the colours mean. All places are in points of the upright page.

use crate::geom::Rect;
use crate::page::Page;
use crate::record::words::Status;

/// Most amounts of a page with the same reason beside each; a reason of more is written once, below the page.
const FEW: usize = 3;

/// A colour: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

impl Colour {
    /// Suspect amounts and doubtful lines; nothing else is red.
    pub const RED: Self = Self([214, 0, 28]);
    /// What was read and is good.
    pub const GREEN: Self = Self([0, 132, 61]);
    /// Names of lines, words.
    pub const BLUE: Self = Self([0, 88, 214]);
    /// Codes.
    pub const PURPLE: Self = Self([128, 32, 176]);
    /// Spans, parts of measures, repaired amounts.
    pub const ORANGE: Self = Self([204, 92, 0]);
    /// Vertical lines, column and line numbers.
    pub const TEAL: Self = Self([0, 122, 138]);
    /// What is only a frame, or was not read.
    pub const GREY: Self = Self([110, 110, 110]);
}

/// A box, drawn with a border, a filling or both.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// Its place, on the upright page.
    pub rect: Rect,
    /// Colour of its border and its filling.
    pub colour: Colour,
    /// Width of the border, in points; 0 for none.
    pub border: f64,
    /// Opacity of the filling: 0 is none, 255 hides what is below.
    pub filling: u8,
}

/// Where a label may stand about its box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// In a corner of the box.
    Corner,
    /// Before the box, else on another side of it: numbers stand to the right in their cells.
    Left,
    /// Behind the box, else on another side of it: names stand to the left in their cells.
    Right,
    /// At the foot of the box, as wide as it: headings of columns.
    Foot,
    /// Over the box.
    Above,
    /// Over or under the box, on one line or two: numbers in a text, which stand side by side.
    Between,
}

/// A short text about a box.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// Its text.
    pub text: String,
    /// The box that it belongs to, on the upright page.
    pub rect: Rect,
    /// Colour of the letters.
    pub colour: Colour,
    /// Where it may stand.
    pub spot: Spot,
}

/// What is drawn over one page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Overlay {
    /// What the overlay shows, in a few words.
    pub caption: String,
    /// Boxes, those below first.
    pub shapes: Vec<Shape>,
    /// Labels, the most important first: they choose their places first.
    pub labels: Vec<Label>,
    /// What the colours mean.
    pub legend: Vec<(Colour, String)>,
}

impl Overlay {
    pub(super) fn new(caption: String) -> Self {
        Self { caption, ..Self::default() }
    }

    /// A box without a filling.
    pub(super) fn frame(&mut self, rect: Rect, colour: Colour, border: f64) {
        self.shapes.push(Shape { rect, colour, border, filling: 0 });
    }

    /// A box with a filling.
    pub(super) fn area(&mut self, rect: Rect, colour: Colour, border: f64, filling: u8) {
        self.shapes.push(Shape { rect, colour, border, filling });
    }

    pub(super) fn label(&mut self, text: impl Into<String>, rect: Rect, colour: Colour, spot: Spot) {
        self.labels.push(Label { text: text.into(), rect, colour, spot });
    }

    pub(super) fn meaning(&mut self, colour: Colour, text: impl Into<String>) {
        self.legend.push((colour, text.into()));
    }

    /// The lines below the picture: the caption with what the colours mean, then what could not be read of the page.
    pub(super) fn legend_entries(&self, page: &Page) -> Vec<Vec<(Option<Colour>, String)>> {
        let caption = (None, format!("page {}: {}", page.number, self.caption));
        let colours = self.legend.iter().map(|(colour, text)| (Some(*colour), text.clone()));
        let first = std::iter::once(caption).chain(colours).collect();
        let notes = page.notes.iter().map(|note| vec![(Some(Colour::RED), note.message.clone())]);
        std::iter::once(first).chain(notes).collect()
    }
}

/// Colour of what has a status.
pub(super) fn status_colour(status: Status) -> Colour {
    match status {
        Status::Verified => Colour::GREEN,
        Status::Unchecked => Colour::BLUE,
        Status::Suspect => Colour::RED,
        Status::Repaired => Colour::ORANGE,
    }
}

/// Finds the reasons that stand more than a few times, in their order.
pub(super) fn common_reasons<'a>(reasons: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let reasons: Vec<&str> = reasons.collect();
    let mut common: Vec<&str> = Vec::new();
    for reason in &reasons {
        let count = reasons.iter().filter(|other| *other == reason).count();
        if count > FEW && !common.contains(reason) {
            common.push(reason);
        }
    }
    common
}

/// Shortens a text to `most` characters.
pub(super) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_that_many_share_is_a_common_one() {
        let reasons = ["no unit", "a", "no unit", "no unit", "a", "no unit", "a"];
        assert_eq!(common_reasons(reasons.into_iter()), ["no unit"]);
    }

    #[test]
    fn long_reasons_are_cut_by_characters() {
        assert_eq!(shortened("合计不等于各项之和", 5), "合计不等…");
        assert_eq!(shortened("no unit", 7), "no unit");
    }
}
