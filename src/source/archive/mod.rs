//! Opens archives, in two passes: [`contents`] lists every member by its name, size and hash; [`read`] gives the bytes
//! of the wanted ones. Both go in the order of the archive, so that a solid one is unpacked once in each pass.
//!
//! The first bytes decide the format (`format`). Archives are walked with those that are nested in them (`opened`,
//! `walk`, `zip`, `tar`, `compressed`, `sevenz`, `rar`), within `limits`. Names are decoded for all members of an
//! archive together (`names`). A PDF is walked like an archive where it holds files (`held`, `unfold`). Nothing but a nested RAR is unpacked to disk. Hostile bytes are best walked in a process
//! that can be ended.
//!
//! A build without the feature `archives` opens none, and says so of each (`not_opened`).

#[cfg(feature = "archives")]
mod compressed;
#[cfg_attr(not(feature = "archives"), expect(dead_code, reason = "no archive is opened"))]
mod fault;
mod format;
mod held;
#[cfg_attr(not(feature = "archives"), expect(dead_code, reason = "no archive is opened"))]
mod limits;
#[cfg(feature = "archives")]
mod names;
#[cfg(not(feature = "archives"))]
mod not_opened;
#[cfg(feature = "archives")]
mod opened;
#[cfg(feature = "archives")]
mod rar;
#[cfg(feature = "archives")]
mod sevenz;
#[cfg(feature = "archives")]
mod tar;
#[cfg(feature = "archives")]
mod unfold;
#[cfg(feature = "archives")]
mod walk;
#[cfg(feature = "archives")]
mod zip;

use serde::{Deserialize, Serialize};

use super::file_type::FileType;
pub use fault::ArchiveFault;
pub(crate) use format::ArchiveFormat;
pub use held::{HeldFile, HeldName, Packing, Unfold, Unfolded};
pub use limits::ArchiveLimits;
pub(crate) use limits::MEMBER_BYTES;
#[cfg(not(feature = "archives"))]
pub use not_opened::{contents, read};
#[cfg(feature = "archives")]
pub use opened::{contents, read};

/// Path of a member by numbers: its number in its archive, behind those of the archives around it.
pub type MemberPath = Vec<u32>;

/// Takes the bytes of a member, or why there are none, and says whether more are wanted.
pub type Give<'a> = dyn FnMut(&[u32], Result<Vec<u8>, ArchiveFault>) -> bool + 'a;

/// A member of an archive, or what went wrong with an archive itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Its path; empty for the outermost archive, and for a document that holds others.
    pub place: MemberPath,
    /// Its name behind that of its archive: `2023.zip!/汾阳/决算.pdf`.
    pub name: String,
    /// Number of its bytes, as far as it was read.
    pub bytes: u64,
    /// Its type and identity, or its fault.
    pub what: What,
}

/// Says what a member is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// A document, or what is called one.
    Document {
        /// SHA-256 of its bytes.
        sha256: String,
    },
    /// Something that is not read.
    NotRead(FileType),
    /// It cannot be read.
    Failed(ArchiveFault),
}

/// Contents of a file that may be an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Contents {
    /// An archive, or a document that holds others: the members in their order, those of nested archives in their
    /// place. The document itself is one without a path.
    Members(Vec<Member>),
    /// A document that holds no others.
    Document,
    /// A file that looks like an archive and is another thing, or one that is not opened.
    Other(FileType),
}

#[cfg(test)]
#[cfg(feature = "archives")]
mod tests;
