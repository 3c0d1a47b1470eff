//! Gathers what the documents of a folder say of each other, before any of them becomes rows: which place is meant where a name
//! is that of several ([`Siblings`]), and what would count twice ([`Repeats`]).

use std::num::NonZeroUsize;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::document::{Brief, WholeDocument, parse};
use super::place::ResultPlace;
use super::repeats::{Mark, Rank, Repeats, ranks};
use super::results::{Each, FolderItem};
use super::siblings::Siblings;
use crate::error::Result;
use crate::record::Document;
use crate::threads::in_order;

/// Most threads, since each holds a document.
const MOST_THREADS: usize = 8;

/// Number of threads that read documents.
pub(super) fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get).min(MOST_THREADS)
}

/// What the documents of a folder say of each other.
#[derive(Debug, Default)]
pub(super) struct Neighbours {
    siblings: Siblings,
    repeats: Repeats,
}

/// What the others say of a document.
pub(super) struct Marked {
    /// One for each form.
    pub(super) marks: Vec<Mark>,
    /// Whether its place was told.
    pub(super) is_told: bool,
}

/// What one of them says.
enum Said {
    /// The code of its place, where it lies, and its ranks.
    All(Option<String>, Vec<String>, Vec<(u128, Rank)>),
    /// Nothing before its neighbours have said where it lies.
    Later(String, ResultPlace),
}

impl Neighbours {
    /// Looks at every result. What cannot be used is left out.
    pub(super) fn find(each: &Each) -> Result<Self> {
        let mut found = Self::default();
        let mut later = Vec::new();
        let look = |item| {
            let FolderItem::Result(sha256, place) = item else { return None };
            let bytes = place.read().ok()?;
            let document: Brief = read(&bytes, &sha256, &place).ok()?;
            if Siblings::are_asked(&document) {
                return Some(Said::Later(sha256, place));
            }
            let ranks = ranks(&document).into_iter().collect();
            Some(Said::All(document.region.and_then(|region| region.code), document.sources, ranks))
        };
        in_order(
            threads(),
            |give| each(give),
            look,
            |said| {
                match said {
                    Some(Said::All(code, sources, ranks)) => {
                        if let Some(code) = code {
                            found.siblings.add(&code, &sources);
                        }
                        found.repeats.add(ranks);
                    }
                    Some(Said::Later(sha256, place)) => later.push((sha256, place)),
                    None => {}
                }
                Ok(())
            },
        )?;
        let mut each_later = |work: &mut dyn FnMut(&mut Self, Brief)| {
            for (sha256, place) in &later {
                let Ok(bytes) = place.read() else { continue };
                let document: std::result::Result<Brief, _> = read(&bytes, sha256, place);
                document.into_iter().for_each(|document| work(&mut found, document));
            }
        };
        each_later(&mut |found, document| found.siblings.add_open(&document));
        each_later(&mut |found, mut document| {
            found.siblings.tell(&mut document);
            found.repeats.add(ranks(&document));
        });
        Ok(found)
    }

    /// Tells a document its place, where the others do, and marks each of its forms.
    pub(super) fn mark(&self, document: &mut WholeDocument) -> Marked {
        let is_told = self.siblings.tell(document);
        Marked { marks: self.repeats.marks(document), is_told }
    }

    /// What would count twice alone.
    pub(super) fn of_repeats(repeats: Repeats) -> Self {
        Self { repeats, siblings: Siblings::default() }
    }
}

/// Reads the result at a place, with all the places that the document was found at.
///
/// # Errors
/// Says why it cannot be used.
pub(super) fn read<'a, F: Deserialize<'a>, R: Deserialize<'a>>(
    bytes: &'a [u8],
    sha256: &str,
    place: &ResultPlace,
) -> std::result::Result<Document<F, R, R, IgnoredAny>, String> {
    let mut document: Document<F, R, R, IgnoredAny> = parse(bytes, sha256)?;
    if let ResultPlace::Part(_, sources) = place {
        document.sources.clone_from(sources);
    }
    Ok(document)
}
