//! Pools the engines of the readers, for any number of threads.
//!
//! A thread checks engines out ([`Readers::check_out`]) and gives them back by dropping them, so that there are no more
//! engines than threads at work at once. Engines of a reader are alike: a crop reads the same with each. They end with the
//! [`Readers`], never at the exit of a thread or of the process, where their libraries may be gone.

use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::number_net::{NumberNetwork, NumberReader};
use super::ppocr::{PpOcr, Recogniser};
use super::reader::{NUMBERS, Role, TextReader, WORDS};
use super::tesseract::Tesseract;
use super::word_net::{WordNetwork, WordReader};
use crate::error::{Error, Result};
use crate::source::{OcrModels, manifest, number_weights, sha256_of, word_weights};

/// The readers of this process.
static USUAL: OnceLock<Readers> = OnceLock::new();

/// An engine of any reader.
type Engine = Box<dyn TextReader>;

/// The idle engines of one reader, or why it has none.
enum EnginePool {
    /// The reader is installed.
    Idle { make: Box<dyn Fn() -> Result<Engine> + Send + Sync>, idle: Mutex<Vec<Engine>> },
    /// It cannot be used: why, and what to do about it.
    Missing(String),
}

/// The readers that are installed, one for each [`Role`] that is filled.
pub struct Readers {
    /// In the order of [`Role::ALL`].
    pools: [EnginePool; 4],
    /// Their names with their versions.
    labels: Vec<String>,
}

impl std::fmt::Debug for Readers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(Role::ALL.map(|role| (role, self.missing(role)))).finish()
    }
}

impl Readers {
    /// Looks for the readers: the weights of the reader of text in the folder `models`, else where they usually are, and
    /// Tesseract where the system has it. Takes some tenths of a second: call it when there is something to read.
    ///
    /// # Errors
    /// [`Error::is_ocr`] or [`Error::is_io`] where weights were named, or are
    /// there, and cannot be used. That nothing is installed is no error: see [`Readers::missing`].
    pub fn find(models: Option<&Path>) -> Result<Self> {
        if !super::IS_BUILT_IN {
            return Ok(Self::none(super::NOT_BUILT_IN));
        }
        let found = match OcrModels::find(models)? {
            OcrModels::Found(weights) => {
                let found = Self::own()?;
                let network = Arc::new(Recogniser::load(weights.bytes)?);
                let label = format!("pp-ocr {}", short(&manifest().ppocr.sha256));
                found.with(Role::Text, label, move || Ok(Box::new(PpOcr::new(&network))))
            }
            OcrModels::Missing(_) => {
                let file = &manifest().ppocr.file;
                let reason =
                    format!("its weights ({file}) are not installed: `juesuan doctor` says how to get them");
                Self::own()?.without(Role::Text, reason)
            }
            OcrModels::Declined => Self::none("JUESUAN_MODELS says none"),
        };
        Ok(match Tesseract::new() {
            Ok(engine) => {
                let version = Tesseract::version().map_or_else(|_| String::new(), |v| format!(" {v}"));
                let make = || match Tesseract::new() {
                    Ok(engine) => Ok(Box::new(engine) as Engine),
                    Err(absence) => Err(Error::recognition("tesseract-5", absence)),
                };
                let found = found.with(Role::Second, format!("tesseract{version}"), make);
                found.pool(Role::Second).give_back(Box::new(engine));
                found
            }
            Err(absence) => {
                found.without(Role::Second, format!("{absence}: `juesuan doctor` says how to get it"))
            }
        })
    }

    /// The readers that are compiled in.
    fn own() -> Result<Self> {
        let numbers = NumberNetwork::load()?;
        let make = move || Ok(Box::new(NumberReader::new(&numbers)) as Engine);
        let found = Self::none("it is not there");
        let found = found.with(Role::Numbers, label_of(NUMBERS, number_weights()), make);
        let words = WordNetwork::load()?;
        let make = move || Ok(Box::new(WordReader::new(&words)) as Engine);
        Ok(found.with(Role::Words, label_of(WORDS, word_weights()), make))
    }

