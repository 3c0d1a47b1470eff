//! juesuan (决算) reads the final accounts that Chinese government departments publish (部门决算公开) and gives back
//! every amount of their official forms as a [`Fact`]: exact, in 元 and 万元, with the place where it is printed.
//!
//! # Stages
//! ```text
//! bytes → Source → Document → Page → PageTables → Form → Fact → Finding → Disclosure → JSON, JSON lines, CSV
//!         source  document     ↑        table      form   fact   check                  output
//!                           (waist)
//! ```
//! Each stage can be called alone and sees only what the stages before it give; [`read`] composes them.
//! ```no_run
//! # fn main() -> juesuan::Result<()> {
//! let source = juesuan::Source::open(std::path::Path::new("决算.pdf"))?;
//! let disclosure = juesuan::read(&source)?;
//! for fact in &disclosure.facts {
//!     println!("{} {:?} 万元, page {}", fact.measure, fact.amount_wanyuan, fact.page);
//! }
//! # Ok(()) }
//! ```
//! [`read_with`] reads the pages of a long document on several threads, to the same result.
//!
//! Many documents go through [`batch`]: workers in processes of their own, limits, a folder of results that resumes.
//! [`panel`] turns such a folder into tables: Parquet, CSV and their description.
//!
//! The library prints nothing, opens nothing but what it is asked to, and never panics on input.

pub mod batch;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
mod disclosure;
pub mod doctor;
pub mod document;
pub mod draw;
mod error;
pub mod fact;
pub mod form;
pub mod geom;
pub mod ocr;
pub mod output;
pub mod page;
#[cfg(feature = "panel")]
pub mod panel;
pub mod pdf;
pub mod picture;
mod place;
pub mod raster;
pub mod record;
pub mod region;
pub mod source;
mod spelling;
pub mod table;
mod taxonomy;
mod text;
mod threads;

pub use disclosure::{Disclosure, Options, PageInfo, Stages, read, read_stages, read_stages_with, read_with};
pub use error::{Error, Result};
pub use form::Form;
pub use picture::Picture;
pub use place::{CellName, Note, Place, Severity};
pub use record::Fact;
pub use source::{CJK_FONT_VARIABLE, CjkFont, FontBytes, Source};
