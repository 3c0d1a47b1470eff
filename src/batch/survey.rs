//! Files to documents: equal bytes are one document, with every place it was found at.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::read::Job;
use super::record::{Failure, Stamp};
use super::{Options, Stop, Watch};
use crate::error::Error;
use crate::source::Source;

/// A file to be read, and its name in the results.
#[derive(Debug, Clone)]
pub struct Input {
    /// What stands as `source` in the results: mostly the path.
    pub name: String,
    /// Where to open it.
    pub path: PathBuf,
}

/// What was asked for.
#[derive(Debug, Default)]
pub struct Inputs {
    /// Paths as they were typed, for the account of the run.
    pub typed: Vec<String>,
    /// The files that they lead to.
    pub files: Vec<Input>,
    /// What could not be looked into.
    pub errors: Vec<Error>,
}

/// The documents of the inputs (or of a shard), in the order of their hash, and what could not be opened.
pub(super) struct Survey {
    pub(super) documents: Vec<Job>,
    pub(super) errors: Vec<Failure>,
}

/// Hashes every file, several at once: what is equal and what is known already can only be told so.
pub(super) fn survey(inputs: &Inputs, options: &Options, stop: &Stop, watch: &dyn Watch) -> Survey {
    let next = AtomicUsize::new(0);
    let hash_some = || {
        let mut hashed = Vec::new();
        while !stop.is_asked() {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(input) = inputs.files.get(at) else { break };
            hashed.push((at, Source::identity(&input.path)));
            watch.surveyed();
        }
        hashed
    };
    let hashed: Vec<(usize, Result<String, Error>)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..options.jobs.max(1)).map(|_| scope.spawn(hash_some)).collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).flatten().collect()
    });

    let stamp = Stamp::own();
    let wanted = |sha256: &str| options.shard.is_none_or(|shard| shard.has(sha256));
    let mut places: BTreeMap<String, BTreeMap<String, OsString>> = BTreeMap::new();
    let mut errors: Vec<Failure> = Vec::new();
    let mut fail = |name: &str, error: &Error| {
        // A path without bytes belongs to the shard of its name.
        if wanted(&hash_of_name(name)) {
            errors.push(Failure::of(error, None, &[name.to_owned()], &stamp));
        }
    };
    for error in &inputs.errors {
        fail(error.name(), error);
    }
    for (at, sha256) in hashed {
        let Some(input) = inputs.files.get(at) else { continue };
        match sha256 {
            Ok(sha256) if wanted(&sha256) => {
                let path = input.path.clone().into_os_string();
                places.entry(sha256).or_default().insert(input.name.clone(), path);
            }
            Ok(_) => {}
            Err(error) => fail(&input.name, &error),
        }
    }
    errors.sort_by(|a, b| a.source.cmp(&b.source));
    errors.dedup();
    let documents = places.into_iter().map(|(document, places)| Job {
        document,
        path: places.values().next().cloned().unwrap_or_default(),
        sources: places.into_keys().collect(),
    });
    Survey { documents: documents.collect(), errors }
}

/// What tells the shard of a path that could not be opened.
pub(super) fn hash_of_name(name: &str) -> String {
    Source::from_bytes("", name.as_bytes().to_vec()).sha256
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::{Shard, Worker};

    #[test]
    fn equal_bytes_are_one_document_and_shards_part_all() {
        let folder = tempfile::tempdir().unwrap();
        let mut inputs = Inputs::default();
        for (name, bytes) in [("b", "1"), ("a", "1"), ("c", "2"), ("d", "3")] {
            std::fs::write(folder.path().join(name), bytes).unwrap();
            inputs.files.push(Input { name: name.to_owned(), path: folder.path().join(name) });
        }
        inputs.files.push(Input { name: "gone".to_owned(), path: folder.path().join("gone") });
        let mut options = Options::new(Worker::InProcess);
        let all = survey(&inputs, &options, &Stop::default(), &());
        assert_eq!(all.documents.len(), 3);
        assert!(all.documents.iter().any(|job| job.sources == ["a", "b"]));
        assert_eq!(all.errors[0].source, "gone");

        let mut parts = Vec::new();
        let mut errors = 0;
        for number in 1..=2 {
            options.shard = Some(Shard { number, of: 2 });
            let part = survey(&inputs, &options, &Stop::default(), &());
            parts.extend(part.documents);
            errors += part.errors.len();
        }
        parts.sort_by(|a, b| a.document.cmp(&b.document));
        assert_eq!(parts, all.documents);
        assert_eq!(errors, 1);
    }
}
