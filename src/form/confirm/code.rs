//! How the codes of a form follow each other.

use crate::text::code::depth;

/// Where the next line of a form stands: below which codes, behind which.
#[derive(Debug, Default)]
pub(super) struct Place {
    /// The last code that is certain.
    last: Option<String>,
    /// The 类 and the 款 above; none where they are not certain.
    above: [Option<String>; 2],
}

impl Place {
    /// Codes ascend: 201, 20103, 2010301, 20104.
    pub(super) fn comes_after(&self, code: &str) -> bool {
        self.last.as_deref().is_none_or(|last| last < code)
    }

    /// A 类 has no parent; a 款 and a 项 begin with that above them.
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

    /// Goes on over a code. One that is not certain is nobody's parent.
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
    fn a_place_knows_what_stands_above_and_before() {
        let mut place = Place::default();
        assert!(place.is_below_parent("201") && !place.is_below_parent("20103"));
        for code in ["201", "20103"] {
            place.pass(code, true);
        }
        assert!(place.is_below_parent("2010301") && !place.is_below_parent("2010401"));
        assert!(place.comes_after("2010301") && !place.comes_after("20102"));
        place.pass("20104", false);
        assert!(!place.is_below_parent("2010401") && place.is_below_parent("20105"));
        place.pass("208", true);
        assert!(!place.is_below_parent("20105"), "another 类");
    }
}
