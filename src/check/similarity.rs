//! Compares printed numbers as strings of digits, by Levenshtein distance: a slip of the hand or of the eye changes
//! few.

use rust_decimal::Decimal;

/// Edits of digits that a misprint has at most: two digits replaced, swapped, lost or added, as one slip does, with one
/// for rounding.
const SLIP: usize = 2;
/// Roundings of the other amounts leave the last decimal open by so many units to each side.
const ROUNDINGS: i64 = 4;
/// Most digits of an amount.
const LONGEST: usize = 24;

/// Whether `printed` may be a misprint of `value`, both in steps of `unit`, the last decimal that is printed.
pub(super) fn may_be_misprint(printed: Decimal, value: Decimal, unit: Decimal) -> bool {
    if unit.is_zero() {
        return true;
    }
    let digits = |amount: Decimal| -> Option<String> {
        let steps = amount.checked_div(unit)?.round().abs().normalize();
        (steps.scale() == 0).then(|| format!("{:0>3}", steps.to_string())).filter(|d| d.len() <= LONGEST)
    };
    let Some(before) = digits(printed) else { return false };
    (-ROUNDINGS..=ROUNDINGS)
        .filter_map(|steps| digits(value.checked_add(unit.checked_mul(Decimal::from(steps))?)?))
        .any(|after| distance(before.as_bytes(), after.as_bytes()) <= if after.len() > 3 { SLIP } else { 1 })
}

/// Levenshtein distance of two strings of digits.
fn distance(one: &[u8], other: &[u8]) -> usize {
    let mut before: Vec<usize> = (0..=other.len()).collect();
    for (row, a) in one.iter().enumerate() {
        let mut now = vec![row + 1];
        for (column, b) in other.iter().enumerate() {
            let replaced = before[column] + usize::from(a != b);
            now.push(replaced.min(before[column + 1] + 1).min(now[column] + 1));
        }
        before = now;
    }
    before.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn similar(printed: &str, value: &str) -> bool {
        may_be_misprint(printed.parse().unwrap(), value.parse().unwrap(), Decimal::new(1, 2))
    }

    #[test]
    fn slips_are_similar_and_other_numbers_are_not() {
        for (printed, value) in [
            ("1625.20", "1725.20"),
            ("1625.20", "6125.20"),
            ("162.52", "1625.20"),
            ("0.00", "5.00"),
            ("45.90", "46.91"),
        ] {
            assert!(similar(printed, value), "{printed} {value}");
        }
        for (printed, value) in
            [("4.72", "192.38"), ("0.00", "199.52"), ("0.11", "231.17"), ("1625.20", "890.11")]
        {
            assert!(!similar(printed, value), "{printed} {value}");
        }
    }
}
