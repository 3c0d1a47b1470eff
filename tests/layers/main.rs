//! The order of the stages, kept by reading the source: imports point only to earlier stages, files do not use each other
//! in circles, amounts are no floats, only `cli/` prints, and each thing is known in one place. `ARCHITECTURE.md` says why.

// What cannot be read or parsed here is a failed test.
#![allow(clippy::unwrap_used)]

mod grammar;
mod graph;
mod known;
mod order;
mod tokens;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use grammar::definitions;
use graph::{Graph, Uses, circles};
use order::{ORDER, imports_of_later_stages};
use tokens::{Source, sources};
use words::{Misuse, floats, misuses};

/// Longer files hide more than one subject.
const MOST_LINES: usize = 400;

#[test]
fn every_module_has_its_place_in_the_order() {
    let modules: BTreeSet<String> = sources().iter().filter_map(|source| source.module.clone()).collect();
    let order: BTreeSet<String> = ORDER.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(modules, order, "modules in src/ (left) and in ORDER (right) differ");
}

#[test]
fn imports_point_to_earlier_stages() {
    assert_none(sources().iter().flat_map(imports_of_later_stages));
}

#[test]
fn amounts_are_no_floats() {
    assert_none(
        sources().iter().filter(|s| matches!(s.module.as_deref(), Some("fact" | "check"))).flat_map(floats),
    );
}

#[test]
fn each_thing_is_known_in_one_place() {
    let misuses: Vec<Misuse> = sources().iter().flat_map(misuses).collect();
    let found = misuses.iter().map(|misuse| (misuse.what.clone(), misuse.why.clone()));
    assert_known(found, known::WORDS.iter().map(|(what, _)| (*what).to_owned()));
}

#[test]
fn files_do_not_use_each_other_in_circles() {
    let uses = Graph::new(sources()).uses();
    let named = |files: &[&str]| files.join(", ");
    let found = circles(&uses).into_iter().map(|circle| {
        let name = named(&circle.iter().map(String::as_str).collect::<Vec<_>>());
        let steps = steps_of(&circle, &uses);
        (name.clone(), format!("a circle of files: {name}\n{steps}"))
    });
    assert_known(found, known::CIRCLES.iter().map(|(files, _)| named(files)));
}

#[test]
fn a_number_and_a_code_are_defined_once() {
    let found = sources().iter().flat_map(definitions).map(|(function, what)| {
        let found = format!("{function}: {what}");
        (found.clone(), format!("{found}, as text/ defines it: ask text/"))
    });
    assert_known(found, known::DEFINITIONS.iter().map(|(what, _)| (*what).to_owned()));
}

#[test]
fn files_are_short() {
    assert_none(sources().iter().filter(|s| s.lines > MOST_LINES).map(|source| {
        format!("{}: {} lines, more than {MOST_LINES}: split it by subject", source.path, source.lines)
    }));
}

