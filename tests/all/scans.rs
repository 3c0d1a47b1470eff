//! Tests which pages are pictures, and the pixels that OCR gets of them. The PDFs are written here, object by object.

#![allow(clippy::cast_possible_truncation)]

use juesuan::Source;
use juesuan::geom::Rect;
use juesuan::page::{Origin, Page};
use juesuan::pdf;
use juesuan::picture::{Pixels, Scan};

/// Writes a page of 144 × 72 points with images `/I0`, `/I1` … (dictionary entries and bytes) and Helvetica as `/F`.
struct Drawing {
    content: String,
    images: Vec<(String, Vec<u8>)>,
    page: &'static str,
}

impl Drawing {
    fn new(content: &str) -> Self {
        Self { content: content.to_owned(), images: Vec::new(), page: "" }
    }

    fn image(mut self, entries: &str, bytes: Vec<u8>) -> Self {
        self.images.push((entries.to_owned(), bytes));
        self
    }

    fn source(&self) -> Source {
        let mut bytes = b"%PDF-1.7\n".to_vec();
        let mut names = String::new();
        for (i, (entries, data)) in self.images.iter().enumerate() {
            names.push_str(&format!("/I{i} {} 0 R ", 10 + i));
            let head = format!(
                "{} 0 obj <</Type/XObject/Subtype/Image {entries} /Length {}>> stream\n",
                10 + i,
                data.len()
            );
            bytes.extend(head.bytes());
            bytes.extend(data);
            bytes.extend(b"\nendstream endobj\n");
        }
        let rest = format!(
            "1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n\
             2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n\
             3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 144 72]{}/Contents 4 0 R/Resources \
             <</XObject<<{names}>>/Font<</F 5 0 R>>/ExtGState<</H <</ca 0.5>>>>>>>> endobj\n\
             4 0 obj <</Length {}>> stream\n{}\nendstream endobj\n\
             5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj\n\
             trailer <</Root 1 0 R/Size 20>>\n%%EOF\n",
            self.page,
            self.content.len(),
            self.content
        );
        bytes.extend(rest.bytes());
        Source::from_bytes("drawn.pdf", bytes)
    }

    fn page(&self) -> Page {
        pdf::open(&self.source()).unwrap().pages().remove(0)
    }

    fn scan(&self) -> Scan {
        pdf::open(&self.source()).unwrap().scan(1, None).unwrap()
    }
}

const GRAY: &str = "/ColorSpace/DeviceGray/BitsPerComponent 8";

fn gray(width: u32, height: u32) -> (String, Vec<u8>) {
    let pixels = (0..width * height).map(|i| (i * 7 % 256) as u8).collect();
    (format!("/Width {width}/Height {height}{GRAY}"), pixels)
}

fn gray_of(scan: &Scan) -> &[u8] {
    match &scan.pixels {
        Pixels::Gray(gray) => gray,
        Pixels::Rgb(_) => panic!("not gray"),
    }
}

/// Maps a pixel to the page, rounded to hundredths of a point.
fn on_page(scan: &Scan, x: f64, y: f64) -> (f64, f64) {
    let (x, y) = scan.to_page.point(x, y);
    ((x * 100.0).round() / 100.0, (y * 100.0).round() / 100.0)
}

const OVER_ALL: &str = "q 144 0 0 72 0 0 cm /I0 Do Q";

#[test]
fn a_picture_that_is_the_page_gives_its_own_pixels() {
    let (entries, pixels) = gray(30, 15);
    let drawing = Drawing::new(OVER_ALL).image(&entries, pixels.clone());
    assert_eq!(drawing.page().origin, Origin::Scan);
    let scan = drawing.scan();
    assert_eq!((scan.width, scan.height, gray_of(&scan)), (30, 15, &pixels[..]));
    assert_eq!((on_page(&scan, 0.0, 0.0), on_page(&scan, 30.0, 15.0)), ((0.0, 0.0), (144.0, 72.0)));
}

#[test]
fn a_turned_page_and_a_mirrored_picture_are_told_by_the_transform() {
    let (entries, pixels) = gray(30, 15);
    let mut drawing = Drawing::new(OVER_ALL).image(&entries, pixels.clone());
    drawing.page = "/Rotate 90";
    let scan = drawing.scan();
    assert_eq!(gray_of(&scan), pixels);
    // Seen, the page is 72 wide: the picture's top left is at the top right.
    assert_eq!((on_page(&scan, 0.0, 0.0), on_page(&scan, 30.0, 15.0)), ((72.0, 0.0), (0.0, 144.0)));

    let mirrored = Drawing::new("q -144 0 0 72 144 0 cm /I0 Do Q").image(&entries, pixels.clone());
    let scan = mirrored.scan();
    assert_eq!((gray_of(&scan), on_page(&scan, 0.0, 0.0)), (&pixels[..], (144.0, 0.0)));
}

#[test]
fn one_bit_stencils_and_gray_colours_are_gray() {
    // Eight pixels a row; ones are not painted.
    let entries = "/Width 8/Height 4/ImageMask true/BitsPerComponent 1";
    let stencil = Drawing::new(OVER_ALL).image(entries, vec![0b0111_1111, 0xff, 0xff, 0xfe]);
    let scan = stencil.scan();
    assert_eq!((scan.width, gray_of(&scan)[0], gray_of(&scan)[1], gray_of(&scan)[31]), (8, 0, 255, 0));

    let entries = "/Width 2/Height 1/ColorSpace/DeviceRGB/BitsPerComponent 8";
    let equal = Drawing::new(OVER_ALL).image(entries, vec![9, 9, 9, 200, 200, 200]);
    assert_eq!(gray_of(&equal.scan()), [9, 200]);
    let red = Drawing::new(OVER_ALL).image(entries, vec![255, 0, 0, 200, 200, 200]);
    assert!(matches!(red.scan().pixels, Pixels::Rgb(rgb) if rgb == [255, 0, 0, 200, 200, 200]));
}

