//! Pools the engines of the readers, for any number of threads.
//!
//! A thread checks engines out ([`Readers::check_out`]) and gives them back by dropping them, so that there are no more
//! engines than threads at work at once. Engines of a reader are alike: a crop reads the same with each. They end with the
//! [`Readers`], never at the exit of a thread or of the process, where their libraries may be gone.

use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::ppocr::{PpOcr, Recogniser};
use super::reader::TextReader;
use super::tesseract::Tesseract;
use crate::error::{Error, Result};
use crate::source::{OcrModels, manifest};

/// The readers of this process.
static USUAL: OnceLock<Readers> = OnceLock::new();

/// The idle engines of one reader, or why it has none.
enum EnginePool<E> {
    /// The reader is installed.
    Idle(Mutex<Vec<E>>),
    /// It cannot be used: why, and what to do about it.
    Missing(String),
}

/// The readers that are installed: the first, the second, both or none.
pub struct Readers {
    network: Option<Arc<Recogniser>>,
    first: EnginePool<PpOcr>,
    second: EnginePool<Tesseract>,
}

impl std::fmt::Debug for Readers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Readers(first: {:?}, second: {:?})", self.first_missing(), self.second_missing())
    }
}

impl Readers {
    /// Looks for both readers: the weights of the first in the folder `models`, else where they usually are, and
    /// Tesseract where the system has it. Takes some tenths of a second: call it when there is something to read.
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
                (Some(network), EnginePool::Idle(Mutex::default()))
            }
            OcrModels::Missing(_) => {
                let reason = format!(
                    "its weights ({}) are not installed: `juesuan doctor` says how to get them",
                    manifest().ppocr.file
                );
                (None, EnginePool::Missing(reason))
            }
            OcrModels::Declined => (None, EnginePool::Missing("JUESUAN_MODELS says none".to_owned())),
        };
        let second = match Tesseract::new() {
            Ok(engine) => EnginePool::Idle(Mutex::new(vec![engine])),
            Err(absence) => EnginePool::Missing(format!("{absence}: `juesuan doctor` says how to get it")),
        };
        Ok(Self { network, first, second })
    }

    /// The readers that the whole process shares: they are looked for when they are first needed, and then kept. A caller
    /// releases them ([`Readers::put_down`]) before the process ends.
    pub fn usual() -> &'static Self {
        USUAL.get_or_init(|| Self::find(None).unwrap_or_else(|error| Self::none(&error.to_string())))
    }

    /// Ends the idle engines of the shared readers: those of the second must be gone before its library is.
    pub fn put_down() {
        if let Some(readers) = USUAL.get() {
            readers.first.clear();
            readers.second.clear();
        }
    }

    /// No readers at all, for a caller without anything to read.
    pub fn none(reason: &str) -> Self {
        let reason = || reason.to_owned();
        Self { network: None, first: EnginePool::Missing(reason()), second: EnginePool::Missing(reason()) }
    }

    /// Why the first reader is not there; `None` where it is. Without it nothing should be read.
    pub fn first_missing(&self) -> Option<&str> {
        self.first.missing()
    }

    /// Why the second reader is not there; `None` where it is.
    pub fn second_missing(&self) -> Option<&str> {
        self.second.missing()
    }

    /// Names the readers with their versions; the same ones read a page alike.
    pub fn label(&self) -> String {
        let first = self.network.is_some().then(|| format!("pp-ocr {}", short(&manifest().ppocr.sha256)));
        let second =
            self.second.missing().is_none().then(Tesseract::version).and_then(|version| version.ok());
        let second = second.map(|version| format!("tesseract {version}"));
        let labels: Vec<String> = first.into_iter().chain(second).collect();
        if labels.is_empty() { "none".to_owned() } else { labels.join(", ") }
    }

    /// Checks out an engine of each reader that is installed, for one thread.
    ///
    /// # Errors
    /// [`Error::is_ocr`] where Tesseract, which was there, gives no further engine. Reading on
    /// without it would make a result depend on the number of threads.
    pub fn check_out(&self) -> Result<Engines<'_>> {
        let first = match (&self.network, &self.first) {
            (Some(network), EnginePool::Idle(idle)) => {
                Some(take(idle).unwrap_or_else(|| PpOcr::new(network)))
            }
            _ => None,
        };
        let second = match &self.second {
            EnginePool::Idle(idle) => Some(match take(idle) {
                Some(engine) => engine,
                None => Tesseract::new().map_err(|absence| Error::recognition("tesseract-5", absence))?,
            }),
            EnginePool::Missing(_) => None,
        };
        Ok(Engines { readers: self, first, second })
    }
}

impl<E> EnginePool<E> {
    fn clear(&self) {
        if let Self::Idle(idle) = self {
            idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
    }

    fn missing(&self) -> Option<&str> {
        match self {
            Self::Idle(_) => None,
            Self::Missing(reason) => Some(reason),
        }
    }

    fn give_back(&self, engine: Option<E>) {
        if let (Self::Idle(idle), Some(engine)) = (self, engine) {
            idle.lock().unwrap_or_else(PoisonError::into_inner).push(engine);
        }
    }
}

fn short(sha256: &str) -> &str {
    sha256.get(..8).unwrap_or(sha256)
}

fn take<E>(idle: &Mutex<Vec<E>>) -> Option<E> {
    idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
}

/// Engines for one thread; they go back into the pool when this is dropped.
pub struct Engines<'a> {
    readers: &'a Readers,
    first: Option<PpOcr>,
    second: Option<Tesseract>,
}

impl Engines<'_> {
    /// The first reader, where it is there.
    pub fn first(&mut self) -> Option<&mut dyn TextReader> {
        self.first.as_mut().map(|engine| engine as &mut dyn TextReader)
    }

    /// Both, where they are there.
    pub fn both(&mut self) -> (Option<&mut dyn TextReader>, Option<&mut dyn TextReader>) {
        let first = self.first.as_mut().map(|engine| engine as &mut dyn TextReader);
        (first, self.second.as_mut().map(|engine| engine as &mut dyn TextReader))
    }

    /// The second reader, where it is there.
    pub fn second(&mut self) -> Option<&mut dyn TextReader> {
        self.second.as_mut().map(|engine| engine as &mut dyn TextReader)
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
    fn readers_that_are_none_give_no_engine() {
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
    fn engines_go_back_to_the_pool() {
        let pool = EnginePool::Idle(Mutex::new(vec![1]));
        let EnginePool::Idle(engines) = &pool else { return };
        let engine = take(engines);
        assert_eq!((engine, take(engines)), (Some(1), None));
        pool.give_back(engine);
        assert_eq!(take(engines), Some(1));
    }
}
