//! Measures what each step of reading a scan costs, in seconds of CPU per page, on one thread.
//!
//! `cargo bench --bench scans -- FILE… [--pages N]`, of each file the first pages, 3 by default. The steps are the
//! picture (decoding or drawing it), the first reader, the second reader, and all else that `ocr/` does with the pixels.
//!
//! `--floor` takes readers that look at no picture: what is left is what a page costs besides them. With it comes a
//! digest of every crop and of the place of every reading and ruling: equal where the pixels are worked out alike.
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench prints what it measures, and has nothing to measure where a file cannot be read"
)]

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use image::GrayImage;
use juesuan::Source;
use juesuan::ocr::pool::Readers;
use juesuan::ocr::reader::{Expected, Read, ReadChar, TextReader};
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

/// Reader that reads the same in every crop, and keeps a digest of them.
#[derive(Default)]
struct Blind(DefaultHasher);

impl TextReader for Blind {
    fn name(&self) -> &'static str {
        "blind"
    }

    fn read(&mut self, crop: &GrayImage, _: Expected) -> juesuan::Result<Read> {
        (crop.dimensions(), crop.as_raw()).hash(&mut self.0);
        let ch = ReadChar { ch: '款', x: 0.0, confidence: 1.0 };
        Ok(Read { chars: vec![ch], confidence: 1.0, alternatives: Vec::new() })
    }
}

fn main() {
    let (mut files, mut most, mut floor) = (Vec::new(), 3, false);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--pages" => {
                most = arguments.next().and_then(|n| n.parse().ok()).expect("--pages takes a number")
            }
            "--floor" => floor = true,
            "--bench" => {} // cargo's own
            _ => files.push(PathBuf::from(argument)),
        }
    }
    if floor {
        println!("{:<40} pages picture   rest, s a page  digest", "file");
        files.iter().for_each(|file| measure_floor(file, most));
        return;
    }
    println!("{:<40} pages picture   rest  first (crops)  second (crops)   all, s a page", "file");
    for file in files {
        measure(&file, most);
    }
}

fn measure_floor(file: &std::path::Path, most: usize) {
    let source = Source::open(file).expect("the file can be opened");
    let document = juesuan::document::open(&source).expect("it is a document");
    let font = CjkFont::find().ok().flatten();
    let mut reader = Blind::default();
    let (mut picture, mut all, mut count) = (Duration::ZERO, Duration::ZERO, 0_u32);
    for mut page in document.pages_on(1).into_iter().filter(|p| p.origin == Origin::Scan).take(most) {
        let began = Instant::now();
        let scan = document.scan(page.number, font.as_ref()).expect("it has a picture");
        picture += began.elapsed();
        scan_to_page(scan, &mut page, &mut reader, None).expect("it is read");
        all += began.elapsed();
        count += 1;
        let places: Vec<_> = page.readings.iter().map(|reading| reading.rect).collect();
        format!("{:?} {places:?} {:?}", page.upright, page.rulings).hash(&mut reader.0);
    }
    let each = |time: Duration| time.as_secs_f64() / f64::from(count.max(1));
    println!(
        "{:<40} {count:>5} {:>7.3} {:>6.3}           {:016x}",
        file.file_name().unwrap_or_default().to_string_lossy(),
        each(picture),
        each(all - picture),
        reader.0.finish()
    );
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
