//! Tests archives as inputs: every member is accounted for, whatever it is; a good one is read as if it stood alone.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use assert_cmd::cargo::{cargo_bin, cargo_bin_cmd};

use super::batch::{account, results};
use super::*;
use crate::schema::Schema;

/// A member of a zip.
pub(crate) struct Zipped {
    name: Vec<u8>,
    bytes: Vec<u8>,
    deflated: bool,
    flags: u16,
    /// Number that is added to the right sum.
    wrong: u32,
}

pub(crate) fn named(name: impl AsRef<[u8]>, bytes: impl AsRef<[u8]>) -> Zipped {
    let (name, bytes) = (name.as_ref().to_vec(), bytes.as_ref().to_vec());
    Zipped { name, bytes, deflated: false, flags: 0, wrong: 0 }
}

/// Writes a zip byte by byte, since libraries write no bad ones.
pub(crate) fn zip(members: Vec<Zipped>) -> Vec<u8> {
    let (mut all, mut directory) = (Vec::new(), Vec::new());
    let count = u16::try_from(members.len().min(0xffff)).unwrap();
    for member in members {
        let packed = if member.deflated {
            let mut to = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
            to.write_all(&member.bytes).unwrap();
            to.finish().unwrap()
        } else {
            member.bytes.clone()
        };
        let mut sum = flate2::Crc::new();
        sum.update(&member.bytes);
        let mut fields = Vec::new();
        fields.extend(20_u16.to_le_bytes());
        fields.extend(member.flags.to_le_bytes());
        fields.extend((if member.deflated { 8_u16 } else { 0 }).to_le_bytes());
        fields.extend([0; 4]);
        fields.extend((sum.sum().wrapping_add(member.wrong)).to_le_bytes());
        fields.extend(u32::try_from(packed.len()).unwrap().to_le_bytes());
        fields.extend(u32::try_from(member.bytes.len()).unwrap().to_le_bytes());
        fields.extend(u16::try_from(member.name.len()).unwrap().to_le_bytes());
        fields.extend([0; 2]);
        let at = u32::try_from(all.len()).unwrap();
        all.extend(b"PK\x03\x04");
        all.extend(&fields);
        all.extend(&member.name);
        all.extend(&packed);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&fields);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(&member.name);
    }
    let at = u32::try_from(all.len()).unwrap();
    let length = u32::try_from(directory.len()).unwrap();
    all.extend(&directory);
    all.extend(b"PK\x05\x06\0\0\0\0");
    all.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    all.extend(length.to_le_bytes());
    all.extend(at.to_le_bytes());
    all.extend([0; 2]);
    all
}

pub(super) fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_cksum();
        tar.append_data(&mut header, name, *bytes).unwrap();
    }
    let mut link = tar::Header::new_gnu();
    link.set_entry_type(tar::EntryType::Symlink);
    link.set_size(0);
    tar.append_link(&mut link, "link.pdf", "/etc/hostname").unwrap();
    tar.into_inner().unwrap()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut to = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    to.write_all(bytes).unwrap();
    to.finish().unwrap()
}

fn xz(bytes: &[u8]) -> Vec<u8> {
    let options = lzma_rust2::XzOptions::with_preset(1);
    let mut to = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
    to.write_all(bytes).unwrap();
    to.finish().unwrap()
}

