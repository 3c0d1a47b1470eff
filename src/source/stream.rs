//! Reads what is no regular file within the limits of one: standard input and pipes. Devices and sockets are not read.

use std::fs::{File, Metadata};
use std::io::Read;
use std::path::Path;

use super::file_type::FileType;
#[cfg(feature = "cli")]
use super::{archive::ArchiveFormat, kind::HEAD, write::TemporaryFile};
use crate::error::{Error, Result};

/// Bytes of a document that is read. The largest disclosures with scans have some 100 MB; more would not fit into the
/// memory that a document may take.
const MOST_BYTES: u64 = 1_000_000_000;
/// Bytes of an archive that comes through a stream, and has to be kept for a while.
#[cfg(feature = "cli")]
const MOST_ARCHIVE_BYTES: u64 = 16_000_000_000;
/// Bytes that are read at once of a stream.
#[cfg(feature = "cli")]
const BLOCK: usize = 256 * 1024;

impl FileType {
    /// The type of what a path leads to where that is neither a file nor a folder, and could give bytes without end.
    pub(crate) fn of_special(path: &Path) -> Option<Self> {
        Self::of_metadata(&std::fs::metadata(path).ok()?)
    }

    #[cfg(unix)]
    pub(super) fn of_metadata(found: &Metadata) -> Option<Self> {
        use std::os::unix::fs::FileTypeExt;
        let kind = found.file_type();
        if kind.is_file() || kind.is_dir() {
            None
        } else if kind.is_fifo() {
            Some(Self::Pipe)
        } else if kind.is_socket() {
            Some(Self::Socket)
        } else {
            Some(Self::Device)
        }
    }

    #[cfg(not(unix))]
    pub(super) fn of_metadata(_: &Metadata) -> Option<Self> {
        None
    }
}

/// Reads a document whole, from a file or a pipe.
pub(super) fn read_document(path: &Path, name: &str) -> Result<Vec<u8>> {
    let failed = |cause| Error::io(name, cause);
    let found = std::fs::metadata(path).map_err(failed)?;
    match FileType::of_metadata(&found) {
        Some(kind @ (FileType::Socket | FileType::Device)) => {
            return Err(failed(std::io::Error::other(format!("a {kind}, and no file"))));
        }
        _ if found.len() > MOST_BYTES => return Err(too_large(name, found.len(), MOST_BYTES)),
        _ => {}
    }
    let mut bytes = Vec::new();
    // Without it, memory would grow by doubling.
    let _ = bytes.try_reserve_exact(usize::try_from(found.len()).unwrap_or(0));
    read_bounded(File::open(path).map_err(failed)?, name, &mut bytes)?;
    Ok(bytes)
}

/// Reads a stream whole, up to the limit of a document.
pub(super) fn read_bounded(from: impl Read, name: &str, bytes: &mut Vec<u8>) -> Result<()> {
    from.take(MOST_BYTES + 1).read_to_end(bytes).map_err(|cause| Error::io(name, cause))?;
    let length = bytes.len() as u64;
    if length > MOST_BYTES { Err(too_large(name, length, MOST_BYTES)) } else { Ok(()) }
}

fn too_large(name: &str, found: u64, most: u64) -> Error {
    let number = |bytes: u64| usize::try_from(bytes).unwrap_or(usize::MAX);
    Error::too_large(name, "bytes or more", number(found), number(most))
}

/// Keeps standard input in a file.
///
/// # Errors
/// [`Error::is_io`], and [`Error::is_too_large`] where it has no end.
#[cfg(feature = "cli")]
pub(crate) fn keep_stdin() -> Result<TemporaryFile> {
    keep(std::io::stdin().lock(), "-", (MOST_BYTES, MOST_ARCHIVE_BYTES), &mut || {})
}

/// Keeps what comes through a pipe in a file; `progress` is called for each block.
///
/// # Errors
/// As [`keep_stdin`].
#[cfg(feature = "cli")]
pub(crate) fn keep_pipe(path: &Path, progress: &mut dyn FnMut()) -> Result<TemporaryFile> {
    let name = path.to_string_lossy();
    let pipe = File::open(path).map_err(|cause| Error::io(name.clone(), cause))?;
    keep(pipe, &name, (MOST_BYTES, MOST_ARCHIVE_BYTES), progress)
}

#[cfg(feature = "cli")]
fn keep(
    mut from: impl Read,
    name: &str,
    (of_document, of_archive): (u64, u64),
    progress: &mut dyn FnMut(),
) -> Result<TemporaryFile> {
    use std::io::Write;
    let failed = |cause| Error::io(name, cause);
    let mut file = TemporaryFile::of(&[]).map_err(failed)?;
    let mut head = Vec::new();
    from.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(failed)?;
    let most = if ArchiveFormat::of(&head).is_some() { of_archive } else { of_document };
    file.write_all(&head).map_err(failed)?;
    let mut length = head.len() as u64;
    let mut block = vec![0; BLOCK];
    loop {
        progress();
        let count = match from.read(&mut block) {
            Ok(0) => return Ok(file),
            Ok(count) => count,
            Err(cause) if cause.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(cause) => return Err(failed(cause)),
        };
        length += count as u64;
        if length > most {
            return Err(too_large(name, length, most));
        }
        file.write_all(block.get(..count).unwrap_or_default()).map_err(failed)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_nothing_special_and_a_large_one_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.pdf");
        std::fs::write(&path, b"abc").unwrap();
        assert_eq!(FileType::of_special(&path), None);
        assert_eq!(FileType::of_special(folder.path()), None);
        assert_eq!(read_document(&path, "a.pdf").unwrap(), b"abc");
        // It takes no place on the disk.
        File::options().write(true).open(&path).unwrap().set_len(MOST_BYTES + 1).unwrap();
        assert!(read_document(&path, "a.pdf").unwrap_err().is_too_large());
        assert!(read_document(Path::new("/no/such.pdf"), "a.pdf").unwrap_err().is_io());
    }

    #[cfg(unix)]
    #[test]
    fn what_gives_bytes_without_end_is_refused() {
        assert_eq!(FileType::of_special(Path::new("/dev/zero")), Some(FileType::Device));
        let error = read_document(Path::new("/dev/zero"), "z.pdf").unwrap_err();
        assert_eq!(error.to_string().split(';').next(), Some("z.pdf: a device, and no file"));
    }

    #[cfg(all(unix, feature = "cli"))]
    #[test]
    fn a_stream_is_kept_to_its_end_or_to_the_limit() {
        let keep = |from: &[u8]| keep(from, "-", (300_000, 600_000), &mut || {});
        let kept = keep(b"abc").unwrap();
        assert_eq!(std::fs::read(kept.path()).unwrap(), b"abc");
        assert!(keep(&[0; 300_001]).unwrap_err().is_too_large());
        let archive = [b"PK\x03\x04".as_slice(), &[0; 500_000]].concat();
        assert!(keep(&archive).is_ok());
    }
}
