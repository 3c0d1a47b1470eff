//! Tests `juesuan doctor`: what is there and what is missing.

use super::*;

fn doctor(arguments: &[&str], font: Option<&str>) -> Assert {
    let mut command = cargo_bin_cmd!("juesuan");
    match font {
        Some(font) => command.env("JUESUAN_CJK_FONT", font),
        None => command.env_remove("JUESUAN_CJK_FONT"),
    };
    command.arg("doctor").args(arguments).assert()
}

#[test]
fn what_is_needed_is_there() {
    let assert = doctor(&[], None).code(GOOD);
    let report = stdout(&assert);
    assert!(
        report.contains(env!("CARGO_PKG_VERSION")) && report.contains("kinds of official forms"),
        "{report}"
    );
    assert!(report.contains("All that is needed is there."), "{report}");
}

#[test]
fn a_font_is_not_needed() {
    let report = stdout(&doctor(&[], Some("none")).code(GOOD));
    assert!(report.contains("optional  Chinese font") && report.contains("fonts-wqy-microhei"), "{report}");
}

#[test]
fn a_font_that_was_named_has_to_be_there() {
    let report = stdout(&doctor(&[], Some("/no/such/font.ttf")).code(UNREAD));
    assert!(report.contains("MISSING") && report.contains("/no/such/font.ttf"), "{report}");
}

#[test]
fn json_says_the_same() {
    let items: Value = serde_json::from_str(&stdout(&doctor(&["--json"], Some("none")).code(GOOD))).unwrap();
    let items = items.as_array().unwrap();
    let font = items.iter().find(|item| item["name"] == "Chinese font").unwrap();
    assert_eq!(font["state"], "optional");
    assert!(font["remedy"].as_str().unwrap().contains("apt-get"));
    assert!(items.iter().all(|item| (item["state"] == "ok") == item["remedy"].is_null()));
}

#[test]
fn weights_are_not_needed_but_a_folder_that_was_named_has_to_have_them() {
    let doctor =
        |models: &str| cargo_bin_cmd!("juesuan").env("JUESUAN_MODELS", models).arg("doctor").assert();
    let report = stdout(&doctor("none").code(GOOD));
    assert!(report.contains("optional  OCR weights"), "{report}");
    let report = stdout(&doctor("/no/such").code(UNREAD));
    assert!(report.contains("MISSING   OCR weights") && report.contains("pip install"), "{report}");
}
