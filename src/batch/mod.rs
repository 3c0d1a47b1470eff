//! Reads many documents into a folder of results: one bad document costs itself alone, and an interruption nothing.
//!
//! # Steps
//! 1. files and members of archives become documents by the SHA-256 of their bytes, each with every place it was found
//!    at (`survey`); archives are opened by processes of their own (`archives`, `opener`, which runs `unpack`);
//! 2. what the folder of results has of this program, its models and its code stays (`folder`);
//! 3. the others are dealt out to lanes (`lanes`), each with a reader of its own (`reader`): a process (`process`,
//!    which runs `serve`), or this one; members of archives come through a queue of bounded bytes (`feed`);
//! 4. a worker that hangs, crashes or takes too much is ended and replaced, with the cause on record (`cause`);
//! 5. results are put in place whole and entered in a journal; at the end it becomes the index, the list of errors and
//!    the account of the run (`folder`, `tally`). [`run()`] composes the steps.
//!
//! A page that ends a worker is left out, and the document read again without it (`under_way`, `reader`).
//!
//! Both kinds of processes are started and watched by `child`, the only place that starts any. Results state no time
//! and depend on no order: any number of jobs, and any number of interruptions, gives the same bytes.
//!
//! One document at a time, without a folder, is read by a [`Reader`].

mod archives;
mod cause;
mod child;
#[cfg(debug_assertions)]
mod fault;
mod feed;
mod folder;
mod journal;
mod lanes;
mod opener;
mod options;
mod process;
mod protocol;
mod read;
mod reader;
pub(crate) mod record;
mod recover;
mod report;
mod run;
#[expect(clippy::disallowed_methods, reason = "speaks with its supervisor by standard output")]
mod serve;
mod survey;
mod tally;
mod under_way;
#[expect(clippy::disallowed_methods, reason = "speaks with its supervisor by standard output")]
mod unpack;

pub use crate::source::FileType;
#[cfg(feature = "cli")]
pub(crate) use archives::Archives;
pub use cause::Cause;
pub use journal::Diagnosis;
pub use options::{Limits, RunOptions, Shard, Stop, Watch, Worker};
#[cfg(feature = "cli")]
pub(crate) use read::Rendering;
#[cfg(feature = "cli")]
pub(crate) use reader::DocumentBytes;
pub use reader::{JsonDocument, Reader};
pub use record::{Entry, Failure, NotRead, Outcome, Stamp};
pub use report::Report;
pub use run::run;
pub use serve::serve;
pub use survey::{Input, Inputs, Left};
pub use tally::Tally;
pub use unpack::open_archive;
