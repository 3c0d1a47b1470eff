//! Adds up what a formula of plain sums names, to know whether a stored zero can be its value. Everything else is left: no
//! formula is ever calculated to give an amount.

use std::collections::BTreeMap;
use std::str::FromStr;

use rust_decimal::Decimal;

/// Numbers of a sheet, by row and column from 1.
pub(super) type Grid = BTreeMap<(u32, u32), Decimal>;

/// Most characters of a formula that is read: longer ones are no plain sums.
const LONGEST: usize = 2_000;

/// The sum of a formula of cells, ranges, numbers, `SUM(…)`, `+` and `-` on its own sheet; `None` where it is something else.
pub(super) fn sum(formula: &str, numbers: &Grid) -> Option<Decimal> {
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
        return inside.map(|(_, number)| number).try_fold(Decimal::ZERO, |sum, number| sum.checked_add(*number));
    }
    match cell_of(part) {
        Some(at) => Some(numbers.get(&at).copied().unwrap_or_default()),
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
            .map(|(at, number)| (at, Decimal::from(number)))
            .collect();
        let sum = |formula| sum(formula, &numbers).map(|sum| sum.to_string());
        assert_eq!(sum("SUM(A1:A2,B2)-$B$2").as_deref(), Some("5"));
        assert_eq!(sum("=A1+A2-5").as_deref(), Some("0"));
        assert_eq!(sum("C9").as_deref(), Some("0"));
        for other in ["A1*2", "Sheet2!A1", "IF(A1>0,1,0)", "SUM(A1:A2", "ROUND(A1,2)", "", "A1+", "SUM(A:A)"] {
            assert_eq!(sum(other), None, "{other}");
        }
    }
}
