//! Judges a glyph, and a font by all of its glyphs, by what they show and what the text says.

use super::assignment::{Row, best_other};
use super::mark::Mark;
use super::net::Likelihood;

/// A glyph agrees with its text where that is at least so likely …
const AGREES: f32 = 0.5;
/// … and contradicts it where another mark is at least so likely, and what the text says at most so.
const CONTRADICTS: f32 = 0.9;
const HARDLY: f32 = 0.05;
/// Least likelihood that is told from none: what the net never saw makes it too sure.
const FLOOR: f32 = 1e-4;
/// A font lies where another assignment is better by so much, in natural logarithms …
const LIES_BY: f32 = 6.0;
/// … and says the truth where every other one is worse by so much.
const TRUE_BY: f32 = 2.0;

/// What a glyph shows, and what the text says that it is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Judged {
    /// The mark of the text.
    pub(crate) says: Mark,
    /// What is seen.
    pub(crate) likelihood: Likelihood,
}

/// What a glyph says of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GlyphVerdict {
    /// It shows what the text says.
    Agrees,
    /// It cannot be told.
    Unsure,
    /// It shows another mark.
    Shows(Mark),
}

/// What the glyphs of a font say of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FontVerdict {
    /// It draws what its text says.
    Audited,
    /// It cannot be told.
    Unsure,
    /// It draws something else.
    Lies,
}

impl Judged {
    fn of(&self, mark: Mark) -> f32 {
        self.likelihood.of(mark)
    }

    /// The mark other than that of the text that is seen most likely.
    fn other(&self) -> (Mark, f32) {
        let others = Mark::ALL.into_iter().filter(|mark| mark.contradicts(self.says));
        let other = others.map(|mark| (mark, self.of(mark))).max_by(|a, b| a.1.total_cmp(&b.1));
        other.unwrap_or((self.says, 0.0))
    }

    fn verdict(&self) -> GlyphVerdict {
        let (own, (other, likelihood)) = (self.of(self.says), self.other());
        match own {
            _ if likelihood >= CONTRADICTS && own <= HARDLY => GlyphVerdict::Shows(other),
            _ if own >= AGREES => GlyphVerdict::Agrees,
            _ => GlyphVerdict::Unsure,
        }
    }

    /// By how much what the text says is more likely than all else.
    fn margin(&self) -> f32 {
        self.of(self.says).max(FLOOR).ln() - self.other().1.max(FLOOR).ln()
    }
}

/// Judges the glyphs of a font, each with another text or another picture, and the font by all of them.
pub(crate) fn judge(glyphs: &[Judged]) -> (FontVerdict, Vec<GlyphVerdict>) {
    let mut verdicts: Vec<GlyphVerdict> = glyphs.iter().map(Judged::verdict).collect();
    let digits: Vec<(usize, usize, &Judged)> =
        glyphs.iter().enumerate().filter_map(|(at, glyph)| Some((at, glyph.says.digit()?, glyph))).collect();
    let margin = margin(&digits, &mut verdicts);
    let agree = |verdicts: &[GlyphVerdict]| {
        let agreeing = verdicts.iter().filter(|v| **v == GlyphVerdict::Agrees).count();
        2 * agreeing >= verdicts.len()
    };
    let of_digits: Vec<GlyphVerdict> =
        digits.iter().filter_map(|(at, ..)| verdicts.get(*at).copied()).collect();
    let verdict = if verdicts.iter().any(|v| matches!(v, GlyphVerdict::Shows(_))) {
        FontVerdict::Lies
    } else if margin >= TRUE_BY && agree(if digits.is_empty() { &verdicts } else { &of_digits }) {
        FontVerdict::Audited
    } else {
        FontVerdict::Unsure
    };
    (verdict, verdicts)
}

