//! Tests `juesuan extract`: what is written where, in which format.

use super::*;

/// Small final account: 2 lines with 2 amounts each.
fn account() -> Vec<u8> {
    drawn::final_account("单位：万元", ["12.50", "12.50"])
}

#[test]
fn json_lines_go_to_stdout_by_default() {
    let assert = juesuan(["extract", &sample()]).code(SUSPECT);
    let facts = facts(&stdout(&assert));
    assert_eq!(facts.len(), SAMPLE.1);
    assert!(facts.iter().all(|fact| fact["record"] == "fact"));
}

#[test]
fn the_path_given_is_the_source_of_every_fact() {
    let folder = Folder::new().with("汾阳/决算.pdf", account());
    let assert = juesuan_in(folder.path(), ["extract", "汾阳/决算.pdf"]).code(GOOD);
    assert!(facts(&stdout(&assert)).iter().all(|fact| fact["source"] == "汾阳/决算.pdf"));
}

#[test]
fn a_drawn_account_is_read_as_it_is_printed() {
    let folder = Folder::new().with("a.pdf", account());
    let assert = juesuan_in(folder.path(), ["extract", "a.pdf"]).code(GOOD);
    let words = |fact: &Value| {
        ["form", "code", "item", "measure", "amount_yuan"]
            .map(|field| fact[field].as_str().unwrap_or("-").to_owned())
    };
    let found: Vec<[String; 5]> = facts(&stdout(&assert)).iter().map(words).collect();
    let expected = [
        ["expenditure", "-", "合计", "total", "125000"],
        ["expenditure", "-", "合计", "basic", "125000"],
        ["expenditure", "201", "一般公共服务支出", "total", "125000"],
        ["expenditure", "201", "一般公共服务支出", "basic", "125000"],
    ];
    assert_eq!(found, expected.map(|fact| fact.map(str::to_owned)));
}

#[test]
fn stdout_holds_data_and_stderr_the_summary() {
    let folder = Folder::new().with("a.pdf", account());
    let assert = juesuan_in(folder.path(), ["extract", "a.pdf"]).code(GOOD);
    assert_eq!(facts(&stdout(&assert)).len(), 4);
    let summary = stderr(&assert);
    assert!(
        summary.contains("a.pdf") && summary.contains("某某市档案馆") && summary.contains("2023"),
        "{summary}"
    );
}

#[test]
fn quiet_says_nothing_of_what_was_read() {
    let folder = Folder::new().with("a.pdf", account()).with("bad.pdf", "no PDF");
    let assert = juesuan_in(folder.path(), ["extract", "a.pdf", "--quiet"]).code(GOOD);
    assert!(stderr(&assert).is_empty());
    let assert = juesuan_in(folder.path(), ["extract", "bad.pdf", "--quiet"]).code(UNREAD);
    assert!(stderr(&assert).contains("bad.pdf"), "errors are still reported");
}

#[test]
fn the_ending_of_the_output_chooses_the_format() {
    let folder = Folder::new().with("a.pdf", account());
    for name in ["out.csv", "out.jsonl", "out.json", "out.txt"] {
        let assert = juesuan_in(folder.path(), ["extract", "a.pdf", "-o", name]).code(GOOD);
        assert!(stdout(&assert).is_empty());
    }
    assert!(folder.read("out.csv").starts_with("record,document,source,"));
    assert_eq!(folder.read("out.csv").lines().count(), 5);
    assert_eq!(facts(&folder.read("out.jsonl")).len(), 4);
    assert_eq!(folder.read("out.txt"), folder.read("out.jsonl"));
    let document: Value = serde_json::from_str(&folder.read("out.json")).unwrap();
    assert_eq!(document["forms"][0]["kind"], "expenditure");
}

#[test]
fn the_format_asked_for_beats_the_ending() {
    let folder = Folder::new().with("a.pdf", account());
    juesuan_in(folder.path(), ["extract", "a.pdf", "-o", "out.csv", "--format", "jsonl"]).code(GOOD);
    assert_eq!(facts(&folder.read("out.csv")).len(), 4);
}

