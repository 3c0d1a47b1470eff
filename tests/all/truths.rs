//! Reads small documents in a folder of `tests/fixtures/`, each with its truth in a text beside it:
//! `# …; unit U, department D, year Y`, then a line an amount, its cells parted by `|`.

use std::path::{Path, PathBuf};

/// What a document holds.
pub(crate) struct Truth {
    pub(crate) unit: String,
    pub(crate) department: String,
    pub(crate) year: u16,
    /// The cells of each line: what the amount is of, and last what is printed.
    pub(crate) rows: Vec<Vec<String>>,
}

/// Lists the documents of a folder, in the order of their names.
pub(crate) fn documents(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(folder);
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|f| f.extension().is_some_and(|e| e == "pdf")).collect();
    files.sort();
    files
}

/// The name of a document without its ending.
pub(crate) fn name(document: &Path) -> String {
    document.file_stem().unwrap().to_str().unwrap().to_owned()
}

/// Reads the text beside a document.
pub(crate) fn truth(document: &Path) -> Truth {
    let text = std::fs::read_to_string(document.with_extension("txt")).unwrap();
    let (head, rows) = text.split_once('\n').unwrap();
    let after = |word: &str| {
        let (_, rest) = head.split_once(word).unwrap();
        rest.split(',').next().unwrap().trim().to_owned()
    };
    let cells = |row: &str| row.split('|').map(|cell| cell.trim().to_owned()).collect();
    Truth {
        unit: after("unit "),
        department: after("department "),
        year: after("year ").parse().unwrap(),
        rows: rows.lines().map(cells).collect(),
    }
}
