//! Holds what the program knows of disclosures and their forms, as data under `models/`, compiled in and read on first
//! use.
//!
//! A family of disclosures is a folder ([`family`]) with kinds of forms ([`kind`]), identities ([`identities`]) and
//! their lines ([`lines`]); what all families share is wording ([`wording`]), the classification
//! ([`classification`]), the gazetteer, the codes of places ([`listed_places`]) and how readers of scans err. A new
//! wording, kind, identity or family is a file there and no edit here: `build.rs` lists the files ([`files`]). A test
//! reads every one, so a slip does not ship.

pub(crate) mod classification;
mod columns;
mod family;
pub(crate) mod figures;
pub(crate) mod files;
pub(crate) mod gazetteer;
pub(crate) mod identities;
pub(crate) mod item_name;
mod kind;
mod line_names;
pub(crate) mod lines;
pub(crate) mod listed_places;
mod models;
mod performance;
mod performance_headings;
mod wording;
mod years;

pub(crate) use columns::{ColumnWords, MeasureWords};
pub use family::Family;
pub(crate) use family::FamilyModel;
pub(crate) use kind::{Headings, KindModel, Levels, MeasureModel};
pub(crate) use models::{KnownTitle, Models, OTHER_KIND, is_official, models};
pub(crate) use performance::{PerformanceWords, SummedLine};
pub(crate) use performance_headings::{Block, HeadingWord};
