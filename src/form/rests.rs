//! Doubts a form that goes on under its repeated title in another unit or of another year: it was begun anew since its
//! heading differs, and has neither a total nor a line of the one before.

use super::forms::Form;
use super::statements::contradicting;
use crate::taxonomy::Models;
use crate::text::plain::plain;

/// Doubts both parts, with both statements quoted.
pub(super) fn doubt_rests(models: &Models, forms: &mut [Form]) {
    for at in 1..forms.len() {
        let (before, behind) = forms.split_at_mut(at);
        let (Some(first), Some(rest)) = (before.last_mut(), behind.first_mut()) else { continue };
        if !is_rest(models, first, rest) {
            continue;
        }
        let doubts = [units(first, rest), years(first, rest)];
        for doubt in doubts.into_iter().flatten() {
            first.doubts.push(doubt.clone());
            rest.doubts.push(doubt);
        }
    }
}

/// Whether a form stands where the rest of the one before would: the same kind on the next page, with codes that the
/// first has not, and without the total that the first has.
fn is_rest(models: &Models, first: &Form, rest: &Form) -> bool {
    let has_codes = models.kind(&first.kind).is_some_and(|kind| kind.has_codes());
    let same = first.kind == rest.kind
        && first.scope == rest.scope
        && first.breakdown == rest.breakdown
        && first.department == rest.department;
    let next = first.pages.last().zip(rest.pages.first()).is_some_and(|(last, page)| last + 1 == *page);
    let has_total = |form: &Form| {
        let is_total = |name: &str| models.wording.items.totals.contains(&plain(name));
        form.lines.iter().any(|line| line.code.is_none() && line.item.as_deref().is_some_and(is_total))
    };
    let codes =
        |form: &Form| -> Vec<String> { form.lines.iter().filter_map(|line| line.code.clone()).collect() };
    let (own, others) = (codes(rest), codes(first));
    has_codes
        && same
        && next
        && has_total(first)
        && !has_total(rest)
        && !own.is_empty()
        && !own.iter().any(|code| others.contains(code))
}

fn units(first: &Form, rest: &Form) -> Option<String> {
    let (one, other) = first.unit.as_ref().zip(rest.unit.as_ref())?;
    let words = (first.unit_words()?, rest.unit_words()?);
    (one != other).then(|| contradicting("units", words.0, words.1))
}

fn years(first: &Form, rest: &Form) -> Option<String> {
    let (one, other) = first.statements.years.first().zip(rest.statements.years.first())?;
    (one.value != other.value).then(|| contradicting("years", &one.words, &other.words))
}

#[cfg(test)]
mod tests {
    use super::super::forms::sample;
    use super::super::line::Line;
    use super::super::statements::Stated;
    use super::*;
    use crate::geom::Rect;
    use crate::place::Place;
    use crate::taxonomy::models;

    fn form(page: u32, unit: &str, labels: &[(&str, &str)]) -> Form {
        let line = |(code, item): &(&str, &str)| Line {
            group: 0,
            side: None,
            code: (!code.is_empty()).then(|| (*code).to_owned()),
            item: Some((*item).to_owned()),
            item_raw: None,
            known: None,
            readings: Vec::new(),
            line_no: None,
            path: Vec::new(),
            scope: None,
            part: None,
            doubt: None,
            amounts: Vec::new(),
            place: Place::Box { page, rect: Rect::new(0.0, 0.0, 1.0, 1.0) },
        };
        let mut form = sample("expenditure", "支出决算表");
        form.statements.units = vec![Stated { value: unit.to_owned(), words: format!("单位：{unit}") }];
        Form {
            unit: Some(unit.to_owned()),
            pages: vec![page],
            lines: labels.iter().map(line).collect(),
            ..form
        }
    }

    fn doubted(rest: Form) -> bool {
        let mut forms = [form(2, "万元", &[("", "合计"), ("201", "一般公共服务支出")]), rest];
        doubt_rests(models(), &mut forms);
        assert_eq!(forms[0].doubts, forms[1].doubts);
        !forms[0].doubts.is_empty()
    }

    #[test]
    fn the_rest_of_a_form_in_another_unit_is_doubted_with_it() {
        assert!(doubted(form(3, "元", &[("208", "社会保障和就业支出")])));
        assert!(!doubted(form(3, "万元", &[("208", "社会保障和就业支出")])));
        assert!(!doubted(form(3, "元", &[("", "合计"), ("208", "社会保障和就业支出")])), "a form of its own");
        assert!(!doubted(form(3, "元", &[("201", "一般公共服务支出")])), "the same lines again");
        assert!(!doubted(form(5, "元", &[("208", "社会保障和就业支出")])), "further on");
    }
}
