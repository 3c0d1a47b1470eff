//! Escapes text from outside where people read lines: a name or a printed word must not move the cursor, clear a
//! screen, begin a line of its own or turn the direction of what stands beside it.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a character acts on the terminal or the line that shows it, or is not seen there: controls (C0, DEL, C1),
/// line and paragraph separators, marks of direction, zero-width and other format characters, fillers, and the
/// replacement of what was no text.
///
/// Marks that belong to the character before them, as variants of a Chinese character do, stay.
pub(crate) fn acts(c: char) -> bool {
    // Beside the controls these are the format characters of Unicode (Cf), the two separators (Zl, Zp), and what is
    // blank although Unicode counts it among letters and marks.
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}'
            | '\u{8e2}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{fffd}'..='\u{ffff}' | '\u{110bd}' | '\u{110cd}'
            | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e00ff}')
}

/// Writes text as a part of one line: what acts on it is written `\n`, `\r`, `\t`, or by its number, as `\u{1b}`.
///
/// A backslash stays as it is, so that a path of Windows can be read and text may be escaped twice. Who must tell a
/// backslash from an escape finds both in the JSON.
#[cfg_attr(
    not(any(feature = "cli", feature = "panel")),
    expect(dead_code, reason = "only people read lines")
)]
pub(crate) fn in_line(text: &str) -> Cow<'_, str> {
    escaped(text, |_| false)
}

/// Escapes a text of several lines that was put together here: its line feeds stay.
#[cfg_attr(not(feature = "cli"), expect(dead_code, reason = "only the program prints"))]
pub(crate) fn in_lines(text: &str) -> Cow<'_, str> {
    escaped(text, |c| c == '\n')
}

fn escaped(text: &str, stays: impl Fn(char) -> bool) -> Cow<'_, str> {
    let acts = |c: char| acts(c) && !stays(c);
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            _ if !acts(c) => escaped.push(c),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            // Writing to a string does not fail.
            _ => drop(write!(escaped, "\\u{{{:x}}}", u32::from(c))),
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_on_a_terminal_or_a_line_is_escaped() {
        let cases = [
            ("bad\u{1b}[2J\nforged: 5 documents read.pdf", r"bad\u{1b}[2J\nforged: 5 documents read.pdf"),
            ("a\r\tb\u{7}\u{7f}", r"a\r\tb\u{7}\u{7f}"),
            ("\u{9b}31m\u{85}", r"\u{9b}31m\u{85}"),
            ("决算\u{202e}fdp.exe\u{2069}", r"决算\u{202e}fdp.exe\u{2069}"),
            ("\u{61c}\u{200e}\u{200f}\u{2066}", r"\u{61c}\u{200e}\u{200f}\u{2066}"),
            ("a\u{200b}b\u{feff}\u{2028}\u{2029}", r"a\u{200b}b\u{feff}\u{2028}\u{2029}"),
            ("\u{fffd}\u{e0041}\u{3164}", r"\u{fffd}\u{e0041}\u{3164}"),
        ];
        for (text, escaped) in cases {
            assert_eq!(in_line(text), escaped);
            assert_eq!(in_line(escaped), escaped, "twice is as once");
        }
    }

    #[test]
    fn what_is_seen_stays() {
        let seen = "2023年度部门决算（公开）\u{3000}“附件1”！/a b/葛\u{e0100}é-½.pdf";
        assert!(matches!(in_line(seen), Cow::Borrowed(text) if text == seen));
        assert_eq!(in_line(r"C:\new\table"), r"C:\new\table");
    }

    #[test]
    fn lines_that_were_made_here_stay_lines() {
        assert_eq!(in_lines("one\n  two\u{1b}[2J\n"), "one\n  two\\u{1b}[2J\n");
    }
}
