//! Writes out the short patterns of words: `[x]` may be missing, `(a|b)` is one of both, and either may hold others.

/// Deepest nesting that a pattern may have.
const DEEPEST: usize = 8;

/// Lists the words that a pattern stands for.
///
/// # Errors
/// Where a bracket is not closed, or closed without being opened.
pub(super) fn expand(pattern: &str) -> Result<Vec<String>, String> {
    let chars: Vec<char> = pattern.chars().collect();
    let (mut words, end) = sequence(&chars, 0, 0).ok_or_else(|| format!("{pattern}: no pattern of words"))?;
    if end != chars.len() {
        return Err(format!("{pattern}: a bracket is closed that was not opened"));
    }
    words.sort_unstable();
    words.dedup();
    Ok(words)
}

/// Writes out what stands from a place on, up to the end or to what closes or parts the bracket around it.
fn sequence(chars: &[char], from: usize, depth: usize) -> Option<(Vec<String>, usize)> {
    let mut words = vec![String::new()];
    let mut at = from;
    while let Some(ch) = chars.get(at) {
        match ch {
            '|' | ']' | ')' => break,
            '[' | '(' if depth < DEEPEST => {
                let (choices, end) = bracket(chars, at, depth)?;
                words = words
                    .iter()
                    .flat_map(|word| choices.iter().map(move |choice| format!("{word}{choice}")))
                    .collect();
                at = end;
            }
            '[' | '(' => return None,
            _ => {
                words.iter_mut().for_each(|word| word.push(*ch));
                at += 1;
            }
        }
    }
    Some((words, at))
}

/// Lists what a bracket may stand for, and says where it ends.
fn bracket(chars: &[char], opened: usize, depth: usize) -> Option<(Vec<String>, usize)> {
    let may_miss = chars.get(opened) == Some(&'[');
    let closing = if may_miss { ']' } else { ')' };
    let mut choices = if may_miss { vec![String::new()] } else { Vec::new() };
    let mut at = opened;
    loop {
        let (more, end) = sequence(chars, at + 1, depth + 1)?;
        choices.extend(more);
        at = end;
        match chars.get(at) {
            Some('|') => {}
            Some(ch) if *ch == closing => return Some((choices, at + 1)),
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_written_out() {
        assert_eq!(
            expand("收[、]支总(计|额)").unwrap(),
            ["收、支总计", "收、支总额", "收支总计", "收支总额"]
        );
        assert_eq!(expand("[本年[度]]支出").unwrap(), ["支出", "本年度支出", "本年支出"]);
    }

    #[test]
    fn a_bracket_that_does_not_close_is_an_error() {
        assert!(expand("收[入").is_err() && expand("收入]").is_err() && expand("收(入]").is_err());
    }
}
