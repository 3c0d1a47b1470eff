//! Defines the options of how a document is read.

use std::fmt;
use std::sync::Arc;

use crate::page::{LeftOut, PageTurn};

/// Called when a scanned page is done.
pub(crate) type ScanDone = Arc<dyn Fn() + Send + Sync>;
/// Called when a page begins.
pub(crate) type Turned = Arc<dyn Fn(PageTurn) + Send + Sync>;

/// Options of how a document is read. Only `only_scan`, `thorough` and `prose` change what is read.
#[derive(Clone)]
#[non_exhaustive]
pub struct Options {
    /// Number of threads that may read the pages of one document; 0 is 1.
    pub threads: usize,
    /// Called when a scanned page was read, or given up, from the thread that did it: such pages take seconds.
    pub scan_done: Option<Arc<dyn Fn() + Send + Sync>>,
    /// The only scanned page that is read, to look at it; the others stay pictures.
    pub only_scan: Option<u32>,
    /// Reads by OCR also what cannot be a disclosure; else a document is judged by a look at a few pages before.
    pub thorough: bool,
    /// Reads the figures of the prose, too.
    pub prose: bool,
    /// Pages that are left out: they ended an earlier reader.
    pub(crate) left_out: Vec<LeftOut>,
    /// Told of each page that begins, from the thread that reads it.
    pub(crate) turned: Option<Turned>,
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Options");
        shown.field("threads", &self.threads).field("scan_done", &self.scan_done.is_some());
        shown.field("only_scan", &self.only_scan).field("left_out", &self.left_out);
        shown.field("thorough", &self.thorough).field("prose", &self.prose).finish()
    }
}

/// Reads on one thread: a run of many documents has other use for the cores.
impl Default for Options {
    fn default() -> Self {
        Self {
            threads: 1,
            scan_done: None,
            only_scan: None,
            thorough: false,
            prose: true,
            left_out: Vec::new(),
            turned: None,
        }
    }
}

impl Options {
    /// Makes options for a single document: one thread per core.
    pub fn alone() -> Self {
        Self::default().on_threads(std::thread::available_parallelism().map_or(1, usize::from))
    }

    /// Reads on so many threads.
    #[must_use]
    pub fn on_threads(self, threads: usize) -> Self {
        Self { threads, ..self }
    }

    /// Reads by OCR also what cannot be a disclosure.
    #[must_use]
    pub fn thorough(self, thorough: bool) -> Self {
        Self { thorough, ..self }
    }

    /// Reads the figures of the prose, too, or leaves them out.
    #[must_use]
    pub fn prose(self, prose: bool) -> Self {
        Self { prose, ..self }
    }

    /// Calls `scan_done` when a scanned page was read, or given up, from the thread that did it: such pages take
    /// seconds.
    #[must_use]
    pub fn on_scan_done(self, scan_done: impl Fn() + Send + Sync + 'static) -> Self {
        Self { scan_done: Some(Arc::new(scan_done)), ..self }
    }
}
