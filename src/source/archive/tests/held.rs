//! Tests documents that hold files.

use super::*;

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut to = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    to.write_all(bytes).unwrap();
    to.finish().unwrap()
}

#[test]
fn files_of_a_document_are_members_and_so_is_the_document() {
    let inner = stored(&[("b.pdf", PDF), ("c.txt", b"text")]);
    let gbk = encoding_rs::GB18030.encode("决算.pdf").0.into_owned();
    let packed = zlib(PDF);
    let deep = holding(MARK, &[(b'z', b"../in.pdf", &packed)]);
    let all = holding(
        MARK,
        &[
            (b's', &gbk, PDF),
            (b's', &gbk, PDF),
            (b'z', b"in.zip", &zlib(&inner)),
            (b's', b"a.xml", b"<?xml version='1.0'?><a/>"),
            (b'x', b"odd.pdf", b""),
            (b'z', b"cut.pdf", &packed[..packed.len() - 3]),
            (b's', b"deep.pdf", &deep),
        ],
    );
    let expected = [
        ("a", "document"),
        ("a!/决算.pdf", "document"),
        ("a!/决算.pdf#2", "document"),
        ("a!/in.zip!/b.pdf", "document"),
        ("a!/in.zip!/c.txt", "text"),
        ("a!/a.xml", "xml"),
        ("a!/odd.pdf", "unsupported"),
        ("a!/cut.pdf", "truncated"),
        ("a!/deep.pdf", "document"),
        ("a!/deep.pdf!/../in.pdf", "document"),
    ];
    assert_listing(&all, ArchiveLimits::default(), &expected);
    let wanted: [&[u32]; 4] = [&[], &[1], &[2, 0], &[6, 0]];
    let bytes = [&all, PDF, PDF, PDF];
    let expected: Vec<(MemberPath, Vec<u8>)> =
        wanted.iter().zip(bytes).map(|(place, bytes)| (place.to_vec(), bytes.to_vec())).collect();
    assert_eq!(given(&all, &wanted), expected);
    // In an archive, one more name stands before it.
    let zipped = stored(&[("x.pdf", &deep)]);
    let expected = [("a!/x.pdf", "document"), ("a!/x.pdf!/../in.pdf", "document")];
    assert_listing(&zipped, ArchiveLimits::default(), &expected);
    assert_eq!(given(&zipped, &[&[0, 0]]), [(vec![0, 0], PDF.to_vec())]);
}

#[test]
fn a_document_without_files_is_a_document_and_several_in_one_file_are_none_together() {
    assert_listing(PDF, ArchiveLimits::default(), &[("a", "document alone")]);
    assert_listing(&holding(MARK, &[]), ArchiveLimits::default(), &[("a", "document alone")]);
    let joined = holding(JOINED, &[(b's', b"1.pdf", PDF), (b's', b"2.pdf", PDF)]);
    let expected = [("a!/1.pdf", "document"), ("a!/2.pdf", "document")];
    assert_listing(&joined, ArchiveLimits::default(), &expected);
    let zipped = stored(&[("x.pdf", &joined)]);
    assert_listing(
        &zipped,
        ArchiveLimits::default(),
        &[("a!/x.pdf!/1.pdf", "document"), ("a!/x.pdf!/2.pdf", "document")],
    );
}

#[test]
fn limits_cost_the_files_and_not_the_document_that_holds_them() {
    let zeros = zlib(&vec![0; 50_000]);
    let all = holding(MARK, &[(b'z', b"bomb.pdf", &zeros), (b's', b"b.pdf", PDF)]);
    let limits = ArchiveLimits { ratio: 20, ratio_from: 10_000, ..ArchiveLimits::default() };
    let found = listing(&all, limits);
    assert_eq!(
        found[..2],
        [("a".to_owned(), "document".to_owned()), ("a!/bomb.pdf".to_owned(), "bomb".to_owned())]
    );
    let mut nested = holding(MARK, &[(b's', b"b.pdf", PDF)]);
    for _ in 0..2 {
        nested = holding(MARK, &[(b's', b"n.pdf", &nested)]);
    }
    let limits = ArchiveLimits { depth: 2, ..ArchiveLimits::default() };
    let expected = [
        ("a", "document"),
        ("a!/n.pdf", "document"),
        ("a!/n.pdf!/n.pdf", "document"),
        ("a!/n.pdf!/n.pdf!/b.pdf", "too_deep"),
    ];
    assert_listing(&nested, limits, &expected);
}
