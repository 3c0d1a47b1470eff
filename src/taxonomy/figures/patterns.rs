//! Parses the short patterns of words: `[x]` may be missing, `(a|b)` is one of both, and either may hold others.

/// Deepest nesting that a pattern may have.
const DEEPEST: usize = 8;

/// Part of a pattern.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    Char(char),
    /// One of these, or nothing.
    OneOf {
        choices: Vec<Vec<Part>>,
        may_miss: bool,
    },
}

/// Parses a pattern.
///
/// # Errors
/// Where a bracket is not closed, or closed without being opened.
pub(super) fn parse(pattern: &str) -> Result<Vec<Part>, String> {
    let chars: Vec<char> = pattern.chars().collect();
    match sequence(&chars, 0, 0) {
        Some((parts, end)) if end == chars.len() => Ok(parts),
        _ => Err(format!("{pattern}: a bracket is not closed, or not opened")),
    }
}

/// Parses what stands from a place on, up to the end or to what closes or parts the bracket around it, and says where it ends.
fn sequence(chars: &[char], from: usize, depth: usize) -> Option<(Vec<Part>, usize)> {
    let mut parts = Vec::new();
    let mut at = from;
    while let Some(ch) = chars.get(at) {
        match ch {
            '|' | ']' | ')' => break,
            '[' | '(' => {
                let (part, end) = bracket(chars, at, depth)?;
                parts.push(part);
                at = end;
            }
            _ => {
                parts.push(Part::Char(*ch));
                at += 1;
            }
        }
    }
    Some((parts, at))
}

/// Parses a bracket, and says where it ends.
fn bracket(chars: &[char], opened: usize, depth: usize) -> Option<(Part, usize)> {
    let may_miss = chars.get(opened) == Some(&'[');
    let closing = if may_miss { ']' } else { ')' };
    let mut choices = Vec::new();
    let mut at = opened;
    if depth >= DEEPEST {
        return None;
    }
    loop {
        let (choice, end) = sequence(chars, at + 1, depth + 1)?;
        choices.push(choice);
        at = end;
        match chars.get(at) {
            Some('|') => {}
            Some(ch) if *ch == closing => return Some((Part::OneOf { choices, may_miss }, at + 1)),
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_hold_choices() {
        let parts = parse("收[、]支(计|额)").unwrap();
        let one = |text: &str| text.chars().map(Part::Char).collect::<Vec<_>>();
        assert_eq!(parts[1], Part::OneOf { choices: vec![one("、")], may_miss: true });
        assert_eq!(parts[3], Part::OneOf { choices: vec![one("计"), one("额")], may_miss: false });
    }

    #[test]
    fn a_bracket_that_does_not_close_is_an_error() {
        assert!(parse("收[入").is_err() && parse("收入]").is_err() && parse("收(入]").is_err());
        assert!(parse(&"[".repeat(100)).is_err());
    }
}
