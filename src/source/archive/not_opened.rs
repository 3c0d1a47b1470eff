//! Opens no archive: stands in for `opened` in a build without the feature `archives`.

use std::collections::BTreeSet;
use std::path::Path;

use super::{Fault, Give, Limits, Member, Place, Survey, What};

/// Says of the archive at `path`, which is called `name`, that this build does not open it.
pub fn survey(path: &Path, name: &str, _: Limits, _: &dyn Fn()) -> Survey {
    let bytes = std::fs::metadata(path).map_or(0, |file| file.len());
    let what = What::Failed(Fault::not_opened());
    Survey::Members(vec![Member { place: Place::new(), name: name.to_owned(), bytes, what }])
}

/// Gives nothing, since no member is known.
pub fn read(_: &Path, _: &BTreeSet<Place>, _: Limits, _: &dyn Fn(), _: &mut Give<'_>) {}
