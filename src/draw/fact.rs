//! Facts: every amount where it is printed, with its measure and value, and why it is suspect.

use super::overlay::{Colour, Overlay, Spot, shortened};
use crate::fact::amount::canonical;
use crate::fact::{Fact, Status};
use crate::form::Form;
use crate::geom::Affine;
use crate::page::Page;

const BORDER: f64 = 0.9;
/// The longest reason on the page, in characters; the whole stands in the output.
const LONGEST: usize = 30;

/// The facts printed on the page; `forms` are those of the document.
pub fn facts_to_overlay(facts: &[Fact], forms: &[Form], page: &Page) -> Overlay {
    let here: Vec<&Fact> = facts.iter().filter(|fact| fact.place.page == page.number).collect();
    let count = |status| here.iter().filter(|fact| fact.status == status).count();
    let caption = format!("{} facts, {} of them suspect", here.len(), count(Status::Suspect));
    let mut overlay = Overlay::new(caption);
    let to_upright = page.upright.inverse().unwrap_or(Affine::IDENTITY);
    // Suspects are drawn last, over all others, and choose their places for labels first.
    let (suspect, others): (Vec<&Fact>, Vec<&Fact>) =
        here.iter().partition(|fact| fact.status == Status::Suspect);
    for fact in others.iter().chain(&suspect) {
        let rect = to_upright.rect(&fact.place.rect);
        overlay.area(rect, colour(fact.status), BORDER, 24);
    }
    for fact in suspect.iter().chain(&others) {
        let side = forms.get(fact.form).and_then(|form| form.lines.get(fact.line));
        let side = side.and_then(|line| line.side.as_deref());
        let rect = to_upright.rect(&fact.place.rect);
        overlay.label(name(fact, side), rect, colour(fact.status), Spot::Beside);
    }
    overlay.meaning(Colour::BLUE, "unchecked");
    overlay.meaning(Colour::GREEN, "verified");
    overlay.meaning(Colour::ORANGE, "repaired");
    overlay.meaning(Colour::RED, "suspect, and why");
    overlay
}

fn colour(status: Status) -> Colour {
    match status {
        Status::Verified => Colour::GREEN,
        Status::Unchecked => Colour::BLUE,
        Status::Suspect => Colour::RED,
        Status::Repaired => Colour::ORANGE,
    }
}

/// `income.amount = 12.5`; the value in the unit that is printed, and behind a `?` why it is suspect.
fn name(fact: &Fact, side: Option<&str>) -> String {
    let side = side.map(|side| format!("{side}.")).unwrap_or_default();
    let value = fact.value.map_or_else(|| format!("“{}”", shortened(&fact.raw, LONGEST)), canonical);
    let reason = fact.reason.as_ref().map(|reason| format!(" ? {}", shortened(reason, LONGEST)));
    format!("{side}{} = {value}{}", fact.measure, reason.unwrap_or_default())
}
