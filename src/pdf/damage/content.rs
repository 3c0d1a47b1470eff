//! Looks for traces of damage in contents: resources that are named and not there, and, where no checksum proves the bytes,
//! operators that do not exist.

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::page::Resources;

/// Operator at the end of contents, which is none: the library stops before it where it gives up.
const END: &[u8] = b"\njuesuan_end ";
/// Most bytes of a name.
const LONGEST_NAME: usize = 127;

/// Fonts and forms that contents name, and that none of the resources has.
pub(super) fn missing(content: &[u8], resources: &[&Resources<'_>]) -> Option<String> {
    let mut known: Vec<&[u8]> = Vec::new();
    // The last name with all that stands between it and its operator: mostly the next is set as this one.
    let mut last: &[u8] = &[];
    let mut at = 0;
    while let Some(found) = content.get(at..).and_then(next_operator) {
        at += found + 2;
        let (operator, before) = (content.get(at - 2..at)?, content.get(..at - 2)?);
        let is_font = operator == b"Tf";
        if !last.is_empty() && is_font && before.ends_with(last) {
            continue;
        }
        let Some(name) = name_before(before, is_font) else { continue };
        if is_font && let Some(slash) = memchr::memrchr(b'/', before) {
            last = before.get(slash..)?;
        }
        if known.contains(&name) {
            continue;
        }
        let is_there = resources.iter().any(|resources| {
            let dict = if is_font { &resources.fonts } else { &resources.x_objects };
            dict.contains_key(name) || (name.contains(&b'#') && dict.contains_key(unescaped(name)))
        });
        if !is_there {
            let what = if is_font { "the font" } else { "the object" };
            return Some(format!("{what} {} that it draws with is not there", String::from_utf8_lossy(name)));
        }
        known.push(name);
    }
    None
}

/// The next `Tf` or `Do` that stands alone.
fn next_operator(content: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let rest = content.get(from..)?;
        let at = from + memchr::memchr2(b'f', b'o', rest)?;
        from = at + 1;
        let Some(begin) = at.checked_sub(1) else { continue };
        let is_word = matches!(content.get(begin..=at), Some(b"Tf" | b"Do"));
        let is_free = |byte: Option<&u8>| {
            byte.is_none_or(|byte| byte.is_ascii_whitespace() || b"[(<%/]>".contains(byte))
        };
        let before = begin.checked_sub(1).and_then(|before| content.get(before));
        if is_word && is_free(before) && is_free(content.get(from)) {
            return Some(begin);
        }
    }
}

/// The name before an operator, and before the size of a font.
fn name_before(before: &[u8], has_size: bool) -> Option<&[u8]> {
    let trim =
        |bytes: &[u8]| bytes.iter().rposition(|byte| !byte.is_ascii_whitespace()).map_or(0, |last| last + 1);
    let mut end = trim(before);
    if has_size {
        let size = before.get(..end)?;
        let is_size = |byte: &u8| byte.is_ascii_digit() || b"+-.".contains(byte);
        end = size.iter().rposition(|byte| !is_size(byte))? + 1;
        if end == size.len() {
            return None;
        }
        end = trim(before.get(..end)?);
    }
    let from = end.saturating_sub(LONGEST_NAME);
    let text = before.get(from..end)?;
    let begin = text.iter().rposition(|byte| !is_regular(*byte))?;
    (text.get(begin) == Some(&b'/')).then(|| text.get(begin + 1..))?
}

fn is_regular(byte: u8) -> bool {
    !byte.is_ascii_whitespace() && byte != 0 && !b"()<>[]{}/%".contains(&byte)
}

fn unescaped(name: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    let mut rest = name;
    while let [first, after @ ..] = rest {
        let hex = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match hex.and_then(|two| u8::from_str_radix(two, 16).ok()).filter(|_| *first == b'#') {
            Some(byte) => {
                plain.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                plain.push(*first);
                rest = after;
            }
        }
    }
    plain
}

/// What is wrong with the operators of contents that no checksum proves.
pub(super) fn operators(content: &[u8]) -> Option<String> {
    let whole = [content, END].concat();
    let mut operations = TypedIter::new(&whole);
    let end = END.trim_ascii();
    let mut compatible = 0_usize;
    let mut is_ended = false;
    while let Some(operation) = operations.next() {
        match operation {
            TypedInstruction::BeginCompatibility(_) => compatible += 1,
            TypedInstruction::EndCompatibility(_) => compatible = compatible.saturating_sub(1),
            TypedInstruction::Fallback(operator) if &**operator == end => is_ended = true,
            TypedInstruction::Fallback(operator) if compatible == 0 => {
                let shown: String =
                    operator.iter().take(8).flat_map(|byte| byte.escape_ascii()).map(char::from).collect();
                return Some(format!("its operator {shown} does not exist, or lacks its operands"));
            }
            _ => {}
        }
    }
    (!is_ended).then(|| "its operators cannot be read to their end".to_owned())
}

#[cfg(test)]
mod tests {
    use hayro_syntax::object::{Dict, FromBytes};

    use super::*;

    #[test]
    fn what_contents_draw_with_is_there() {
        let resources = b"<</Font <</F1 1 0 R /F#2d 1 0 R>> /XObject <</Im0 2 0 R>>>>";
        let resources = Resources::new(Dict::from_bytes(resources).unwrap());
        let missing = |content: &[u8]| missing(content, &[&resources]).is_some();
        assert!(!missing(b"BT /F1 10 Tf (Tf) Tj /F#2d 9.5 Tf ET q /Im0 Do Q"));
        assert!(missing(b"BT /F3 10 Tf (1) Tj ET"));
        assert!(missing(b"BT /F1 10 Tf ET /Im1 Do"));
        assert!(!missing(b"(a Tf) Tj (/F7 Tf) Tj"));
    }

    #[test]
    fn unknown_operators_are_damage() {
        assert_eq!(operators(b"BT /F1 10 Tf 1 0 0 1 5 5 Tm (1) Tj ET"), None);
        assert_eq!(operators(b"BX 1 2 foo EX q Q"), None);
        assert!(operators(b"BT /F1 10 Tf (1) Uj ET").is_some());
        assert!(operators(b"q 1 2 m 3 l S Q").is_some());
        assert!(operators(b"BT (1 Tj ET").is_some());
    }
}
