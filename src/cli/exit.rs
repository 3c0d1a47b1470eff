//! Defines how the program ends.

use std::process::{ExitCode, Termination};

use crate::batch::Entry;
use crate::disclosure::Disclosure;

/// The exit codes, worst last: a run of many files ends with the worst of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 0: everything was read, nothing is suspect and no check fails.
    Good,
    /// 1: everything was read, and something is suspect or a check fails.
    Suspect,
    /// 2: something could not be read or written.
    Unread,
    /// 3: wrong usage.
    Usage,
}

impl Exit {
    /// Exit code of a document that a worker read.
    pub(super) fn of_entry(entry: &Entry) -> Self {
        if entry.incomplete {
            Self::Unread
        } else if entry.suspect > 0 || entry.checks_failing > 0 {
            Self::Suspect
        } else {
            Self::Good
        }
    }

    /// Exit code of a document.
    pub(super) fn of(disclosure: &Disclosure) -> Self {
        if disclosure.is_incomplete() {
            Self::Unread
        } else if disclosure.suspects() > 0 || disclosure.audit.failing() > 0 {
            Self::Suspect
        } else {
            Self::Good
        }
    }
}

/// Lists the exit codes for `--help`, to be put together with other text.
macro_rules! exit_help {
    () => {
        "\
Exit codes:
  0  everything was read, nothing is suspect, no check fails (a budget, or a PDF without any table, too)
  1  everything was read, and an amount is suspect or a check fails
  2  a file, a page or a form could not be read, a result not be written, or the run was interrupted
  3  wrong usage"
    };
}
pub(super) use exit_help;

/// Text of the exit codes for `--help`.
pub(super) const HELP: &str = exit_help!();

impl Exit {
    /// Its number.
    pub fn code(self) -> u8 {
        match self {
            Self::Good => 0,
            Self::Suspect => 1,
            Self::Unread => 2,
            Self::Usage => 3,
        }
    }
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(self.code())
    }
}
