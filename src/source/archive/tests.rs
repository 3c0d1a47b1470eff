use std::collections::BTreeSet;
use std::io::Write;

use super::*;

/// A member of a zip: its name, its bytes, and whether they are deflated.
fn zip(members: &[(&[u8], &[u8], bool)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut zip = rawzip::ZipArchiveWriter::new(&mut bytes);
    for (name, content, deflated) in members {
        let method =
            if *deflated { rawzip::CompressionMethod::DEFLATE } else { rawzip::CompressionMethod::STORE };
        let path = rawzip::path::EntryPath::verbatim(*name);
        let (mut entry, config) = zip.new_file(path).compression_method(method).start().unwrap();
        let descriptor = if *deflated {
            let to = flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::best());
            let mut writer = config.wrap(to);
            writer.write_all(content).unwrap();
            let (to, descriptor) = writer.finish().unwrap();
            to.finish().unwrap();
            descriptor
        } else {
            let mut writer = config.wrap(&mut entry);
            writer.write_all(content).unwrap();
            writer.finish().unwrap().1
        };
        entry.finish(descriptor).unwrap();
    }
    zip.finish().unwrap();
    bytes
}

fn stored(members: &[(&str, &[u8])]) -> Vec<u8> {
    let members: Vec<(&[u8], &[u8], bool)> =
        members.iter().map(|(name, bytes)| (name.as_bytes(), *bytes, false)).collect();
    zip(&members)
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = ::tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = ::tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_cksum();
        tar.append_data(&mut header, name, *bytes).unwrap();
    }
    tar.into_inner().unwrap()
}

fn seven(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut to = sevenz_rust2::ArchiveWriter::new(std::io::Cursor::new(Vec::new())).unwrap();
    let entries = members.iter().map(|(name, _)| sevenz_rust2::ArchiveEntry::new_file(name)).collect();
    let contents = members.iter().map(|(_, bytes)| sevenz_rust2::SourceReader::new(*bytes)).collect();
    to.push_archive_entries(entries, contents).unwrap();
    to.finish().unwrap().into_inner()
}

/// Makes a zip of nothing but folders.
fn folders(names: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut zip = rawzip::ZipArchiveWriter::new(&mut bytes);
    for name in names {
        zip.new_dir(rawzip::path::EntryPath::verbatim(name.as_bytes())).create().unwrap();
    }
    zip.finish().unwrap();
    bytes
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut to = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    to.write_all(bytes).unwrap();
    to.finish().unwrap()
}

/// Makes bytes that no compression makes smaller.
fn noise(length: usize) -> Vec<u8> {
    let next = |state: &u32| Some(state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
    std::iter::successors(Some(1), next).map(|state| state.to_be_bytes()[0]).take(length).collect()
}

/// Mark of a document that holds files, in a format of the tests: each file stands behind it with its name.
const MARK: &[u8] = b"%PDF-1.4 /EmbeddedFiles";
/// The same, where the file is no document besides.
const JOINED: &[u8] = b"%PDF-1.4 %PDF-1.4 /EmbeddedFiles";

/// Opens what [`holding`] made.
fn unfold(bytes: &[u8]) -> Option<Unfolded> {
    let is_document = !bytes.starts_with(JOINED);
    let mut rest = bytes.strip_prefix(if is_document { MARK } else { JOINED })?;
    let mut files = Vec::new();
    while let [packing, name, a, b, c, more @ ..] = rest {
        let (name, more) = more.split_at(usize::from(*name));
        let (bytes, more) = more.split_at(u32::from_be_bytes([0, *a, *b, *c]) as usize);
        let packing = match packing {
            b's' => Packing::Stored,
            b'z' => Packing::Zlib,
            _ => Packing::Other("[LzwDecode]".to_owned()),
        };
        files.push(HeldFile { name: HeldName::Bytes(name.to_vec()), bytes: bytes.to_vec(), packing });
        rest = more;
    }
    Some(Unfolded { is_document, files })
}

fn holding(mark: &[u8], files: &[(u8, &[u8], &[u8])]) -> Vec<u8> {
    let mut bytes = mark.to_vec();
    for (packing, name, file) in files {
        bytes.extend([*packing, u8::try_from(name.len()).unwrap()]);
        bytes.extend(&u32::try_from(file.len()).unwrap().to_be_bytes()[1..]);
        bytes.extend(*name);
        bytes.extend(*file);
    }
    bytes
}

const PDF: &[u8] = b"%PDF-1.4 a";

/// Lists the names of the members, with what they are: a document, a type or a cause.
fn listing(bytes: &[u8], limits: ArchiveLimits) -> Vec<(String, String)> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    match contents(file.path(), "a", limits, &|| {}, &unfold) {
        Contents::Document => vec![("a".to_owned(), "document alone".to_owned())],
        Contents::Other(kind) => vec![("other".to_owned(), kind.to_string())],
        Contents::Members(members) => {
            let word = |what| match what {
                What::Document { .. } => "document".to_owned(),
                What::NotRead(kind) => kind.to_string(),
                What::Failed(fault) => fault.cause,
            };
            members.into_iter().map(|member| (member.name, word(member.what))).collect()
        }
    }
}

