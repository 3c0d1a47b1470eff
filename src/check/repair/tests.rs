//! Tests what is repaired, and what is not.

use rust_decimal::Decimal;

use crate::check::tests::{SUM, postings, with_status};
use crate::check::{Posting, audit_and_repair};
use crate::fact::Proof;
use crate::record::words::Status;

/// What may be another amount, in 万元: by its index what the readers differ in.
fn misread(postings: &mut [Posting], index: usize, others: &[&str]) {
    let posting = &mut postings[index];
    (posting.doubt, posting.proof) = (Some("tesseract-5 reads otherwise".to_owned()), Proof::ByOthers);
    let yuan = |other: &&str| other.parse::<Decimal>().unwrap() * Decimal::from(10_000);
    posting.candidates = others.iter().map(yuan).collect();
}

#[test]
fn the_one_other_reading_that_closes_every_sum_is_taken() {
    let mut facts = postings(&["income - - 合计 total 3.00", "income - 201 a total 1.08", SUM[2]]);
    misread(&mut facts, 1, &["1.00", "1.03"]);
    let (found, repairs) = audit_and_repair(&facts);
    assert_eq!(repairs.into_iter().collect::<Vec<_>>(), [(1, Decimal::from(10_000))]);
    assert_eq!((found.audit.failing(), with_status(&found, Status::Verified)), (0, vec![0, 1, 2]));
}

#[test]
fn what_could_be_closed_in_two_ways_is_not_repaired() {
    let mut facts = postings(&["income - - 合计 total 3.00", "income - 201 a total 1.08", SUM[2]]);
    misread(&mut facts, 1, &["1.00"]);
    misread(&mut facts, 2, &["1.92"]);
    let (found, repairs) = audit_and_repair(&facts);
    assert!(repairs.is_empty());
    assert_eq!(with_status(&found, Status::Suspect), [0, 1, 2]);
}

#[test]
fn a_printed_error_is_never_repaired_away() {
    // Both readers see 3.08: nothing says that it was misread.
    let mut facts = postings(&["income - - 合计 total 3.08", SUM[1], SUM[2]]);
    facts[0].candidates.clear();
    misread(&mut facts, 1, &["1.03"]);
    let (found, repairs) = audit_and_repair(&facts);
    assert!(repairs.is_empty() && found.audit.failing() > 0);
}

#[test]
fn what_both_readers_misread_alike_is_what_the_first_was_not_sure_of_where_a_sum_proves_it() {
    let mut facts = postings(&["income - - 合计 total 3.00", "income - 201 a total 1.03", SUM[2]]);
    facts[1].candidates = vec![Decimal::from(10_000)];
    assert!(audit_and_repair(&facts).1.is_empty(), "it was sure");
    facts[1].unsure = true;
    let (found, repairs) = audit_and_repair(&facts);
    assert_eq!(repairs.get(&1), Some(&Decimal::from(10_000)));
    assert_eq!((found.audit.failing(), with_status(&found, Status::Verified)), (0, vec![0, 1, 2]));
}

#[test]
fn a_repair_that_rests_on_another_doubtful_amount_is_none() {
    let mut facts = postings(&["income - - 合计 total 3.00", "income - 201 a total 1.08", SUM[2]]);
    misread(&mut facts, 1, &["1.00"]);
    misread(&mut facts, 2, &["2.60"]);
    assert!(audit_and_repair(&facts).1.is_empty());
}

#[test]
fn two_misread_amounts_are_repaired_where_each_closes_its_own_sums() {
    let lines = [
        "expenditure - - 合计 total 3.00",
        "expenditure - - 合计 basic 3.00",
        "expenditure - 201 a total 1.08",
        "expenditure - 201 a basic 1.00",
        "expenditure - 208 b total 2.50",
        "expenditure - 208 b basic 2.00",
    ];
    let mut facts = postings(&lines);
    misread(&mut facts, 2, &["1.00"]);
    misread(&mut facts, 4, &["2.00", "2.30"]);
    let (found, repairs) = audit_and_repair(&facts);
    assert_eq!(repairs.keys().copied().collect::<Vec<_>>(), [2, 4]);
    assert_eq!(found.audit.failing(), 0);
}

#[test]
fn what_was_no_number_as_read_is_one_that_closes() {
    let mut facts = postings(&["income - - 合计 total 3.00", "income - 201 a total 0", SUM[2]]);
    facts[1].amount = None;
    misread(&mut facts, 1, &["1.08", "1.00"]);
    let (_, repairs) = audit_and_repair(&facts);
    assert_eq!(repairs.get(&1), Some(&Decimal::from(10_000)));
}

#[test]
fn of_a_sum_that_fails_what_readers_are_not_sure_of_is_in_doubt_unless_another_sum_proves_it() {
    let lines = [
        "income - - 合计 total 9.00",
        "income - 201 a total 1.00",
        "income - 20103 b total 1.00",
        "income - 205 c total 2.00",
        "income - 20501 d total 0.50",
        "income - 20502 e total 1.50",
        "income - 208 f total 5.00",
    ];
    let mut facts = postings(&lines);
    let printed = audit_and_repair(&facts).0;
    assert!(with_status(&printed, Status::Verified).contains(&1), "{:?}", printed.judgements);
    facts.iter_mut().for_each(|fact| fact.unsure = true);
    let unsure = audit_and_repair(&facts).0;
    let suspect = with_status(&unsure, Status::Suspect);
    assert!(suspect.contains(&1) && suspect.contains(&6) && !suspect.contains(&3), "{suspect:?}");
}

#[test]
fn a_copy_proves_a_number_only_where_it_was_read_surely() {
    let lines = ["expenditure - 201 a total 1.08", "expenditure - 201 a basic 1.00"];
    let mut facts = postings(&lines);
    misread(&mut facts, 0, &["1.00"]);
    assert_eq!(audit_and_repair(&facts).1.len(), 1);
    facts[1].unsure = true;
    assert!(audit_and_repair(&facts).1.is_empty());
}

#[test]
fn a_point_that_every_copy_lost_is_set_where_sums_prove_it() {
    let lines = [
        "income - - 合计 total 3.10",
        "income - 201 a total 110",
        "income - 20103 b total 110",
        "income - 208 c total 2.00",
    ];
    let mut facts = postings(&lines);
    for index in [1, 2] {
        misread(&mut facts, index, &[]);
        facts[index].with_point = Some(Decimal::from(11_000));
    }
    let (found, repairs) = audit_and_repair(&facts);
    assert_eq!(repairs.keys().copied().collect::<Vec<_>>(), [1, 2]);
    assert_eq!(found.audit.failing(), 0);
}
