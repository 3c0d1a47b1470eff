//! Reads documents as a user does: a folder of them by the program, whose workers contain faults, or one alone.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;

/// Environment variable that names another binary of the program, to compare two.
const BINARY: &str = "JUESUAN_DAMAGE_BINARY";
/// Most time for a document of a folder, and for one alone. The longest of the samples takes a fifth of a second.
const MOST_TIME: &str = "20s";
const MOST_TIME_ALONE: Duration = Duration::from_secs(60);

/// What an amount belongs to: form, code, item and measure.
pub(crate) type Key = [String; 4];

/// Amount with its unit applied; `None` where it could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Amount {
    pub(crate) yuan: Option<String>,
    pub(crate) suspect: bool,
}

/// What the program makes of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reading {
    /// It was read; `told` says that a note reports what could not be.
    Read { amounts: HashMap<Key, Vec<Amount>>, told: bool },
    /// It could not be read, for a cause in one word.
    Failed(String),
    /// The program says nothing of it, or something that cannot be.
    Nothing(String),
}

fn binary() -> PathBuf {
    std::env::var_os(BINARY)
        .map_or_else(|| assert_cmd::cargo::cargo_bin!("juesuan").to_owned(), PathBuf::from)
}

fn command(folder: &Path) -> assert_cmd::Command {
    let mut command = assert_cmd::Command::new(binary());
    // Without readers of scans, so that no result depends on what is installed.
    command.env("JUESUAN_MODELS", "none").current_dir(folder).arg("extract");
    command
}

/// Reads documents as a folder; gives their readings in order.
pub(crate) fn read_folder(documents: &[&[u8]]) -> Vec<Reading> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::create_dir(path.join("in")).unwrap();
    for (number, bytes) in documents.iter().enumerate() {
        std::fs::write(path.join(format!("in/{number}.pdf")), bytes).unwrap();
    }
    let limits = ["--timeout", MOST_TIME, "--memory", "1GB"];
    let run =
        command(path).args(["in", "-o", "out/", "--no-collect", "--quiet"]).args(limits).output().unwrap();
    assert!(
        matches!(run.status.code(), Some(0..=2)),
        "the program itself ended with {}: {}",
        run.status,
        String::from_utf8_lossy(&run.stderr)
    );
    let lines = |name: &str| -> Vec<Value> {
        let text = std::fs::read_to_string(path.join("out").join(name)).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let mut readings = HashMap::new();
    for record in lines("index.jsonl") {
        let text = std::fs::read(path.join("out").join(record["result"].as_str().unwrap())).unwrap();
        let reading = read_document(&serde_json::from_slice(&text).unwrap());
        note(&mut readings, &record["sources"], &reading);
    }
    for record in lines("errors.jsonl") {
        note(&mut readings, &record["sources"], &Reading::Failed(string(&record["cause"])));
    }
    // Files that are no documents are listed by their paths alone.
    for record in lines("not_read.jsonl") {
        note(&mut readings, &record["source"], &Reading::Failed("not_read".to_owned()));
    }
    let name = |number| format!("in/{number}.pdf");
    let missing = || Reading::Nothing("it is in no list".to_owned());
    (0..documents.len()).map(|number| readings.remove(&name(number)).unwrap_or_else(missing)).collect()
}

/// Keeps a reading under the name of each equal document.
fn note(readings: &mut HashMap<String, Reading>, sources: &Value, reading: &Reading) {
    let one = std::slice::from_ref(sources);
    for source in sources.as_array().map_or(one, Vec::as_slice) {
        readings.insert(string(source), reading.clone());
    }
}

/// Reads a document alone.
pub(crate) fn read_alone(bytes: &[u8]) -> Reading {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.pdf"), bytes).unwrap();
    let arguments = ["in.pdf", "-o", "-", "--format", "json"];
    let run = command(folder.path()).args(arguments).timeout(MOST_TIME_ALONE).output().unwrap();
    let code = run.status.code();
    let stderr = String::from_utf8_lossy(&run.stderr);
    // Documents that it holds follow it.
    let first = serde_json::Deserializer::from_slice(&run.stdout).into_iter().next();
    match (code, first.and_then(Result::ok)) {
        (Some(0..=2), Some(document)) => match read_document(&document) {
            Reading::Read { told, .. } if told != (code == Some(2)) => {
                Reading::Nothing(format!("exit code {code:?}, and notes that say otherwise"))
            }
            reading => reading,
        },
        (Some(2), None) if !stderr.is_empty() => Reading::Failed("alone".to_owned()),
        _ => Reading::Nothing(format!("{}: {stderr}", run.status)),
    }
}

fn read_document(document: &Value) -> Reading {
    let mut amounts: HashMap<Key, Vec<Amount>> = HashMap::new();
    let each = |value: &Value, name: &str| value[name].as_array().cloned().unwrap_or_default();
    for line in each(document, "forms").iter().flat_map(|form| each(form, "lines")) {
        for fact in each(&line, "facts") {
            let key = ["form", "code", "item", "measure"].map(|name| string(&fact[name]));
            // Counts of heads and cars have no unit of money.
            let exact = [&fact["amount_yuan"], &fact["value"]].into_iter().find_map(Value::as_str);
            let amount =
                Amount { yuan: exact.map(str::to_owned), suspect: string(&fact["status"]) == "suspect" };
            amounts.entry(key).or_default().push(amount);
        }
    }
    let told = each(document, "notes").iter().any(|note| note["severity"] == "unread");
    Reading::Read { amounts, told }
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
