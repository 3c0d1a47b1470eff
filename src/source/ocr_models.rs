//! The weights of text recognition: found in the folders where set-up or the user put them, and checked.
//!
//! Nothing is ever fetched by the program. Which weights it knows stands in `models/ocr/manifest.toml`, compiled in.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, OnceLock};

use serde::Deserialize;

use super::hash::sha256_of;
use crate::error::{Error, Result};
use crate::taxonomy::files;

/// A folder that holds the weights; `none` goes without text recognition.
pub const MODELS_VARIABLE: &str = "JUESUAN_MODELS";

/// Where set-up keeps weights, beside the executable or in the current folder.
const FOLDER: &str = "models/ocr";

/// The weights that this version knows.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The recogniser of PP-OCRv4.
    pub ppocr: WeightsFile,
}

/// One file of weights, as its maker published it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightsFile {
    /// Its name, without a folder.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// The SPDX name of its licence.
    pub licence: String,
    /// Its makers.
    pub origin: String,
    /// The package that set-up takes it out of, with the version.
    pub wheel: String,
    /// SHA-256 of that package.
    pub wheel_sha256: String,
    /// Its path in that package.
    pub member: String,
}

/// What is compiled in.
#[expect(clippy::expect_used, reason = "the manifest is compiled in, and a test reads it")]
pub fn manifest() -> &'static Manifest {
    static MANIFEST: LazyLock<Manifest> =
        LazyLock::new(|| files::parse("ocr/manifest.toml").expect("the manifest is sound"));
    &MANIFEST
}

/// Weights that are the published ones.
#[derive(Clone)]
pub struct OcrWeights {
    /// Where they were found.
    pub path: PathBuf,
    /// The bytes of the file.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for OcrWeights {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OcrWeights({})", self.path.display())
    }
}

/// The outcome of a search for weights.
#[derive(Debug, Clone)]
pub enum OcrModels {
    /// They are there, and are the published ones.
    Found(OcrWeights),
    /// They are in none of these folders, in the order of the search.
    Missing(Vec<PathBuf>),
    /// The user wants none.
    Declined,
}

/// The folder that [`OcrModels::also_in`] named.
static HELD: OnceLock<PathBuf> = OnceLock::new();

impl OcrModels {
    /// Searches this folder first where none is named: that of a package that holds the weights. It counts where it is
    /// called before the first search, and once.
    pub fn also_in(folder: PathBuf) {
        let _ = HELD.set(folder);
    }

    /// The weights of the folder `named`, else of the one that [`MODELS_VARIABLE`] names, else of the first folder that
    /// has them: the user's data folder, its package of PyPI there, `models/ocr` beside the
    /// executable, `models/ocr` in the current folder.
    ///
    /// # Errors
    /// [`Error::is_ocr`] where a folder that was named has none, or where what is found is not what was published;
    /// [`Error::is_io`] where it cannot be read. A wrong file hides no right one: it is never passed over.
    pub fn find(named: Option<&Path>) -> Result<Self> {
        let variable = std::env::var_os(MODELS_VARIABLE).filter(|value| !value.is_empty());
        match (named, variable) {
            (Some(folder), _) => in_named(folder),
            (None, Some(value)) if value == "none" => Ok(Self::Declined),
            (None, Some(value)) => in_named(Path::new(&value)),
            (None, None) => in_first(usual_folders(&|name| std::env::var_os(name)), &manifest().ppocr),
        }
    }
}

impl OcrModels {
    /// Where `pip install --target` has to put the package of the weights for them to be found. `None` where the
    /// environment names no folder of the user.
    #[cfg(feature = "ocr")]
    pub(crate) fn package_folder() -> Option<PathBuf> {
        data_folder(&|name| std::env::var_os(name))
    }
}

fn in_named(folder: &Path) -> Result<OcrModels> {
    let known = &manifest().ppocr;
    match in_first(vec![folder.to_owned()], known)? {
        OcrModels::Missing(_) => Err(Error::no_weights(&folder.to_string_lossy(), &known.file)),
        found => Ok(found),
    }
}

fn in_first(folders: Vec<PathBuf>, known: &WeightsFile) -> Result<OcrModels> {
    match folders.iter().map(|folder| folder.join(&known.file)).find(|path| path.is_file()) {
        Some(path) => open(path, known).map(OcrModels::Found),
        None => Ok(OcrModels::Missing(folders)),
    }
}