fn bz2(bytes: &[u8]) -> Vec<u8> {
    let mut to = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    to.write_all(bytes).unwrap();
    to.finish().unwrap()
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn seven(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut to = sevenz_rust2::ArchiveWriter::new(std::io::Cursor::new(Vec::new())).unwrap();
    let entries = members.iter().map(|(name, _)| sevenz_rust2::ArchiveEntry::new_file(name)).collect();
    let contents = members.iter().map(|(_, bytes)| sevenz_rust2::SourceReader::new(*bytes)).collect();
    to.push_archive_entries(entries, contents).unwrap();
    to.finish().unwrap().into_inner()
}

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

fn big5(text: &str) -> Vec<u8> {
    encoding_rs::BIG5.encode(text).0.into_owned()
}

/// Good documents, with their names in the torture archive.
const GOOD_ONES: [(&str, usize); 12] = [
    ("部门/决算.pdf", 1),
    ("部门/决算.pdf#2", 2),
    ("部门/#再次.pdf", 1),
    ("台湾.zip!/財政局/歲入歲出決算.pdf", 3),
    ("台湾.zip!/財政局/主計處.pdf", 4),
    ("utf8.tar.gz!/档案馆/决算.pdf", 5),
    ("utf8.tar.gz!/内.zip!/决算.pdf", 6),
    ("实.7z!/甲.pdf", 7),
    ("实.7z!/乙.pdf", 8),
    ("x.tar.xz!/决算.pdf", 9),
    ("b.tar.bz2!/决算.pdf", 10),
    ("z.tar.zst!/决算.pdf", 11),
];
/// Good document that stands before the cut.
const BEFORE_THE_CUT: (&str, usize) = ("cut.tar.gz!/before.pdf", 12);
const COMPRESSED: (&str, usize) = ("单.pdf.gz!/单.pdf", 13);

/// Makes an archive of everything that an archive can have.
fn torture() -> Vec<u8> {
    let one = |number: usize| tar(&[("决算.pdf", &account(number))]);
    let office = |part: &str| zip(vec![named("[Content_Types].xml", ""), named(part, "<x/>")]);
    let next = |state: &u32| Some(state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
    // Bytes that nothing makes smaller.
    let noise: Vec<u8> =
        std::iter::successors(Some(1), next).map(|state| state.to_be_bytes()[0]).take(200_000).collect();
    let inner = zip(vec![named("决算.pdf", account(6)), named("说明.txt", "文字")]);
    let in_tar =
        tar(&[("档案馆/决算.pdf", &account(5)), ("内.zip", &inner), ("表.xlsx", &office("xl/workbook.xml"))]);
    let whole_tar = gz(&tar(&[("before.pdf", &account(12)), ("behind.pdf", &noise)]));
    let taiwan = zip(vec![
        named(big5("財政局/歲入歲出決算.pdf"), account(3)),
        named(big5("財政局/主計處.pdf"), account(4)),
    ]);
    let mut deep = zip(vec![named("决算.pdf", account(50))]);
    for _ in 0..6 {
        deep = zip(vec![named("in.zip", deep)]);
    }
    let sample = std::fs::read(samples::path(SAMPLE.0)).unwrap();
    let fixture = |name: &str| {
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)).unwrap()
    };
    let ole = |stream: &str| {
        let mut ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        ole.resize(2000, 0);
        ole.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
        ole
    };
    let in_gbk = |name: &str, bytes: Vec<u8>| named(gbk(name), bytes);
    zip(vec![
        in_gbk("部门/", Vec::new()),
        in_gbk("部门/决算.pdf", account(1)),
        Zipped { deflated: true, ..in_gbk("部门/决算.pdf", account(2)) },
        in_gbk("部门/#再次.pdf", account(1)),
        in_gbk("台湾.zip", taiwan),
        in_gbk("utf8.tar.gz", gz(&in_tar)),
        in_gbk("实.7z", seven(&[("甲.pdf", &account(7)), ("乙.pdf", &account(8))])),
        in_gbk("x.tar.xz", xz(&one(9))),
        in_gbk("b.tar.bz2", bz2(&one(10))),
        in_gbk("z.tar.zst", zst(&one(11))),
        in_gbk("cut.tar.gz", whole_tar[..whole_tar.len() / 2].to_vec()),
        in_gbk("单.pdf.gz", gz(&account(13))),
        // Bad ones.
        in_gbk("坏/cut.pdf", sample[..200].to_vec()),
        in_gbk("坏/locked.pdf", fixture("password.pdf")),
        in_gbk("坏/empty.pdf", Vec::new()),
        in_gbk("坏/web.pdf", b"<html>404</html>".to_vec()),
        in_gbk("坏/fault-abort.pdf", account(100)),
        Zipped { wrong: 1, ..in_gbk("坏/sum.pdf", account(101)) },
        Zipped { flags: 1, ..in_gbk("坏/secret.pdf", account(102)) },
        in_gbk("坏/cut.zip", taiwan_cut()),
        in_gbk("坏/web.zip", b"<html>404</html>".to_vec()),
        Zipped { deflated: true, ..in_gbk("坏/bomb.pdf", vec![0; 20_000_000]) },
        in_gbk("坏/deep.zip", deep),
        // What is no document.
        in_gbk("a.docx", office("word/document.xml")),
        in_gbk("b.doc", ole("WordDocument")),
        in_gbk("b.ppt", ole("PowerPoint Document")),
        in_gbk("c.ofd", zip(vec![named("OFD.xml", "")])),
        in_gbk("d.html", b"<!doctype html><p>x".to_vec()),
        in_gbk("表.pptx", office("ppt/presentation.xml")),
        in_gbk("e.txt", gbk("决算公开说明")),
        in_gbk("f.bin", b"\x7fELF\x02\x01\x01\x00".to_vec()),
        in_gbk("noise.bin", noise),
        in_gbk("__MACOSX/._a.pdf", b"\x00\x05\x16\x07\x00\x02".to_vec()),
    ])
}