    /// The readers that the whole process shares: they are looked for when they are first needed, and then kept. A caller
    /// releases them ([`Readers::put_down`]) before the process ends.
    pub fn usual() -> &'static Self {
        USUAL.get_or_init(|| Self::find(None).unwrap_or_else(|error| Self::none(&error.to_string())))
    }

    /// Ends the idle engines of the shared readers: those of Tesseract must be gone before its library is.
    pub fn put_down() {
        if let Some(readers) = USUAL.get() {
            readers.pools.iter().for_each(EnginePool::clear);
        }
    }

    /// No readers at all, for a caller without anything to read.
    pub fn none(reason: &str) -> Self {
        Self { pools: Role::ALL.map(|_| EnginePool::Missing(reason.to_owned())), labels: Vec::new() }
    }

    /// Fills a role; `label` names the reader with its version, and `make` makes an engine of it for one more thread.
    #[must_use]
    pub fn with(
        mut self,
        role: Role,
        label: String,
        make: impl Fn() -> Result<Box<dyn TextReader>> + Send + Sync + 'static,
    ) -> Self {
        self.pools[role as usize] = EnginePool::Idle { make: Box::new(make), idle: Mutex::default() };
        self.labels.push(label);
        self
    }

    /// Leaves a role empty.
    fn without(mut self, role: Role, reason: String) -> Self {
        self.pools[role as usize] = EnginePool::Missing(reason);
        self
    }

    /// The same readers, each engine wrapped into another: to measure it, or to look at what it is asked.
    #[must_use]
    pub fn wrapped(self, wrap: impl Fn(Role, Engine) -> Engine + Send + Sync + 'static) -> Self {
        let (wrap, labels) = (Arc::new(wrap), self.labels);
        let mut roles = Role::ALL.into_iter();
        let pools = self.pools.map(|pool| match (pool, roles.next()) {
            (EnginePool::Idle { make, .. }, Some(role)) => {
                let wrap = Arc::clone(&wrap);
                let make = move || make().map(|engine| wrap(role, engine));
                EnginePool::Idle { make: Box::new(make), idle: Mutex::default() }
            }
            (pool, _) => pool,
        });
        Self { pools, labels }
    }

    fn pool(&self, role: Role) -> &EnginePool {
        &self.pools[role as usize]
    }

    /// Why a role is empty; `None` where it is filled. Without a reader of text nothing should be read.
    pub fn missing(&self, role: Role) -> Option<&str> {
        match self.pool(role) {
            EnginePool::Idle { .. } => None,
            EnginePool::Missing(reason) => Some(reason),
        }
    }

    /// Names the readers with their versions; the same ones read a page alike.
    pub fn label(&self) -> String {
        if self.labels.is_empty() { "none".to_owned() } else { self.labels.join(", ") }
    }

    /// Checks out an engine of each reader that is installed, for one thread.
    ///
    /// # Errors
    /// [`Error::is_ocr`] where a reader, which was there, gives no further engine. Reading on
    /// without it would make a result depend on the number of threads.
    pub fn check_out(&self) -> Result<Engines<'_>> {
        let mut engines = Engines { readers: self, engines: [const { None }; 4] };
        for role in Role::ALL {
            engines.engines[role as usize] = self.pool(role).take()?;
        }
        Ok(engines)
    }
}

impl EnginePool {
    fn clear(&self) {
        if let Self::Idle { idle, .. } = self {
            idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
    }

    fn take(&self) -> Result<Option<Engine>> {
        let Self::Idle { make, idle } = self else { return Ok(None) };
        let rested = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        rested.map_or_else(make, Ok).map(Some)
    }

    fn give_back(&self, engine: Engine) {
        if let Self::Idle { idle, .. } = self {
            idle.lock().unwrap_or_else(PoisonError::into_inner).push(engine);
        }
    }
}

fn label_of(name: &str, weights: &[u8]) -> String {
    format!("{name} {}", short(&sha256_of(weights)))
}

fn short(sha256: &str) -> &str {
    sha256.get(..8).unwrap_or(sha256)
}

/// Engines for one thread; they go back into the pool when this is dropped.
pub struct Engines<'a> {
    readers: &'a Readers,
    /// In the order of [`Role::ALL`].
    engines: [Option<Engine>; 4],
}

impl Engines<'_> {
    /// The reader that fills a role, where one does.
    pub fn reader(&mut self, role: Role) -> Option<&mut (dyn TextReader + 'static)> {
        self.engines[role as usize].as_deref_mut()
    }
}

impl Drop for Engines<'_> {
    fn drop(&mut self) {
        // An engine that was at work when its thread panicked may be in any state.
        if std::thread::panicking() {
            return;
        }
        for (pool, engine) in self.readers.pools.iter().zip(&mut self.engines) {
            engine.take().into_iter().for_each(|engine| pool.give_back(engine));
        }
    }
}

#[cfg(test)]
mod tests {
    use image::GrayImage;

    use super::super::reader::{Expected, Read};
    use super::*;

    struct Silent;

    impl TextReader for Silent {
        fn name(&self) -> &'static str {
            "silent"
        }

        fn read(&mut self, _: &GrayImage, _: Expected) -> Result<Read> {
            Ok(Read::default())
        }
    }

    #[test]
    fn readers_that_are_none_give_no_engine() {
        let readers = Readers::none("not asked for");
        assert_eq!((readers.missing(Role::Text), readers.label().as_str()), (Some("not asked for"), "none"));
        let mut engines = readers.check_out().unwrap();
        assert!(Role::ALL.into_iter().all(|role| engines.reader(role).is_none()));
    }

    #[test]
    fn a_folder_that_was_named_and_has_no_weights_is_an_error() {
        assert!(Readers::find(Some(Path::new("/no/such"))).unwrap_err().is_ocr());
    }

    #[test]
    fn a_role_is_filled_by_name_and_its_engines_go_back_to_the_pool() {
        let made = Arc::new(Mutex::new(0));
        let count = Arc::clone(&made);
        let make = move || {
            *count.lock().unwrap() += 1;
            Ok(Box::new(Silent) as Engine)
        };
        let readers = Readers::none("not asked for").with(Role::Second, "silent 1".to_owned(), make);
        for _ in 0..3 {
            let (mut one, mut other) = (readers.check_out().unwrap(), readers.check_out().unwrap());
            assert!(one.reader(Role::Second).is_some() && other.reader(Role::Second).is_some());
            assert!(one.reader(Role::Text).is_none());
        }
        assert_eq!((*made.lock().unwrap(), readers.label().as_str()), (2, "silent 1"));
    }
}
