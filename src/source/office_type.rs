//! Recognises documents of office programs by all their bytes: zips that are one document by the names of their members.

use rawzip::{ReaderAt, ZipArchive, ZipLocator};

use super::file_type::{FileType, Streams};
use super::kind::{BLOCK, HEAD};

/// The type of a file by all its bytes.
#[cfg_attr(not(feature = "office"), allow(dead_code, reason = "only documents of office programs are asked"))]
pub(super) fn of_whole(bytes: &[u8]) -> FileType {
    if bytes.starts_with(b"PK") {
        return of_zip_in_memory(bytes).unwrap_or(FileType::Unknown);
    }
    let found = FileType::of(bytes.get(..HEAD).unwrap_or(bytes));
    if found != FileType::Ole {
        return found;
    }
    let mut streams = Streams::default();
    bytes.chunks(BLOCK).for_each(|block| streams.feed(block));
    streams.found()
}

/// The type of a zip in memory; `None` where it is an archive, or damaged.
fn of_zip_in_memory(bytes: &[u8]) -> Option<FileType> {
    let mut buffer = vec![0; rawzip::RECOMMENDED_BUFFER_SIZE];
    let zip = ZipLocator::new().locate_in_reader(bytes, &mut buffer, bytes.len() as u64).ok()?;
    of_zip(&zip)
}

/// The type of a zip whose directory is open; `None` where it is an archive.
pub(super) fn of_zip<R: ReaderAt>(zip: &ZipArchive<R>) -> Option<FileType> {
    let mut buffer = vec![0; rawzip::MAX_CENTRAL_DIRECTORY_RECORD_SIZE];
    let (mut kind, mut is_office) = (None, false);
    let mut entries = zip.entries(&mut buffer);
    while let Ok(Some(entry)) = entries.next_entry() {
        let path = entry.file_path();
        let name: &[u8] = path.as_bytes();
        is_office |= name == b"[Content_Types].xml";
        kind = kind.or(match name {
            b"OFD.xml" => return Some(FileType::Ofd),
            b"META-INF/manifest.xml" | b"mimetype" => Some(FileType::OpenDocument),
            _ if name.starts_with(b"word/") => Some(FileType::Docx),
            _ if name.starts_with(b"xl/") => Some(FileType::Xlsx),
            _ if name.starts_with(b"ppt/") => Some(FileType::Pptx),
            _ => None,
        });
        let is_decided = matches!(kind, Some(FileType::OpenDocument)) || is_office;
        if let Some(kind) = kind.filter(|_| is_decided) {
            return Some(kind);
        }
    }
    None
}
