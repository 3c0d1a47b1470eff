//! Compares codes (类 款 项: three, five, seven digits) with each other, and with their position among the lines of a form.

/// Lengths of classification codes.
const LENGTHS: [usize; 3] = [3, 5, 7];

/// Whether a code is a 类, 款 or 项.
pub(super) fn is_whole(code: &str) -> bool {
    LENGTHS.contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit())
}

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
        match LENGTHS.iter().position(|length| *length == code.len()) {
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
        if let Some(level) = LENGTHS.iter().position(|length| *length == code.len()) {
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

/// Whether one digit is another, was lost, or was read twice.
pub(super) fn differs_in_one_digit(read: &str, code: &str) -> bool {
    let (read, code) = (read.as_bytes(), code.as_bytes());
    match read.len().abs_diff(code.len()) {
        0 => read.iter().zip(code).filter(|(a, b)| a != b).count() == 1,
        1 => {
            let (short, long) = if read.len() < code.len() { (read, code) } else { (code, read) };
            (0..long.len()).any(|at| long[..at] == short[..at] && long[at + 1..] == short[at..])
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_digit_is_changed_lost_or_doubled() {
        assert!(differs_in_one_digit("2010307", "2010301"));
        assert!(differs_in_one_digit("201030", "2010301"));
        assert!(differs_in_one_digit("22010301", "2010301"));
        assert!(!differs_in_one_digit("2010301", "2010301"));
        assert!(!differs_in_one_digit("2010377", "2010301"));
        assert!(!differs_in_one_digit("20103", "2010301"));
    }

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
