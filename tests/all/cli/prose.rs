//! Tests figures of the prose: of a text and of passages, of documents and folders of results, shown and left out.

use assert_cmd::cargo::cargo_bin_cmd;

use super::*;

/// What a page of prose says, a line each.
const LINES: [&str; 2] =
    ["2023年度支出合计12.50万元，与上年相比增加1.20万元，增长10.62%。", "2023年度机关运行经费支出3.4万元。"];
/// Keys of what they say.
const KEYS: [&str; 4] =
    ["expenditure", "expenditure_change", "expenditure_change_percent", "operating_funds"];

/// Draws an account with a page of prose, which states the same amount.
pub(super) fn account(amount: &str) -> Vec<u8> {
    let prose = (0..).zip(LINES).fold(drawn::Page::new(), |page, (number, line)| {
        let line = match amount {
            "12.50" => line.to_owned(),
            // The percentage is that of the change to 12.50 alone.
            _ => line.replace("12.50", amount).replace("，增长10.62%", ""),
        };
        page.text(60.0, 80.0 + 26.0 * f64::from(number), &line)
    });
    drawn::pdf([drawn::final_account_page("单位：万元", [amount, amount]), prose])
}

/// Gives a text to `juesuan figures` on standard input.
fn figures(arguments: &[&str], text: impl Into<Vec<u8>>) -> Assert {
    cargo_bin_cmd!("juesuan").arg("figures").args(arguments).write_stdin(text).assert()
}

fn keys(figures: &[Value]) -> Vec<&str> {
    figures.iter().map(|figure| figure["key"].as_str().unwrap()).collect()
}

#[test]
fn a_text_gives_its_figures_a_line_each() {
    let figures = records(&stdout(&figures(&[], LINES.concat()).code(GOOD).stderr("")));
    assert_eq!(keys(&figures), KEYS);
    let change = &figures[1];
    assert_eq!((&change["raw"], &change["unit"]), (&"1.20".into(), &"万元".into()));
    assert_eq!((&change["amount_yuan"], &change["direction"]), (&"12000".into(), &"increase".into()));
    assert_eq!((&change["page"], &change["boxes"]), (&1.into(), &Value::Array(Vec::new())));
    assert_eq!(change["sentence"], LINES[0]);
}

/// Marks of direction and what is invisible are escaped in lines for people, but these are data.
#[test]
fn a_text_in_a_file_is_data_as_it_stands() {
    let text = "\u{feff}机关运行经费支出3.\n4\u{200b}万元\u{202e}。";
    let folder = Folder::new().with("prose.txt", text);
    let figures = records(&stdout(&juesuan_in(folder.path(), ["figures", "prose.txt"]).code(GOOD)));
    assert_eq!(figures.len(), 1, "{figures:?}");
    assert_eq!(figures[0]["raw"], "3.\n4");
    assert!(figures[0]["sentence"].as_str().unwrap().contains('\u{202e}'), "{figures:?}");
}

#[test]
fn a_text_without_figures_gives_none() {
    for text in ["", "本部门2023年没有这项支出。\n"] {
        figures(&[], text).code(GOOD).stdout("").stderr("");
    }
}

#[test]
fn passages_give_a_line_each_under_their_id() {
    let passages = r#"{"id":"a","text":"机关运行经费支出30。","unit":"万元"}

{"id":7,"text":"2022年度支出合计5万元。","year":2023}
{"id":null,"text":"没有。"}
"#;
    let lines = records(&stdout(&figures(&["--jsonl"], passages).code(GOOD).stderr("")));
    let ids: Vec<Value> = lines.iter().map(|line| line["id"].clone()).collect();
    assert_eq!(ids, [Value::from("a"), Value::from(7), Value::Null]);
    let of = |line: usize| lines[line]["figures"].as_array().unwrap();
    assert_eq!(keys(of(0)), ["operating_funds"]);
    assert_eq!((&of(0)[0]["amount_yuan"], &of(0)[0]["status"]), (&"300000".into(), &"suspect".into()));
    assert_eq!(keys(of(1)), ["other"], "an amount of another year");
    assert!(of(2).is_empty());
}

