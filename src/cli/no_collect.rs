//! Refuses `juesuan collect` in a build without the feature `panel`, which makes no tables.

use std::path::Path;

use super::args::Collect;
use super::exit::Exit;
use super::print::say;

pub(super) fn run(_: &Collect) -> Exit {
    say!("this build makes no tables: build it with the feature `panel`");
    Exit::Usage
}

/// Does nothing: there are no tables to bring up to date.
pub(super) fn refresh(_: &Path, _: bool) -> Exit {
    Exit::Good
}
