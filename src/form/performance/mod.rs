//! Reads performance tables (绩效自评表): tables of blocks, each in words that their kinds share.
//!
//! # Steps
//! 1. a table is known by its words (`look`), and parted where another begins inside of it (`parts`);
//! 2. a row of headings begins a block and says what its columns mean (`headings`); where the measures stand in the rows,
//!    the row above them names the sources (`sources`), and labels may stand beside their amounts (`pairs`);
//! 3. rows below become lines: funding lines (`funding`), indicators under their levels (`indicators`), or projects;
//! 4. a table goes on over pages by where its columns stand (`reading`), until it ends (`open`).
//!
//! Lines that sum up scores are no facts; they are kept for the checks. What was recognised is doubted where nothing confirms it
//! (`recognised`).

mod cells;
mod funding;
mod headings;
mod indicators;
mod levels;
mod look;
mod open;
mod pairs;
mod parts;
mod reading;
mod recognised;
mod sources;
#[cfg(test)]
mod tests;

pub(super) use look::{Look, look, words};
pub(super) use open::{HINT, OpenTable};
pub(super) use parts::{Part, parts};
use reading::Reading;
