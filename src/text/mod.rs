//! Printed text, whatever it was printed on: one form for each character ([`fold`]) and for wording ([`plain`]), the
//! grammar of numbers ([`number`]) with the marks of footnotes behind them ([`footnote`]), of ordinals ([`ordinal`]) and of codes
//! ([`code`]). What of it acts on who shows it is escaped in lines for people ([`escape`]) and in CSV ([`formula`]).

pub(crate) mod code;
pub(crate) mod escape;
pub(crate) mod fold;
pub(crate) mod footnote;
pub(crate) mod formula;
pub(crate) mod number;
pub(crate) mod ordinal;
pub(crate) mod plain;
