//! Follows fields: their results are shown, their instructions are not.
//!
//! A formula of a table (`=SUM(ABOVE)`) without a result, or with one that the file says to be out of date, is told as such:
//! what the publisher saw is not in the file.

use crate::place::Severity;

/// Most fields within one another.
const DEPTH: usize = 50;

/// The fields that are open, the innermost last.
#[derive(Debug, Default)]
pub(in crate::office) struct Fields {
    open: Vec<Field>,
    /// Fields within more others than anyone nests, which are read as text.
    deeper: usize,
}

#[derive(Debug, Default)]
struct Field {
    instruction: String,
    in_result: bool,
    /// Whether something of its result was shown.
    is_shown: bool,
    is_dirty: bool,
}

/// What a field leaves behind when it ends.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::office) enum Ended {
    /// Its result, or nothing.
    Shown,
    /// A formula without a value, as `=SUM(ABOVE)`.
    Formula(String),
    /// A field of this kind that shows nothing.
    Empty(String),
}

/// Fields that never show anything where they stand.
const SILENT: [&str; 13] = [
    "TC",
    "XE",
    "RD",
    "TA",
    "SET",
    "ASK",
    "ADVANCE",
    "PRIVATE",
    "TOC",
    "INDEX",
    "BOOKMARK",
    "FORMCHECKBOX",
    "HYPERLINK",
];

/// What is to be said of a field that shows nothing.
pub(in crate::office) fn empty_field(kind: &str) -> (Severity, String) {
    match kind {
        "EMBED" | "LINK" => (Severity::Unread, "an object of another program is not read".to_owned()),
        _ => (Severity::Info, format!("a field ({kind}) has no result, and nothing is read of it")),
    }
}

impl Fields {
    pub(in crate::office) fn begin(&mut self, is_dirty: bool) {
        if self.open.len() >= DEPTH {
            self.deeper = self.deeper.saturating_add(1);
            return;
        }
        self.open.push(Field { is_dirty, ..Field::default() });
    }

    /// Adds to the instruction of the innermost field.
    pub(in crate::office) fn instruct(&mut self, text: &str) {
        if let Some(field) = self.open.last_mut().filter(|field| !field.in_result) {
            // Instructions are short; a long one is not kept whole.
            if field.instruction.len() < 1000 {
                field.instruction.push_str(text);
            }
        }
    }

    pub(in crate::office) fn separate(&mut self) {
        if let Some(field) = self.open.last_mut().filter(|_| self.deeper == 0) {
            field.in_result = true;
        }
    }

    /// Ends the innermost field.
    pub(in crate::office) fn end(&mut self) -> Ended {
        if let Some(deeper) = self.deeper.checked_sub(1) {
            self.deeper = deeper;
            return Ended::Shown;
        }
        let Some(field) = self.open.pop() else { return Ended::Shown };
        let instruction = field.instruction.trim();
        if field.is_formula() {
            if field.is_dirty || !field.is_shown {
                let formula = instruction.split(['\\', '"']).next().unwrap_or_default().trim();
                return Ended::Formula(formula.to_owned());
            }
        } else if !field.is_shown {
            let kind = instruction.split_whitespace().next().unwrap_or_default().to_uppercase();
            if !SILENT.contains(&kind.as_str()) && !kind.is_empty() {
                return Ended::Empty(kind.chars().take(20).collect());
            }
        }
        Ended::Shown
    }

    /// Whether text that comes now is shown; says to the fields around it that they have a result, where `is_seen`.
    pub(in crate::office) fn shows(&mut self, is_seen: bool) -> bool {
        let shown = self.open.iter().all(|field| field.in_result && !(field.is_dirty && field.is_formula()));
        if shown && is_seen {
            self.open.iter_mut().for_each(|field| field.is_shown = true);
        }
        shown
    }

    /// Whether all have ended whose instruction is still being read.
    pub(in crate::office) fn are_closed(&self) -> bool {
        self.open.iter().all(|field| field.in_result)
    }
}

impl Field {
    fn is_formula(&self) -> bool {
        self.instruction.trim_start().starts_with('=')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(instruction: &str, result: Option<&str>, is_dirty: bool) -> Ended {
        let mut fields = Fields::default();
        fields.begin(is_dirty);
        fields.instruct(instruction);
        assert!(!fields.shows(true));
        fields.separate();
        fields.shows(result.is_some());
        fields.end()
    }

    #[test]
    fn formulas_without_results_are_told() {
        let sum = " =SUM(ABOVE) \\# \"#,##0.00\" ";
        assert_eq!(ended(sum, None, false), Ended::Formula("=SUM(ABOVE)".into()));
        assert_eq!(ended(sum, Some("1"), true), Ended::Formula("=SUM(ABOVE)".into()));
        assert_eq!(ended(sum, Some("1"), false), Ended::Shown);
        assert_eq!(ended("page", None, false), Ended::Empty("PAGE".into()));
        assert_eq!(ended("TC \"x\"", None, false), Ended::Shown);
        assert_eq!(empty_field("EMBED").0, Severity::Unread);
        assert_eq!(Fields::default().end(), Ended::Shown, "an end without a beginning");
    }
}
