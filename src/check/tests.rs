//! Tests the rules of the checks, one small document each.

use rust_decimal::Decimal;

use super::{Judged, Posting, Slot, audit, postings_to_ledger};
use crate::fact::Proof;
use crate::record::words::Status;
use crate::record::words::Verdict;
use crate::record::words::{Breakdown, Scope};

/// Makes facts from `form side code item measure raw`, `-` for none, all in 万元.
pub(super) fn postings(lines: &[&str]) -> Vec<Posting> {
    let word = |word: &str| (word != "-").then(|| word.to_owned());
    lines
        .iter()
        .map(|line| {
            let [form, side, code, item, measure, raw] =
                line.split_whitespace().collect::<Vec<_>>().try_into().unwrap();
            let value: Decimal = raw.replace(',', "").parse().unwrap();
            Posting {
                form: form.to_owned(),
                instance: 1,
                side: word(side),
                code: word(code),
                item: word(item),
                measure: measure.to_owned(),
                raw: raw.to_owned(),
                unit: Some("万元".to_owned()),
                amount: Some(value * Decimal::from(10_000)),
                page: 1,
                ..Posting::default()
            }
        })
        .collect()
}

fn judged(postings: Vec<Posting>) -> Judged {
    audit(postings_to_ledger(&postings))
}

fn verdicts(found: &Judged, name: &str) -> Vec<Verdict> {
    found.audit.findings.iter().filter(|f| f.check.name.starts_with(name)).map(|f| f.verdict).collect()
}

pub(super) fn with_status(found: &Judged, status: Status) -> Vec<usize> {
    found.judgements.iter().enumerate().filter(|(_, j)| j.status == status).map(|(i, _)| i).collect()
}

pub(super) const SUM: [&str; 3] = [
    "income - - 合计 total 3.00",
    "income - 201 一般公共服务支出 total 1.00",
    "income - 208 社会保障和就业支出 total 2.00",
];

#[test]
fn an_exact_sum_verifies_and_one_inside_its_envelope_only_holds() {
    let exact = judged(postings(&SUM));
    assert_eq!(verdicts(&exact, "income.sum=classes"), [Verdict::Holds]);
    assert_eq!(with_status(&exact, Status::Verified), [0, 1, 2]);
    let mut rounded = SUM;
    rounded[0] = "income - - 合计 total 3.01";
    let rounded = judged(postings(&rounded));
    assert_eq!(verdicts(&rounded, "income.sum=classes"), [Verdict::Holds]);
    assert_eq!(with_status(&rounded, Status::Unchecked), [0, 1, 2]);
    assert_eq!(rounded.audit.findings.iter().find_map(|f| f.tolerance), Some(Decimal::from(150)));
}

#[test]
fn amounts_in_yuan_to_the_cent_are_not_rounded() {
    let mut facts = postings(&["income - - 合计 total 3.01", SUM[1], SUM[2]]);
    for fact in &mut facts {
        fact.unit = Some("元".to_owned());
        fact.amount = fact.amount.map(|a| a / Decimal::from(10_000));
    }
    assert_eq!(verdicts(&judged(facts), "income.sum=classes"), [Verdict::Fails]);
}

#[test]
fn a_blank_is_zero_only_where_its_column_prints_none() {
    let lines = [
        "expenditure - - 合计 total 3.00",
        "expenditure - - 合计 basic 3.00",
        "expenditure - 201 a total 3.00",
        "expenditure - 201 a basic 3.00",
        "expenditure - 202 b total 0.00",
    ];
    let name = "expenditure.total=basic";
    assert_eq!(verdicts(&judged(postings(&lines)), name), [Verdict::Holds; 3]);
    let zero = [&lines[..], &["expenditure - 203 c total 0.00", "expenditure - 203 c basic 0.00"]].concat();
    let found = verdicts(&judged(postings(&zero)), name);
    assert_eq!(found.iter().filter(|v| **v == Verdict::NotApplicable).count(), 1, "202 has no basic amount");
}

#[test]
fn one_amount_among_blanks_is_not_verified() {
    let lines = [
        "fiscal_appropriation_summary expenditure - 本年支出合计 total 5.00",
        "government_fund - - 合计 total 0.00",
    ];
    let found = judged(postings(&lines));
    assert_eq!(
        verdicts(&found, "fiscal_appropriation_summary.year_expenditure.government_fund"),
        [Verdict::Holds]
    );
    assert_eq!(found.judgements[1].status, Status::Unchecked);
}

