//! Doubts what was recognised on a picture and nothing confirms: names of indicators are words of their own, and the signs before
//! targets are misread.

use crate::form::Form;
use crate::form::line::{AmountCell, Line};
use crate::taxonomy::PerformanceWords;
use crate::text::plain::plain;

/// Doubts the lines of a form whose names were recognised and are none that are known, and sets right how signs are misread.
pub(super) fn doubt_recognised(words: &PerformanceWords, form: &mut Form) {
    for line in form.lines.iter_mut().filter(|line| !line.readings.is_empty()) {
        let name = line.item.as_deref().map(plain).unwrap_or_default();
        if !words.known_source(&name) {
            let doubt = || format!("the name was recognised and is none that is known ({name})");
            line.doubt.get_or_insert_with(doubt);
        }
    }
    let targets = form.lines.iter_mut().flat_map(|line: &mut Line| &mut line.amounts);
    for target in targets.filter(|amount| amount.is_text && !amount.readings.is_empty()) {
        mend_sign(words, target);
    }
}

fn mend_sign(words: &PerformanceWords, target: &mut AmountCell) {
    let Some(first) = target.printed.first_mut() else { return };
    if let Some(mended) = words.mended(first) {
        target.doubt.get_or_insert_with(|| format!("recognised as {first}"));
        *first = mended;
    }
}

#[cfg(test)]
mod tests {
    use super::super::words;
    use crate::taxonomy::models;

    #[test]
    fn signs_are_set_right_where_a_target_makes_no_sense_without() {
        let words = words(models()).unwrap();
        for (read, meant) in [
            (">219个", Some("≥219个")),
            ("<247元/吨", Some("≤247元/吨")),
            ("-100%", Some("=100%")),
            ("295%", Some("≥95%")),
            ("—≤258元", Some("≤258元")),
            ("95%", None),
            ("26座", None),
            ("≥95%", None),
            ("-", None),
        ] {
            assert_eq!(words.mended(read).as_deref(), meant, "{read}");
        }
        assert!(words.known_source("年度资金总额") && words.known_source("财政拨款"));
        assert!(!words.known_source("其他资金完成小型水库"));
    }
}