fn taiwan_cut() -> Vec<u8> {
    let whole = zip(vec![named("a.pdf", account(60)), named("b.pdf", account(61))]);
    whole[..whole.len() / 2].to_vec()
}

fn folder() -> Folder {
    Folder::new()
        .with("in/2023.zip", torture())
        .with("in/旁.pdf", account(1))
        .with("in/notes.txt", "no PDF")
        .with("in/saved.zip", "<html>404</html>")
}

/// Runs the program with faults on purpose.
fn extract(folder: &Path, arguments: &[&str]) -> Assert {
    let mut command = cargo_bin_cmd!("juesuan");
    command.current_dir(folder).env("JUESUAN_FAULTS", "1").env("JUESUAN_MODELS", "none");
    command.arg("extract").args(arguments).assert()
}

/// Time limit of tests: a busy machine may take seconds for a good document.
const LIMITS: [&str; 5] = ["--timeout", "30s", "--memory", "300MB", "--no-collect"];

/// Reads a field of each line of a list, by source.
fn by_source(folder: &Folder, list: &str, field: &str) -> BTreeMap<String, String> {
    let line = |line: &Value| {
        (line["source"].as_str().unwrap().to_owned(), line[field].as_str().unwrap().to_owned())
    };
    records(&folder.read(list)).iter().map(line).collect()
}

fn expected(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(source, what)| (format!("in/{source}"), (*what).to_owned())).collect()
}

