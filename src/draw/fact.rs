//! Draws facts: every amount where it is printed, with its measure and value, and why it is suspect.

use std::collections::{BTreeMap, BTreeSet};

use super::overlay::{Colour, Overlay, Spot, common_reasons, shortened, status_colour};
use crate::geom::Rect;
use crate::page::Page;
use crate::place::Place;
use crate::record::Fact;
use crate::record::words::{Status, written};

const BORDER: f64 = 0.9;
/// Longest reason beside an amount, in characters; the output has it whole.
const LONGEST: usize = 30;

/// Makes an overlay of the facts printed on the page, of all facts of the document.
pub fn facts_to_overlay(facts: &[Fact], page: &Page) -> Overlay {
    let rect_of = |fact: &Fact| {
        let [left, top, right, bottom] = fact.bbox?;
        page.upright_of(&Place::Box { page: fact.page, rect: Rect::new(left, top, right, bottom) })
    };
    let here: Vec<(&Fact, Rect)> = facts.iter().filter_map(|fact| Some((fact, rect_of(fact)?))).collect();
    let count = |status| here.iter().filter(|(fact, _)| fact.status == status).count();
    let caption = format!("{} facts, {} of them suspect", here.len(), count(Status::Suspect));
    let mut overlay = Overlay::new(caption);
    // Suspects are drawn last, over all others, and choose their places for labels first.
    let (suspect, others): (Vec<_>, Vec<_>) =
        here.iter().partition(|(fact, _)| fact.status == Status::Suspect);
    for (fact, rect) in others.iter().chain(&suspect) {
        overlay.area(*rect, status_colour(fact.status), BORDER, 24);
    }
    let common = common_reasons(suspect.iter().filter_map(|(fact, _)| fact.reason.as_deref()));
    let by_scope = forms_by_scope(&here);
    for (fact, rect) in suspect.iter().chain(&others) {
        overlay.label(
            name(fact, &common, by_scope.contains(&form_of(fact))),
            *rect,
            status_colour(fact.status),
            Spot::Left,
        );
    }
    overlay.meaning(Colour::BLUE, "unchecked");
    overlay.meaning(Colour::GREEN, "verified");
    overlay.meaning(Colour::ORANGE, "repaired");
    overlay.meaning(Colour::RED, "suspect, and why");
    for (number, reason) in (1..).zip(&common) {
        overlay.meaning(Colour::RED, format!("?{number}: {reason}"));
    }
    overlay
}

/// What tells a form from the others of a page, but for its scope.
fn form_of(fact: &Fact) -> (&str, u32, Option<&str>) {
    (&fact.form, fact.instance, fact.title.as_deref())
}

/// Finds the forms of which a column is a scope, so that the scope is said of each amount.
fn forms_by_scope<'a>(here: &[(&'a Fact, Rect)]) -> Vec<(&'a str, u32, Option<&'a str>)> {
    let mut scopes: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for (fact, _) in here {
        scopes.entry(form_of(fact)).or_default().insert(fact.scope);
    }
    scopes.into_iter().filter(|(_, scopes)| scopes.len() > 1).map(|(form, _)| form).collect()
}

/// Writes the label of a fact, `income.amount = 12.5`: place and scope where columns have them, the value in the unit that is printed, and behind a `?` why it
/// is suspect.
fn name(fact: &Fact, common: &[&str], with_scope: bool) -> String {
    let whose = [fact.place.clone(), written(fact.scope).filter(|_| with_scope)];
    let whose: String = whose.into_iter().flatten().map(|word| format!("{word} ")).collect();
    let side = fact.side.as_deref().map(|side| format!("{side}.")).unwrap_or_default();
    let raw = || format!("“{}”", shortened(&fact.raw, LONGEST));
    let value = fact.value.map_or_else(raw, |value| value.to_string());
    let reason = fact.reason.as_deref().map(|reason| match common.iter().position(|c| *c == reason) {
        Some(index) => format!(" ?{}", index + 1),
        None => format!(" ? {}", shortened(reason, LONGEST)),
    });
    format!("{whose}{side}{} = {value}{}", fact.measure, reason.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::words::Scope;

    fn fact(value: Option<&str>, reason: Option<&str>) -> Fact {
        Fact {
            measure: "total".to_owned(),
            raw: "12.50".to_owned(),
            value: value.map(|value| value.parse().unwrap()),
            reason: reason.map(str::to_owned),
            ..Fact::default()
        }
    }

    #[test]
    fn amounts_are_named_with_their_value_and_their_doubt() {
        let value = Some("12.50");
        let income = Fact { side: Some("income".to_owned()), ..fact(value, None) };
        assert_eq!(name(&income, &[], false), "income.total = 12.5");
        let scope = Some(Scope::OwnLevel);
        let part = Fact { place: Some("济南市".to_owned()), scope, ..fact(value, None) };
        assert_eq!(name(&part, &[], false), "济南市 total = 12.5");
        assert_eq!(name(&part, &[], true), "济南市 own_level total = 12.5");
        assert_eq!(name(&fact(value, Some("no unit")), &[], false), "total = 12.5 ? no unit");
        assert_eq!(name(&fact(None, None), &[], false), "total = “12.50”");
    }

    #[test]
    fn a_reason_that_many_share_is_written_once() {
        let doubted = fact(None, Some("no unit"));
        assert_eq!(name(&doubted, &["no unit"], false), "total = “12.50” ?1");
    }
}
