//! Makes the picture of a run beside its tables: `report.html`, and the same numbers as `report.json`.
//!
//! # Steps
//! 1. each document is counted where its rows are made (`counted`), in its place (`place`), with the page to look at;
//! 2. what was counted is added up in the order of the documents (`counts`), and of the documents most in need of eyes the
//!    first are kept (`need`);
//! 3. that becomes the record ([`Report`]), which is written as JSON (`files`) and drawn as a page (`page`, with the tables of
//!    `places` and `lists`, made of `pieces` and `bars`), in words that are data (`words`).
//!
//! Memory grows with the places, years and kinds of forms, and not with the documents. The page is made of the record
//! alone, so that both say the same; neither states a time or a path of the machine.

mod bars;
mod counted;
mod counts;
mod files;
mod lists;
mod need;
mod page;
mod pieces;
mod place;
mod places;
mod record;
mod words;

pub(super) use counted::Counted;
pub(super) use counts::Counts;
pub(super) use files::{ReportFiles, ReportResource, resources};
pub use record::{
    CauseCounts, CheckCounts, DocumentCounts, DocumentInNeed, FactCounts, FamilyCounts, FormCounts,
    HintCounts, NotReadCounts, Percent, PlaceCounts, ProvinceCounts, Report, YearCounts,
};
