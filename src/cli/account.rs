//! Writes an audit as an account for people: what fails, where, by how much, and which amounts can explain it.

use std::fmt::Write;

use rust_decimal::Decimal;

use crate::check::{Audit, Finding, FindingTerm, Relation, Sign};
use crate::record::words::{Status, Verdict};
use crate::record::{Fact, Figure};
use crate::taxonomy::models;
use crate::text::escape::in_line;
use crate::text::number::canonical;

/// Writes the account of one document; with `all`, checks that hold or do not apply are listed too.
pub(super) fn account(name: &str, facts: &[Fact], figures: &[Figure], audit: &Audit, all: bool) -> String {
    let count = |verdict| audit.findings.iter().filter(|f| f.verdict == verdict).count();
    let status = |status| facts.iter().filter(|fact| fact.status == status).count();
    let (fails, holds) = (count(Verdict::Fails), count(Verdict::Holds));
    let mut text = format!(
        "{}\n  {} amounts: {} verified, {} unchecked, {} suspect\n{}  {} checks: {holds} hold, {fails} {}, {} not applicable\n",
        in_line(name),
        facts.len(),
        // A sum that closes proves a repaired amount, too.
        status(Status::Verified) + status(Status::Repaired),
        status(Status::Unchecked),
        status(Status::Suspect),
        figures_in_words(figures),
        audit.findings.len(),
        if fails == 1 { "fails" } else { "fail" },
        count(Verdict::NotApplicable),
    );
    for finding in &audit.findings {
        match finding.verdict {
            Verdict::Fails => failing(&mut text, figures, audit, finding),
            Verdict::Holds if all => other(&mut text, finding, "holds"),
            Verdict::NotApplicable if all => other(&mut text, finding, "not applicable"),
            _ => {}
        }
    }
    for fact in facts.iter().filter(|fact| fact.status == Status::Suspect) {
        let reason = fact.reason.as_deref().unwrap_or_default();
        let _ = writeln!(text, "\n  suspect: {}\n    {}", in_words(&fact.into()), in_line(reason));
    }
    text.push('\n');
    text
}

/// Says how many figures the prose states, where it states any.
fn figures_in_words(figures: &[Figure]) -> String {
    let status = |status| figures.iter().filter(|figure| figure.status == status).count();
    if figures.is_empty() {
        return String::new();
    }
    format!(
        "  {} figures of the prose: {} verified, {} unchecked, {} suspect\n",
        figures.len(),
        status(Status::Verified),
        status(Status::Unchecked),
        status(Status::Suspect)
    )
}

fn failing(text: &mut String, figures: &[Figure], audit: &Audit, finding: &Finding) {
    let check = finding.check;
    let page = finding.terms.iter().filter_map(|(slot, _)| audit.term(*slot)?.page).find(|page| *page > 0);
    let at = finding.at.as_deref().map(|at| format!(" at {}", in_line(at))).unwrap_or_default();
    let page = page.map(|page| format!(", page {page}")).unwrap_or_default();
    let word = if check.advice { "note" } else { "fails" };
    let _ = writeln!(text, "\n  {word}: {}{at}{page}\n    {}\n    {}", check.name, check.en, check.zh);
    let number = |value: Option<Decimal>| value.map(canonical).unwrap_or_default();
    let expected = match check.relation {
        Relation::Equality | Relation::Percent | Relation::Change | Relation::Growth => "expected",
        Relation::AtMost => "expected at most",
        Relation::AtLeast | Relation::Withheld => "expected at least",
    };
    let _ = writeln!(
        text,
        "    printed {}, {expected} {}: a difference of {} (rounding allows {})",
        number(finding.found),
        number(finding.expected),
        number(finding.difference),
        number(finding.tolerance)
    );
    let mut last = None;
    for (slot, sign) in &finding.terms {
        let Some(term) = audit.term(*slot) else { continue };
        // Zeros change nothing and would bury the rest.
        if term.amount.is_some_and(|a| a.is_zero()) && *sign != Sign::Whole {
            continue;
        }
        let sign = match sign {
            Sign::Whole => "=",
            Sign::Plus => "+",
            Sign::Minus => "-",
        };
        let _ = writeln!(text, "      {sign} {}", in_words(&term));
        let figure = term.figure.and_then(|number| figures.get(number));
        if let Some(figure) = figure.filter(|figure| last != Some(&figure.sentence)) {
            last = Some(&figure.sentence);
            let _ = writeln!(text, "        “{}”", in_line(&figure.sentence));
        }
    }
}

fn other(text: &mut String, finding: &Finding, word: &str) {
    let at = finding.at.as_deref().map(|at| format!(" at {}", in_line(at))).unwrap_or_default();
    let _ = writeln!(text, "  {word}: {}{at}", finding.check.name);
}

/// Writes form, line, column, amount and page of a term.
fn in_words(term: &FindingTerm) -> String {
    let form = match term.figure {
        Some(_) => "情况说明",
        None => models().kind(term.form).map_or(term.form, |kind| kind.official.as_str()),
    };
    let mut words = vec![form.to_owned()];
    if term.instance > 1 {
        words.push(format!("({})", term.instance));
    }
    words.extend([term.side, term.place, term.code, term.item].into_iter().flatten().map(str::to_owned));
    words.push(term.measure.to_owned());
    words.push(term.amount.map_or_else(|| "blank".to_owned(), canonical));
    if let Some(page) = term.page.filter(|page| *page > 0) {
        words.push(format!("(page {page})"));
    }
    in_line(&words.join(" ")).into_owned()
}
