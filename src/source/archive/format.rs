//! Recognises the formats of archives by their first bytes.

use std::path::Path;

/// Number of first bytes that decide the format: a header of tar.
pub(super) const BLOCK: usize = 512;

/// What is opened as an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ArchiveFormat {
    /// Zip, with a directory at its end.
    Zip,
    /// Tar: header and bytes, one member after the other.
    Tar,
    /// 7z, mostly compressed as one stream (solid).
    SevenZip,
    /// RAR, opened by the code of its maker where the program is built with it.
    Rar,
    /// gzip: one file or tar, compressed.
    Gzip,
    /// Zstandard: the same.
    Zstd,
    /// xz: the same.
    Xz,
    /// bzip2: the same.
    Bzip2,
}

const MARKS: [(&[u8], ArchiveFormat); 8] = [
    (b"PK\x03\x04", ArchiveFormat::Zip),
    // One without members.
    (b"PK\x05\x06", ArchiveFormat::Zip),
    (b"7z\xbc\xaf\x27\x1c", ArchiveFormat::SevenZip),
    (b"Rar!\x1a\x07", ArchiveFormat::Rar),
    (b"\x1f\x8b\x08", ArchiveFormat::Gzip),
    (b"\x28\xb5\x2f\xfd", ArchiveFormat::Zstd),
    (b"\xfd7zXZ\0", ArchiveFormat::Xz),
    (b"BZh", ArchiveFormat::Bzip2),
];

/// Endings of the names of archives.
const ENDINGS: [&str; 12] =
    ["zip", "7z", "rar", "tar", "gz", "tgz", "zst", "tzst", "xz", "txz", "bz2", "tbz2"];

impl ArchiveFormat {
    /// The format of a file that begins with these bytes; `None` where it is no archive.
    pub(crate) fn of(head: &[u8]) -> Option<Self> {
        let marked = MARKS.iter().find(|(mark, _)| head.starts_with(mark)).map(|(_, format)| *format);
        marked.or_else(|| is_tar(head).then_some(Self::Tar))
    }

    /// Whether the name of a file says that it is an archive.
    pub(crate) fn is_name(path: &Path) -> bool {
        path.extension().is_some_and(|found| ENDINGS.iter().any(|ending| found.eq_ignore_ascii_case(ending)))
    }
}

/// Whether bytes begin a tar. Old ones have no mark, only the checksum of their first header.
fn is_tar(head: &[u8]) -> bool {
    let Some(block) = head.get(..BLOCK) else { return false };
    let Some(sum) = block.get(148..156).and_then(octal) else { return false };
    let counted = |(at, byte): (usize, &u8)| if (148..156).contains(&at) { 32 } else { u64::from(*byte) };
    block.first().is_some_and(|byte| *byte != 0) && block.iter().enumerate().map(counted).sum::<u64>() == sum
}

fn octal(field: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(field).ok()?;
    u64::from_str_radix(text.trim_matches(['\0', ' ']), 8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_decide_the_format() {
        let mut tar = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_old();
        header.set_size(3);
        tar.append_data(&mut header, "a.pdf", &b"abc"[..]).unwrap();
        let tar = tar.into_inner().unwrap();
        assert_eq!(ArchiveFormat::of(&tar), Some(ArchiveFormat::Tar));
        assert_eq!(ArchiveFormat::of(&[0; 1024]), None);
        assert_eq!(ArchiveFormat::of(b"PK\x03\x04"), Some(ArchiveFormat::Zip));
        assert_eq!(ArchiveFormat::of(b"\x1f\x8b\x08\x00"), Some(ArchiveFormat::Gzip));
        assert_eq!((ArchiveFormat::of(b""), ArchiveFormat::of(b"%PDF-1.4")), (None, None));
        assert!(ArchiveFormat::is_name(Path::new("2023.ZIP")) && !ArchiveFormat::is_name(Path::new("a.pdf")));
    }
}
