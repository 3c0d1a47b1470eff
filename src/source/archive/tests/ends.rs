//! Tests that what ends early, or goes on behind its end, is reported.

use super::*;

#[test]
fn a_7z_stream_that_ends_early_fails_all_behind_it() {
    let mut bytes = seven(&[("a.pdf", PDF), ("b.pdf", PDF), ("c.txt", b"text")]);
    // The stream begins behind 32 bytes; 0 is the end of LZMA2.
    assert_ne!(std::mem::take(&mut bytes[32]), 0);
    let expected = [("a!/a.pdf", "truncated"), ("a!/b.pdf", "damaged"), ("a!/c.txt", "damaged")];
    assert_listing(&bytes, ArchiveLimits::default(), &expected);
    // A nested archive that is cut off was so before it was packed.
    let nested = stored(&[("n.pdf", PDF)]);
    let bytes = seven(&[("in.zip", &nested[..nested.len() - 30]), ("b.pdf", PDF)]);
    assert_listing(&bytes, ArchiveLimits::default(), &[("a!/in.zip", "truncated"), ("a!/b.pdf", "document")]);
}

#[test]
fn a_7z_with_too_many_members_lists_none_as_empty() {
    let bytes = seven(&[("a.pdf", PDF), ("b.pdf", PDF), ("c.pdf", PDF)]);
    let many = ArchiveLimits { members: 2, ..ArchiveLimits::default() };
    assert_listing(&bytes, many, &[("a", "too_many"), ("a!/a.pdf", "too_many"), ("a!/b.pdf", "too_many")]);
}

#[test]
fn a_tar_is_read_to_its_very_end() {
    let (first, second) = (tar(&[("a.pdf", PDF)]), tar(&[("b.pdf", PDF), ("c.txt", b"text")]));
    let both = [first.clone(), second.clone()].concat();
    let expected = [("a!/a.pdf", "document"), ("a!/b.pdf", "document"), ("a!/c.txt", "text")];
    for bytes in [both.clone(), gz(&both), [&first[..1536], &second[..]].concat()] {
        assert_listing(&bytes, ArchiveLimits::default(), &expected);
        assert_eq!(given(&bytes, &[&[1]]), [(vec![1], PDF.to_vec())]);
    }
    // Header, bytes, and at least one block of zeros.
    for length in [1536, 1600, 2048] {
        assert_listing(&first[..length], ArchiveLimits::default(), &[("a!/a.pdf", "document")]);
    }
    assert_listing(&first[..1024], ArchiveLimits::default(), &[("a", "truncated"), ("a!/a.pdf", "document")]);
    let junk = [&first[..], b"more"].concat();
    assert_listing(&junk, ArchiveLimits::default(), &[("a", "damaged"), ("a!/a.pdf", "document")]);
}

#[test]
fn a_zip_states_as_many_entries_as_it_has() {
    assert_listing(&folders(&["2022/", "2023/"]), ArchiveLimits::default(), &[("a", "empty")]);
    let mut bytes = stored(&[("a.pdf", PDF)]);
    // How many entries the end record counts: on this disk, and in all.
    let at = bytes.windows(4).position(|part| part == b"PK\x05\x06").unwrap();
    (bytes[at + 8], bytes[at + 10]) = (2, 2);
    assert_listing(&bytes, ArchiveLimits::default(), &[("a", "damaged"), ("a!/a.pdf", "document")]);
}

#[test]
fn a_compressed_document_is_one_by_the_name_of_its_archive() {
    let page = gz(b"<!doctype html>");
    let bytes =
        stored(&[("决算.pdf.gz", &page), ("b.pdf.gz", &gz(b"")), ("c.tar.gz", &page), ("d.gz", &page)]);
    let expected = [
        ("a!/决算.pdf.gz!/决算.pdf", "document"),
        ("a!/b.pdf.gz!/b.pdf", "document"),
        ("a!/c.tar.gz!/c.tar", "not_archive"),
        ("a!/d.gz!/d", if cfg!(feature = "office") { "document" } else { "html" }),
    ];
    assert_listing(&bytes, ArchiveLimits::default(), &expected);
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&gz(&page)).unwrap();
    let Contents::Members(found) =
        contents(file.path(), "in/e.pdf.gz.gz", ArchiveLimits::default(), &|| {}, &|_| None)
    else {
        panic!()
    };
    assert!(matches!(found[..], [Member { what: What::Document { .. }, .. }]), "{found:?}");
}

#[test]
fn members_that_are_skipped_count_as_progress() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&tar(&[("a.pdf", &vec![1; 40_000_000]), ("b.pdf", PDF)])).unwrap();
    let beats = std::cell::Cell::new(0);
    let wanted = BTreeSet::from([vec![1]]);
    read(
        file.path(),
        &wanted,
        ArchiveLimits::default(),
        &|| beats.set(beats.get() + 1),
        &|_| None,
        &mut |_, _| true,
    );
    assert!(beats.get() >= 2);
}
