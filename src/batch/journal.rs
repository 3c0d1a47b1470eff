//! Records the outcome of each document, one line per outcome: appended during a run, sorted into lists when it ends.
//!
//! A line that an interruption cut off does not count. Its outcome is found again in the results themselves.

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::record::Outcome;
use crate::source::OutFolder;

/// Describes how a worker failed at a document. It differs from run to run, so it stands apart from the errors, in
/// `diagnostics.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Diagnosis {
    /// Time from the question to the end, in seconds.
    pub seconds: f64,
    /// Most memory that the worker was seen to use, in bytes; null where it ended before it was measured.
    pub peak_memory: Option<u64>,
    /// How the process ended.
    pub status: Option<String>,
    /// Last bytes of its standard error.
    pub stderr: String,
}

/// Line of `diagnostics.jsonl`.
#[derive(Debug, Serialize, Deserialize)]
struct DiagnosisLine {
    record: String,
    document: String,
    source: String,
    #[serde(flatten)]
    diagnosis: Diagnosis,
}

const DIAGNOSIS: &str = "diagnosis";

/// Journal of the present run; no other run writes to it.
pub(super) struct Journal {
    path: PathBuf,
    file: Mutex<File>,
}

impl Journal {
    /// Opens a journal of a folder of results, and begins it where there is none; `None` where another run holds it.
    pub(super) fn open(out: &OutFolder, path: PathBuf) -> std::io::Result<Option<Self>> {
        let mut file = out.append(&path)?;
        if is_held(&file) {
            return Ok(None);
        }
        // A line that was cut off must not join the next one.
        let mut last = [b'\n'];
        if file.seek(SeekFrom::End(-1)).is_ok() {
            file.read_exact(&mut last)?;
        }
        if last != [b'\n'] {
            file.write_all(b"\n")?;
        }
        Ok(Some(Self { path, file: Mutex::new(file) }))
    }

    /// Appends the outcome of a document.
    pub(super) fn append(&self, outcome: &Outcome, diagnosis: Option<Diagnosis>) -> std::io::Result<()> {
        let mut lines = serde_json::to_vec(outcome)?;
        lines.push(b'\n');
        if let (Some(diagnosis), Some(document)) = (diagnosis, outcome.document()) {
            let source = outcome.sources().first().cloned().unwrap_or_default();
            let document = document.to_owned();
            let line = DiagnosisLine { record: DIAGNOSIS.to_owned(), document, source, diagnosis };
            lines.extend(serde_json::to_vec(&line)?);
            lines.push(b'\n');
        }
        self.file.lock().unwrap_or_else(PoisonError::into_inner).write_all(&lines)
    }

    /// Its path in the folder of results.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

/// Takes the lock of a file, and says whether another process has it. File systems without locks have no such check.
pub(super) fn is_held(file: &File) -> bool {
    matches!(file.try_lock(), Err(TryLockError::WouldBlock))
}

/// Index of the last outcome that lists and journals have of each document or path. It holds the places of the lines,
/// not their text: that of tens of thousands of documents would fill the memory.
pub(super) struct OutcomeIndex {
    out: OutFolder,
    files: Vec<PathBuf>,
    lines: BTreeMap<String, OutcomeLocation>,
    diagnoses: BTreeMap<String, String>,
}

#[derive(Clone, Copy)]
struct OutcomeLocation {
    file: usize,
    offset: u64,
    failed: bool,
}

impl OutcomeIndex {
    /// Reads lists and journals of a folder of results; of several lines of one document the last counts.
    pub(super) fn read(out: &OutFolder, files: Vec<PathBuf>) -> std::io::Result<Self> {
        let (lines, diagnoses) = (BTreeMap::new(), BTreeMap::new());
        let mut index = Self { out: out.clone(), files: Vec::new(), lines, diagnoses };
        for (number, path) in files.iter().enumerate() {
            let Some(mut file) = open(out, path)? else { continue };
            let (mut offset, mut line) = (0, Vec::new());
            loop {
                line.clear();
                let length = file.read_until(b'\n', &mut line)? as u64;
                if length == 0 {
                    break;
                }
                index.take(&line, number, offset);
                offset += length;
            }
        }
        index.files = files;
        Ok(index)
    }