/// Reads weights and compares them with what was published.
fn open(path: PathBuf, known: &WeightsFile) -> Result<OcrWeights> {
    let name = path.to_string_lossy();
    let bytes = std::fs::read(&path).map_err(|cause| Error::io(name.clone(), cause))?;
    if bytes.len() as u64 != known.bytes {
        let sizes = format!("{} bytes instead of {}", bytes.len(), known.bytes);
        return Err(Error::weights(&name, sizes));
    }
    let sha256 = sha256_of(&bytes);
    if sha256 != known.sha256 {
        return Err(Error::weights(&name, format!("SHA-256 {sha256} instead of {}", known.sha256)));
    }
    Ok(OcrWeights { path, bytes })
}

/// The user's data folder for this program.
fn data_folder(variable: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    // The base directories of freedesktop.org: a relative path counts as not set.
    let folder = |name| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let data = folder("XDG_DATA_HOME").or_else(|| folder("HOME").map(|home| home.join(".local/share")));
    data.map(|data| data.join("juesuan"))
}

/// The folders that are searched where none is named. `tools/setup.sh` puts the weights into the first; in the second
/// they are where the user installed the package.
fn usual_folders(variable: &dyn Fn(&str) -> Option<OsString>) -> Vec<PathBuf> {
    let package = Path::new(&manifest().ppocr.member).parent().unwrap_or(Path::new(""));
    let data = data_folder(variable).map(|data| [data.join("models"), data.join(package)]);
    let executable = std::env::current_exe().ok();
    let beside = executable.as_deref().and_then(Path::parent).map(|folder| folder.join(FOLDER));
    HELD.get()
        .cloned()
        .into_iter()
        .chain(data.into_iter().flatten())
        .chain(beside)
        .chain([PathBuf::from(FOLDER)])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(bytes: &[u8]) -> WeightsFile {
        let sha256 = sha256_of(bytes);
        WeightsFile { bytes: bytes.len() as u64, sha256, ..manifest().ppocr.clone() }
    }

    #[test]
    fn the_manifest_names_what_it_pins() {
        let known = &manifest().ppocr;
        assert!([&known.sha256, &known.wheel_sha256].iter().all(|sha256| sha256.len() == 64));
        assert!(known.member.ends_with(&known.file) && known.wheel.contains("=="), "{known:?}");
        assert!(known.licence == "Apache-2.0" && known.origin.contains("PP-OCRv4"));
    }

    #[test]
    fn the_data_folder_comes_first() {
        let set = |pairs: &'static [(&str, &str)]| {
            usual_folders(&move |name| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| v.into()))
        };
        assert_eq!(set(&[("HOME", "/home/a")])[0], Path::new("/home/a/.local/share/juesuan/models"));
        let data = set(&[("HOME", "/home/a"), ("XDG_DATA_HOME", "/d")]);
        assert_eq!(data[0], Path::new("/d/juesuan/models"));
        // `pip install --target /d/juesuan` leaves them there.
        assert_eq!(data[1], Path::new("/d/juesuan/rapidocr_onnxruntime/models"));
        let last = set(&[("XDG_DATA_HOME", "here")]);
        assert_eq!(last.len(), 2, "{last:?}");
        assert_eq!(last[1], Path::new("models/ocr"));
    }

    #[test]
    fn weights_are_the_published_ones_or_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(&manifest().ppocr.file);
        let find = |known: &WeightsFile| in_first(vec!["/no/such".into(), folder.path().to_owned()], known);
        assert!(matches!(find(&known(b"abc")).unwrap(), OcrModels::Missing(folders) if folders.len() == 2));
        std::fs::write(&file, b"abc").unwrap();
        assert!(
            matches!(find(&known(b"abc")).unwrap(), OcrModels::Found(weights) if weights.bytes == b"abc")
        );
        for (other, said) in [(known(b"abd"), "SHA-256 ba7816bf"), (known(b"abcd"), "3 bytes instead of 4")] {
            let error = find(&other).unwrap_err();
            assert!(error.is_ocr() && error.to_string().contains(said), "{error}");
            assert!(error.to_string().contains("juesuan doctor"), "{error}");
        }
    }

    #[test]
    fn a_folder_that_is_named_has_to_have_them() {
        let error = OcrModels::find(Some(Path::new("/no/such"))).unwrap_err();
        assert!(error.is_ocr() && error.name() == "/no/such", "{error}");
    }
}