fn assert_listing(bytes: &[u8], limits: ArchiveLimits, expected: &[(&str, &str)]) {
    let found = listing(bytes, limits);
    let found: Vec<(&str, &str)> = found.iter().map(|(name, what)| (name.as_str(), what.as_str())).collect();
    assert_eq!(found, expected);
}

/// Gives the bytes of members, by their paths.
fn given(bytes: &[u8], wanted: &[&[u32]]) -> Vec<(MemberPath, Vec<u8>)> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let wanted = wanted.iter().map(|place| place.to_vec()).collect();
    let mut given = Vec::new();
    read(file.path(), &wanted, ArchiveLimits::default(), &|| {}, &unfold, &mut |place, read| {
        given.push((place.to_vec(), read.unwrap()));
        true
    });
    given
}

#[test]
fn archives_in_archives_are_listed_by_their_members() {
    let inner = stored(&[("b.pdf", PDF), ("c.txt", b"text")]);
    let compressed = gz(&tar(&[("d.pdf", PDF), ("e.zip", &inner)]));
    let all =
        stored(&[("x/inner.zip", &inner), ("y.tgz", &compressed), ("z.pdf", PDF), ("one.pdf.gz", &gz(PDF))]);
    let expected = [
        ("a!/x/inner.zip!/b.pdf", "document"),
        ("a!/x/inner.zip!/c.txt", "text"),
        ("a!/y.tgz!/d.pdf", "document"),
        ("a!/y.tgz!/e.zip!/b.pdf", "document"),
        ("a!/y.tgz!/e.zip!/c.txt", "text"),
        ("a!/z.pdf", "document"),
        ("a!/one.pdf.gz!/one.pdf", "document"),
    ];
    assert_listing(&all, ArchiveLimits::default(), &expected);
    let wanted: [&[u32]; 3] = [&[0, 0], &[1, 1, 0], &[3, 0]];
    let found = given(&all, &wanted);
    assert_eq!(found, wanted.map(|place| (place.to_vec(), PDF.to_vec())));
}

#[test]
fn every_compression_of_a_tar_is_read() {
    let plain = tar(&[("a.pdf", PDF), ("b.pdf", PDF)]);
    let mut bz = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
    bz.write_all(&plain).unwrap();
    let options = lzma_rust2::XzOptions::with_preset(1);
    let mut xz = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
    xz.write_all(&plain).unwrap();
    let zst = ruzstd::encoding::compress_to_vec(&plain[..], ruzstd::encoding::CompressionLevel::Fastest);
    let (cut, rest) = plain.split_at(700);
    let level = ruzstd::encoding::CompressionLevel::Fastest;
    let frames = [cut, rest].map(|part| ruzstd::encoding::compress_to_vec(part, level)).concat();
    for bytes in [plain.clone(), gz(&plain), bz.finish().unwrap(), xz.finish().unwrap(), zst, frames] {
        assert_listing(
            &bytes,
            ArchiveLimits::default(),
            &[("a!/a.pdf", "document"), ("a!/b.pdf", "document")],
        );
        assert_eq!(given(&bytes, &[&[1]]), [(vec![1], PDF.to_vec())]);
    }
}

#[test]
fn a_solid_7z_is_read() {
    let bytes = seven(&[("决算.pdf", PDF), ("b.txt", b"text"), ("c.pdf", b"%PDF-1.4 c")]);
    let expected = [("a!/决算.pdf", "document"), ("a!/b.txt", "text"), ("a!/c.pdf", "document")];
    assert_listing(&bytes, ArchiveLimits::default(), &expected);
    assert_eq!(given(&bytes, &[&[2]]), [(vec![2], b"%PDF-1.4 c".to_vec())]);
    let cut = listing(&bytes[..bytes.len() - 5], ArchiveLimits::default());
    assert_eq!(cut.len(), 1);
    assert!(matches!(cut[0].1.as_str(), "truncated" | "damaged"), "{cut:?}");
}

