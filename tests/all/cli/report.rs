//! Tests the picture of a run, `report.json` and `report.html`: what is counted where, what is escaped, when it is made anew;
//! and the progress of a run as lines of JSON.

use serde_json::json;

use super::batch::account;
use super::drawn;
use super::*;
use crate::schema::Schema;

/// A compound file of Word, by its first bytes and the name of a stream.
fn slides() -> Vec<u8> {
    let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    bytes.resize(2000, 0);
    bytes.extend("PowerPoint Document".encode_utf16().flat_map(u16::to_le_bytes));
    bytes
}

/// Makes two departments' accounts, those of a government, a file that is damaged, and two of slides.
fn collected() -> Folder {
    let folder = Folder::new()
        .with("in/湄潭县/a.pdf", account(1))
        .with("in/湄潭县/<script>alert(1)<script>.pdf", drawn::final_account("单位：元", ["5.00", "3.00"]))
        .with("in/government.pdf", drawn::government("一"))
        .with("in/湄潭县/web.pdf", "<html>404</html>")
        .with("in/湄潭县/决算.ppt", slides())
        .with("in/b.ppt", slides());
    juesuan_in(folder.path(), ["extract", "in", "-o", "out/"]).code(UNREAD);
    folder
}

fn report(folder: &Folder, path: &str) -> Value {
    serde_json::from_str(&folder.read(path)).unwrap()
}

#[test]
fn documents_are_counted_by_place_year_and_family() {
    let folder = collected();
    let report = report(&folder, "out/report.json");
    let all = &report["documents"];
    assert_eq!((&all["read"], &all["failed"], &all["not_read"]), (&json!(3), &json!(1), &json!(2)), "{all}");
    let schemas: Value = serde_json::from_str(&stdout(&juesuan(["schema"]))).unwrap();
    assert_eq!(Schema::new(&schemas["report"]).faults(&report), [""; 0]);
    // Departments and governments apart.
    let families = report["families"].as_array().unwrap();
    let of = |family: Value| families.iter().find(|counts| counts["family"] == family).unwrap();
    assert_eq!(of(json!("final_accounts"))["documents"]["read"], 2);
    assert_eq!(of(json!("final_accounts"))["facts"]["facts"], 8);
    assert_eq!(of(json!("government_accounts"))["documents"]["read"], 1);
    assert_eq!(of(json!("government_accounts"))["facts"]["facts"], 38);
    assert_eq!(of(json!(null))["documents"]["failed"], 1);
    // What is damaged or not read is where its path says, and nowhere else.
    let provinces = report["provinces"].as_array().unwrap();
    let counts = |province: Value, name: &str| -> u64 {
        let of = provinces.iter().filter(|of| of["code"] == province);
        of.flat_map(|of| of["years"].as_array().unwrap())
            .map(|year| year["documents"][name].as_u64().unwrap())
            .sum()
    };
    assert_eq!(
        (counts(json!("520000"), "failed"), counts(json!("520000"), "not_read")),
        (1, 1),
        "{provinces:?}"
    );
    assert_eq!((counts(json!(null), "failed"), counts(json!(null), "not_read")), (0, 1), "{provinces:?}");
    assert_eq!(report["causes"][0]["cause"], "not_pdf");
    assert_eq!(
        report["not_read"][0],
        json!({ "type": "ppt", "files": 2,
        "remedy": "if it holds accounts, turn it into a PDF: see tools/office-to-pdf.sh" })
    );
    // The numbers of the table of documents.
    let rows = juesuan_in(folder.path(), ["collect", "out", "-o", "tables", "--csv"]).code(GOOD);
    let messages = stderr(&rows);
    assert!(messages.contains("province  family"), "{messages}");
    let mut documents = csv::Reader::from_path(folder.path().join("tables/documents.csv")).unwrap();
    let at = documents.headers().unwrap().iter().position(|name| name == "suspect").unwrap();
    let sum: u64 = documents.records().map(|row| row.unwrap()[at].parse().unwrap_or(0)).sum();
    let suspects = families.iter().map(|of| of["facts"]["suspect"].as_u64().unwrap()).sum::<u64>();
    assert_eq!(sum, suspects);
}