#[test]
fn every_format_goes_to_stdout() {
    let folder = Folder::new().with("a.pdf", account());
    let print =
        |format| stdout(&juesuan_in(folder.path(), ["extract", "a.pdf", "--format", format]).code(GOOD));
    assert_eq!(facts(&print("jsonl")).len(), 4);
    assert_eq!(print("csv").lines().count(), 5);
    assert!(serde_json::from_str::<Value>(&print("json")).unwrap().is_object());
    let dash = stdout(&juesuan_in(folder.path(), ["extract", "a.pdf", "-o", "-"]).code(GOOD));
    assert_eq!(dash, print("jsonl"));
}

#[test]
fn an_output_that_ends_in_a_slash_is_a_folder() {
    let folder = Folder::new().with("a.pdf", account());
    juesuan_in(folder.path(), ["extract", "a.pdf", "-o", "new/deep/", "--format", "jsonl"]).code(GOOD);
    assert_eq!(folder.files(), ["a.pdf", "new/deep/a.jsonl"]);
}

#[test]
fn an_output_that_is_a_folder_stays_one() {
    let folder = Folder::new().with("a.pdf", account()).with("out/before.txt", "");
    juesuan_in(folder.path(), ["extract", "a.pdf", "-o", "out", "--format", "csv"]).code(GOOD);
    assert_eq!(folder.files(), ["a.pdf", "out/a.csv", "out/before.txt"]);
}

#[test]
fn several_inputs_make_a_folder_of_results() {
    let folder = Folder::new().with("a.pdf", account()).with("b.pdf", account());
    juesuan_in(folder.path(), ["extract", "a.pdf", "b.pdf", "-o", "out", "--format", "jsonl"]).code(GOOD);
    assert_eq!(folder.files(), ["a.pdf", "b.pdf", "out/a.jsonl", "out/b.jsonl"]);
}

#[test]
fn inputs_of_one_name_do_not_overwrite_each_other() {
    let folder = Folder::new()
        .with("2022/决算.pdf", drawn::final_account("单位：万元", ["1.00", "1.00"]))
        .with("2023/决算.pdf", drawn::final_account("单位：万元", ["2.00", "2.00"]))
        .with("again/决算.pdf", drawn::final_account("单位：万元", ["2.00", "2.00"]));
    let inputs =
        ["extract", "2022/决算.pdf", "2023/决算.pdf", "again/决算.pdf", "-o", "out/", "--format", "jsonl"];
    juesuan_in(folder.path(), inputs).code(GOOD);
    let results: Vec<String> = folder.files().into_iter().filter(|f| f.starts_with("out/")).collect();
    assert_eq!(results.len(), 3, "{results:?}");
    assert!(results.contains(&"out/决算.jsonl".to_owned()), "{results:?}");
    let mut sources: Vec<String> = results
        .iter()
        .map(|file| facts(&folder.read(file))[0]["source"].as_str().unwrap().to_owned())
        .collect();
    sources.sort();
    assert_eq!(sources, ["2022/决算.pdf", "2023/决算.pdf", "again/决算.pdf"]);
}

#[test]
fn an_input_named_as_another_one_made_unique_does_not_overwrite_it() {
    let [first, second] = ["1.00", "2.00"].map(|a| drawn::final_account("单位：万元", [a, a]));
    let short = juesuan::Source::from_bytes("", second.clone()).sha256[..8].to_owned();
    let third = format!("c/a-{short}.pdf");
    let folder = Folder::new().with("a/a.pdf", &first).with("b/a.pdf", &second).with(&third, &first);
    juesuan_in(folder.path(), ["extract", "a/a.pdf", "b/a.pdf", &third, "-o", "out/", "--format", "jsonl"])
        .code(GOOD);
    assert_eq!(folder.files().iter().filter(|f| f.starts_with("out/")).count(), 3);
}

#[test]
fn several_inputs_stand_one_after_the_other_on_stdout() {
    let folder = Folder::new().with("a.pdf", account()).with("b.pdf", account());
    let print = |format| {
        stdout(&juesuan_in(folder.path(), ["extract", "a.pdf", "b.pdf", "--format", format]).code(GOOD))
    };
    assert_eq!(facts(&print("jsonl")).len(), 8);
    assert_eq!(print("csv").lines().count(), 9, "one header for all");
    let documents = records(&print("json"));
    assert_eq!(documents.iter().map(|d| &d["source"]).collect::<Vec<_>>(), ["a.pdf", "b.pdf"]);
}

