//! Gives the files under `models/`: `build.rs` lists them, and they are compiled in here alone. Other rooms ask for one
//! by its path.

use serde::de::DeserializeOwned;

include!(concat!(env!("OUT_DIR"), "/models.rs"));

/// All files, as path under `models/` and text, sorted by path.
pub(crate) fn files() -> &'static [(&'static str, &'static str)] {
    FILES
}

/// Finds the text of a file by its path under `models/`.
///
/// # Errors
/// Where there is no such file.
pub(crate) fn text(path: &str) -> Result<&'static str, String> {
    let found = FILES.iter().find(|(name, _)| *name == path);
    found.map(|(_, text)| *text).ok_or_else(|| format!("models/{path}: no such file"))
}

/// Parses a TOML file by its path under `models/`.
///
/// # Errors
/// Where there is no such file, or it does not have the shape.
pub(crate) fn parse<T: DeserializeOwned>(path: &str) -> Result<T, String> {
    toml::from_str(text(path)?).map_err(|error| format!("models/{path}: {error}"))
}

/// Lists the paths of the TOML files right inside a folder of `models/`, sorted.
pub(super) fn inside(folder: &str) -> impl Iterator<Item = &'static str> {
    let of_folder = move |path: &&'static str| {
        let name = path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
        name.is_some_and(|name| !name.contains('/') && name.ends_with(".toml"))
    };
    FILES.iter().map(|(path, _)| *path).filter(of_folder)
}
