//! Tests what of the text of a page is read: what is printed, and nothing else. Each page says one number, and draws something
//! over it or under it. The PDFs are written here.

use juesuan::page::{Doubt, Origin, Page};
use juesuan::pdf;
use juesuan::{Severity, Source};

/// Reads a page of 400 × 300 points.
fn page(content: &str) -> Page {
    sheet("400 300", content)
}

/// Reads a page of this size with Helvetica as `/F`, some states of drawing, two pictures and a pattern.
fn sheet(size: &str, content: &str) -> Page {
    let stream = |number: u32, entries: &str, data: &str| {
        format!("{number} 0 obj <<{entries}/Length {}>> stream\n{data}\nendstream endobj\n", data.len())
    };
    let picture = "/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray";
    let form = "/Type/XObject/Subtype/Form/BBox[0 0 400 300]";
    let tile =
        "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 9/YStep 9/Resources<<>>";
    let parts = [
        "%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[20 0 R]/D<</OFF[20 0 R]>>>>>> endobj\n"
            .to_owned(),
        "2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n".to_owned(),
        format!("3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 {size}]"),
        "/Contents 4 0 R/Resources<</Font<</F 5 0 R>>\
         /ExtGState<</None <</ca 0/CA 0>>/Half <</ca 0.5>>/Multiply <</BM/Multiply>>\
         /Black <</SMask<</S/Luminosity/G 6 0 R>>>>>>/XObject<</White 7 0 R/Clear 8 0 R/Hidden 10 0 R>>\
         /Pattern<</Tile 11 0 R/Hatch 12 0 R>>/Properties<</Off 20 0 R>>>>>> endobj\n"
            .to_owned(),
        stream(4, "", content),
        "5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj\n".to_owned(),
        stream(6, &format!("{form}/Group<</S/Transparency/CS/DeviceGray>>"), "0 g 0 0 400 300 re f"),
        stream(7, picture, "~"),
        stream(8, &format!("{picture}/SMask 9 0 R"), "~"),
        stream(9, picture, " "),
        stream(10, &format!("{form}/Resources<</Font<</F 5 0 R>>>>"), "3 Tr BT /F 20 Tf 100 100 Td (123.45) Tj ET"),
        stream(11, tile, "1 g 0 0 9 9 re f"),
        stream(12, tile, "0.5 G 0 0 m 9 9 l S"),
        "20 0 obj <</Type/OCG/Name(draft)>> endobj\ntrailer <</Root 1 0 R/Size 21>>\n%%EOF\n".to_owned(),
    ];
    let source = Source::from_bytes("drawn.pdf", parts.concat().into_bytes());
    pdf::open(&source).unwrap().pages().remove(0)
}

fn text(page: &Page) -> String {
    page.glyphs.iter().map(|glyph| glyph.ch).collect()
}

/// Draws `123.45`, its ink from about 101 to 161 and from 100 to 114.
const NUMBER: &str = "BT /F 20 Tf 100 100 Td (123.45) Tj ET\n";

#[test]
fn what_is_covered_is_not_read() {
    for cover in [
        "1 g 90 90 200 50 re f",
        "q 0.99 0.1 -0.1 0.99 0 0 cm 1 g 80 80 200 60 re f Q",
        "1 g 50 50 300 200 re 290 90 20 20 re f*",
        "1 G 30 w 95 107 m 170 107 l S",
        "q 0 0 m 400 0 l 200 600 l h W n 1 g 0 0 400 300 re f Q",
        "1 g 96 90 35 50 re 130 90 40 50 re f",
        "1 g 96 90 12 50 re f 107 90 20 50 re f 126 90 44 50 re f",
        "q 200 0 0 50 90 90 cm /White Do Q",
        "q 198 20 -5 50 90 80 cm /White Do Q",
        "/Pattern cs /Tile scn 90 90 200 50 re f",
    ] {
        let page = page(&format!("{NUMBER}{cover}"));
        assert_eq!(text(&page), "", "{cover}");
        assert!(
            page.notes.iter().any(|note| note.message.ends_with(": 123.45")),
            "{cover}: {:?}",
            page.notes
        );
    }
}

#[test]
fn what_shines_through_or_lies_beside_is_read() {
    for beside in [
        "q /Half gs 1 1 0 rg 90 90 200 50 re f Q",
        "q /Multiply gs 1 1 0 rg 90 90 200 50 re f Q",
        "q /None gs 1 g 90 90 200 50 re f Q",
        "1 g 50 50 300 200 re 90 90 200 50 re f*",
        "1 g 50 50 300 200 re 90 90 m 90 140 l 290 140 l 290 90 l h f",
        "q 0 0 400 95 re W n 1 g 90 90 200 50 re f Q",
        "q 300 200 m 350 200 l 325 260 l h W n 1 g 0 0 400 300 re f Q",
        "q 200 0 0 50 90 90 cm /Clear Do Q",
        "/Pattern cs /Hatch scn 90 90 200 50 re f",
        "/OC /Off BDC 1 g 90 90 200 50 re f EMC",
        "0 G 0.7 w 95 107 m 170 107 l S 1 w 95 97 m 170 97 l S",
    ] {
        let page = page(&format!("{NUMBER}{beside}"));
        assert_eq!(text(&page), "123.45", "{beside}");
        assert!(page.glyphs.iter().all(|glyph| glyph.doubt.is_none()), "{beside}");
    }
}

