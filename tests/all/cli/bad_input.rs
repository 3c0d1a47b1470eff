//! Tests bad input: one clear line with the file, what is wrong and the remedy; never a panic, never half a result.

use super::*;

/// Extracts one file that cannot be read, and returns the only line of the message.
fn complaint(folder: &Folder, input: &str) -> String {
    let assert = juesuan_in(folder.path(), ["extract", input, "--quiet"]).code(UNREAD);
    assert!(stdout(&assert).is_empty(), "{input}: something was written");
    let messages = stderr(&assert);
    assert_eq!(messages.lines().count(), 1, "{input}: {messages}");
    assert!(messages.starts_with(&format!("juesuan: {input}: ")), "{messages}");
    assert!(messages.contains("; "), "no remedy: {messages}");
    assert!(!messages.contains("panic") && !messages.contains("src/"), "{messages}");
    messages
}

#[test]
fn an_empty_file_is_told() {
    let folder = Folder::new().with("empty.pdf", "");
    assert!(complaint(&folder, "empty.pdf").contains("empty"));
}

#[test]
fn a_file_of_zero_bytes_only_is_no_pdf() {
    let folder = Folder::new().with("zeros.pdf", [0; 4096]);
    assert!(complaint(&folder, "zeros.pdf").contains("no file of a kind that is read"));
}

