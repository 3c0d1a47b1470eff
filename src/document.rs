//! Opens documents of any kind: PDFs and pictures. Later stages need not ask which it was.

use std::collections::BTreeSet;

use crate::error::Result;
#[cfg(feature = "office")]
use crate::ofd;
use crate::page::{Page, PageOptions};
use crate::picture::{Picture, Scan};
use crate::place::Note;
use crate::source::archive::Unfolded;
use crate::source::{CjkFont, Kind, Source};
use crate::{pdf, raster};

/// An open document.
pub enum OpenDocument {
    /// A PDF.
    Pdf(pdf::PdfDocument),
    /// A picture file, of one frame or many.
    Raster(raster::RasterDocument),
    /// An OFD.
    #[cfg(feature = "office")]
    Ofd(Box<ofd::OfdDocument>),
}

/// Opens a document, by its first bytes.
///
/// # Errors
/// As [`pdf::open`] and [`raster::open`].
pub fn open(source: &Source) -> Result<OpenDocument> {
    match source.kind() {
        Some(Kind::Png | Kind::Jpeg | Kind::Jpeg2000 | Kind::Tiff) => {
            raster::open(source).map(OpenDocument::Raster)
        }
        #[cfg(feature = "office")]
        None if source.bytes.starts_with(b"PK\x03\x04") => {
            ofd::open(source).map(|ofd| OpenDocument::Ofd(Box::new(ofd)))
        }
        // The library finds its way into some that do not say so.
        Some(Kind::Pdf) | None => pdf::open(source).map(OpenDocument::Pdf),
    }
}

/// Opens a document for the files that it holds, as members of an archive; `None` where it holds none.
pub(crate) fn unfold(bytes: &[u8]) -> Option<Unfolded> {
    pdf::unfold(bytes)
}

impl OpenDocument {
    /// Number of its pages.
    pub fn page_count(&self) -> usize {
        match self {
            Self::Pdf(pdf) => pdf.page_count(),
            Self::Raster(raster) => raster.page_count(),
            #[cfg(feature = "office")]
            Self::Ofd(ofd) => ofd.page_count(),
        }
    }

    /// Whether the file ends before the document does: see [`pdf::PdfDocument::is_cut_off`].
    pub fn is_cut_off(&self) -> bool {
        match self {
            Self::Pdf(pdf) => pdf.is_cut_off(),
            Self::Raster(raster) => raster.is_cut_off(),
            #[cfg(feature = "office")]
            Self::Ofd(_) => false,
        }
    }

    /// Whether something of the file is damaged on which all pages depend.
    pub fn is_damaged(&self) -> bool {
        matches!(self, Self::Pdf(pdf) if pdf.is_damaged())
    }

    /// Numbers of the pages that need something which is damaged: see [`pdf::PdfDocument::damaged_pages`].
    pub fn damaged_pages(&self) -> BTreeSet<u32> {
        match self {
            Self::Pdf(pdf) => pdf.damaged_pages(),
            Self::Raster(_) => BTreeSet::new(),
            #[cfg(feature = "office")]
            Self::Ofd(_) => BTreeSet::new(),
        }
    }

    /// What is to be said of the file as a whole.
    pub fn notes(&self) -> Vec<Note> {
        match self {
            Self::Pdf(pdf) => pdf.notes(),
            Self::Raster(_) => Vec::new(),
            #[cfg(feature = "office")]
            Self::Ofd(ofd) => ofd.notes(),
        }
    }

    /// Names of the files that it holds besides itself.
    pub fn attached(&self) -> Vec<String> {
        match self {
            Self::Pdf(pdf) => pdf.attached(),
            Self::Raster(_) => Vec::new(),
            #[cfg(feature = "office")]
            Self::Ofd(ofd) => ofd.attached(),
        }
    }

    /// All pages in order, read by so many threads: the same ones whatever their number.
    pub fn pages_on(&self, threads: usize) -> Vec<Page> {
        match self {
            Self::Pdf(pdf) => pdf.pages_on(threads),
            Self::Raster(raster) => raster.pages(),
            #[cfg(feature = "office")]
            Self::Ofd(ofd) => ofd.pages(),
        }
    }

    /// All pages in order, read as the options say.
    pub fn pages_as(&self, how: &PageOptions<'_>) -> Vec<Page> {
        match self {
            Self::Pdf(pdf) => pdf.pages_as(how),
            Self::Raster(raster) => raster.pages(),
            #[cfg(feature = "office")]
            Self::Ofd(ofd) => ofd.pages(),
        }
    }

    /// The picture of a page for OCR; pages are counted from 1.
    ///
    /// # Errors
    /// As [`pdf::PdfDocument::scan`] and [`raster::RasterDocument::scan`].
    pub fn scan(&self, page: u32, font: Option<&CjkFont>) -> Result<Scan> {
        match self {
            Self::Pdf(pdf) => pdf.scan(page, font),
            Self::Raster(raster) => raster.scan(page),
            #[cfg(feature = "office")]
            Self::Ofd(ofd) => ofd.scan(page, font),
        }
    }

    /// The picture of a page as it is seen; pages are counted from 1.
    ///
    /// # Errors
    /// As [`pdf::PdfDocument::picture`] and [`raster::RasterDocument::picture`].
    pub fn picture(&self, page: u32, dpi: u32, font: Option<&CjkFont>) -> Result<Picture> {
        match self {
            Self::Pdf(pdf) => pdf.picture(page, dpi, font),
            Self::Raster(raster) => raster.picture(page, dpi),
            #[cfg(feature = "office")]
            Self::Ofd(ofd) => ofd.picture(page, dpi, font),
        }
    }

    /// Whether the page shows Chinese text that its picture lacks without a [`CjkFont`].
    pub fn needs_cjk_font(&self, page: u32) -> bool {
        match self {
            Self::Pdf(pdf) => pdf.needs_cjk_font(page),
            Self::Raster(_) => false,
            #[cfg(feature = "office")]
            Self::Ofd(ofd) => ofd.needs_cjk_font(page),
        }
    }
}
