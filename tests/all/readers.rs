//! Tests the readers of text with their real weights and libraries, on crops drawn beforehand (`fixtures/ocr/`).
//!
//! Where a reader is not installed its tests say that they are left out, unless `JUESUAN_TEST_READERS=required`, as in
//! CI.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use image::GrayImage;
use juesuan::ocr::pool::Readers;
use juesuan::ocr::ppocr::{PpOcr, Recogniser};
use juesuan::ocr::reader::{Expected, Read, Role, TextReader};
use juesuan::ocr::tesseract::Tesseract;
use juesuan::source::OcrModels;

use crate::left_out::left_out;

const NUMBERS: [(&str, &str); 4] = [
    ("amount", "1,234,567.89"),
    ("amount-negative", "-84.85"),
    ("amount-repeated", "97,697,666.00"),
    ("code", "2080505"),
];
const NAME: (&str, &str) = ("name", "机关事业单位基本养老保险缴费支出");

fn crop(name: &str) -> GrayImage {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ocr").join(name).with_extension("png");
    image::open(path).unwrap().to_luma8()
}

/// Says that the test is left out, or fails where the readers must be there.
fn skip(what_is_missing: &str) {
    left_out(what_is_missing, "make setup", "JUESUAN_TEST_READERS");
}

fn ppocr() -> Option<PpOcr> {
    static SHARED: LazyLock<Option<Arc<Recogniser>>> =
        LazyLock::new(|| match OcrModels::find(None).unwrap() {
            OcrModels::Found(weights) => Some(Arc::new(Recogniser::load(weights.bytes).unwrap())),
            OcrModels::Missing(_) | OcrModels::Declined => None,
        });
    match &*SHARED {
        Some(shared) => Some(PpOcr::new(shared)),
        None => {
            skip("the weights of PP-OCRv4 are not there");
            None
        }
    }
}

fn tesseract() -> Option<Tesseract> {
    match Tesseract::new() {
        Ok(reader) => Some(reader),
        Err(absence) => {
            skip(&absence.to_string());
            None
        }
    }
}

/// The characters stand from left to right inside of the crop.
fn assert_places(read: &Read, crop: &GrayImage) {
    let places: Vec<f32> = read.chars.iter().map(|c| c.x).collect();
    assert!(places.is_sorted_by(|a, b| a < b), "{places:?}");
    #[allow(clippy::cast_precision_loss, reason = "crops are small")]
    let width = crop.width() as f32;
    assert!(places.iter().all(|x| (0.0..=width).contains(x)), "{places:?} in {width}");
}

#[test]
fn ppocr_reads_numbers() {
    let Some(mut reader) = ppocr() else { return };
    for (name, truth) in NUMBERS {
        let crop = crop(name);
        let read = reader.read(&crop, Expected::Number).unwrap();
        assert_eq!(read.text(), truth);
        assert!(read.confidence > 0.3 && read.confidence <= 1.0, "{read:?}");
        assert!(read.alternatives.iter().all(|(text, likely)| text != truth && *likely < read.confidence));
        assert_places(&read, &crop);
    }
}

#[test]
fn ppocr_reads_text() {
    let Some(mut reader) = ppocr() else { return };
    let crop = crop(NAME.0);
    let read = reader.read(&crop, Expected::Text).unwrap();
    assert_eq!(read.text(), NAME.1);
    assert_places(&read, &crop);
}

#[test]
fn ppocr_sees_nothing_where_nothing_is() {
    let Some(mut reader) = ppocr() else { return };
    for crop in [crop("blank"), GrayImage::new(0, 0), GrayImage::from_pixel(1, 1, image::Luma([255]))] {
        assert_eq!(reader.read(&crop, Expected::Number).unwrap().text(), "");
    }
}

/// Crops that are no segment of a line: a ruling, a seal, one pixel.
#[test]
fn ppocr_takes_crops_of_any_shape() {
    let Some(mut reader) = ppocr() else { return };
    for (width, height) in [(1, 1), (1, 500), (3_000, 2), (900, 900)] {
        let crop = GrayImage::from_pixel(width, height, image::Luma([0]));
        let read = reader.read(&crop, Expected::Text).unwrap();
        assert!(read.confidence.is_finite(), "{read:?}");
    }
}

