//! Two things that the program is built with: the list of the files under `models/`, and the identity of the code.
//!
//! The list is what makes a new kind of form, or a new family, a matter of files alone. The identity is SHA-256 over
//! everything that the program is made of, so that a folder of results tells results of other code from its own even where
//! nobody changed the version.

use std::fmt::Write;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// What the program knows.
const MODELS: &str = "models";
/// Sources, what is compiled into them, and the versions of what they are built on.
const MADE_OF: [&str; 3] = ["src", MODELS, "Cargo.lock"];
/// The files under `models/` that are compiled in end like this; weights and tables of tests may lie beside them.
const COMPILED_IN: [&str; 3] = [".toml", ".tsv", ".sql"];

// This is how a build script speaks to cargo.
#[allow(clippy::print_stdout)]
fn main() -> io::Result<()> {
    let mut files = Vec::new();
    for path in MADE_OF.map(Path::new) {
        println!("cargo::rerun-if-changed={}", path.display());
        collect(path, &mut files)?;
    }
    // The order in which a folder lists its files is nobody's.
    let mut files: Vec<(String, PathBuf)> =
        files.into_iter().map(|path| (path.to_string_lossy().replace('\\', "/"), path)).collect();
    files.sort();
    list_models(&files)?;
    println!("cargo::rustc-env=JUESUAN_CODE={}", code(&files)?);
    Ok(())
}

/// Writes the paths and texts of the files under `models/` as a constant, which `src/taxonomy/files.rs` includes.
fn list_models(files: &[(String, PathBuf)]) -> io::Result<()> {
    let mut list = "const FILES: &[(&str, &str)] = &[\n".to_owned();
    for (name, _) in files.iter().filter(|(name, _)| COMPILED_IN.iter().any(|end| name.ends_with(end))) {
        let Some(path) = name.strip_prefix(MODELS).and_then(|rest| rest.strip_prefix('/')) else { continue };
        let place = format!("/{name}");
        let _ =
            writeln!(list, "    ({path:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {place:?}))),");
    }
    list.push_str("];\n");
    let folder = std::env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo names no OUT_DIR"))?;
    std::fs::write(Path::new(&folder).join("models.rs"), list)
}

/// SHA-256 over the names and bytes of all files.
fn code(files: &[(String, PathBuf)]) -> io::Result<String> {
    let mut hash = Sha256::new();
    for (name, path) in files {
        let text = std::fs::read(path)?;
        hash.update(format!("{name} {}\n", text.len()));
        hash.update(text);
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The files at a path; nothing where there is none, as Cargo.lock in some packages.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.is_dir() {
        for entry in std::fs::read_dir(path)? {
            collect(&entry?.path(), files)?;
        }
    } else if path.is_file() {
        files.push(path.to_owned());
    }
    Ok(())
}