#[test]
#[cfg_attr(not(debug_assertions), ignore = "faults on purpose need debug assertions")]
fn every_member_is_accounted_for_and_every_good_one_is_as_if_read_alone() {
    let folder = folder();
    let arguments = [&["in", "-o", "out/", "--jobs", "2"], LIMITS.as_slice()].concat();
    let messages = stderr(&extract(folder.path(), &arguments).code(UNREAD));
    assert!(messages.contains("no documents: apple_double 1, link 4, ppt 1,"), "{messages}");

    let failed = expected(&[
        ("2023.zip!/cut.tar.gz", "truncated"),
        ("2023.zip!/cut.tar.gz!/behind.pdf", "truncated"),
        ("2023.zip!/坏/cut.pdf", "damaged"),
        ("2023.zip!/坏/locked.pdf", "password"),
        ("2023.zip!/坏/empty.pdf", "empty"),
        ("2023.zip!/坏/web.pdf", "not_pdf"),
        ("2023.zip!/坏/fault-abort.pdf", "abort"),
        ("2023.zip!/坏/sum.pdf", "damaged"),
        ("2023.zip!/坏/secret.pdf", "password"),
        ("2023.zip!/坏/cut.zip", "truncated"),
        ("2023.zip!/坏/web.zip", "not_archive"),
        ("2023.zip!/坏/bomb.pdf", "bomb"),
        ("2023.zip!/坏/deep.zip!/in.zip!/in.zip!/in.zip!/in.zip", "too_deep"),
        // Documents of office programs that are none inside.
        ("2023.zip!/utf8.tar.gz!/表.xlsx", "damaged"),
        ("2023.zip!/a.docx", "damaged"),
        ("2023.zip!/b.doc", "damaged"),
        ("2023.zip!/c.ofd", "damaged"),
        ("saved.zip", "not_archive"),
    ]);
    assert_eq!(by_source(&folder, "out/errors.jsonl", "cause"), failed);
    let left = expected(&[
        ("2023.zip!/utf8.tar.gz!/link.pdf", "link"),
        ("2023.zip!/utf8.tar.gz!/内.zip!/说明.txt", "text"),
        ("2023.zip!/x.tar.xz!/link.pdf", "link"),
        ("2023.zip!/b.tar.bz2!/link.pdf", "link"),
        ("2023.zip!/z.tar.zst!/link.pdf", "link"),
        ("2023.zip!/b.ppt", "ppt"),
        ("2023.zip!/表.pptx", "pptx"),
        ("2023.zip!/e.txt", "text"),
        ("2023.zip!/f.bin", "unknown"),
        ("2023.zip!/noise.bin", "unknown"),
        ("2023.zip!/__MACOSX/._a.pdf", "apple_double"),
        ("notes.txt", "text"),
    ]);
    assert_eq!(by_source(&folder, "out/not_read.jsonl", "type"), left);
    let schemas: Value = serde_json::from_str(&stdout(&juesuan(["schema"]).code(GOOD))).unwrap();
    let schema = Schema::new(&schemas["not_read"]);
    assert!(records(&folder.read("out/not_read.jsonl")).iter().all(|line| schema.is_valid(line)));
    assert!(records(&folder.read("out/errors.jsonl")).iter().all(|line| !schema.is_valid(line)));
    let run: Value = serde_json::from_str(&folder.read("out/run.json")).unwrap();
    assert_eq!(run["counts"]["not_read"], left.len());
    assert_eq!(run["counts"]["not_read_by_type"]["link"], 4);

    // Each good document at all its places, and nothing else.
    let mut places: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (name, number) in GOOD_ONES.iter().chain([&BEFORE_THE_CUT, &COMPRESSED]) {
        places.entry(*number).or_default().push(format!("in/2023.zip!/{name}"));
    }
    places.entry(1).or_default().push("in/旁.pdf".to_owned());
    let index = records(&folder.read("out/index.jsonl"));
    // A web page without accounts is a document that is no disclosure.
    assert_eq!(index.len(), places.len() + 1);
    assert!(index.iter().any(|entry| entry["source"] == "in/2023.zip!/d.html" && entry["facts"] == 0));
    for (number, mut sources) in places {
        sources.sort();
        let entry = index.iter().find(|entry| entry["sources"] == serde_json::json!(sources));
        let entry = entry.unwrap_or_else(|| panic!("{sources:?} in {index:#?}"));
        let result = folder.read(&format!("out/{}", entry["result"].as_str().unwrap()));
        std::fs::write(folder.path().join("solo.pdf"), account(number)).unwrap();
        juesuan_in(folder.path(), ["extract", "solo.pdf", "-o", "solo.json"]).code(GOOD);
        let solo = folder.read("solo.json").replace("\"solo.pdf\"", &format!("{:?}", sources[0]));
        if sources.len() == 1 {
            assert_eq!(result, solo, "{sources:?}");
        } else {
            let mut solo: Value = serde_json::from_str(&solo).unwrap();
            solo["sources"] = serde_json::json!(sources);
            assert_eq!(serde_json::from_str::<Value>(&result).unwrap(), solo);
        }
    }

    // Another number of jobs, in parts, and again: the same bytes.
    let one = [&["in", "-o", "one/", "--jobs", "1", "--quiet"], LIMITS.as_slice()].concat();
    extract(folder.path(), &one).code(UNREAD);
    assert_eq!(results(folder.path(), "out"), results(folder.path(), "one"));
    for shard in ["1/2", "2/2"] {
        let part = [&["in", "-o", "parts/", "--quiet", "--shard", shard], LIMITS.as_slice()].concat();
        extract(folder.path(), &part).code(UNREAD);
    }
    assert_eq!(results(folder.path(), "out"), results(folder.path(), "parts"));
    let messages = stderr(&extract(folder.path(), &arguments).code(UNREAD));
    assert!(messages.contains("now: 0 read, 9 failed, 23 left"), "{messages}");
    assert_eq!(results(folder.path(), "out"), results(folder.path(), "one"));
}

