//! Tests text that does not say what is printed: maps that lie, signs that have no character. Small documents in
//! `tests/fixtures/lying/`, each with what its form prints beside it. Whatever reader is installed, no amount is wrong in
//! silence; what is asked of the pages needs none.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use juesuan::Source;
use juesuan::page::{Doubt, FontVerdict, Origin, Page};
use juesuan::record::words::Status;

/// What is printed: its value by code, item and measure.
type Truth = BTreeMap<[String; 3], String>;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/lying").join(format!("{name}.pdf"))
}

fn fixtures() -> Vec<String> {
    let files = std::fs::read_dir(fixture("x").parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
    let pdfs = files.filter(|file| file.extension().is_some_and(|e| e == "pdf"));
    let mut names: Vec<String> = pdfs.map(|f| f.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

/// Parses the text beside a document: a head with the year, then `code | item | measure | raw | value`.
fn truth(name: &str) -> (u16, Truth) {
    let text = std::fs::read_to_string(fixture(name).with_extension("txt")).unwrap();
    let (head, rows) = text.split_once('\n').unwrap();
    let year = head.rsplit_once("year ").unwrap().1.parse().unwrap();
    let amounts = rows.lines().map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        ([0, 1, 2].map(|at| cells[at].to_owned()), cells[4].to_owned())
    });
    (year, amounts.collect())
}

fn pages(name: &str) -> Vec<Page> {
    juesuan::pdf::open(&Source::open(&fixture(name)).unwrap()).unwrap().pages()
}

/// The fonts of a document that draw something else than their text says: what the text says and what is drawn.
fn lies(name: &str) -> String {
    let mut found = String::new();
    for font in pages(name).iter().flat_map(|page| &page.fonts) {
        assert_eq!(font.verdict == FontVerdict::Lies, !font.lies.is_empty(), "{name}");
        for lie in &font.lies {
            found.push_str(&format!("{}{} ", lie.says, lie.shows));
        }
    }
    let mut words: Vec<&str> = found.split_whitespace().collect();
    words.sort_unstable();
    words.dedup();
    words.join(" ")
}

#[test]
fn no_amount_is_wrong_in_silence() {
    assert_eq!(fixtures().len(), 12);
    for name in fixtures() {
        let (year, truth) = truth(&name);
        let disclosure = juesuan::read(&Source::open(&fixture(&name)).unwrap()).unwrap();
        let right = disclosure.facts.iter().filter(|fact| {
            let text = |word: &Option<String>| word.clone().unwrap_or_default();
            let key = [text(&fact.code), text(&fact.item), fact.measure.clone()];
            let printed = truth.get(&key).map(|value| value.trim_end_matches('0').trim_end_matches('.'));
            let read = fact.value.as_ref().map(ToString::to_string);
            let right = printed.is_some() && printed == read.as_deref() && fact.fiscal_year == Some(year);
            let printed = || truth.get(&key);
            assert!(right || fact.status == Status::Suspect, "{name}: {key:?} {read:?} {:?}", printed());
            right
        });
        let right = right.count();
        assert!(!disclosure.facts.is_empty() || disclosure.is_incomplete(), "{name}: lost without a word");
        // A soft hyphen that is drawn is the minus.
        if name == "lost-4" {
            assert_eq!((right, disclosure.suspects()), (truth.len(), 0), "{name}");
        }
    }
}

#[test]
fn maps_that_lie_are_found_whatever_draws_the_digits() {
    assert_eq!(lies("map-1"), "69 96");
    assert_eq!(lies("map-2"), "09 10 21 32 43 54 65 76 87 98");
    assert_eq!(lies("map-3"), "72");
    assert_eq!(lies("map-4"), "14 41");
    assert_eq!(lies("map-5"), "89 98");
    for name in ["lost-1", "lost-4", "drawn-1", "drawn-3"] {
        assert_eq!(lies(name), "", "{name}");
    }
}

#[test]
fn the_numbers_of_a_font_that_lies_are_doubted_and_no_others() {
    for (name, doubted) in [("map-1", 0.9), ("map-5", 0.1), ("drawn-1", 0.0)] {
        let mut digits = (0_u32, 0_u32);
        for glyph in pages(name).iter().flat_map(|page| &page.glyphs).filter(|g| g.ch.is_ascii_digit()) {
            digits.0 += u32::from(matches!(glyph.doubt, Some(Doubt::Lies { .. })));
            digits.1 += 1;
        }
        let share = f64::from(digits.0) / f64::from(digits.1);
        assert!((doubted - 0.35..=doubted + 0.35).contains(&share), "{name}: {share}");
        assert_eq!(digits.0 > 0, doubted > 0.0, "{name}");
    }
}

#[test]
fn a_minus_that_is_no_character_is_told_before_its_number() {
    for name in ["lost-1", "lost-2", "lost-3", "drawn-1", "drawn-2", "drawn-3"] {
        let negative = truth(name).1.values().filter(|value| value.starts_with('-')).count();
        let glyphs: Vec<_> = pages(name).into_iter().flat_map(|page| page.glyphs).collect();
        let of_sign = |doubt| matches!(doubt, Some(Doubt::LostSign | Doubt::DrawnSign));
        let lost = glyphs.iter().filter(|glyph| glyph.ch.is_ascii_digit() && of_sign(glyph.doubt)).count();
        assert!(negative > 0 && lost == negative, "{name}: {lost} of {negative}");
    }
}

#[test]
fn fonts_that_name_their_glyphs_need_no_map_and_may_lie() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/named-glyphs.pdf");
    let pages = juesuan::pdf::open(&Source::open(&path).unwrap()).unwrap().pages();
    let text = |at: usize| pages[at].glyphs.iter().map(|glyph| glyph.ch).collect::<String>();
    assert_eq!([0, 1].map(text), ["教育支出1,234.50", "教育支出1,234.50"]);
    assert!(
        [2, 4].iter().all(|at| pages[*at].origin == Origin::Scan),
        "names that say nothing, or cannot be"
    );
    assert!(!pages[0].has_lying_text() && pages[3].has_lying_text());
    assert!(pages[3].glyphs.iter().any(|g| g.doubt == Some(Doubt::Lies { says: '1', shown: '7' })));
}
