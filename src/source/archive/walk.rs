//! Walks the members of an archive in its order, with those of nested archives, within limits. A visitor says which are
//! wanted.

use std::io::Read;
use std::path::Path;
use std::rc::Rc;

use super::fault::ArchiveFault;
use super::format::ArchiveFormat;
use super::held::Unfold;
use super::limits::{ArchiveLimits, LimitedReader, Meter, Shared, too_deep, too_many};
use super::names::RawName;
use super::{MemberPath, compressed, rar, sevenz, tar, zip};
use crate::source::file_type::FileType;
use crate::source::kind::{HEAD, Kind};

/// Visits the members of an archive.
pub(super) trait Visitor {
    /// Whether the member at this place, or one below it, is wanted.
    fn wants(&self, place: &[u32]) -> bool;
    /// Whether nothing is wanted any more.
    fn is_done(&self) -> bool;
    /// Takes the name of a member, before its bytes.
    fn name(&mut self, place: &[u32], name: RawName);
    /// Takes the bytes of a member that is no archive. `known` is its type where the bytes alone do not decide it.
    fn bytes(&mut self, place: &[u32], known: Option<FileType>, bytes: &mut dyn Read) -> std::io::Result<()>;
    /// Takes a member without bytes of its own.
    fn other(&mut self, place: &[u32], kind: FileType);
    /// Takes a member, or the rest of an archive, that cannot be read.
    fn fail(&mut self, place: &[u32], fault: ArchiveFault);
}

/// An archive that is being walked.
#[derive(Debug, Clone)]
pub(super) struct ArchiveLevel {
    pub(super) place: MemberPath,
    /// Depth, 1 for the outermost.
    pub(super) depth: u32,
}

impl ArchiveLevel {
    /// The depth that a fault of one member alone has.
    pub(super) fn of_member(&self) -> u32 {
        self.depth + 1
    }
}

/// One walk of an archive and all that are nested in it.
pub(super) struct ArchiveWalk<'a> {
    pub(super) shared: Rc<Shared<'a>>,
    pub(super) visitor: &'a mut dyn Visitor,
    /// Opens documents that may hold files.
    pub(super) unfold: &'a Unfold<'a>,
    members: u64,
    pub(super) held: u64,
}

impl<'a> ArchiveWalk<'a> {
    pub(super) fn new(
        limits: ArchiveLimits,
        visitor: &'a mut dyn Visitor,
        progress: &'a dyn Fn(),
        unfold: &'a Unfold<'a>,
    ) -> Self {
        Self { shared: Rc::new(Shared::new(limits, progress)), visitor, unfold, members: 0, held: 0 }
    }

    /// Walks the outermost archive.
    pub(super) fn outermost(
        &mut self,
        format: ArchiveFormat,
        path: &Path,
        file: std::fs::File,
    ) -> Result<(), ArchiveFault> {
        let level = ArchiveLevel { place: Vec::new(), depth: 1 };
        let length = file.metadata().map_or(0, |found| found.len());
        self.shared.set_length(length);
        match format {
            ArchiveFormat::Zip => zip::walk(self, &level, rawzip::FileReader::from(file), length),
            ArchiveFormat::SevenZip => sevenz::walk(self, &level, file, length),
            ArchiveFormat::Rar => rar::walk(self, &level, path, length),
            _ => {
                // Members that are skipped are read as well, which must count as progress.
                let (inner, shared) = (std::io::BufReader::new(file), Rc::clone(&self.shared));
                let mut bytes = LimitedReader { inner, shared, meters: Vec::new(), most: None, out: 0 };
                match format {
                    ArchiveFormat::Tar => tar::walk(self, &level, &mut bytes),
                    _ => compressed::walk(self, &level, format, &mut bytes),
                }
            }
        }
    }

    /// Begins a member; `None` where it is not wanted.
    pub(super) fn begin(
        &mut self,
        level: &ArchiveLevel,
        number: u32,
        name: RawName,
    ) -> Result<Option<MemberPath>, ArchiveFault> {
        if self.visitor.is_done() {
            return Err(ArchiveFault::done());
        }
        self.members += 1;
        if self.members > self.shared.limits.members {
            return Err(too_many(self.shared.limits.members));
        }
        let mut place = level.place.clone();
        place.push(number);
        self.visitor.name(&place, name);
        Ok(self.visitor.wants(&place).then_some(place))
    }

