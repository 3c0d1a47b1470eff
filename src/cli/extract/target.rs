//! Decides where results go.

use std::path::PathBuf;

use crate::cli::args::Extract;
use crate::cli::write::is_folder;

/// Target of results.
pub(super) enum Target {
    /// Standard output.
    Stdout,
    /// One file.
    File(PathBuf),
    /// A folder.
    Folder(PathBuf),
}

impl Target {
    /// Finds the target that the arguments mean.
    pub(super) fn of(options: &Extract) -> Self {
        match &options.output {
            None => Self::Stdout,
            Some(path) if path.as_os_str() == "-" => Self::Stdout,
            Some(path) => {
                let many = options.inputs.len() > 1 || options.inputs.iter().any(|input| input.is_dir());
                if many || is_folder(path) { Self::Folder(path.clone()) } else { Self::File(path.clone()) }
            }
        }
    }
}