#[test]
fn what_is_cut_or_damaged_gives_what_is_left() {
    let whole = tar(&[("a.pdf", PDF), ("b.pdf", &[7; 5000])]);
    let expected = [("a", "truncated"), ("a!/a.pdf", "document"), ("a!/b.pdf", "truncated")];
    assert_listing(&whole[..3000], ArchiveLimits::default(), &expected);
    let random = noise(20_000);
    let compressed = gz(&tar(&[("a.pdf", PDF), ("b.pdf", &random)]));
    assert_listing(&compressed[..10_000], ArchiveLimits::default(), &expected);

    let mut zip = stored(&[("a.pdf", PDF), ("b.pdf", PDF)]);
    assert_listing(&zip[..60], ArchiveLimits::default(), &[("a", "truncated")]);
    let at = zip.windows(PDF.len()).position(|part| part == PDF).unwrap();
    zip[at + 9] = b'b';
    assert_listing(&zip, ArchiveLimits::default(), &[("a!/a.pdf", "damaged"), ("a!/b.pdf", "document")]);
    assert_listing(b"<html>404", ArchiveLimits::default(), &[("a", "not_archive")]);
    assert_listing(b"", ArchiveLimits::default(), &[("a", "empty")]);
    assert_listing(&stored(&[]), ArchiveLimits::default(), &[("a", "empty")]);
}

#[test]
fn what_is_no_document_is_listed_by_its_type() {
    let pptx = stored(&[("[Content_Types].xml", b""), ("ppt/presentation.xml", b"")]);
    let xlsx = stored(&[("xl/workbook.xml", b""), ("[Content_Types].xml", b"")]);
    let ofd = stored(&[("OFD.xml", b""), ("Doc_0/Document.xml", b"")]);
    assert_listing(&pptx, ArchiveLimits::default(), &[("other", "pptx")]);
    let all = stored(&[
        ("a.pptx", &pptx),
        ("b.xlsx", &xlsx),
        ("c.ofd", &ofd),
        ("d.html", b"<!doctype html>"),
        ("e.rar", b"Rar!\x1a\x07\x01\x00"),
        ("saved.pdf", b"<!doctype html>"),
        ("saved.zip", b"<!doctype html>"),
        ("__MACOSX/._a.pdf", b"\x00\x05\x16\x07\x00"),
        ("none.pdf", b""),
        ("empty.txt", b""),
        ("word.pdf", &pptx),
    ]);
    let read = |otherwise| if cfg!(feature = "office") { "document" } else { otherwise };
    let rar = if cfg!(feature = "rar") { "damaged" } else { "rar" };
    let expected = [
        ("a!/a.pptx", "pptx"),
        ("a!/b.xlsx", read("xlsx")),
        ("a!/c.ofd", read("ofd")),
        ("a!/d.html", read("html")),
        ("a!/e.rar", rar),
        ("a!/saved.pdf", "document"),
        ("a!/saved.zip", "not_archive"),
        ("a!/__MACOSX/._a.pdf", "apple_double"),
        ("a!/none.pdf", "document"),
        ("a!/empty.txt", "empty"),
        ("a!/word.pdf", "document"),
    ];
    assert_listing(&all, ArchiveLimits::default(), &expected);
}

