//! Opens archives for whoever reads their members: by a process within limits, or in this one.

use std::collections::BTreeSet;
use std::path::Path;

use super::cause::Cause;
use super::opener::{self, Ask, Opener, OpenerEnd};
use super::options::{Limits, Stop, Worker};
use crate::document;
use crate::source::archive::{self, ArchiveFault, ArchiveLimits, Contents, MemberPath};
use crate::threads::apart;

/// Opens archives one after the other.
#[derive(Clone, Copy)]
pub(crate) struct Archives<'a> {
    /// What opens them.
    pub(crate) worker: &'a Worker,
    /// Limits of the process that does.
    pub(crate) limits: Limits,
    /// Ends the opening.
    pub(crate) stop: &'a Stop,
}

/// Takes the bytes of a member, or why there are none.
pub(crate) type Take<'a> = dyn FnMut(&[u32], Result<Vec<u8>, Cause>) + Send + 'a;

impl Archives<'_> {
    /// Lists the members of the archive, or of the document that holds files, at `path`; it is called `name`.
    pub(crate) fn list(&self, path: &Path, name: &str) -> Result<Contents, OpenerEnd> {
        match self.worker.command() {
            None => {
                let limits = ArchiveLimits::default();
                let list = || Ok(archive::contents(path, name, limits, &|| {}, &document::unfold));
                apart(name, list).map_err(|error| OpenerEnd::Fault(Cause::of_error(&error)))
            }
            Some(program) => {
                let ask = Ask { path: path.as_os_str().to_owned(), name: name.to_owned(), wanted: None };
                opener::contents(program, &ask, self.limits, self.stop)
            }
        }
    }

    /// Gives the wanted members to `take`. Before the bytes of each, `admit` is asked for so many: it waits until they
    /// may come, and says whether to go on. Returns why members are missing, where that is known.
    pub(crate) fn give(
        &self,
        path: &Path,
        wanted: BTreeSet<MemberPath>,
        admit: &mut (dyn FnMut(u64) -> bool + Send),
        take: &mut Take<'_>,
    ) -> Option<Cause> {
        let Some(program) = self.worker.command() else {
            let limits = ArchiveLimits::default();
            let read = apart(&path.to_string_lossy(), || {
                let mut give = |place: &[u32], read: Result<Vec<u8>, ArchiveFault>| {
                    let goes_on = admit(read.as_ref().map_or(0, |bytes| bytes.len() as u64));
                    take(place, read.map_err(Cause::of));
                    goes_on
                };
                archive::read(path, &wanted, limits, &|| {}, &document::unfold, &mut give);
                Ok(())
            });
            return read.err().map(|error| Cause::of_error(&error));
        };
        let ask = Ask { path: path.as_os_str().to_owned(), name: String::new(), wanted: Some(wanted) };
        let mut opener = match Opener::start(program, &ask, self.limits, self.stop) {
            Ok(opener) => opener,
            Err(end) => return end.cause(),
        };
        loop {
            match opener.next(&mut *admit) {
                Ok(Some((place, bytes))) => take(&place, bytes),
                Ok(None) => return None,
                Err(end) => return end.cause(),
            }
        }
    }
}
