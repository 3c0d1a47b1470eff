//! The identity of the code: SHA-256 over everything that the program is made of, so that a folder of results tells
//! results of other code from its own even where nobody changed the version.

use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// Sources, what is compiled into them, and the versions of what they are built on.
const MADE_OF: [&str; 3] = ["src", "models", "Cargo.lock"];

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
    let mut hash = Sha256::new();
    for (name, path) in files {
        let text = std::fs::read(path)?;
        hash.update(format!("{name} {}\n", text.len()));
        hash.update(text);
    }
    let code: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    println!("cargo::rustc-env=JUESUAN_CODE={code}");
    Ok(())
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