#[test]
fn a_line_that_is_no_passage_is_told_and_costs_itself_alone() {
    let passages = "{\"id\":1,\"text\":\"机关运行经费支出3万元。\"}\n{\"id\":2}\n[]\n{\"id\":4,\"text\":\"\",\"unit\":\"斤\"}\n{\"id\":5,\"text\":\"\"}\n";
    let assert = figures(&["--jsonl"], passages).code(UNREAD);
    let ids: Vec<Value> = records(&stdout(&assert)).into_iter().map(|line| line["id"].clone()).collect();
    assert_eq!(ids, [1, 5]);
    let messages = stderr(&assert);
    for fault in
        ["line 2 is no passage: missing field `text`", "line 3 is no", "line 4 is no passage: 斤: no unit"]
    {
        assert!(messages.contains(fault), "{fault} in {messages}");
    }
}

#[test]
fn what_is_no_text_is_told() {
    let assert = figures(&[], b"\xca\xd5\xc8\xeb3\xcd\xf2\xd4\xaa".as_slice()).code(UNREAD).stdout("");
    assert!(stderr(&assert).contains("no text in UTF-8"));
    let assert = juesuan(["figures", &sample()]).code(UNREAD).stdout("");
    assert!(stderr(&assert).contains("`juesuan extract` reads PDFs"));
    juesuan(["figures", "no-such-file.txt"]).code(UNREAD).stdout("");
    let assert = figures(&["--unit", "斤"], "").code(USAGE).stdout("");
    assert!(stderr(&assert).contains("--unit 斤: no unit of money; known are 元"), "{}", stderr(&assert));
}

#[test]
fn documents_have_figures_unless_they_are_left_out() {
    let folder = Folder::new().with("a.pdf", account("12.50"));
    let read = |more: &[&str]| {
        stdout(&juesuan_in(folder.path(), [&["extract", "a.pdf", "--quiet"], more].concat()).code(GOOD))
    };
    let (with, without) = (records(&read(&[])), records(&read(&["--no-prose"])));
    let (figures, others): (Vec<Value>, Vec<Value>) =
        with.into_iter().partition(|record| record["record"] == "figure");
    assert_eq!(keys(&figures), KEYS);
    assert!(figures.iter().all(|figure| figure["page"] == 2), "{figures:?}");
    // What the prose states verifies amounts of the forms, and is checked.
    let of_forms = |records: Vec<Value>| -> Vec<Value> {
        let of_prose = |name: &Value| name.as_str().is_some_and(|name| name.starts_with("prose."));
        let mut kept: Vec<Value> = records.into_iter().filter(|record| !of_prose(&record["check"])).collect();
        for checks in kept.iter_mut().filter_map(|record| record.get_mut("checks")?.as_array_mut()) {
            checks.retain(|name| !of_prose(name));
        }
        kept
    };
    assert_ne!(others, without);
    assert_eq!(of_forms(others), without);
    let document = |more: &[&str]| -> Value {
        serde_json::from_str(&read(&[&["--format", "json"], more].concat())).unwrap()
    };
    assert_eq!(document(&[])["figures"], Value::Array(figures));
    assert_eq!(document(&["--no-prose"])["figures"], Value::Array(Vec::new()));
    assert_eq!(read(&["--in-process"]), read(&[]));
    assert_eq!(read(&["--in-process", "--no-prose"]), read(&["--no-prose"]));
}

#[test]
fn a_folder_that_was_read_without_prose_is_read_again_where_it_is_wanted() {
    let folder = Folder::new()
        .with("in/a.pdf", account("12.50"))
        .with("in/b.pdf", drawn::final_account("单位：万元", ["7.00", "7.00"]));
    let run = |more: &[&str]| {
        let arguments = [&["extract", "in", "-o", "out/"], more].concat();
        let messages = stderr(&juesuan_in(folder.path(), arguments).code(GOOD));
        let index = records(&folder.read("out/index.jsonl"));
        let prose: Vec<bool> = index.iter().map(|line| line["prose"].as_bool().unwrap()).collect();
        let run: Value = serde_json::from_str(&folder.read("out/run.json")).unwrap();
        assert_eq!(run["options"]["prose"], !more.contains(&"--no-prose"));
        (messages, prose)
    };
    let (messages, prose) = run(&["--no-prose"]);
    assert!(messages.contains(" 0 figures, ") && prose == [false, false], "{messages}");
    let (messages, _) = run(&["--no-prose"]);
    assert!(messages.contains("now: 0 read"), "{messages}");
    // A list of an earlier version does not say it.
    let index = folder.read("out/index.jsonl").replace(",\"prose\":false", "");
    assert!(!index.contains("prose"), "{index}");
    std::fs::write(folder.path().join("out/index.jsonl"), index).unwrap();
    let (messages, prose) = run(&["--no-prose"]);
    assert!(messages.contains("now: 0 read") && prose == [false, false], "{messages}");
    let (messages, prose) = run(&[]);
    assert!(messages.contains("now: 2 read") && prose == [true, true], "{messages}");
    assert!(messages.contains(" 4 figures, "), "{messages}");
    for more in [&[][..], &["--no-prose"]] {
        let (messages, prose) = run(more);
        assert!(
            messages.contains("now: 0 read") && prose == [true, true],
            "what has figures stays: {messages}"
        );
    }
}