#[test]
fn strips_are_put_together_and_clips_cut() {
    let (entries, pixels) = gray(30, 15);
    let strips = "q 60 0 0 30 0 42 cm /I0 Do Q q 60 0 0 30 0 12 cm /I1 Do Q";
    let drawing = Drawing::new(strips).image(&entries, pixels.clone()).image(&entries, pixels.clone());
    let scan = drawing.scan();
    assert_eq!((scan.width, scan.height), (30, 30));
    assert_eq!(&gray_of(&scan)[450..], &pixels[..]);

    // The left half is clipped away.
    let clipped =
        Drawing::new("q 72 0 72 72 re W n 144 0 0 72 0 0 cm /I0 Do Q").image(&entries, pixels.clone());
    let scan = clipped.scan();
    assert_eq!((scan.width, gray_of(&scan)[0], on_page(&scan, 0.0, 0.0)), (15, pixels[15], (72.0, 0.0)));
}

#[test]
fn what_is_printed_over_a_picture_is_in_the_drawn_page() {
    let white = (format!("/Width 300/Height 150{GRAY}"), vec![255; 45_000]);
    let drawn = |content: &str| {
        Drawing::new(&format!("{OVER_ALL} {content}")).image(&white.0, white.1.clone()).scan()
    };
    let bar = drawn("0 g 10 30 20 10 re f");
    // 300 pixels over two inches.
    assert_eq!((bar.width, bar.height), (300, 150));
    let (x, y) = bar.to_page.inverse().unwrap().point(20.0, 37.0);
    assert_eq!(gray_of(&bar)[y as usize * 300 + x as usize], 0);
    assert!(gray_of(&drawn("BT /F 12 Tf 10 10 Td (12) Tj ET")).contains(&0));
    // A mask at another resolution over its background.
    let mask = "/Width 16/Height 8/ImageMask true/BitsPerComponent 1";
    let scan = Drawing::new(&format!("{OVER_ALL} q 144 0 0 72 0 0 cm /I1 Do Q"))
        .image(&white.0, white.1.clone())
        .image(mask, vec![0; 16])
        .scan();
    assert!(gray_of(&scan).iter().all(|pixel| *pixel < 30));
    // A picture that is half transparent is no more its own pixels.
    let pale =
        Drawing::new(&format!("/H gs {OVER_ALL}")).image(&format!("/Width 30/Height 15{GRAY}"), vec![0; 450]);
    assert!(gray_of(&pale.scan()).iter().all(|pixel| (100..156).contains(pixel)));
}

#[test]
fn a_picture_that_ends_early_is_no_scan() {
    let short = Drawing::new(OVER_ALL).image(&format!("/Width 30/Height 15{GRAY}"), vec![0; 150]);
    assert!(pdf::open(&short.source()).unwrap().scan(1, None).unwrap_err().is_damaged());
    let document = pdf::open(&short.source()).unwrap();
    assert!(document.scan(2, None).unwrap_err().is_no_such_page());
}

#[test]
fn text_is_drawn_for_ocr_as_gray() {
    let scan = Drawing::new("1 0 0 rg BT /F 12 Tf 10 10 Td (12) Tj ET").scan();
    assert_eq!((scan.width, scan.height), (600, 300));
    assert!(gray_of(&scan).contains(&76), "red is gray");
}

/// Draws sixty digits in a row.
const LINE: &str =
    "BT /F 4 Tf 4 60 Td (123456789012345678901234567890) Tj 0 -5 Td (123456789012345678901234567890) Tj ET";

#[test]
fn text_under_an_opaque_image_is_not_printed() {
    let (entries, pixels) = gray(30, 15);
    let under = Drawing::new(&format!("{LINE} {OVER_ALL}")).image(&entries, pixels.clone());
    let page = under.page();
    assert_eq!((page.origin, page.glyphs.len()), (Origin::Scan, 0));
    assert!(page.notes[0].message.contains("hidden text layer"), "{:?}", page.notes);
    assert_eq!(gray_of(&under.scan()), pixels);

    // One can see through a mask: the text counts.
    let mask = "/Width 8/Height 4/ImageMask true/BitsPerComponent 1";
    let through = Drawing::new(&format!("{LINE} {OVER_ALL}")).image(mask, vec![0xff; 4]);
    assert_eq!((through.page().origin, through.page().glyphs.len()), (Origin::Text, 60));
}

#[test]
fn a_scan_stays_a_scan_under_a_printed_line_and_a_letterhead_is_none() {
    // Print all over the page, and 60 characters at its top.
    let print = |pale: u8| (0..300 * 150).map(|i| if i % 3 == 0 { pale } else { 255 }).collect::<Vec<u8>>();
    let entries = format!("/Width 300/Height 150{GRAY}");
    let page = |pale: u8| Drawing::new(&format!("{OVER_ALL} {LINE}")).image(&entries, print(pale)).page();
    assert_eq!(page(0).origin, Origin::Scan);
    assert_eq!((page(200).origin, page(200).glyphs.len()), (Origin::Text, 60));
    assert_eq!(page(200).place(&Rect::new(0.0, 0.0, 1.0, 1.0)).page(), 1);
}
