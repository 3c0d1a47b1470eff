//! A fact names its line: code, level, parent, item, and no two facts name the same.

use std::collections::BTreeSet;

use super::{PRINTED, facts};

#[test]
fn no_two_facts_say_the_same() {
    let identity = ["form", "instance", "side", "code", "item", "nth", "measure"];
    for printed in PRINTED.iter() {
        let mut seen = BTreeSet::new();
        for fact in &printed.facts {
            let key = identity.map(|field| fact[field].to_string());
            assert!(seen.insert(key.clone()), "{}: {key:?} twice", printed.name);
        }
    }
}

#[test]
fn codes_are_digits_and_tell_level_and_class() {
    for (printed, fact) in facts() {
        let Some(code) = fact["code"].as_str() else {
            assert!(fact["parent"].is_null(), "{}: {fact}", printed.name);
            continue;
        };
        assert!(code.bytes().all(|b| b.is_ascii_digit()), "{fact}");
        let level = match code.len() {
            3 => "class",
            5 => "group",
            7 => "item",
            _ => panic!("{}: no code has {} digits: {fact}", printed.name, code.len()),
        };
        assert_eq!(fact["level"], level, "{fact}");
        assert_eq!(fact["class_code"].as_str(), code.get(..3), "{fact}");
    }
}

// By position, not by digits: one sample prints 2012901 below 20103, and that is how it is read.
#[test]
fn the_parent_is_the_last_shorter_code_above_the_line() {
    for printed in PRINTED.iter() {
        for form in printed.json["forms"].as_array().unwrap() {
            let mut above: Vec<&str> = Vec::new();
            for line in form["lines"].as_array().unwrap() {
                let Some(code) = line["code"].as_str() else { continue };
                let expected = above.iter().rev().find(|c| c.len() < code.len()).copied();
                for fact in line["facts"].as_array().unwrap() {
                    assert_eq!(fact["parent"].as_str(), expected, "{}: {fact}", printed.name);
                }
                above.push(code);
            }
        }
    }
}

#[test]
fn items_have_no_layout() {
    let layout = regex::Regex::new(r"^\s|\s$|[\r\n\u{2028}]|^其中[：:]|[：:]$|^[一二三四五六七八九十]+、|^（[一二三四五六七八九十]+）|^[0-9]+[.、]")
        .unwrap();
    for (printed, fact) in facts() {
        let Some(item) = fact["item"].as_str() else {
            let is_unnamed = fact["form"] == "performance_evaluation" && fact["status"] == "suspect";
            assert!(is_unnamed || fact["form"] == "three_public", "{}: {fact}", printed.name);
            continue;
        };
        assert!(!layout.is_match(item), "{}: {item}", printed.name);
    }
}
