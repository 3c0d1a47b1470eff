//! Reads the figures of the prose: the amounts, percentages and counts that 情况说明 states, each with its key.
//!
//! # Steps
//! 1. the lines between the tables become sections by their headings (`pages`, `sections`);
//! 2. the text of a section becomes symbols (`symbols`) and tokens (`tokens`, `line_names`);
//! 3. these are read in their order: what is spoken of, and what each number says of it (`reader`).
//!
//! What words mean is data of the family (`taxonomy/figures`). A number that cannot be assigned is `other`: a wrong key is
//! worse.

mod figures;
mod line_names;
mod pages;
mod reader;
mod said;
mod sections;
mod symbols;
#[cfg(test)]
mod tests;
mod tokens;

pub use figures::read_prose;
#[cfg(feature = "cli")]
pub(crate) use figures::text_to_figures;
pub(crate) use figures::{About, pages_to_figures};
