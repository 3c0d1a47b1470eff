//! A result that no list tells of (the journal was cut off, or folders were merged) to its line of the index.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::record::{Entry, Stamp, result_path};
use crate::taxonomy::is_official;

/// The line of a document whose result is there; `None` where there is none, or none that can be understood.
pub(super) fn recover(out: &Path, sha256: &str) -> Option<Entry> {
    let result = result_path(sha256);
    let file = File::open(out.join(&result)).ok()?;
    let bytes = file.metadata().ok()?.len();
    let read: Document = serde_json::from_reader(BufReader::new(file)).ok()?;
    if read.document != sha256 {
        return None;
    }
    let facts = || read.forms.iter().flat_map(|form| &form.lines).flat_map(|line| &line.facts);
    let of_status = |status| facts().filter(|fact| fact.status == status).count() as u64;
    let models = read.program.models.iter().map(|model| (model.name.as_str(), model.sha256.as_str()));
    Some(Entry {
        document: read.document.clone(),
        source: read.source.clone(),
        sources: read.sources.clone(),
        result,
        bytes,
        family: read.family.clone(),
        department: read.department.clone(),
        fiscal_year: read.fiscal_year,
        pages: read.pages.len() as u64,
        forms: read.forms.iter().filter(|form| is_official(&form.kind)).count() as u64,
        facts: facts().count() as u64,
        verified: of_status("verified"),
        suspect: of_status("suspect"),
        checks_failing: read.checks.iter().filter(|check| check.verdict == "fails").count() as u64,
        incomplete: read.notes.iter().any(|note| note.severity == "unread"),
        // It does not tell them; they are taken to be those that are there.
        readers: None,
        stamp: Stamp::of(&read.program.name, &read.program.version, models),
    })
}

/// What the index needs of a document.
#[derive(Deserialize)]
struct Document {
    document: String,
    source: String,
    sources: Vec<String>,
    family: Option<String>,
    department: Option<String>,
    fiscal_year: Option<u16>,
    pages: Vec<IgnoredAny>,
    forms: Vec<Form>,
    checks: Vec<Check>,
    notes: Vec<Note>,
    program: Program,
}

#[derive(Deserialize)]
struct Form {
    kind: String,
    lines: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    facts: Vec<Fact>,
}

#[derive(Deserialize)]
struct Fact {
    status: String,
}

#[derive(Deserialize)]
struct Check {
    verdict: String,
}

#[derive(Deserialize)]
struct Note {
    severity: String,
}

#[derive(Deserialize)]
struct Program {
    name: String,
    version: String,
    models: Vec<Model>,
}

#[derive(Deserialize)]
struct Model {
    name: String,
    sha256: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::read::{Job, Question, answer};
    use crate::batch::record::Outcome;
    use crate::source::Source;

    /// The same line, whether it comes from reading or from the result.
    #[test]
    fn a_result_tells_its_line() {
        let out = tempfile::tempdir().unwrap();
        for name in ["mengjin-2024-browser", "xinhua-2023-rotated"] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("samples/{name}.pdf"));
            let document = Source::identity(&path).unwrap();
            let job = Job {
                document,
                path: path.into(),
                member: None,
                sources: vec!["a".to_owned(), "b".to_owned()],
            };
            let question = Question { job, threads: 1, bytes_behind: None };
            let (Outcome::Document(entry), bytes) = answer(&question, None, u64::MAX, &Stamp::own(), None)
            else {
                panic!("not read");
            };
            let place = out.path().join(&entry.result);
            std::fs::create_dir_all(place.parent().unwrap()).unwrap();
            std::fs::write(place, bytes).unwrap();
            assert_eq!(recover(out.path(), &entry.document), Some(entry));
        }
        assert_eq!(recover(out.path(), &"0".repeat(64)), None);
    }
}
