//! Checks add up from their terms, and only an exact sum verifies.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde_json::Value;

use super::{PRINTED, SCHEMAS, decimal, keys};
use crate::schema::Schema;

/// Fields of a check and of its terms.
const CHECK_FIELDS: [&str; 10] =
    ["record", "document", "check", "at", "verdict", "expected", "found", "difference", "tolerance", "terms"];

const TERM_FIELDS: [&str; 11] =
    ["form", "instance", "side", "place", "code", "item", "nth", "measure", "sign", "amount_yuan", "page"];

#[test]
fn every_check_holds_against_its_schema_and_has_every_field() {
    let schema = Schema::new(&SCHEMAS["check"]);
    for printed in PRINTED.iter() {
        assert!(printed.checks.len() > 50, "{}", printed.name);
        for check in &printed.checks {
            let faults = schema.faults(check);
            assert!(faults.is_empty(), "{}: {faults:?} in {check}", printed.name);
            assert_eq!(keys(check), BTreeSet::from(CHECK_FIELDS));
            for term in check["terms"].as_array().unwrap() {
                assert_eq!(keys(term), BTreeSet::from(TERM_FIELDS));
            }
        }
        assert_eq!(printed.json["checks"], Value::from(printed.checks.clone()), "{}", printed.name);
    }
}

#[test]
fn the_difference_of_a_check_is_found_less_expected_and_its_terms_make_both() {
    for (printed, check) in PRINTED.iter().flat_map(|p| p.checks.iter().map(move |c| (p, c))) {
        let Some(difference) = decimal(check, "difference") else {
            assert_eq!(check["verdict"], "not_applicable", "{}: {check}", printed.name);
            continue;
        };
        // A percentage is no sum of its amounts.
        if ["_percent=", "_rate="].iter().any(|ratio| check["check"].as_str().unwrap().contains(ratio)) {
            continue;
        }
        let sum = |sign: &str| -> Decimal {
            let terms = check["terms"].as_array().unwrap().iter().filter(|t| t["sign"] == sign);
            terms.filter_map(|t| decimal(t, "amount_yuan")).sum()
        };
        assert_eq!(decimal(check, "found"), Some(sum("=")), "{}: {check}", printed.name);
        assert_eq!(decimal(check, "expected"), Some(sum("+") - sum("-")), "{}: {check}", printed.name);
        assert_eq!(difference, sum("=") - sum("+") + sum("-"), "{}: {check}", printed.name);
    }
}

#[test]
fn a_verified_amount_stands_in_an_equality_that_closes_exactly() {
    for printed in PRINTED.iter() {
        let identity = ["form", "instance", "side", "code", "item", "nth", "measure"];
        let key = |value: &Value| identity.map(|field| value[field].to_string());
        let exact: BTreeSet<_> = printed
            .checks
            .iter()
            .filter(|c| c["verdict"] == "holds" && c["difference"] == "0")
            .filter(|c| !c["check"].as_str().unwrap().contains(['<', '>']))
            .flat_map(|c| c["terms"].as_array().unwrap().iter().map(key))
            .collect();
        for fact in &printed.facts {
            let verified = fact["status"] == "verified";
            assert!(!verified || exact.contains(&key(fact)), "{}: {fact}", printed.name);
            assert_eq!(fact["reason"].is_string(), fact["status"] == "suspect", "{}: {fact}", printed.name);
        }
    }
}
