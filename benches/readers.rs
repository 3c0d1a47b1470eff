//! Measures how long a reader takes over a crop, on one thread.
//!
//! `cargo bench --bench readers`. Crops are those of the tests (`tests/fixtures/ocr/`); a reader that is not installed
//! is left out.
#![allow(
    clippy::expect_used,
    reason = "a bench whose crop cannot be read has nothing to measure and says so by panicking"
)]

use std::path::Path;
use std::sync::Arc;

use divan::Bencher;
use image::GrayImage;
use juesuan::ocr::ppocr::{PpOcr, Recogniser};
use juesuan::ocr::reader::{Expected, TextReader};
use juesuan::ocr::tesseract::Tesseract;
use juesuan::source::OcrModels;

const CROPS: [&str; 3] = ["amount", "code", "name"];

fn main() {
    divan::main();
}

fn crop(name: &str) -> GrayImage {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ocr").join(name).with_extension("png");
    image::open(path).expect("the crop is in tests/fixtures/ocr/").to_luma8()
}

fn weights() -> Option<Vec<u8>> {
    match OcrModels::find(None).expect("the weights can be read") {
        OcrModels::Found(weights) => Some(weights.bytes),
        OcrModels::Missing(_) | OcrModels::Declined => None,
    }
}

fn expected(name: &str) -> Expected {
    if name == "name" { Expected::Text } else { Expected::Number }
}

/// Loading: weights to a network, once per process.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn a_ppocr_load(bencher: Bencher) {
    let Some(weights) = weights() else { return };
    bencher
        .with_inputs(|| weights.clone())
        .bench_local_values(|weights| Recogniser::load(weights).expect("it loads"));
}

/// Reading: a crop to its text.
#[divan::bench(args = CROPS)]
fn b_ppocr(bencher: Bencher, name: &str) {
    let Some(weights) = weights() else { return };
    let mut reader = PpOcr::new(&Arc::new(Recogniser::load(weights).expect("it loads")));
    let (crop, expected) = (crop(name), expected(name));
    bencher.bench_local(|| reader.read(divan::black_box(&crop), expected).expect("it reads"));
}

/// Loading: an engine for both languages, once per thread.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn c_tesseract_load(bencher: Bencher) {
    if Tesseract::new().is_ok() {
        bencher.bench_local(Tesseract::new);
    }
}

/// Reading: a crop to its text.
#[divan::bench(args = CROPS)]
fn d_tesseract(bencher: Bencher, name: &str) {
    let Ok(mut reader) = Tesseract::new() else { return };
    let (crop, expected) = (crop(name), expected(name));
    bencher.bench_local(|| reader.read(divan::black_box(&crop), expected).expect("it reads"));
}
