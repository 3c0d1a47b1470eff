//! Opens no archive: stands in for `opened` in a build without the feature `archives`.

use std::collections::BTreeSet;
use std::path::Path;

use super::{ArchiveFault, ArchiveLimits, Contents, Give, Member, MemberPath, Unfold, What};

/// Says of the archive at `path`, which is called `name`, that this build does not open it.
pub fn contents(path: &Path, name: &str, _: ArchiveLimits, _: &dyn Fn(), _: &Unfold<'_>) -> Contents {
    let bytes = std::fs::metadata(path).map_or(0, |file| file.len());
    let what = What::Failed(ArchiveFault::not_opened());
    Contents::Members(vec![Member { place: MemberPath::new(), name: name.to_owned(), bytes, what }])
}

/// Gives nothing, since no member is known.
pub fn read(
    _: &Path,
    _: &BTreeSet<MemberPath>,
    _: ArchiveLimits,
    _: &dyn Fn(),
    _: &Unfold<'_>,
    _: &mut Give<'_>,
) {
}