    /// Ends a member: its fault is reported, and passed on where it gives up the archives around it, too.
    pub(super) fn end(
        &mut self,
        level: &ArchiveLevel,
        place: &[u32],
        read: Result<(), ArchiveFault>,
    ) -> Result<(), ArchiveFault> {
        let Err(fault) = read else { return Ok(()) };
        self.visitor.fail(place, fault.clone());
        if fault.depth <= level.depth { Err(fault) } else { Ok(()) }
    }

    /// Reports a member that is no file.
    pub(super) fn other(&mut self, place: &[u32], kind: FileType) {
        self.visitor.other(place, kind);
    }

    /// Reads a member: a document, an archive to be walked, or anything else. Its archive states its `length`, which is
    /// used only to set memory aside.
    pub(super) fn member(
        &mut self,
        level: &ArchiveLevel,
        place: &[u32],
        length: u64,
        meters: Vec<Rc<Meter>>,
        bytes: &mut dyn Read,
    ) -> Result<(), ArchiveFault> {
        let depth = level.of_member();
        let shared = Rc::clone(&self.shared);
        let mut limited =
            LimitedReader { inner: bytes, shared: Rc::clone(&shared), meters, most: None, out: 0 };
        let mut head = Vec::new();
        if let Err(error) = limited.by_ref().take(HEAD as u64).read_to_end(&mut head) {
            return Err(shared.fault(depth, &error));
        }
        let format =
            ArchiveFormat::of(&head).filter(|format| rar::IS_BUILT_IN || *format != ArchiveFormat::Rar);
        let Some(format) = format else {
            if Kind::of(&head) == Some(Kind::Pdf) {
                return self.document(place, depth, head, limited);
            }
            limited.most = Some((shared.limits.member_bytes, depth));
            let read = self.visitor.bytes(place, None, &mut head.as_slice().chain(&mut limited));
            return read.map_err(|error| shared.fault(depth, &error));
        };
        if depth > shared.limits.depth {
            return Err(too_deep(depth, shared.limits.depth));
        }
        let inside = ArchiveLevel { place: place.to_vec(), depth };
        match format {
            ArchiveFormat::Zip | ArchiveFormat::SevenZip | ArchiveFormat::Rar => {
                let most = shared.limits.held_bytes.saturating_sub(self.held);
                limited.most = Some((most, depth));
                let mut held = head;
                // Without it, memory would grow by doubling.
                let _ = held.try_reserve_exact(usize::try_from(length.min(most)).unwrap_or(0));
                if let Err(error) = limited.read_to_end(&mut held) {
                    return Err(shared.fault(depth, &error));
                }
                let length = held.len() as u64;
                self.held += length;
                let walked = self.nested(format, &inside, &held);
                self.held -= length;
                walked
            }
            ArchiveFormat::Tar
            | ArchiveFormat::Gzip
            | ArchiveFormat::Zstd
            | ArchiveFormat::Xz
            | ArchiveFormat::Bzip2 => {
                let mut all = head.as_slice().chain(&mut limited);
                match format {
                    ArchiveFormat::Tar => tar::walk(self, &inside, &mut all)?,
                    _ => compressed::walk(self, &inside, format, &mut all)?,
                }
                // The rest is read, so that the checksum of the whole is verified.
                let left = std::io::copy(&mut all, &mut std::io::sink());
                left.map(|_| ()).map_err(|error| shared.fault(depth, &error))
            }
        }
    }

    /// Walks a nested archive that is held in memory.
    fn nested(
        &mut self,
        format: ArchiveFormat,
        level: &ArchiveLevel,
        held: &[u8],
    ) -> Result<(), ArchiveFault> {
        let length = held.len() as u64;
        match format {
            ArchiveFormat::Zip => {
                if let Ok(Some(kind)) = zip::office_type(held, length) {
                    let mut bytes = held;
                    let read = self.visitor.bytes(&level.place, Some(kind), &mut bytes);
                    return read.map_err(|error| ArchiveFault::of_reading(level.depth, &error));
                }
                zip::walk(self, level, held, length)
            }
            ArchiveFormat::SevenZip => sevenz::walk(self, level, std::io::Cursor::new(held), length),
            _ => rar::walk_held(self, level, held),
        }
    }
}
