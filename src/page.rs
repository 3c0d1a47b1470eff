//! Defines the page, the waist of the program: later stages see nothing else of a document, whatever it was read from.
//!
//! A [`Page`] is *upright*: text runs from left to right on it. [`Page::upright`] leads back to the page as it is
//! seen and is applied only where a [`Place`] is written.

mod turns;

use serde::{Deserialize, Serialize};

use crate::bend::Bend;
use crate::geom::{Affine, Direction, Rect};
use crate::place::{Note, Place};
use crate::sheet::CellDoubt;
pub(crate) use turns::LOOK_AT_PAGE;
pub use turns::{LeftOut, PageAt, PageOptions, PageStep, PageTurn};

/// One printed character.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Glyph {
    /// The character, folded to the one form that later stages know (see `text::fold`); U+FFFD where the font does
    /// not say which it is.
    pub ch: char,
    /// Its advance box: from the left to where the next character begins, an em high.
    pub rect: Rect,
    /// The size of the type, in points.
    pub size: f64,
    /// Which way its line runs on the upright page.
    pub direction: Direction,
    /// Whether a character beside it on its line is clipped away: not all that was written is printed.
    #[serde(skip)]
    pub cut: bool,
    /// Why it may be another character, or none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doubt: Option<Doubt>,
    /// Index into [`Page::readings`] of the [`Reading`] that it is part of; none where it is text of the file.
    #[serde(skip)]
    pub reading: Option<u32>,
}

/// Why a character of a text layer may not be what is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// Something that was drawn later covers a part of it, or of the number that it belongs to.
    Covered,
    /// Another character is printed in the same place.
    Overlaid,
    /// Its font draws another character, for this one or for another of its numbers.
    Lies {
        /// What the text of the font says …
        says: char,
        /// … and what the font draws there; a space where it draws nothing.
        shown: char,
    },
    /// Ink without a character stands before it, as a minus does.
    LostSign,
    /// A line is drawn where the minus of its number would stand, and read as one.
    DrawnSign,
    /// Ink without a character fills the gap before it.
    LostCharacter,
    /// It is so narrow that nobody can read it.
    Squeezed,
    /// One sign of the font stands for several characters, a digit among them.
    Several,
    /// It is print of a form field whose stored value is another, or a stored value that not every viewer shows.
    Field,
    /// It stands in a cell of a document without pages, whose text may not be what the publisher saw.
    Cell(CellDoubt),
}

impl Doubt {
    /// Says why, of a number or a name in which such a character stands.
    pub fn reason(self) -> String {
        match self {
            Self::Covered => "a part of the print is covered".to_owned(),
            Self::Overlaid => "something else is printed in the same place".to_owned(),
            Self::Lies { says, shown: ' ' } => {
                format!("its font draws nothing where its text says {says}")
            }
            Self::Lies { says, shown } => format!("its font draws {shown} where its text says {says}"),
            Self::Field => "the form field shows something else than its stored value".to_owned(),
            Self::DrawnSign => "its minus is a line that is drawn before it".to_owned(),
            Self::LostCharacter => "ink without a character stands in it".to_owned(),
            Self::Squeezed => "a character of it is too narrow to be read".to_owned(),
            Self::Several => "one sign of its font stands for several characters".to_owned(),
            Self::Cell(doubt) => doubt.reason().to_owned(),
            Self::LostSign => "ink before the number has no character and may be its minus".to_owned(),
        }
    }
}

/// What the readers recognised in one segment of a scan: the characters between two gaps, or a whole line of text.
///
/// A lost or doubled digit is an error of the string, not of a character, so that doubts are kept here. Glyphs point to the
/// reading, and cells and facts inherit it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reading {
    /// Box of its ink, on the upright page.
    pub rect: Rect,
    /// Text that is believed to stand there; its glyphs are these characters.
    pub text: String,
    /// Confidence of the reader, from 0 to 1. It proves nothing.
    pub confidence: f64,
    /// Other texts that readers recognised, the most likely first.
    pub alternatives: Vec<Alternative>,
    /// Boxes of ink that no character accounts for: a lost minus, a lost digit, a speck.
    pub unread: Vec<Rect>,
    /// Whether two different readers read the same.
    pub agreed: bool,
    /// Whether another reader reads something else, which is the first of the alternatives.
    pub disputed: bool,
    /// Whether ink that is no print was taken out where it stands, so that a mark or a digit of it may be lost.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub disturbed: bool,
}

/// A reader that holds another string for so likely may be right.
const LIKELY: f64 = 0.4;

impl Alternative {
    /// Whether its reader holds it for likely.
    pub(crate) fn is_likely(&self) -> bool {
        self.confidence >= LIKELY
    }
}

impl Reading {
    /// Confidence of each of its characters, on geometric average.
    pub(crate) fn confidence_of_each(&self) -> f64 {
        // Characters of a line: few.
        #[allow(clippy::cast_precision_loss)]
        let count = self.text.chars().count().max(1) as f64;
        self.confidence.powf(1.0 / count)
    }
}

/// Another string that a segment may show.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alternative {
    /// Name of the reader that recognised it.
    pub reader: &'static str,
    /// The whole string.
    pub text: String,
    /// Likelihood as the reader sees it, from 0 to 1.
    pub confidence: f64,
}

