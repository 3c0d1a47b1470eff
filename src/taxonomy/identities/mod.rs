//! Holds the identities as data: `models/<family>/checks/*.toml`, compiled in and read once, on first use.

mod load;
mod shapes;

pub(crate) use load::checks;
pub(crate) use shapes::{Each, LineSel, PROSE, PartsOf, Selector};
pub use shapes::{Identity, Relation};