#[test]
fn a_dash_reads_standard_input() {
    let mut command = cargo_bin_cmd!("juesuan");
    let assert = command.args(["extract", "-"]).write_stdin(account()).assert().code(GOOD);
    let facts = facts(&stdout(&assert));
    assert_eq!(facts.len(), 4);
    assert!(facts.iter().all(|fact| fact["source"] == "-"));
}

#[test]
fn standard_input_has_a_name_in_a_folder_of_results() {
    let folder = Folder::new();
    let mut command = cargo_bin_cmd!("juesuan");
    command
        .current_dir(folder.path())
        .args(["extract", "-", "-o", "out/", "--format", "jsonl"])
        .write_stdin(account())
        .assert()
        .code(GOOD);
    assert_eq!(folder.files(), ["out/stdin.jsonl"]);
}

#[test]
fn nothing_unfinished_stays_beside_a_result() {
    let folder = Folder::new().with("a.pdf", account()).with("out.csv", "what was here before");
    juesuan_in(folder.path(), ["extract", "a.pdf", "-o", "out.csv"]).code(GOOD);
    assert_eq!(folder.files(), ["a.pdf", "out.csv"]);
    assert!(folder.read("out.csv").starts_with("record,"));
}

#[test]
fn an_input_is_not_written_over_by_its_results() {
    let folder = Folder::new().with("a.csv", account());
    for place in ["a.csv", "./a.csv"] {
        let assert = juesuan_in(folder.path(), ["extract", "a.csv", "-o", place]).code(USAGE);
        assert!(stderr(&assert).contains("a.csv is an input"), "{}", stderr(&assert));
    }
    assert_eq!(std::fs::read(folder.path().join("a.csv")).unwrap(), account());
}

#[test]
fn a_place_that_cannot_be_written_is_told_and_ends_with_2() {
    let folder = Folder::new().with("a.pdf", account()).with("file", "");
    let assert = juesuan_in(folder.path(), ["extract", "a.pdf", "-o", "file/out.csv"]).code(UNREAD);
    assert!(stderr(&assert).contains("file/out.csv"), "{}", stderr(&assert));
}

#[test]
fn a_budget_is_recognised_and_has_no_facts() {
    let folder = Folder::new().with("budget.pdf", drawn::budget());
    let assert = juesuan_in(folder.path(), ["extract", "budget.pdf"]).code(GOOD);
    assert!(stdout(&assert).is_empty());
    let messages = stderr(&assert);
    assert!(messages.contains("budget.pdf") && messages.contains("部门预算"), "{messages}");

    let assert = juesuan_in(folder.path(), ["extract", "budget.pdf", "--format", "json"]).code(GOOD);
    let document: Value = serde_json::from_str(&stdout(&assert)).unwrap();
    assert_eq!(document["family"], "budget");
    let kinds: Vec<&str> =
        document["forms"].as_array().unwrap().iter().map(|form| form["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["budget_summary"]);
}

#[test]
fn a_pdf_without_forms_is_told_and_ends_with_0() {
    let letter = drawn::pdf([drawn::Page::new().text(40.0, 60.0, "关于召开会议的通知")]);
    let folder = Folder::new().with("letter.pdf", letter);
    let assert = juesuan_in(folder.path(), ["extract", "letter.pdf"]).code(GOOD);
    assert!(stdout(&assert).is_empty());
    let messages = stderr(&assert);
    assert!(messages.contains("letter.pdf") && messages.contains("no official form"), "{messages}");
}

#[test]
fn an_unknown_table_is_kept_as_a_grid() {
    let table = drawn::Page::new().table(60.0, &[&["车号", "里程"], &["甲", "120"]]);
    let folder = Folder::new().with("a.pdf", drawn::pdf([table]));
    let assert = juesuan_in(folder.path(), ["extract", "a.pdf", "--format", "json"]).code(GOOD);
    let document: Value = serde_json::from_str(&stdout(&assert)).unwrap();
    assert_eq!(document["forms"][0]["kind"], "other");
    let cells = document["forms"][0]["grids"][0]["cells"].as_array().unwrap();
    assert_eq!(
        cells.iter().map(|c| c["text"].as_str().unwrap()).collect::<Vec<_>>(),
        ["车号", "里程", "甲", "120"]
    );
}
