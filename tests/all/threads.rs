//! Tests that a document comes out the same, byte for byte, on any number of threads.

use std::fmt::Write;

use juesuan::output::{Format, Writer};
use juesuan::page::Page;
use juesuan::{Disclosure, Options, Source, read_with};

use crate::samples;

/// Those with pages enough for several threads: 57 and 35.
const LONG: [&str; 2] = ["xinhua-2023-rotated", "fenyang-2023-encrypted"];

fn read_on(source: &Source, threads: usize) -> Disclosure {
    read_with(source, &Options::default().on_threads(threads)).unwrap()
}

fn json(disclosure: &Disclosure) -> String {
    let mut written = Vec::new();
    Writer::new(&mut written, Format::Json, false).write(disclosure).unwrap();
    String::from_utf8(written).unwrap()
}

#[test]
fn any_number_of_threads_reads_the_same() {
    for sample in samples::all().iter().filter(|sample| LONG.contains(&sample.name)) {
        let source = Source::open(&samples::path(sample.name)).unwrap();
        let alone = json(&sample.stages.disclosure);
        for threads in [2, 5] {
            assert!(
                json(&read_on(&source, threads)) == alone,
                "{} differs on {threads} threads",
                sample.name
            );
        }
    }
}

/// A table of objects that is wrong is mended when what is wrong is first looked up, and other objects are seen from
/// then on: here page 1, which was written twice.
#[test]
fn a_broken_table_is_mended_before_any_page_is_read() {
    let source = Source::from_bytes("broken.pdf", broken(40));
    for threads in [0, 1, 2, 5] {
        let pages = juesuan::pdf::open(&source).unwrap().pages_on(threads);
        let text = |page: &Page| page.glyphs.iter().map(|glyph| glyph.ch).collect::<String>();
        let texts: Vec<String> = pages.iter().map(text).collect();
        assert_eq!(texts[0], "new", "on {threads} threads");
        assert_eq!(texts[1..], (2..=40).map(|page| format!("page{page}")).collect::<Vec<_>>());
    }
}

/// Writes so many pages with a word each. The content of page 1 stands in the file twice, and the table names the
/// first; of the last page it names a place where another object is.
fn broken(pages: usize) -> Vec<u8> {
    let (page, content) = (|number: usize| 2 * number + 2, |number: usize| 2 * number + 3);
    let kids: String = (1..=pages).map(|number| format!("{} 0 R ", page(number))).collect();
    let mut objects = vec![
        (1, "<</Type/Catalog/Pages 2 0 R>>".to_owned()),
        (2, format!("<</Type/Pages/Count {pages}/Kids[{kids}]>>")),
        (3, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned()),
    ];
    let stream = |word: &str| {
        let text = format!("BT /F 12 Tf 50 700 Td ({word}) Tj ET");
        format!("<</Length {}>>stream\n{text}\nendstream", text.len())
    };
    for number in 1..=pages {
        let fonts = "/Resources<</Font<</F 3 0 R>>>>";
        let content_of = content(number);
        let dict =
            format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]{fonts}/Contents {content_of} 0 R>>");
        objects.push((page(number), dict));
        objects.push((content_of, stream(&format!("page{number}"))));
    }
    objects.push((content(1), stream("new")));
    let mut file = "%PDF-1.4\n".to_owned();
    let mut places = vec![0; content(pages) + 1];
    for (number, body) in &objects {
        if places[*number] == 0 {
            places[*number] = file.len();
        }
        write!(file, "{number} 0 obj\n{body}\nendobj\n").unwrap();
    }
    places[content(pages)] = places[3];
    let table = file.len();
    write!(file, "xref\n0 {}\n0000000000 65535 f \n", places.len()).unwrap();
    for place in &places[1..] {
        writeln!(file, "{place:010} 00000 n ").unwrap();
    }
    let size = places.len();
    write!(file, "trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n").unwrap();
    file.into_bytes()
}
