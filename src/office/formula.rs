//! Adds up what a formula of plain sums names, to know whether a stored zero can be its value. Everything else is left: no
//! formula is ever calculated to give an amount.

use std::collections::BTreeMap;
use std::str::FromStr;

use rust_decimal::Decimal;

/// Numbers of a sheet, by row and column from 1; `None` where a number is not known.
pub(super) type Grid = BTreeMap<(u32, u32), Option<Decimal>>;

/// Most characters of a formula that is read: longer ones are no plain sums.
const LONGEST: usize = 2_000;
/// Decimals up to which a sum of binary fractions is one of decimals.
const NOISE: u32 = 6;

/// Whether a zero that is stored for a formula may be no value of it: the cells that it adds up say something else, or are not
/// known. Where it is no plain sum, `otherwise`.
pub(super) fn doubts_zero(formula: &str, numbers: &Grid, otherwise: bool) -> bool {
    match sum(formula, numbers) {
        Some(sum) => !sum.round_dp(NOISE).is_zero(),
        None if sum(formula, &Grid::new()).is_some() => true,
        None => otherwise,
    }
}

/// Formulas of a sheet whose stored value is zero, which libraries that do not calculate store.
#[derive(Debug, Default)]
pub(super) struct Zeros(Vec<((u32, u32), String)>);

impl Zeros {
    /// Takes a formula.
    pub(super) fn push(&mut self, at: (u32, u32), formula: String) {
        self.0.push((at, formula));
    }

    /// Gives those whose zero may be no value, with their cells; a formula may name others that are none either.
    pub(super) fn doubted(self, numbers: &mut Grid, otherwise: bool) -> Vec<((u32, u32), String)> {
        let (mut zeros, mut all) = (self.0, Vec::new());
        loop {
            let is_doubted = |(_, formula): &((u32, u32), String)| doubts_zero(formula, numbers, otherwise);
            let (doubted, left): (Vec<_>, Vec<_>) = zeros.into_iter().partition(is_doubted);
            if doubted.is_empty() {
                return all;
            }
            numbers.extend(doubted.iter().map(|(at, _)| (*at, None)));
            all.extend(doubted);
            zeros = left;
        }
    }
}

/// The sum of a formula of cells, ranges, numbers, `SUM(…)`, `+` and `-` on its own sheet; `None` where it is something else, or
/// a number is not known.
fn sum(formula: &str, numbers: &Grid) -> Option<Decimal> {
    let formula: String = formula.chars().filter(|ch| !ch.is_whitespace() && *ch != '$').collect();
    let formula = formula.strip_prefix('=').unwrap_or(&formula);
    if formula.is_empty() || formula.len() > LONGEST {
        return None;
    }
    let mut total = Decimal::ZERO;
    let mut rest = formula;
    let mut is_first = true;
    while !rest.is_empty() {
        let sign = match rest.chars().next()? {
            '+' => Decimal::ONE,
            '-' => Decimal::NEGATIVE_ONE,
            _ if is_first => Decimal::ONE,
            _ => return None,
        };
        rest = rest.strip_prefix(['+', '-']).unwrap_or(rest);
        is_first = false;
        let term = match rest.get(..4).filter(|word| word.eq_ignore_ascii_case("SUM(")) {
            Some(_) => {
                let (inside, behind) = rest.get(4..)?.split_once(')')?;
                rest = behind;
                let mut sum = Decimal::ZERO;
                for part in inside.split(',').filter(|part| !part.is_empty()) {
                    sum = sum.checked_add(of_cells(part, numbers)?)?;
                }
                sum
            }
            None => {
                let end = rest.find(['+', '-']).unwrap_or(rest.len());
                let (part, behind) = rest.split_at(end);
                rest = behind;
                of_cells(part, numbers)?
            }
        };
        total = total.checked_add(sign.checked_mul(term)?)?;
    }
    Some(total)
}

/// The sum of a cell, a range or a number.
fn of_cells(part: &str, numbers: &Grid) -> Option<Decimal> {
    if let Some((from, to)) = part.split_once(':') {
        let ((top, left), (bottom, right)) = (cell_of(from)?, cell_of(to)?);
        let inside = numbers.range((top, left)..=(bottom, right));
        let inside = inside.filter(|((_, column), _)| (left..=right).contains(column));
        return inside
            .map(|(_, number)| number)
            .try_fold(Decimal::ZERO, |sum, number| sum.checked_add((*number)?));
    }
    match cell_of(part) {
        Some(at) => numbers.get(&at).copied().unwrap_or(Some(Decimal::ZERO)),
        None => Decimal::from_str(part).ok(),
    }
}

/// Row and column of a cell by its name, from 1: `C7`, `$C$7`.
pub(super) fn cell_of(name: &str) -> Option<(u32, u32)> {
    let name: String = name.chars().filter(|ch| *ch != '$').collect();
    let digits = name.find(|ch: char| ch.is_ascii_digit())?;
    let (letters, row) = name.split_at(digits);
    if letters.is_empty() || letters.len() > 3 || !letters.chars().all(|ch| ch.is_ascii_alphabetic()) {
        return None;
    }
    let place = |ch: char| u32::from(ch.to_ascii_uppercase()) - u32::from('A') + 1;
    let column = letters.chars().fold(0, |column, ch| column * 26 + place(ch));
    Some((row.parse().ok().filter(|row| *row > 0)?, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_sums_are_added_and_everything_else_is_left() {
        let numbers: Grid = [((1, 1), 2), ((2, 1), 3), ((2, 2), 5)]
            .into_iter()
            .map(|(at, number)| (at, Some(Decimal::from(number))))
            .collect();
        let sum = |formula| sum(formula, &numbers).map(|sum| sum.to_string());
        assert_eq!(sum("SUM(A1:A2,B2)-$B$2").as_deref(), Some("5"));
        assert_eq!(sum("=A1+A2-5").as_deref(), Some("0"));
        assert_eq!(sum("C9").as_deref(), Some("0"));
        for other in ["A1*2", "Sheet2!A1", "IF(A1>0,1,0)", "SUM(A1:A2", "ROUND(A1,2)", "", "A1+", "SUM(A:A)"]
        {
            assert_eq!(sum(other), None, "{other}");
        }
    }

    #[test]
    fn a_stored_zero_is_believed_where_the_cells_add_up_to_it() {
        let mut numbers: Grid =
            [((1, 1), 2), ((2, 1), -2), ((3, 1), 3)].map(|(at, n)| (at, Some(Decimal::from(n)))).into();
        let mut zeros = Zeros::default();
        for (row, formula) in [(5, "A1+A2"), (6, "A1+A3"), (7, "A6"), (8, "A1*A2"), (9, "SUM(A4)")] {
            zeros.push((row, 1), formula.to_owned());
        }
        let rows: Vec<u32> = zeros.doubted(&mut numbers, false).iter().map(|((row, _), _)| *row).collect();
        assert_eq!(rows, [6, 7]);
        assert!(doubts_zero("A1*A2", &numbers, true));
    }
}
