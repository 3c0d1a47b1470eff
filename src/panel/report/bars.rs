//! Draws bars as SVG. The numbers stand beside them as text, so that a bar is hidden from what reads the page aloud.

use maud::{Markup, html};

use super::record::{DocumentCounts, FactCounts};

/// Length of the longest bar, in units of its own.
const LENGTH: u64 = 1000;
/// Shortest part that is seen: a part that is there is never drawn as none.
const SHORTEST: u64 = 6;

/// Part of a bar: the class of its colour, and its number.
type Part = (&'static str, u64);

/// Draws documents: read without doubt, read with suspect facts, failed, not read. `longest` is the number that fills the
/// width.
pub(super) fn documents(counts: &DocumentCounts, longest: u64) -> Markup {
    let sure = counts.read.saturating_sub(counts.suspect);
    bar(
        &[("sure", sure), ("suspect", counts.suspect), ("failed", counts.failed), ("left", counts.not_read)],
        longest,
    )
}

/// Draws facts over the whole width: verified, repaired, unchecked, suspect.
pub(super) fn facts(counts: &FactCounts) -> Markup {
    bar(
        &[
            ("sure", counts.verified),
            ("repaired", counts.repaired),
            ("unchecked", counts.unchecked),
            ("suspect", counts.suspect),
        ],
        counts.facts,
    )
}

/// Draws one number.
pub(super) fn number(count: u64, longest: u64) -> Markup {
    bar(&[("failed", count)], longest)
}

fn bar(parts: &[Part], longest: u64) -> Markup {
    let mut end = 0;
    let drawn = parts.iter().zip(lengths(parts, longest)).map(|((class, _), length)| {
        end += length;
        (class, end - length, length)
    });
    html! {
        svg class="bar" viewBox={ "0 0 " (LENGTH) " 10" } preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            @for (class, from, length) in drawn.filter(|(_, _, length)| *length > 0) {
                rect class=(class) x=(from) y="0" width=(length) height="10" {}
            }
        }
    }
}

/// Reckons the length of each part; what the shortest are given, the longest loses.
fn lengths(parts: &[Part], longest: u64) -> Vec<u64> {
    let scale = |count: u64| {
        let length = u128::from(count) * u128::from(LENGTH) / u128::from(longest.max(1));
        u64::try_from(length).unwrap_or(LENGTH).min(LENGTH)
    };
    let of = |count: u64| if count == 0 { 0 } else { scale(count).max(SHORTEST) };
    let mut lengths: Vec<u64> = parts.iter().map(|(_, count)| of(*count)).collect();
    let over = lengths.iter().sum::<u64>().saturating_sub(LENGTH);
    if let Some(widest) = lengths.iter_mut().max() {
        *widest = widest.saturating_sub(over);
    }
    lengths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_fill_the_bar_and_the_smallest_is_seen() {
        let of = |counts: [u64; 3], longest| lengths(&counts.map(|count| ("a", count)), longest);
        assert_eq!(of([50, 25, 25], 100), [500, 250, 250]);
        assert_eq!(of([50, 0, 0], 100), [500, 0, 0]);
        assert_eq!(of([999_999, 1, 0], 1_000_000), [994, 6, 0]);
        assert_eq!(of([0, 0, 0], 0), [0, 0, 0]);
        assert_eq!(of([u64::MAX, 1, 1], u64::MAX).iter().sum::<u64>(), 1000);
    }

    #[test]
    fn a_bar_is_hidden_from_what_reads_aloud() {
        let counts = DocumentCounts { read: 3, suspect: 1, failed: 1, ..DocumentCounts::default() };
        let drawn = documents(&counts, 4).into_string();
        assert!(drawn.contains("aria-hidden=\"true\""), "{drawn}");
        assert!(drawn.contains("class=\"suspect\" x=\"500\" y=\"0\" width=\"250\""), "{drawn}");
        assert!(!drawn.contains("class=\"left\""), "{drawn}");
    }
}
