//! Writes a stored formula of plain sums as text, so that its cells can be named and added up.

use super::records::u16_at;
use crate::place::CellName;

/// Most parts of a formula that is written.
const MOST: usize = 400;

/// The formula as text, without `=`; `None` where it is more than cells, ranges, numbers, sums and differences.
pub(super) fn tokens_to_text(tokens: &[u8]) -> Option<String> {
    let mut stack: Vec<String> = Vec::new();
    let mut at = 0usize;
    while let Some(token) = tokens.get(at).copied() {
        let rest = tokens.get(at + 1..).unwrap_or_default();
        // Cells and functions come in three classes: of references, values and arrays.
        let plain = if token >= 0x40 { (token & 0x1f) | 0x20 } else { token };
        let taken = match plain {
            // A sum, and a difference.
            0x03 | 0x04 => {
                let (right, left) = (stack.pop()?, stack.pop()?);
                stack.push(format!("{left}{}{right}", if plain == 0x03 { "+" } else { "-" }));
                // What is taken away is one cell or number: `A-(B+C)` has brackets, which are not written.
                (plain == 0x03 || !right.contains(['+', '-'])).then_some(0)?
            }
            0x12 => 0,
            // A sum of one part, a space.
            0x19 => match rest.first()? {
                0x10 => {
                    let part = stack.pop()?;
                    stack.push(format!("SUM({part})"));
                    3
                }
                0x40 | 0x41 | 0x01 => 3,
                _ => return None,
            },
            0x1e => {
                stack.push(u16_at(rest, 0)?.to_string());
                2
            }
            0x22 => {
                let (count, function) = (usize::from(rest.first()? & 0x7f), u16_at(rest, 1)? & 0x7fff);
                let from = stack.len().checked_sub(count).filter(|_| function == 4)?;
                let parts: Vec<String> = stack.drain(from..).collect();
                stack.push(format!("SUM({})", parts.join(",")));
                3
            }
            0x24 => {
                stack.push(cell(u16_at(rest, 0)?, u16_at(rest, 2)?));
                4
            }
            0x25 => {
                let (top, bottom) = (u16_at(rest, 0)?, u16_at(rest, 2)?);
                stack.push(format!("{}:{}", cell(top, u16_at(rest, 4)?), cell(bottom, u16_at(rest, 6)?)));
                8
            }
            _ => return None,
        };
        at += 1 + taken;
        if stack.len() > MOST {
            return None;
        }
    }
    (stack.len() == 1).then(|| stack.pop())?
}

/// Whether the formula may give a text: it holds one, or something that is not known here.
pub(super) fn may_be_text(tokens: &[u8]) -> bool {
    tokens_to_text(tokens).is_none()
}

fn cell(row: u16, column: u16) -> String {
    let column = u32::from(column & 0x3fff) + 1;
    CellName::Sheet { row: u32::from(row) + 1, column }.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_written_as_text() {
        let range = [0x25, 6, 0, 13, 0, 2, 0xc0, 2, 0xc0, 0x19, 0x10, 0, 0];
        assert_eq!(tokens_to_text(&range).as_deref(), Some("SUM(C7:C14)"));
        let added = [0x44, 7, 0, 3, 0xc0, 0x44, 9, 0, 3, 0xc0, 0x03];
        assert_eq!(tokens_to_text(&added).as_deref(), Some("D8+D10"));
        let called = [0x24, 0, 0, 0, 0, 0x24, 1, 0, 0, 0, 0x22, 2, 4, 0];
        assert_eq!(tokens_to_text(&called).as_deref(), Some("SUM(A1,A2)"));
        let text = [0x17, 0, 0];
        assert!(may_be_text(&text) && !may_be_text(&added));
        assert_eq!(tokens_to_text(&[0x03]), None);
    }
}
