//! The program and its models, as results state them.

use sha2::{Digest, Sha256};

use crate::fact::candidates;
use crate::ocr;
use crate::record::{Model, Program};
use crate::source;
use crate::taxonomy;

/// This program, with the hash of each model that is compiled in.
pub(crate) fn program() -> Program {
    let files = taxonomy::files().into_iter().chain(crate::taxonomy::identities::files()).chain([
        candidates::FILE,
        ocr::MARKS_FILE,
        source::OCR_MANIFEST,
    ]);
    let models = files.map(|(name, text)| Model {
        name: name.to_owned(),
        sha256: Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect(),
    });
    Program {
        name: env!("CARGO_PKG_NAME").to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        models: models.collect(),
    }
}
