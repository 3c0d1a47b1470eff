//! Defines the shapes that users parse, written and read back: stable names, amounts as strings, every field always
//! there.
//!
//! They are the output contract: facts ([`Fact`]), figures ([`Figure`]) and checks ([`Check`]), a record for each line
//! of JSON lines, and the nested document ([`Document`]) with its forms ([`Form`]). `juesuan schema` prints them as
//! JSON Schemas. Facts that another program wrote are read with what they have ([`foreign`]).
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let source = juesuan::Source::open("samples/qinyang-2020-word.pdf".as_ref())?;
//! let disclosure = juesuan::read(&source)?;
//! let json = serde_json::to_string(&disclosure.document())?;
//!
//! let document: juesuan::Document = serde_json::from_str(&json)?;
//! let facts = || document.forms.iter().flat_map(|form| &form.lines).flat_map(|line| &line.facts);
//! assert_eq!(facts().count(), disclosure.facts.len());
//! assert!(facts().eq(&disclosure.facts));
//! # Ok(()) }
//! ```

mod amount;
mod check;
mod document;
mod fact;
mod figure;
pub mod foreign;
mod form;
mod measure;
mod region;
pub mod words;

pub use amount::Amount;
pub use check::{Check, Term};
pub use document::{Document, Model, Page, Program};
pub use fact::{Alternative, Fact};
pub(crate) use fact::{alternatives, confidence};
pub use figure::{ChangeDirection, Figure};
pub use form::{Cell, Form, Grid, Line};
pub(crate) use measure::{bbox, hundredth};
pub use region::Region;
