//! Names cells in formulas by letters, where Excel 2003 names them by row and column.

use crate::place::CellName;

/// A formula with cells named by row and column (`R[-1]C`, `R3C5`), as if they were named by letters (`E3`); `None` where it
/// names something else.
pub(super) fn named_by_letters(formula: &str, at: (u32, u32)) -> Option<String> {
    let mut text = String::new();
    let mut rest = formula.trim();
    while let Some(c) = rest.chars().next() {
        // `R` begins a cell, unless it is in a word.
        if c == 'R' && !text.ends_with(|c: char| c.is_alphanumeric()) {
            let (row, behind) = index_of(rest.get(1..)?, at.0)?;
            let (column, behind) = index_of(behind.strip_prefix('C')?, at.1)?;
            text.push_str(&CellName::Sheet { row, column }.to_string());
            rest = behind;
        } else {
            text.push(c);
            rest = rest.get(c.len_utf8()..)?;
        }
    }
    Some(text)
}

/// A row or column behind its letter, and what follows: `[-1]` from here, `3`, or nothing for the same.
fn index_of(text: &str, here: u32) -> Option<(u32, &str)> {
    if let Some(rest) = text.strip_prefix('[') {
        let (step, behind) = rest.split_once(']')?;
        return Some((here.checked_add_signed(step.parse().ok()?)?, behind));
    }
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, behind) = text.split_at(end);
    Some((if digits.is_empty() { here } else { digits.parse().ok()? }, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_counted_from_the_formula_or_from_the_first() {
        let named = |formula: &str| named_by_letters(formula, (5, 3));
        assert_eq!(named("=SUM(R[-3]C:R[-1]C)+R2C28").as_deref(), Some("=SUM(C2:C4)+AB2"));
        assert_eq!(named("=RC[-1]").as_deref(), Some("=B5"));
        assert_eq!(named("=ROUND(RC,2)"), None);
        assert_eq!(named("=R[-9]C"), None);
    }
}
