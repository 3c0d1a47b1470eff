//! Joins in performance tables (绩效自评表) what adds up: a project's money and its sources, its total score and what it sums up,
//! a line of the summary and the project's own table.

use std::collections::{BTreeMap, HashMap};

use rust_decimal::Decimal;

use super::ledger::{FormLedger, Ledger, LineLedger};
use super::relations::{FormParts, Partner};
use crate::taxonomy::identities::PartsOf;
use crate::taxonomy::{Models, PerformanceWords, SummedLine, models};
use crate::text::plain::plain;

const SCORE: &str = "score";
const WEIGHT: &str = "weight";

/// Joins the performance tables of a document.
pub(super) fn join_performance_tables(ledger: &mut Ledger) {
    let models = models();
    let is_performance =
        |form: &FormLedger| models.kind(&form.kind).is_some_and(|kind| kind.is_performance());
    if !ledger.forms.iter().any(is_performance) {
        return;
    }
    let Some(words) = words(models) else { return };
    let found: Vec<Option<FormParts>> = ledger
        .forms
        .iter()
        .map(|form| is_performance(form).then(|| form_to_parts(ledger, words, form)))
        .collect();
    for (form, parts) in ledger.forms.iter_mut().zip(found) {
        if let Some(parts) = parts {
            form.parts = parts;
        }
    }
    for (index, relation, lines) in partners(ledger, words) {
        ledger.partners.insert(relation, index, lines);
    }
}

fn words(models: &Models) -> Option<&PerformanceWords> {
    models.families.iter().find_map(|family| family.performance.as_ref())
}

fn form_to_parts(ledger: &Ledger, words: &PerformanceWords, form: &FormLedger) -> FormParts {
    let mut parts = FormParts::default();
    let all = || form.lines.iter().enumerate();
    let funding: Vec<usize> = all().filter(|(_, line)| is_funding(words, line)).map(|(at, _)| at).collect();
    let total = total_of_funding(words, form);
    if let Some(total) = total {
        let sources = funding.iter().copied().filter(|at| *at != total);
        parts.insert(PartsOf::Sources, total, sources.collect());
    }
    let is = |line: &LineLedger, what: SummedLine| SummedLine::of(&line.path) == Some(what);
    let indicators = || all().filter(|(_, l)| !is_funding(words, l) && SummedLine::of(&l.path).is_none());
    let indicators: Vec<usize> = indicators().map(|(at, _)| at).collect();
    let managed: Vec<usize> =
        all().filter(|(_, l)| is(l, SummedLine::Management)).map(|(at, _)| at).collect();
    // The first funding line has the score for executing the budget; it may be left out of the total.
    let executed = funding.iter().copied().find(|at| form.lines[*at].amount(SCORE).is_some());
    let without: Vec<usize> = indicators.iter().chain(&managed).copied().collect();
    let with: Vec<usize> = executed.into_iter().chain(without.iter().copied()).collect();
    let has_weight = executed.is_none_or(|at| form.lines[at].amount(WEIGHT).is_some());
    if let Some((whole, _)) = all().find(|(_, line)| is(line, SummedLine::Total)) {
        for (relation, measure) in [(PartsOf::Scored, SCORE), (PartsOf::Weighed, WEIGHT)] {
            let adds_up = |parts: &[usize]| closes(ledger, form, measure, whole, parts);
            let is_without = adds_up(&without) && !adds_up(&with);
            // What the execution weighs is not printed: only a total without it can be held against anything.
            if measure == SCORE || has_weight || is_without {
                parts.insert(relation, whole, if is_without { without.clone() } else { with.clone() });
            }
        }
    }
    let has_total = || all().any(|(_, line)| is(line, SummedLine::Total) && line.amount(WEIGHT).is_some());
    if let Some(parts_of_all) =
        all_weights(ledger, form, &with, &without, has_weight).filter(|_| !has_total())
        && let Some(first) = parts_of_all.iter().copied().find(|at| form.lines[*at].amount(WEIGHT).is_some())
    {
        parts.insert(PartsOf::AllWeights, first, parts_of_all);
    }
    let mut subtotals = all().filter(|(_, line)| is(line, SummedLine::Part));
    if let (Some((part, _)), None) = (subtotals.next(), subtotals.next()) {
        parts.insert(PartsOf::Scored, part, indicators.clone());
        parts.insert(PartsOf::Weighed, part, indicators);
    }
    parts
}

/// Whether a line is one of the sources of a project's money, or their sum.
fn is_funding(words: &PerformanceWords, line: &LineLedger) -> bool {
    line.path.is_empty() && line.amounts.iter().any(|(measure, _)| words.is_money(measure))
}

