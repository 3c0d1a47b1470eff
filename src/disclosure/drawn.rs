//! Draws pages: their picture alone, or what a stage made of them over it.

use super::options::Options;
use super::{Stages, read_stages_with};
use crate::document::{self, OpenDocument};
use crate::draw::{
    Overlay, draw, facts_to_overlay, figures_to_overlay, forms_to_overlay, page_to_overlay, tables_to_overlay,
};
use crate::error::{Error, Result};
use crate::source::{CjkFont, Source};
use crate::threads::apart;

/// A stage that can be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StageName {
    /// Glyphs and rulings of the upright page.
    Page,
    /// Tables as printed, and the lines between them.
    Table,
    /// Forms with their lines.
    Form,
    /// Exact amounts.
    Fact,
    /// Figures of the prose (情况说明).
    Prose,
}

impl StageName {
    /// Finds the stage of a word: `page`, `table`, `form`, `fact` or `prose`.
    pub fn of(word: &str) -> Option<Self> {
        Some(match word {
            "page" => Self::Page,
            "table" => Self::Table,
            "form" => Self::Form,
            "fact" => Self::Fact,
            "prose" => Self::Prose,
            _ => return None,
        })
    }
}

impl Stages {
    /// Draws what a stage made of a page, counted from 1, over its picture, as the bytes of a PNG.
    ///
    /// # Errors
    /// Where there is no such page, or its picture cannot be made.
    pub fn to_png(
        &self,
        document: &OpenDocument,
        (number, dpi): (u32, u32),
        stage: StageName,
        font: Option<&CjkFont>,
    ) -> Result<Vec<u8>> {
        let name = &self.disclosure.source;
        let picture = document.picture(number, dpi, font)?;
        let index = (number as usize).saturating_sub(1);
        let both = self.pages.get(index).zip(self.tables.get(index));
        let (page, tables) = both.ok_or_else(|| Error::no_such_page(name, number))?;
        let overlay: Overlay = match stage {
            StageName::Page => page_to_overlay(page),
            StageName::Table => tables_to_overlay(tables),
            StageName::Form => forms_to_overlay(&self.disclosure.forms.forms, page),
            StageName::Fact => facts_to_overlay(&self.disclosure.facts, page),
            StageName::Prose => figures_to_overlay(&self.disclosure.figures, page),
        };
        draw(&picture, page, &overlay, font).to_png().map_err(|cause| Error::io(name, cause))
    }
}

/// Draws a page of a document, counted from 1, as the bytes of a PNG: its picture, or what a stage made of it over the
/// picture. With a stage the document is read anew, on all cores.
///
/// # Errors
/// As [`read`](super::read), and where there is no such page, or its picture cannot be made.
pub fn page_to_png(source: &Source, page: u32, dpi: u32, stage: Option<StageName>) -> Result<Vec<u8>> {
    // What stands on a page is seen without the other scans, which take seconds each; forms go on over pages.
    let only_scan = (stage == Some(StageName::Page)).then_some(page);
    let how = Options { only_scan, ..Options::alone() };
    let stages = stage.map(|_| read_stages_with(source, &how)).transpose()?;
    let font = CjkFont::find()?;
    apart(&source.name, || {
        let document = document::open(source)?;
        if document.sheets().is_none() && !(1..=document.page_count()).contains(&(page as usize)) {
            return Err(Error::no_such_page(&source.name, page));
        }
        match (&stages, stage) {
            (Some(stages), Some(stage)) => stages.to_png(&document, (page, dpi), stage, font.as_ref()),
            _ => {
                let picture = document.picture(page, dpi, font.as_ref())?;
                picture.to_png().map_err(|cause| Error::io(&source.name, cause))
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_page_is_drawn_alone_and_with_a_stage() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/qinyang-2020-word.pdf");
        let source = Source::open(&path).unwrap();
        let bare = page_to_png(&source, 6, 36, None).unwrap();
        let drawn = page_to_png(&source, 6, 36, Some(StageName::Fact)).unwrap();
        assert!(bare.starts_with(b"\x89PNG") && drawn.starts_with(b"\x89PNG") && bare != drawn);
        for page in [0, 1000] {
            assert!(page_to_png(&source, page, 36, None).unwrap_err().is_no_such_page());
        }
    }

    #[test]
    fn stages_are_known_by_their_words() {
        assert_eq!(StageName::of("prose"), Some(StageName::Prose));
        assert_eq!(StageName::of("proses"), None);
    }
}
