//! Holds a line of a form and its amounts, as printed.

use crate::page::Reading;
use crate::place::Place;
use crate::record::words::Scope;

/// One printed amount of a line, not yet understood.
#[derive(Debug, Clone, PartialEq)]
pub struct AmountCell {
    /// Its measure, as the output contract names it.
    pub measure: String,
    /// A unit that the header states for this column alone.
    pub unit: Option<String>,
    /// As printed, line by line.
    pub printed: Vec<String>,
    /// Its first line fills the cell, so that a number of several lines had to be wrapped.
    pub fills: bool,
    /// Where it is printed.
    pub place: Place,
    /// It may belong to the cell beside it.
    pub overrun: bool,
    /// No line parts the rows where it stands, and the name of its line may belong to another.
    pub row_doubted: bool,
    /// A part of it is clipped away.
    pub cut: bool,
    /// Why it may be another amount, or that of another column.
    pub doubt: Option<String>,
    /// It is words or a number as printed, and no amount: the target of an indicator.
    pub is_text: bool,
    /// What it was recognised as, where it stands on a picture.
    pub readings: Vec<Reading>,
}

/// One line of a form: an item, or a total.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Groups stand side by side; counted from 0.
    pub group: usize,
    /// `income`, `expenditure`, `budget`, `final`, where the form has sides.
    pub side: Option<String>,
    /// The classification code, digits only.
    pub code: Option<String>,
    /// The name with layout removed; `None` where none is printed.
    pub item: Option<String>,
    /// The name as it is printed or was read.
    pub item_raw: Option<String>,
    /// The known name that `item_raw` stands for, with its ordinal, where that was recognised and is another one.
    pub known: Option<String>,
    /// What code and name were recognised as, where they stand on a picture.
    pub readings: Vec<Reading>,
    /// 行次.
    pub line_no: Option<u32>,
    /// The headings it stands under, where lines mean something only under one.
    pub path: Vec<String>,
    /// The scope of its amounts, where columns have scopes.
    pub scope: Option<Scope>,
    /// The part of the place that its amounts belong to.
    pub part: Option<String>,
    /// What is odd about its labels, in words; amounts of such a line are suspect.
    pub doubt: Option<String>,
    /// Its amounts, from the left; blank cells are none.
    pub amounts: Vec<AmountCell>,
    /// Where its labels are printed; its first amount where it has none.
    pub place: Place,
}

impl Line {
    /// Gives the wording of its name with its ordinal: the known name, else the name as printed; empty where none is.
    pub(super) fn wording(&self) -> &str {
        self.known.as_deref().or(self.item_raw.as_deref()).unwrap_or_default()
    }
}

/// Drops the lines without amounts that a label over several groups (公用经费合计 over two of them) makes beside its own.
pub(super) fn drop_shadows(lines: &mut Vec<Line>) {
    let places: Vec<(Place, bool)> = lines.iter().map(|l| (l.place, l.amounts.is_empty())).collect();
    let mut index = 0;
    lines.retain(|_| {
        let (place, blank) = places[index];
        let shadow = places.iter().enumerate().any(|(other, (at, other_blank))| {
            other != index && *at == place && blank && (!other_blank || other < index)
        });
        index += 1;
        !shadow
    });
}
