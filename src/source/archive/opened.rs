//! Opens an archive, to list its members or to give their bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::held::Unfold;
use super::names::{self, RawName};
use super::walk::{ArchiveWalk, Visitor};
use super::{ArchiveFault, ArchiveFormat, ArchiveLimits, Contents, Give, Member, MemberPath, What, rar, zip};
use crate::source::Sort;
use crate::source::file_type::{FileType, Streams};
use crate::source::hash::hex;
use crate::source::kind::{BLOCK, HEAD, Kind};

/// Lists the members of the archive at `path`, or of the document there that holds files; it is called `name`.
/// `progress` is called while reading goes on, `unfold` opens documents.
pub fn contents(
    path: &Path,
    name: &str,
    limits: ArchiveLimits,
    progress: &dyn Fn(),
    unfold: &Unfold<'_>,
) -> Contents {
    let mut listing = Listing { archive: name, members: BTreeMap::new() };
    match open(path) {
        Ok(Opened::Other(kind)) if kind.is_read() => return Contents::Document,
        Ok(Opened::Other(kind)) => return Contents::Other(kind),
        Ok(Opened::Archive(format, file)) => {
            let walked =
                ArchiveWalk::new(limits, &mut listing, progress, unfold).outermost(format, path, file);
            if let Err(fault) = walked {
                listing.fail(&[], fault);
            }
        }
        Ok(Opened::Document(bytes)) => {
            let walked =
                ArchiveWalk::new(limits, &mut listing, progress, unfold).held_document(&[], 1, &bytes);
            // What is wrong with a document itself is found where it is read.
            if listing.members.keys().all(Vec::is_empty) && walked.is_ok() {
                return Contents::Document;
            }
            if let Err(fault) = walked {
                listing.fail(&[], fault);
            }
        }
        Err(fault) => listing.fail(&[], fault),
    }
    Contents::Members(listing.members())
}

/// Gives the bytes of the wanted members, or why there are none, in the order of the archive, until `give` says that
/// no more are needed.
pub fn read(
    path: &Path,
    wanted: &BTreeSet<MemberPath>,
    limits: ArchiveLimits,
    progress: &dyn Fn(),
    unfold: &Unfold<'_>,
    give: &mut Give<'_>,
) {
    let mut wanted_members = WantedMembers { wanted, left: wanted.len(), give };
    let opened = open(path);
    let mut walk = ArchiveWalk::new(limits, &mut wanted_members, progress, unfold);
    // The first pass reported what is wrong; a caller that misses a member knows that the file changed.
    let _ = match opened {
        Ok(Opened::Archive(format, file)) => walk.outermost(format, path, file),
        Ok(Opened::Document(bytes)) => walk.held_document(&[], 1, &bytes),
        Ok(Opened::Other(_)) | Err(_) => Ok(()),
    };
}

enum Opened {
    Archive(ArchiveFormat, std::fs::File),
    /// The bytes of a document that may hold files.
    Document(Vec<u8>),
    Other(FileType),
}

fn open(path: &Path) -> Result<Opened, ArchiveFault> {
    let open = || -> std::io::Result<(std::fs::File, Vec<u8>)> {
        let mut file = std::fs::File::open(path)?;
        let mut head = Vec::new();
        file.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
        file.rewind()?;
        Ok((file, head))
    };
    let unreadable = |error: std::io::Error| {
        ArchiveFault::new(0, "unreadable", error.to_string(), "check the path and the permissions")
    };
    let (file, head) = open().map_err(unreadable)?;
    match ArchiveFormat::of(&head) {
        None if Kind::of(&head) == Some(Kind::Pdf) => {
            let bytes = std::fs::read(path).map_err(unreadable)?;
            Ok(Opened::Document(bytes))
        }
        None if head.is_empty() => Err(ArchiveFault::empty()),
        None => Err(ArchiveFault::no_archive()),
        Some(ArchiveFormat::Rar) if !rar::IS_BUILT_IN => Ok(Opened::Other(FileType::Rar)),
        Some(ArchiveFormat::Zip) => {
            let length = file.metadata().map_err(unreadable)?.len();
            let reader = rawzip::FileReader::from(file.try_clone().map_err(unreadable)?);
            Ok(match zip::office_type(reader, length) {
                Ok(Some(kind)) => Opened::Other(kind),
                // What is left of an office file, under the name of a document.
                Err(_) if Kind::is_name(path) => Opened::Other(FileType::Unknown),
                _ => Opened::Archive(ArchiveFormat::Zip, file),
            })
        }
        Some(format) => Ok(Opened::Archive(format, file)),
    }
}

/// Lists all members, by their place.
struct Listing<'a> {
    /// The name of the outermost archive.
    archive: &'a str,
    members: BTreeMap<MemberPath, ListedMember>,
}

struct ListedMember {
    name: RawName,
    bytes: u64,
    /// `None` for an archive that was opened.
    what: Option<What>,
}

