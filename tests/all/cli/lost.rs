//! Tests what `collect` says of results whose file is gone or was replaced, and data of Stata.

use super::batch::account;
use super::*;

/// Results of three files, of which one is gone and one was replaced since.
fn changed() -> Folder {
    let folder =
        Folder::new().with("in/a.pdf", account(1)).with("in/b.pdf", account(2)).with("in/c.pdf", account(3));
    juesuan_in(folder.path(), ["extract", "in", "-o", "out/"]).code(GOOD);
    std::fs::remove_file(folder.path().join("in/a.pdf")).unwrap();
    std::fs::write(folder.path().join("in/b.pdf"), account(4)).unwrap();
    folder
}

#[test]
fn results_of_lost_files_are_told_and_left_out_where_that_is_asked() {
    let folder = changed();
    let messages = stderr(&juesuan_in(folder.path(), ["extract", "in", "-o", "out/"]).code(GOOD));
    let told = "1 of files that are gone, 1 of files that were replaced under the same name, as in/a.pdf";
    assert!(messages.contains(told) && messages.contains("--prune leaves them out"), "{messages}");
    assert!(messages.contains("tables of 16 facts"), "{messages}");

    let messages = stderr(&juesuan_in(folder.path(), ["collect", "out", "--prune"]).code(GOOD));
    assert!(messages.contains("results are left out: 1 of files that are gone"), "{messages}");
    assert!(messages.contains("tables of 8 facts"), "{messages}");
    // The next run, which may be in another folder, leaves nothing out that nobody asked it to.
    let messages = stderr(&juesuan_in(folder.path(), ["extract", "in", "-o", "out/"]).code(GOOD));
    assert!(messages.contains("tables of 16 facts") && messages.contains(told), "{messages}");
}

#[test]
fn all_results_are_never_left_out() {
    let folder = changed();
    std::fs::rename(folder.path().join("in"), folder.path().join("elsewhere")).unwrap();
    let before = folder.read("out/datapackage.json");
    let messages = stderr(&juesuan_in(folder.path(), ["collect", "out", "--prune"]).code(UNREAD));
    assert!(messages.contains("not one file is where it was read"), "{messages}");
    assert_eq!(folder.read("out/datapackage.json"), before);
    // One of the names is there, and is another file.
    let folder = folder.with("in/c.pdf", account(5));
    let messages = stderr(&juesuan_in(folder.path(), ["collect", "out", "--prune"]).code(UNREAD));
    assert!(messages.contains("not one file is where it was read"), "{messages}");
}

#[test]
fn data_of_stata_comes_and_goes_with_its_option() {
    let folder = Folder::new().with("in/a.pdf", account(1));
    juesuan_in(folder.path(), ["extract", "in", "-o", "out/"]).code(GOOD);
    juesuan_in(folder.path(), ["collect", "out", "--dta"]).code(GOOD);
    let facts = std::fs::read(folder.path().join("out/facts.dta")).unwrap();
    assert!(
        facts.starts_with(b"<stata_dta><header><release>118</release>") && facts.ends_with(b"</stata_dta>")
    );
    let messages = stderr(&juesuan_in(folder.path(), ["collect", "out"]).code(GOOD));
    assert!(messages.contains("took facts.dta, "), "{messages}");
    assert!(!folder.files().iter().any(|path| path.ends_with(".dta")));
}
