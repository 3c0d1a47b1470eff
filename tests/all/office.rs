//! Documents of office programs, web pages and OFD, each with its truth beside it (`tools/office_corpus.py`): every amount is
//! found in its cell, what nobody sees is not read, and what the file lacks is told.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::cli::archives::{named, zip};
use juesuan::record::words::Method;
use juesuan::{Disclosure, Fact, Severity, Source, Status};

/// Documents with a truth, in the order of their names.
fn documents() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/office");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|file| beside(file, "truth").is_file()).collect();
    files.sort();
    files
}

fn beside(document: &Path, what: &str) -> PathBuf {
    let name = document.file_name().unwrap().to_str().unwrap();
    document.with_file_name(format!("{name}.{what}.json"))
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap_or_else(|_| "{}".to_owned())).unwrap()
}

fn read(document: &Path) -> Disclosure {
    juesuan::read(&Source::open(document).unwrap()).unwrap()
}

/// What an amount is of: form, side, code, item, measure.
fn key(form: &str, side: Option<&str>, code: Option<&str>, item: Option<&str>, measure: &str) -> String {
    // Where a code says what it is, names may be printed in several ways.
    let item = if code.is_some() { None } else { item };
    format!("{form} {side:?} {code:?} {item:?} {measure}")
}

fn key_of_fact(fact: &Fact) -> String {
    key(&fact.form, fact.side.as_deref(), fact.code.as_deref(), fact.item.as_deref(), &fact.measure)
}

fn key_of_truth(truth: &Value) -> String {
    let text = |field: &str| truth[field].as_str();
    key(text("form").unwrap(), text("side"), text("code"), text("item"), text("measure").unwrap())
}

/// The amounts of a truth, with the form that each is of.
fn amounts(truth: &Value) -> Vec<Value> {
    let of_block = |block: &Value| block["facts"].as_array().cloned().unwrap_or_default();
    truth["blocks"].as_array().unwrap().iter().flat_map(of_block).collect()
}

#[test]
fn every_amount_is_found_in_its_cell_and_nothing_is_wrong_in_silence() {
    let documents = documents();
    assert!(documents.len() >= 5);
    for document in documents {
        let name = document.file_name().unwrap().to_str().unwrap().to_owned();
        let disclosure = read(&document);
        let has_pages = name.ends_with(".ofd");
        let method = if has_pages { Method::Text } else { Method::Cell };
        assert!(disclosure.facts.iter().all(|fact| fact.method == method), "{name}");
        // One amount may stand twice in a form, in the order of its lines.
        let mut found: BTreeMap<String, Vec<&Fact>> = BTreeMap::new();
        disclosure.facts.iter().for_each(|fact| found.entry(key_of_fact(fact)).or_default().push(fact));
        let expected = amounts(&json(&beside(&document, "truth")));
        let mut places = BTreeSet::new();
        for amount in &expected {
            let (raw, cell) = (amount["raw"].as_str().unwrap(), amount["cell"].as_str());
            let page = u32::try_from(amount["page"].as_u64().unwrap_or(0)).unwrap();
            let is_there = |fact: &&&Fact| {
                fact.raw == raw && (has_pages || (fact.cell.as_deref() == cell && fact.page == page))
            };
            let key = key_of_truth(amount);
            let fact = found.get(&key).and_then(|facts| facts.iter().find(is_there));
            let fact =
                fact.unwrap_or_else(|| panic!("{name}: {key} {raw} in {cell:?}: {:?}", found.get(&key)));
            places.insert((fact.page, fact.cell.clone(), fact.bbox.map(|bbox| format!("{bbox:?}"))));
        }
        for fact in &disclosure.facts {
            let place = (fact.page, fact.cell.clone(), fact.bbox.map(|bbox| format!("{bbox:?}")));
            assert!(
                places.contains(&place) || fact.status == Status::Suspect,
                "{name}: {} {:?} {} is no amount of it",
                fact.form,
                fact.item,
                fact.raw
            );
        }
    }
}

#[test]
fn what_nobody_sees_is_not_read_and_is_told() {
    let mut checked = 0;
    for document in documents() {
        let expected = json(&beside(&document, "expect"));
        let Some(unseen) = expected["must_not_read"].as_array().filter(|unseen| !unseen.is_empty()) else {
            continue;
        };
        checked += 1;
        let disclosure = read(&document);
        for raw in unseen.iter().filter_map(Value::as_str) {
            assert!(disclosure.facts.iter().all(|fact| fact.raw != raw), "{raw} is read");
        }
        let told = |words: &str| disclosure.notes.iter().any(|note| note.message.contains(words));
        assert!(told("hidden"), "{:?}", disclosure.notes);
    }
    assert!(checked > 0);
}

#[test]
fn formulas_without_a_value_are_told_and_never_not_reported() {
    let mut checked = 0;
    for document in documents() {
        let expected = json(&beside(&document, "expect"));
        let unread = expected["unread"].as_array().cloned().unwrap_or_default();
        if unread.is_empty() {
            continue;
        }
        let disclosure = read(&document);
        for cell in &unread {
            checked += 1;
            let name = cell["cell"].as_str();
            let at = |fact: &&Fact| fact.cell.as_deref() == name && u64::from(fact.page) == cell["page"];
            let fact = disclosure.facts.iter().find(at).unwrap_or_else(|| panic!("{cell} is not there"));
            assert_eq!((fact.status, fact.value.is_some()), (Status::Suspect, false), "{cell}");
            assert!(fact.reason.as_deref().unwrap().contains("formula"), "{:?}", fact.reason);
        }
        let is_unread = disclosure.notes.iter().any(|note| {
            note.severity == Severity::Unread && note.message.contains("formulas") && note.hint.is_some()
        });
        assert!(is_unread, "{:?}", disclosure.notes);
    }
    assert!(checked > 0);
}