#[test]
fn children_go_by_position_at_the_nearest_depth() {
    // A foreign 项 below a 款, and items straight below a 类.
    let lines = [
        "income - - 合计 total 6.00",
        "income - 201 a total 3.00",
        "income - 20103 b total 3.00",
        "income - 2012901 c total 3.00",
        "income - 208 d total 3.00",
        "income - 2080501 e total 1.00",
        "income - 2080502 f total 2.00",
    ];
    let found = judged(postings(&lines));
    assert_eq!(found.audit.failing(), 0);
    assert_eq!(with_status(&found, Status::Verified), [0, 1, 2, 3, 4, 5, 6]);
}

#[test]
fn the_crossing_of_a_line_and_a_column_is_one_amount() {
    let mut lines = vec![
        "expenditure - - 合计 total 10.00".to_owned(),
        "expenditure - - 合计 basic 4.00".to_owned(),
        "expenditure - - 合计 project 6.00".to_owned(),
    ];
    for (code, total, basic, project) in [("201", "5.00", "1.00", "4.00"), ("202", "5.00", "3.00", "2.00")] {
        for (measure, raw) in [("total", total), ("basic", basic), ("project", project)] {
            lines.push(format!("expenditure - {code} x {measure} {raw}"));
        }
    }
    lines[4] = "expenditure - 201 x basic 7.00".to_owned();
    let found = judged(postings(&lines.iter().map(String::as_str).collect::<Vec<_>>()));
    assert_eq!(found.audit.failing(), 2);
    assert_eq!(with_status(&found, Status::Suspect), [4]);
    let reason = found.judgements[4].reason.clone().unwrap();
    assert!(reason.contains("10000 instead of 70000") && reason.contains("one more check"), "{reason}");
    assert!(found.judgements[4].checks.contains(&"expenditure.sum=classes"));
}

#[test]
fn two_errors_in_one_column_are_distinguished() {
    let mut lines =
        vec!["expenditure - - 合计 total 30.00".to_owned(), "expenditure - - 合计 basic 30.00".to_owned()];
    for code in ["201", "202", "203"] {
        lines.push(format!("expenditure - {code} x total 10.00"));
        lines.push(format!("expenditure - {code} x basic 10.00"));
    }
    lines[3] = "expenditure - 201 x basic 13.00".to_owned();
    lines[5] = "expenditure - 202 x basic 11.00".to_owned();
    let found = judged(postings(&lines.iter().map(String::as_str).collect::<Vec<_>>()));
    assert_eq!(with_status(&found, Status::Suspect), [3, 5]);
}

#[test]
fn a_blank_that_explains_more_is_named_and_nobody_accused() {
    let lines = [
        "expenditure - - 合计 total 5.00",
        "expenditure - - 合计 basic 5.00",
        "expenditure - 201 a total 3.00",
        "expenditure - 201 a basic 3.00",
        "expenditure - 202 b total 2.00",
    ];
    let found = judged(postings(&lines));
    assert_eq!(found.audit.failing(), 2);
    assert_eq!(with_status(&found, Status::Suspect), [0; 0]);
    let blank = found.audit.findings.iter().filter(|f| f.verdict == Verdict::Fails).flat_map(|f| &f.terms);
    let blanks = blank.filter(|(slot, _)| matches!(slot, Slot::Blank(_))).count();
    assert!(blanks >= 2);
}

#[test]
fn what_was_suspect_stays_so() {
    let mut facts = postings(&SUM);
    facts[1].doubt = Some("the number is wrapped over several lines".to_owned());
    let found = judged(facts);
    assert_eq!(found.judgements[1].status, Status::Suspect);
    assert_eq!(found.judgements[1].checks, ["income.sum=classes"]);
    assert_eq!(found.judgements[2].status, Status::Verified);
}

#[test]
fn a_number_that_was_hard_to_read_is_proved_where_it_alone_is_in_doubt() {
    let mut facts = postings(&SUM);
    facts[1].doubt = Some("the number is wrapped over several lines".to_owned());
    facts[1].proof = Proof::ByOthers;
    let found = judged(facts.clone());
    assert_eq!(found.judgements[1].status, Status::Verified);
    assert_eq!(found.judgements[1].reason, None);
    facts[2].doubt = facts[1].doubt.clone();
    facts[2].proof = Proof::ByOthers;
    assert_eq!(with_status(&judged(facts), Status::Suspect), [1, 2]);
}

