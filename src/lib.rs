//! juesuan (决算) reads the final accounts that Chinese government departments publish (部门决算公开) and gives back
//! every amount of their official forms as a [`Fact`]: exact, in 元 and 万元, with the place where it is printed.
//!
//! ```
//! # fn main() -> juesuan::Result<()> {
//! let source = juesuan::Source::open(std::path::Path::new("samples/jincheng-2022-report.pdf"))?;
//! let disclosure = juesuan::read(&source)?;
//! let suspect = |fact: &&juesuan::Fact| fact.status == juesuan::Status::Suspect;
//! for fact in disclosure.facts.iter().filter(suspect) {
//!     println!("{} {:?} on page {}: {:?}", fact.form, fact.item, fact.page, fact.reason);
//! }
//! assert_eq!(disclosure.document().fiscal_year, Some(2022));
//! # Ok(()) }
//! ```
//!
//! - [`read`] and [`read_with`] read one document: a PDF, a scan, a picture.
//! - [`batch`] reads many: workers in processes of their own, limits, a folder of results that resumes. A
//!   [`batch::Reader`] is one such worker, for programs that have one document at a time.
//! - [`panel`] turns a folder of results into tables: Parquet, CSV and their description.
//! - [`record`] has the shapes of what is written: [`Fact`], [`Check`], [`Figure`] and the [`Document`] around them. Each
//!   can be read back.
//!
//! The library prints nothing, opens nothing but what it is asked to, and never panics on input.
//!
//! # Stages
//! ```text
//! bytes → Source → Document → Page → PageTables → PageTables → Form → Fact → Finding → Disclosure → JSON, JSON lines, CSV
//!         source  document     ↑        table      spelling    form   fact   check                  output
//!                           (waist)
//! ```
//! Each stage sees only what the stages before it give; [`read`] composes them. `ARCHITECTURE.md` is the map. Stages are
//! open to tests and to the program, and are no part of what this library promises: their modules are not listed here.
//!
//! # Features
//! `archives`, `panel` and `ocr` are on by default, and so is `cli`, which only the program needs. See `Cargo.toml`.

pub mod batch;
#[doc(hidden)]
pub mod bend;
#[doc(hidden)]
pub mod check;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
mod disclosure;
#[doc(hidden)]
pub mod doctor;
#[doc(hidden)]
pub mod document;
#[doc(hidden)]
pub mod draw;
mod error;
#[doc(hidden)]
pub mod fact;
#[doc(hidden)]
pub mod form;
pub mod geom;
mod glyph_reader;
mod judge;
#[doc(hidden)]
pub mod ocr;
#[cfg(feature = "office")]
#[doc(hidden)]
pub mod ofd;
#[cfg(feature = "office")]
#[doc(hidden)]
pub mod office;
#[doc(hidden)]
pub mod output;
#[doc(hidden)]
pub mod page;
#[cfg(feature = "panel")]
pub mod panel;
#[doc(hidden)]
pub mod pdf;
#[doc(hidden)]
pub mod picture;
mod place;
mod prose;
#[doc(hidden)]
pub mod raster;
pub mod record;
#[doc(hidden)]
pub mod region;
#[doc(hidden)]
pub mod sheet;
#[doc(hidden)]
pub mod source;
mod spelling;
#[doc(hidden)]
pub mod table;
mod taxonomy;
mod text;
#[cfg_attr(
    not(feature = "panel"),
    allow(dead_code, reason = "only tables need results in their order, as they come")
)]
mod threads;
mod vocabulary;
#[cfg(feature = "office")]
mod web;

pub use disclosure::{Disclosure, Options, read, read_with};
#[doc(hidden)]
pub use disclosure::{
    PageInfo, StageName, Stages, page_to_png, pages_to_proved, read_stages, read_stages_with,
};
pub use error::{Error, Result};
#[doc(hidden)]
pub use form::Form;
#[doc(hidden)]
pub use picture::Picture;
#[doc(hidden)]
pub use place::{CellName, Place};
pub use place::{Note, Severity};
pub use prose::read_prose;
pub use record::words::Status;
pub use record::{Amount, Check, Document, Fact, Figure};
pub use source::Source;
#[doc(hidden)]
pub use source::{CJK_FONT_VARIABLE, CjkFont, FontBytes};
