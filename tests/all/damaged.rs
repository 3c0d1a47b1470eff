//! Tests damaged files, and files that are made to take all time or memory: what is lost is told with its page and object, and
//! what is not told is as it was.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use juesuan::{Disclosure, Severity, Source, Status};

/// Streams of a file: where their data begin and end.
fn streams(bytes: &[u8]) -> Vec<(usize, usize)> {
    let find = |word: &[u8], from: usize| {
        bytes[from..].windows(word.len()).position(|found| found == word).map(|at| from + at)
    };
    let mut streams = Vec::new();
    let mut from = 0;
    while let Some(end) = find(b"endstream", from) {
        if let Some(begin) = find(b"stream", from).filter(|begin| *begin < end) {
            streams.push((begin + 7, end));
        }
        from = end + 9;
    }
    streams
}

fn read(bytes: Vec<u8>) -> Disclosure {
    juesuan::read(&Source::from_bytes("damaged.pdf", bytes)).unwrap()
}

type Values = BTreeMap<String, (Option<String>, bool)>;

/// What a disclosure says of each amount, and whether that is suspect.
fn values(disclosure: &Disclosure) -> Values {
    let each = disclosure.facts.iter().map(|fact| {
        let key = format!(
            "{} {} {:?} {:?} {:?} {} {} {}",
            fact.form, fact.instance, fact.side, fact.code, fact.item, fact.nth, fact.measure, fact.page
        );
        (key, (fact.value.map(|value| value.to_string()), fact.status == Status::Suspect))
    });
    each.collect()
}

/// Whether a note says what could not be read.
fn is_told(disclosure: &Disclosure) -> bool {
    disclosure.notes.iter().any(|note| note.severity == Severity::Unread)
}

#[test]
fn damaged_data_are_told_with_page_and_object() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/qinyang-2020-word.pdf");
    let whole = std::fs::read(sample).unwrap();
    let original = values(&read(whole.clone()));
    let all = streams(&whole);
    let mut told = 0;
    for (at, (begin, end)) in all.iter().enumerate().step_by(all.len() / 6) {
        let mut damaged = whole.clone();
        damaged[begin + (end - begin) / 2] ^= 1 << (at % 8);
        let disclosure = read(damaged);
        if is_told(&disclosure) {
            told += 1;
            let notes = || disclosure.notes.iter().filter(|note| note.severity == Severity::Unread);
            assert!(notes().any(|note| note.message.contains("object ")), "{:?}", disclosure.notes);
            for page in notes().filter_map(|note| note.page) {
                assert!(
                    disclosure.facts.iter().filter(|f| f.page == page).all(|f| f.status == Status::Suspect)
                );
            }
        } else {
            assert_eq!(values(&disclosure), original, "stream {at}");
        }
    }
    assert!(told >= 1, "{told}");
}

/// A PDF of two pages; `more` are objects from 6 on, `font` and `content` belong to the first page.
fn two_pages(font: &str, content: &str, resources: &str, more: &[&str]) -> Vec<u8> {
    let stream = |text: &str| format!("<</Length {}>>stream\n{text}\nendstream", text.len());
    let page = |content: u32, resources: &str| {
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {content} 0 R/Resources<<{resources}>>>>"
        )
    };
    let font_of = |font: &str| format!("/Font<</F1 {font}>>");
    let plain = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>".to_owned(),
        page(6, &format!("{}{resources}", font_of(font))),
        page(5, &font_of(plain)),
        stream("BT /F1 12 Tf 50 700 Td (the second page) Tj ET"),
        if content.starts_with("<<") { content.to_owned() } else { stream(content) },
    ];
    objects.extend(more.iter().map(ToString::to_string));
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(&objects) {
        places.push(bytes.len());
        bytes.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
    }
    let table = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    places.iter().for_each(|place| bytes.extend(format!("{place:010} 00000 n \n").bytes()));
    let size = objects.len() + 1;
    bytes.extend(format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n").bytes());
    bytes
}

const HELVETICA: &str = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";
const TEXT: &str = "BT /F1 12 Tf 50 700 Td (the first page) Tj ET";

