//! Measures how long each stage takes over each sample, the whole way, and the start-up of the program.
//!
//! `cargo bench` runs all; `cargo bench -- tables` only one. Documents are counted in pages, so that the last column
//! is pages per second. How the figures of `benches/README.md` came about is written there.
#![allow(
    clippy::expect_used,
    reason = "a bench whose sample cannot be read has nothing to measure and says so by panicking"
)]

use std::path::Path;
use std::process::{Command, Stdio};

use divan::Bencher;
use divan::counter::ItemsCount;
use juesuan::output::{Format, Writer};
use juesuan::{Source, check, fact, form, pdf, table};

/// The samples by their names in `samples/`, in the order of the README.
const SAMPLES: [&str; 5] = [
    "qinyang-2020-word",
    "xinhua-2023-rotated",
    "fenyang-2023-encrypted",
    "mengjin-2024-browser",
    "jincheng-2022-report",
];

fn main() {
    divan::main();
}

fn source(sample: &str) -> Source {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(sample).with_extension("pdf");
    Source::open(&path).expect("the sample is in samples/")
}

fn page_count(source: &Source) -> ItemsCount {
    ItemsCount::new(pdf::open(source).expect("the sample opens").page_count())
}

/// Bytes to pages: opening, fonts, glyphs and rulings.
#[divan::bench(args = SAMPLES)]
fn a_pages(bencher: Bencher, sample: &str) {
    let source = source(sample);
    bencher
        .counter(page_count(&source))
        .bench_local(|| pdf::open(divan::black_box(&source)).expect("the sample opens").pages());
}

/// Pages to tables as printed.
#[divan::bench(args = SAMPLES)]
fn b_tables(bencher: Bencher, sample: &str) {
    let source = source(sample);
    let pages = pdf::open(&source).expect("the sample opens").pages();
    bencher.counter(page_count(&source)).bench_local(|| table::pages_to_tables(divan::black_box(&pages)));
}

/// Tables to official forms.
#[divan::bench(args = SAMPLES)]
fn c_forms(bencher: Bencher, sample: &str) {
    let source = source(sample);
    let pages = pdf::open(&source).expect("the sample opens").pages();
    let tables = table::pages_to_tables(&pages);
    bencher.counter(page_count(&source)).bench_local(|| form::tables_to_forms(divan::black_box(&tables)));
}

/// Forms to exact amounts.
#[divan::bench(args = SAMPLES)]
fn d_facts(bencher: Bencher, sample: &str) {
    let source = source(sample);
    let pages = pdf::open(&source).expect("the sample opens").pages();
    let forms = form::tables_to_forms(&table::pages_to_tables(&pages));
    bencher
        .counter(page_count(&source))
        .bench_local(|| fact::forms_to_facts(divan::black_box(&forms), &source, None));
}

/// Amounts to findings, statuses and suspects.
#[divan::bench(args = SAMPLES)]
fn d_checks(bencher: Bencher, sample: &str) {
    let source = source(sample);
    let pages = pdf::open(&source).expect("the sample opens").pages();
    let forms = form::tables_to_forms(&table::pages_to_tables(&pages));
    let drafts = fact::forms_to_facts(&forms, &source, None);
    bencher
        .counter(page_count(&source))
        .with_inputs(|| drafts.clone())
        .bench_local_refs(|drafts| check::judge_drafts(divan::black_box(drafts)));
}

fn write(bencher: Bencher, sample: &str, format: Format) {
    let source = source(sample);
    let disclosure = juesuan::read(&source).expect("the sample can be read");
    bencher.counter(page_count(&source)).bench_local(|| {
        let mut bytes = Vec::new();
        Writer::new(&mut bytes, format, false)
            .write(divan::black_box(&disclosure))
            .expect("memory takes all");
        bytes
    });
}

/// A disclosure to JSON lines.
#[divan::bench(args = SAMPLES)]
fn e_output_jsonl(bencher: Bencher, sample: &str) {
    write(bencher, sample, Format::Jsonl);
}

/// A disclosure to one nested document.
#[divan::bench(args = SAMPLES)]
fn e_output_json(bencher: Bencher, sample: &str) {
    write(bencher, sample, Format::Json);
}

/// A disclosure to CSV.
#[divan::bench(args = SAMPLES)]
fn e_output_csv(bencher: Bencher, sample: &str) {
    write(bencher, sample, Format::Csv);
}

/// Bytes in, JSON lines out: all stages in one, on the thread that `juesuan::read` gives them.
#[divan::bench(args = SAMPLES)]
fn f_whole(bencher: Bencher, sample: &str) {
    let source = source(sample);
    bencher.counter(page_count(&source)).bench_local(|| {
        let disclosure = juesuan::read(divan::black_box(&source)).expect("the sample can be read");
        let mut bytes = Vec::new();
        Writer::new(&mut bytes, Format::Jsonl, false).write(&disclosure).expect("memory takes all");
        bytes
    });
}

/// A process from its start to its end, with what the system itself takes to start one.
#[divan::bench(args = ["--version", "schema"], sample_count = 200, sample_size = 1)]
fn g_start_up(bencher: Bencher, argument: &str) {
    bencher.bench_local(|| {
        Command::new(env!("CARGO_BIN_EXE_juesuan"))
            .arg(argument)
            .stdout(Stdio::null())
            .status()
            .expect("the program starts")
    });
}
