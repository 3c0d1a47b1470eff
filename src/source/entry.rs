//! Says what stands in a folder, without following it.

use std::ffi::OsString;

/// What has a name in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, whatever it leads to.
    Link,
    /// A pipe, a socket or a device.
    Other,
}

/// Name in a folder, and what has it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The name.
    pub(crate) name: OsString,
    /// What has it.
    pub(crate) kind: EntryKind,
}