fn total_of_funding(words: &PerformanceWords, form: &FormLedger) -> Option<usize> {
    let mut funding = form.lines.iter().enumerate().filter(|(_, line)| is_funding(words, line));
    let only = funding.clone().count() == 1;
    funding.find(|(_, line)| only || words.totals.funding.is_match(&line.plain)).map(|(at, _)| at)
}

/// The lines whose weights make 100: those with the execution of the budget, or without it where these make 100 alone. `None` where
/// its weight is not printed and the others do not.
fn all_weights(
    ledger: &Ledger,
    form: &FormLedger,
    with: &[usize],
    without: &[usize],
    has_weight: bool,
) -> Option<Vec<usize>> {
    let is_hundred = |parts: &[usize]| sum(ledger, form, WEIGHT, parts) == Some(Decimal::ONE_HUNDRED);
    match () {
        () if is_hundred(without) && !is_hundred(with) => Some(without.to_vec()),
        () if has_weight => Some(with.to_vec()),
        () => None,
    }
}

/// Adds up the scores or weights of lines; `None` where they leave the range of exact decimals.
fn sum(ledger: &Ledger, form: &FormLedger, measure: &str, lines: &[usize]) -> Option<Decimal> {
    let printed = lines.iter().filter_map(|line| printed(ledger, form, measure, *line));
    printed.into_iter().try_fold(Decimal::ZERO, |sum, value| sum.checked_add(value))
}

fn printed(ledger: &Ledger, form: &FormLedger, measure: &str, line: usize) -> Option<Decimal> {
    let amount = form.lines.get(line)?.amount(measure)?;
    ledger.amounts.get(amount)?.value
}

/// Whether the scores or weights of lines add up to that of a total.
fn closes(ledger: &Ledger, form: &FormLedger, measure: &str, whole: usize, parts: &[usize]) -> bool {
    let whole = printed(ledger, form, measure, whole);
    whole.is_some() && sum(ledger, form, measure, parts) == whole
}

type Lines = BTreeMap<usize, Option<Partner>>;

