//! Damages documents and reads them: each amount is as in the whole document, or suspect, or the damage is told, and no
//! fault of the program ends its reading.
//!
//! The short run is a test. The long one (`make test-long`) prints its table too. Its mutants have consecutive seeds, each
//! of which draws the same mutant of the same documents again:
//! ```text
//! JUESUAN_DAMAGE_MUTANTS=5000 cargo test --test damage -- --ignored --nocapture
//! JUESUAN_DAMAGE_MUTANTS=1 JUESUAN_SEED=1234 JUESUAN_DAMAGE_KEEP=FOLDER cargo test --test damage -- --ignored
//! ```
//! - `JUESUAN_DAMAGE_KEEP` names a folder for the mutants that broke the promise, or the only one, and for a line for each
//!   that is not as the whole document (`mutants.txt`).
//! - `JUESUAN_DAMAGE_SOURCES=FOLDER:FOLDER` damages the PDFs in other folders.
//! - `JUESUAN_DAMAGE_BINARY` reads by another binary of the program, to compare two.
//!
//! It is a program of its own, since cargo runs the others before or after it: it needs the time of all processors.

// What cannot be read or run here is a failed test.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

mod mutant;
mod places;
mod program;
mod reseal;
#[path = "../all/seed.rs"]
#[allow(dead_code)] // other tests draw their seed by chance
mod seed;
mod verdict;
mod words;

use std::io::Write;
use std::path::{Path, PathBuf};

use mutant::{Mutant, Source, draw};
use program::{Reading, read_alone, read_folder};
use verdict::{End, Table, Verdict, judge};

const MUTANTS: &str = "JUESUAN_DAMAGE_MUTANTS";
const KEEP: &str = "JUESUAN_DAMAGE_KEEP";
const SOURCES: &str = "JUESUAN_DAMAGE_SOURCES";

/// First seed; each mutant has the next one.
const SEED: u64 = 20_240_819;

/// Documents that one run of the program reads.
const BATCH: usize = 250;
/// One of so many is read alone, too.
const ALONE: usize = 25;
/// Most violations that are printed.
const PRINTED: usize = 60;

/// The samples are damaged about as often as the fixtures: they are named again until there are so many.
const AS_OFTEN: usize = 120;

/// Folders with what is damaged, from the root of the project.
const FOLDERS: [&str; 7] = [
    "samples",
    "tests/fixtures",
    "tests/fixtures/damage",
    "tests/fixtures/ink",
    "tests/fixtures/layouts",
    "tests/fixtures/lying",
    "tests/fixtures/printed",
];

/// Reads the documents as they are.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let documents_in = |folder: &str| {
        let entries = std::fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path());
        let mut paths: Vec<PathBuf> =
            entries.filter(|path| path.extension().is_some_and(|e| e == "pdf")).collect();
        paths.sort();
        paths
    };
    let others = std::env::var(SOURCES);
    let folders = others.as_deref().map_or(FOLDERS.to_vec(), |folders| folders.split(':').collect());
    let mut paths: Vec<PathBuf> = folders.into_iter().flat_map(documents_in).collect();
    let many = [documents_in("samples"), documents_in("tests/fixtures/damage")].concat();
    while others.is_err() && paths.len() < AS_OFTEN {
        paths.extend(many.iter().cloned());
    }
    let files: Vec<Vec<u8>> = paths.iter().map(|path| std::fs::read(path).unwrap()).collect();
    let readings = read_folder(&files.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let each = paths.iter().zip(files).zip(readings);
    each.map(|((path, bytes), reading)| Source {
        name: path.strip_prefix(root).unwrap_or(path).display().to_string(),
        parts: places::find_parts(&bytes),
        bytes,
        reading,
    })
    .collect()
}

/// Reads so many mutants; gives the table and a line for each that broke the promise.
fn run(count: usize) -> (Table, Vec<String>) {
    let sources = sources();
    let first = seed::from_environment().unwrap_or(SEED);
    let seeds: Vec<u64> = (first..).take(count).collect();
    let (mut table, mut violations) = (Table::default(), Vec::new());
    for seeds in seeds.chunks(BATCH) {
        let mutants: Vec<Mutant> = seeds.iter().map(|seed| draw(*seed, &sources)).collect();
        let readings = read_folder(&mutants.iter().map(|mutant| mutant.bytes.as_slice()).collect::<Vec<_>>());
        for (number, (mutant, reading)) in mutants.iter().zip(&readings).enumerate() {
            let source = &sources[mutant.source];
            let mut verdict = judge(mutant, &source.reading, reading);
            if number % ALONE == 0 && !verdict.end.is_violation() {
                same_alone(mutant, reading, &mut verdict);
            }
            table.count(mutant, &verdict);
            let line = describe(mutant, source, &verdict);
            if let Some(folder) = std::env::var_os(KEEP) {
                keep(Path::new(&folder), mutant, &verdict, &line, count == 1);
            }
            if verdict.end.is_violation() {
                violations.push(line);
            }
        }
    }
    (table, violations)
}

