//! Tests panels as other programs read them: PyArrow, DuckDB, pandas, frictionless, ReadStat and R (`panel/read.py`), with
//! the snippets of the READMEs.
//!
//! Where the Python programs are not there the test says that it is left out, and where R or ReadStat is not, that this part
//! is; both are errors with `JUESUAN_TEST_PANEL=required`, as in CI.

use std::path::{Path, PathBuf};
use std::process::Command;

use assert_cmd::cargo::cargo_bin_cmd;

use crate::left_out::left_out;

const REQUIREMENTS: &str = include_str!("../panel/requirements.txt");

/// The Python of the environment that `tools/setup-panel.sh` makes.
fn python() -> Option<PathBuf> {
    let sha256 = juesuan::Source::from_bytes("", REQUIREMENTS.as_bytes().to_vec()).sha256;
    let home = std::env::var_os("HOME").unwrap_or_default();
    let cache =
        std::env::var_os("XDG_CACHE_HOME").map_or_else(|| Path::new(&home).join(".cache"), PathBuf::from);
    let place = cache.join("juesuan").join(format!("panel-tests-{}", &sha256[..16]));
    place.join("ready").exists().then(|| place.join("bin/python"))
}

#[test]
fn other_programs_read_what_the_results_say() {
    let Some(python) = python() else {
        return left_out("what reads panels is not there", "make setup-tests", "JUESUAN_TEST_PANEL");
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("web.pdf"), "<html>404</html>").unwrap();
    std::fs::write(folder.path().join("empty.pdf"), "").unwrap();
    std::fs::write(folder.path().join("government.pdf"), crate::cli::drawn::government("沁阳")).unwrap();
    let juesuan = |arguments: &[&str], code| {
        let mut command = cargo_bin_cmd!("juesuan");
        command.env("JUESUAN_MODELS", "none").current_dir(folder.path()).args(arguments).assert().code(code)
    };
    let samples = root.join("samples");
    juesuan(
        &["extract", samples.to_str().unwrap(), "web.pdf", "empty.pdf", "government.pdf", "-o", "out/"],
        2,
    );
    juesuan(&["collect", "out/", "--csv", "--dta", "--unit", "万元", "--round", "2"], 0);
    let schemas = juesuan(&["schema"], 0);
    std::fs::write(folder.path().join("schemas.json"), &schemas.get_output().stdout).unwrap();
    let run = Command::new(python)
        .arg(root.join("tests/panel/read.py"))
        .arg(folder.path())
        .args(["README.md", "README.zh.md"].map(|name| root.join(name)))
        .output()
        .unwrap();
    let messages = String::from_utf8_lossy(&run.stderr);
    let said = String::from_utf8(run.stdout).unwrap();
    let mut said = said.lines();
    assert!(run.status.success() && said.next() == Some("read"), "{messages}");
    for missing in said.filter_map(|line| line.strip_prefix("without ")) {
        left_out(&format!("{missing} is not there"), "make setup-tests", "JUESUAN_TEST_PANEL");
    }
}
