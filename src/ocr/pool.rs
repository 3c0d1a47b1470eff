//! The readers that are there, for any number of threads.
//!
//! A thread checks engines out ([`Readers::check_out`]) and gives them back by dropping them, so that there are as many
//! engines as threads at work at once and no more. Engines are alike: a crop reads the same with each. They end with
//! the [`Readers`], never at the exit of a thread or of the process, where their libraries may be gone.

use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::ppocr::{PpOcr, Recogniser};
use super::reader::Reader;
use super::tesseract::Tesseract;
use crate::error::{Error, Result};
use crate::source::{OcrModels, manifest};

/// The readers of this process.
static USUAL: OnceLock<Readers> = OnceLock::new();

/// What makes the engines of one reader, and those that nobody uses.
enum Shelf<E> {
    /// The reader is there.
    Stocked(Mutex<Vec<E>>),
    /// It is not, and why, with what to do about it.
    Missing(String),
}

/// The readers of text: the first, the second, both or none.
pub struct Readers {
    network: Option<Arc<Recogniser>>,
    first: Shelf<PpOcr>,
    second: Shelf<Tesseract>,
}

impl std::fmt::Debug for Readers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Readers(first: {:?}, second: {:?})", self.first_missing(), self.second_missing())
    }
}

impl Readers {
    /// Looks for both readers: the weights of the first in the folder `models`, else where they usually are, and
    /// Tesseract where the system has it. Takes some tenths of a second: call it where there is something to read.
    ///
    /// # Errors
    /// [`Error::is_ocr`] or [`Error::is_io`] where weights were named, or are
    /// there, and cannot be used. That nothing is installed is no error: see [`Readers::first_missing`].
    pub fn find(models: Option<&Path>) -> Result<Self> {
        if !super::IS_BUILT_IN {
            return Ok(Self::none(super::NOT_BUILT_IN));
        }
        let (network, first) = match OcrModels::find(models)? {
            OcrModels::Found(weights) => {
                let network = Arc::new(Recogniser::load(weights.bytes)?);
                (Some(network), Shelf::Stocked(Mutex::default()))
            }
            OcrModels::Missing(_) => {
                let reason = format!(
                    "its weights ({}) are not installed: `juesuan doctor` says how to get them",
                    manifest().ppocr.file
                );
                (None, Shelf::Missing(reason))
            }
            OcrModels::Declined => (None, Shelf::Missing("JUESUAN_MODELS says none".to_owned())),
        };
        let second = match Tesseract::new() {
            Ok(engine) => Shelf::Stocked(Mutex::new(vec![engine])),
            Err(absence) => Shelf::Missing(format!("{absence}: `juesuan doctor` says how to get it")),
        };
        Ok(Self { network, first, second })
    }

    /// The usual ones, looked for when they are first needed and then kept: who is done with them puts them down
    /// ([`Readers::put_down`]) before the process ends.
    pub fn usual() -> &'static Self {
        USUAL.get_or_init(|| Self::find(None).unwrap_or_else(|error| Self::none(&error.to_string())))
    }

    /// Ends the engines that wait on the shelves: the second reader's must be gone before its library is.
    pub fn put_down() {
        if let Some(readers) = USUAL.get() {
            readers.first.clear();
            readers.second.clear();
        }
    }

    /// No readers at all, for who has nothing to read.
    pub fn none(reason: &str) -> Self {
        let reason = || reason.to_owned();
        Self { network: None, first: Shelf::Missing(reason()), second: Shelf::Missing(reason()) }
    }

    /// Why the first reader is not there; `None` where it is. Without it nothing should be read.
    pub fn first_missing(&self) -> Option<&str> {
        self.first.missing()
    }

    /// Why the second reader is not there; `None` where it is.
    pub fn second_missing(&self) -> Option<&str> {
        self.second.missing()
    }

    /// What reads, in short; the same readers read a page alike.
    pub fn label(&self) -> String {
        let first = self.network.is_some().then(|| format!("pp-ocr {}", short(&manifest().ppocr.sha256)));
        let second =
            self.second.missing().is_none().then(Tesseract::version).and_then(|version| version.ok());
        let second = second.map(|version| format!("tesseract {version}"));
        let labels: Vec<String> = first.into_iter().chain(second).collect();
        if labels.is_empty() { "none".to_owned() } else { labels.join(", ") }
    }

    /// An engine of each reader that is there, for one thread.
    ///
    /// # Errors
    /// [`Error::is_ocr`] where Tesseract, which was there, gives no further engine. Reading on
    /// without would make a result depend on the number of threads.
    pub fn check_out(&self) -> Result<Engines<'_>> {
        let first = match (&self.network, &self.first) {
            (Some(network), Shelf::Stocked(shelf)) => {
                Some(take(shelf).unwrap_or_else(|| PpOcr::new(network)))
            }
            _ => None,
        };
        let second = match &self.second {
            Shelf::Stocked(shelf) => Some(match take(shelf) {
                Some(engine) => engine,
                None => Tesseract::new().map_err(|absence| Error::recognition("tesseract-5", absence))?,
            }),
            Shelf::Missing(_) => None,
        };
        Ok(Engines { readers: self, first, second })
    }
}

