//! Says where a known word stands beside what was recognised.

use crate::table::Cell;
use crate::taxonomy::ColumnWords;
use crate::text::plain::plain;

/// Says where a known word stands beside another that was recognised. A sum that fell into parts is no other.
pub(super) fn taken_for_another(words: &ColumnWords, cell: &Cell) -> Option<String> {
    let (known, text) = (cell.known.as_ref()?, cell.text());
    let is_other = plain(&words.mended(&text)) != plain(known) && !words.sums.contains(&plain(known));
    is_other.then(|| format!("{text} was recognised and is taken for {known}"))
}