/// Finds for the lines of the summary the funding total and the total score of the project's own table, where exactly one table
/// is the project's.
fn partners(ledger: &Ledger, words: &PerformanceWords) -> Vec<(usize, PartsOf, Lines)> {
    let mut own: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, form) in ledger.forms.iter().enumerate() {
        if let Some(project) = form.project.as_deref() {
            own.entry(plain(project)).or_default().push(index);
        }
    }
    let mut found = Vec::new();
    for (index, form) in ledger.forms.iter().enumerate().filter(|(_, f)| f.project.is_none()) {
        let is_summary = models().kind(&form.kind).is_some_and(|kind| kind.is_performance());
        if !is_summary || own.is_empty() {
            continue;
        }
        let named = |name: &str| form.lines.iter().filter(|line| line.plain == name).count();
        let (mut funds, mut scores) = (Lines::new(), Lines::new());
        for (at, line) in form.lines.iter().enumerate() {
            let Some([table]) = own.get(&line.plain).map(Vec::as_slice) else { continue };
            let Some(own) = ledger.forms.get(*table).filter(|_| named(&line.plain) == 1) else { continue };
            if let Some(total) = total_of_funding(words, own) {
                funds.insert(at, Some((*table, total)));
            }
            let is_total = |line: &LineLedger| SummedLine::of(&line.path) == Some(SummedLine::Total);
            if let Some(total) = own.lines.iter().position(is_total) {
                scores.insert(at, Some((*table, total)));
            }
        }
        found.push((index, PartsOf::OwnFunds, funds));
        found.push((index, PartsOf::OwnScore, scores));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::posting::Posting;
    use super::super::tests::postings;
    use super::super::{Judged, audit, postings_to_ledger};
    use super::*;
    use crate::record::words::Verdict;

    /// Amounts of 甲项目's table: `item measure raw`; scores are 分, and a name with `#` is that of a line that is no fact.
    fn table(lines: &[&str]) -> Vec<Posting> {
        let lines: Vec<String> = lines.iter().map(|l| format!("performance_evaluation - - {l}")).collect();
        let mut found = postings(&lines.iter().map(String::as_str).collect::<Vec<_>>());
        for posting in &mut found {
            posting.project = Some("甲项目".to_owned());
            in_its_unit(posting);
            if posting.item.as_deref().is_some_and(|item| item.starts_with('#')) {
                posting.path = SummedLine::Total.path();
            }
        }
        found
    }

    fn in_its_unit(posting: &mut Posting) {
        let unit = match posting.measure.as_str() {
            "weight" | "score" => "分",
            "execution_rate" => "%",
            _ => return,
        };
        posting.unit = Some(unit.to_owned());
        posting.amount = posting.amount.and_then(|amount| amount.checked_div(Decimal::from(10_000)));
    }

    fn verdicts(postings: &[Posting], name: &str) -> Vec<Verdict> {
        let Judged { audit, .. } = audit(postings_to_ledger(postings));
        audit.findings.iter().filter(|f| f.check.name.ends_with(name)).map(|f| f.verdict).collect()
    }

    const FUNDS: [&str; 6] = [
        "年度资金总额 annual_budget 30.00",
        "年度资金总额 executed 27.00",
        "年度资金总额 execution_rate 90.00",
        "财政拨款 annual_budget 20.00",
        "财政拨款 executed 18.00",
        "其他资金 annual_budget 10.00",
    ];

    #[test]
    fn money_is_the_sum_of_its_sources_and_the_rate_what_was_executed() {
        let mut lines = FUNDS.to_vec();
        lines.push("其他资金 executed 9.00");
        assert_eq!(verdicts(&table(&lines), "funds=sources"), [Verdict::Holds, Verdict::Holds]);
        assert_eq!(verdicts(&table(&lines), "executed/annual_budget"), [Verdict::Holds]);
        lines[2] = "年度资金总额 execution_rate 80.00";
        lines[6] = "其他资金 executed 8.00";
        assert_eq!(verdicts(&table(&lines), "funds=sources"), [Verdict::Holds, Verdict::Fails]);
        assert_eq!(verdicts(&table(&lines), "executed/annual_budget"), [Verdict::Fails]);
    }

    #[test]
    fn the_total_score_sums_up_indicators_and_execution_or_indicators_alone() {
        let score = |total: &str| {
            let total = format!("#总分 score {total}");
            let lines = [
                "年度资金总额 executed 27.00",
                "年度资金总额 score 9",
                "甲 score 50",
                "乙 score 30.5",
                &total,
            ];
            verdicts(&table(&lines), "total_score=sum")
        };
        assert_eq!(score("89.5"), [Verdict::Holds]);
        assert_eq!(score("80.5"), [Verdict::Holds]);
        assert_eq!(score("98.5"), [Verdict::Fails]);
    }

    #[test]
    fn a_total_of_weights_counts_where_all_are_printed_and_one_of_fewer_decimals_is_rounded() {
        let found = |lines: &[&str], name: &str| verdicts(&table(lines), name);
        let total =
            |weight: &str, score: &str| [format!("#总分 weight {weight}"), format!("#总分 score {score}")];
        let [weight, score] = total("100", "89.5");
        let mut lines =
            vec!["年度资金总额 executed 27.00", "年度资金总额 score 9.03", "甲 weight 90", "甲 score 80.45"];
        lines.extend([weight.as_str(), score.as_str()]);
        assert_eq!(found(&lines, "total_weight=sum"), [Verdict::NotApplicable]);
        assert_eq!(found(&lines, "total_score=sum"), [Verdict::Holds]);
        lines.push("年度资金总额 weight 5");
        assert_eq!(found(&lines, "total_weight=sum"), [Verdict::Fails]);
    }

    #[test]
    fn weights_make_a_hundred_where_no_total_is_printed() {
        let found = |execution: &str, indicator: &str| {
            let (execution, indicator) =
                (format!("年度资金总额 weight {execution}"), format!("乙 weight {indicator}"));
            let lines = ["年度资金总额 executed 27.00", &execution, "甲 weight 60", &indicator];
            verdicts(&table(&lines), "weights=100")
        };
        assert_eq!(found("10", "30"), [Verdict::Holds]);
        assert_eq!(found("10", "40"), [Verdict::Holds]);
        assert_eq!(found("10", "35"), [Verdict::Fails]);
    }

    #[test]
    fn a_project_in_the_summary_equals_its_own_table() {
        let with_summary = |annual: &str, score: &str| {
            let lines = [
                format!("performance_summary - - 甲项目 annual_budget {annual}"),
                "performance_summary - - 乙项目 annual_budget 1.00".to_owned(),
                format!("performance_summary - - 甲项目 score {score}"),
            ];
            let mut all = postings(&lines.iter().map(String::as_str).collect::<Vec<_>>());
            all.iter_mut().for_each(in_its_unit);
            all.extend(table(&["年度资金总额 annual_budget 30.00", "甲 score 80", "#总分 score 80"]));
            let of = |name: &str| verdicts(&all, name);
            (of("summary.annual_budget=own_table"), of("summary.score=own_table"))
        };
        assert_eq!(with_summary("30.00", "80"), (vec![Verdict::Holds], vec![Verdict::Holds]));
        assert_eq!(with_summary("31.00", "81"), (vec![Verdict::Fails], vec![Verdict::Fails]));
    }
}