#[test]
fn what_is_no_pdf_is_told_with_what_it_begins_with() {
    let folder = Folder::new()
        .with("page.pdf", "<!DOCTYPE html><html><body>404</body></html>")
        .with("word.pdf", b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml")
        .with("line.pdf", "line\nfeed");
    assert!(complaint(&folder, "page.pdf").contains(r#"web page (it begins with "<!DOCTYP")"#));
    assert!(complaint(&folder, "word.pdf").contains(r#"web page (it begins with "PK\x03\x04"#));
    assert!(complaint(&folder, "line.pdf").contains(r#""line\nfee""#), "one line, whatever is in the file");
}

#[test]
fn a_signature_with_nothing_behind_it_is_damaged() {
    let folder =
        Folder::new().with("head.pdf", "%PDF-1.7\n").with("noise.pdf", b"%PDF-1.7\n\xff\xfe\x00\x01<<>>[[");
    for name in ["head.pdf", "noise.pdf"] {
        complaint(&folder, name);
    }
}

#[test]
fn a_missing_file_is_told() {
    assert!(complaint(&Folder::new(), "missing.pdf").contains("check the path"));
}

#[test]
fn a_folder_without_a_pdf_is_told() {
    let folder = Folder::new().with("accounts/a.txt", "");
    complaint(&folder, "accounts");
}

#[test]
fn a_pdf_without_pages_is_told() {
    let folder = Folder::new().with("none.pdf", drawn::pdf([]));
    assert!(complaint(&folder, "none.pdf").contains("no pages"));
}

#[test]
fn a_pdf_that_asks_for_a_password_is_told_with_the_remedy() {
    let bytes =
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/password.pdf")).unwrap();
    let folder = Folder::new().with("locked.pdf", bytes);
    let messages = complaint(&folder, "locked.pdf");
    assert!(messages.contains("password is needed") && messages.contains("qpdf --decrypt"), "{messages}");
}

#[test]
fn a_pdf_encrypted_without_a_password_is_read() {
    let path = samples::path("fenyang-2023-encrypted");
    // Its prose states some amounts otherwise than its forms.
    let assert = juesuan(["extract", path.to_str().unwrap()]).code(SUSPECT);
    assert_eq!(facts(&stdout(&assert)).len(), 594);
}

#[test]
fn a_page_that_is_a_picture_is_told_with_its_number() {
    let cover = drawn::Page::new().text(200.0, 200.0, "某某市档案馆2023年度部门决算");
    let folder = Folder::new().with("scan.pdf", drawn::pdf([cover, drawn::Page::new().picture()]));
    let assert = juesuan_in(folder.path(), ["extract", "scan.pdf"]).code(UNREAD);
    assert!(stdout(&assert).is_empty());
    let messages = stderr(&assert);
    let line = messages.lines().find(|line| line.contains("OCR")).unwrap_or_else(|| panic!("{messages}"));
    assert!(line.starts_with("juesuan: scan.pdf: page 2: "), "{line}");
    assert!(!messages.contains("page 1"), "{messages}");
}

#[test]
fn quiet_still_tells_what_could_not_be_read() {
    let folder = Folder::new().with("scan.pdf", drawn::pdf([drawn::Page::new().picture()]));
    assert!(complaint(&folder, "scan.pdf").contains("page 1"), "an end with 2 has a reason");
}

#[test]
fn the_pages_that_can_be_read_stand_although_one_cannot() {
    let pages = [drawn::final_account_page("单位：万元", ["12.50", "12.50"]), drawn::Page::new().picture()];
    let folder = Folder::new().with("half.pdf", drawn::pdf(pages));
    let assert = juesuan_in(folder.path(), ["extract", "half.pdf", "--format", "json"]).code(UNREAD);
    let document: Value = serde_json::from_str(&stdout(&assert)).unwrap();
    assert_eq!(document["forms"][0]["lines"][0]["facts"][0]["amount_yuan"], "125000");
    assert_eq!(document["pages"][0]["origin"], "text");
    assert_eq!(document["pages"][1]["origin"], "scan");
    let notes = document["pages"][1]["notes"].as_array().unwrap();
    assert!(notes.iter().any(|note| note["severity"] == "unread"), "{notes:?}");
}

#[test]
fn the_rest_of_a_batch_is_written() {
    let account = drawn::final_account("单位：万元", ["12.50", "12.50"]);
    let folder = Folder::new()
        .with("a.pdf", "no PDF")
        .with("b.pdf", &account)
        .with("c.pdf", "")
        .with("d.pdf", &account);
    let assert = juesuan_in(
        folder.path(),
        ["extract", "a.pdf", "b.pdf", "c.pdf", "missing.pdf", "d.pdf", "-o", "out/", "--format", "jsonl"],
    )
    .code(UNREAD);
    let results: Vec<String> = folder.files().into_iter().filter(|f| f.starts_with("out/")).collect();
    assert_eq!(results, ["out/b.jsonl", "out/d.jsonl"]);
    let messages = stderr(&assert);
    for name in ["a.pdf", "c.pdf", "missing.pdf"] {
        assert!(
            messages.lines().any(|line| line.starts_with(&format!("juesuan: {name}: "))),
            "{name} in {messages}"
        );
    }
}

#[test]
fn a_failed_file_leaves_what_was_there_before() {
    let folder = Folder::new().with("bad.pdf", "no PDF").with("out.jsonl", "before\n");
    juesuan_in(folder.path(), ["extract", "bad.pdf", "-o", "out.jsonl"]).code(UNREAD);
    assert_eq!(folder.read("out.jsonl"), "before\n");
}

// A download that broke off: readers rebuild what they can and leave the rest out without a word, so that a page is
// blank, or its table has lost a font and with it the words of its header.
#[test]
fn a_cut_file_is_never_passed_off_as_whole() {
    let folder = Folder::new();
    let said = |fact: &Value| {
        ["form", "side", "code", "item", "nth", "measure", "raw", "unit"].map(|f| fact[f].clone())
    };
    let mut faults = Vec::new();
    for sample in samples::all() {
        let bytes = std::fs::read(samples::path(sample.name)).unwrap();
        let facts_read = sample.stages.disclosure.facts.iter();
        let whole: Vec<_> = facts_read.map(|fact| said(&serde_json::to_value(fact).unwrap())).collect();
        for percent in [10, 50, 90] {
            let name = format!("{}-{percent}.pdf", sample.name);
            std::fs::write(folder.path().join(&name), &bytes[..bytes.len() * percent / 100]).unwrap();
            let assert = juesuan_in(folder.path(), ["extract", &name]);
            assert!(!stderr(&assert).contains("panic"), "{name}: {}", stderr(&assert));
            let code = assert.get_output().status.code();
            let found: Vec<_> = facts(&stdout(&assert)).iter().map(said).collect();
            if code != Some(UNREAD) && found != whole {
                faults.push(format!("{name}: ends with {code:?}, {} of {} facts", found.len(), whole.len()));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn a_cut_file_of_a_few_bytes_is_told() {
    let bytes = std::fs::read(samples::path(SAMPLE.0)).unwrap();
    let folder = Folder::new().with("cut.pdf", &bytes[..200]);
    complaint(&folder, "cut.pdf");
}
