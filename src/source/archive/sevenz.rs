//! Walks 7z archives block by block. Each block is decompressed once, and one in which nothing is wanted is skipped.

use std::io::{Error, Read, Seek};
use std::rc::Rc;

use sevenz_rust2::{Archive, BlockDecoder, Error as SevenZError, Password};

use super::MemberPath;
use super::fault::ArchiveFault;
use super::limits::{LimitedReader, Meter, Shared};
use super::names::RawName;
use super::tar::WholeMember;
use super::walk::{ArchiveLevel, ArchiveWalk};

/// Walks all members.
pub(super) fn walk<R: Read + Seek>(
    walk: &mut ArchiveWalk<'_>,
    level: &ArchiveLevel,
    mut reader: R,
    length: u64,
) -> Result<(), ArchiveFault> {
    let shared = Rc::clone(&walk.shared);
    let archive =
        Archive::read(&mut reader, &Password::empty()).map_err(|error| fault(level.depth, error))?;
    let meter = Meter::new(level.depth, length);
    // All names first, so that a block that fails fails each of its members.
    let mut places: Vec<Option<MemberPath>> = Vec::with_capacity(archive.files.len());
    for (number, file) in archive.files.iter().enumerate() {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let name = RawName::Text(file.name.clone());
        let is_file = !file.is_directory && !file.is_anti_item;
        match if is_file { walk.begin(level, number, name) } else { Ok(None) } {
            Ok(place) => places.push(place),
            // Those that have begun must not look as if they were empty.
            Err(fault) => return Err(give_up(walk, level, &places, fault)),
        }
    }
    let blocks = &archive.stream_map;
    let mut block_of: Vec<Vec<usize>> = vec![Vec::new(); archive.blocks.len()];
    for (number, block) in blocks.file_block_index.iter().enumerate() {
        match block.and_then(|block| block_of.get_mut(block)) {
            Some(files) => files.push(number),
            None => {
                if let Some(Some(place)) = places.get_mut(number).map(Option::take) {
                    let read = walk.member(level, &place, 0, vec![], &mut std::io::empty());
                    walk.end(level, &place, read)?;
                }
            }
        }
    }
    let password = Password::empty();
    for (number, files) in block_of.iter().enumerate() {
        if !files.iter().any(|file| places.get(*file).is_some_and(Option::is_some)) {
            continue;
        }
        let first = files.first().copied().unwrap_or_default();
        let mut at = first;
        let mut given_up = None;
        let decoder = BlockDecoder::new(1, number, &archive, &password, &mut reader);
        let read = decoder.for_each_entries(&mut |file, bytes| {
            let place = places.get_mut(at).and_then(Option::take);
            at += 1;
            // The library ends a member where its stream ends, and verifies the checksum of whole ones alone.
            let mut bytes = WholeMember::new(bytes, if file.has_stream { file.size } else { 0 });
            let Some(place) = place else { return skip_member(&shared, &meter, &mut bytes) };
            let read = walk.member(level, &place, file.size, vec![Rc::clone(&meter)], &mut bytes);
            if let Err(fault) = walk.end(level, &place, read) {
                given_up = Some(fault);
                return Err(SevenZError::Io(Error::other("given up"), "".into()));
            }
            // What is wrong with the stream is wrong with all that comes behind.
            if bytes.is_broken { Ok(false) } else { skip_member(&shared, &meter, &mut bytes) }
        });
        // Members that were not reached: of this block, or of all where the archive is given up.
        let cause = match (given_up, read) {
            (Some(fault), _) => fault,
            (None, Err(error)) => shared_fault(&shared, level.of_member(), error),
            (None, Ok(_)) => {
                ArchiveFault::damaged(level.of_member(), "what stands before it in one stream is damaged")
            }
        };
        if cause.depth <= level.depth {
            return Err(give_up(walk, level, &places, cause));
        }
        for file in files {
            if let Some(Some(place)) = places.get_mut(*file).map(Option::take) {
                walk.end(level, &place, Err(cause.clone()))?;
            }
        }
    }
    Ok(())
}

/// Unpacks a member that nobody wants, within the same limits; says whether the stream goes on behind it.
fn skip_member(
    shared: &Rc<Shared<'_>>,
    meter: &Rc<Meter>,
    bytes: &mut dyn Read,
) -> Result<bool, SevenZError> {
    let meters = vec![Rc::clone(meter)];
    let mut rest = LimitedReader { inner: bytes, shared: Rc::clone(shared), meters, most: None, out: 0 };
    std::io::copy(&mut rest, &mut std::io::sink())?;
    Ok(true)
}

/// Fails all members that are left with their archive.
fn give_up(
    walk: &mut ArchiveWalk<'_>,
    level: &ArchiveLevel,
    left: &[Option<MemberPath>],
    cause: ArchiveFault,
) -> ArchiveFault {
    for place in left.iter().flatten() {
        let _ = walk.end(level, place, Err(cause.clone()));
    }
    cause
}

fn shared_fault(shared: &Shared<'_>, depth: u32, error: SevenZError) -> ArchiveFault {
    match error {
        SevenZError::Io(error, _) => shared.fault(depth, &error),
        other => fault(depth, other),
    }
}

fn fault(depth: u32, error: SevenZError) -> ArchiveFault {
    match error {
        SevenZError::PasswordRequired | SevenZError::MaybeBadPassword(_) => ArchiveFault::encrypted(depth),
        SevenZError::UnsupportedCompressionMethod(method) if method.contains("AES") => {
            ArchiveFault::encrypted(depth)
        }
        SevenZError::UnsupportedCompressionMethod(method) => ArchiveFault::unsupported(depth, method),
        SevenZError::Io(error, _) => ArchiveFault::of_reading(depth, &error),
        other => ArchiveFault::damaged(depth, other),
    }
}