#[test]
fn what_takes_all_time_or_memory_costs_its_page() {
    let wide = "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[7 0 R]>>";
    let widths = "<</Type/Font/Subtype/CIDFontType2/BaseFont/X/W[0 4294967295 500]\
                  /FontDescriptor<</Type/FontDescriptor/FontName/X/Flags 4>>>>";
    let braces = format!("{}{}", "{".repeat(100_000), "}".repeat(100_000));
    let length = braces.len();
    let function = format!(
        "<</FunctionType 4/Domain[0 1]/Range[0 1 0 1 0 1]/Length {length}>>stream\n{braces}\nendstream"
    );
    let predicted = |parms: &str| {
        format!(
            "<</Filter/FlateDecode/DecodeParms<<{parms}>>/Length 8>>stream\nx\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\nendstream"
        )
    };
    let picture = "<</Type/XObject/Subtype/Image/Width 1000000000/Height 1000000000/BitsPerComponent 1\
                   /ColorSpace/DeviceGray/Length 1>>stream\nx\nendstream";
    let in_content =
        format!("{TEXT} q 500 0 0 500 0 0 cm BI /W 1000000 /H 1000000 /BPC 1 /CS /G ID xxxx EI Q");
    let drawn = "q 500 0 0 500 0 0 cm /I Do Q BT /F1 12 Tf (the first page) Tj ET";
    let space = "/ColorSpace<</C[/Separation/X/DeviceRGB 7 0 R]>>";
    let cases = [
        two_pages(wide, "BT /F1 12 Tf <0041> Tj ET", "", &[widths]),
        two_pages(HELVETICA, "/C cs 0.5 scn 1 1 9 9 re f", space, &[&function]),
        two_pages(HELVETICA, &predicted("/Predictor 12/Columns 4294967295"), "", &[]),
        two_pages(HELVETICA, &predicted("/Predictor 2/Columns 0/Colors 0"), "", &[]),
        two_pages(HELVETICA, &predicted("/Predictor 15/Columns 7 0 R"), "", &["99999999999"]),
        two_pages(HELVETICA, drawn, "/XObject<</I 7 0 R>>", &[picture]),
        two_pages(HELVETICA, &in_content, "", &[]),
    ];
    for (at, bytes) in cases.into_iter().enumerate() {
        let began = Instant::now();
        let source = Source::from_bytes("hostile.pdf", bytes);
        let pages = juesuan::pdf::open(&source).unwrap().pages();
        assert!(began.elapsed() < Duration::from_secs(5), "case {at}");
        let told = pages[0].notes.iter().filter(|note| note.severity == Severity::Unread).count();
        assert!(told > 0, "case {at}: {:?}", pages[0].notes);
        let second: String = pages[1].glyphs.iter().map(|glyph| glyph.ch).collect();
        assert_eq!((second.as_str(), pages[1].notes.len()), ("thesecondpage", 0), "case {at}");
    }
}

#[test]
fn what_is_named_and_not_there_is_told() {
    let whole = two_pages(HELVETICA, TEXT, "", &[]);
    let told = |bytes: &[u8]| {
        let pages = juesuan::pdf::open(&Source::from_bytes("a.pdf", bytes.to_vec())).unwrap().pages();
        pages[0].notes.iter().any(|note| note.severity == Severity::Unread)
    };
    assert!(!told(&whole));
    let change = |from: &str, to: &str| {
        assert_eq!(from.len(), to.len());
        let at = whole.windows(from.len()).position(|found| found == from.as_bytes()).unwrap();
        let mut changed = whole.clone();
        changed[at..at + from.len()].copy_from_slice(to.as_bytes());
        changed
    };
    for (from, to) in [
        ("/F1 12 Tf 50 700 Td (the f", "/F3 12 Tf 50 700 Td (the f"),
        ("/Contents 6", "/Contgnts 6"),
        ("/Contents 6 0 R", "/Contents 9 0 R"),
        ("first page) Tj", "first page) Uj"),
        ("/Font<<", "/Fonu<<"),
        ("/Subtype/Type1", "/Subtype/Type0"),
        ("\n6 0 obj", "\n7 0 obj"),
    ] {
        assert!(told(&change(from, to)), "{from} {to}");
    }
}

#[test]
fn dictionaries_in_each_other_take_no_time() {
    let nested = format!("<</A {}1{}>>", "<</Z ".repeat(100_000), ">>".repeat(100_000));
    let bytes = two_pages(HELVETICA, TEXT, "", &[&nested]);
    let began = Instant::now();
    let disclosure = read(bytes);
    assert!(began.elapsed() < Duration::from_secs(5));
    assert!(is_told(&disclosure));
}

/// Writes a tree of two pages, the first in a node of its own that states `count` pages; `second` is the second.
fn tree(count: u32, second: &str) -> Disclosure {
    let page = "<</Type/Page/MediaBox[0 0 200 200]/Contents 9 0 R>>";
    let objects = [
        "1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n".to_owned(),
        "2 0 obj <</Type/Pages/Count 2/Kids[3 0 R 5 0 R]>> endobj\n".to_owned(),
        format!("3 0 obj <</Type/Pages/Count {count}/Kids[4 0 R]>> endobj\n"),
        format!("4 0 obj {page} endobj\n"),
        format!("5 0 obj {second} endobj\n"),
        "9 0 obj <</Length 4>> stream\nq Q\n\nendstream endobj\n".to_owned(),
        "trailer <</Root 1 0 R/Size 10>>\n%%EOF\n".to_owned(),
    ];
    read(format!("%PDF-1.4\n{}", objects.concat()).into_bytes())
}

#[test]
fn what_is_wrong_in_the_tree_of_pages_is_told() {
    let page = "<</Type/Page/MediaBox[0 0 200 200]/Contents 9 0 R>>";
    let says =
        |disclosure: &Disclosure, what: &str| disclosure.notes.iter().any(|n| n.message.contains(what));
    assert!(!says(&tree(1, page), "tree") && !says(&tree(1, page), "stands for a page"));
    assert!(!says(&tree(1, "<</MediaBox[0 0 200 200]>>"), "stands for a page"));
    assert!(says(&tree(3, page), "has others than it states"));
    assert!(says(&tree(1, "<</Type/Font/Subtype/Type1>>"), "stands for a page, and is none"));
    assert!(says(&tree(1, "<</Length 3>>"), "stands for a page, and is none"));
}