#[test]
fn damaged_documents_are_errors_that_name_a_remedy() {
    for document in documents() {
        let bytes = std::fs::read(&document).unwrap();
        let name = document.to_str().unwrap();
        let cut = Source::from_bytes(name, bytes[..bytes.len() / 2].to_vec());
        // What is left of a text may be read; what is left of a zip or a compound file may not.
        match juesuan::read(&cut) {
            Ok(disclosure) => assert!(disclosure.is_incomplete(), "{name}"),
            Err(error) => assert!(!error.is_internal() && !error.remedy().is_empty(), "{error}"),
        }
    }
}

/// Numbers that look drawn by chance, the same ones in each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end.max(1)
    }
}

/// What readers may stumble over, between other bytes.
const WORDS: [&[u8]; 14] = [
    b"4294967295",
    b"-1",
    b"0",
    b"1e400",
    b"A1:XFD1048576",
    b"<",
    b"\"",
    b"&#0;",
    b"&a;",
    b"\0\0\0\0",
    b"\xff\xff\xff\xff",
    b"hidden=\"1\"",
    b"colspan=\"999999999\"",
    b"]]>",
];

fn mutate(bytes: &mut Vec<u8>, chance: &mut Chance) {
    for _ in 0..=chance.below(6) {
        let at = chance.below(bytes.len());
        let end = (at + chance.below(80)).min(bytes.len());
        match chance.below(6) {
            0 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let part = bytes[at..end].to_vec();
                let to = chance.below(bytes.len());
                bytes.splice(to..to, part);
            }
            3 => drop(bytes.splice(at..at, WORDS[chance.below(WORDS.len())].iter().copied())),
            4 => drop(bytes.splice(at..end, WORDS[chance.below(WORDS.len())].iter().copied())),
            _ => bytes.truncate(bytes.len() - chance.below(bytes.len() / 50 + 1)),
        }
    }
}

/// A document with something changed in it: in one of its parts, where it is a zip.
fn mutated(document: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = document.to_vec();
    if !document.starts_with(b"PK") {
        mutate(&mut bytes, chance);
        return bytes;
    }
    let package = juesuan::source::Package::open("a", document).unwrap();
    let names: Vec<&str> = package.names().collect();
    let changed = chance.below(names.len());
    let part = |(at, name): (usize, &&str)| {
        let mut content = package.part(name).unwrap().unwrap();
        if at == changed {
            mutate(&mut content, chance);
        }
        named(*name, content)
    };
    zip(names.iter().enumerate().map(part).collect())
}

#[test]
#[ignore = "takes as long as JUESUAN_FUZZ_SECONDS says, ten seconds for each document where it does not"]
fn changed_documents_are_read_or_refused_and_nothing_breaks() {
    let seconds = std::env::var("JUESUAN_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(10);
    for document in documents() {
        let bytes = std::fs::read(&document).unwrap();
        let (mut chance, mut count) = (Chance(7), 0);
        let begin = std::time::Instant::now();
        while begin.elapsed().as_secs() < seconds {
            let changed = mutated(&bytes, &mut chance);
            let begin = std::time::Instant::now();
            if let Err(error) = juesuan::read(&Source::from_bytes("a", changed.clone()))
                && error.is_internal()
            {
                let kept = std::env::temp_dir().join("juesuan-changed");
                std::fs::write(&kept, changed).unwrap();
                panic!("{}, {count}: {error} (kept in {})", document.display(), kept.display());
            }
            assert!(begin.elapsed().as_secs() < 30, "{}, {count}", document.display());
            count += 1;
        }
        println!("{}: {count}", document.file_name().unwrap().to_str().unwrap());
    }
}

#[test]
fn a_row_of_a_web_page_that_lacks_a_cell_is_never_believed() {
    let head = "<tr><td colspan=2>项目</td><td rowspan=2>本年支出合计</td><td rowspan=2>基本支出</td>\
                <td rowspan=2>项目支出</td><td rowspan=2>上缴上级支出</td><td rowspan=2>经营支出</td>\
                <td rowspan=2>对附属单位补助支出</td></tr><tr><td>科目编码</td><td>科目名称</td></tr>";
    let row = |cells: &[&str]| {
        cells.iter().chain(&["", "", ""]).map(|cell| format!("<td>{cell}</td>")).collect::<String>()
    };
    let page = |second: &[&str]| {
        let rows = [row(&["", "合计", "200.50", "150.50", "50.00"]), row(second)]
            .map(|row| format!("<tr>{row}</tr>"));
        let lines = "<div>首页</div><p>甲县教育局2023年度部门决算</p><p>支出决算表</p><p>单位：万元</p>";
        let text = format!("<html><meta charset=utf-8>{lines}<table>{head}{}</table></html>", rows.concat());
        juesuan::read(&Source::from_bytes("a.html", text.into_bytes())).unwrap()
    };
    let whole = page(&["201", "一般公共服务支出", "200.50", "150.50", "50.00"]);
    assert!(whole.facts.len() == 6 && whole.suspects() == 0, "{:?}", whole.facts);
    assert_eq!(
        whole.document().department.as_deref(),
        Some("甲县教育局"),
        "what stands above is no part of it"
    );
    let short = page(&["201", "一般公共服务支出", "200.50", "50.00"]);
    let of_row = short.facts.iter().filter(|fact| fact.code.as_deref() == Some("201"));
    assert!(of_row.clone().count() > 0);
    for fact in of_row {
        assert_eq!(fact.status, Status::Suspect, "{fact:?}");
    }
}
