//! Tests `juesuan check` and `juesuan explain`: what is printed of accounts that add up and of those that do not.

use super::*;

fn path(name: &str) -> String {
    samples::path(name).to_str().unwrap().to_owned()
}

#[test]
fn accounts_that_add_up_end_with_0() {
    let assert = juesuan(["check", &path(CLEAN)]).code(GOOD);
    let text = stdout(&assert);
    assert!(text.contains(" 0 fail,"), "{text}");
    assert!(!text.contains("fails:"), "{text}");
}

#[test]
fn a_misprint_is_told_with_its_page_and_ends_with_1() {
    let assert = juesuan(["check", &path("jincheng-2022-report")]).code(SUSPECT);
    let text = stdout(&assert);
    for words in [
        "fails: disclosure_statistics.procurement=goods+works+services at 合计, page ",
        "Government procurement is goods, works and services.",
        "政府采购合计 = 货物 + 工程 + 服务",
        "printed 75425, expected 130652.46: a difference of -55227.46",
        "suspect: 部门决算公开相关信息统计表 服务 value 130652.46",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

#[test]
fn facts_of_any_program_are_checked() {
    let folder = Folder::new()
        .with(
            "good.jsonl",
            concat!(
                r#"{"form":"income","item":"合计","measure":"total","amount_yuan":"3.00"}"#,
                "\n",
                r#"{"form":"income","code":"201","measure":"total","amount_yuan":"3.00"}"#,
                "\n",
            ),
        )
        .with(
            "bad.jsonl",
            concat!(
                r#"{"form":"income","item":"合计","measure":"total","amount_yuan":"3.00"}"#,
                "\n",
                r#"{"form":"income","code":"201","measure":"total","amount_yuan":"3.10"}"#,
                "\n",
            ),
        )
        .with("wrong.jsonl", "{\"form\":\"income\"}\n");
    juesuan_in(folder.path(), ["check", "good.jsonl"]).code(GOOD);
    juesuan_in(folder.path(), ["check", "bad.jsonl", "good.jsonl"]).code(SUSPECT);
    let assert = juesuan_in(folder.path(), ["check", "wrong.jsonl", "bad.jsonl"]).code(UNREAD);
    assert!(stderr(&assert).contains("line 1"), "{}", stderr(&assert));
    assert!(stdout(&assert).contains("fails:"), "the other file is checked all the same");
}

#[test]
fn what_extract_writes_can_be_checked() {
    let folder = Folder::new();
    juesuan_in(folder.path(), ["extract", &sample(), "-o", "a.jsonl", "--quiet"]).code(SUSPECT);
    let again = stdout(&juesuan_in(folder.path(), ["check", "a.jsonl", "--all"]).code(SUSPECT));
    assert_eq!(again, stdout(&juesuan(["check", &sample(), "--all"]).code(SUSPECT)));
}

#[test]
fn explain_lists_and_explains() {
    let all = stdout(&juesuan(["explain"]).code(GOOD));
    assert!(all.lines().count() > 60 && all.lines().any(|line| line == "expenditure.group=items"), "{all}");
    let one = stdout(&juesuan(["explain", "expenditure.group=items"]).code(GOOD));
    assert!(one.contains("sum of its items") && one.contains("款 = 其下各项之和"), "{one}");
    let assert = juesuan(["explain", "group=items"]).code(USAGE);
    assert!(stderr(&assert).contains("expenditure.group=items"), "{}", stderr(&assert));
}
