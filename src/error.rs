//! Defines the one public error: what could not be read, of which file, and what to do about it.

use std::fmt;

/// The reason why nothing at all could be given back for a document.
///
/// Ask it with its predicates; the text is for people. A page that cannot be read is no `Error` but a
/// [`Note`](crate::Note) in the [`Disclosure`](crate::Disclosure), since the other pages stand.
#[derive(Debug, thiserror::Error)]
pub struct Error {
    name: String,
    #[source]
    kind: ErrorKind,
}

#[derive(Debug, thiserror::Error)]
enum ErrorKind {
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("the file is empty")]
    Empty,
    #[error(
        "no file of a kind that is read: PDF, PNG, JPEG, JPEG 2000, TIFF, xlsx, xls, docx, doc, OFD, web page (it begins with {0})"
    )]
    Unknown(String),
    #[error("the PDF is damaged beyond reading")]
    Damaged,
    #[error("the document is damaged: {0}")]
    #[cfg_attr(not(feature = "office"), allow(dead_code, reason = "only documents without pages are such"))]
    DamagedPackage(String),
    #[error("a password is needed to open it")]
    PasswordNeeded,
    #[error("encrypted in a way that is not supported")]
    Encryption,
    #[error("the PDF has no pages")]
    NoPages,
    #[error("the document has no pages to draw: it is a workbook, a Word file or a web page")]
    WithoutPages,
    #[error("{found} {what}, more than the limit of {limit}")]
    TooLarge { what: &'static str, found: usize, limit: usize },
    #[error("page {page} at {dpi} dpi has {width} × {height} pixels, more than the limit of {limit}")]
    PictureTooLarge { page: u32, dpi: u32, width: u64, height: u64, limit: u64 },
    #[error(
        "a picture on page {0} cannot be decoded whole: it is damaged, or stored in a way that is not supported"
    )]
    DamagedPicture(u32),
    #[error("the picture is damaged beyond reading")]
    DamagedImage,
    #[error(
        "page {0} shows Chinese text in fonts that are not embedded: drawn without a font, it would be missing"
    )]
    FontNeeded(u32),
    #[error("there is no page {0}")]
    NoSuchPage(u32),
    #[error("face {0} is no font with Chinese characters")]
    NoChinese(u32),
    #[error("facts as JSON lines are wrong: {0}")]
    Facts(String),
    #[error("not the weights of text recognition that this version knows: {0}")]
    Weights(String),
    #[error("the weights of text recognition ({0}) are not in this folder")]
    NoWeights(String),
    #[error("text recognition failed: {0}")]
    Recognition(String),
    #[error("the reader itself failed: {0}")]
    Internal(String),
}

/// A symbolic link in a folder that is written to: the cause of an error of reading or writing.
#[derive(Debug, thiserror::Error)]
#[error("{place} is a symbolic link, and nothing is written through one")]
pub(crate) struct Linked {
    /// Path of the link.
    pub(crate) place: String,
}

