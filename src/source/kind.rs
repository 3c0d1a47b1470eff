//! Recognises the kinds of files that are read by their first bytes, since names lie.

use std::path::Path;

/// Bytes that are read at once of a file that is only looked through.
pub(super) const BLOCK: usize = 256 * 1024;

/// Number of first bytes in which the mark of a PDF may stand (ISO 32000-1, annex H).
pub(super) const HEAD: usize = 1024 + 5;

/// The kinds of files that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// PDF.
    Pdf,
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// JPEG 2000, in a JP2 file or as a raw codestream.
    Jpeg2000,
    /// TIFF, with one or many pages.
    Tiff,
}

/// First bytes of each kind.
const MARKS: [(&[u8], Kind); 9] = [
    (b"\x89PNG\r\n\x1a\n", Kind::Png),
    (b"\xff\xd8\xff", Kind::Jpeg),
    (b"\0\0\0\x0cjP  ", Kind::Jpeg2000),
    (b"\xff\x4f\xff\x51", Kind::Jpeg2000),
    (b"II*\0", Kind::Tiff),
    (b"MM\0*", Kind::Tiff),
    // Files of more than 4 GB, and some smaller ones.
    (b"II+\0", Kind::Tiff),
    (b"MM\0+", Kind::Tiff),
    (b"%PDF-", Kind::Pdf),
];

/// Endings of the names of such files.
const ENDINGS: [&str; 9] = ["pdf", "png", "jpg", "jpeg", "jp2", "j2k", "jpx", "tif", "tiff"];

impl Kind {
    /// The kind of a file that begins with these bytes; `None` where it is none that is read.
    pub fn of(head: &[u8]) -> Option<Self> {
        let begins = MARKS.iter().find(|(mark, _)| head.starts_with(mark)).map(|(_, kind)| *kind);
        // Some servers put their own lines before a PDF.
        let head = head.get(..HEAD).unwrap_or(head);
        begins.or_else(|| head.windows(5).any(|five| five == b"%PDF-").then_some(Self::Pdf))
    }

    /// Whether the name of a file says that it is one of these.
    pub(crate) fn is_name(path: &Path) -> bool {
        path.extension().is_some_and(|found| ENDINGS.iter().any(|ending| found.eq_ignore_ascii_case(ending)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_decide_the_kind() {
        assert_eq!(Kind::of(b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.4"), Some(Kind::Pdf));
        assert_eq!(Kind::of(b"II*\0\x08\0\0\0"), Some(Kind::Tiff));
        assert_eq!(Kind::of(b"\xff\xd8\xff\xe0"), Some(Kind::Jpeg));
        assert_eq!((Kind::of(b""), Kind::of(b"GIF89a")), (None, None));
        assert!(Kind::is_name(Path::new("a/1.TIF")) && !Kind::is_name(Path::new("tif")));
    }
}