/// A straight printed line, horizontal or vertical: a border of a cell, an underline.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Ruling {
    /// Box of the line, with its thickness.
    pub rect: Rect,
    /// Whether it runs from left to right; else from top to bottom.
    pub horizontal: bool,
}

/// Ink on a page of text that neither its text nor its lines account for.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct UnreadInk {
    /// Its box, on the upright page.
    pub rect: Rect,
    /// What it is.
    pub kind: UnreadKind,
    /// Number of characters that it seems to be, roughly.
    pub characters: usize,
    /// Whether these stand in rows and columns.
    pub is_table: bool,
    /// Whether readers of scans read it: a picture beside the text that is no table is only told.
    pub is_wanted: bool,
}

/// What shows characters that are no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UnreadKind {
    /// Curves.
    Curves,
    /// A picture.
    Picture,
    /// The pattern of a fill.
    Pattern,
}

/// What a page was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A text layer that can be trusted.
    Text,
    /// A picture: its text has to be recognised.
    Scan,
    /// The cells of a sheet, or of a table in running text: there is no page.
    Cell,
}

/// What the glyphs of a font show, where the text says that they are digits and signs of amounts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FontAudit {
    /// Its name, without the mark of a subset; empty where the file tells none.
    pub name: String,
    /// What that says of the font.
    pub verdict: FontVerdict,
    /// Whether its codes are those of ASCII, so that its text needs no map.
    pub is_standard: bool,
    /// Marks whose glyphs show what the text says.
    pub agrees: String,
    /// Marks whose glyphs could not be read.
    pub unsure: String,
    /// Marks whose glyphs show something else, in the order of the text.
    pub lies: Vec<Lie>,
}

/// A mark whose glyph shows another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Lie {
    /// What the text says.
    pub says: char,
    /// What is drawn; a space where that is nothing.
    pub shows: char,
}

/// Whether a font draws what its text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FontVerdict {
    /// It does.
    Audited,
    /// That cannot be told.
    Unsure,
    /// It draws something else.
    Lies,
}

/// One page, upright.
#[derive(Debug, Clone, Serialize)]
pub struct Page {
    /// Counted from 1.
    pub number: u32,
    /// Width in points, upright.
    pub width: f64,
    /// Height in points, upright.
    pub height: f64,
    /// What the page was made from.
    pub origin: Origin,
    /// Map from upright points to the page as it is seen.
    pub upright: Affine,
    /// How the upright page was bent before its picture was taken; `None` where it was flat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bend: Option<Bend>,
    /// Characters that are printed, in drawing order.
    pub glyphs: Vec<Glyph>,
    /// Straight lines that are drawn.
    pub rulings: Vec<Ruling>,
    /// Rectangles that are filled behind the text, whatever their colour: many producers fill each cell, and a white one
    /// carries the grid although nobody sees it.
    pub fills: Vec<Rect>,
    /// What was recognised, where the page is a scan or shows characters that are no text.
    pub readings: Vec<Reading>,
    /// The fonts of its numbers, where they could be asked what they draw.
    pub fonts: Vec<FontAudit>,
    /// Ink that shows characters, and was not read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unread_ink: Vec<UnreadInk>,
    /// The hidden text of a scan, in drawing order.
    #[serde(skip)]
    pub layer: Vec<LayerGlyph>,
    /// What could not be read of it.
    pub notes: Vec<Note>,
}

/// A character of hidden text behind a picture or before it: what another reader says that the picture shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LayerGlyph {
    /// The character, folded as that of a [`Glyph`]; a space parts words.
    pub ch: char,
    /// Its box in points, on the page as it is seen.
    pub rect: Rect,
}

impl Page {
    /// Whether its text is known to be wrong, so that its picture should be read instead.
    pub fn has_lying_text(&self) -> bool {
        self.origin == Origin::Text && self.fonts.iter().any(|font| font.verdict == FontVerdict::Lies)
    }

    /// Whether nobody knows if its numbers are what is printed: then the same print at two places proves nothing.
    pub fn has_unaudited_numbers(&self) -> bool {
        self.origin == Origin::Text
            && self.fonts.iter().any(|font| font.verdict == FontVerdict::Unsure && !font.is_standard)
    }

    /// The place of an upright rectangle, on the page as it is seen.
    pub fn place(&self, rect: &Rect) -> Place {
        let rect = self.bend.as_ref().map_or(*rect, |bend| bend.rect(rect));
        Place::Box { page: self.number, rect: self.upright.rect(&rect) }
    }

    /// The upright rectangle of a place; `None` where it is not on this page.
    pub fn upright_of(&self, place: &Place) -> Option<Rect> {
        let seen = place.bbox().filter(|_| place.page() == self.number)?;
        let rect = self.upright.inverse().unwrap_or(Affine::IDENTITY).rect(&seen);
        Some(self.bend.as_ref().map_or(rect, |bend| bend.rect_back(&rect)))
    }

    /// The map that leads an upright rectangle to the page as it is seen; of a bent page the one that is nearest to it there.
    pub fn map_of(&self, rect: &Rect) -> Affine {
        self.bend.as_ref().map_or(self.upright, |bend| bend.near(rect).then(&self.upright))
    }

    /// Width and height of the page as it is seen, in points.
    pub fn size_as_seen(&self) -> (f64, f64) {
        let seen = self.upright.rect(&Rect::new(0.0, 0.0, self.width, self.height));
        (seen.width(), seen.height())
    }
}
