//! Makes postings of facts: what the checks need of them, whichever program wrote them.

use rust_decimal::Decimal;

use crate::fact::candidates::{draft_to_candidates, with_lost_point};
use crate::fact::recognised::is_unsure;
use crate::fact::{Draft, Proof};
use crate::page::Reading;
use crate::record::words::{Breakdown, Method, Scope, Status, written};
use crate::record::{Amount, Fact, Figure};
use crate::taxonomy::identities::PROSE;
use crate::text::fold::fold;
use crate::text::number::parse_number;

/// Fact as the checks see it.
#[derive(Debug, Clone, Default)]
pub(super) struct Posting {
    /// The kind of its form.
    pub(super) form: String,
    /// Number of the form among those of its kind.
    pub(super) instance: u32,
    /// 汇总 or 本级.
    pub(super) scope: Option<Scope>,
    /// 分单位.
    pub(super) breakdown: Option<Breakdown>,
    /// Department of the form, where forms of several stand in one document.
    pub(super) department: Option<String>,
    /// The project of a performance table.
    pub(super) project: Option<String>,
    /// Year of the form.
    pub(super) fiscal_year: Option<u16>,
    /// The side of its line.
    pub(super) side: Option<String>,
    /// The part of the place.
    pub(super) place: Option<String>,
    /// The classification code.
    pub(super) code: Option<String>,
    /// The name of the line.
    pub(super) item: Option<String>,
    /// The name as printed.
    pub(super) item_raw: Option<String>,
    /// 行次.
    pub(super) line_no: Option<u32>,
    /// Number among equal lines; 0 where it is not known.
    pub(super) nth: u32,
    /// Headings under which it stands.
    pub(super) path: Vec<String>,
    /// The amount column.
    pub(super) measure: String,
    /// Printed number: its decimals count.
    pub(super) raw: String,
    /// The unit printed.
    pub(super) unit: Option<String>,
    /// In 元; of what is no money, the number itself. `None` where the print is no number.
    pub(super) amount: Option<Decimal>,
    /// The page.
    pub(super) page: u32,
    /// Reason why it is suspect already.
    pub(super) doubt: Option<String>,
    /// How sums that close exactly settle its doubt.
    pub(super) proof: Proof,
    /// Whether it was recognised, and a reader holds another number for likely.
    pub(super) unsure: bool,
    /// Other amounts that it may be, in 元, where it was recognised.
    pub(super) candidates: Vec<Decimal>,
    /// The same print elsewhere proves nothing of it.
    pub(super) copies_prove_nothing: bool,
    /// Amount in 元 if its point was lost: its form prints decimals.
    pub(super) with_point: Option<Decimal>,
}

/// Makes a posting of a fact, whichever program wrote it.
pub(super) fn fact_to_posting(fact: &Fact) -> Posting {
    // A doubt that an earlier run took from its own checks is found again, where it still holds.
    let is_suspect = fact.status == Status::Suspect;
    Posting {
        form: fact.form.clone(),
        instance: fact.instance,
        scope: fact.scope,
        breakdown: fact.breakdown,
        department: None,
        project: fact.project.clone(),
        fiscal_year: fact.fiscal_year,
        side: fact.side.clone(),
        place: fact.place.clone(),
        code: fact.code.clone(),
        item: fact.item.clone(),
        item_raw: fact.item_raw.clone(),
        line_no: fact.line_no,
        nth: fact.nth,
        path: fact.path.clone(),
        measure: fact.measure.clone(),
        raw: fact.raw.clone(),
        unit: fact.unit.clone(),
        amount: fact.countable().map(Amount::decimal),
        page: fact.page,
        doubt: fact.reason.clone().filter(|reason| is_suspect && !is_of_check(&fact.checks, reason)),
        proof: Proof::Never,
        unsure: is_unsure(&fact.raw, fact.alternatives.iter().map(|other| &other.text)),
        candidates: Vec::new(),
        copies_prove_nothing: false,
        with_point: None,
    }
}

/// Whether a doubt is what a check says.
fn is_of_check(checks: &[String], reason: &str) -> bool {
    checks.iter().any(|name| reason.starts_with(name.as_str()))
}

/// Makes postings of the figures of the prose, which is of a year; each is a line of its own.
pub(super) fn figures_to_postings(figures: &[Figure], year: Option<u16>) -> impl Iterator<Item = Posting> {
    figures.iter().enumerate().map(move |(number, figure)| figure_to_posting(figure, number, year))
}

fn figure_to_posting(figure: &Figure, number: usize, year: Option<u16>) -> Posting {
    let raw: String = figure.raw.chars().filter(|c| !c.is_whitespace()).map(fold).collect();
    let recognised = figure.method == Method::Ocr;
    Posting {
        form: PROSE.to_owned(),
        instance: 1,
        fiscal_year: year,
        side: figure.direction.and_then(written),
        code: figure.code.clone(),
        item: figure.item.clone(),
        line_no: u32::try_from(number + 1).ok(),
        nth: 1,
        measure: figure.key.clone(),
        amount: figure.amount_yuan.map(Amount::decimal).or_else(|| parse_number(&raw)),
        raw,
        unit: figure.unit.clone(),
        page: figure.page,
        // What an earlier run took from its checks is found again, where it still holds.
        doubt: figure.reason.clone().filter(|reason| !is_of_check(&figure.checks, reason)),
        // What one reader saw, the form can bear out; other doubts are about what it says.
        proof: if recognised { Proof::Together } else { Proof::Never },
        ..Posting::default()
    }
}

/// Makes a posting of a fact that was just read, with what its reading adds to its record.
pub(super) fn draft_to_posting(draft: &Draft) -> Posting {
    let is_unsure = |r: &Reading| is_unsure(&r.text, r.alternatives.iter().map(|other| &other.text));
    Posting {
        department: draft.form_department.clone(),
        proof: draft.proof,
        unsure: draft.readings.iter().any(is_unsure),
        candidates: draft_to_candidates(draft),
        copies_prove_nothing: !draft.copies_prove,
        with_point: with_lost_point(draft),
        ..fact_to_posting(&draft.fact)
    }
}
