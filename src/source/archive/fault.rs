//! Says why a member, or the rest of an archive, gives no bytes.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why something gives no bytes: the cause in one stable word and in a sentence, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveFault {
    /// Cause in one word, for `errors.jsonl`.
    pub cause: String,
    /// Cause in a sentence.
    pub message: String,
    /// What a person can do.
    pub remedy: String,
    /// Depth of the archive that is given up, from 1 for the outermost. Where only a member is given up, it is one more
    /// than the depth of its archive.
    #[serde(skip)]
    pub(super) depth: u32,
}

impl ArchiveFault {
    pub(super) fn new(depth: u32, cause: &str, message: impl Into<String>, remedy: &str) -> Self {
        Self { cause: cause.to_owned(), message: message.into(), remedy: remedy.to_owned(), depth }
    }

    /// Something ends too early.
    pub(super) fn truncated(depth: u32, message: impl Into<String>) -> Self {
        Self::new(depth, "truncated", message, "download it again: the file is cut off")
    }

    /// Bytes that are not what they should be.
    pub(super) fn damaged(depth: u32, what: impl fmt::Display) -> Self {
        let message = format!("damaged in the archive: {what}");
        Self::new(depth, "damaged", message, "download the archive again, or repair it with its own program")
    }

    /// Something that a password protects.
    pub(super) fn encrypted(depth: u32) -> Self {
        let remedy = "unpack it with the password first";
        Self::new(depth, "password", "encrypted in the archive: a password is needed", remedy)
    }

    /// Something that is packed in an unsupported way.
    pub(super) fn unsupported(depth: u32, how: impl fmt::Display) -> Self {
        let message = format!("packed in a way that is not supported: {how}");
        Self::new(depth, "unsupported", message, "unpack it with another program, and read the folder")
    }

    /// An archive, or an office file that is packed like one, in a build that opens none.
    #[cfg(not(feature = "archives"))]
    pub(super) fn not_opened() -> Self {
        let message =
            "an archive or an office file, which a build without the feature `archives` does not open";
        Self::new(1, "unsupported", message, "unpack it with another program, and read the folder")
    }

    /// The fault that an error of reading means where no limit was passed.
    pub(super) fn of_reading(depth: u32, error: &std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::UnexpectedEof {
            Self::truncated(depth, "it ends before its end")
        } else {
            Self::damaged(depth, error)
        }
    }

    /// No fault: ends the walk of all archives when nothing more is wanted.
    pub(super) fn done() -> Self {
        Self::new(0, "done", "", "")
    }

    /// A file that is called an archive and is none.
    pub(super) fn no_archive() -> Self {
        let remedy = "check what was downloaded: often a web page was saved under the name of an archive";
        Self::new(0, "not_archive", "the name says archive, the bytes do not", remedy)
    }

    /// A file of zero bytes that is called an archive.
    pub(super) fn empty() -> Self {
        Self::new(0, "empty", "the file is empty", "download it again")
    }
}

impl fmt::Display for ArchiveFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.message, self.remedy)
    }
}