impl Listing<'_> {
    fn set(&mut self, place: &[u32], bytes: u64, what: What) {
        let listed = self.members.entry(place.to_vec());
        let listed = listed.or_insert_with(|| ListedMember { name: RawName::Stem, bytes, what: None });
        (listed.bytes, listed.what) = (bytes, Some(what));
    }

    /// Name of a member, exact enough for its ending.
    fn lossy(&self, place: &[u32]) -> String {
        let Some((_, parent)) = place.split_last() else { return self.archive.to_owned() };
        let listed = self.members.get(place);
        listed.map(|listed| listed.name.lossy(|| self.lossy(parent))).unwrap_or_default()
    }

    /// Lists the members. Names are decoded when all are known; an opened archive is represented by its members.
    fn members(self) -> Vec<Member> {
        let archive = self.archive;
        let mut inside: BTreeMap<&[u32], Vec<&MemberPath>> = BTreeMap::new();
        for place in self.members.keys() {
            if let Some((_, parent)) = place.split_last() {
                inside.entry(parent).or_default().push(place);
            }
        }
        let mut names: BTreeMap<&[u32], String> = BTreeMap::from([(&[][..], archive.to_owned())]);
        for (parent, places) in &inside {
            let archive = names.get(parent).cloned().unwrap_or_default();
            let raw: Vec<RawName> =
                places.iter().filter_map(|place| Some(self.members.get(*place)?.name.clone())).collect();
            for (place, name) in places.iter().zip(names::decode(&raw, &archive)) {
                names.insert(place, format!("{archive}!/{name}"));
            }
        }
        let empty = |place: &MemberPath| !inside.contains_key(place.as_slice());
        let member = |(place, listed): (&MemberPath, &ListedMember)| {
            let unknown = || empty(place).then_some(What::NotRead(FileType::Empty));
            let what = listed.what.clone().or_else(unknown)?;
            let name = names.get(place.as_slice()).cloned().unwrap_or_default();
            Some(Member { place: place.clone(), name, bytes: listed.bytes, what })
        };
        let members: Vec<Member> = self.members.iter().filter_map(member).collect();
        if members.is_empty() {
            let what = What::NotRead(FileType::Empty);
            return vec![Member { place: Vec::new(), name: archive.to_owned(), bytes: 0, what }];
        }
        members
    }
}

impl Visitor for Listing<'_> {
    fn wants(&self, _: &[u32]) -> bool {
        true
    }

    fn is_done(&self) -> bool {
        false
    }

    fn name(&mut self, place: &[u32], name: RawName) {
        self.members.insert(place.to_vec(), ListedMember { name, bytes: 0, what: None });
    }

    fn bytes(&mut self, place: &[u32], known: Option<FileType>, bytes: &mut dyn Read) -> std::io::Result<()> {
        let mut head = Vec::new();
        bytes.take(HEAD as u64).read_to_end(&mut head)?;
        let (mut hash, mut streams, mut length) = (Sha256::new(), Streams::default(), head.len() as u64);
        let is_ole = FileType::of(&head) == FileType::Ole;
        hash.update(&head);
        let mut block = vec![0; BLOCK];
        loop {
            let count = bytes.read(&mut block)?;
            let Some(read) = block.get(..count).filter(|read| !read.is_empty()) else { break };
            hash.update(read);
            length += count as u64;
            if is_ole {
                streams.feed(read);
            }
        }
        let left = |kind: FileType, hash: Sha256| match kind.is_read() {
            true => What::Document { sha256: hex(hash.finalize()) },
            false => What::NotRead(kind),
        };
        let what = match Sort::of_member(&head, Path::new(&self.lossy(place))) {
            Sort::Document => What::Document { sha256: hex(hash.finalize()) },
            Sort::NoArchive if head.is_empty() => What::Failed(ArchiveFault::empty()),
            Sort::NoArchive => What::Failed(ArchiveFault::no_archive()),
            Sort::Other(FileType::Ole) => left(streams.found(), hash),
            Sort::Other(kind) => left(known.unwrap_or(kind), hash),
            Sort::Archive => left(known.unwrap_or(FileType::of(&head)), hash),
        };
        self.set(place, length, what);
        Ok(())
    }

    fn other(&mut self, place: &[u32], kind: FileType) {
        self.set(place, 0, What::NotRead(kind));
    }

    fn fail(&mut self, place: &[u32], fault: ArchiveFault) {
        self.set(place, 0, What::Failed(fault));
    }
}

/// Gives the bytes of the wanted members, as they come.
struct WantedMembers<'a> {
    wanted: &'a BTreeSet<MemberPath>,
    left: usize,
    give: &'a mut Give<'a>,
}

impl WantedMembers<'_> {
    fn give(&mut self, place: &[u32], read: Result<Vec<u8>, ArchiveFault>) {
        if self.left > 0 && self.wanted.contains(place) {
            self.left = if (self.give)(place, read) { self.left - 1 } else { 0 };
        }
    }
}

impl Visitor for WantedMembers<'_> {
    fn wants(&self, place: &[u32]) -> bool {
        let from = (std::ops::Bound::Included(place), std::ops::Bound::Unbounded);
        self.wanted.range::<[u32], _>(from).next().is_some_and(|next| next.starts_with(place))
    }

    fn is_done(&self) -> bool {
        self.left == 0
    }

    fn name(&mut self, _: &[u32], _: RawName) {}

    fn bytes(&mut self, place: &[u32], _: Option<FileType>, bytes: &mut dyn Read) -> std::io::Result<()> {
        let mut whole = Vec::new();
        bytes.read_to_end(&mut whole)?;
        self.give(place, Ok(whole));
        Ok(())
    }

    fn other(&mut self, _: &[u32], _: FileType) {}

    fn fail(&mut self, place: &[u32], fault: ArchiveFault) {
        self.give(place, Err(fault));
    }
}