#[test]
fn the_page_has_the_numbers_and_escapes_names() {
    let folder = collected();
    let page = folder.read("out/report.html");
    assert!(page.contains("&lt;script&gt;alert(1)"), "{page}");
    assert!(!page.contains("<script") && !page.contains("http://") && !page.contains("https://"), "{page}");
    assert!(page.contains("default-src 'none'") && page.contains("lang=\"zh-CN\""));
    let report = report(&folder, "out/report.json");
    let first = &report["in_need"][0];
    assert_eq!(first["source"], "in/湄潭县/<script>alert(1)<script>.pdf", "{report}");
    let command =
        "juesuan show 'in/湄潭县/<script>alert(1)<script>.pdf' --stage fact --page 1 --png page-1.png";
    assert_eq!(first["command"], command);
    let percent = first["facts"]["verified_percent"].to_string();
    assert!(page.contains(&format!("{percent} % 已核实")) || page.contains(" % 已核实"), "{percent}");
    assert!(!page.contains(folder.path().to_str().unwrap()), "a path of the machine");
}

#[test]
fn the_same_folder_gives_the_same_bytes_and_a_report_that_is_gone_comes_back() {
    let folder = collected();
    let names = ["report.json", "report.html", "datapackage.json"];
    let read = |at: &str| names.map(|name| folder.read(&format!("{at}/{name}")));
    let first = read("out");
    juesuan_in(folder.path(), ["collect", "out", "-o", "again", "--quiet"]).code(GOOD).stderr("");
    assert_eq!(read("again"), first);
    let again = || stderr(&juesuan_in(folder.path(), ["extract", "in", "-o", "out"]).code(UNREAD));
    assert!(!again().contains("tables of"), "nothing has changed");
    for name in ["report.html", "report.json"] {
        std::fs::remove_file(folder.path().join("out").join(name)).unwrap();
        assert!(again().contains("tables of"), "{name}");
        std::fs::write(folder.path().join("out").join(name), "changed").unwrap();
        assert!(again().contains("tables of"), "{name}");
        assert_eq!(read("out"), first);
    }
    // What is not read counts, too.
    std::fs::remove_file(folder.path().join("in/b.ppt")).unwrap();
    assert!(again().contains("tables of"));
    assert_eq!(report(&folder, "out/report.json")["documents"]["not_read"], 1);
}

#[test]
fn a_result_that_cannot_be_used_counts_as_failed() {
    let folder = collected();
    let index = records(&folder.read("out/index.jsonl"));
    let result = |source: &str| {
        let entry = index.iter().find(|entry| entry["source"] == source).unwrap();
        folder.path().join("out").join(entry["result"].as_str().unwrap())
    };
    std::fs::write(result("in/湄潭县/a.pdf"), "{").unwrap();
    std::fs::remove_file(result("in/government.pdf")).unwrap();
    let folder = folder.with("out/not_read.jsonl", "{\n");
    juesuan_in(folder.path(), ["collect", "out"]).code(UNREAD);
    let report = report(&folder, "out/report.json");
    let all = &report["documents"];
    assert_eq!((&all["read"], &all["failed"], &all["not_read"]), (&json!(1), &json!(3), &json!(0)), "{all}");
    assert_eq!(report["faults"], 1, "a torn line is no document");
    assert_eq!(report["causes"][0]["cause"], "result");
    assert_eq!(report["causes"][0]["documents"], 2);
}

#[test]
fn progress_is_a_line_of_json_for_each_document() {
    let folder = collected();
    let task = ["extract", "in", "-o", "new/", "--progress", "json"];
    let messages = stderr(&juesuan_in(folder.path(), task).code(UNREAD));
    let lines = records(&messages);
    assert_eq!(lines[0], json!({ "event": "begin", "of": 4, "kept": 0 }));
    let documents: Vec<&Value> = lines.iter().filter(|line| line["event"] == "document").collect();
    assert_eq!(documents.len(), 4, "{messages}");
    assert!(documents.iter().all(|line| line["of"] == 4 && line["seconds"].is_number()));
    let done: Vec<u64> = documents.iter().map(|line| line["done"].as_u64().unwrap()).collect();
    assert_eq!(done, [1, 2, 3, 4]);
    let failed = documents.iter().find(|line| line["outcome"] == "failed").unwrap();
    assert_eq!((&failed["source"], &failed["cause"]), (&json!("in/湄潭县/web.pdf"), &json!("not_pdf")));
    let end = lines.last().unwrap();
    assert_eq!(
        (&end["event"], &end["tally"]["documents"], &end["tally"]["not_read"]),
        (&json!("end"), &json!(3), &json!(2))
    );
    assert_eq!((&end["now"]["failed"], &end["interrupted"]), (&json!(1), &json!(false)));
    // Only a run over a folder of results has it.
    juesuan_in(folder.path(), ["extract", "in/government.pdf", "--progress", "json"]).code(USAGE);
    juesuan_in(folder.path(), ["extract", "in", "-o", "new/", "--progress", "xml"]).code(USAGE);
}
