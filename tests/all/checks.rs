//! Tests the checks on the samples, and that `CHECKS.md` fits its sources: `JUESUAN_GOLDEN=renew cargo test --test all
//! checks::` renews it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use juesuan::Fact;
use juesuan::check::{Audit, catalogue, judge_with_figures};
use juesuan::output::{Format, Writer};
use juesuan::record::foreign::{DocumentFacts, text_to_facts};
use juesuan::record::words::{Status, Verdict};

use crate::samples::{self, SAMPLES, Sample};

fn sample(name: &str) -> &'static Sample {
    samples::all().iter().find(|s| s.name == name).unwrap()
}

fn failing(audit: &Audit) -> Vec<String> {
    let fails = audit.findings.iter().filter(|f| f.verdict == Verdict::Fails);
    fails.map(|f| format!("{} @ {}", f.check.name, f.at.as_deref().unwrap_or("-"))).collect()
}

/// Lists the failing checks between forms and of forms, and those of the prose.
fn failing_apart(audit: &Audit) -> (Vec<String>, Vec<String>) {
    failing(audit).into_iter().partition(|fails| !fails.starts_with("prose."))
}

/// Lists form, line and column of each suspect amount.
fn suspects(facts: &[Fact]) -> Vec<String> {
    let suspect = facts.iter().filter(|fact| fact.status == Status::Suspect);
    suspect
        .map(|fact| {
            let line = fact.code.as_deref().or(fact.item.as_deref()).or(fact.side.as_deref()).unwrap_or("-");
            format!("{} {line} {}", fact.form, fact.measure)
        })
        .collect()
}

fn is_of_performance(name: &str) -> bool {
    name.starts_with("performance_")
}

#[test]
fn documents_without_a_misprint_break_no_check() {
    for name in ["qinyang-2020-word", "xinhua-2023-rotated", "fenyang-2023-encrypted"] {
        let read = &sample(name).stages.disclosure;
        let (of_forms, _) = failing_apart(&read.audit);
        // Of 新华, weights of six performance tables make less than the 100 that are printed.
        let of_forms: Vec<String> = of_forms.into_iter().filter(|fails| !is_of_performance(fails)).collect();
        assert_eq!(of_forms, Vec::<String>::new(), "{name}");
        let facts: Vec<&Fact> = read.facts.iter().filter(|fact| !is_of_performance(&fact.form)).collect();
        // What else is suspect, the prose states otherwise.
        let is_stated = |fact: &&Fact| fact.reason.as_ref().is_none_or(|reason| reason.starts_with("prose."));
        assert!(facts.iter().all(is_stated), "{name}");
        let verified = facts.iter().filter(|fact| fact.status == Status::Verified).count();
        // Of 汾阳, 302 is printed 0.01 more than its lines make: an exact sum verifies none of these.
        assert!(verified * 100 >= facts.len() * 85, "{name}: {verified}");
    }
}

/// What the prose of the samples states otherwise than their forms, or than it states elsewhere: all printed so.
#[test]
fn contradictions_of_the_prose_are_found() {
    let of = |name: &str| failing_apart(&sample(name).stages.disclosure.audit).1;
    assert_eq!(of("qinyang-2020-word"), Vec::<String>::new());
    // 12.79 of 322.37 is 3.97 %.
    let class = "general_public_budget_expenditure_class";
    let of_class = format!("prose.{class}_percent={class}/general_public_budget_expenditure @ 221");
    assert_eq!(of("xinhua-2023-rotated"), [of_class]);
    assert_eq!(
        of("fenyang-2023-encrypted"),
        [
            // 住房保障支出…支出决算44.37元 is meant in 万元, 取暖费 is 0.83 here and 0.82 there, and two percentages are of nothing.
            "prose.item_final=general_public_budget_expenditure.item.total @ 221",
            "prose.economic_item=general_public_budget_basic_expenditure.item @ 30208",
            "prose.item_completion_percent=item_final/item_initial_budget @ 201",
            "prose.item_completion_percent=item_final/item_initial_budget @ 221",
        ]
    );
    // 政府采购支出总额75,425.00元, its services 130,652.46元.
    assert_eq!(of("jincheng-2022-report"), ["prose.procurement=goods+works+services @ -"]);
}

