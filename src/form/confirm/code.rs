//! Follows the codes of a form: how one may come behind another by its position among the lines.

use crate::text::code::depth;

/// Position of the next line of a form: the codes that it stands below, and the one that it follows.
#[derive(Debug, Default)]
pub(super) struct Position {
    /// The last code that is certain.
    last: Option<String>,
    /// The 类 and the 款 above; none where they are not certain.
    above: [Option<String>; 2],
}

impl Position {
    /// Whether a code may follow, since codes ascend: 201, 20103, 2010301, 20104.
    pub(super) fn comes_after(&self, code: &str) -> bool {
        self.last.as_deref().is_none_or(|last| last < code)
    }

    /// Whether a code stands below its parent: a 款 and a 项 begin with that above them, a 类 has none.
    pub(super) fn is_below_parent(&self, code: &str) -> bool {
        match depth(code) {
            Some(0) => true,
            Some(level) => self.above[level - 1].as_deref().is_some_and(|parent| code.starts_with(parent)),
            None => false,
        }
    }

    /// Goes on in another column of lines: 302 may stand beside 303, with the rest of its lines in the next column.
    pub(super) fn begin_column(&mut self) {
        self.last = None;
    }

    /// Goes on over a code. One that is not certain is no parent of others.
    pub(super) fn pass(&mut self, code: &str, certain: bool) {
        if let Some(level) = depth(code) {
            for (at, above) in self.above.iter_mut().enumerate().skip(level) {
                *above = (at == level && certain).then(|| code.to_owned());
            }
        } else {
            self.above = [None, None];
        }
        if certain {
            self.last = Some(code.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_knows_what_stands_above_and_before() {
        let mut position = Position::default();
        assert!(position.is_below_parent("201") && !position.is_below_parent("20103"));
        for code in ["201", "20103"] {
            position.pass(code, true);
        }
        assert!(position.is_below_parent("2010301") && !position.is_below_parent("2010401"));
        assert!(position.comes_after("2010301") && !position.comes_after("20102"));
        position.pass("20104", false);
        assert!(!position.is_below_parent("2010401") && position.is_below_parent("20105"));
        position.pass("208", true);
        assert!(!position.is_below_parent("20105"), "another 类");
    }
}
