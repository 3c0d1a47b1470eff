//! Draws what several parts of the page have: tables that can be scrolled, and shares of facts.

use maud::{Markup, html};

use super::bars;
use super::record::FactCounts;
use super::words::{Wording, wording};

/// Says how much of the facts is verified and how much suspect: shares, never a grade.
pub(super) fn shares(counts: &FactCounts) -> Markup {
    html! {
        @if let (Some(verified), Some(suspect)) = (counts.verified_percent, counts.suspect_percent) {
            span class="part" { (verified) " % " (wording("verified").zh) }
            span class="part" { (suspect) " % " (wording("suspect").zh) }
            (bars::facts(counts))
        } @else {
            (wording("none").zh)
        }
    }
}

/// Puts a table where it can be scrolled, also by keys, under the name of its caption.
pub(super) fn table(id: &str, caption: &Wording, content: &Markup) -> Markup {
    html! {
        div class="scroll" role="region" tabindex="0" aria-labelledby=(id) {
            table {
                caption id=(id) { (caption) }
                (content)
            }
        }
    }
}
