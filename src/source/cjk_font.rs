//! A font with Chinese characters, for drawing pages that embed none: named by the user, else found on the system.
//!
//! Reading needs no font, so nothing here is called by it. What is chosen depends only on the fonts that are there.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use skrifa::Font;

use crate::error::{Error, Result};

/// How to get a font with Chinese characters.
pub(crate) const FONT_REMEDY: &str = "install a font with Chinese characters (Debian, Ubuntu: apt-get install \
                                      fonts-wqy-microhei), or name one in JUESUAN_CJK_FONT";

/// The path of a font, optionally with `:index` of a face in a collection; `none` draws without one.
pub const CJK_FONT_VARIABLE: &str = "JUESUAN_CJK_FONT";

/// Families for print of simplified Chinese, the best first; of others the first by path that has the characters.
const FAMILIES: [&str; 14] = [
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "PingFang SC",
    "Microsoft YaHei",
    "SimSun",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Hiragino Sans GB",
    "Droid Sans Fallback",
    "AR PL UMing CN",
    "AR PL SungtiL GB",
];

/// A font that lacks one of these cannot show a disclosure: 決 would do for 决, but no font with 决 lacks the others.
const NEEDED: &str = "决算支出合计元";

/// The bytes of a font file, shared with whoever draws.
pub type FontBytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// A font with Chinese characters.
#[derive(Clone)]
pub struct CjkFont {
    /// Where it was found.
    pub path: PathBuf,
    /// Which face of the file, counted from 0.
    pub index: u32,
    /// The bytes of the file.
    pub bytes: FontBytes,
}

impl std::fmt::Debug for CjkFont {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CjkFont({self})")
    }
}

impl std::fmt::Display for CjkFont {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}, face {}", self.path.display(), self.index)
    }
}

impl CjkFont {
    /// The font that [`CJK_FONT_VARIABLE`] names, else the best of the system's; `None` where there is none.
    ///
    /// # Errors
    /// Where the variable names what cannot be read, or has no Chinese characters.
    pub fn find() -> Result<Option<Self>> {
        match std::env::var_os(CJK_FONT_VARIABLE).filter(|value| !value.is_empty()) {
            Some(value) if value == "none" => Ok(None),
            Some(value) => Self::named(&value).map(Some),
            None => Ok(on_system()),
        }
    }

    /// Reads one face of a font file.
    ///
    /// # Errors
    /// [`Error::is_io`] where the file cannot be read, [`Error::is_font`] where the face lacks Chinese characters.
    pub fn open(path: &Path, index: u32) -> Result<Self> {
        let name = path.to_string_lossy();
        let bytes = std::fs::read(path).map_err(|cause| Error::io(name.clone(), cause))?;
        let font = Self { path: path.to_owned(), index, bytes: Arc::new(bytes) };
        if font.has_chinese() { Ok(font) } else { Err(Error::no_chinese(&name, index)) }
    }

    fn named(value: &OsString) -> Result<Self> {
        let (path, index) = path_and_index(value);
        Self::open(&path, index)
    }

    fn has_chinese(&self) -> bool {
        Font::new(Arc::clone(&self.bytes), self.index).is_some_and(|font| {
            let characters = font.charmap();
            NEEDED.chars().all(|c| characters.map_unicode(c).is_some())
        })
    }
}

/// `path:index`, where what stands behind the last colon is a number and the whole is no file.
fn path_and_index(value: &OsString) -> (PathBuf, u32) {
    let whole = PathBuf::from(value);
    let split = value.to_str().and_then(|text| {
        let (path, index) = text.rsplit_once(':')?;
        Some((PathBuf::from(path), index.parse().ok()?))
    });
    match split {
        Some(split) if !whole.exists() => split,
        _ => (whole, 0),
    }
}

fn on_system() -> Option<CjkFont> {
    let mut fonts = fontdb::Database::new();
    fonts.load_system_fonts();
    let mut faces: Vec<_> = fonts
        .faces()
        .filter_map(|face| {
            let (fontdb::Source::File(path) | fontdb::Source::SharedFile(path, _)) = &face.source else {
                return None;
            };
            let named = |family: &&str| face.families.iter().any(|(name, _)| name == family);
            let family = FAMILIES.iter().position(named).unwrap_or(FAMILIES.len());
            let slant = face.style != fontdb::Style::Normal;
            let weight = face.weight.0.abs_diff(fontdb::Weight::NORMAL.0);
            Some((family, slant, weight, path.clone(), face.index))
        })
        .collect();
    faces.sort();
    // A face that lacks the characters is no Chinese one, whatever its name.
    faces.into_iter().find_map(|(.., path, index)| CjkFont::open(&path, index).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_face_of_a_collection_stands_behind_a_colon() {
        let split = |value: &str| path_and_index(&OsString::from(value));
        assert_eq!(split("/no/such.ttc:2"), (PathBuf::from("/no/such.ttc"), 2));
        assert_eq!(split("/no/such.ttc"), (PathBuf::from("/no/such.ttc"), 0));
        assert_eq!(split("C:\\no\\such.ttc"), (PathBuf::from("C:\\no\\such.ttc"), 0));
    }

    #[test]
    fn what_is_no_chinese_font_is_refused() {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        assert!(CjkFont::open(&manifest, 0).unwrap_err().is_font());
        assert!(CjkFont::open(Path::new("/no/such.ttc"), 0).unwrap_err().is_io());
    }
}
