//! States the program and its models in results.

use std::sync::LazyLock;

use crate::record::{Model, Program};
use crate::source::sha256_of;
use crate::taxonomy;

/// Describes this program, with the hash of each model that is compiled in.
pub(crate) fn program() -> Program {
    static PROGRAM: LazyLock<Program> = LazyLock::new(describe);
    PROGRAM.clone()
}

fn describe() -> Program {
    // What tables of a panel hold reads no document.
    let files = taxonomy::files::files().iter().filter(|(name, _)| !name.starts_with("panel/"));
    let models =
        files.map(|(name, text)| Model { name: (*name).to_owned(), sha256: sha256_of(text.as_bytes()) });
    Program {
        name: env!("CARGO_PKG_NAME").to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        models: models.collect(),
    }
}