#[test]
#[cfg_attr(not(debug_assertions), ignore = "faults on purpose need debug assertions")]
fn a_killed_run_reads_no_member_twice_and_ends_in_the_same_bytes() {
    let members = (1..8).map(|number| named(format!("fault-slow-{number}.pdf"), account(number))).collect();
    let folder =
        Folder::new().with("in/a.zip", zip(members)).with("in/b.tar", tar(&[("b.pdf", &account(9))]));
    let start = |out: &str| {
        let mut command = Command::new(cargo_bin!("juesuan"));
        command.current_dir(folder.path()).env("JUESUAN_FAULTS", "1");
        command.args(["extract", "in", "-o", out, "--jobs", "2", "--quiet", "--log", &format!("{out}.log")]);
        command.stderr(Stdio::null()).stdin(Stdio::null()).spawn().unwrap()
    };
    assert_eq!(start("whole").wait().unwrap().code(), Some(GOOD));
    for moment in [300, 700, 1000] {
        let out = format!("cut-{moment}");
        let mut run = start(&out);
        std::thread::sleep(Duration::from_millis(moment));
        let _ = run.kill();
        run.wait().unwrap();
        assert_eq!(start(&out).wait().unwrap().code(), Some(GOOD));
        assert_eq!(results(folder.path(), &out), results(folder.path(), "whole"));
        let log = folder.read(&format!("{out}.log"));
        let mut read: Vec<&str> = log.lines().filter_map(|line| line.split(" s: read ").nth(1)).collect();
        let all = read.len();
        read.sort_unstable();
        read.dedup();
        assert_eq!(read.len(), all, "read twice: {log}");
    }
}

#[test]
#[cfg_attr(not(debug_assertions), ignore = "faults on purpose need debug assertions")]
fn an_archive_that_cannot_be_opened_costs_itself_alone() {
    let one = |number| zip(vec![named("a.pdf", account(number))]);
    let empty = (0..100_001).map(|_| named("a", "")).collect();
    let folder = Folder::new()
        .with("in/fault-hang.zip", one(1))
        .with("in/fault-abort.zip", one(2))
        .with("in/fault-memory.zip", one(3))
        .with("in/many.zip", zip(empty))
        .with("in/good.zip", one(4));
    let arguments = ["in", "-o", "out/", "--timeout", "20s", "--memory", "300MB"];
    extract(folder.path(), &arguments).code(UNREAD);
    let failed = expected(&[
        ("fault-abort.zip", "abort"),
        ("fault-hang.zip", "timeout"),
        ("fault-memory.zip", "memory"),
        ("many.zip", "too_many"),
    ]);
    assert_eq!(by_source(&folder, "out/errors.jsonl", "cause"), failed);
    let read = by_source(&folder, "out/index.jsonl", "source");
    assert_eq!(read.into_keys().collect::<Vec<_>>(), ["in/good.zip!/a.pdf"]);
    assert_eq!(records(&folder.read("out/not_read.jsonl")).len(), 100_000);
}