#[test]
fn what_nobody_sees_is_not_read() {
    for how in [
        "1 g",
        "0.99 g",
        "0 0 0 0.01 k",
        "0 0 0.4 rg 90 90 200 50 re f",
        "0 0 0.4 rg 90 90 200 50 re f 1 g 80 80 300 80 re f",
        "/None gs",
        "/Black gs",
        "1 G 1 Tr",
        "3 Tr",
        "7 Tr",
        "/Pattern cs /Tile scn",
        "0 0 50 50 re W n",
        "/OC /Off BDC",
    ] {
        assert_eq!(text(&page(&format!("{how}\n{NUMBER}"))), "", "{how}");
    }
    assert_eq!(text(&page("/Hidden Do")), "");
    let white_over = "1 g BT /F 20 Tf 100 100 Td (123.45) Tj ET";
    assert_eq!(text(&page(&format!("{NUMBER}{white_over}"))), "", "rubbed out");
    for how in ["0.8 g", "0 0 0.4 rg 90 90 200 50 re f 1 g", "1 g 0 G 2 Tr", "0 g 1 G 0.3 w 2 Tr"] {
        let page = page(&format!("{how}\n{NUMBER}"));
        assert_eq!(text(&page), "123.45", "{how}");
        assert!(page.glyphs.iter().all(|glyph| glyph.doubt.is_none()), "{how}");
    }
}

#[test]
fn what_is_left_of_a_number_is_doubted() {
    for (cover, left) in [("1 g 111.2 90 11.1 50 re f", "13.45"), ("1 g 95 90 16 50 re f", "23.45")] {
        let page = page(&format!("{NUMBER}{cover}"));
        assert_eq!(text(&page), left);
        assert!(page.glyphs.iter().any(|glyph| glyph.doubt == Some(Doubt::Covered)), "{cover}");
    }
    let halves = page(&format!("{NUMBER}1 g 90 90 200 17 re f"));
    assert!(halves.glyphs.iter().all(|glyph| glyph.doubt == Some(Doubt::Covered)));
}

#[test]
fn another_number_in_the_place_of_a_covered_one_is_read() {
    let page = page(&format!("{NUMBER}1 g 90 90 200 50 re f 0 g BT /F 20 Tf 103 100 Td (678.90) Tj ET"));
    assert_eq!(text(&page), "678.90");
    assert!(page.glyphs.iter().all(|glyph| glyph.doubt.is_none()));
}

#[test]
fn two_numbers_in_one_place_are_doubted() {
    for (over, is_doubted) in [
        ("BT /F 20 Tf 104 100 Td (678.90) Tj ET", true),
        ("BT /F 20 Tf 113 100 Td (5) Tj ET", true),
        ("BT /F 20 Tf 100.3 100 Td (123.45) Tj ET", false),
        ("BT /F 20 Tf 162 100 Td (678.90) Tj ET", false),
        ("BT /F 60 Tf 90 80 Td (NO) Tj ET", false),
    ] {
        let page = page(&format!("{NUMBER}{over}"));
        let doubted = page.glyphs.iter().any(|glyph| glyph.doubt == Some(Doubt::Overlaid));
        assert_eq!(doubted, is_doubted, "{over}");
    }
}

#[test]
fn an_amount_under_a_bar_is_missed() {
    let page = page(&format!("{NUMBER}0 g 90 90 200 50 re f"));
    assert_eq!(text(&page), "");
    assert!(page.notes.iter().any(|note| format!("{:?}", note.severity) == "Unread"), "{:?}", page.notes);
}

#[test]
fn digits_outside_of_the_page_are_told() {
    let outside = "BT /F 20 Tf 420 100 Td (1234567890) Tj ET\n";
    let told = |size: &str, content: &str| {
        let page = sheet(size, content);
        let notes = page.notes.iter().filter(|note| note.message.contains("outside of the page"));
        (text(&page), notes.map(|note| note.severity).collect::<Vec<_>>())
    };
    assert_eq!(told("400 300", NUMBER), ("123.45".to_owned(), vec![]));
    let both = format!("{NUMBER}{outside}");
    assert_eq!(told("400 300", &both), ("123.45".to_owned(), vec![Severity::Info]));
    // As where a digit of the size is damaged.
    assert_eq!(told("400 120", &both).1, [Severity::Unread]);
}

/// A picture over the whole page, which makes it a scan.
const SCAN: &str = "q 400 0 0 300 0 0 cm /White Do Q\n";

#[test]
fn the_hidden_text_of_a_scan_is_kept_for_the_reader() {
    let invisible = NUMBER.replace("/F 20 Tf", "/F 20 Tf 3 Tr");
    for scan in [format!("{SCAN}{invisible}"), format!("{invisible}{SCAN}"), format!("{NUMBER}{SCAN}")] {
        let page = page(&scan);
        assert_eq!((page.origin, text(&page).as_str()), (Origin::Scan, ""), "{scan}");
        let layer: String = page.layer.iter().map(|glyph| glyph.ch).collect();
        assert_eq!(layer, "123.45", "{scan}");
        let first = page.layer[0].rect;
        assert!((100.0..101.0).contains(&first.x0) && (175.0..205.0).contains(&first.mid_y()), "{first:?}");
    }
    // Beside text that is seen, nobody asks it.
    let seen = NUMBER.replace("100 100 Td", "100 150 Td").repeat(9);
    assert!(page(&format!("{invisible}{seen}")).layer.is_empty());
}