    fn take(&mut self, line: &[u8], file: usize, offset: u64) {
        if let Ok(outcome) = serde_json::from_slice::<Outcome>(line) {
            let key = key(&outcome);
            self.diagnoses.remove(&key);
            self.lines.insert(key, OutcomeLocation { file, offset, failed: outcome.is_failure() });
        } else if let Ok(diagnosis) = serde_json::from_slice::<DiagnosisLine>(line)
            && let Ok(text) = String::from_utf8(line.trim_ascii_end().to_vec())
        {
            self.diagnoses.insert(diagnosis.document, text);
        }
    }

    /// Forgets paths that could not be opened, where `forget` says so.
    pub(super) fn forget_paths(&mut self, forget: impl Fn(&str) -> bool) {
        self.lines.retain(|key, _| key.strip_prefix(PATH).is_none_or(|name| !forget(name)));
    }

    /// Gives every outcome to `take`, in the order of the documents, then of the paths.
    pub(super) fn each(&self, mut take: impl FnMut(Outcome) -> std::io::Result<()>) -> std::io::Result<()> {
        let mut open_files = BTreeMap::new();
        let mut text = Vec::new();
        for line in self.lines.values() {
            if let std::collections::btree_map::Entry::Vacant(place) = open_files.entry(line.file)
                && let Some(path) = self.files.get(line.file)
                && let Some(file) = open(&self.out, path)?
            {
                place.insert(file);
            }
            let Some(file) = open_files.get_mut(&line.file) else { continue };
            file.seek(SeekFrom::Start(line.offset))?;
            text.clear();
            file.read_until(b'\n', &mut text)?;
            take(serde_json::from_slice(&text)?)?;
        }
        Ok(())
    }

    /// Lists the diagnoses of documents that failed, as lines.
    pub(super) fn diagnoses(&self) -> impl Iterator<Item = &str> {
        let failed = |key: &String| self.lines.get(key).is_some_and(|line| line.failed);
        self.diagnoses.iter().filter(move |(key, _)| failed(key)).map(|(_, line)| line.as_str())
    }
}

fn open(out: &OutFolder, path: &Path) -> std::io::Result<Option<BufReader<File>>> {
    match out.read(path) {
        Ok(file) => Ok(Some(BufReader::new(file))),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(cause),
    }
}

/// Prefix of the keys of paths; it sorts behind every hash.
const PATH: &str = "~";

fn key(outcome: &Outcome) -> String {
    match outcome.document() {
        Some(document) => document.to_owned(),
        None => format!("{PATH}{}", outcome.sources().first().map_or("", String::as_str)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::cause::Cause;
    use crate::batch::record::{Failure, Stamp};

    #[test]
    fn the_last_line_counts_and_one_cut_off_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let out = OutFolder::make(folder.path()).unwrap();
        let path = PathBuf::from("all.jsonl");
        let outcome = |document: &str, word: &str| {
            let cause = Cause::new(word, "", "");
            Outcome::Error(Failure::because(cause, Some(document), &["a".to_owned()], &Stamp::own()))
        };
        let diagnosis =
            Diagnosis { seconds: 1.0, peak_memory: None, status: None, stderr: "é\n".to_owned() };
        let journal = Journal::open(&out, path.clone()).unwrap().unwrap();
        assert!(Journal::open(&out, path.clone()).unwrap().is_none(), "held");
        journal.append(&outcome("b", "old"), Some(diagnosis.clone())).unwrap();
        journal.append(&outcome("a", "one"), Some(diagnosis)).unwrap();
        drop(journal);
        out.append(&path).unwrap().write_all(b"{\"record\":\"err").unwrap();
        let journal = Journal::open(&out, path.clone()).unwrap().unwrap();
        journal.append(&outcome("b", "new"), None).unwrap();

        let index = OutcomeIndex::read(&out, vec![PathBuf::from("none"), path]).unwrap();
        let mut outcomes = Vec::new();
        index
            .each(|outcome| {
                outcomes.push(outcome);
                Ok(())
            })
            .unwrap();
        assert_eq!(outcomes, [outcome("a", "one"), outcome("b", "new")]);
        assert_eq!(index.diagnoses().count(), 1);
    }
}
