//! Reads parts: results of chunks of documents that were read apart from each other, on one machine or many. A part is a
//! file of gzip members, one a line: first what read it, then a result, or a failure as it stands in `errors.jsonl`.
//!
//! All parts are gone through once, to know which results there are; each is then read where it stands, in the order of the
//! documents' hashes. A document of several parts is one, with all places it was found at.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::lost::{Known, KnownVisitor};
use super::place::{FOLDER, PlaceInPart, ResultPlace};
use super::results::{Fault, FolderItem, ItemVisitor};
use crate::batch::record::Stamp;
use crate::batch::{Failure, Outcome};
use crate::error::{Error, Result};
use crate::source::{each_member, hex};

const ENDING: &str = ".jsonl.gz";
const READ_AGAIN: &str =
    "delete it, with the parts of its name in the other folders, and read its chunk again";

/// Results and failures of all parts of a folder.
#[derive(Debug)]
pub(super) struct Parts {
    results: BTreeMap<String, Found>,
    failures: BTreeMap<(bool, Option<String>, String), Failure>,
    faults: Vec<Fault>,
    sha256: String,
}

/// Document of one part or several.
#[derive(Debug)]
struct Found {
    /// Rank of the result that stands, the least of all: those of this program before others, then by the first source.
    rank: (bool, String),
    place: PlaceInPart,
    sources: BTreeSet<String>,
}

/// Line of a part, in short.
#[derive(Debug, Deserialize)]
struct Head {
    record: Option<String>,
    document: Option<String>,
    #[serde(default)]
    sources: Vec<String>,
}

