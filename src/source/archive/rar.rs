//! Walks RAR archives by the code of its maker, where the program is built with the feature `rar`.

#[cfg(feature = "rar")]
pub(super) use built_in::{walk, walk_held};
#[cfg(not(feature = "rar"))]
pub(super) use left_out::{walk, walk_held};

/// Whether this build opens RAR archives.
pub(super) const IS_BUILT_IN: bool = cfg!(feature = "rar");

#[cfg(not(feature = "rar"))]
mod left_out {
    use std::path::Path;

    use super::super::fault::ArchiveFault;
    use super::super::walk::{ArchiveLevel, ArchiveWalk};

    pub(in super::super) fn walk(
        _: &mut ArchiveWalk<'_>,
        level: &ArchiveLevel,
        _: &Path,
        _: u64,
    ) -> Result<(), ArchiveFault> {
        Err(ArchiveFault::unsupported(level.depth, "RAR (build with `--features rar`)"))
    }

    pub(in super::super) fn walk_held(
        _: &mut ArchiveWalk<'_>,
        level: &ArchiveLevel,
        _: &[u8],
    ) -> Result<(), ArchiveFault> {
        Err(ArchiveFault::unsupported(level.depth, "RAR (build with `--features rar`)"))
    }
}

#[cfg(feature = "rar")]
mod built_in {
    use std::io::Write;
    use std::path::Path;
    use std::rc::Rc;

    use unrar::error::{Code, UnrarError};

    use super::super::fault::ArchiveFault;
    use super::super::limits::{Meter, too_large};
    use super::super::names::RawName;
    use super::super::walk::{ArchiveLevel, ArchiveWalk};

    /// Walks all members of a file. The library gives each whole, so that its size is checked before.
    pub(in super::super) fn walk(
        walk: &mut ArchiveWalk<'_>,
        level: &ArchiveLevel,
        path: &Path,
        length: u64,
    ) -> Result<(), ArchiveFault> {
        let fault = |depth: u32, error: UnrarError| match error.code {
            Code::MissingPassword | Code::BadPassword => ArchiveFault::encrypted(depth),
            _ => ArchiveFault::damaged(depth, error),
        };
        let meter = Meter::new(level.depth, length);
        let mut open =
            unrar::Archive::new(path).open_for_processing().map_err(|error| fault(level.depth, error))?;
        let mut number = 0;
        while let Some(found) = open.read_header().map_err(|error| fault(level.depth, error))? {
            let entry = found.entry();
            let (size, is_encrypted) = (entry.unpacked_size, entry.is_encrypted());
            if entry.is_directory() {
                open = found.skip().map_err(|error| fault(level.depth, error))?;
                continue;
            }
            let name = RawName::Text(entry.filename.to_string_lossy().into_owned());
            let place = walk.begin(level, number, name)?;
            number += 1;
            let depth = level.of_member();
            let most = walk.shared.limits.member_bytes;
            let Some(place) = place else {
                open = found.skip().map_err(|error| fault(level.depth, error))?;
                walk.shared.progress(size);
                continue;
            };
            let refused = if is_encrypted {
                Some(ArchiveFault::encrypted(depth))
            } else {
                (size > most).then(|| too_large(depth, most))
            };
            if let Some(refused) = refused {
                walk.end(level, &place, Err(refused))?;
                open = found.skip().map_err(|error| fault(level.depth, error))?;
                walk.shared.progress(size);
                continue;
            }
            match found.read() {
                Ok((bytes, rest)) => {
                    let read =
                        walk.member(level, &place, size, vec![Rc::clone(&meter)], &mut bytes.as_slice());
                    walk.end(level, &place, read)?;
                    open = rest;
                }
                // The library gives no way on behind what it could not read.
                Err(error) => {
                    walk.end(level, &place, Err(fault(depth, error)))?;
                    return Err(ArchiveFault::damaged(
                        level.depth,
                        "what stands behind a damaged member is lost",
                    ));
                }
            }
        }
        Ok(())
    }

    /// Walks a nested archive. The library opens files alone: while it is walked, the archive is in a temporary one, no
    /// larger than what may be held in memory.
    pub(in super::super) fn walk_held(
        walk_: &mut ArchiveWalk<'_>,
        level: &ArchiveLevel,
        held: &[u8],
    ) -> Result<(), ArchiveFault> {
        let file = tempfile::NamedTempFile::new().and_then(|mut file| {
            file.write_all(held)?;
            Ok(file)
        });
        let file = file.map_err(|error| ArchiveFault::of_reading(level.depth, &error))?;
        walk(walk_, level, file.path(), held.len() as u64)
    }
}
