//! Tests pictures as documents. Each fixture is white with a black bar at its top left: half as wide and an eighth as
//! high.

#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use juesuan::Source;
use juesuan::document::{self, OpenDocument};
use juesuan::page::Origin;
use juesuan::picture::{Pixels, Scan};

fn source(name: &str) -> Source {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/images");
    Source::open(&folder.join(name)).unwrap()
}

fn open(name: &str) -> OpenDocument {
    document::open(&source(name)).unwrap()
}

fn gray(scan: &Scan, x: u32, y: u32) -> u8 {
    match &scan.pixels {
        Pixels::Gray(gray) => gray[(y * scan.width + x) as usize],
        Pixels::Rgb(_) => panic!("not gray"),
    }
}

/// The bar is black and the rest white, each sampled in its middle and near its corners.
fn has_bar(scan: &Scan) -> bool {
    let at =
        |x: f64, y: f64| gray(scan, (x * f64::from(scan.width)) as u32, (y * f64::from(scan.height)) as u32);
    let black = [(0.01, 0.01), (0.25, 0.06), (0.45, 0.1)].iter().all(|(x, y)| at(*x, *y) < 60);
    let white = [(0.6, 0.06), (0.25, 0.3), (0.99, 0.99)].iter().all(|(x, y)| at(*x, *y) > 195);
    black && white
}

#[test]
fn every_kind_gives_a_page_and_its_pixels() {
    for name in [
        "two-pages-g4.tif",
        "fax-g3.tif",
        "white-is-zero.tif",
        "lzw.tif",
        "deflate.tif",
        "jpeg.tif",
        "no-density.png",
        "alpha.png",
        "200-dpi.png",
        "gray.jp2",
        "orientation-6.jpg",
    ] {
        let document = open(name);
        let page = &document.pages_on(1)[0];
        assert_eq!((page.number, page.origin, page.glyphs.len()), (1, Origin::Scan, 0), "{name}");
        assert!(!document.is_cut_off(), "{name}");
        let scan = document.scan(1, None).unwrap();
        assert!(has_bar(&scan), "{name}");
        assert!(document.scan(9, None).unwrap_err().is_no_such_page(), "{name}");
    }
}

#[test]
fn a_tiff_has_a_page_for_each_frame_at_its_resolution() {
    let document = open("two-pages-g4.tif");
    let sizes: Vec<(f64, f64)> = document.pages_on(1).iter().map(|p| (p.width, p.height)).collect();
    assert_eq!(sizes, [(216.0, 288.0), (288.0, 216.0)]);
    let scan = document.scan(2, None).unwrap();
    assert_eq!((scan.width, scan.height, has_bar(&scan)), (800, 600, true));
    assert_eq!(scan.to_page.point(800.0, 600.0), (288.0, 216.0));
}

#[test]
fn a_fax_has_square_pixels() {
    let document = open("fax-g3.tif");
    let scan = document.scan(1, None).unwrap();
    let page = &document.pages_on(1)[0];
    assert_eq!((scan.width, scan.height), (600, 1665));
    let (x, y) = scan.to_page.point(600.0, 1665.0);
    assert!((x - page.width).abs() < 1e-6 && (y - page.height).abs() < 1e-6);
}

#[test]
fn a_picture_without_a_resolution_is_a4() {
    let page = &open("no-density.png").pages_on(1)[0];
    assert_eq!((page.width, page.height), (842.0, 631.5));
    let page = &open("200-dpi.png").pages_on(1)[0];
    assert!((page.width - 216.0).abs() < 0.1, "{}", page.width);
}

#[test]
fn a_photograph_is_seen_the_way_up_it_was_taken() {
    let document = open("orientation-6.jpg");
    let page = &document.pages_on(1)[0];
    assert_eq!((page.width, page.height), (631.5, 842.0));
    // Turned to the right: the top left of the pixels is at the top right.
    let scan = document.scan(1, None).unwrap();
    assert_eq!((scan.width, scan.height), (64, 48));
    assert_eq!(scan.to_page.point(0.0, 0.0), (631.5, 0.0));
    let picture = document.picture(1, 72, None).unwrap();
    assert_eq!((picture.width, picture.height), (631, 842));
    assert!(picture.pixel(600, 20).unwrap()[0] < 60 && picture.pixel(20, 20).unwrap()[0] > 195);
}

#[test]
fn what_is_damaged_is_told() {
    let disclosure = juesuan::read(&source("truncated.jpg")).unwrap();
    assert!(
        disclosure.is_incomplete() && disclosure.notes[0].message.contains("cut off"),
        "{:?}",
        disclosure.notes
    );
    let cut = |name: &str, length: usize| {
        let bytes = source(name).bytes[..length].to_vec();
        document::open(&Source::from_bytes("cut", bytes))
    };
    assert!(cut("orientation-6.jpg", 20).err().unwrap().is_damaged());
    assert!(cut("no-density.png", 20).err().unwrap().is_damaged());
    assert!(cut("gray.jp2", 20).err().unwrap().is_damaged());
    assert!(cut("two-pages-g4.tif", 20).err().unwrap().is_damaged());
    let unknown = document::open(&Source::from_bytes("a.gif", b"GIF89a".to_vec())).err().unwrap();
    assert!(unknown.is_unknown_kind() && unknown.to_string().contains("PNG, JPEG, JPEG 2000, TIFF"));
}

/// Whatever a byte of a file becomes, it is read or refused.
#[test]
fn no_damage_panics() {
    for name in [
        "two-pages-g4.tif",
        "lzw.tif",
        "deflate.tif",
        "jpeg.tif",
        "gray.jp2",
        "orientation-6.jpg",
        "alpha.png",
    ] {
        let bytes = source(name).bytes;
        for at in (0..bytes.len()).step_by(7) {
            let mut bytes = bytes.clone();
            bytes[at] = !bytes[at];
            if let Ok(document) = document::open(&Source::from_bytes(name, bytes)) {
                let _ = document.pages_on(1);
                let _ = document.scan(1, None);
            }
        }
    }
}

#[test]
fn a_picture_is_a_document_of_scans() {
    let disclosure = juesuan::read(&source("two-pages-g4.tif")).unwrap();
    assert!(disclosure.pages.iter().all(|page| page.origin == Origin::Scan));
    assert_eq!((disclosure.pages.len(), disclosure.facts.len()), (2, 0));
}

/// Readers may be there or not: a page that is given up is done as well.
#[test]
fn each_scanned_page_that_is_done_is_reported_once() {
    for threads in [1, 2] {
        let done = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&done);
        let options = juesuan::Options::default().on_threads(threads).on_scan_done(move || {
            count.fetch_add(1, Ordering::Relaxed);
        });
        juesuan::read_with(&source("two-pages-g4.tif"), &options).unwrap();
        assert_eq!(done.load(Ordering::Relaxed), 2, "{threads} threads");
    }
}
