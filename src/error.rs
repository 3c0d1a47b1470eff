//! The one public error: what could not be read, of which file, and what to do about it.

use std::fmt;

/// Why nothing at all could be given back for a document.
///
/// Ask it with its predicates; the text is for people. A page that cannot be read is no `Error` but a
/// [`Note`](crate::Note) in the [`Disclosure`](crate::Disclosure), since the other pages stand.
#[derive(Debug, thiserror::Error)]
pub struct Error {
    name: String,
    #[source]
    kind: Kind,
}

#[derive(Debug, thiserror::Error)]
enum Kind {
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("the file is empty")]
    Empty,
    #[error("no file of a kind that is read: PDF, PNG, JPEG, JPEG 2000, TIFF (it begins with {0})")]
    Unknown(String),
    #[error("the PDF is damaged beyond reading")]
    Damaged,
    #[error("a password is needed to open it")]
    PasswordNeeded,
    #[error("encrypted in a way that is not supported")]
    Encryption,
    #[error("the PDF has no pages")]
    NoPages,
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

/// The outcome of a call of this library.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    fn new(name: impl Into<String>, kind: Kind) -> Self {
        Self { name: name.into(), kind }
    }

    /// A file that could not be opened, read or written.
    pub fn io(name: impl Into<String>, cause: std::io::Error) -> Self {
        Self::new(name, Kind::Io(cause))
    }

    /// A file of zero bytes.
    pub(crate) fn empty(name: &str) -> Self {
        Self::new(name, Kind::Empty)
    }

    /// A file that is neither a PDF nor a picture; `head` are its first bytes, shown with escapes.
    pub(crate) fn unknown_kind(name: &str, head: &[u8]) -> Self {
        let head: String =
            head.iter().take(8).flat_map(|b| std::ascii::escape_default(*b)).map(char::from).collect();
        Self::new(name, Kind::Unknown(format!("\"{head}\"")))
    }

    /// A PDF whose structure cannot be followed.
    pub(crate) fn damaged(name: &str) -> Self {
        Self::new(name, Kind::Damaged)
    }

    /// A PDF that the empty password does not open.
    pub(crate) fn password_needed(name: &str) -> Self {
        Self::new(name, Kind::PasswordNeeded)
    }

    /// A PDF whose encryption is broken or unknown.
    pub(crate) fn encryption(name: &str) -> Self {
        Self::new(name, Kind::Encryption)
    }

    /// A PDF without pages.
    pub(crate) fn no_pages(name: &str) -> Self {
        Self::new(name, Kind::NoPages)
    }

    /// A document that passes a limit.
    pub(crate) fn too_large(name: &str, what: &'static str, found: usize, limit: usize) -> Self {
        Self::new(name, Kind::TooLarge { what, found, limit })
    }

    /// A picture of a page that passes a limit.
    pub(crate) fn picture_too_large(
        name: &str,
        (page, dpi): (u32, u32),
        (width, height): (u64, u64),
        limit: u64,
    ) -> Self {
        Self::new(name, Kind::PictureTooLarge { page, dpi, width, height, limit })
    }

    /// A picture as a document, whose structure cannot be followed.
    pub(crate) fn damaged_image(name: &str) -> Self {
        Self::new(name, Kind::DamagedImage)
    }

    /// A page whose picture cannot be decoded, or only in part.
    pub(crate) fn damaged_picture(name: &str, page: u32) -> Self {
        Self::new(name, Kind::DamagedPicture(page))
    }

    /// A page that cannot be drawn whole without a Chinese font.
    pub(crate) fn font_needed(name: &str, page: u32) -> Self {
        Self::new(name, Kind::FontNeeded(page))
    }

    /// A page that the document does not have.
    pub(crate) fn no_such_page(name: &str, page: u32) -> Self {
        Self::new(name, Kind::NoSuchPage(page))
    }

    /// A font file whose face lacks Chinese characters, or that is no font.
    pub(crate) fn no_chinese(name: &str, face: u32) -> Self {
        Self::new(name, Kind::NoChinese(face))
    }

    /// Facts as JSON lines that cannot be understood; `fault` says where and why.
    #[cfg_attr(not(feature = "cli"), expect(dead_code, reason = "only the program reads facts"))]
    pub(crate) fn facts(name: &str, fault: impl Into<String>) -> Self {
        Self::new(name, Kind::Facts(fault.into()))
    }

    /// A file of weights that is not the published one; `fault` says what differs.
    pub(crate) fn weights(name: &str, fault: String) -> Self {
        Self::new(name, Kind::Weights(fault))
    }

    /// A folder that was named and lacks the weights, a file of the name `file`.
    pub(crate) fn no_weights(name: &str, file: &str) -> Self {
        Self::new(name, Kind::NoWeights(file.to_owned()))
    }

    /// An engine of text recognition, called `name`, that failed.
    pub(crate) fn recognition(name: &str, fault: impl fmt::Display) -> Self {
        Self::new(name, Kind::Recognition(fault.to_string()))
    }

    /// A fault of this program or of a library under it, caught before it could take more than this document.
    pub(crate) fn internal(name: &str, message: String) -> Self {
        Self::new(name, Kind::Internal(message))
    }

    /// The file that this is about, as the caller named it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the file could not be opened, read or written.
    pub fn is_io(&self) -> bool {
        matches!(self.kind, Kind::Io(_))
    }

    /// Whether the bytes are of no kind that is read (an empty file counts as such).
    pub fn is_unknown_kind(&self) -> bool {
        matches!(self.kind, Kind::Unknown(_) | Kind::Empty)
    }

    /// Whether the file, or the picture of a page, is damaged, or there are no pages.
    pub fn is_damaged(&self) -> bool {
        matches!(self.kind, Kind::Damaged | Kind::NoPages | Kind::DamagedPicture(_) | Kind::DamagedImage)
    }

    /// Whether a password, or an encryption we lack, keeps the PDF closed.
    pub fn is_locked(&self) -> bool {
        matches!(self.kind, Kind::PasswordNeeded | Kind::Encryption)
    }

    /// Whether the document, or the picture of a page, passes a limit.
    pub fn is_too_large(&self) -> bool {
        matches!(self.kind, Kind::TooLarge { .. } | Kind::PictureTooLarge { .. })
    }

    /// Whether a page was asked for that is not there.
    pub fn is_no_such_page(&self) -> bool {
        matches!(self.kind, Kind::NoSuchPage(_))
    }

    /// Whether a font that was named is none or has no Chinese characters, or one is needed and not there.
    pub fn is_font(&self) -> bool {
        matches!(self.kind, Kind::NoChinese(_) | Kind::FontNeeded(_))
    }

    /// Whether text recognition failed, or its weights are not there or not the published ones.
    pub fn is_ocr(&self) -> bool {
        matches!(self.kind, Kind::Weights(_) | Kind::NoWeights(_) | Kind::Recognition(_))
    }

    /// Whether the fault is the program's own.
    pub fn is_internal(&self) -> bool {
        matches!(self.kind, Kind::Internal(_))
    }

    /// Whether facts that another program wrote cannot be understood.
    pub fn is_facts(&self) -> bool {
        matches!(self.kind, Kind::Facts(_))
    }

    /// The cause in one word that stays the same, for `errors.jsonl`.
    pub fn cause(&self) -> &'static str {
        match self.kind {
            Kind::Io(_) => "unreadable",
            Kind::Empty => "empty",
            Kind::Unknown(_) => "not_pdf",
            Kind::Damaged | Kind::DamagedPicture(_) | Kind::DamagedImage => "damaged",
            Kind::PasswordNeeded => "password",
            Kind::Encryption => "encryption",
            Kind::NoPages => "no_pages",
            Kind::TooLarge { .. } | Kind::PictureTooLarge { .. } => "too_large",
            Kind::NoSuchPage(_) => "no_such_page",
            Kind::NoChinese(_) | Kind::FontNeeded(_) => "font",
            Kind::Facts(_) => "facts",
            Kind::Weights(_) | Kind::NoWeights(_) | Kind::Recognition(_) => "ocr",
            Kind::Internal(_) => "panic",
        }
    }

    /// What is the matter, without the name of the file and the remedy.
    pub fn what(&self) -> String {
        self.kind.to_string()
    }

    /// What a person can do about it.
    pub fn remedy(&self) -> &'static str {
        match self.kind {
            Kind::Io(_) => "check the path and the permissions",
            Kind::Empty => "download it again",
            Kind::Unknown(_) => {
                "check what was downloaded: often a web page or an Office file was saved as .pdf"
            }
            Kind::Damaged => "download it again, or repair it with `qpdf` or `mutool clean`",
            Kind::PasswordNeeded => "remove the password with `qpdf --decrypt --password=… IN OUT`",
            Kind::Encryption => "decrypt it with another program first",
            Kind::NoPages => "download it again",
            Kind::DamagedPicture(_) | Kind::DamagedImage => "download the file again, or scan the page again",
            Kind::FontNeeded(_) => {
                "install one (Debian: fonts-wqy-microhei), or name one in JUESUAN_CJK_FONT"
            }
            Kind::TooLarge { .. } => "split the document",
            Kind::PictureTooLarge { .. } => "draw it with fewer dpi",
            Kind::NoSuchPage(_) => "pages are counted from 1",
            Kind::NoChinese(_) => "name another one in JUESUAN_CJK_FONT (PATH or PATH:FACE)",
            Kind::Facts(_) => "write one fact a line, with the fields of `juesuan schema`",
            Kind::Weights(_) => "delete it; `juesuan doctor` then says how to get the right one",
            Kind::NoWeights(_) => {
                "name a folder that has them, or none to search the usual ones: `juesuan doctor` says how to get them"
            }
            Kind::Recognition(_) => "run `juesuan doctor`, which says what of it is missing",
            Kind::Internal(_) => "report it with the file; the other files are not touched",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.name, self.kind, self.remedy())
    }
}
