//! Tests `juesuan show`: every stage can be looked at, page by page.

use super::*;

/// A sample that prints 元, and one misprint.
fn sample() -> String {
    samples::path("jincheng-2022-report").to_str().unwrap().to_owned()
}

fn show(arguments: &[&str]) -> Value {
    let sample = sample();
    let assert = juesuan([&["show", &sample], arguments].concat()).code(SUSPECT);
    serde_json::from_str(&stdout(&assert)).unwrap()
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap()
}

#[test]
fn pages_show_glyphs_and_rulings() {
    let pages = show(&["--stage", "page"]);
    assert_eq!(list(&pages).len(), 27);
    assert!(list(&pages).iter().all(|page| page["glyphs"].is_array() && page["rulings"].is_array()));
}

#[test]
fn tables_show_cells_and_lines() {
    let tables = show(&["--stage", "table", "--page", "5"]);
    assert_eq!(list(&tables).len(), 1);
    assert_eq!(tables[0]["page"], 5);
    assert!(list(&tables[0]["grids"][0]["cells"]).len() > 50);
    assert!(list(&tables[0]["lines"]).iter().any(|line| line["text"] == "收入决算表"));
}

#[test]
fn forms_show_their_lines() {
    let forms = show(&["--stage", "form"]);
    assert!(list(&forms).iter().any(|form| form["kind"] == "three_public"));
    assert_eq!(forms, show(&[]), "the stage that is shown by default");
}

#[test]
fn facts_are_those_that_extract_writes() {
    let assert = juesuan(["extract", &sample()]).code(SUSPECT);
    assert_eq!(*list(&show(&["--stage", "fact"])), facts(&stdout(&assert)));
}

#[test]
fn one_page_shows_what_stands_on_it() {
    assert_eq!(show(&["--stage", "page", "--page", "7"])[0]["number"], 7);
    let forms = show(&["--stage", "form", "--page", "6"]);
    assert_eq!(list(&forms).iter().map(|form| &form["kind"]).collect::<Vec<_>>(), ["expenditure"]);
    let facts = show(&["--stage", "fact", "--page", "6"]);
    assert!(!list(&facts).is_empty() && list(&facts).iter().all(|fact| fact["page"] == 6));
    assert_eq!(show(&["--stage", "fact", "--page", "1"]), Value::Array(Vec::new()), "the cover has no facts");
}

#[test]
fn a_page_that_does_not_exist_is_wrong_usage() {
    for page in ["0", "28"] {
        let assert = juesuan(["show", &sample(), "--page", page]).code(USAGE);
        assert!(stdout(&assert).is_empty());
        let messages = stderr(&assert);
        assert!(messages.contains(&format!("no page {page}")) && messages.contains("1 to 27"), "{messages}");
    }
}

#[test]
fn readable_forms_are_tables_in_wanyuan() {
    for stage in ["form", "fact"] {
        let assert =
            juesuan(["show", &sample(), "--stage", stage, "--page", "6", "--readable"]).code(SUSPECT);
        let text = stdout(&assert);
        assert!(text.contains("支出决算表") && text.contains("477.705613"), "{text}");
        assert!(!text.contains("收入决算表"), "only what stands on the page");
    }
}

#[test]
fn readable_forms_of_whole_governments_tell_scope_place_and_lines_above() {
    let folder = Folder::new().with("a.pdf", drawn::government("一"));
    let shown =
        stdout(&juesuan_in(folder.path(), ["show", "a.pdf", "--stage", "form", "--readable"]).code(GOOD));
    for line in ["[government_general_revenue, own_level] page 3", "教育支出 / 普通教育", "   111.1%\n"]
    {
        assert!(shown.contains(line), "{line} in {shown}");
    }
    // Each place is a line of its own.
    let places = shown.lines().filter(|line| line.contains("一般债务") || line.contains("专项债务"));
    assert_eq!(places.filter(|line| line.contains("县")).count(), 4, "{shown}");
}

#[test]
fn readable_glyphs_are_refused_and_cells_are_text() {
    let assert = juesuan(["show", &sample(), "--stage", "page", "--readable"]).code(USAGE);
    assert!(stdout(&assert).is_empty());
    assert!(stderr(&assert).contains("--readable"));
    let shown = stdout(&juesuan(["show", &sample(), "--stage", "table", "--readable", "--page", "6"]));
    assert!(shown.starts_with("page 6\n") && shown.contains("  R1 "), "{shown}");
}

#[test]
#[cfg(feature = "office")]
fn a_sheet_is_shown_with_the_names_of_its_cells_and_has_no_picture() {
    let book = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/office/s04.noise.xlwt.xls");
    let shown = stdout(&juesuan(["show", book, "--stage", "table", "--readable", "--page", "2"]));
    assert!(shown.starts_with("sheet or table 2\n") && shown.contains("支出决算表"), "{shown}");
    let assert = juesuan(["show", book, "--stage", "table", "--page", "2", "--png", "-"]).code(UNREAD);
    assert!(stderr(&assert).contains("no pages to draw"), "{}", stderr(&assert));
    let assert = juesuan(["show", book, "--page", "99"]).code(USAGE);
    assert!(stderr(&assert).contains("there is no sheet 99"), "{}", stderr(&assert));
}

#[test]
fn a_dash_reads_standard_input() {
    let account = drawn::final_account("单位：万元", ["12.50", "12.50"]);
    let mut command = cargo_bin_cmd!("juesuan");
    let assert = command.args(["show", "-", "--stage", "fact"]).write_stdin(account).assert().code(GOOD);
    assert_eq!(list(&serde_json::from_str(&stdout(&assert)).unwrap()).len(), 4);
}

#[test]
fn a_file_that_cannot_be_read_ends_with_2() {
    let folder = Folder::new().with("bad.pdf", "no PDF");
    let assert = juesuan_in(folder.path(), ["show", "bad.pdf"]).code(UNREAD);
    assert!(stdout(&assert).is_empty());
    assert!(stderr(&assert).contains("bad.pdf"));
}

#[test]
fn embedded_fonts_without_a_tounicode_map_are_read_where_they_say_what_they_show() {
    let shown = juesuan(["show", "tests/fixtures/no-tounicode.pdf", "--stage", "table"]).code(UNREAD);
    let pages: serde_json::Value = serde_json::from_str(&stdout(&shown)).unwrap();
    let text = |page: usize| pages[page]["lines"][0]["text"].as_str().unwrap_or("").to_owned();
    assert_eq!([text(0), text(1)], ["教育支出1,234.50", "教育支出1,234.50"]);
    assert_eq!(text(2), "", "glyph numbers without a cmap mean nothing");
    let shown =
        juesuan(["show", "tests/fixtures/no-tounicode.pdf", "--stage", "page", "--page", "3"]).code(UNREAD);
    assert!(stdout(&shown).contains("the fonts do not say which characters they show"));
}
