//! Compares what the text says of the digits of a font with every other assignment of digits to its glyphs.

/// Digits that there are.
const DIGITS: usize = 10;
/// Sets of digits.
const SETS: usize = 1 << DIGITS;
/// So unlikely that no assignment takes it.
const NEVER: f32 = -1e6;

/// Logarithms of how likely a glyph shows each digit.
pub(super) type Row = [f32; DIGITS];

/// The best assignment of different digits to the glyphs, and by how much it is better than what the text says (each
/// glyph the digit of `says`, all of them different). Where the text says the best, the next best counts, and the
/// number is negative.
pub(super) fn best_other(rows: &[Row], says: &[usize]) -> (Vec<usize>, f32) {
    let value = |digits: &[usize]| -> f32 { rows.iter().zip(digits).map(|(row, digit)| row[*digit]).sum() };
    let said = value(says);
    let best = best_assignment(rows);
    if best != says {
        let gain = value(&best) - said;
        return (best, gain);
    }
    // Every other assignment gives at least one glyph another digit.
    let mut next = (Vec::new(), NEVER);
    for (at, digit) in says.iter().enumerate() {
        let mut rows = rows.to_vec();
        if let Some(row) = rows.get_mut(at) {
            row[*digit] = NEVER;
        }
        let other = best_assignment(&rows);
        let gain = value(&other) - said;
        if other != says && gain > next.1 {
            next = (other, gain);
        }
    }
    next
}

/// The most likely assignment of different digits, by dynamic programming over the sets of digits that are taken.
fn best_assignment(rows: &[Row]) -> Vec<usize> {
    // For each glyph and each set that is taken after it: how likely at best, and which digit it took.
    let mut tables: Vec<Vec<(f32, usize)>> = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        let mut table = vec![(f32::MIN, 0); SETS];
        for taken in (0..SETS).filter(|taken| taken.count_ones() as usize == at) {
            let before = match at.checked_sub(1).and_then(|before| tables.get(before)) {
                Some(table) => table[taken].0,
                None => 0.0,
            };
            for (digit, likelihood) in row.iter().enumerate().filter(|(digit, _)| taken & (1 << digit) == 0) {
                let entry = &mut table[taken | (1 << digit)];
                if before + likelihood > entry.0 {
                    *entry = (before + likelihood, digit);
                }
            }
        }
        tables.push(table);
    }
    let last = tables.last().into_iter().flat_map(|table| table.iter().enumerate());
    let mut taken = last.max_by(|a, b| a.1.0.total_cmp(&b.1.0)).map_or(0, |(taken, _)| taken);
    let mut digits = vec![0; rows.len()];
    for (digit, table) in digits.iter_mut().zip(&tables).rev() {
        *digit = table[taken].1;
        taken &= !(1 << *digit);
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(likely: &[(usize, f32)]) -> Row {
        let mut row = [-9.0; DIGITS];
        for (digit, likelihood) in likely {
            row[*digit] = *likelihood;
        }
        row
    }

    #[test]
    fn the_text_is_the_best_assignment() {
        let rows = [row(&[(3, -0.1), (8, -3.0)]), row(&[(8, -0.2), (3, -4.0)])];
        let (other, gain) = best_other(&rows, &[3, 8]);
        assert_eq!(other, [8, 3]);
        assert!((gain + 6.7).abs() < 1e-4, "{gain}");
    }

    #[test]
    fn exchanged_digits_are_assigned_back() {
        let rows = [row(&[(3, -0.1)]), row(&[(8, -0.2)]), row(&[(5, -0.2)])];
        let (other, gain) = best_other(&rows, &[8, 3, 5]);
        assert_eq!(other, [3, 8, 5]);
        assert!(gain > 17.0);
    }

    #[test]
    fn ten_digits_have_no_digit_to_spare() {
        let rows: Vec<Row> = (0..DIGITS).map(|digit| row(&[(digit, -0.1)])).collect();
        let says: Vec<usize> = (0..DIGITS).collect();
        let (other, gain) = best_other(&rows, &says);
        assert_eq!(other.iter().zip(&says).filter(|(a, b)| a != b).count(), 2);
        assert!((gain + 17.8).abs() < 1e-3, "{gain}");
    }
}