#[test]
fn numbers_of_one_reader_prove_each_other_in_a_sum_and_not_as_copies() {
    let mut facts = postings(&SUM);
    for fact in &mut facts {
        (fact.doubt, fact.proof) = (Some("recognised by one reader only".to_owned()), Proof::Together);
    }
    let found = judged(facts.clone());
    assert_eq!(with_status(&found, Status::Suspect), [] as [usize; 0]);
    // One number is printed twice, and may have been misread twice: nothing proves it.
    let copies: Vec<Posting> = facts
        .iter()
        .filter(|f| f.amount != facts[2].amount)
        .cloned()
        .map(|mut f| {
            f.amount = facts[0].amount;
            f
        })
        .collect();
    assert_eq!(with_status(&judged(copies.clone()), Status::Suspect).len(), copies.len());
    // A sum in which the ink of a number speaks against it proves nothing until the others are proved.
    facts[1].proof = Proof::ByOthers;
    assert_eq!(with_status(&judged(facts), Status::Suspect).len(), 3);
}

#[test]
fn scopes_and_forms_by_unit_are_never_mixed() {
    let mut facts = postings(&[
        "income - - 合计 total 3.00",
        "income_expenditure_summary income - 本年收入合计 amount 9.00",
    ]);
    let link = "income.sum.total=income_expenditure_summary";
    assert_eq!(verdicts(&judged(facts.clone()), link), [Verdict::Fails]);
    facts[0].scope = Some(Scope::Own);
    assert_eq!(verdicts(&judged(facts.clone()), link), [Verdict::NotApplicable]);
    facts[0].scope = None;
    facts[0].breakdown = Some(Breakdown::ByUnit);
    assert_eq!(verdicts(&judged(facts), link), [Verdict::NotApplicable]);
}

#[test]
fn a_missing_line_or_form_makes_no_verdict_and_no_suspects() {
    let lines = [
        "income_expenditure_summary expenditure - 本年支出合计 amount 5.00",
        "income_expenditure_summary expenditure - 教育支出 amount 5.00",
        "expenditure - - 合计 total 5.00",
    ];
    let found = judged(postings(&lines));
    assert_eq!(found.audit.failing(), 0);
    assert_eq!(
        verdicts(&found, "expenditure.class.total="),
        [Verdict::NotApplicable],
        "205 is missing from the form"
    );
}

#[test]
fn advice_is_reported_and_accuses_nobody() {
    let lines = [
        "three_public final - - reception 1.00",
        "three_public final - - total 1.00",
        "general_public_budget_basic_expenditure - 30217 公务接待费 amount 2.00",
    ];
    let found = judged(postings(&lines));
    assert_eq!(verdicts(&found, "three_public.final.reception>=30217"), [Verdict::Fails]);
    assert_eq!(with_status(&found, Status::Suspect), [0; 0]);
}

#[test]
fn ten_thousand_lines_are_judged_in_one_pass() {
    let mut lines = vec!["expenditure - - 合计 total 100000000.00".to_owned()];
    for index in 0..10_000 {
        let code = format!("{}{:04}", 201, index);
        lines.push(format!("expenditure - {code} x total 1.00"));
        lines.push(format!("expenditure - {code} x basic 2.00"));
    }
    let found = judged(postings(&lines.iter().map(String::as_str).collect::<Vec<_>>()));
    assert!(found.audit.failing() > 10_000);
    assert_eq!(found.judgements.len(), 20_001);
}

#[test]
fn amounts_beyond_exact_sums_are_not_judged() {
    let mut facts = postings(&SUM);
    facts[0].amount = Some(Decimal::MAX);
    facts[1].amount = Some(Decimal::new(1, 28));
    assert_eq!(verdicts(&judged(facts), "income.sum=classes"), [Verdict::NotApplicable]);
}

