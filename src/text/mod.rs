//! Printed text, whatever it was printed on: one form for each character ([`fold`]) and for wording ([`plain`]), the
//! grammar of numbers ([`number`]) with the marks of footnotes behind them ([`footnote`]), and that of classification codes
//! ([`code`]).

pub(crate) mod code;
pub(crate) mod fold;
pub(crate) mod footnote;
pub(crate) mod number;
pub(crate) mod plain;