#[test]
fn archives_go_to_one_file_to_stdout_and_to_a_folder_of_files_as_well() {
    let inner = zip(vec![named("b/决算.pdf", account(2)), named("x.txt", "text")]);
    let bytes =
        zip(vec![named("a/决算.pdf", account(1)), named("in.zip", inner), named("web.pdf", "<html>")]);
    let folder = Folder::new().with("a.zip", &bytes);
    let sources = |lines: &str| {
        let mut sources: Vec<String> =
            facts(lines).iter().map(|fact| fact["source"].as_str().unwrap().to_owned()).collect();
        sources.dedup();
        sources
    };
    let both = ["a.zip!/a/决算.pdf", "a.zip!/in.zip!/b/决算.pdf"];
    let assert = extract(folder.path(), &["a.zip", "-o", "all.jsonl"]).code(UNREAD);
    assert_eq!(sources(&folder.read("all.jsonl")), both);
    let messages = stderr(&assert);
    assert!(
        messages.contains("juesuan: a.zip!/web.pdf: ") && messages.contains("not read: text 1"),
        "{messages}"
    );
    assert_eq!(sources(&stdout(&extract(folder.path(), &["a.zip"]).code(UNREAD))), both);
    extract(folder.path(), &["a.zip", "-o", "out/", "--format", "csv"]).code(UNREAD);
    let files: Vec<String> = folder.files().into_iter().filter(|file| file.starts_with("out/")).collect();
    assert_eq!(files.len(), 2, "{files:?}");
    assert!(files.contains(&"out/决算.csv".to_owned()), "{files:?}");

    // Standard input may be an archive, too.
    let from_stdin = |arguments: &[&str]| {
        let mut command = cargo_bin_cmd!("juesuan");
        command.current_dir(folder.path()).args(arguments).write_stdin(bytes.clone()).assert().code(UNREAD)
    };
    let both = ["-!/a/决算.pdf", "-!/in.zip!/b/决算.pdf"];
    assert_eq!(sources(&stdout(&from_stdin(&["extract", "-"]))), both);
    from_stdin(&["extract", "-", "-o", "results/"]);
    let mut read: Vec<String> = by_source(&folder, "results/index.jsonl", "source").into_keys().collect();
    read.sort();
    assert_eq!(read, both);
}

#[test]
fn what_is_named_and_no_document_is_an_error() {
    let pptx = zip(vec![named("[Content_Types].xml", ""), named("ppt/presentation.xml", "")]);
    let folder = Folder::new().with("a.pptx", &pptx).with("in/b.pptx", &pptx).with("in/c.pdf", account(1));
    extract(folder.path(), &["a.pptx", "-o", "named/"]).code(UNREAD);
    assert_eq!(by_source(&folder, "named/errors.jsonl", "cause")["a.pptx"], "not_pdf");
    extract(folder.path(), &["a.pptx", "-o", "a.jsonl"]).code(UNREAD);
    extract(folder.path(), &["in", "-o", "found/"]).code(GOOD);
    assert_eq!(by_source(&folder, "found/not_read.jsonl", "type")["in/b.pptx"], "pptx");
    let assert = extract(folder.path(), &["in", "-o", "files/", "--format", "csv"]).code(GOOD);
    assert!(stderr(&assert).contains("not read: pptx 1"));
}

#[test]
fn a_library_user_reads_archives_in_his_own_process() {
    use juesuan::batch::{Input, Inputs, RunOptions, Stop, Worker, run};
    let bytes = zip(vec![named("a.pdf", account(1)), named("t.tar", tar(&[("b.pdf", &account(2))]))]);
    let folder = Folder::new().with("a.zip", bytes);
    let path = folder.path().join("a.zip");
    let inputs = Inputs {
        typed: vec!["a.zip".to_owned()],
        files: vec![Input { name: "a.zip".to_owned(), path, named: true }],
        ..Inputs::default()
    };
    let options = RunOptions::new(Worker::InProcess);
    let report = run(&inputs, &folder.path().join("own"), &options, &Stop::default(), &()).unwrap();
    assert_eq!((report.tally.documents, report.tally.not_read), (2, 1));
    extract(folder.path(), &["a.zip", "-o", "out/", "--no-collect"]).code(GOOD);
    assert_eq!(results(folder.path(), "own"), results(folder.path(), "out"));
}
