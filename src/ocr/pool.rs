//! The readers that are there.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::ppocr::{PpOcr, Recogniser};
use super::reader::Reader;
use crate::error::Result;
use crate::source::OcrModels;

/// What is there to read with.
pub struct Readers {
    first: std::result::Result<Arc<Recogniser>, Missing>,
}

/// Why there is no reader.
#[derive(Debug, Clone)]
pub struct Missing {
    /// In one sentence.
    pub why: String,
    /// What to do.
    pub remedy: String,
}

impl Readers {
    /// Looks for them.
    ///
    /// # Errors
    /// As [`OcrModels::find`].
    pub fn find(named: Option<&Path>) -> Result<Self> {
        let first = match OcrModels::find(named)? {
            OcrModels::Found(weights) => Ok(Arc::new(Recogniser::load(weights.bytes)?)),
            OcrModels::Missing(_) => Err(Missing {
                why: "its weights are not there".to_owned(),
                remedy: "run `make setup`".to_owned(),
            }),
            OcrModels::Declined => Err(Missing {
                why: "no reader is wanted".to_owned(),
                remedy: "unset JUESUAN_MODELS".to_owned(),
            }),
        };
        Ok(Self { first })
    }

    /// The usual ones, looked for once in a process.
    pub fn usual() -> &'static Self {
        static USUAL: OnceLock<Readers> = OnceLock::new();
        USUAL.get_or_init(|| {
            Self::find(None).unwrap_or_else(|e| Self {
                first: Err(Missing { why: e.what(), remedy: e.remedy().to_owned() }),
            })
        })
    }

    /// A reader for this thread.
    ///
    /// # Errors
    /// Why there is none.
    pub fn engine(&self) -> std::result::Result<Box<dyn Reader>, Missing> {
        self.first.clone().map(|shared| Box::new(PpOcr::new(&shared)) as Box<dyn Reader>)
    }
}
