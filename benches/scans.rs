//! Measures what each step of reading a scan costs, in seconds of CPU per page, on one thread.
//!
//! `cargo bench --bench scans -- FILE… [--pages N]`, of each file the first pages, 3 by default. The steps are the
//! picture (decoding or drawing it), all else that `ocr/` does with the pixels, and the reader of each role with the
//! crops that it read. Where the system does not say what threads computed, the clock is taken.
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench prints what it measures, and has nothing to measure where a file cannot be read"
)]

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use image::GrayImage;
use juesuan::Source;
use juesuan::ocr::pool::Readers;
use juesuan::ocr::reader::{Expected, Read, Role, TextReader};
use juesuan::ocr::{ScanOptions, read_scans};
use juesuan::page::{Origin, Page, PageOptions};
use juesuan::source::CjkFont;

/// What the reader of each role took, in the order of [`Role::ALL`], and how many crops it read.
type Taken = Arc<Mutex<[(Duration, u32); 4]>>;

/// Reader with a clock and a counter.
struct Timed {
    reader: Box<dyn TextReader>,
    role: Role,
    taken: Taken,
}

impl TextReader for Timed {
    fn name(&self) -> &'static str {
        self.reader.name()
    }

    fn read(&mut self, crop: &GrayImage, expected: Expected) -> juesuan::Result<Read> {
        let began = Clock::now();
        let read = self.reader.read(crop, expected);
        let (took, crops) =
            &mut self.taken.lock().unwrap_or_else(PoisonError::into_inner)[self.role as usize];
        *took += began.elapsed();
        *crops += 1;
        read
    }
}

/// A moment, by the time that all threads of this process computed.
struct Clock {
    computed: Option<Duration>,
    wall: Instant,
}

impl Clock {
    fn now() -> Self {
        Self { computed: computed(), wall: Instant::now() }
    }

    fn elapsed(&self) -> Duration {
        match (self.computed, computed()) {
            (Some(before), Some(now)) => now.saturating_sub(before),
            _ => self.wall.elapsed(),
        }
    }
}

/// The time that the threads of this process computed, as Linux counts it.
fn computed() -> Option<Duration> {
    let mut sum = Duration::ZERO;
    for thread in std::fs::read_dir("/proc/self/task").ok()? {
        let counts = std::fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        sum += Duration::from_nanos(counts.split_whitespace().next()?.parse().ok()?);
    }
    Some(sum)
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
    let roles = "numbers (crops)  words (crops)  text (crops)  second (crops)";
    println!("{:<40} pages picture   rest  {roles}  recalled   all, s a page", "file");
    for file in files {
        measure(&file, most);
    }
}

fn measure(file: &std::path::Path, most: usize) {
    let source = Source::open(file).expect("the file can be opened");
    let document = juesuan::document::open(&source).expect("it is a document");
    let font = CjkFont::find().ok().flatten();
    let taken = Taken::default();
    let to = Arc::clone(&taken);
    let timed = move |role, reader| Box::new(Timed { reader, role, taken: Arc::clone(&to) }) as _;
    let readers = Readers::find(None).expect("the readers can be used").wrapped(timed);
    drop(readers.check_out().expect("they are there")); // loads them
    let is_scan = |page: &Page| page.origin == Origin::Scan;
    let mut pages: Vec<Page> = document.pages_on(1).into_iter().filter(is_scan).take(most).collect();
    let began = Clock::now();
    for page in &pages {
        document.scan(page.number, font.as_ref()).expect("it has a picture");
    }
    let picture = began.elapsed();
    let began = Clock::now();
    let proves = |pages: &[Page]| juesuan::pages_to_proved(&source, pages);
    let how =
        ScanOptions { pages: PageOptions::on_threads(1), done: None, only: None, proves: Some(&proves) };
    let recalled = read_scans(&document, &mut pages, || &readers, how);
    let all = began.elapsed();
    let count = u32::try_from(pages.len().max(1)).unwrap_or(u32::MAX);
    let each = |time: Duration| time.as_secs_f64() / f64::from(count);
    let taken = *taken.lock().unwrap_or_else(PoisonError::into_inner);
    let rest = all.saturating_sub(picture + taken.iter().map(|(took, _)| *took).sum());
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let roles = taken.map(|(took, crops)| format!("{:>7.3} ({:>4})", each(took), crops / count)).join("  ");
    let recalled = u32::try_from(recalled).unwrap_or(u32::MAX) / count;
    println!(
        "{name:<40} {:>5} {:>7.3} {:>6.3}  {roles}  {recalled:>8}   {:>6.3}",
        pages.len(),
        each(picture),
        each(rest),
        each(all)
    );
}