// 孟津 2024: 907.94 stands in the 栏次 row of the first form, 907.54 was typed for it in the second, …
#[test]
fn misprints_are_found_and_traced() {
    let read = &sample("mengjin-2024-browser").stages.disclosure;
    let audit = &read.audit;
    let expected = BTreeSet::from(
        [
            "income_expenditure_summary.year_income=lines_above @ 本年收入合计.amount",
            "income.total=fiscal_appropriation+superior_subsidy+business+operating+affiliated_remittance+other @ 合计",
            "income.sum=classes @ 合计.fiscal_appropriation",
            "expenditure.total=basic+project+remitted_to_superior+operating+subsidy_to_affiliated @ 229",
            "expenditure.total=basic+project+remitted_to_superior+operating+subsidy_to_affiliated @ 22999",
            "expenditure.total=basic+project+remitted_to_superior+operating+subsidy_to_affiliated @ 2299999",
            "expenditure.sum=classes @ 合计.basic",
            "fiscal_appropriation_summary.opening=three_funds @ 年初结转和结余",
            "fiscal_appropriation_summary.grand_total.general_public_budget=income+opening @ 总计",
            "general_public_budget_basic_expenditure.class=groups @ 302.amount",
            "general_public_budget_basic_expenditure.public=other_classes @ 公用经费合计.amount",
            "three_public.budget.total=overseas_travel+vehicles+reception @ budget",
            "three_public.budget.vehicles=vehicle_purchase+vehicle_operation @ budget",
            "three_public.final.total=overseas_travel+vehicles+reception @ final",
            "three_public.final.vehicles=vehicle_purchase+vehicle_operation @ final",
            "income.sum.fiscal_appropriation=income_expenditure_summary.fiscal_appropriation @ 合计",
            "fiscal_appropriation_summary.year_income=income.sum.fiscal_appropriation @ 本年收入合计",
            "fiscal_appropriation_summary.income_general=income_expenditure_summary.income_general @ 一般公共预算财政拨款收入",
        ]
        .map(str::to_owned),
    );
    let (of_forms, of_prose) = failing_apart(audit);
    assert_eq!(of_forms.into_iter().collect::<BTreeSet<_>>(), expected);
    assert!(
        of_prose.contains(&"prose.expenditure_basic=expenditure.sum.basic @ -".to_owned()),
        "{of_prose:?}"
    );
    // What the forms themselves accuse; the prose accuses more.
    let of_forms: Vec<Fact> = read
        .facts
        .iter()
        .filter(|fact| !fact.reason.as_ref().is_some_and(|r| r.starts_with("prose.")))
        .cloned()
        .collect();
    assert_eq!(
        suspects(&of_forms),
        [
            "income 合计 fiscal_appropriation",
            // Typed a line too low: it stands as a part of the opening balance, which is blank.
            "fiscal_appropriation_summary 一般公共预算财政拨款 amount",
            "general_public_budget_basic_expenditure 302 amount",
            "three_public budget vehicles",
            "three_public final vehicles",
        ]
    );
    // The amount that is missing from the first form is named as a blank, and the good one beside it is not accused.
    let sum = audit.findings.iter().find(|f| f.check.name.contains("year_income=lines_above")).unwrap();
    let blanks: Vec<_> = sum
        .terms
        .iter()
        .filter_map(|(slot, _)| audit.term(*slot))
        .filter(|term| term.amount.is_none())
        .filter_map(|term| term.item)
        .collect();
    assert!(blanks.contains(&"一般公共预算财政拨款收入"), "{blanks:?}");
}

#[test]
fn a_sum_of_two_amounts_accuses_both() {
    let read = &sample("jincheng-2022-report").stages.disclosure;
    assert_eq!(
        failing_apart(&read.audit).0,
        ["disclosure_statistics.procurement=goods+works+services @ 合计"]
    );
    assert_eq!(
        suspects(&read.facts).into_iter().filter(|fact| !is_of_performance(fact)).collect::<Vec<_>>(),
        ["disclosure_statistics 合计 value", "disclosure_statistics 服务 value"]
    );
}

/// Facts that were written as JSON lines are judged as those read from the PDF.
#[test]
fn facts_as_json_lines_get_the_same_verdicts() {
    for sample in samples::all() {
        let mut bytes = Vec::new();
        Writer::new(&mut bytes, Format::Jsonl, false).write(&sample.stages.disclosure).unwrap();
        let mut documents = text_to_facts(std::str::from_utf8(&bytes).unwrap()).unwrap();
        assert_eq!(documents.len(), 1);
        let DocumentFacts { facts, figures, .. } = &mut documents[0];
        let again = judge_with_figures(facts, figures);
        let before = &sample.stages.disclosure;
        // Totals of performance tables are no facts, so that what is written knows nothing of them.
        let is_known = |name: &str| !is_of_performance(name);
        let fails = |audit: &Audit| failing(audit).into_iter().filter(|f| is_known(f)).collect::<Vec<_>>();
        assert_eq!(fails(&again), fails(&before.audit), "{}", sample.name);
        let known = |audit: &Audit| audit.findings.iter().filter(|f| is_known(&f.check.name)).count();
        assert_eq!(known(&again), known(&before.audit), "{}", sample.name);
        for (fact, before) in facts.iter().zip(&before.facts) {
            if before.checks.iter().any(|check| !is_known(check)) {
                continue;
            }
            let judged = |fact: &Fact| (fact.status, fact.reason.clone(), fact.checks.clone());
            assert_eq!(judged(fact), judged(before), "{}", sample.name);
        }
    }
}

#[test]
fn the_list_of_checks_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("CHECKS.md");
    if std::env::var("JUESUAN_GOLDEN").is_ok_and(|v| v == "renew") {
        fs::write(&path, catalogue()).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == catalogue(), "JUESUAN_GOLDEN=renew cargo test --test all checks:: renews CHECKS.md");
    assert_eq!(SAMPLES.len(), samples::all().len());
}