#[test]
fn a_lost_line_accuses_none_of_many_and_a_slip_is_found_among_them() {
    let classes = |whole: &str, first: &str| -> Vec<String> {
        let mut lines = vec![format!("general_public_budget_basic_expenditure - 302 x amount {whole}")];
        for (index, raw) in
            [first, "2.17", "3.41", "0.05", "7.00", "1.26", "4.44", "2.00", "6.50", "9.13"].iter().enumerate()
        {
            lines.push(format!(
                "general_public_budget_basic_expenditure - 302{:02} x amount {raw}",
                index + 1
            ));
        }
        lines
    };
    let judge = |lines: Vec<String>| judged(postings(&lines.iter().map(String::as_str).collect::<Vec<_>>()));
    let lost = judge(classes("523.83", "10.00"));
    assert_eq!((lost.audit.failing(), with_status(&lost, Status::Suspect)), (1, vec![]));
    // 100.00 was read as 10.00.
    let slip = judge(classes("135.96", "10.00"));
    assert!(with_status(&slip, Status::Suspect).contains(&1), "{:?}", with_status(&slip, Status::Suspect));
}

#[test]
fn two_amounts_in_each_others_place_are_both_suspect() {
    let mut lines = Vec::new();
    for (code, basic, project) in [("-", "9.00", "4.00"), ("201", "3.00", "2.00"), ("202", "6.00", "2.00")] {
        let item = if code == "-" { "合计" } else { "x" };
        let total = basic.parse::<Decimal>().unwrap() + project.parse::<Decimal>().unwrap();
        for (measure, raw) in
            [("total", total.to_string()), ("basic", basic.to_owned()), ("project", project.to_owned())]
        {
            lines.push(format!("expenditure - {code} {item} {measure} {raw}"));
        }
    }
    lines[7] = "expenditure - 202 x basic 2.00".to_owned();
    lines[8] = "expenditure - 202 x project 6.00".to_owned();
    let found = judged(postings(&lines.iter().map(String::as_str).collect::<Vec<_>>()));
    assert_eq!(found.audit.failing(), 2);
    assert_eq!(with_status(&found, Status::Suspect), [7, 8]);
}

#[test]
fn a_line_of_an_unknown_name_may_be_the_one_that_seems_missing() {
    let class = |name: &str| {
        let line = format!("income_expenditure_summary expenditure - {name} amount 5.00");
        let lines = [
            "expenditure - 205 教育支出 total 5.00",
            &line,
            "income_expenditure_summary expenditure - 本年支出合计 amount 5.00",
        ];
        verdicts(&judged(postings(&lines)), "expenditure.class.total=")
    };
    assert_eq!(class("教育支出"), [Verdict::Holds]);
    assert_eq!(class("教育方面支出"), [Verdict::NotApplicable]);
    assert_eq!(
        class("住房保障支出"),
        [Verdict::Fails, Verdict::NotApplicable],
        "205 is blank, 221 has no form line"
    );
}

#[test]
fn a_whole_and_its_one_part_verify_nothing_where_the_text_is_in_doubt() {
    let alike = ["income - - 合计 total 3.00", "income - 201 一般公共服务支出 total 3.00"];
    assert_eq!(with_status(&judged(postings(&alike)), Status::Verified), [0, 1]);
    let doubted = |lines: &[&str]| {
        let mut facts = postings(lines);
        facts.iter_mut().for_each(|fact| fact.copies_prove_nothing = true);
        with_status(&judged(facts), Status::Verified)
    };
    assert!(doubted(&alike).is_empty());
    assert_eq!(doubted(&SUM), [0, 1, 2], "digits that lie alike do not add up by themselves");
}

#[test]
fn a_sum_bears_its_amounts_out_and_copies_bear_none() {
    let borne_out =
        |lines: &[&str]| -> Vec<usize> { judged(postings(lines)).audit.borne_out().into_iter().collect() };
    assert_eq!(borne_out(&SUM), [0, 1, 2]);
    // One class is the whole: a number and its copy, which may be misread alike.
    let copies = ["income - - 合计 total 3.00", "income - 201 一般公共服务支出 total 3.00"];
    assert_eq!(borne_out(&copies), [] as [usize; 0]);
    // The copy of a number that a sum bears out is borne out, too; and so is a zero of a check that closes.
    let beside = [SUM[0], SUM[1], "income - 20103 事务 total 1.00", SUM[2], "income - 20801 事务 total 2.00"];
    assert_eq!(borne_out(&beside), [0, 1, 2, 3, 4]);
    let zeros = [
        "income - - 合计 total 3.00",
        "income - 201 一般公共服务支出 total 3.00",
        "income - 208 社会保障和就业支出 total 0.00",
    ];
    assert_eq!(borne_out(&zeros), [2]);
    // What does not close bears nothing out.
    assert_eq!(borne_out(&["income - - 合计 total 4.00", SUM[1], SUM[2]]), [] as [usize; 0]);
}