#[test]
fn each_limit_costs_no_more_than_it_must() {
    let limits = ArchiveLimits { ratio: 20, ratio_from: 10_000, ..ArchiveLimits::default() };
    let zeros = vec![0; 50_000];
    let bomb = zip(&[(b"a.pdf", PDF, false), (b"bomb.pdf", &zeros, true), (b"c.pdf", PDF, false)]);
    // The archive itself must not pass the ratio by its one bomb.
    let padding = noise(20_000);
    let padded = zip(&[(b"a.pdf", PDF, false), (b"bomb.pdf", &zeros, true), (b"p.pdf", &padding, false)]);
    assert_listing(
        &padded,
        limits,
        &[("a!/a.pdf", "document"), ("a!/bomb.pdf", "bomb"), ("a!/p.pdf", "document")],
    );
    assert_eq!(listing(&bomb, limits)[1].1, "bomb");
    assert_listing(&gz(&zeros), limits, &[("a", "bomb"), ("a!/a", "bomb")]);

    let pair = stored(&[("a.pdf", PDF), ("big.pdf", &padding)]);
    let small = ArchiveLimits { member_bytes: 1000, ..ArchiveLimits::default() };
    assert_listing(&pair, small, &[("a!/a.pdf", "document"), ("a!/big.pdf", "too_large")]);
    assert_listing(
        &tar(&[("big.pdf", &padding), ("a.pdf", PDF)]),
        small,
        &[("a!/big.pdf", "too_large"), ("a!/a.pdf", "document")],
    );
    let nested = stored(&[("in.zip", &pair), ("z.pdf", PDF)]);
    let held = ArchiveLimits { held_bytes: 1000, ..ArchiveLimits::default() };
    assert_listing(&nested, held, &[("a!/in.zip", "too_large"), ("a!/z.pdf", "document")]);
    let total = ArchiveLimits { total_bytes: 100, ..ArchiveLimits::default() };
    let parts = [("a", "too_large"), ("a!/a.pdf", "document"), ("a!/big.pdf", "too_large")];
    assert_listing(&pair, total, &parts);
    let many = ArchiveLimits { members: 2, ..ArchiveLimits::default() };
    assert_listing(
        &stored(&[("a.pdf", PDF), ("b.pdf", PDF)]),
        many,
        &[("a!/a.pdf", "document"), ("a!/b.pdf", "document")],
    );
    let listing = listing(&stored(&[("a.pdf", PDF), ("in.zip", &pair)]), many);
    assert_eq!(listing[0], ("a".to_owned(), "too_many".to_owned()));
    let deep = ArchiveLimits { depth: 2, ..ArchiveLimits::default() };
    let deeper = stored(&[("again.zip", &nested), ("z.pdf", PDF)]);
    assert_listing(
        &deeper,
        deep,
        &[
            ("a!/again.zip!/in.zip", "too_deep"),
            ("a!/again.zip!/z.pdf", "document"),
            ("a!/z.pdf", "document"),
        ],
    );
}

#[test]
fn a_zip_with_more_members_than_an_old_one_can_count_is_whole() {
    let names: Vec<String> = (0..66_000).map(|number| format!("{number}.txt")).collect();
    let members: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"text"[..])).collect();
    assert_eq!(listing(&stored(&members), ArchiveLimits::default()).len(), names.len());
}

#[test]
fn a_large_member_of_a_solid_7z_costs_itself_alone() {
    let bytes = seven(&[("a.pdf", PDF), ("big.pdf", &noise(20_000)), ("c.pdf", PDF)]);
    let small = ArchiveLimits { member_bytes: 1000, ..ArchiveLimits::default() };
    let expected = [("a!/a.pdf", "document"), ("a!/big.pdf", "too_large"), ("a!/c.pdf", "document")];
    assert_listing(&bytes, small, &expected);
    let zeros = vec![0; 50_000];
    let bomb = seven(&[("a.pdf", PDF), ("bomb.pdf", &zeros), ("c.pdf", PDF)]);
    let limits = ArchiveLimits { ratio: 20, ratio_from: 10_000, ..ArchiveLimits::default() };
    let listing = listing(&bomb, limits);
    assert_eq!(listing.iter().filter(|(_, what)| what == "bomb").count(), 3, "{listing:?}");
    assert!(listing.contains(&("a!/a.pdf".to_owned(), "document".to_owned())), "{listing:?}");
}

#[test]
fn an_encrypted_member_is_reported() {
    let mut bytes = stored(&[("a.pdf", PDF), ("b.pdf", PDF)]);
    // Bit 0 of the flags, in the directory.
    let at = bytes.windows(4).position(|part| part == b"PK\x01\x02").unwrap();
    bytes[at + 8] |= 1;
    assert_listing(&bytes, ArchiveLimits::default(), &[("a!/a.pdf", "password"), ("a!/b.pdf", "document")]);
}

#[test]
fn links_are_no_documents() {
    let mut tar = ::tar::Builder::new(Vec::new());
    let mut header = ::tar::Header::new_gnu();
    header.set_entry_type(::tar::EntryType::Symlink);
    header.set_size(0);
    tar.append_link(&mut header, "a.pdf", "/etc/passwd").unwrap();
    assert_listing(&tar.into_inner().unwrap(), ArchiveLimits::default(), &[("a!/a.pdf", "link")]);
}

mod ends;
mod held;
