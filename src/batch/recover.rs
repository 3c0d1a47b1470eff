//! Turns a result into its line of the index, where no list has it: the journal was cut off, or folders were merged.

use std::io::BufReader;
use std::path::Path;

use serde::de::IgnoredAny;

use super::record::{Entry, Stamp, result_path};
use crate::record::words::{DocumentOutcome, Status, Verdict, written};
use crate::record::{Check, Document, Fact};
use crate::source::OutFolder;
use crate::taxonomy::figures::figures_of;

/// A result without its tables as printed.
type Read = Document<Fact, IgnoredAny, Check, IgnoredAny>;

/// Makes the line of a document from its result; `None` where there is none, or none that can be understood.
pub(super) fn recover(out: &OutFolder, sha256: &str) -> Option<Entry> {
    let result = result_path(sha256);
    let file = out.read(Path::new(&result)).ok()?;
    let bytes = file.metadata().ok()?.len();
    let read: Read = serde_json::from_reader(BufReader::new(file)).ok()?;
    if read.document != sha256 {
        return None;
    }
    let of_status = |status| read.facts().filter(|fact| fact.status == status).count() as u64;
    let models = read.program.models.iter().map(|model| (model.name.as_str(), model.sha256.as_str()));
    Some(Entry {
        document: read.document.clone(),
        source: read.source.clone(),
        sources: read.sources.clone(),
        result,
        bytes,
        outcome: DocumentOutcome::of(
            read.family.is_some() || read.forms.iter().any(|form| form.is_official()),
            &read.notes,
        ),
        family: written(read.family),
        department: read.department.clone(),
        fiscal_year: read.fiscal_year,
        pages: read.pages.len() as u64,
        forms: read.forms.iter().filter(|form| form.is_official()).count() as u64,
        facts: read.facts().count() as u64,
        verified: of_status(Status::Verified),
        suspect: of_status(Status::Suspect),
        checks_failing: read.checks.iter().filter(|check| check.verdict == Verdict::Fails).count() as u64,
        incomplete: read.is_incomplete(),
        // A result does not say it: what may be read again is.
        thorough: false,
        prose: !read.figures.is_empty() || read.family.and_then(figures_of).is_none(),
        // A result does not state its readers; they are taken to be those that are there.
        readers: None,
        stamp: Stamp::of(&read.program.name, &read.program.version, models),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::read::{Followers, Job, Question, answer};
    use crate::batch::record::Outcome;
    use crate::source::Source;

    /// A document has the same line, whether it comes from reading or from the result.
    #[test]
    fn a_result_gives_its_line() {
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
            let question = Question::new(job, 1);
            let answer = answer(&question, None, u64::MAX, &Stamp::own(), Followers::default());
            let Outcome::Document(entry) = answer.outcome else { panic!("not read") };
            let place = out.path().join(&entry.result);
            std::fs::create_dir_all(place.parent().unwrap()).unwrap();
            std::fs::write(place, answer.result).unwrap();
            let folder = OutFolder::make(out.path()).unwrap();
            assert_eq!(recover(&folder, &entry.document), Some(entry));
        }
        let folder = OutFolder::make(out.path()).unwrap();
        assert_eq!(recover(&folder, &"0".repeat(64)), None);
    }
}
