//! Measures readers alone on real crops: those of the amounts that sums proved in scans.
//!
//! `cargo bench --bench crops -- FILE…` reads each scan, takes the crops of its `verified` amounts exactly as `ocr/` cut
//! them, and lets every reader read them: exact strings, and how often two readers are wrong alike. `--write DIR` keeps
//! all crops there as PNG, named by what they show, with `crops.tsv`: what was read, and which fact stands on it.
//! `--read TSV` reads kept crops instead: a table with the columns `png` and `truth` (empty: left out), beside the crops.
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench prints what it measures, and has nothing to measure where a file cannot be read"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use image::GrayImage;
use juesuan::ocr::pool::{Engines, Readers};
use juesuan::ocr::reader::{Expected, Read, Role, TextReader};
use juesuan::ocr::scan_to_page;
use juesuan::page::{Origin, Page, Reading};
use juesuan::record::Fact;
use juesuan::record::words::Status;
use juesuan::source::CjkFont;
use juesuan::{Source, check, fact, form, table};

/// Margin of a crop in points, and in pixels at least, as `ocr/` cuts it.
const MARGIN: (f64, f64) = (1.1, 2.0);

fn main() {
    let (mut files, mut out, mut table) = (Vec::new(), None, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--write" => out = Some(PathBuf::from(arguments.next().expect("--write takes a folder"))),
            "--read" => table = Some(PathBuf::from(arguments.next().expect("--read takes a table"))),
            "--bench" => {} // cargo's own
            _ => files.push(PathBuf::from(argument)),
        }
    }
    let readers = Readers::find(None).expect("the readers can be used");
    let mut engines = readers.check_out().expect("they are there");
    let mut sum = Score::default();
    if let Some(table) = table {
        for (name, crops) in kept(&table) {
            let score = measure(&mut engines, &crops);
            println!("{}", score.line(&name));
            sum.add(&score);
        }
    }
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let crops = cut(&file);
        if let Some(out) = &out {
            keep(out, &name, &crops);
        }
        let proved = |crop: &&Crop| crop.fact.as_ref().is_some_and(|fact| fact.status == Status::Verified);
        let crops: Vec<(String, GrayImage)> =
            crops.iter().filter(proved).map(|crop| (crop.text.clone(), crop.picture.clone())).collect();
        let score = measure(&mut engines, &crops);
        println!("{}", score.line(&name));
        sum.add(&score);
    }
    println!("{}", sum.line("all"));
}

/// A crop, and what is known of it.
struct Crop {
    page: u32,
    picture: GrayImage,
    /// What is believed to stand there.
    text: String,
    /// What each reader read.
    read: Vec<(&'static str, String)>,
    /// The fact whose amount it is.
    fact: Option<Fact>,
}

/// The crops that readers were given: the reader, the crop, what it read.
type Kept = Arc<Mutex<Vec<(&'static str, GrayImage, String)>>>;

/// Reader that keeps the crops that it is given.
struct Keeping {
    reader: Box<dyn TextReader>,
    kept: Kept,
}

impl TextReader for Keeping {
    fn name(&self) -> &'static str {
        self.reader.name()
    }

    fn read(&mut self, crop: &GrayImage, expected: Expected) -> juesuan::Result<Read> {
        let read = self.reader.read(crop, expected)?;
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).push((
            self.reader.name(),
            crop.clone(),
            read.text(),
        ));
        Ok(read)
    }
}

/// Reads a scan, and gives the crop of each of its readings.
fn cut(file: &Path) -> Vec<Crop> {
    let source = Source::open(file).expect("the file can be opened");
    let document = juesuan::document::open(&source).expect("it is a document");
    let font = CjkFont::find().ok().flatten();
    let mut pages = document.pages_on(1);
    let mut crops = Vec::new();
    let kept = Kept::default();
    let keep = Arc::clone(&kept);
    let readers = Readers::find(None)
        .expect("the readers can be used")
        .wrapped(move |_, reader| Box::new(Keeping { reader, kept: Arc::clone(&keep) }));
    for page in pages.iter_mut().filter(|page| page.origin == Origin::Scan) {
        let scan = document.scan(page.number, font.as_ref()).expect("it has a picture");
        let [a, b, c, d, ..] = scan.to_page.0;
        let point = a.hypot(b).min(c.hypot(d));
        scan_to_page(scan, page, &mut readers.check_out().expect("they are there")).expect("it is read");
        let kept = std::mem::take(&mut *kept.lock().unwrap_or_else(PoisonError::into_inner));
        crops.extend(page.readings.iter().filter_map(|reading| reading_to_crop(page, reading, point, &kept)));
    }
    let forms = form::tables_to_forms(&table::pages_to_tables(&pages));
    let mut drafts = fact::forms_to_facts(&forms, &source, None);
    check::judge_drafts(&mut drafts);
    let mut found: Vec<Crop> = Vec::new();
    for (mut crop, place) in crops {
        let on_it =
            |fact: &&Fact| fact.page == crop.page && fact.bbox.is_some_and(|bbox| covers(bbox, place));
        let fact = drafts.iter().map(|draft| &draft.fact).find(on_it);
        crop.fact = fact.filter(|fact| squeezed(&fact.raw) == squeezed(&crop.text)).cloned();
        found.push(crop);
    }
    found
}

