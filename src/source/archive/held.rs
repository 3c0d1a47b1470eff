//! Says what a document holds besides itself: files that are attached to a PDF, or PDFs that stand behind each other in
//! one file. Another room opens them ([`Unfold`]), since this one does not know the insides of documents.

/// Opens a document that may hold files; `None` where it holds none.
pub type Unfold<'a> = dyn Fn(&[u8]) -> Option<Unfolded> + 'a;

/// What a document holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfolded {
    /// Whether it is a document besides: documents behind each other in one file are none together.
    pub is_document: bool,
    /// The files, in the order of the document.
    pub files: Vec<HeldFile>,
}

/// A file that a document holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldFile {
    /// Its name, as far as the document says what it is.
    pub name: HeldName,
    /// Its bytes as they stand in the document, decrypted.
    pub bytes: Vec<u8>,
    /// How they are packed.
    pub packing: Packing,
}

/// The name of a file that a document holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeldName {
    /// Text.
    Text(String),
    /// Bytes in an unknown encoding.
    Bytes(Vec<u8>),
}

/// How the bytes of such a file are packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Packing {
    /// As they are.
    Stored,
    /// By zlib.
    Zlib,
    /// In another way, that is not supported; its name is for people.
    Other(String),
}
