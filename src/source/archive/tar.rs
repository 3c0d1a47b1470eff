//! Tar: one member after the other, as they come; what is cut off still gives its beginning.

use std::cell::Cell;
use std::io::{Error, ErrorKind, Read, Result as IoResult};
use std::rc::Rc;

use super::fault::Fault;
use super::names::RawName;
use super::walk::{Level, Walk};
use crate::source::file_type::FileType;

/// Walks all members.
pub(super) fn walk(walk: &mut Walk<'_>, level: &Level, bytes: &mut dyn Read) -> Result<(), Fault> {
    let at_end = Cell::new(false);
    let mut tar = tar::Archive::new(Ends { inner: bytes, at_end: &at_end });
    let shared = Rc::clone(&walk.shared);
    let fault = |error: &Error| match shared.fault(level.depth, error) {
        // The library does not tell an end that comes too early from other faults.
        fault if fault.cause == "damaged" && at_end.get() => {
            Fault::truncated(level.depth, "it ends before its end")
        }
        fault => fault,
    };
    let entries = tar.entries().map_err(|error| fault(&error))?;
    for (number, entry) in entries.enumerate() {
        let mut entry = entry.map_err(|error| fault(&error))?;
        let kind = entry.header().entry_type();
        if kind.is_dir() || kind.is_pax_global_extensions() {
            continue;
        }
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let name = RawName::Bytes(entry.path_bytes().into_owned());
        let Some(place) = walk.begin(level, number, name)? else { continue };
        if !(kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse()) {
            walk.other(&place, FileType::Link);
            continue;
        }
        let left = if kind.is_gnu_sparse() { 0 } else { entry.size() };
        let length = entry.size();
        let mut whole = Whole { inner: &mut entry, left };
        let read = walk.member(level, &place, length, Vec::new(), &mut whole);
        walk.end(level, &place, read)?;
    }
    Ok(())
}

/// Knows when nothing is left.
struct Ends<'e, R> {
    inner: R,
    at_end: &'e Cell<bool>,
}

impl<R: Read> Read for Ends<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> IoResult<usize> {
        let count = self.inner.read(buffer)?;
        self.at_end.set(count == 0 && !buffer.is_empty());
        Ok(count)
    }
}

/// A member that ends too early is an error, not a shorter member.
struct Whole<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Whole<R> {
    fn read(&mut self, buffer: &mut [u8]) -> IoResult<usize> {
        let count = self.inner.read(buffer)?;
        if count == 0 && !buffer.is_empty() && self.left > 0 {
            return Err(Error::from(ErrorKind::UnexpectedEof));
        }
        self.left = self.left.saturating_sub(count as u64);
        Ok(count)
    }
}