/// By how much what the text says of the digits is better than every other assignment. Where another one is better by
/// far, the glyphs that it gives another digit are judged to show that.
fn margin(digits: &[(usize, usize, &Judged)], verdicts: &mut [GlyphVerdict]) -> f32 {
    // Every other assignment costs at least as much as its cheapest change.
    let least = digits.iter().map(|(_, _, glyph)| glyph.margin()).fold(f32::MAX, f32::min);
    let says: Vec<usize> = digits.iter().map(|(_, digit, _)| *digit).collect();
    let differ = says.iter().enumerate().all(|(at, digit)| !says[..at].contains(digit));
    if least >= TRUE_BY || !differ {
        return least;
    }
    let row = |glyph: &Judged| -> Row {
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(|digit| glyph.of(Mark::Digit(digit)).max(FLOOR).ln())
    };
    let rows: Vec<Row> = digits.iter().map(|(_, _, glyph)| row(glyph)).collect();
    let (other, gain) = best_other(&rows, &says);
    if gain >= LIES_BY {
        for (((at, digit, _), shown), of_digits) in digits.iter().zip(&other).zip(&rows) {
            if shown != digit
                && of_digits[*shown] > of_digits[*digit]
                && let (Some(verdict), Ok(shown)) = (verdicts.get_mut(*at), u8::try_from(*shown))
            {
                *verdict = GlyphVerdict::Shows(Mark::Digit(shown));
            }
        }
    }
    -gain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digit(says: u8, seen: &[(u8, f32)]) -> Judged {
        let seen: Vec<(Mark, f32)> = seen.iter().map(|(d, p)| (Mark::Digit(*d), *p)).collect();
        Judged { says: Mark::Digit(says), likelihood: Likelihood::sample(&seen) }
    }

    #[test]
    fn a_font_that_draws_its_text_is_audited() {
        let (verdict, glyphs) = judge(&[digit(3, &[(3, 0.97)]), digit(8, &[(8, 0.6), (3, 0.3)])]);
        assert_eq!((verdict, glyphs), (FontVerdict::Audited, vec![GlyphVerdict::Agrees; 2]));
    }

    #[test]
    fn one_glyph_that_shows_another_digit_is_a_lie() {
        let (verdict, glyphs) = judge(&[digit(3, &[(3, 0.97)]), digit(8, &[(5, 0.95)])]);
        assert_eq!(verdict, FontVerdict::Lies);
        assert_eq!(glyphs, [GlyphVerdict::Agrees, GlyphVerdict::Shows(Mark::Digit(5))]);
    }

    #[test]
    fn digits_that_are_read_badly_accuse_together() {
        let seen = [digit(3, &[(8, 0.6), (3, 0.01)]), digit(8, &[(3, 0.7), (8, 0.001)])];
        let (verdict, glyphs) = judge(&seen);
        assert_eq!(verdict, FontVerdict::Lies);
        assert_eq!(glyphs, [8, 3].map(|d| GlyphVerdict::Shows(Mark::Digit(d))));
    }

    #[test]
    fn what_is_not_legible_claims_nothing() {
        assert_eq!(judge(&[digit(3, &[(3, 0.2), (8, 0.1)])]).0, FontVerdict::Unsure);
        assert_eq!(judge(&[digit(3, &[])]).0, FontVerdict::Unsure);
        // Both glyphs that say 3 cannot be right, and neither is accused.
        let twice = [digit(3, &[(3, 0.97)]), digit(3, &[(3, 0.3), (8, 0.6)])];
        assert_eq!(judge(&twice).0, FontVerdict::Unsure);
    }

    #[test]
    fn a_point_that_is_a_minus_is_a_lie_and_a_per_cent_sign_accuses_nobody() {
        let sign = |says, seen| Judged { says, likelihood: Likelihood::sample(&[(seen, 0.95)]) };
        assert_eq!(judge(&[sign(Mark::Point, Mark::Minus)]).0, FontVerdict::Lies);
        assert_eq!(judge(&[sign(Mark::Digit(8), Mark::Percent)]).0, FontVerdict::Unsure);
        assert_eq!(judge(&[sign(Mark::Minus, Mark::Minus)]).0, FontVerdict::Audited);
        assert_eq!(judge(&[sign(Mark::Plus, Mark::Minus)]).0, FontVerdict::Lies);
        assert_eq!(judge(&[sign(Mark::Plus, Mark::Digit(7))]).0, FontVerdict::Unsure);
    }
}
