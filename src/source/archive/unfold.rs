//! Walks the files that a document holds, as members of an archive: the document is one itself, and so are they.

use std::io::Read;
use std::rc::Rc;

use super::fault::ArchiveFault;
use super::held::{HeldFile, HeldName, Packing, Unfolded};
use super::limits::{LimitedReader, Meter, too_deep};
use super::names::RawName;
use super::walk::{ArchiveLevel, ArchiveWalk};
use crate::source::holds::may_hold_files;

impl ArchiveWalk<'_> {
    /// Takes a document at a place, with the files that it holds. Its first bytes are read already.
    pub(super) fn document<R: Read>(
        &mut self,
        place: &[u32],
        depth: u32,
        head: Vec<u8>,
        mut bytes: LimitedReader<'_, R>,
    ) -> Result<(), ArchiveFault> {
        let shared = Rc::clone(&self.shared);
        let most = shared.limits.held_bytes.saturating_sub(self.held).min(shared.limits.member_bytes);
        bytes.most = Some((most, depth));
        let mut whole = head;
        if let Err(error) = bytes.read_to_end(&mut whole) {
            return Err(shared.fault(depth, &error));
        }
        let held = whole.len() as u64;
        self.held += held;
        let walked = self.held_document(place, depth, &whole);
        self.held -= held;
        walked
    }

    /// Takes a document that is held in memory.
    pub(super) fn held_document(
        &mut self,
        place: &[u32],
        depth: u32,
        whole: &[u8],
    ) -> Result<(), ArchiveFault> {
        let unfolded = if may_hold_files(whole) { (self.unfold)(whole) } else { None };
        let unfolded = unfolded.unwrap_or(Unfolded { is_document: true, files: Vec::new() });
        if unfolded.is_document {
            let mut bytes = whole;
            let read = self.visitor.bytes(place, None, &mut bytes);
            read.map_err(|error| self.shared.fault(depth, &error))?;
        }
        let level = ArchiveLevel { place: place.to_vec(), depth };
        // Many files together may be a bomb. The document itself is read all the same.
        let all = Meter::new(level.of_member(), whole.len() as u64);
        for (file, number) in unfolded.files.iter().zip(0..) {
            let name = match &file.name {
                HeldName::Text(text) => RawName::Text(text.clone()),
                HeldName::Bytes(bytes) => RawName::Bytes(bytes.clone()),
            };
            if let Some(place) = self.begin(&level, number, name)? {
                let read = self.held_file(&level, &place, file, &all);
                self.end(&level, &place, read)?;
            }
        }
        Ok(())
    }

    fn held_file(
        &mut self,
        level: &ArchiveLevel,
        place: &[u32],
        file: &HeldFile,
        all: &Rc<Meter>,
    ) -> Result<(), ArchiveFault> {
        let depth = level.of_member();
        // The document was opened although it stands too deep: it is read, what it holds is not.
        if level.depth > self.shared.limits.depth {
            return Err(too_deep(depth, self.shared.limits.depth));
        }
        let packed = file.bytes.as_slice();
        let mut bytes: Box<dyn Read + '_> = match &file.packing {
            Packing::Stored => Box::new(packed),
            Packing::Zlib => Box::new(flate2::bufread::ZlibDecoder::new(packed)),
            Packing::Other(how) => return Err(ArchiveFault::unsupported(depth, how)),
        };
        let meters = vec![Meter::new(depth, packed.len() as u64), Rc::clone(all)];
        self.member(level, place, packed.len() as u64, meters, &mut bytes)
    }
}