#[test]
fn engines_of_several_threads_read_the_same() {
    let Some(mut first) = ppocr() else { return };
    let read_all = |reader: &mut dyn TextReader| -> Vec<Read> {
        NUMBERS.iter().map(|(name, _)| reader.read(&crop(name), Expected::Number).unwrap()).collect()
    };
    let expected = read_all(&mut first);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..3).map(|_| scope.spawn(|| read_all(&mut ppocr().unwrap()))).collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), expected);
        }
    });
}

#[test]
fn tesseract_reads_numbers() {
    let Some(mut reader) = tesseract() else { return };
    for (name, truth) in NUMBERS {
        let crop = crop(name);
        let read = reader.read(&crop, Expected::Number).unwrap();
        // It takes small blurred commas for points: what parts the digits is decided later, from all readings.
        let unparted = |text: &str| text.replace([',', '.'], "");
        assert_eq!(unparted(&read.text()), unparted(truth));
        assert!(read.confidence > 0.0 && read.confidence <= 1.0, "{read:?}");
        assert_places(&read, &crop);
    }
}

#[test]
fn tesseract_reads_text() {
    let Some(mut reader) = tesseract() else { return };
    assert_eq!(reader.read(&crop(NAME.0), Expected::Text).unwrap().text(), NAME.1);
}

#[test]
fn tesseract_sees_nothing_where_nothing_is() {
    let Some(mut reader) = tesseract() else { return };
    for crop in [crop("blank"), GrayImage::new(0, 0), GrayImage::from_pixel(1, 1, image::Luma([255]))] {
        assert_eq!(reader.read(&crop, Expected::Number).unwrap().text(), "");
    }
}

#[test]
fn tesseract_takes_crops_of_any_shape() {
    let Some(mut reader) = tesseract() else { return };
    for (width, height) in [(1, 500), (3_000, 3), (900, 900)] {
        let mut crop = GrayImage::from_pixel(width, height, image::Luma([0]));
        crop.put_pixel(0, 0, image::Luma([255]));
        assert!(reader.read(&crop, Expected::Text).unwrap().confidence.is_finite());
    }
}

/// A reading does not depend on those before it.
#[test]
fn tesseract_forgets_the_crop_before() {
    let (Some(mut one), Some(mut other)) = (tesseract(), tesseract()) else { return };
    let mut read = |reader: usize, name: &str| {
        let reader = if reader == 0 { &mut one } else { &mut other };
        reader.read(&crop(name), Expected::Number).unwrap()
    };
    let forwards: Vec<Read> = NUMBERS.iter().map(|(name, _)| read(0, name)).collect();
    let mut backwards: Vec<Read> = NUMBERS.iter().rev().map(|(name, _)| read(1, name)).collect();
    backwards.reverse();
    assert_eq!(forwards, backwards);
}

/// Both readers from the pool, on one thread and on four.
#[test]
fn the_pool_reads_the_same_on_any_number_of_threads() {
    let readers = Readers::find(None).unwrap();
    if let Some(reason) = readers.missing(Role::Text).or(readers.missing(Role::Second)) {
        return skip(reason);
    }
    let read_all = || -> Vec<[Read; 2]> {
        let mut engines = readers.check_out().unwrap();
        let mut read = |name: &str, expected| {
            let crop = crop(name);
            let first = engines.reader(Role::Text).unwrap().read(&crop, expected).unwrap();
            [first, engines.reader(Role::Second).unwrap().read(&crop, expected).unwrap()]
        };
        let numbers = NUMBERS.iter().map(|(name, _)| (*name, Expected::Number));
        numbers.chain([(NAME.0, Expected::Text)]).map(|(name, expected)| read(name, expected)).collect()
    };
    let expected = read_all();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(read_all)).collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), expected);
        }
    });
}
