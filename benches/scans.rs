//! Measures what each step of reading a scan costs, in seconds of CPU per page, on one thread.
//!
//! `cargo bench --bench scans -- FILE… [--pages N]`, of each file the first pages, 3 by default. The steps are the
//! picture (decoding or drawing it), the first reader, the second reader, all else that `ocr/` does with the pixels,
//! and what comes behind it for the whole document.
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench prints what it measures, and has nothing to measure where a file cannot be read"
)]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use image::GrayImage;
use juesuan::Source;
use juesuan::ocr::pool::Readers;
use juesuan::ocr::reader::{Expected, Read, TextReader};
use juesuan::ocr::scan_to_page;
use juesuan::page::Origin;
use juesuan::source::CjkFont;

/// Reader with a clock and a counter.
struct Timed<'a> {
    reader: &'a mut dyn TextReader,
    took: Duration,
    crops: u32,
}

impl<'a> Timed<'a> {
    fn new(reader: &'a mut dyn TextReader) -> Self {
        Self { reader, took: Duration::ZERO, crops: 0 }
    }
}

impl TextReader for Timed<'_> {
    fn name(&self) -> &'static str {
        self.reader.name()
    }

    fn read(&mut self, crop: &GrayImage, expected: Expected) -> juesuan::Result<Read> {
        let began = Instant::now();
        let read = self.reader.read(crop, expected);
        self.took += began.elapsed();
        self.crops += 1;
        read
    }
}

fn main() {
    let (mut files, mut most) = (Vec::new(), 3);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--pages" => {
                most = arguments.next().and_then(|n| n.parse().ok()).expect("--pages takes a number")
            }
            "--bench" => {} // cargo's own
            _ => files.push(PathBuf::from(argument)),
        }
    }
    println!("{:<40} pages picture   rest  first (crops)  second (crops)   all, s a page", "file");
    for file in files {
        measure(&file, most);
    }
}

fn measure(file: &std::path::Path, most: usize) {
    let source = Source::open(file).expect("the file can be opened");
    let document = juesuan::document::open(&source).expect("it is a document");
    let font = CjkFont::find().ok().flatten();
    let readers = Readers::find(None).expect("the readers can be used");
    let mut engines = readers.check_out().expect("they are there");
    let (first, second) = engines.both();
    let mut first = Timed::new(first.expect("the first reader is there"));
    let mut second = Timed::new(second.expect("the second reader is there"));
    let (mut picture, mut all, mut count) = (Duration::ZERO, Duration::ZERO, 0_u32);
    for mut page in document.pages_on(1).into_iter().filter(|p| p.origin == Origin::Scan).take(most) {
        let began = Instant::now();
        let scan = document.scan(page.number, font.as_ref()).expect("it has a picture");
        picture += began.elapsed();
        scan_to_page(scan, &mut page, &mut first, Some(&mut second)).expect("it is read");
        all += began.elapsed();
        count += 1;
    }
    let each = |time: Duration| time.as_secs_f64() / f64::from(count.max(1));
    let rest = all - picture - first.took - second.took;
    println!(
        "{:<40} {count:>5} {:>7.2} {:>6.2} {:>6.2} ({:>4})  {:>6.2} ({:>4})   {:>6.2}",
        file.file_name().unwrap_or_default().to_string_lossy(),
        each(picture),
        each(rest),
        each(first.took),
        first.crops / count.max(1),
        each(second.took),
        second.crops / count.max(1),
        each(all)
    );
}