impl Parts {
    /// Looks through the parts below a folder.
    ///
    /// # Errors
    /// Where it has none, or they cannot be listed. What is wrong with a part is a fault.
    pub(super) fn open(out: &Path) -> Result<Self> {
        let failed = |cause| Error::io(out.join(FOLDER).to_string_lossy(), cause);
        let mut paths: Vec<PathBuf> = Vec::new();
        for entry in fs::read_dir(out.join(FOLDER)).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let is_part = entry.file_name().to_string_lossy().ends_with(ENDING);
            if is_part && entry.file_type().map_err(failed)?.is_file() {
                paths.push(entry.path());
            }
        }
        paths.sort();
        let mut parts = Self {
            results: BTreeMap::new(),
            failures: BTreeMap::new(),
            faults: Vec::new(),
            sha256: String::new(),
        };
        let mut hash = Sha256::new();
        let mut stamps = BTreeSet::new();
        for path in paths {
            if let Err(message) = parts.add(&Arc::from(path.as_path()), &mut hash, &mut stamps) {
                let place = path.to_string_lossy().into_owned();
                parts.faults.push(Fault { place, message, remedy: READ_AGAIN });
            }
        }
        if stamps.len() > 1 {
            let programs: Vec<String> = stamps.into_iter().map(|stamp| stamp.program).collect();
            let message = format!("its parts were read by different code: {}", programs.join(", "));
            let place = out.to_string_lossy().into_owned();
            parts.faults.push(Fault { place, message, remedy: "read the chunks of the older ones again" });
        }
        // What was read in another part did not fail.
        let (results, failures) = (&parts.results, &mut parts.failures);
        failures.retain(|(_, document, _), _| document.as_ref().is_none_or(|of| !results.contains_key(of)));
        parts.sha256 = hex(hash.finalize());
        Ok(parts)
    }

    /// SHA-256 over the lines of all parts.
    pub(super) fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Gives the documents as far as their files matter.
    pub(super) fn each_known(&self, visit: &mut KnownVisitor) {
        for (document, Found { place, sources, .. }) in &self.results {
            let sources: Vec<String> = sources.iter().cloned().collect();
            visit(&Known { document, sources: &sources, result: place.path.to_path_buf() });
        }
    }

    /// Gives every item in order: by hash, then the paths that could not be opened.
    pub(super) fn each(&self, give: &mut ItemVisitor) -> Result<()> {
        for fault in &self.faults {
            give(FolderItem::Fault(fault.clone()))?;
        }
        let mut failures = self.failures.values().peekable();
        for (document, found) in &self.results {
            let is_before = |failure: &&Failure| failure.document.as_ref().is_some_and(|of| of < document);
            while let Some(failure) = failures.next_if(is_before) {
                give(FolderItem::Failure(failure.clone()))?;
            }
            let sources = found.sources.iter().cloned().collect();
            let place = ResultPlace::Part(found.place.clone(), sources);
            give(FolderItem::Result(document.clone(), place))?;
        }
        failures.try_for_each(|failure| give(FolderItem::Failure(failure.clone())))
    }

    /// Adds the lines of a part, or says what is wrong with it; those before that stand.
    fn add(
        &mut self,
        path: &Arc<Path>,
        hash: &mut Sha256,
        stamps: &mut BTreeSet<Stamp>,
    ) -> std::result::Result<(), String> {
        let mut is_own = None;
        let take = |offset, line: &[u8]| {
            hash.update(line);
            let no_line = |fault| format!("has a line that cannot be understood: {fault}");
            let head: Head = serde_json::from_slice(line).map_err(no_line)?;
            match (head.record.as_deref(), is_own, head.document) {
                (Some("part"), None, _) => {
                    let stamp: Stamp = serde_json::from_slice(line).map_err(no_line)?;
                    is_own = Some(stamp == Stamp::own());
                    stamps.insert(stamp);
                }
                (Some("error"), Some(_), _) => {
                    if let Outcome::Error(failure) = serde_json::from_slice(line).map_err(no_line)? {
                        self.add_failure(failure);
                    }
                }
                (None, Some(is_own), Some(document)) => {
                    let place = PlaceInPart { path: Arc::clone(path), offset };
                    self.add_result(document, is_own, place, head.sources);
                }
                _ => return Err("is no part: its lines are in no order that is known".to_owned()),
            }
            Ok(())
        };
        each_member(path, take).map_err(|cause| format!("cannot be read: {cause}"))?
    }

    fn add_result(&mut self, document: String, is_own: bool, place: PlaceInPart, sources: Vec<String>) {
        let rank = (!is_own, sources.first().cloned().unwrap_or_default());
        match self.results.get_mut(&document) {
            Some(found) => {
                found.sources.extend(sources);
                if rank < found.rank {
                    (found.rank, found.place) = (rank, place);
                }
            }
            None => {
                let sources = sources.into_iter().collect();
                self.results.insert(document, Found { rank, place, sources });
            }
        }
    }

    /// Failures of one document are one, as its results are.
    fn add_failure(&mut self, failure: Failure) {
        let by_source = if failure.document.is_none() { failure.source.clone() } else { String::new() };
        let key = (failure.document.is_none(), failure.document.clone(), by_source);
        match self.failures.get_mut(&key) {
            Some(known) => {
                let mut sources: Vec<String> =
                    known.sources.iter().chain(&failure.sources).cloned().collect();
                sources.sort();
                sources.dedup();
                if failure.source < known.source {
                    *known = failure;
                }
                known.sources = sources;
            }
            None => drop(self.failures.insert(key, failure)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use serde_json::{Value, json};

    use super::*;
    use crate::batch::{Limits, Reader, Worker};

    fn write_part(out: &Path, name: &str, lines: &[Value]) {
        fs::create_dir_all(out.join(FOLDER)).unwrap();
        let mut bytes = Vec::new();
        for line in lines {
            let mut member = GzEncoder::new(&mut bytes, Compression::fast());
            writeln!(member, "{line}").unwrap();
        }
        fs::write(out.join(FOLDER).join(format!("part-{name}{ENDING}")), bytes).unwrap();
    }

    fn stamp(code: &str) -> Value {
        let mut line = serde_json::to_value(Stamp::own()).unwrap();
        line["record"] = json!("part");
        if !code.is_empty() {
            line["code"] = json!(code);
        }
        line
    }

    fn failure(document: Option<&str>, source: &str) -> Value {
        let cause = Reader::new(Worker::InProcess, Limits::default()).read(source, b"none").unwrap_err();
        serde_json::to_value(Outcome::Error(Failure::new(cause, document, source))).unwrap()
    }

    /// Items in their order, each as what it is, with its document and sources.
    fn items(out: &Path) -> Vec<String> {
        let mut shown = Vec::new();
        let parts = Parts::open(out).unwrap();
        let mut give = |item| {
            shown.push(match item {
                FolderItem::Result(document, place) => {
                    let line: Value = serde_json::from_slice(&place.read().unwrap()).unwrap();
                    let ResultPlace::Part(_, sources) = place else { panic!() };
                    format!("result {document} {} of {}", line["sources"][0], sources.join(","))
                }
                FolderItem::Failure(failure) => format!("failure {}", failure.sources.join(",")),
                FolderItem::Fault(fault) => format!("fault {}", fault.message),
                FolderItem::Missing(_) | FolderItem::NotRead(_) => unreachable!("parts have no index"),
            });
            Ok(())
        };
        parts.each(&mut give).unwrap();
        shown
    }

    #[test]
    fn documents_of_several_parts_are_one() {
        let folder = tempfile::tempdir().unwrap();
        let result = |document: &str, source: &str| json!({ "document": document, "sources": [source] });
        let first = [stamp(""), result("b", "y.pdf"), result("a", "z.pdf"), failure(None, "gone.pdf")];
        write_part(folder.path(), "1", &first);
        let second =
            [stamp(""), failure(Some("b"), "w.pdf"), failure(Some("aa"), "v.pdf"), result("a", "x.pdf")];
        write_part(folder.path(), "2", &second);
        let shown = items(folder.path());
        let expected = [
            "result a \"x.pdf\" of x.pdf,z.pdf",
            "failure v.pdf",
            "result b \"y.pdf\" of y.pdf",
            "failure gone.pdf",
        ];
        assert_eq!(shown, expected);
    }

    #[test]
    fn parts_of_other_code_and_broken_ones_are_faults() {
        let folder = tempfile::tempdir().unwrap();
        write_part(folder.path(), "1", &[stamp("other"), json!({ "document": "a", "sources": ["a.pdf"] })]);
        write_part(folder.path(), "2", &[stamp(""), json!({ "document": "a", "sources": ["b.pdf"] })]);
        write_part(folder.path(), "3", &[json!({ "document": "c" })]);
        fs::write(folder.path().join(FOLDER).join("part-4.jsonl.gz"), b"no gzip").unwrap();
        let shown = items(folder.path());
        assert_eq!(shown.iter().filter(|item| item.starts_with("fault")).count(), 3, "{shown:?}");
        // The result of this program stands.
        assert_eq!(shown[3..], ["result a \"b.pdf\" of a.pdf,b.pdf"]);
        assert!(Parts::open(Path::new("/no/such/folder")).unwrap_err().is_io());
    }
}