impl<E> Shelf<E> {
    fn clear(&self) {
        if let Self::Stocked(shelf) = self {
            shelf.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
    }

    fn missing(&self) -> Option<&str> {
        match self {
            Self::Stocked(_) => None,
            Self::Missing(reason) => Some(reason),
        }
    }

    fn give_back(&self, engine: Option<E>) {
        if let (Self::Stocked(shelf), Some(engine)) = (self, engine) {
            shelf.lock().unwrap_or_else(PoisonError::into_inner).push(engine);
        }
    }
}

fn short(sha256: &str) -> &str {
    sha256.get(..8).unwrap_or(sha256)
}

fn take<E>(shelf: &Mutex<Vec<E>>) -> Option<E> {
    shelf.lock().unwrap_or_else(PoisonError::into_inner).pop()
}

/// The engines of one thread; they go back when this is dropped.
pub struct Engines<'a> {
    readers: &'a Readers,
    first: Option<PpOcr>,
    second: Option<Tesseract>,
}

impl Engines<'_> {
    /// The first reader, where it is there.
    pub fn first(&mut self) -> Option<&mut dyn Reader> {
        self.first.as_mut().map(|engine| engine as &mut dyn Reader)
    }

    /// Both, where they are there.
    pub fn both(&mut self) -> (Option<&mut dyn Reader>, Option<&mut dyn Reader>) {
        let first = self.first.as_mut().map(|engine| engine as &mut dyn Reader);
        (first, self.second.as_mut().map(|engine| engine as &mut dyn Reader))
    }

    /// The second reader, where it is there.
    pub fn second(&mut self) -> Option<&mut dyn Reader> {
        self.second.as_mut().map(|engine| engine as &mut dyn Reader)
    }
}

impl Drop for Engines<'_> {
    fn drop(&mut self) {
        // An engine that was at work when its thread panicked may be in any state.
        if std::thread::panicking() {
            return;
        }
        self.readers.first.give_back(self.first.take());
        self.readers.second.give_back(self.second.take());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_nothing_to_read_gets_no_engine() {
        let readers = Readers::none("not asked for");
        assert_eq!(readers.first_missing(), Some("not asked for"));
        let mut engines = readers.check_out().unwrap();
        assert!(engines.first().is_none() && engines.second().is_none());
    }

    #[test]
    fn a_folder_that_was_named_and_has_no_weights_is_an_error() {
        assert!(Readers::find(Some(Path::new("/no/such"))).unwrap_err().is_ocr());
    }

    #[test]
    fn engines_go_back_to_the_shelf() {
        let shelf = Shelf::Stocked(Mutex::new(vec![1]));
        let Shelf::Stocked(engines) = &shelf else { return };
        let engine = take(engines);
        assert_eq!((engine, take(engines)), (Some(1), None));
        shelf.give_back(engine);
        assert_eq!(take(engines), Some(1));
    }
}
