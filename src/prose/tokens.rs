//! Parts the symbols of a text into tokens: words that mean something, numbers with their units, names of lines of the
//! classification, marks, and what is not known.

use rust_decimal::Decimal;

use super::line_names::{LineName, coded_line_name, line_name, marked_line_name};
use super::symbols::Symbols;
use crate::taxonomy::figures::{FigureModel, Meaning};
use crate::taxonomy::models;
use crate::text::number::in_prose::{goes_on_to, number_length, run_length};
use crate::text::number::{is_minus, is_percent, is_triangle, parse_number};
use crate::text::ordinal::ordinal_length;

/// 百分之31.45 is 31.45 %.
const PER_CENT: &str = "百分之";
/// Behind a number they say that it is about so much.
const ROUGH: [char; 4] = ['余', '多', '来', '几'];
/// What units of money end with.
const YUAN: char = '元';

/// What a token is.
#[derive(Debug, Clone)]
pub(super) enum Kind<'m> {
    /// A word that means something.
    Word(&'m Meaning),
    /// A name of the economic classification, and what else the same word means.
    Economic(&'m Meaning),
    /// A line of the classification by function.
    Line(LineName),
    Number(Number),
    /// `，` `。` `；` `：` `、` `（` `）`
    Mark(char),
    /// The ordinal of a section or a paragraph.
    Ordinal,
    Unknown,
}

/// A number and what stands behind it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Number {
    /// Symbols of the number without its unit.
    pub(super) digits: (usize, usize),
    pub(super) value: Decimal,
    pub(super) unit: Unit,
    /// Whether it says that it is about so much: 1200余万元.
    pub(super) is_rough: bool,
}

/// Unit behind a number.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Unit {
    None,
    /// By its name, with its worth in 元.
    Money(&'static str, Decimal),
    Percent,
    /// Something counted, by the word of its unit.
    Count(String),
    /// It is no figure: a year's month, a bound, a range.
    NoFigure,
    /// A per cent sign and a unit of money behind it.
    Both,
}

/// Part of a text that means something, or nothing known.
#[derive(Debug, Clone)]
pub(super) struct Token<'m> {
    pub(super) kind: Kind<'m>,
    /// Its symbols.
    pub(super) from: usize,
    pub(super) to: usize,
}

/// Parts symbols into tokens.
pub(super) fn tokens<'m>(model: &'m FigureModel, symbols: &Symbols) -> Vec<Token<'m>> {
    let mut tokens: Vec<Token<'m>> = Vec::new();
    let mut at = 0;
    while at < symbols.chars.len() {
        let (kind, to) = token(model, symbols, &tokens, at);
        match (&kind, tokens.last_mut()) {
            (Kind::Unknown, Some(Token { kind: Kind::Unknown, to: end, .. })) if *end == at => *end = to,
            _ => tokens.push(Token { kind, from: at, to }),
        }
        at = to;
    }
    tokens
}

/// Finds the token that begins at a place.
fn token<'m>(
    model: &'m FigureModel,
    symbols: &Symbols,
    before: &[Token<'_>],
    at: usize,
) -> (Kind<'m>, usize) {
    let begins = symbols.begins_line(at);
    let last = before.last().map(|token| &token.kind);
    let behind_mark = matches!(last, None | Some(Kind::Mark('。' | '；' | '：')));
    if let Some(length) = ordinal_length(symbols.from(at), begins).filter(|_| begins || behind_mark) {
        return (Kind::Ordinal, at + length);
    }
    let may_begin = begins || matches!(last, None | Some(Kind::Mark(_) | Kind::Ordinal | Kind::Word(_)));
    if let Some((path, end)) = marked_line_name(model, symbols, at).filter(|_| may_begin) {
        return (Kind::Line(path), end);
    }
    if let Some((name, end)) = coded_line_name(symbols, at) {
        return (Kind::Line(name), end);
    }
    if let Some((length, meaning)) = model.lexicon.longest(symbols.from(at)) {
        let end = at + length;
        if meaning.class.is_some() && meaning.subjects.is_empty() && meaning.economic.is_none() {
            let (path, end) = line_name(symbols, at, end);
            return (Kind::Line(path), end);
        }
        let kind = if meaning.economic.is_some() { Kind::Economic(meaning) } else { Kind::Word(meaning) };
        return (kind, end);
    }
    if symbols.begin_with(at, PER_CENT)
        && let Some((number, _)) = number(model, symbols, at + PER_CENT.chars().count())
    {
        let to = number.digits.1;
        return (Kind::Number(Number { unit: Unit::Percent, ..number }), to);
    }
    // A minus behind a number is that of a range.
    let may_be_signed = !matches!(last, Some(Kind::Number(_)));
    if let Some((number, to)) = number(model, symbols, at)
        && (may_be_signed || !symbols.chars.get(at).is_some_and(|c| is_sign(*c)))
    {
        return (Kind::Number(number), to);
    }
    match symbols.chars.get(at) {
        Some(mark @ ('，' | '。' | '；' | '：' | '、' | '（' | '）')) => (Kind::Mark(*mark), at + 1),
        _ => (Kind::Unknown, at + 1),
    }
}

