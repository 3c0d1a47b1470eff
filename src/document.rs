//! Opens documents of any kind: PDFs, pictures, and those of office programs and the web, which have no pages. Later stages need
//! not ask which it was.

use std::collections::BTreeSet;
#[cfg(feature = "office")]
use std::path::Path;

use crate::error::{Error, Result};
use crate::page::{Page, PageOptions};
use crate::picture::{Picture, Scan};
use crate::place::Note;
use crate::sheet::Sheet;
use crate::source::archive::Unfolded;
use crate::source::{CjkFont, FileType, Kind, Source};
use crate::{pdf, raster};

/// An open document.
pub enum OpenDocument {
    /// A PDF.
    Pdf(pdf::PdfDocument),
    /// A picture file, of one frame or many.
    Raster(raster::RasterDocument),
    /// An OFD.
    #[cfg(feature = "office")]
    Ofd(Box<crate::ofd::OfdDocument>),
    /// A workbook, a Word file or a web page: sheets or tables instead of pages.
    Sheets(SheetDocument),
}

/// A document without pages.
pub struct SheetDocument {
    /// Name of the file, for errors.
    name: String,
    sheets: Vec<Sheet>,
    notes: Vec<Note>,
}

impl SheetDocument {
    fn no_pages(&self) -> Error {
        Error::without_pages(&self.name)
    }
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
        Some(Kind::Pdf) => pdf::open(source).map(OpenDocument::Pdf),
        None => match source.office_type() {
            #[cfg(feature = "office")]
            Some(FileType::Ofd) => crate::ofd::open(source).map(|ofd| OpenDocument::Ofd(Box::new(ofd))),
            Some(kind) => open_office(source, kind),
            // The library finds its way into some that do not say so.
            None => pdf::open(source).map(OpenDocument::Pdf),
        },
    }
}

/// Opens a document of an office program or the web.
#[cfg(feature = "office")]
fn open_office(source: &Source, kind: FileType) -> Result<OpenDocument> {
    // A page that was saved under the name of a PDF says mostly that there is none.
    if kind == FileType::Html && Kind::is_name(Path::new(&source.name)) {
        return Err(Error::unknown_kind(&source.name, &source.bytes));
    }
    let (sheets, notes) = match kind {
        FileType::Html => {
            let page = crate::web::html_to_sheets(&source.bytes);
            (page.sheets, page.notes)
        }
        _ => crate::office::read(source, kind)?,
    };
    Ok(OpenDocument::Sheets(SheetDocument { name: source.name.clone(), sheets, notes }))
}

#[cfg(not(feature = "office"))]
fn open_office(source: &Source, _: FileType) -> Result<OpenDocument> {
    Err(Error::unknown_kind(&source.name, &source.bytes))
}

/// Opens a document for the files that it holds, as members of an archive; `None` where it holds none.
pub(crate) fn unfold(bytes: &[u8]) -> Option<Unfolded> {
    pdf::unfold(bytes)
}

impl OpenDocument {
    /// Its sheets or tables, where it has no pages.
    pub fn sheets(&self) -> Option<&[Sheet]> {
        match self {
            Self::Sheets(document) => Some(&document.sheets),
            #[cfg(feature = "office")]
            Self::Ofd(_) => None,
            Self::Pdf(_) | Self::Raster(_) => None,
        }
    }

    /// Number of its pages; 0 where it has none.
    pub fn page_count(&self) -> usize {
        match self {
            Self::Sheets(_) => 0,
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
            Self::Sheets(_) => false,
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
            Self::Raster(_) | Self::Sheets(_) => BTreeSet::new(),
            #[cfg(feature = "office")]
            Self::Ofd(_) => BTreeSet::new(),
        }
    }

    /// What is to be said of the file as a whole.
    pub fn notes(&self) -> Vec<Note> {
        match self {
            Self::Pdf(pdf) => pdf.notes(),
            Self::Raster(_) => Vec::new(),
            Self::Sheets(document) => document.notes.clone(),
            #[cfg(feature = "office")]
            Self::Ofd(ofd) => ofd.notes(),
        }
    }

    /// Names of the files that it holds besides itself.
    pub fn attached(&self) -> Vec<String> {
        match self {
            Self::Pdf(pdf) => pdf.attached(),
            Self::Raster(_) | Self::Sheets(_) => Vec::new(),
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
            Self::Sheets(_) => Vec::new(),
        }
    }

    /// All pages in order, read as the options say.
    pub fn pages_as(&self, how: &PageOptions<'_>) -> Vec<Page> {
        match self {
            Self::Pdf(pdf) => pdf.pages_as(how),
            Self::Raster(raster) => raster.pages(),
            #[cfg(feature = "office")]
            Self::Ofd(ofd) => ofd.pages_as(how),
            Self::Sheets(_) => Vec::new(),
        }
    }

    /// The picture of a page for OCR; pages are counted from 1.
    ///
    /// # Errors
    /// As [`pdf::PdfDocument::scan`] and [`raster::RasterDocument::scan`]; where the document has no pages.
    pub fn scan(&self, page: u32, font: Option<&CjkFont>) -> Result<Scan> {
        match self {
            Self::Sheets(document) => Err(document.no_pages()),
            Self::Pdf(pdf) => pdf.scan(page, font),
            Self::Raster(raster) => raster.scan(page),
            #[cfg(feature = "office")]
            Self::Ofd(ofd) => ofd.scan(page, font),
        }
    }

    /// The picture of a page as it is seen; pages are counted from 1.
    ///
    /// # Errors
    /// As [`pdf::PdfDocument::picture`] and [`raster::RasterDocument::picture`]; where the document has no pages.
    pub fn picture(&self, page: u32, dpi: u32, font: Option<&CjkFont>) -> Result<Picture> {
        match self {
            Self::Sheets(document) => Err(document.no_pages()),
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
            #[cfg(feature = "office")]
            Self::Ofd(ofd) => ofd.needs_cjk_font(page),
            Self::Raster(_) | Self::Sheets(_) => false,
        }
    }
}