/// Whether the middle of a box lies in another.
fn covers(bbox: [f64; 4], (x, y): (f64, f64)) -> bool {
    let [x0, y0, x1, y1] = bbox;
    x0 <= x && x <= x1 && y0 <= y && y <= y1
}

/// Finds the crop of a reading by its size and by what was read of it; with the middle of the reading on the page as seen.
fn reading_to_crop(
    page: &Page,
    reading: &Reading,
    point: f64,
    kept: &[(&'static str, GrayImage, String)],
) -> Option<(Crop, (f64, f64))> {
    let margin = 2.0 * (MARGIN.0 / point).round().max(MARGIN.1);
    let (wide, high) = (reading.rect.width() / point + margin, reading.rect.height() / point + margin);
    let fits = |picture: &GrayImage| {
        (f64::from(picture.width()) - wide).abs() < 0.5 && (f64::from(picture.height()) - high).abs() < 0.5
    };
    let like: Vec<_> = kept.iter().filter(|(_, picture, _)| fits(picture)).collect();
    let shows = |wanted: &str| like.iter().find(|(_, _, text)| squeezed(text) == squeezed(wanted));
    // What was corrected was read by none: then there must be no other crop of this size.
    let only = || like.first().filter(|first| like.iter().all(|(_, picture, _)| *picture == first.1));
    let (_, picture, _) = shows(&reading.text)
        .or_else(|| reading.alternatives.iter().find_map(|other| shows(&other.text)))
        .or_else(only)?;
    let read =
        like.iter().filter(|(_, other, _)| other == picture).map(|(name, _, text)| (*name, text.clone()));
    let place = page.upright.point(reading.rect.mid_x(), reading.rect.mid_y());
    let crop = Crop {
        page: page.number,
        picture: picture.clone(),
        text: reading.text.clone(),
        read: read.collect(),
        fact: None,
    };
    Some((crop, place))
}

/// A text without spaces, with the marks of numbers in one form.
fn squeezed(text: &str) -> String {
    let plain = |c: char| match c {
        '，' => ',',
        '．' | '。' => '.',
        '－' | '—' | '–' => '-',
        '（' => '(',
        '）' => ')',
        other => other,
    };
    text.chars().filter(|c| !c.is_whitespace()).map(plain).collect()
}

/// Writes crops and their table.
fn keep(out: &Path, name: &str, crops: &[Crop]) {
    std::fs::create_dir_all(out.join(name)).expect("the folder can be made");
    let mut lines = String::new();
    for (number, crop) in crops.iter().enumerate() {
        let safe: String = squeezed(&crop.text)
            .chars()
            .take(30)
            .map(|c| if "/\\\0".contains(c) { '_' } else { c })
            .collect();
        let png = format!("{name}/{safe}__{number}.png");
        crop.picture.save(out.join(&png)).expect("the crop can be written");
        let read: Vec<String> = crop.read.iter().map(|(reader, text)| format!("{reader}={text}")).collect();
        let status = crop
            .fact
            .as_ref()
            .map_or_else(|| "-".to_owned(), |fact| format!("{:?}", fact.status).to_lowercase());
        let key = crop.fact.as_ref().map_or_else(String::new, |fact| {
            let side = fact.side.as_deref().unwrap_or("-");
            let line = fact.code.as_deref().or(fact.item.as_deref()).unwrap_or("-");
            format!("{}/{side}/{line}/{}", fact.form, fact.measure)
        });
        let text = [&png, &crop.page.to_string(), &crop.text, &status, &key, &read.join(" | ")]
            .map(|s| s.replace('\t', " "));
        let truth = if status == "verified" { squeezed(&crop.text) } else { String::new() };
        let _ = writeln!(lines, "{}\t{truth}", text.join("\t"));
    }
    let path = out.join("crops.tsv");
    let before = std::fs::read_to_string(&path)
        .unwrap_or_else(|_| "png\tpage\tbelieved\tstatus\tfact\tread\ttruth\n".to_owned());
    std::fs::write(path, before + &lines).expect("the table can be written");
}

/// The kept crops whose truth is known, by the folder that they lie in.
fn kept(table: &Path) -> BTreeMap<String, Vec<(String, GrayImage)>> {
    let text = std::fs::read_to_string(table).expect("the table can be read");
    let mut lines = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let head = lines.next().expect("it has a head");
    let column = |name: &str| head.iter().position(|word| *word == name).expect("it has the columns");
    let (png, truth) = (column("png"), column("truth"));
    let mut kept: BTreeMap<String, Vec<(String, GrayImage)>> = BTreeMap::new();
    for line in lines {
        let (Some(png), Some(truth)) = (line.get(png), line.get(truth).filter(|truth| !truth.is_empty()))
        else {
            continue;
        };
        let path = table.parent().unwrap_or(Path::new(".")).join(png);
        let picture = image::open(path).expect("the crop can be read").to_luma8();
        let name = png.split('/').next().unwrap_or_default().to_owned();
        kept.entry(name).or_default().push(((*truth).to_owned(), picture));
    }
    kept
}

/// What readers made of crops.
#[derive(Default)]
struct Score {
    crops: usize,
    /// Of each reader: its name, exact strings, CPU time.
    readers: Vec<(&'static str, usize, Duration)>,
    /// Of each pair of readers: both wrong, and alike.
    alike: BTreeMap<(usize, usize), usize>,
}

impl Score {
    fn add(&mut self, other: &Self) {
        self.crops += other.crops;
        for (at, (name, exact, took)) in other.readers.iter().enumerate() {
            match self.readers.get_mut(at) {
                Some(sum) => (sum.1, sum.2) = (sum.1 + exact, sum.2 + *took),
                None => self.readers.push((name, *exact, *took)),
            }
        }
        for (pair, count) in &other.alike {
            *self.alike.entry(*pair).or_default() += count;
        }
    }

    fn line(&self, name: &str) -> String {
        let mut line = format!("{name:<40} {:>5} crops", self.crops);
        for (reader, exact, took) in &self.readers {
            let each = took.as_secs_f64() * 1e3 / f64::from(u32::try_from(self.crops.max(1)).unwrap_or(1));
            let _ = write!(line, "  {reader} {exact} ({each:.1} ms)");
        }
        for ((one, other), count) in &self.alike {
            let name = |at: &usize| self.readers.get(*at).map_or("", |reader| reader.0);
            let _ = write!(line, "  {} = {} and wrong: {count}", name(one), name(other));
        }
        line
    }
}

/// Lets the readers of numbers read each crop, as a number where it shows one.
fn measure(engines: &mut Engines<'_>, crops: &[(String, GrayImage)]) -> Score {
    let mut score = Score { crops: crops.len(), ..Score::default() };
    let mut all: Vec<Vec<String>> = Vec::new();
    for role in [Role::Numbers, Role::Text, Role::Second] {
        let Some(reader) = engines.reader(role) else { continue };
        let (began, mut read) = (cpu_time(), Vec::new());
        for (truth, crop) in crops {
            let number = truth.chars().all(|c| c.is_ascii_digit() || ",.-()%".contains(c));
            let expected = if number { Expected::Number } else { Expected::Text };
            read.push(squeezed(&reader.read(crop, expected).expect("it reads").text()));
        }
        let took = cpu_time().saturating_sub(began);
        let exact = read.iter().zip(crops).filter(|(read, (truth, _))| **read == squeezed(truth)).count();
        score.readers.push((reader.name(), exact, took));
        all.push(read);
    }
    for one in 0..all.len() {
        for other in one + 1..all.len() {
            let alike = all[one].iter().zip(&all[other]).zip(crops);
            let wrong = alike.filter(|((a, b), (truth, _))| a == b && **a != squeezed(truth)).count();
            score.alike.insert((one, other), wrong);
        }
    }
    score
}

/// Time that this process has spent on its cores, in steps of a hundredth of a second.
fn cpu_time() -> Duration {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name, which may hold anything, ends at the last bracket.
    let behind_name = text.rsplit(')').next().unwrap_or_default();
    let ticks: u64 =
        behind_name.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<u64>().ok()).sum();
    Duration::from_millis(10 * ticks)
}
