//! Recognises the picture of a page: its rulings, its glyphs and their readings. After this stage nothing asks whether a
//! page was scanned.
//!
//! # Steps
//! 1. normalise the picture to gray print on white paper: take out the ink of pens and coloured stamps (`pens`, `inks`,
//!    `strokes`), drop the colour of seals (`seals`), normalise the background (`gray_page`), make what lies around the
//!    paper white (`surroundings`), and darken print that is pale (`pale`);
//! 2. turn the page upright (`orientation`), deskew it (`deskew`, `warp`), and flatten it by the lines of its table where it
//!    was bent (`dewarp`, `curves`, `smooth`);
//! 3. binarise (`otsu`), detect the rulings and take them out (`thin_lines`, `rulings`);
//! 4. label connected components (`components`, `ink`), find the lines that stand as dots and dashes (`dotted`), and join the
//!    rest into segments of text lines (`segment`, `segments`, `dashes`, `segmented`), parted at the gutters of tables without
//!    vertical lines (`gutters`);
//! 5. keep the crop of each segment and drop the picture (`crops`);
//! 6. decide for each crop whether it is a number or a word (`crop_kind`), read it by the [`reader`] of that role
//!    (`recognise`, `numbers`, `words`), equal ones once (`cache`), words that look alike once (`memory`, `word_picture`),
//!    split those that hold two cells (`split`), and have the numbers within lines of prose read apart (`numbers_within`);
//! 7. have numbers read twice, and a third time where a doubt is left (`numbers`, `third`): those that nothing else bears
//!    out, where the whole document is known (`in_hand`, `counting`, `second`);
//! 8. correct the separators of numbers (`grammar`), and compare numbers with their ink (`evidence`, `drafts`, `pitch`);
//! 9. compare numbers with the hidden text of the scan, where it has one (`layer`);
//! 10. place the characters where their ink is (`glyphs`).
//!
//! The pages of a document go through together, a `block` at a time: the numbers of all, then the words. Of a page of text
//! only the ink is read that its text does not account for (`regions`). Whether a document is worth all this is asked
//! before, by a look at some of its pages (`glance`).
//!
//! The engines are [`number_net`] and [`word_net`], which are our own, [`ppocr`] (all run by `network` and decoded by
//! [`ctc`]) and [`tesseract`]; [`pool`] shares them out among threads.

mod block;
mod cache;
mod character_parts;
mod components;
mod counting;
mod crop_kind;
mod crops;
#[cfg(feature = "ocr")]
pub mod ctc;
mod curves;
mod dashes;
mod deskew;
mod dewarp;
mod dotted;
mod drafts;
mod evidence;
mod glance;
mod glyphs;
mod grammar;
mod gray_page;
mod gutters;
mod in_hand;
mod ink;
mod inks;
mod layer;
mod memory;
#[cfg(feature = "ocr")]
mod network;
#[cfg(not(feature = "ocr"))]
mod no_engines;
#[cfg(feature = "ocr")]
pub mod number_net;
mod numbers;
mod numbers_within;
mod orientation;
mod otsu;
mod pale;
mod pens;
mod pitch;
pub mod pool;
#[cfg(feature = "ocr")]
pub mod ppocr;
pub mod reader;
mod recognise;
mod recognised;
mod regions;
mod rulings;
mod scan_page;
mod scans;
mod seals;
mod second;
mod segment;
mod segmented;
mod segments;
mod smooth;
mod split;
mod strokes;
mod surroundings;
#[cfg(feature = "ocr")]
pub mod tesseract;
mod thin_lines;
mod third;
mod warp;
mod whole;
#[cfg(feature = "ocr")]
pub mod word_net;
mod word_picture;
mod words;

pub(crate) use glance::{Glance, look_at_page};
#[cfg(not(feature = "ocr"))]
use no_engines::{number_net, ppocr, tesseract, word_net};
pub use scan_page::scan_to_page;
pub(crate) use scans::asks_for_reader;
pub use scans::{ScanOptions, read_scans};
pub use second::{Proved, Proves};

/// Whether this build has engines that read scans.
pub(crate) const IS_BUILT_IN: bool = cfg!(feature = "ocr");

/// What is said of a scan where it has none.
pub(crate) const NOT_BUILT_IN: &str = "this build, without the feature `ocr`, reads no scans";