#[test]
fn figures_have_rows_and_documents_count_them() {
    let folder = Folder::new().with("a.pdf", account("12.50"));
    juesuan_in(folder.path(), ["extract", "a.pdf", "-o", "out/", "--no-collect"]).code(GOOD);
    juesuan_in(folder.path(), ["collect", "out", "--csv"]).code(GOOD);
    let rows = |table: &str| -> Vec<std::collections::BTreeMap<String, String>> {
        let text = folder.read(&format!("out/{table}.csv"));
        csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes())
            .deserialize()
            .map(|row| row.unwrap())
            .collect()
    };
    assert_eq!(rows("documents")[0]["figures"], "4");
    let figures = rows("figures");
    assert_eq!(figures.iter().map(|row| row["key"].as_str()).collect::<Vec<_>>(), KEYS);
    let change = &figures[1];
    assert_eq!((change["amount_yuan"].as_str(), change["direction"].as_str()), ("12000", "increase"));
    assert_eq!(change["boxes"].split(' ').count(), 4, "{}", change["boxes"]);
    assert_eq!((change["reason"].as_str(), change["note"].as_str()), ("", ""));
}

/// Shows the prose of a sample that is read fast.
fn show(more: &[&str]) -> String {
    let sample = sample();
    stdout(&juesuan([&["show", &sample, "--stage", "prose"], more].concat()).code(SUSPECT))
}

#[test]
fn figures_are_shown_as_extract_writes_them() {
    let extracted = records(&stdout(&juesuan(["extract", &sample()]).code(SUSPECT)));
    let extracted: Vec<Value> = extracted.into_iter().filter(|record| record["record"] == "figure").collect();
    let shown = |more: &[&str]| -> Vec<Value> { serde_json::from_str(&show(more)).unwrap() };
    assert_eq!(shown(&[]), extracted);
    let on_page = shown(&["--page", "15"]);
    assert!(on_page.len() > 20 && on_page.iter().all(|figure| figure["page"] == 15));
    assert!(shown(&["--page", "1"]).is_empty());
}

#[test]
fn readable_figures_stand_below_their_sentence() {
    let text = show(&["--page", "15", "--readable"]);
    let sentence = "page 15: 与上年度相比，一般公共预算财政拨款支出减少36.08万元，下降15.78%。";
    let at = text.lines().position(|line| line == sentence).unwrap_or_else(|| panic!("{text}"));
    let words: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(words[at + 1][..3], ["general_public_budget_expenditure_change", "36.08万元", "decrease"]);
    assert_eq!(words[at + 2][..2], ["general_public_budget_expenditure_change_percent", "15.78%"]);
    let text = show(&["--page", "15", "--readable", "--unit", "元"]);
    let words: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
    assert!(
        words.iter().any(|row| row.len() > 3 && row[1..4] == ["36.08万元", "360800", "decrease"]),
        "{text}"
    );
    assert_eq!(show(&["--page", "1", "--readable"]), "(no figures of the prose)\n");
}

#[test]
fn figures_are_drawn_over_their_page() {
    let folder = Folder::new().with("a.pdf", account("12.50"));
    let arguments = ["show", "a.pdf", "--stage", "prose", "--png", "out/", "--dpi", "72"];
    juesuan_in(folder.path(), arguments).code(GOOD).stdout("");
    let pages =
        ["out/page-001.png", "out/page-002.png"].map(|name| std::fs::read(folder.path().join(name)).unwrap());
    assert!(pages.iter().all(|bytes| bytes.starts_with(b"\x89PNG")));
    assert_ne!(pages[0], pages[1]);
}
