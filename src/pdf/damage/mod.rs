//! Says which parts of a file are damaged, and which pages need them. The library reads as far as it can and says nothing, so
//! that a page may have lost half its table: what it reads is asked a second time, strictly.
//!
//! # Steps
//! 1. what the library cannot stand is taken out of the bytes before it sees them (`refuse`);
//! 2. the cross-reference tables are held against the objects (`table`);
//! 3. the tree of pages and the object streams are looked at, which belong to the whole document (`tree`);
//! 4. all that a page needs is walked (`walk`, `fonts`, `annotations`, `keys`): each stream is decoded to its end and its checksum (`whole`), contents are
//!    searched for what does not exist (`content`), and what is beyond all measure is not given to the library (`limits`);
//! 5. of scans the pictures are looked at as well (`pictures`).

mod annotations;
mod content;
mod fault;
mod fonts;
mod keys;
mod limits;
mod pictures;
mod refuse;
mod table;
mod tree;
mod walk;
mod whole;

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_syntax::Pdf;

pub(super) use fault::Fault;
pub(super) use limits::MOST_PIXELS;
pub(super) use pictures::damaged_pictures;
pub(super) use refuse::{Refused, refuse};

/// What is damaged of a file.
#[derive(Debug, Default)]
pub(super) struct Damage {
    /// What may concern all pages.
    pub(super) document: Vec<Fault>,
    /// Whether the table of objects cannot be followed, and was made anew from the objects that are there.
    pub(super) is_rebuilt: bool,
    /// What each page needs and is damaged.
    pub(super) pages: Vec<Vec<Fault>>,
}

impl Damage {
    /// Looks at a whole file.
    pub(super) fn of(pdf: &Pdf, refused: &[Refused]) -> Self {
        let table = table::read(pdf.data().as_ref());
        let mut document = catch_unwind(AssertUnwindSafe(|| tree::look(pdf, &table))).unwrap_or_default();
        let mut walk = walk::Walk::new(pdf.xref(), &table, refused);
        let mut pages: Vec<Vec<Fault>> = Vec::new();
        for page in pdf.pages().iter() {
            let looked = catch_unwind(AssertUnwindSafe(|| walk.page(page)));
            let failed = |_| {
                let what = "the PDF library fails on it".to_owned();
                vec![Fault { object: None, what, bars: true }]
            };
            pages.push(looked.unwrap_or_else(failed));
        }
        // What no page needs by itself may hold what they need.
        let is_told = |refused: &&Refused| refused.concerns_all || !walk.has_met(refused.object);
        document.extend(refused.iter().filter(is_told).map(|refused| {
            let object = (refused.object > 0).then_some(refused.object);
            Fault { object, what: refused.what.clone(), bars: false }
        }));
        Self { document, is_rebuilt: table.is_rebuilt, pages }
    }
}
