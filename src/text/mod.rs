//! Printed text, whatever it was printed on: characters folded to one form, wording in the form in which it is compared,
//! and the grammar of numbers.

pub(crate) mod fold;
pub(crate) mod number;
pub(crate) mod plain;