/// Reads the number that begins at a place with its sign, and says where its unit ends.
fn number(model: &FigureModel, symbols: &Symbols, at: usize) -> Option<(Number, usize)> {
    let signed = symbols.chars.get(at).is_some_and(|c| is_sign(*c));
    let begins = if signed { at + 1 } else { at };
    let end = begins + number_length(symbols.from(begins))?;
    let digits: String = symbols.between(begins, end).iter().collect();
    let is_rough = symbols.chars.get(end).is_some_and(|c| ROUGH.contains(c));
    let (mut unit, mut to) = unit(model, symbols, if is_rough { end + 1 } else { end });
    let is_bound = unit != Unit::None && model.bounds.iter().any(|bound| symbols.begin_with(to, bound));
    if is_bound || goes_on_to(symbols.from(to)) {
        unit = Unit::NoFigure;
    }
    // More digits than an amount can have, or a second point: no part of it is the number.
    let rest = run_length(symbols.between(begins, end), symbols.from(end));
    let value = parse_number(&digits).filter(|_| rest == 0);
    if value.is_none() {
        unit = Unit::NoFigure;
        to = end + rest;
    }
    let value = value.unwrap_or_default() * if signed { Decimal::NEGATIVE_ONE } else { Decimal::ONE };
    Some((Number { digits: (at, end), value, unit, is_rough }, to.max(end)))
}

/// Whether a character before a number is its sign.
fn is_sign(c: char) -> bool {
    is_minus(c) || is_triangle(c)
}

/// Reads the unit behind a number, and says where it ends.
fn unit(model: &FigureModel, symbols: &Symbols, end: usize) -> (Unit, usize) {
    let longest = |words: &[String]| {
        let found = words.iter().find(|word| symbols.begin_with(end, word))?;
        Some((found.clone(), end + found.chars().count()))
    };
    if symbols.chars.get(end).is_some_and(|c| is_percent(*c)) {
        return match money(symbols, end + 1) {
            Some((_, _, to)) => (Unit::Both, to),
            None => (Unit::Percent, end + 1),
        };
    }
    let none = longest(&model.no_figure);
    if let Some((name, yuan, to)) = money(symbols, end)
        && none.as_ref().is_none_or(|(_, length)| *length <= to)
    {
        // 元/人 is a rate.
        let is_rate = symbols.chars.get(to) == Some(&'/');
        return (if is_rate { Unit::NoFigure } else { Unit::Money(name, yuan) }, to);
    }
    match (longest(&model.counted), none) {
        (Some((_, to)), Some((_, further))) if further > to => (Unit::NoFigure, further),
        (Some((word, to)), _) => (Unit::Count(word), to),
        (None, Some((_, to))) => (Unit::NoFigure, to),
        (None, None) => (Unit::None, end),
    }
}

/// Finds the unit of money at a place: its name, its worth in 元, and where it ends.
fn money(symbols: &Symbols, at: usize) -> Option<(&'static str, Decimal, usize)> {
    let units = models().wording.money.iter();
    let found = units.flat_map(|money| money.words.iter().map(move |word| (money, word)));
    let (money, word) = found
        .filter(|(_, word)| symbols.begin_with(at, word))
        .max_by_key(|(_, word)| word.chars().count())?;
    // 4.6万平方米 is no money: what lost its 元 stands at the end of its clause.
    let behind = symbols.chars.get(at + word.chars().count());
    if !word.ends_with(YUAN) && behind.is_some_and(|c| ('\u{4e00}'..='\u{9fff}').contains(c)) {
        return None;
    }
    Some((&money.name, parse_number(&money.yuan)?, at + word.chars().count()))
}