/// The rules themselves: each finds what it forbids, and nothing in comments, strings or tests that may.
#[test]
fn the_rules_find_what_they_forbid() {
    let later = |path: &str, text: &str| imports_of_later_stages(&Source::new(path, text)).len();
    assert_eq!(later("src/table/mod.rs", "use crate::form::Form;"), 1);
    assert_eq!(
        later("src/table/mod.rs", "use crate::{geom::Rect, page::{Page, Glyph}, form, fact::Fact};"),
        2
    );
    assert_eq!(
        later("src/form/mod.rs", "use crate::table::Grid; use crate::form::models; use super::page;"),
        0
    );
    assert_eq!(later("src/geom.rs", "use super::page::Page;"), 1);
    assert_eq!(later("src/geom.rs", "#[cfg(test)] mod tests { use super::*; use super::super::page; }"), 1);
    assert_eq!(later("src/pdf/fold.rs", "mod tests { use super::super::collect; use crate::cli; }"), 1);
    assert_eq!(later("src/error.rs", "use crate::Note;"), 1);
    assert_eq!(later("src/page.rs", "//! [`Form`](crate::form::Form)\nconst A: &str = \"crate::form\";"), 0);

    let floats = |text: &str| floats(&Source::new("src/fact/mod.rs", text)).len();
    assert_eq!(floats("fn a(room: (f64, f64)) { let b = 1_f32; let c = 0.5; }"), 4);
    assert_eq!(floats("fn a(b: (i8, (i8, i8))) -> i8 { b.1.0 + \"0.5\".len() // f64\n }"), 0);
    assert_eq!(floats("#[cfg(test)]\nmod tests { fn a() -> f64 { 0.5 } }\nconst A: f64 = B;"), 1);

    let reserved = |path: &str, text: &str| misuses(&Source::new(path, text)).len();
    assert_eq!(reserved("src/form/mod.rs", "fn a<'a>(b: &'a str) { println!(\"{b}\"); }"), 1);
    assert_eq!(reserved("src/form/mod.rs", "#[cfg(test)] mod tests { fn a() { std::fs::read(\"a\"); } }"), 0);
    assert_eq!(reserved("src/cli/mod.rs", "fn a() { eprint!(\"print\"); }"), 0);
    assert_eq!(reserved("src/table/mod.rs", "/* println */ const A: char = '\"'; // std::fs"), 0);
    assert_eq!(reserved("src/form/seen.rs", "const A: &str = include_str!(\"seen/titles.txt\");"), 0);
    let model = "const A: (&str, &str) = (\"a\", include_str!(\"../../models/ocr/marks.toml\"));";
    assert_eq!((reserved("src/ocr/grammar.rs", model), reserved("src/taxonomy/mod.rs", model)), (1, 0));

    let defined = |text: &str| {
        let source = Source::new("src/form/mod.rs", text);
        definitions(&source).into_iter().map(|(_, what)| what).collect::<Vec<_>>()
    };
    let number = "fn a(b: &str) -> bool { b.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',')) }";
    assert_eq!(defined(number), ["a number"]);
    assert_eq!(defined("fn is_amount(b: &str) -> bool { number::parse(b).is_some() }"), ["a number"]);
    assert_eq!(defined("fn a(b: &str) -> bool { b.trim_matches([',', '.']).is_empty() }"), [""; 0]);
    assert_eq!(defined("fn a(b: &str) -> bool { matches!(b.len(), 3 | 5 | 7) }"), ["a code"]);
    assert_eq!(defined("const LENGTHS: [usize; 3] = [3, 5, 7];"), ["a code"]);
    assert_eq!(defined("fn a(b: u8) -> u8 { match b { 3 => 1, 5 => 2, 7 => 3, _ => 0 } }"), ["a code"]);
}

#[test]
fn circles_are_found_through_names_that_are_handed_on() {
    let circle = |files: &[(&str, &str)]| {
        let sources: Vec<Source> = files.iter().map(|(path, text)| Source::new(path, text)).collect();
        circles(&Graph::new(&sources).uses()).len()
    };
    let parent = "mod b; pub use b::B; pub struct A;";
    // What a parent hands on it does not use, and a child that takes it uses the file that defines it.
    assert_eq!(circle(&[("src/a/mod.rs", parent), ("src/a/b.rs", "use super::A; pub struct B(A);")]), 0);
    let used = "mod b; pub use b::B; pub struct A(B);";
    assert_eq!(circle(&[("src/a/mod.rs", used), ("src/a/b.rs", "use super::A; pub struct B(A);")]), 1);
    assert_eq!(circle(&[("src/a/mod.rs", used), ("src/a/b.rs", "pub struct B(crate::a::A);")]), 1);
    let siblings = "mod b; mod c; pub use b::B; pub use c::C;";
    let one = ("src/a/b.rs", "use super::C; pub struct B(C);");
    assert_eq!(circle(&[("src/a/mod.rs", siblings), one, ("src/a/c.rs", "pub fn c(b: super::B) {}")]), 0);
    assert_eq!(circle(&[("src/a/mod.rs", siblings), one, ("src/a/c.rs", "pub struct C(super::b::B);")]), 1);
    let in_tests = "pub struct C; #[cfg(test)] mod tests { use super::super::B; }";
    assert_eq!(circle(&[("src/a/mod.rs", siblings), one, ("src/a/c.rs", in_tests)]), 0);
}

/// Which file of a circle uses which.
fn steps_of(circle: &BTreeSet<String>, uses: &Uses<'_>) -> String {
    let mut steps = Vec::new();
    for file in circle {
        let used = uses[file.as_str()].iter().filter(|(used, _)| circle.contains(**used));
        steps.extend(used.map(|(used, line)| format!("    {file}:{line} uses {used}")));
    }
    steps.join("\n")
}

/// Fails for what is found, with why, and not known, and for what is known and not found.
fn assert_known(found: impl Iterator<Item = (String, String)>, known: impl Iterator<Item = String>) {
    let found: BTreeMap<String, String> = found.collect();
    let known: BTreeSet<String> = known.collect();
    let new = found.iter().filter(|(what, _)| !known.contains(*what)).map(|(_, why)| why.clone());
    let gone = known.iter().filter(|what| !found.contains_key(*what));
    let gone = gone.map(|what| format!("mended: delete it from tests/layers/known.rs: {what}"));
    assert_none(new.chain(gone));
}

fn assert_none(faults: impl Iterator<Item = String>) {
    let faults: Vec<String> = faults.collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}