/// Result of a call of this library.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    fn new(name: impl Into<String>, kind: ErrorKind) -> Self {
        Self { name: name.into(), kind }
    }

    /// A file that could not be opened, read or written.
    pub fn io(name: impl Into<String>, cause: std::io::Error) -> Self {
        Self::new(name, ErrorKind::Io(cause))
    }

    /// A file of zero bytes.
    pub(crate) fn empty(name: &str) -> Self {
        Self::new(name, ErrorKind::Empty)
    }

    /// A file of no kind that is read; `head` are its first bytes, shown with escapes.
    pub(crate) fn unknown_kind(name: &str, head: &[u8]) -> Self {
        let head: String =
            head.iter().take(8).flat_map(|b| std::ascii::escape_default(*b)).map(char::from).collect();
        Self::new(name, ErrorKind::Unknown(format!("\"{head}\"")))
    }

    /// A PDF whose structure cannot be followed.
    pub(crate) fn damaged(name: &str) -> Self {
        Self::new(name, ErrorKind::Damaged)
    }

    /// An office document, OFD or web page whose structure cannot be followed; `what` says where and why.
    #[cfg_attr(not(feature = "office"), allow(dead_code, reason = "as of `DamagedPackage`"))]
    pub(crate) fn damaged_package(name: &str, what: &str) -> Self {
        Self::new(name, ErrorKind::DamagedPackage(what.to_owned()))
    }

    /// A PDF that the empty password does not open.
    pub(crate) fn password_needed(name: &str) -> Self {
        Self::new(name, ErrorKind::PasswordNeeded)
    }

    /// A PDF whose encryption is broken or unknown.
    pub(crate) fn encryption(name: &str) -> Self {
        Self::new(name, ErrorKind::Encryption)
    }

    /// A PDF without pages.
    pub(crate) fn no_pages(name: &str) -> Self {
        Self::new(name, ErrorKind::NoPages)
    }

    /// A document of sheets or tables, of which there is no picture.
    pub(crate) fn without_pages(name: &str) -> Self {
        Self::new(name, ErrorKind::WithoutPages)
    }

    /// A document that passes a limit.
    pub(crate) fn too_large(name: &str, what: &'static str, found: usize, limit: usize) -> Self {
        Self::new(name, ErrorKind::TooLarge { what, found, limit })
    }

    /// A picture of a page that passes a limit.
    pub(crate) fn picture_too_large(
        name: &str,
        (page, dpi): (u32, u32),
        (width, height): (u64, u64),
        limit: u64,
    ) -> Self {
        Self::new(name, ErrorKind::PictureTooLarge { page, dpi, width, height, limit })
    }

    /// A picture as a document, whose structure cannot be followed.
    pub(crate) fn damaged_image(name: &str) -> Self {
        Self::new(name, ErrorKind::DamagedImage)
    }

    /// A page whose picture cannot be decoded, or only in part.
    pub(crate) fn damaged_picture(name: &str, page: u32) -> Self {
        Self::new(name, ErrorKind::DamagedPicture(page))
    }

    /// A page that cannot be drawn whole without a Chinese font.
    pub(crate) fn font_needed(name: &str, page: u32) -> Self {
        Self::new(name, ErrorKind::FontNeeded(page))
    }

    /// A page that the document does not have.
    pub(crate) fn no_such_page(name: &str, page: u32) -> Self {
        Self::new(name, ErrorKind::NoSuchPage(page))
    }

    /// A font file whose face lacks Chinese characters, or that is no font.
    pub(crate) fn no_chinese(name: &str, face: u32) -> Self {
        Self::new(name, ErrorKind::NoChinese(face))
    }

    /// Facts as JSON lines that cannot be understood; `fault` says where and why.
    #[cfg_attr(not(feature = "cli"), expect(dead_code, reason = "only the program reads facts"))]
    pub(crate) fn facts(name: &str, fault: impl Into<String>) -> Self {
        Self::new(name, ErrorKind::Facts(fault.into()))
    }

    /// A file of weights that is not the published one; `fault` says what differs.
    pub(crate) fn weights(name: &str, fault: String) -> Self {
        Self::new(name, ErrorKind::Weights(fault))
    }

    /// A folder that was named and lacks the weights, a file of the name `file`.
    pub(crate) fn no_weights(name: &str, file: &str) -> Self {
        Self::new(name, ErrorKind::NoWeights(file.to_owned()))
    }

    /// An engine of text recognition, called `name`, that failed.
    pub(crate) fn recognition(name: &str, fault: impl fmt::Display) -> Self {
        Self::new(name, ErrorKind::Recognition(fault.to_string()))
    }

    /// A fault of this program or of a library under it, caught before it could take more than this document.
    pub(crate) fn internal(name: &str, message: String) -> Self {
        Self::new(name, ErrorKind::Internal(message))
    }

    /// Name of the file, as the caller gave it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the file could not be opened, read or written.
    pub fn is_io(&self) -> bool {
        matches!(self.kind, ErrorKind::Io(_))
    }

    /// Whether the bytes are of no kind that is read (an empty file counts as such).
    pub fn is_unknown_kind(&self) -> bool {
        matches!(self.kind, ErrorKind::Unknown(_) | ErrorKind::Empty)
    }

    /// Whether the file, or the picture of a page, is damaged, or there are no pages.
    pub fn is_damaged(&self) -> bool {
        matches!(
            self.kind,
            ErrorKind::Damaged
                | ErrorKind::DamagedPackage(_)
                | ErrorKind::NoPages
                | ErrorKind::DamagedPicture(_)
                | ErrorKind::DamagedImage
        )
    }

    /// Whether a password, or an unsupported encryption, keeps the PDF closed.
    pub fn is_locked(&self) -> bool {
        matches!(self.kind, ErrorKind::PasswordNeeded | ErrorKind::Encryption)
    }

    /// Whether the document, or the picture of a page, passes a limit.
    pub fn is_too_large(&self) -> bool {
        matches!(self.kind, ErrorKind::TooLarge { .. } | ErrorKind::PictureTooLarge { .. })
    }

    /// Whether a page was asked for that is not there.
    pub fn is_no_such_page(&self) -> bool {
        matches!(self.kind, ErrorKind::NoSuchPage(_))
    }

    /// Whether a named font is none or has no Chinese characters, or a font is needed and not there.
    pub fn is_font(&self) -> bool {
        matches!(self.kind, ErrorKind::NoChinese(_) | ErrorKind::FontNeeded(_))
    }

    /// Whether text recognition failed, or its weights are not there or not the published ones.
    pub fn is_ocr(&self) -> bool {
        matches!(self.kind, ErrorKind::Weights(_) | ErrorKind::NoWeights(_) | ErrorKind::Recognition(_))
    }

    /// Whether the fault is the program's own.
    pub fn is_internal(&self) -> bool {
        matches!(self.kind, ErrorKind::Internal(_))
    }

    /// Whether facts that another program wrote cannot be understood.
    pub fn is_facts(&self) -> bool {
        matches!(self.kind, ErrorKind::Facts(_))
    }

    /// Cause in one stable word, for `errors.jsonl`.
    pub fn cause(&self) -> &'static str {
        match self.kind {
            ErrorKind::Io(_) => "unreadable",
            ErrorKind::Empty => "empty",
            ErrorKind::Unknown(_) => "not_pdf",
            ErrorKind::Damaged
            | ErrorKind::DamagedPackage(_)
            | ErrorKind::DamagedPicture(_)
            | ErrorKind::DamagedImage => "damaged",
            ErrorKind::PasswordNeeded => "password",
            ErrorKind::Encryption => "encryption",
            ErrorKind::NoPages | ErrorKind::WithoutPages => "no_pages",
            ErrorKind::TooLarge { .. } | ErrorKind::PictureTooLarge { .. } => "too_large",
            ErrorKind::NoSuchPage(_) => "no_such_page",
            ErrorKind::NoChinese(_) | ErrorKind::FontNeeded(_) => "font",
            ErrorKind::Facts(_) => "facts",
            ErrorKind::Weights(_) | ErrorKind::NoWeights(_) | ErrorKind::Recognition(_) => "ocr",
            ErrorKind::Internal(_) => "panic",
        }
    }

    /// Cause in a sentence, without the name of the file and the remedy.
    pub fn what(&self) -> String {
        self.kind.to_string()
    }

    /// What a person can do about it.
    pub fn remedy(&self) -> &'static str {
        match &self.kind {
            ErrorKind::Io(cause) if cause.get_ref().is_some_and(|cause| cause.is::<Linked>()) => {
                "remove it, or name another folder"
            }
            ErrorKind::Io(_) => "check the path and the permissions",
            ErrorKind::Empty => "download it again",
            ErrorKind::Unknown(_) => "check what was downloaded: often a web page was saved as .pdf",
            ErrorKind::Damaged => "download it again, or repair it with `qpdf` or `mutool clean`",
            ErrorKind::DamagedPackage(_) => {
                "download it again, or open it with an office program and save it anew or as PDF"
            }
            ErrorKind::PasswordNeeded => "remove the password with `qpdf --decrypt --password=… IN OUT`",
            ErrorKind::Encryption => "decrypt it with another program first",
            ErrorKind::NoPages => "download it again",
            ErrorKind::WithoutPages => "look at its cells with `juesuan show --stage table`",
            ErrorKind::DamagedPicture(_) | ErrorKind::DamagedImage => {
                "download the file again, or scan the page again"
            }
            ErrorKind::FontNeeded(_) => {
                "install one (Debian: fonts-wqy-microhei), or name one in JUESUAN_CJK_FONT"
            }
            ErrorKind::TooLarge { .. } => "split the document",
            ErrorKind::PictureTooLarge { .. } => "draw it with fewer dpi",
            ErrorKind::NoSuchPage(_) => "pages are counted from 1",
            ErrorKind::NoChinese(_) => "name another one in JUESUAN_CJK_FONT (PATH or PATH:FACE)",
            ErrorKind::Facts(_) => "write one fact a line, with the fields of `juesuan schema`",
            ErrorKind::Weights(_) => "delete it; `juesuan doctor` then says how to get the right one",
            ErrorKind::NoWeights(_) => {
                "name a folder that has them, or none to search the usual ones: `juesuan doctor` says how to get them"
            }
            ErrorKind::Recognition(_) => "run `juesuan doctor`, which says what of it is missing",
            ErrorKind::Internal(_) => "report it with the file; the other files are not touched",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.name, self.kind, self.remedy())
    }
}
