//! Counts what the columns of a table hold while its rows are written: for the codebook, and for formats whose columns are
//! as wide as what is in them.

use super::categories::categories;
use super::cell::CellValue;
use super::fields::Table;

/// What the columns of a table hold.
#[derive(Debug)]
pub(super) struct Profile {
    pub(super) rows: u64,
    /// One for each column.
    pub(super) columns: Vec<ColumnProfile>,
}

/// What a column holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ColumnProfile {
    /// How many rows have a value.
    pub(super) present: u64,
    /// Bytes of the longest text.
    pub(super) widest: usize,
    /// The least and the largest whole number.
    pub(super) range: Option<(i64, i64)>,
    /// How often each word of a column of categories stands there, those of the list first, in its order.
    pub(super) words: Vec<(String, u64)>,
    counts_words: bool,
}

impl Profile {
    pub(super) fn new(table: &Table) -> Self {
        let column = |list: &Option<String>| {
            let words = list.as_deref().map(categories).unwrap_or_default().iter();
            ColumnProfile {
                words: words.map(|word| (word.value.clone(), 0)).collect(),
                counts_words: list.is_some(),
                ..ColumnProfile::default()
            }
        };
        Self { rows: 0, columns: table.fields.iter().map(|field| column(&field.categories)).collect() }
    }

    pub(super) fn add(&mut self, cells: &[CellValue]) {
        self.rows += 1;
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.add(cell);
        }
    }
}

impl ColumnProfile {
    fn add(&mut self, cell: &CellValue) {
        match cell {
            CellValue::Null => return,
            CellValue::Text(text) => {
                self.widest = self.widest.max(text.len());
                if self.counts_words {
                    self.count(text);
                }
            }
            CellValue::Integer(number) => {
                let (least, most) = self.range.unwrap_or((*number, *number));
                self.range = Some((least.min(*number), most.max(*number)));
            }
            CellValue::Boolean(_) | CellValue::Number(_) | CellValue::Decimal(_) => {}
        }
        self.present += 1;
    }

    fn count(&mut self, word: &str) {
        match self.words.iter_mut().find(|(known, _)| known == word) {
            Some((_, count)) => *count += 1,
            None => self.words.push((word.to_owned(), 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::fields::tables;

    #[test]
    fn columns_are_counted() {
        let table = &tables()[0];
        let mut profile = Profile::new(table);
        for (status, page) in [(Some("suspect"), Some(7)), (Some("new"), Some(-2)), (None, None)] {
            let cells = table.fields.iter().map(|field| match field.name.as_str() {
                "status" => status.map_or(CellValue::Null, |word| CellValue::Text(word.to_owned())),
                "page" => page.map_or(CellValue::Null, CellValue::Integer),
                _ => CellValue::Null,
            });
            profile.add(&cells.collect::<Vec<_>>());
        }
        let column =
            |name| &profile.columns[table.fields.iter().position(|field| field.name == name).unwrap()];
        let status = column("status");
        assert_eq!((profile.rows, status.present, status.widest), (3, 2, 7));
        let words = [("verified", 0), ("unchecked", 0), ("suspect", 1), ("repaired", 0), ("new", 1)];
        assert_eq!(status.words, words.map(|(word, count)| (word.to_owned(), count)));
        assert_eq!(column("page").range, Some((-2, 7)));
        assert_eq!(column("raw").present, 0);
    }
}
