//! Reads files of gzip members, each of which stands for itself and is found by its offset.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Result, Seek, SeekFrom};
use std::path::Path;

use flate2::bufread::GzDecoder;

/// Gives each member of a file with the byte at which it begins, until `take` refuses one.
///
/// # Errors
/// Where the file cannot be read, or is cut off or damaged: the members before that were given.
pub(crate) fn each_member<E>(
    path: &Path,
    mut take: impl FnMut(u64, &[u8]) -> std::result::Result<(), E>,
) -> Result<std::result::Result<(), E>> {
    let mut file = BufReader::new(File::open(path)?);
    let (mut offset, mut bytes) = (0, Vec::new());
    while !file.fill_buf()?.is_empty() {
        bytes.clear();
        GzDecoder::new(&mut file).read_to_end(&mut bytes)?;
        if let Err(refused) = take(offset, &bytes) {
            return Ok(Err(refused));
        }
        offset = file.stream_position()?;
    }
    Ok(Ok(()))
}

/// Reads the member that begins at this byte.
///
/// # Errors
/// Where there is none.
pub(crate) fn read_member(path: &Path, offset: u64) -> Result<Vec<u8>> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(offset))?;
    let mut bytes = Vec::new();
    GzDecoder::new(BufReader::new(file)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    #[test]
    fn members_are_found_again_by_their_offsets() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        for text in ["one", "two", "three"] {
            let mut member = GzEncoder::new(&mut file, Compression::fast());
            member.write_all(text.as_bytes()).unwrap();
            member.finish().unwrap();
        }
        let mut found = Vec::new();
        let take = |offset, bytes: &[u8]| {
            found.push((offset, bytes.to_vec()));
            if bytes == b"two" { Err("enough") } else { Ok(()) }
        };
        assert_eq!(each_member(file.path(), take).unwrap(), Err("enough"));
        assert_eq!(found.len(), 2);
        for (offset, bytes) in found {
            assert_eq!(read_member(file.path(), offset).unwrap(), bytes);
        }
        file.write_all(b"\x1f\x8bcut").unwrap();
        let all = each_member(file.path(), |_, _| Ok::<(), ()>(()));
        assert!(all.is_err() && read_member(file.path(), 1).is_err());
    }
}