/// A document that is read alone gives what it gives in a folder.
fn same_alone(mutant: &Mutant, in_folder: &Reading, verdict: &mut Verdict) {
    let alone = read_alone(&mutant.bytes);
    let same = match (&alone, in_folder) {
        (Reading::Failed(_), Reading::Failed(_)) => true,
        (alone, in_folder) => alone == in_folder,
    };
    if !same {
        verdict.end = End::Silent;
        verdict.cause = match alone {
            Reading::Nothing(what) => format!("alone: {what}"),
            _ => "read alone it is another document".to_owned(),
        };
    }
}

/// Says what was done to a document, what came of it, and how to get it again.
fn describe(mutant: &Mutant, source: &Source, verdict: &Verdict) -> String {
    let Mutant { seed, place, damage, offset, .. } = mutant;
    let some = |list: &[(program::Key, Option<String>)]| {
        list.first().map_or_else(String::new, |(key, yuan)| format!(" ({} = {yuan:?})", key.join(" ")))
    };
    // What stands around it before and after.
    let around = |bytes: &[u8]| {
        let end = (offset + 20).min(bytes.len());
        bytes[offset.saturating_sub(16).min(end)..end].escape_ascii().to_string()
    };
    format!(
        "seed {seed}: {damage}, {place}, at byte {offset} of {} ({} → {}): {:?} {} lost {}{} wrong {}{}",
        source.name,
        around(&source.bytes),
        around(&mutant.bytes),
        verdict.end,
        verdict.cause,
        verdict.lost.len(),
        some(&verdict.lost),
        verdict.wrong.len(),
        some(&verdict.wrong),
    )
}

/// Writes a mutant that broke the promise, or any, and a line for each of which not all is the same.
fn keep(folder: &Path, mutant: &Mutant, verdict: &Verdict, line: &str, any: bool) {
    std::fs::create_dir_all(folder).unwrap();
    if verdict.end != End::Same {
        let mut file =
            std::fs::OpenOptions::new().create(true).append(true).open(folder.join("mutants.txt")).unwrap();
        writeln!(file, "{line}").unwrap();
    }
    if any || verdict.end.is_violation() {
        std::fs::write(folder.join(format!("{}.pdf", mutant.seed)), &mutant.bytes).unwrap();
    }
}

fn hold(count: usize) {
    let (table, violations) = run(count);
    println!("{table}");
    for violation in violations.iter().take(PRINTED) {
        println!("{violation}");
    }
    let again =
        format!("one again: {MUTANTS}=1 JUESUAN_SEED=… {KEEP}=FOLDER cargo test --test damage -- --ignored");
    assert!(violations.is_empty(), "{} violations; {again}", violations.len());
}

/// What is told of changed streams is not told because they were compressed again.
#[test]
fn streams_that_are_compressed_again_are_as_before() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = ["samples/qinyang-2020-word.pdf", "tests/fixtures/damage/object-streams.pdf"]
        .map(|path| std::fs::read(root.join(path)).unwrap());
    let mut resealed = files.clone();
    for file in &mut resealed {
        let mut count = 0;
        for part in places::find_parts(&file.clone()) {
            let content = part.inflated.as_deref();
            if let Some(stream) = content.and_then(|content| reseal::compress_to(content, part.bytes.len())) {
                count += usize::from(file[part.bytes.clone()] != stream);
                file[part.bytes].copy_from_slice(&stream);
            }
        }
        assert!(count > 5, "{count} streams are compressed again");
    }
    let documents: Vec<&[u8]> = files.iter().chain(&resealed).map(Vec::as_slice).collect();
    let readings = read_folder(&documents);
    assert_eq!(readings[..2], readings[2..]);
}

#[test]
fn damage_is_told_or_does_no_harm() {
    hold(120);
}

#[test]
#[ignore = "takes minutes: make test-long"]
fn damage_of_thousands_is_told_or_does_no_harm() {
    let count = std::env::var(MUTANTS).map_or(5000, |count| count.parse().expect("a number of mutants"));
    hold(count);
}
