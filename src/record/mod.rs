//! The shapes that users parse, written and read back: stable names, amounts as strings, every field always there.
//!
//! They are the output contract: facts ([`Fact`]), figures ([`Figure`]) and checks ([`Check`]), a record for each line of
//! JSON lines, and the nested document ([`Document`]) with its forms ([`Form`]). `juesuan schema` prints them as JSON
//! Schemas. Facts that another program wrote are read with what they have ([`foreign`]).

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
