//! Puts the pieces of a paragraph together: its text as it is shown, and whether a change to it is not accepted.

use crate::sheet::CellDoubt;
use crate::text::footnote::to_raised;

use super::blocks::Line;
use crate::text::number::{is_bracket, is_minus, is_percent, is_point};

/// Height at which text stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::office) enum Height {
    #[default]
    Line,
    Raised,
    Lowered,
}

/// How a piece of text was changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::office) enum Change {
    /// Not at all, or the change is accepted.
    #[default]
    None,
    Inserted,
    Deleted,
    /// Inserted and then deleted: it stands in neither version.
    Both,
}

impl Change {
    pub(in crate::office) fn inserted(self) -> Self {
        if matches!(self, Self::Deleted | Self::Both) { Self::Both } else { Self::Inserted }
    }

    pub(in crate::office) fn deleted(self) -> Self {
        if matches!(self, Self::Inserted | Self::Both) { Self::Both } else { Self::Deleted }
    }
}

/// The text of a paragraph that is not hidden.
#[derive(Debug, Default)]
pub(in crate::office) struct Pieces {
    pieces: Vec<(String, Change, Height)>,
    /// Whether a formula in it has no value.
    pub(in crate::office) not_calculated: bool,
}

impl Pieces {
    /// Adds text.
    pub(in crate::office) fn push(&mut self, text: &str, change: Change, height: Height) {
        match self.pieces.last_mut() {
            _ if text.is_empty() => {}
            Some((last, known, at)) if *known == change && *at == height => last.push_str(text),
            _ => self.pieces.push((text.to_owned(), change, height)),
        }
    }

    /// Adds the break of a page or a column: text after it is a line of its own, unless nothing stands before it.
    pub(in crate::office) fn page_break(&mut self, change: Change) {
        if self.is_seen() {
            self.push("\n", change, Height::Line);
        }
    }

    /// Whether there is something to see.
    pub(in crate::office) fn is_seen(&self) -> bool {
        let seen = |(text, change, _): &(String, Change, Height)| {
            matches!(change, Change::None | Change::Inserted) && !text.trim().is_empty()
        };
        self.pieces.iter().any(seen)
    }

    /// The paragraph, with the label of its list in front.
    pub(in crate::office) fn line(&self, label: Option<&str>) -> Line {
        let all_raised =
            self.pieces.iter().all(|(text, _, height)| text.trim().is_empty() || *height != Height::Line);
        let version = |leave: Change| {
            let mut all = String::new();
            for (text, change, height) in &self.pieces {
                if *change == leave || *change == Change::Both {
                    continue;
                }
                match height {
                    _ if all_raised => all.push_str(text),
                    Height::Line => all.push_str(text),
                    Height::Raised => all.extend(text.chars().map(|c| to_raised(c).unwrap_or(c))),
                    Height::Lowered => all.extend(text.chars().map(lowered)),
                }
            }
            all
        };
        let (shown, before) = (version(Change::Deleted), version(Change::Inserted));
        let shown = shown.trim_matches('\n').to_owned();
        let doubt = if self.not_calculated {
            Some(CellDoubt::NotCalculated)
        } else {
            (numeric(&shown) != numeric(&before)).then_some(CellDoubt::Tracked)
        };
        let part = |label: &str| {
            let touches = label.ends_with(|c: char| c.is_ascii_digit() || c == '.')
                && shown.starts_with(|c: char| c.is_ascii_digit());
            if touches { " " } else { "" }
        };
        let text = match label {
            Some(label) if self.not_calculated => shown.strip_prefix(label).unwrap_or(&shown).to_owned(),
            Some(label) => format!("{label}{}{}", part(label), shown.trim_start_matches('\t')),
            None => shown,
        };
        Line { text, doubt }
    }
}

/// What of a text makes up its numbers.
fn numeric(text: &str) -> String {
    let is_said =
        |c: &char| c.is_numeric() || is_point(*c) || is_minus(*c) || is_bracket(*c) || is_percent(*c);
    text.chars().filter(is_said).collect()
}

/// A small low digit.
fn lowered(c: char) -> char {
    c.to_digit(10).and_then(|digit| char::from_u32(u32::from('₀') + digit)).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_that_touch_numbers_are_doubts() {
        let mut pieces = Pieces::default();
        pieces.push("1,2", Change::None, Height::Line);
        pieces.push("00", Change::Deleted, Height::Line);
        pieces.push("34", Change::Inserted, Height::Line);
        pieces.push("9", Change::Inserted.deleted(), Height::Line);
        assert_eq!(pieces.line(None), Line { text: "1,234".into(), doubt: Some(CellDoubt::Tracked) });
        let mut names = Pieces::default();
        names.push("名称", Change::Inserted, Height::Line);
        assert_eq!(names.line(Some("一、")), Line { text: "一、名称".into(), doubt: None });
    }

    #[test]
    fn raised_digits_are_marks_unless_all_is_raised() {
        let mut pieces = Pieces::default();
        pieces.push("12", Change::None, Height::Raised);
        assert_eq!(pieces.line(None).text, "12");
        pieces.push("3.00", Change::None, Height::Line);
        pieces.push("1", Change::None, Height::Lowered);
        assert_eq!(pieces.line(None).text, "¹²3.00₁");
        assert_eq!(pieces.line(Some("1")).text, "1¹²3.00₁");
    }
}
