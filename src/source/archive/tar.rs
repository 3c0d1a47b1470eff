//! Walks tar archives, one member after the other. One that is cut off still gives its first members, and one that was
//! concatenated from several gives the members of all.

use std::cell::Cell;
use std::io::{Error, ErrorKind, Read, Result as IoResult};
use std::rc::Rc;

use super::fault::ArchiveFault;
use super::format::{ArchiveFormat, BLOCK};
use super::names::RawName;
use super::walk::{ArchiveLevel, ArchiveWalk};
use crate::source::file_type::FileType;

/// Walks all members, also those of further tars behind the end of the first.
pub(super) fn walk(
    walk: &mut ArchiveWalk<'_>,
    level: &ArchiveLevel,
    bytes: &mut dyn Read,
) -> Result<(), ArchiveFault> {
    let (mut head, mut number) = (Vec::new(), 0);
    loop {
        walk_one(walk, level, &mut head.as_slice().chain(&mut *bytes), &mut number)?;
        head = behind_zeros(bytes).map_err(|error| walk.shared.fault(level.depth, &error))?;
        if head.iter().all(|byte| *byte == 0) {
            return Ok(());
        }
        if ArchiveFormat::of(&head) != Some(ArchiveFormat::Tar) {
            return Err(ArchiveFault::damaged(level.depth, "bytes behind its end: more may stand there"));
        }
    }
}

/// Reads up to the first block that is not all zeros, or the last one.
fn behind_zeros(bytes: &mut dyn Read) -> IoResult<Vec<u8>> {
    let mut block = Vec::with_capacity(BLOCK);
    loop {
        block.clear();
        bytes.take(BLOCK as u64).read_to_end(&mut block)?;
        if block.len() < BLOCK || block.iter().any(|byte| *byte != 0) {
            return Ok(block);
        }
    }
}

/// Walks the members up to the first block of zeros; `next` is the number of the first one.
fn walk_one(
    walk: &mut ArchiveWalk<'_>,
    level: &ArchiveLevel,
    bytes: &mut dyn Read,
    next: &mut u32,
) -> Result<(), ArchiveFault> {
    let at_end = Cell::new(false);
    let mut tar = tar::Archive::new(EndDetector { inner: bytes, at_end: &at_end });
    let shared = Rc::clone(&walk.shared);
    let fault = |error: &Error| match shared.fault(level.depth, error) {
        // The library does not distinguish an end that comes too early from other faults.
        fault if fault.cause == "damaged" && at_end.get() => {
            ArchiveFault::truncated(level.depth, "it ends before its end")
        }
        fault => fault,
    };
    let entries = tar.entries().map_err(|error| fault(&error))?;
    for entry in entries {
        let mut entry = entry.map_err(|error| fault(&error))?;
        let number = *next;
        *next = next.saturating_add(1);
        let kind = entry.header().entry_type();
        if kind.is_dir() || kind.is_pax_global_extensions() {
            continue;
        }
        let name = RawName::Bytes(entry.path_bytes().into_owned());
        let Some(place) = walk.begin(level, number, name)? else { continue };
        if !(kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse()) {
            walk.other(&place, FileType::Link);
            continue;
        }
        let left = if kind.is_gnu_sparse() { 0 } else { entry.size() };
        let length = entry.size();
        let mut whole = WholeMember::new(&mut entry, left);
        let read = walk.member(level, &place, length, Vec::new(), &mut whole);
        walk.end(level, &place, read)?;
    }
    // Every tar has zeros at its end, so that a cut between two members is noticed.
    if at_end.get() { Err(ArchiveFault::truncated(level.depth, "it ends before its end")) } else { Ok(()) }
}

/// A reader that knows whether it has reached the end.
struct EndDetector<'e, R> {
    inner: R,
    at_end: &'e Cell<bool>,
}

impl<R: Read> Read for EndDetector<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> IoResult<usize> {
        let count = self.inner.read(buffer)?;
        self.at_end.set(count == 0 && !buffer.is_empty());
        Ok(count)
    }
}

/// A reader of one member: that it ends too early is an error, not a shorter member.
pub(super) struct WholeMember<R> {
    inner: R,
    left: u64,
    /// Whether the inner reader failed or ended too early.
    pub(super) is_broken: bool,
}

impl<R> WholeMember<R> {
    /// One of at least `left` bytes.
    pub(super) fn new(inner: R, left: u64) -> Self {
        Self { inner, left, is_broken: false }
    }
}

impl<R: Read> Read for WholeMember<R> {
    fn read(&mut self, buffer: &mut [u8]) -> IoResult<usize> {
        let count = self.inner.read(buffer).inspect_err(|error| {
            self.is_broken |= error.kind() != ErrorKind::Interrupted;
        })?;
        if count == 0 && !buffer.is_empty() && self.left > 0 {
            self.is_broken = true;
            return Err(Error::from(ErrorKind::UnexpectedEof));
        }
        self.left = self.left.saturating_sub(count as u64);
        Ok(count)
    }
}
