//! Gathers text as a browser sets it: spaces of the source are one space, breaks come from blocks and `<br>` alone.

use super::tidy::tidy;

/// Spaces that show a gap between texts that stand apart in one line.
const GAP: &str = "    ";

/// Most bytes of text that are kept of one place.
const MOST_TEXT: usize = 16 << 20;

/// Text that grows.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Flow {
    lines: Vec<String>,
    line: String,
    pending: Pending,
    size: usize,
}

/// What stands between the last character and the next one.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Pending {
    #[default]
    Nothing,
    Space,
    /// Spaces with a break of the source among them.
    Break,
    Gap,
}

impl Flow {
    /// Adds text of the source; `is_pre` where its spaces and breaks are kept.
    pub(super) fn push(&mut self, text: &str, is_pre: bool) {
        for c in text.chars() {
            match c {
                '\n' if is_pre => self.end_line(),
                ' ' | '\t' if is_pre => self.put(' '),
                '\n' | '\r' => self.pending = self.pending.max(Pending::Break),
                ' ' | '\t' | '\u{c}' => self.pending = self.pending.max(Pending::Space),
                c if has_no_width(c) => {}
                c => self.put(c),
            }
        }
    }

    fn put(&mut self, c: char) {
        self.size += c.len_utf8();
        if self.size > MOST_TEXT {
            return;
        }
        let pending = std::mem::take(&mut self.pending);
        if let Some(last) = self.line.chars().next_back() {
            match pending {
                Pending::Nothing => {}
                // Chinese has no spaces: where the source breaks it, none was meant.
                Pending::Break if is_wide(last) && is_wide(c) => {}
                Pending::Break | Pending::Space => self.line.push(' '),
                Pending::Gap => self.line.push_str(GAP),
            }
        }
        self.line.push(c);
    }

    /// What follows stands apart in the same line.
    pub(super) fn gap(&mut self) {
        self.pending = Pending::Gap;
    }

    /// What follows stands in a line of its own.
    pub(super) fn end_line(&mut self) {
        self.pending = Pending::Nothing;
        let line = tidy(&std::mem::take(&mut self.line));
        if !line.is_empty() {
            self.lines.push(line);
        }
    }

    /// The line that is not ended yet.
    pub(super) fn open_line(&self) -> &str {
        &self.line
    }

    /// Whether there is no text but spaces.
    pub(super) fn is_blank(&self) -> bool {
        self.lines.is_empty() && tidy(&self.line).is_empty()
    }

    /// Whether more was there than is kept.
    pub(super) fn is_cut(&self) -> bool {
        self.size > MOST_TEXT
    }

    /// Takes all lines.
    pub(super) fn take(&mut self) -> Vec<String> {
        self.end_line();
        self.size = 0;
        std::mem::take(&mut self.lines)
    }
}

/// Whether nothing is seen of a character and what is around it keeps its order.
fn has_no_width(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}' | '\u{0}')
}

/// Whether a character is of Chinese script, with its punctuation.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}')
        || matches!(c, '\u{20000}'..='\u{3ffff}' | '“' | '”' | '‘' | '’' | '—' | '…' | '·')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow(parts: &[&str]) -> Vec<String> {
        let mut flow = Flow::default();
        for part in parts {
            match *part {
                "/" => flow.end_line(),
                "|" => flow.gap(),
                text => flow.push(text, false),
            }
        }
        flow.take()
    }

    #[test]
    fn breaks_of_the_source_are_spaces_but_not_within_chinese() {
        assert_eq!(flow(&["  负责本\n  行政区域，\r\n承办\n3 项\n工作 "]), ["负责本行政区域，承办 3 项工作"]);
        assert_eq!(flow(&["负责本 行政"]), ["负责本 行政"]);
        assert_eq!(flow(&["a", " \n ", "b", "/", "/", "c"]), ["a b", "c"]);
    }

    #[test]
    fn numbers_in_several_elements_are_one_and_gaps_stay() {
        assert_eq!(flow(&["1", ",", "2\u{200b}3", "4.56\u{ad}"]), ["1,234.56"]);
        assert_eq!(flow(&["部门：局", "|", "单位：万元", "|"]), ["部门：局    单位：万元"]);
    }

    #[test]
    fn kept_breaks_are_lines() {
        let mut flow = Flow::default();
        flow.push("一  二\n三", true);
        assert_eq!(flow.take(), ["一  二", "三"]);
    }
}
